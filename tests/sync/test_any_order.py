"""Any permutation, repetition and batching of a history gives the same tables, tallies and standing verdicts; also
where people write the records of villages that were never theirs, children move, and areas are taken away."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from fieldapp.models.campaigns import Assignment
from fieldapp.models.people import PersonArea
from fieldapp.models.schools import School
from fieldapp.sync.rework.replay import recount, verify
from tests.how_many import examples
from tests.sync.county import (
    COUNTY,
    EAST,
    NORTH,
    ROUND1,
    ROUND2,
    SOUTH,
    add_neighbours,
    forget,
    key,
    picture,
    send,
)

CHILDREN = [key(f"child {n}") for n in range(4)]
HOUSEHOLDS = [key(f"household {n}") for n in range(2)]
MOMENTS = [f"2025-12-0{day}T08:00:00.{ms:03d}Z" for day in (1, 2, 3) for ms in (0, 1)]
MOMENTS += [
    "1970-01-01T00:00:07.000Z",
    "2099-12-31T23:59:59.999Z",
    "2100-01-01T00:00:00.000Z",
]  # clocks far off
VILLAGES = [NORTH, SOUTH, EAST]
OUTCOMES = ["vaccinated", "vaccinated_elsewhere", "absent_short", "refused", "moved_away", "not_eligible"]


def some(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Any subset of the fields: what one edit says."""
    return st.fixed_dictionaries({}, optional=fields)


CHILD = some(
    {
        "household": st.sampled_from([*HOUSEHOLDS, None]),
        "name": st.sampled_from(["小明", "小红", None]),
        "born": st.sampled_from(["2021-05-04", "2018-01-01", "2024-12-01", "2020-02-29", None]),
        "registered_at": st.sampled_from(["county", "other_province", None]),
        "listed_on": st.sampled_from(["2025-11-01", "2025-12-02", None]),
        "status": st.sampled_from(["here", "moved", "died"]),
        "status_on": st.sampled_from(["2025-11-30", "2025-12-02", "2026-03-01", None]),
        "prior_polio": st.sampled_from(["0", "3", "unknown"]),
        "nickname": st.sampled_from(["毛毛", "豆豆"]),
    }
)
HOUSEHOLD = some({"head": st.sampled_from(["张三", "李四"]), "door": st.sampled_from(["1", "2"])})
VISIT = st.fixed_dictionaries(
    {
        "round": st.sampled_from([ROUND1, ROUND2]),
        "child": st.sampled_from(CHILDREN),
        "on": st.sampled_from(["2025-12-01", "2025-12-02", "2025-11-30", "2026-03-01"]),
        "outcome": st.sampled_from(OUTCOMES),
    },
    optional={"found": st.booleans(), "mode": st.sampled_from(["post", "mobile", "door"])}
    | {"reason": st.sampled_from(["away", "fear", "other"])}
    | {"product": st.sampled_from(["bOPV", "HepB"])},
)
DOSE = some(
    {
        "child": st.sampled_from(CHILDREN),
        "product": st.sampled_from(["IPV", "MMR", "DTaP", "MPSV-AC"]),
        "given_on": st.sampled_from(["2022-01-01", "2025-12-03", "2025-12-05", None]),
        "source": st.sampled_from(["card", "recall", "campaign"]),
    }
)
LINK = st.lists(st.sampled_from(CHILDREN), min_size=2, max_size=2, unique=True).map(
    lambda pair: {"child": pair[0], "other": pair[1]}
)
STATE = st.fixed_dictionaries(
    {
        "child": st.sampled_from(CHILDREN),
        "series": st.just("mcv"),
        "n": st.just(1),
        "state": st.sampled_from(["refused", "contraindicated"]),
    }
)
AEFI = st.fixed_dictionaries({"round": st.just(ROUND1)}, optional={"child": st.sampled_from(CHILDREN)})
ENROLMENT = some(
    {"child": st.sampled_from(CHILDREN), "grade": st.sampled_from(["1", "2"])}
    | {"school": st.sampled_from(["a", "b"]), "left_on": st.sampled_from(["2025-12-03", None])}
    | {"term": st.sampled_from(["2025-1", "2025-1", "2025-2"]), "class_name": st.sampled_from(["1", None])}
    | {"reason": st.sampled_from(["new", "new", "mid_term", None]), "joined_on": st.just("2025-12-02")}
)
GIVEN = st.fixed_dictionaries(
    {"school": st.sampled_from(["a", "b"]), "clinic": st.just("c"), "on": st.just("2025-12-03")},
    optional={"receiver": st.sampled_from(["li", "wu"]), "checks": st.just([key("check 1")])},
)
SLOTS = st.lists(st.sampled_from([["menac", 2], ["dtp", 5]]), max_size=2)
LOOKED = {
    "missing": SLOTS,
    "report_no": st.just("R1"),
    "certificate": st.sampled_from(["seen", "lost", "other_proof", "missing"]),
    "clinic_assessment": st.sampled_from(["complete", "needs", "needs", "exempt", "none"]),
    "assessed_on": st.sampled_from(["2025-11-30", "2025-12-02", "2025-12-04"]),
}
CAUGHT_UP = st.fixed_dictionaries(
    {
        "child": st.sampled_from(CHILDREN),
        "on": st.sampled_from(["2025-12-01", "2025-12-03"]),
        "outcome": st.sampled_from(["given", "part_given", "refused", "absent_long"]),
    },
    optional={"slots": SLOTS, "campaign": st.just(key("catch-up")), "reason": st.just("fear")},
)
INTERVIEW = st.fixed_dictionaries(
    {"survey": st.just("s"), "cluster": st.sampled_from(["c1", "c2"]), "household_no": st.integers(1, 2)},
    optional={"outcome": st.sampled_from(["interviewed", "nobody", "refused"])}
    | {"members": st.just([{"no": 1, "born": "2024-12-01", "chosen": True, "card": "seen"}])}
    | {"corrects": st.sampled_from([key("interview 1"), key("no interview")])},
)
CHECKED = st.fixed_dictionaries(
    {"kind": st.sampled_from(["rcm", "lqas"]), "children": st.just([{"vaccinated": True}])},
    optional={
        "lot": st.just("l"),
        "site": st.sampled_from(["集市", "车站"]),
        "redo_of": st.just(key("check")),
    },
)
PAPER = st.fixed_dictionaries(
    {
        "child": st.sampled_from(CHILDREN),
        "on": st.sampled_from(["2025-12-01", "2025-12-03"]),
        "paper": st.sampled_from(["card", "certificate"]),
        "seen": st.sampled_from(["read", "none", "not_shown"]),
    },
    optional={"doses": st.just([["HepB", "2025-06-01"], ["bOPV", None]])},
)
BATCH = some({"lot": st.sampled_from(["A", "B"])})
ZERO = st.fixed_dictionaries({"round": st.just(ROUND1), "on": st.just("2025-12-01")})
KINDS: dict[str, tuple[st.SearchStrategy[dict[str, Any]], list[str] | None]] = {
    "child": (CHILD, CHILDREN),
    "household": (HOUSEHOLD, HOUSEHOLDS),
    "visit": (VISIT, None),
    "dose": (DOSE, [key("dose 1"), key("dose 2")]),
    "same_child": (LINK, None),
    "zero_report": (ZERO, None),
    "dose_state": (STATE, None),
    "aefi": (AEFI, None),
    "enrolment": (ENROLMENT, [key("enrolment 1"), key("enrolment 2")]),
    "batch": (BATCH, [key("batch 1")]),
    "list_handover": (GIVEN, None),
    "catchup_visit": (CAUGHT_UP, None),
    "interview": (INTERVIEW, None),
    "quick_check": (CHECKED, None),
    "paper_read": (PAPER, None),
}
OFTEN = ["child", "child", "child", "visit", "visit", "void", "same_child", "dose"]
OF_OTHERS = [
    "certificate_check",
    "recheck",
    "notice",
    "notice_event",
]  # what speaks of a record beside a child
AREAS = {
    "ann": VILLAGES,
    "bao": VILLAGES,
    "sun": VILLAGES,
    "nan": [NORTH],
    "eli": [EAST],
    "tess": [EAST],
}


def speaking(kind: str, made: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """What says a word of an enrolment, a check or a notice: one already made, or one that nobody will ever make."""
    days = st.sampled_from(["2025-12-02", "2025-12-02", "2025-12-04", "2025-12-05"])
    checks, notices = (
        st.sampled_from([*(one["key"] for one in made if one["kind"] == of), key(f"no {of}")])
        for of in ("certificate_check", "notice")
    )
    enrolled = st.sampled_from([key("enrolment 1"), key("enrolment 2"), key("no enrolment")])
    if kind == "certificate_check":
        return st.fixed_dictionaries({"enrolment": enrolled, "checked_on": days}, optional=LOOKED)
    if kind == "recheck":
        return st.fixed_dictionaries({"check": checks, "on": days}, optional=LOOKED)
    if kind == "notice_event":
        became = st.sampled_from(["printed", "returned", "returned_picture", "closed", "withdrawn"])
        return st.fixed_dictionaries(
            {"notice": notices, "event": became, "on": days}, optional={"items": SLOTS}
        )
    whose = {"check": checks, "household": st.sampled_from(HOUSEHOLDS), "child": st.sampled_from(CHILDREN)}
    whose["items"] = SLOTS
    return some(whose).map(lambda said: said | {"kind": "doses", "issued_on": "2025-12-02"})


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Operations on a few children of people with all villages, with one and of the next township, some taken back,
    some by people who may not."""
    made: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from([*OFTEN, *KINDS, "enrolment", "visit_review", *OF_OTHERS]))
        by = draw(st.sampled_from(sorted(AREAS)))
        id_ = str(uuid.UUID(int=draw(st.integers(0, 2**128 - 1))))
        said = {"id": id_, "device": key(f"{by}'s phone"), "seq": number + 1, "by": key(by), "base": 0}
        said |= {"area": draw(st.sampled_from(AREAS[by])), "at": draw(st.sampled_from(MOMENTS))}
        if kind == "void":
            if not made:
                continue
            of = draw(st.sampled_from(made))
            made.append(said | {"kind": of["kind"], "key": of["key"], "void": True})
            continue
        if kind == "visit_review":
            never = {"key": key("no visit")}
            of = draw(st.sampled_from([never, *(one for one in made if one["kind"] == "visit")]))
            child = of["data"]["child"] if "data" in of else CHILDREN[0]
            words = {"visit": of["key"], "child": child, "in_round": draw(st.booleans())}
            made.append(said | {"kind": kind, "key": id_, "data": words})
            continue
        if kind in OF_OTHERS:
            made.append(said | {"kind": kind, "key": id_, "data": draw(speaking(kind, made))})
            continue
        words, keys = KINDS[kind]
        data = draw(words)
        made.append(said | {"kind": kind, "key": draw(st.sampled_from(keys)) if keys else id_, "data": data})
    return list({one["id"]: one for one in made}.values())


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """A history, and the same operations shuffled, some repeated, cut into batches."""
    history = draw(histories())
    order = draw(st.permutations(history))
    repeated = draw(st.lists(st.sampled_from(history), max_size=4)) if history else []
    rest = list(order) + repeated
    batches = []
    while rest:
        size = draw(st.integers(1, len(rest)))
        batches.append(rest[:size])
        rest = rest[size:]
    return history, batches


@pytest.fixture(scope="module")
def neighbours(county_engine: Engine) -> Engine:
    """The small county with people who have one village, or the next township, and two schools."""
    add_neighbours(county_engine)
    with Session(county_engine) as session:
        for school in ("a", "b"):
            if session.get(School, school) is None:
                session.add(School(key=school, county=COUNTY, area=NORTH, name=school))
        session.commit()
    return county_engine


def take_areas(engine: Engine, until: str | None) -> None:
    """Take every area from everybody, or give them back: what was ever hers stays hers to record in."""
    with engine.begin() as connection:
        connection.execute(update(PersonArea).values(until=until))
        connection.execute(delete(Assignment))


def give_area(engine: Engine) -> None:
    """Assign the village north to who has the village east."""
    with Session(engine) as session:
        session.add(Assignment(key=key("given"), round=ROUND1, area=NORTH, person=key("eli")))
        session.commit()


@given(arrivals(), st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
def test_order_repetition_and_batching_change_nothing(
    neighbours: Engine,
    both: tuple[list[dict[str, Any]], list[list[dict[str, Any]]]],
    taken_after: int,
    given_after: int,
) -> None:
    """An area taken away changes nothing whenever it is; one that is given lets stand, whenever it is, what only its
    lack held. (A void is judged once, by the areas its author had: those are of people who get none.)"""
    history, batches = both
    given_too = not any(one.get("void") and one["by"] == key("eli") for one in history)
    forget(neighbours)
    take_areas(neighbours, None)
    for one in history:
        send(neighbours, one)
    if given_too:
        give_area(neighbours)
    straight = picture(neighbours)
    forget(neighbours)
    take_areas(neighbours, None)
    for number, batch in enumerate([*batches, *[[]] * 7]):
        if number == taken_after:
            with neighbours.begin() as connection:
                connection.execute(update(PersonArea).values(until="2025-12-02"))
        if number == given_after and given_too:
            give_area(neighbours)
        send(neighbours, *batch)
    assert picture(neighbours) == straight
    assert verify(neighbours) == []
    assert recount(neighbours) == []
    assert picture(neighbours) == straight
    take_areas(neighbours, None)
