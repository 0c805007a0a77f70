"""Rights are asked in the record's own area, not in the one its sender writes, in whatever order the words come.

nan has the village north, eli the village east in the next township, tess supervises that township; ann and bao have
every village, sun the county.
"""

from __future__ import annotations

import uuid
from itertools import combinations, permutations
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base
from fieldapp.models.campaigns import Assignment
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import PersonArea
from fieldapp.models.settings import Setting
from fieldapp.records.fields.checks import uuid as uuid_check
from fieldapp.records.kinds import KINDS, ROOTS, table_of
from fieldapp.records.own_area import (
    CHILD_FIELDS,
    NAMED,
    NOT_ASKED,
    OF_ITSELF,
    Past,
    Word,
    is_open,
    of_dependent,
    of_root,
)
from fieldapp.sync.incoming import own_record, receive
from fieldapp.sync.outgoing import changes
from fieldapp.sync.rework.replay import recount, verify
from tests.sync.county import (
    COUNTY,
    EAST,
    FAR,
    NORTH,
    ROUND1,
    SOUTH,
    add_neighbours,
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

EARLY, LATE, LATER = (f"2025-12-0{day}T08:00:00.000Z" for day in (1, 2, 3))


@pytest.fixture
def county(engine: Engine) -> Engine:
    add_neighbours(engine)
    return engine


def row(engine: Engine, table: str, name: str) -> dict[str, Any]:
    """A folded row by the name or id of its key."""
    found = Base.metadata.tables[table]
    wanted = found.c.key.in_([key(name), name])
    with engine.connect() as connection:
        return dict(connection.execute(select(found).where(wanted)).one()._mapping)


def line(engine: Engine, id_: str) -> LoggedOperation:
    with Session(engine) as session:
        return session.scalars(select(LoggedOperation).where(LoggedOperation.id == id_)).one()


def in_every_order(engine: Engine, *said: dict[str, Any]) -> dict[str, str]:
    """The verdicts that stand after every order of arrival, which are the same; the log gives them again."""
    first: dict[str, Any] | None = None
    for order in permutations(said):
        forget(engine)
        for one in order:
            send(engine, one)
        assert verify(engine) == []
        first = first or picture(engine)
        assert picture(engine) == first
    assert first is not None
    return {one["id"]: line(engine, one["id"]).verdict for one in said}


def sent_to(engine: Engine, village: str) -> str:
    """Everything a phone of this village is sent."""
    with engine.connect() as connection:
        rows, _more = changes.changes_since(connection, COUNTY, village, 0, 1000)
    return str(rows)


def test_nobody_takes_a_child_by_writing_it_under_her_own_village(county: Engine) -> None:
    own = child(by="nan", guardian="张三", at=EARLY)
    theft = child(by="eli", guardian="李四", area=EAST, at=LATE)

    verdicts = in_every_order(county, own, theft)

    assert verdicts == {own["id"]: "applied", theft["id"]: "held"}
    standing, held = row(county, "child", "child"), line(county, theft["id"])
    assert (standing["area"], standing["package_area"], standing["guardian"]) == (NORTH, NORTH, "张三")
    assert '"not_your_record"' in str(held.problem)
    assert (held.own_area, held.area) == (NORTH, EAST)
    assert "张三" not in sent_to(county, EAST)
    assert tally(county, area=EAST) == {}


def test_who_was_told_applied_is_told_when_the_record_turns_out_to_be_anothers(county: Engine) -> None:
    theft = child(by="eli", area=EAST, at=LATE)
    assert outcomes(send(county, theft)) == ["applied"]
    send(county, child(by="nan", at=EARLY))
    again = send(county, theft)[0]
    assert (again["outcome"], again["was"], again["problem"]["code"]) == (
        "duplicate",
        "held",
        "not_your_record",
    )
    with county.connect() as connection:
        told, _more = changes.changed_receipts(connection, COUNTY, key("eli's phone"), 0, 10)
    assert [one["id"] for one in told] == [theft["id"]]


RECORDS = {
    "household": ({"head": "张三"}, {"head": "李四"}),
    "batch": ({"lot": "A1"}, {"lot": "B2"}),
    "enrolment": ({"child": key("child"), "grade": "1"}, {"grade": "2"}),
    "dose": ({"child": key("child"), "product": "MMR", "given_on": "2023-01-01"}, {"product": "MR"}),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_of_any_merging_kind_is_not_rewritten_from_elsewhere(county: Engine, kind: str) -> None:
    words, others = RECORDS[kind]
    send(county, child(by="nan"))
    own = operation(kind, words, "nan", key=key("it"), at=EARLY)
    foreign = operation(kind, others, "eli", key=key("it"), area=EAST, at=LATE)
    assert outcomes(send(county, own, foreign)) == ["applied", "held"]
    name = next(iter(others))
    assert row(county, kind, "it")[name] == words[name]
    assert row(county, kind, "it")["area"] == NORTH


def test_a_dose_is_not_carried_off_to_a_child_of_ones_own(county: Engine) -> None:
    send(county, child(by="nan"), child("mine", by="eli", area=EAST))
    dose = operation("dose", {"child": key("child"), "product": "MMR", "given_on": "2023-01-01"}, "nan")
    away = operation("dose", {"child": key("mine")}, "eli", key=dose["key"], area=EAST, at=LATE)
    assert outcomes(send(county, dose, away)) == ["applied", "held"]
    assert row(county, "dose", dose["key"])["child"] == key("child")


def test_a_township_does_not_take_back_anothers_visit(county: Engine) -> None:
    seen = visit(by="nan", at=EARLY)
    theirs = void(seen, by="tess") | {"area": EAST}
    verdicts = in_every_order(county, child(by="nan"), seen, theirs)
    assert verdicts[theirs["id"]] == "held"
    assert not row(county, "visit", seen["key"])["voided"]
    assert line(county, theirs["id"]).own_area == NORTH
    assert outcomes(send(county, void(seen, by="sun"))) == ["applied"]
    assert row(county, "visit", seen["key"])["voided"]


@pytest.mark.parametrize("named", ["the visit's own child", "a child of one's own"])
def test_a_township_does_not_say_what_counts_of_anothers_visit(county: Engine, named: str) -> None:
    seen = visit(by="nan", at=EARLY)
    mine = child("mine", by="eli", area=EAST)
    said = {"visit": seen["key"], "child": key("child" if named == "the visit's own child" else "mine")}
    word = operation("visit_review", said | {"in_round": False}, "tess", area=EAST, at=LATE)
    verdicts = in_every_order(county, child(by="nan"), mine, seen, word)
    assert verdicts[word["id"]] == ("held" if named == "the visit's own child" else "applied")
    assert tally(county)["vaccinated"] == 1
    send(
        county, operation("visit_review", said | {"child": key("child"), "in_round": False}, "sun", at=LATER)
    )
    assert "vaccinated" not in tally(county)


def test_voids_of_what_nobody_has_seen_may_name_several_villages(county: Engine) -> None:
    said = operation("zero_report", {"round": ROUND1, "on": "2025-12-01"}, "ann")
    voids = [void(said, by="ann", at=at) | {"area": area} for at, area in ((EARLY, NORTH), (LATE, SOUTH))]
    assert outcomes(send(county, voids[0])) == outcomes(send(county, voids[1])) == ["applied"]
    assert verify(county) == []
    send(county, said)
    assert row(county, table_of(said["kind"]), said["key"])["voided"] and verify(county) == []


def test_a_township_does_not_take_back_anothers_child(county: Engine) -> None:
    verdicts = in_every_order(
        county, own := child(by="nan"), foreign := void(own, by="tess") | {"area": EAST}
    )
    assert verdicts == {own["id"]: "applied", foreign["id"]: "held"}
    assert not row(county, "child", "child")["voided"]


@pytest.mark.parametrize(
    ("by", "area", "verdict"), [("eli", EAST, "held"), ("nan", NORTH, "held"), ("sun", NORTH, "applied")]
)
def test_children_of_two_townships_are_joined_by_who_has_both(
    county: Engine, by: str, area: str, verdict: str
) -> None:
    link = operation("same_child", {"child": key("child"), "other": key("other")}, by, area=area)
    said = (child(by="nan"), child("other", by="eli", area=EAST), link)
    assert in_every_order(county, *said)[link["id"]] == verdict
    joined = row(county, "child", "other")["joined"]
    assert (joined is not None) == (verdict == "applied")
    assert row(county, "child", "child")["package_area"] == NORTH or verdict == "applied"


DOSED = {"product": "MMR", "given_on": "2025-12-01", "child": key("child")}
ABOUT = {
    "dosed here": (visit(outcome="vaccinated", by="eli", area=EAST), "applied"),
    "a dose given here": (operation("dose", DOSED | {"source": "campaign"}, "eli", area=EAST), "applied"),
    "a reaction": (operation("aefi", {"round": ROUND1, "child": key("child")}, "eli", area=EAST), "applied"),
    **{
        outcome: (visit(outcome=outcome, by="eli", area=EAST), "held")
        for outcome in ("refused", "absent_short", "moved_away", "not_eligible", "vaccinated_elsewhere")
    },
    **{
        f"caught up: {outcome}": (
            operation(
                "catchup_visit",
                {"child": key("child"), "on": "2025-12-01", "outcome": outcome},
                "eli",
                area=EAST,
            ),
            verdict,
        )
        for outcome, verdict in (("given", "applied"), ("part_given", "applied"), ("refused", "held"))
    },
    "a dose from its card": (operation("dose", DOSED | {"source": "card"}, "eli", area=EAST), "held"),
    "contraindicated": (
        operation(
            "dose_state",
            {"child": key("child"), "series": "mcv", "n": 1, "state": "contraindicated"},
            "eli",
            area=EAST,
        ),
        "held",
    ),
    "a notice": (
        operation(
            "notice", {"kind": "doses", "child": key("child"), "issued_on": "2025-12-01"}, "eli", area=EAST
        ),
        "held",
    ),
    "enrolled": (operation("enrolment", {"child": key("child"), "grade": "1"}, "eli", area=EAST), "held"),
}


@pytest.mark.parametrize("case", ABOUT)
def test_a_child_from_elsewhere_is_dosed_and_nothing_else(county: Engine, case: str) -> None:
    said, verdict = ABOUT[case]
    assert in_every_order(county, child(by="nan", at=LATE), said)[said["id"]] == verdict
    assert "child" not in sent_to(county, EAST).replace("'child': ", "") or verdict == "applied"
    assert (tally(county).get("vaccinated", 0) == 1) == (case == "dosed here")


def about(kind: str, /, **said: Any) -> dict[str, Any]:
    """A word of eli's, who has the village east, about another record."""
    return operation(kind, said, "eli", area=EAST)


ENROLLED = operation("enrolment", {"child": key("child"), "grade": "1"}, "nan", key=key("enrolled"), at=EARLY)
CHECK = {"enrolment": key("enrolled"), "checked_on": "2025-12-01"}
CHECKED = operation("certificate_check", CHECK | {"certificate": "seen"}, "nan")
NOTICE = {"kind": "doses", "issued_on": "2025-12-01"}
NOTICED = operation("notice", NOTICE | {"check": CHECKED["key"]}, "nan")
HOUSE = operation("household", {"head": "张三"}, "nan", key=key("house"), at=EARLY)
GIVEN = operation("notice", NOTICE | {"household": key("house")}, "nan")
DONE = {"event": "closed", "on": "2025-12-02"}
SPEAKING = {  # what must be known, in whatever order it comes, and what says a word of it
    "a check of an enrolment": ([child(by="nan"), ENROLLED], about("certificate_check", **CHECK)),
    "a check of an enrolment in a school": (
        [operation("enrolment", {"school": "1"}, "nan", key=key("enrolled"))],
        about("certificate_check", **CHECK),
    ),
    "a second look": (
        [child(by="nan"), ENROLLED, CHECKED],
        about("recheck", check=CHECKED["key"], on="2025-12-02"),
    ),
    "a second look of a check that stands alone": (
        [CHECKED],
        about("recheck", check=CHECKED["key"], on="2025-12-02"),
    ),
    "a notice for a check": ([child(by="nan"), ENROLLED, CHECKED], about("notice", **NOTICED["data"])),
    "a notice for a household": ([HOUSE], about("notice", **GIVEN["data"])),
    "a notice closed": ([HOUSE, GIVEN], about("notice_event", notice=GIVEN["key"], **DONE)),
    "a notice for a check closed": (
        [child(by="nan"), ENROLLED, CHECKED, NOTICED],
        about("notice_event", notice=NOTICED["key"], **DONE),
    ),
}


@pytest.mark.parametrize("case", SPEAKING)
def test_what_speaks_of_a_record_asks_for_the_area_behind_it(county: Engine, case: str) -> None:
    known, said = SPEAKING[case]
    orders = list(permutations([*known, said]))
    pictures = []
    for order in [*orders[:: max(1, len(orders) // 24)], (said, *known)]:
        forget(county)
        for one in order:
            send(county, one)
        assert verify(county) == []
        pictures.append(picture(county))
    assert all(one == pictures[0] for one in pictures)
    assert {line(county, one["id"]).verdict for one in known} == {"applied"}
    held = line(county, said["id"])
    assert (held.verdict, held.own_area) == ("held", NORTH) and '"not_your_record"' in str(held.problem)
    assert row(county, table_of(said["kind"]), said["key"])["voided"]


@pytest.mark.parametrize("case", SPEAKING)
def test_it_counts_when_its_author_is_given_that_area(county: Engine, case: str) -> None:
    known, said = SPEAKING[case]
    forget(county)
    assert outcomes(send(county, *known, said))[-1] == "held"
    with Session(county) as session:
        session.add(right := Assignment(key=key("given"), round=ROUND1, area=NORTH, person=key("eli")))
        session.commit()
        try:
            assert line(county, said["id"]).verdict == "applied"
            assert not row(county, table_of(said["kind"]), said["key"])["voided"] and verify(county) == []
        finally:
            session.delete(right)
            session.commit()


@pytest.mark.parametrize("case", SPEAKING)
def test_ones_own_are_spoken_of_as_ever(county: Engine, case: str) -> None:
    known, said = SPEAKING[case]
    own = said | {"device": key("nan's phone"), "by": key("nan"), "area": NORTH}
    assert set(in_every_order(county, *known[-2:], own).values()) == {"applied"}


def test_an_event_follows_the_child_behind_it_when_it_moves(county: Engine) -> None:
    said = about("notice_event", notice=NOTICED["key"], **DONE)
    send(county, CHECKED, NOTICED, ENROLLED, child(by="nan", at=EARLY), said)
    assert (line(county, said["id"]).verdict, line(county, said["id"]).own_area) == ("held", NORTH)
    send(county, child(by="sun", area=SOUTH, at=LATE))
    assert line(county, said["id"]).own_area == SOUTH
    send(county, child(by="sun", area=EAST, at=LATER))
    assert (line(county, said["id"]).verdict, line(county, said["id"]).own_area) == ("applied", None)
    late = operation("notice_event", {"notice": NOTICED["key"], **DONE}, "nan", at="2025-12-04T08:00:00.000Z")
    assert outcomes(send(county, late)) == ["held"] and line(county, late["id"]).own_area == EAST
    assert {line(county, one["id"]).verdict for one in (CHECKED, NOTICED, ENROLLED)} == {"applied"}
    assert verify(county) == recount(county) == []


def test_names_that_lead_nowhere_or_in_a_ring_bar_nobody(county: Engine) -> None:
    first, second = (str(uuid.uuid4()) for _ in range(2))
    ring = [
        operation("recheck", {"check": other, "on": "2025-12-01"}, by, id=one, key=one, area=area)
        for one, other, by, area in ((first, second, "nan", NORTH), (second, first, "eli", EAST))
    ]
    told = about("notice_event", notice=key("nobody's"), **DONE)
    assert set(in_every_order(county, *ring, told).values()) == {"applied"}


def test_every_kind_says_whose_area_it_asks_or_why_it_asks_none() -> None:
    """A kind that is added must say so; a field that names another record as well."""
    asking = {
        "roots": set(ROOTS),
        "children": set(CHILD_FIELDS),
        "named": set(NAMED),
        "itself": set(OF_ITSELF),
    }
    assert set().union(*asking.values()) == set(KINDS)
    for one, other in combinations(asking, 2):
        both = asking[one] & asking[other]
        assert both == ({"notice"} if {one, other} == {"children", "named"} else set()), (one, other)
    for kind, of in KINDS.items():
        names = {field for field, check in of.fields.items() if check is uuid_check}
        asked = set(CHILD_FIELDS.get(kind, ())) | NAMED.get(kind, {}).keys()
        reasoned = {field for field in names if field in NOT_ASKED or f"{kind}.{field}" in NOT_ASKED}
        assert names == asked | reasoned and not asked & reasoned, kind


def test_who_dosed_a_child_is_not_sent_it(county: Engine) -> None:
    send(county, child("孙小明", by="nan", guardian="孙大", phone="13800000000"))
    send(county, visit("孙小明", by="eli", area=EAST))
    assert sent_to(county, EAST) == "[]"
    assert "孙大" in sent_to(county, NORTH)


def test_a_dose_said_by_who_has_the_child_is_not_rewritten_by_who_gave_it(county: Engine) -> None:
    own = operation("dose", DOSED | {"source": "card", "given_by": "nan"}, "nan", key=key("d"), at=EARLY)
    foreign = operation(
        "dose", DOSED | {"source": "campaign", "given_by": "eli"}, "eli", key=key("d"), area=EAST, at=LATE
    )
    verdicts = in_every_order(county, child(by="nan"), own, foreign)
    assert (verdicts[own["id"]], verdicts[foreign["id"]]) == ("applied", "held")
    assert row(county, "dose", "d")["given_by"] == "nan"


def test_nothing_is_left_to_settle_with_a_word_that_does_not_stand(county: Engine) -> None:
    own = operation("dose", DOSED | {"source": "card", "given_by": "nan"}, "nan", key=key("d"), at=LATE)
    foreign = operation("dose", DOSED | {"source": "card", "given_by": "eli"}, "eli", key=key("d"), area=EAST)
    send(county, foreign)
    assert outcomes(send(county, own)) == ["conflict"]
    send(county, child(by="nan"))
    assert (line(county, foreign["id"]).verdict, line(county, own["id"]).verdict) == ("held", "applied")
    assert line(county, own["id"]).note == "waiting"


def test_a_child_is_moved_by_who_has_both_villages_and_then_lies_there(county: Engine) -> None:
    born = child(by="nan", at="2025-12-01T08:00:00.000Z")
    before = visit(by="nan", outcome="absent_short", at="2025-12-02T07:00:00.000Z")
    move = child(by="sun", area=EAST, at="2025-12-02T08:00:00.000Z")
    after = child(by="eli", area=EAST, at="2025-12-02T09:00:00.000Z", guardian="赵六")
    back = child(by="nan", at="2025-12-02T10:00:00.000Z", guardian="张三")
    verdicts = in_every_order(county, born, before, move, after, back)
    assert [verdicts[one["id"]] for one in (born, before, move, after, back)] == ["applied"] * 4 + ["held"]
    standing = row(county, "child", "child")
    assert (standing["area"], standing["guardian"]) == (EAST, "赵六")
    late = visit(by="nan", outcome="moved_away", at="2025-12-03T08:00:00.000Z")
    assert outcomes(send(county, late)) == ["held"]
    assert line(county, late["id"]).own_area == EAST


def test_what_is_held_is_told_where_the_child_lies_after_it_moved(county: Engine) -> None:
    send(county, child(by="nan", at=EARLY), said := visit(by="eli", area=EAST, outcome="refused", at=EARLY))
    assert line(county, said["id"]).own_area == NORTH
    send(county, child(by="sun", area=SOUTH, at=LATE))
    assert line(county, said["id"]).own_area == SOUTH
    send(county, child(by="sun", area=EAST, at=LATER))
    assert (line(county, said["id"]).verdict, line(county, said["id"]).own_area) == ("applied", None)
    assert verify(county) == []


def test_areas_taken_away_since_change_no_verdict(county: Engine) -> None:
    with county.begin() as connection:
        connection.execute(
            update(PersonArea).where(PersonArea.person == key("nan")).values(until="2025-12-01")
        )
    try:
        assert outcomes(send(county, child(by="nan", at=LATE))) == ["applied"]
        assert outcomes(send(county, child(by="eli", area=EAST, at=LATER))) == ["held"]
        assert outcomes(send(county, child(by="nan", at=LATER, guardian="张三"))) == ["applied"]
    finally:
        with county.begin() as connection:
            connection.execute(update(PersonArea).values(until=None))


@pytest.mark.parametrize("how", ["given", "assigned"])
def test_what_was_held_counts_when_its_author_is_given_the_village(county: Engine, how: str) -> None:
    said = (
        child(by="eli", area=EAST, guardian="赵六", at=LATE),
        visit(by="eli", area=EAST, outcome="refused"),
        operation("same_child", {"child": key("child"), "other": key("other")}, "eli", area=EAST),
        operation("dose", DOSED, "eli", area=EAST),
    )
    send(county, child(by="nan", at=EARLY), child("other", by="eli", area=EAST))
    assert set(outcomes(send(county, *said))) == {"held"}
    right = PersonArea(person=key("eli"), area=NORTH, since="2025-12-05")
    if how == "assigned":
        right = Assignment(key=key("given"), round=ROUND1, area=NORTH, person=key("eli"))
    with Session(county) as session:
        session.add(right)
        session.commit()
    try:
        assert {line(county, one["id"]).verdict for one in said} == {"applied"}
        assert row(county, "child", "child")["area"] == EAST
        assert not row(county, "visit", said[1]["key"])["voided"]
        assert row(county, "child", "other")["joined"] and row(county, "dose", said[3]["key"])["known"]
        assert verify(county) == []
    finally:
        with Session(county) as session:
            session.delete(session.merge(right))
            session.commit()


def arrives(engine: Engine, monkeypatch: pytest.MonkeyPatch, moment: str, said: dict[str, Any]) -> str:
    """The outcome of an operation that is received at a moment."""
    monkeypatch.setattr(receive, "now", lambda: moment)
    return outcomes(send(engine, said))[0]


def test_a_forged_early_moment_takes_no_record_that_is_older_than_a_week(
    county: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, forged = (
        child(by="nan", guardian="张三", at=EARLY),
        child(by="eli", area=EAST, at="1970-01-01T00:00:00.000Z"),
    )
    assert arrives(county, monkeypatch, "2025-12-01T09:00:00.000Z", own) == "applied"
    assert arrives(county, monkeypatch, "2025-12-09T09:00:00.000Z", forged) == "held"
    assert row(county, "child", "child")["area"] == NORTH


def test_a_forged_early_moment_within_the_week_gains_nothing_that_others_said(
    county: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, forged = (
        child(by="nan", guardian="张三", at=EARLY),
        child(by="eli", area=EAST, at="1970-01-01T00:00:00.000Z"),
    )
    arrives(county, monkeypatch, "2025-12-01T09:00:00.000Z", own)
    arrives(county, monkeypatch, "2025-12-02T09:00:00.000Z", forged)
    assert row(county, "child", "child")["guardian"] is None
    assert "张三" not in sent_to(county, EAST)
    assert (line(county, own["id"]).verdict, line(county, own["id"]).own_area) == ("held", EAST)
    # whoever has both villages says once more where the child lies, and what was said there stands again
    undone = child(by="sun", area=NORTH, at="1970-01-01T00:00:00.001Z")
    assert arrives(county, monkeypatch, "2025-12-02T10:00:00.000Z", undone) == "applied"
    assert line(county, own["id"]).verdict == "applied"
    assert (row(county, "child", "child")["area"], row(county, "child", "child")["guardian"]) == (
        NORTH,
        "张三",
    )
    assert verify(county) == []


def test_a_mend_takes_nothing_off_another_townships_list(county: Engine) -> None:
    send(county, child(by="nan"), waits := visit(by="eli", area=EAST, outcome="refused"))
    refused = child("x", by="nan", born="2999-01-01")
    send(county, refused)
    send(county, child("y", by="tess", area=EAST, mends=refused["id"]))
    assert line(county, refused["id"]).mended_by is None
    send(county, child("y", by="sun", area=EAST, mends=refused["id"], at=LATE))
    assert line(county, refused["id"]).mended_by is not None
    assert line(county, waits["id"]).mended_by is None


def test_a_visit_from_another_county_does_not_bar_a_childs_own_county_from_it(county: Engine) -> None:
    send(county, child(by="nan"))
    send(county, visit(by="far", area=FAR))
    assert outcomes(send(county, child(by="nan", guardian="张三", at=LATE))) == ["applied"]


def test_what_an_older_server_applied_stays_applied(county: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    own, seen = child(by="nan", at=EARLY), visit(by="nan", at=EARLY)
    stolen = child(by="eli", area=EAST, at=LATE)
    with (
        monkeypatch.context() as before
    ):  # the server as it was: nobody asks, neither reach nor moves are marked
        before.setattr(own_record.OwnRecords, "settle", lambda *_: [])
        said = receive.judge_one
        before.setattr(receive, "judge_one", lambda *args: _as_before(said(*args)))
        send(county, own, seen, stolen, voided := void(seen, by="tess") | {"area": EAST})
    with Session(county) as session:  # what the migration writes
        session.merge(Setting(name=f"settled_until:{COUNTY}", value="1000"))
        session.execute(update(Base.metadata.tables["county"]).values(version=1000))
        session.commit()
    try:
        assert verify(county) == []
        assert (row(county, "child", "child")["area"], row(county, "visit", seen["key"])["voided"]) == (
            EAST,
            True,
        )
        send(
            county,
            back := child(by="sun", at=LATER),
            child(by="eli", area=EAST, at="2025-12-04T08:00:00.000Z"),
        )
        assert [line(county, one["id"]).verdict for one in (own, stolen, voided, back)] == ["applied"] * 4
        assert row(county, "child", "child")["area"] == NORTH
        assert verify(county) == recount(county) == []
    finally:
        with Session(county) as session:
            session.delete(session.get_one(Setting, f"settled_until:{COUNTY}"))
            session.commit()


def _as_before(judged: Any) -> Any:
    judged.reach, judged.settled = None, True
    return judged


# The judge by itself.

ALL = {"ann": (NORTH, EAST), "nan": (NORTH,), "eli": (EAST,)}


def covers(person: str, area: str) -> bool:
    return area in ALL[person]


def word(id_: str, by: str, area: str, day: int, child: str | None = None, dosing: bool = False) -> Word:
    return Word(id_, by, area, (1, f"2025-12-{day:02}", "", id_), child, dosing)


ROOT_CASES = {
    "alone": ([word("a", "nan", NORTH, 1)], {"a"}),
    "a stranger after": ([word("a", "nan", NORTH, 1), word("b", "eli", EAST, 2)], {"a"}),
    "the first gives the area": ([word("b", "eli", EAST, 1), word("a", "nan", NORTH, 2)], {"b"}),
    "moved, then the new village": (
        [word("a", "nan", NORTH, 1), word("b", "ann", EAST, 2), word("c", "eli", EAST, 3)],
        {"a", "b", "c"},
    ),
    "moved, then the old village": (
        [word("a", "nan", NORTH, 1), word("b", "ann", EAST, 2), word("c", "nan", NORTH, 3)],
        {"a", "b"},
    ),
    "a barred word moves nothing": (
        [word("a", "nan", NORTH, 1), word("b", "eli", EAST, 2), word("c", "nan", NORTH, 3)],
        {"a", "c"},
    ),
}


@pytest.mark.parametrize("case", ROOT_CASES)
def test_the_words_of_a_record_are_taken_in_turn_not_as_they_come(case: str) -> None:
    words, stand = ROOT_CASES[case]
    for order in permutations(words):
        assert of_root(order, covers)[0] == stand


def test_a_child_is_open_to_who_had_it_then_and_to_who_has_it_now() -> None:
    _stand, past = of_root([word("a", "nan", NORTH, 1), word("b", "ann", EAST, 5)], covers)
    assert is_open(word("v", "nan", NORTH, 3), past, covers)
    assert not is_open(word("v", "nan", NORTH, 6), past, covers)
    assert is_open(word("v", "eli", EAST, 3), past, covers)
    assert is_open(word("v", "eli", EAST, 3), None, covers)


def test_who_dosed_says_so_only_where_nobody_of_the_childs_area_has() -> None:
    pasts: dict[str, Past | None] = {"c": [((0, "", "", ""), NORTH)]}
    dosed, listed = word("a", "eli", EAST, 1, "c", dosing=True), word("b", "nan", NORTH, 2, "c")
    assert of_dependent([dosed], pasts, covers) == {"a"}
    assert of_dependent([dosed, listed], pasts, covers) == {"b"}
