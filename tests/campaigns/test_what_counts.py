"""What counts in a round, case by case: who is dosed here, whose day and product are the round's, who has left."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.counting.rules import RoundFacts, contribution
from fieldapp.campaigns.figures.closing import book_of, changed_since, forget, keep
from fieldapp.ground.db import Base
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.standing import ChildFacts, filling_key
from fieldapp.sync.rework.counting import bring_up_to_date
from fieldapp.sync.rework.replay import verify
from tests.sync.county import (
    CAMPAIGN,
    COUNTY,
    ROUND1,
    SOUTH,
    child,
    key,
    operation,
    outcomes,
    send,
    tally,
    visit,
    void,
)

LISTED = {"registered": 1, "registered_before": 1}
DOSED = LISTED | {"vaccinated": 1, "registered_before_dosed": 1}


def review(of: dict[str, Any], in_round: bool, by: str = "sun", **other: Any) -> dict[str, Any]:
    """A supervisor's word on whether a visit counts."""
    said = {"visit": of["key"], "child": of["data"]["child"], "in_round": in_round}
    return operation("visit_review", said, by, **({"at": "2026-03-05T08:00:00.000Z"} | other))


# Another product, or a day outside the round: kept, not counted, until a supervisor says so


@pytest.mark.parametrize(
    "odd",
    [
        {"product": "HepB"},
        {"product": "IPV"},
        {"on": "2025-11-30"},
        {"on": "2025-12-24"},
        {"on": "2026-03-01"},
        {"on": "2099-01-01"},
    ],
)
def test_a_dose_of_another_product_or_day_is_no_dose_of_the_round(
    engine: Engine, odd: dict[str, str]
) -> None:
    assert outcomes(send(engine, child(), visit(**odd))) == ["applied", "applied"]
    assert tally(engine) == LISTED
    assert verify(engine) == []


@pytest.mark.parametrize("on", ["2025-12-01", "2025-12-09", "2025-12-23"])
def test_the_round_and_fourteen_days_of_mop_up_count(engine: Engine, on: str) -> None:
    send(engine, child(), visit(on=on))
    assert tally(engine) == DOSED


def test_the_days_of_mop_up_are_the_campaign_s_and_changing_them_counts_again(engine: Engine) -> None:
    send(engine, child(), visit(on="2025-12-20"))
    for days, counts in ((7, LISTED), (14, DOSED)):
        with Session(engine) as session:
            session.get_one(Campaign, CAMPAIGN).mopup_days = days
            session.commit()
        assert tally(engine) == counts
        assert verify(engine) == []


def test_where_zero_dose_children_get_ipv_first_ipv_is_the_round_s(engine: Engine) -> None:
    send(engine, child(prior_polio="0"), visit(product="IPV"))
    for ipv_first, counts in ((True, DOSED | {"zero_dose": 1}), (False, LISTED)):
        with Session(engine) as session:
            session.get_one(Campaign, CAMPAIGN).zero_dose_ipv_first = ipv_first
            session.commit()
        assert tally(engine) == counts


def test_a_supervisor_says_whether_a_visit_counts_and_the_last_word_stands(engine: Engine) -> None:
    late = visit(on="2026-03-01")
    send(engine, child(), late)
    (receipt,) = send(engine, first := review(late, True), by="sun")
    assert receipt["outcome"] == "applied" and tally(engine) == DOSED
    send(engine, second := review(late, False, at="2026-03-06T08:00:00.000Z"), by="sun")
    assert tally(engine) == LISTED
    send(engine, void(second, by="sun"), by="sun")
    assert tally(engine) == DOSED
    send(engine, void(first, by="sun"), by="sun")
    assert tally(engine) == LISTED
    assert verify(engine) == []


def test_a_review_may_come_before_its_visit_and_its_void_before_both(engine: Engine) -> None:
    late = visit(on="2026-03-01")
    said = review(late, True)
    send(engine, said, by="sun")
    send(engine, child(), late)
    assert tally(engine) == DOSED
    other = visit("two", on="2026-03-01")
    send(engine, void(again := review(other, True), by="sun"), again, by="sun")
    send(engine, child("two"), other)
    assert tally(engine) == DOSED | {"registered": 2, "registered_before": 2}
    assert verify(engine) == []


def test_only_a_supervisor_may_say_so(engine: Engine) -> None:
    late = visit(on="2026-03-01")
    send(engine, child(), late)
    (receipt,) = send(engine, review(late, True, by="ann"))
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "not_your_role")
    assert tally(engine) == LISTED


def test_an_uncounted_dose_is_still_an_earlier_dose_of_the_next_campaign(engine: Engine) -> None:
    facts = RoundFacts("r", 1, "2026-06-01", "2026-06-01", "2019-01-01", "2026-01-01", ("43",))
    seen = ChildFacts(
        "430921103001", born="2021-05-04", listed_on="2025-11-20", doses=[("bOPV", "2026-03-01")]
    )
    assert ("r", "born:2021|unknown|1", "430921103001", "registered") in contribution(seen, facts)


# Outcomes said months later do not improve a round that is over


@pytest.mark.parametrize("outcome", ["moved_away", "vaccinated_elsewhere", "not_eligible"])
def test_what_a_visit_in_march_says_does_not_change_december(engine: Engine, outcome: str) -> None:
    send(engine, child(), visit(outcome="absent_short"), visit(outcome=outcome, on="2026-03-01"))
    assert tally(engine) == LISTED
    assert tally(engine, "outcome:absent_short") == {"missed": 1}


# Who has left: a status has its day


@pytest.mark.parametrize(
    ("said", "removed"),
    [
        ({"status": "moved", "status_on": "2025-11-30"}, True),
        ({"status": "moved", "status_on": "2025-12-01"}, False),
        ({"status": "moved", "status_on": "2026-03-01"}, False),
        ({"status": "died", "status_on": "2025-12-09"}, True),
        ({"status": "died", "status_on": "2025-12-10"}, False),
        ({"status": "moved", "at": "2026-03-01T08:00:00.000Z"}, False),
        ({"status": "moved", "at": "2025-11-29T16:30:00.000Z"}, True),  # the 30th at UTC+8
        ({"status": "moved", "at": "2025-11-30T16:30:00.000Z"}, False),  # already the 1st at UTC+8
        ({"status": "away", "status_on": "2025-11-30"}, False),
    ],
)
def test_who_moved_before_the_round_is_removed_and_later_is_not(
    engine: Engine, said: dict[str, str], removed: bool
) -> None:
    said = dict(said)
    at = said.pop("at", "2026-03-02T08:00:00.000Z")
    send(engine, child(at="2025-11-20T08:00:00.000Z"), operation("child", said, key=key("child"), at=at))
    assert tally(engine) == LISTED | ({"removed": 1} if removed else {})
    why = {"moved": "removed:moved", "died": "removed:died"}.get(said["status"], "-")
    assert tally(engine, why) == ({"removed": 1} if removed else {})


# A closed round keeps its figures


def test_a_closed_round_keeps_its_figures_and_knows_what_changed_since(engine: Engine) -> None:
    kept = Base.metadata.tables["closed_tally"]

    def closed() -> dict[str, int]:
        query = select(kept.c.measure, kept.c.n).where(kept.c.round == ROUND1, kept.c.slice == "all")
        with engine.connect() as connection:
            return {row.measure: row.n for row in connection.execute(query)}

    send(engine, child(), child("two"), visit())
    with Session(engine) as session:
        round_ = session.get_one(Round, ROUND1)
        keep(session.connection(), session.get_one(Campaign, CAMPAIGN), round_)
        session.commit()
    then = DOSED | {"registered": 2, "registered_before": 2}
    assert closed() == then
    send(engine, visit("two", on="2025-12-05"))
    assert closed() == then and tally(engine)["vaccinated"] == 2
    with engine.begin() as connection:
        villages = read_villages(connection, COUNTY, [COUNTY])
        (change,) = changed_since(connection, COUNTY, ROUND1, villages)
        assert (change.then.vaccinated, change.now.vaccinated, change.now.short) == (1, 2, 0)
        assert book_of(connection, COUNTY, ROUND1).closed
        forget(connection, COUNTY, ROUND1)
        assert not book_of(connection, COUNTY, ROUND1).closed
    assert closed() == {}


# What an earlier version counted


def test_a_database_counted_by_earlier_rules_is_counted_again_once(engine: Engine) -> None:
    table, setting = Base.metadata.tables["tally"], Base.metadata.tables["setting"]
    send(engine, child(), visit())
    with engine.begin() as connection:
        connection.execute(
            table.update().values(measure="covered_registered").where(table.c.measure == "vaccinated")
        )
        connection.execute(setting.delete().where(setting.c.name == "counted_by"))
    assert "vaccinated" not in tally(engine)
    bring_up_to_date(engine)
    assert tally(engine) == DOSED and verify(engine) == []


# Joining, hiding, crediting


def test_joining_two_records_hides_no_missed_child(engine: Engine) -> None:
    later = child("walk-in", listed_on="2025-12-03", at="2025-12-03T08:00:00.000Z")
    send(engine, child(), later)
    send(engine, operation("same_child", {"child": key("child"), "other": key("walk-in")}))
    assert tally(engine) == LISTED


def test_a_registered_child_joined_to_its_own_walk_in_is_registered_not_found(engine: Engine) -> None:
    later = child("walk-in", listed_on="2025-12-03", at="2025-12-03T08:00:00.000Z")
    send(engine, child(), later, visit("walk-in", found=True, on="2025-12-03"))
    assert tally(engine) == LISTED | {"found": 1, "vaccinated": 1}
    send(engine, operation("same_child", {"child": key("child"), "other": key("walk-in")}))
    assert tally(engine) == DOSED
    assert verify(engine) == []


def test_a_child_taken_back_with_a_visit_that_is_no_dose_is_in_no_count(engine: Engine) -> None:
    made = child()
    send(engine, made, visit(outcome="absent_short"), void(made))
    assert tally(engine) == {}
    send(engine, visit(outcome="vaccinated_elsewhere", at="2025-12-02T08:00:00.000Z"))
    assert tally(engine) == {}
    send(engine, visit(at="2025-12-03T08:00:00.000Z", on="2025-12-03"))
    assert tally(engine) == DOSED  # a dose keeps it, as a conflict
    assert verify(engine) == []


@pytest.mark.parametrize("first", ["the batch", "the void"])
def test_what_gives_a_visit_its_batch_falls_with_the_visit(engine: Engine, first: str) -> None:
    made, dosed = child(), visit()
    said = {"child": made["key"], "product": "bOPV", "given_on": dosed["data"]["on"], "source": "campaign"}
    filling = operation(
        "dose", said | {"batch": key("a batch")}, key=filling_key(dosed["key"], said["given_on"])
    )
    both = [filling, void(dosed)]
    send(engine, made, dosed, void(made), *(both if first == "the batch" else reversed(both)))
    assert tally(engine) == {}  # no dose keeps the child
    other = operation("dose", said, key=key("from the card"))
    send(engine, other)
    assert tally(engine) == LISTED  # one that was said by itself does
    assert verify(engine) == []


def test_the_dose_is_credited_to_who_gave_it_and_the_walk_to_who_went(engine: Engine) -> None:
    send(engine, child(), visit(given_by=key("bao")))
    send(engine, child("two"), visit("two", "refused", given_by=key("bao")))
    assert tally(engine, f"worker:{key('bao')}")["vaccinated"] == 1
    assert "vaccinated" not in tally(engine, f"worker:{key('ann')}")
    assert tally(engine, f"worker:{key('ann')}")["registered"] == 1


def test_who_was_listed_during_the_round_is_not_registered_before_it(engine: Engine) -> None:
    send(engine, child(listed_on="2025-12-02"), visit())
    assert tally(engine) == {"registered": 1, "vaccinated": 1}


def test_a_child_dosed_elsewhere_is_counted_here_as_elsewhere_alone(engine: Engine) -> None:
    send(engine, child(), visit(outcome="vaccinated_elsewhere", area=SOUTH))
    assert tally(engine) == LISTED | {"elsewhere": 1}


# Earlier doses are of the campaign's own antigen


@pytest.mark.parametrize(
    ("product", "earlier", "prior"),
    [
        ("MMR", "MR", "1"),
        ("MMR", "bOPV", "unknown"),
        ("bOPV", "DTaP-IPV-Hib", "1"),
        ("DTaP", "DTaP-IPV-Hib", "1"),
        ("HepB", "HepAB", "1"),
    ],
)
def test_earlier_doses_are_of_the_campaign_s_own_antigen(
    engine: Engine, product: str, earlier: str, prior: str
) -> None:
    with Session(engine) as session:
        session.get_one(Campaign, CAMPAIGN).product = product
        session.commit()
    dose = operation("dose", {"child": key("child"), "product": earlier, "given_on": "2022-03-01"})
    send(engine, child(), dose, visit())
    assert tally(engine, f"born:2021|local|{prior}")["vaccinated"] == 1
    with Session(engine) as session:
        session.get_one(Campaign, CAMPAIGN).product = "bOPV"
        session.commit()


ONE = RoundFacts(
    "r", 1, "2025-12-01", "2025-12-01", "2020-12-01", "2025-10-01", ("430921",),
    last_day="2025-12-10", last_counted_day="2025-12-24",
)  # fmt: skip
GIVEN = {
    "round": "r", "key": "v", "on": "2025-12-02", "at": "2025-12-02T08:00:00.000Z", "by": "ann", "area": SOUTH,
    "outcome": "vaccinated", "product": None, "mode": "post", "reason": None, "found": None, "reviews": None,
    "child": "c",
}  # fmt: skip


def counted(*visits: dict[str, Any], **known: Any) -> set[tuple[str, str]]:
    """Slices and measures of a child with these visits."""
    here = ChildFacts(SOUTH, born="2023-01-02", visits=[GIVEN | one for one in visits], **known)
    return {(cut, measure) for round_, cut, area, measure in contribution(here, ONE) if area == SOUTH}


@pytest.mark.parametrize(
    ("odd", "why"),
    [({"on": "2025-12-25"}, "day"), ({"on": "2025-11-30"}, "day"), ({"product": "HepB"}, "product")],
)
def test_a_visit_left_out_is_counted_as_such_with_its_reason(odd: dict[str, str], why: str) -> None:
    assert counted(odd) == {(f"left_out:{why}", "left_out")}
    assert (f"left_out:{why}", "left_out") in counted({}, odd)
    assert {measure for _, measure in counted({"on": "2025-12-24"}, {"on": "2025-12-01"})} == {
        "registered", "vaccinated",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("registered_at", "where"),
    [
        ("county", "local"),
        ("other_county", "migrant"),
        ("other_province", "migrant"),
        ("none", "migrant"),
        (None, "unknown"),
    ],
)
def test_a_child_is_local_where_it_is_registered_in_this_county(
    registered_at: str | None, where: str
) -> None:
    slices = {cut for cut, measure in counted({}, registered_at=registered_at) if measure == "vaccinated"}
    assert slices == {
        "all", f"age:2|{where}|unknown", f"born:2023|{where}|unknown", "day:2025-12-02", "worker:ann", "mode:post",
    }  # fmt: skip
