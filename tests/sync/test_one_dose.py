"""A dose that reaches the server is stored once and counted once; and what a receipt says of it."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.rework.replay import recount, verify
from tests.sync.county import (
    CAMPAIGN,
    EAST,
    FAR,
    NORTH,
    ROUND1,
    SOUTH,
    add_person,
    child,
    forget,
    key,
    operation,
    outcomes,
    picture,
    send,
    tally,
    visit,
    void,
)


def test_a_listed_child_dosed_counts_as_registered_and_vaccinated(engine: Engine) -> None:
    receipts = send(engine, child(), visit())
    assert outcomes(receipts) == ["applied", "applied"]
    assert tally(engine) == {
        "registered": 1,
        "vaccinated": 1,
        "registered_before": 1,
        "registered_before_dosed": 1,
    }
    assert tally(engine, "age:4|local") == tally(engine)
    assert tally(engine, "day:2025-12-01")["vaccinated"] == 1
    assert tally(engine, f"worker:{key('ann')}")["vaccinated"] == 1
    assert verify(engine) == []


def test_a_receipt_names_id_and_canonical_hash(engine: Engine) -> None:
    said = child()
    (receipt,) = send(engine, said)
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert receipt["id"] == said["id"]
    assert receipt["hash"] == hashlib.sha256(canonical.encode()).hexdigest()


def test_replaying_a_batch_20_times_changes_nothing(engine: Engine) -> None:
    batch = [child(), visit(), visit("other")]
    send(engine, *batch)
    before = tally(engine)
    for _ in range(20):
        receipts = send(engine, *batch)
        assert [(r["outcome"], r["was"]) for r in receipts] == [("duplicate", "applied")] * 3
    assert tally(engine) == before


def test_reverse_order_gives_the_same_counts(engine: Engine) -> None:
    corrected = child(born="2019-05-04", at="2025-12-03T08:00:00.000Z")
    said = [child(), visit(), corrected, doomed := visit("child", "refused"), void(doomed)]
    send(engine, *reversed(said))
    assert tally(engine) == {
        "registered": 1,
        "vaccinated": 1,
        "registered_before": 1,
        "registered_before_dosed": 1,
    }
    assert tally(engine, "age:6|local") == tally(engine)


def test_a_dose_before_its_child_waits_for_the_record_and_then_gets_its_age(engine: Engine) -> None:
    (receipt,) = send(engine, visit())
    assert (receipt["outcome"], receipt["note"]) == ("applied", "waiting")
    assert tally(engine)["waiting"] == 1
    assert tally(engine, "age:4|local") == {}
    send(engine, child())
    assert "waiting" not in tally(engine)
    assert tally(engine, "age:4|local")["vaccinated"] == 1


def test_child_before_household(engine: Engine) -> None:
    house, member = (
        operation("household", {"head": "王大", "door": "3"}, key=key("house")),
        child(household=key("house")),
    )
    (first,) = send(engine, member)
    assert (first["outcome"], "waiting" in (first.get("note") or "")) == ("applied", True)
    assert tally(engine)["registered"] == 1
    assert outcomes(send(engine, house)) == ["applied"]
    late = picture(engine)
    assert verify(engine) == []
    forget(engine)
    send(engine, house, member)
    assert picture(engine) == late


def test_a_void_before_what_it_voids_is_final(engine: Engine) -> None:
    dose = visit()
    send(engine, child(), void(dose), dose)
    assert tally(engine) == {"registered": 1, "registered_before": 1}


def test_two_phones_dosing_one_child_count_one_child(engine: Engine) -> None:
    send(engine, child(), visit(by="ann"))
    send(engine, visit(by="bao", at="2025-12-01T09:00:00.000Z", area=SOUTH), by="bao")
    assert tally(engine)["vaccinated"] == 1
    assert tally(engine, area=SOUTH)["vaccinated"] == 1
    assert tally(engine, area=NORTH) == {}


def test_found_on_the_day_is_not_registered(engine: Engine) -> None:
    send(engine, child(listed_on="2025-12-01"), visit(found=True))
    assert tally(engine) == {"found": 1, "vaccinated": 1}


def test_dosed_elsewhere_covers_but_is_no_dose(engine: Engine) -> None:
    send(engine, child(), visit(outcome="vaccinated_elsewhere"))
    assert tally(engine) == {"registered": 1, "elsewhere": 1, "registered_before": 1}


def test_a_missed_child_keeps_its_reason_until_dosed(engine: Engine) -> None:
    send(engine, child(), visit(outcome="absent_short", reason="at_market"))
    assert tally(engine, "reason:at_market") == {"missed": 1}
    send(engine, visit(at="2025-12-02T08:00:00.000Z", on="2025-12-02"))
    assert tally(engine, "reason:at_market") == {}
    assert tally(engine, "day:2025-12-02")["vaccinated"] == 1


def test_a_child_that_moved_away_is_removed_not_missed(engine: Engine) -> None:
    send(engine, child(), visit(outcome="moved_away"))
    assert tally(engine) == {"registered": 1, "registered_before": 1, "removed": 1}


def test_a_late_correction_of_birth_date_moves_the_child_to_its_age(engine: Engine) -> None:
    send(engine, child(), visit())
    send(engine, operation("child", {"born": "2019-06-01"}, key=key("child"), at="2025-12-03T08:00:00.000Z"))
    assert tally(engine, "age:4|local") == {}
    assert tally(engine, "age:6|local")["vaccinated"] == 1


def test_an_earlier_word_never_overwrites_a_later_one(engine: Engine) -> None:
    send(engine, child(at="2025-12-02T00:00:00.000Z", born="2022-01-01"))
    send(engine, child(at="2025-12-01T00:00:00.000Z", born="2020-01-01", card_no="77"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT born, card_no FROM child")).one() == ("2022-01-01", "77")


def test_someone_elses_other_value_unseen_is_a_conflict_and_both_stay(engine: Engine) -> None:
    send(engine, child(born="2022-01-01"))
    (receipt,) = send(engine, child(by="bao", born="2022-02-01", at="2025-12-01T09:00:00.000Z"), by="bao")
    assert (receipt["outcome"], receipt["note"]) == ("conflict", "differs:born")
    (seen,) = send(
        engine, child(by="ann", born="2022-03-01", at="2025-12-01T10:00:00.000Z", base=receipt["version"])
    )
    assert seen["outcome"] == "applied"
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM operation")).scalar() == 3


def test_a_joined_child_counts_once_and_apart_again_after_undo(engine: Engine) -> None:
    send(engine, child("one"), child("two"), visit("one"), visit("two", "absent_short"))
    link = operation("same_child", {"child": key("one"), "other": key("two")})
    send(engine, link)
    assert tally(engine) == {
        "registered": 1,
        "vaccinated": 1,
        "registered_before": 1,
        "registered_before_dosed": 1,
    }
    send(engine, void(link))
    assert tally(engine) == {
        "registered": 2,
        "vaccinated": 1,
        "registered_before": 2,
        "registered_before_dosed": 1,
    }
    assert verify(engine) == []


def test_a_voided_child_with_a_dose_stays(engine: Engine) -> None:
    listed = child()
    send(engine, listed, visit(), void(listed))
    assert tally(engine)["vaccinated"] == 1


def test_a_voided_child_without_anything_is_not_counted(engine: Engine) -> None:
    listed = child()
    send(engine, listed, void(listed))
    assert tally(engine) == {}


def test_only_author_or_supervisor_may_take_back(engine: Engine) -> None:
    dose = visit(by="ann")
    send(engine, child(), dose)
    (receipt,) = send(engine, void(dose, by="bao"), by="bao")
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "not_author")
    assert tally(engine)["vaccinated"] == 1
    send(engine, void(dose, by="sun"), by="sun")
    assert "vaccinated" not in tally(engine)
    assert verify(engine) == []


def test_another_persons_void_that_came_first_waits_for_a_supervisor_when_the_record_comes(
    engine: Engine,
) -> None:
    dose = visit(by="ann")
    taking_back = void(dose, by="bao")
    assert outcomes(send(engine, child(), taking_back, by="bao")) == ["applied", "applied"]
    send(engine, dose)
    assert tally(engine)["vaccinated"] == 1
    (again,) = send(engine, taking_back, by="bao")
    assert (again["outcome"], again["was"]) == ("duplicate", "held")
    assert verify(engine) == []


BAD = [
    ({"kind": "wish"}, "refused", "unknown_kind"),
    ({"area": "430921103999"}, "held", "unknown_area"),
    ({"area": "4309211"}, "refused", "malformed"),
    ({"at": "yesterday"}, "refused", "malformed"),
    ({"at": "2025-02-30T00:00:00.000Z"}, "refused", "malformed"),
    ({"seq": 0}, "refused", "malformed"),
    ({"by": key("bao")}, "refused", "not_your_name"),
    ({"device": key("nobody's phone")}, "held", "unknown_device"),
    ({"area": FAR}, "refused", "not_your_area"),
    ({"data": {"born": "2099-01-01"}}, "refused", "born_in_future"),
    ({"data": {"born": "2021-13-01"}}, "refused", "wrong_value"),
    ({"data": {"name": "长" * 51}}, "refused", "too_long"),
    ({"data": {"name": "a\x00b"}}, "refused", "wrong_value"),
    ({"data": {"sex": "boy"}}, "refused", "wrong_value"),
    ({"data": [1]}, "refused", "malformed"),
    ({"data": {"weight": 10**400}}, "refused", "malformed"),
    ({"data": {"name": "\ud800"}}, "refused", "malformed"),
    ({"void": False}, "refused", "malformed"),
]


@pytest.mark.parametrize(("change", "outcome", "code"), BAD)
def test_one_bad_operation_is_answered_and_the_rest_applied(
    engine: Engine, change: dict[str, object], outcome: str, code: str
) -> None:
    receipts = send(engine, child(), child("bad") | change, visit())
    assert outcomes(receipts) == ["applied", outcome, "applied"]
    assert receipts[1]["problem"]["code"] == code
    assert receipts[1]["problem"]["sentence"]
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM operation")).scalar()
    assert kept == 3
    assert tally(engine)["vaccinated"] == 1
    assert verify(engine) == []


@pytest.mark.parametrize("rubbish", [None, 5, "text", [], {}, {"id": "x"}, {"id": 5, "ops": []}])
def test_what_is_no_operation_at_all_is_kept_and_refused(engine: Engine, rubbish: object) -> None:
    receipts = send(engine, rubbish, child())
    assert outcomes(receipts) == ["refused", "applied"]


def test_the_same_id_with_other_content_is_refused_and_the_first_stays(engine: Engine) -> None:
    first = child()
    send(engine, first)
    (receipt,) = send(engine, first | {"data": {"name": "someone else"}})
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "id_reused")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM child")).scalar() == "child"


def test_a_visit_of_a_round_not_made_yet_is_held_and_counts_when_it_is(engine: Engine) -> None:
    send(engine, child())
    (receipt,) = send(engine, visit(round=key("round 3"), on="2026-02-01"))
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "unknown_round")
    with Session(engine) as session:
        session.add(
            Round(key=key("round 3"), campaign=CAMPAIGN, n=3, first_day="2026-02-01", last_day="2026-02-05")
        )
        session.commit()
    assert tally(engine, round_=key("round 3"))["vaccinated"] == 1
    assert verify(engine) == []
    with Session(engine) as session:
        session.delete(session.get(Round, key("round 3")))
        session.commit()


def test_work_in_a_village_not_imported_yet_is_held_and_counts_when_it_is(engine: Engine) -> None:
    with Session(engine) as session:
        add_person(session, "wide", "vaccinator", ["430921"])
        session.commit()
    new = "430921105001"
    assert (
        outcomes(send(engine, child(by="wide", area=new), visit(by="wide", area=new), by="wide"))
        == ["held"] * 2
    )
    with Session(engine) as session:
        session.add(Area(code=new, name="新村", level="village", county="430921"))
        session.commit()
    assert tally(engine, area=new)["vaccinated"] == 1
    assert verify(engine) == []
    with engine.begin() as connection:
        connection.execute(text(f"DELETE FROM area WHERE code = '{new}'"))
        connection.execute(text(f"DELETE FROM person_area WHERE person = '{key('wide')}'"))
        connection.execute(text(f"DELETE FROM device WHERE person = '{key('wide')}'"))
        connection.execute(text(f"DELETE FROM person WHERE id = '{key('wide')}'"))


def test_one_poisoned_operation_among_500_is_held_and_499_count(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE household ADD COLUMN trap integer"))
        connection.execute(text("CREATE UNIQUE INDEX one_door ON household (county, door)"))
    batch = [operation("household", {"door": str(n)}, key=key(f"house {n}")) for n in range(499)]
    batch.insert(250, operation("household", {"door": "7"}, key=key("house again")))
    receipts = send(engine, *batch)
    assert outcomes(receipts).count("applied") == 499
    assert (receipts[250]["outcome"], receipts[250]["problem"]["code"]) == ("held", "server_fault")
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX one_door"))
        connection.execute(text("ALTER TABLE household DROP COLUMN trap"))


def test_a_child_of_another_county_is_not_moved_here(engine: Engine) -> None:
    send(engine, child(by="far", area=FAR), by="far")
    (receipt,) = send(engine, child(area=NORTH, at="2025-12-05T00:00:00.000Z"))
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "other_county")


def test_a_closed_round_takes_everything_and_marks_it_late(engine: Engine) -> None:
    with Session(engine) as session:
        session.get_one(Round, ROUND1).state = "closed"
        session.commit()
    send(engine, child())
    (receipt,) = send(engine, visit())
    assert (receipt["outcome"], receipt["note"]) == ("applied", "late")
    assert tally(engine)["vaccinated"] == 1
    with Session(engine) as session:
        session.get_one(Round, ROUND1).state = "open"
        session.commit()


def test_changing_a_campaigns_window_counts_again(engine: Engine) -> None:
    send(engine, child(born="2021-05-04"))
    listed = {"registered": 1, "registered_before": 1}
    assert tally(engine) == listed
    for born_to, counts in (("2021-01-01", {}), ("2025-10-01", listed)):
        with Session(engine) as session:
            session.get_one(Campaign, CAMPAIGN).born_to = born_to
            session.commit()
        assert tally(engine) == counts


def test_a_stopped_phone_is_heard_but_held(engine: Engine) -> None:
    phone = key("bao's phone")
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE device SET stopped_at = '2025-12-01' WHERE id = '{phone}'"))
    (receipt,) = send(engine, child(by="bao"), by="bao")
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "device_stopped")
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE device SET stopped_at = NULL WHERE id = '{phone}'"))


def test_a_mended_operation_leaves_the_inbox(engine: Engine) -> None:
    wrong = child(born="2099-01-01")
    send(engine, wrong)
    (receipt,) = send(engine, child(mends=wrong["id"]))
    assert receipt["outcome"] == "applied"
    with engine.connect() as connection:
        by = connection.execute(text(f"SELECT mended_by FROM operation WHERE id = '{wrong['id']}'")).scalar()
    assert by == receipt["id"]


def test_recount_mends_a_tally_somebody_broke_and_says_so(engine: Engine) -> None:
    send(engine, child(), visit())
    with engine.begin() as connection:
        connection.execute(text("UPDATE tally SET n = 7 WHERE slice = 'all' AND measure = 'vaccinated'"))
    assert len(verify(engine)) == 1
    assert len(recount(engine)) == 1
    assert recount(engine) == []
    assert tally(engine)["vaccinated"] == 1


def test_unknown_fields_are_kept_and_weird_names_do_no_harm(engine: Engine) -> None:
    words = {"__proto__": {"a": 1}, "version": 9, "_stamps": "x", "county": "y", "shoe": 31}
    assert outcomes(send(engine, child(**words), visit())) == ["applied", "applied"]
    with engine.connect() as connection:
        assert json.loads(connection.execute(text("SELECT more FROM child")).scalar_one())["shoe"] == 31
    assert verify(engine) == []


def test_a_row_moves_village_inside_the_county(engine: Engine) -> None:
    send(engine, child(), visit(outcome="absent_short"))
    send(engine, operation("child", {}, key=key("child"), area=EAST, at="2025-12-03T08:00:00.000Z"))
    with engine.connect() as connection:
        homes = (
            connection.execute(
                text("SELECT package_area FROM child UNION ALL SELECT package_area FROM visit")
            )
            .scalars()
            .all()
        )
    assert homes == [EAST, EAST]
    assert verify(engine) == []
