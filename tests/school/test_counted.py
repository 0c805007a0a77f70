"""The tally of the school check says what the individual records say, by school, class and day; and hangs on nothing
that a passing day changes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base, reading
from fieldapp.models.schools import School
from fieldapp.records.counts import Subject
from fieldapp.records.kinds import table_of
from fieldapp.school.counting import check as counting
from fieldapp.school.counting import rules as counted
from fieldapp.school.pupils import Pupil, outcome_of_pupil
from fieldapp.school.reading import pupils_of
from fieldapp.school.summary import Sums
from fieldapp.sync.rework import rejudge
from fieldapp.sync.rework.erasure import erase
from fieldapp.sync.rework.replay import recount, verify
from tests.school.cases import BY_ID, CHECKED, TERM, UNTIL
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY, enter_cases, found_schools, of_case
from tests.sync.county import COUNTY, NORTH, child, key, operation, send, visit, void

TALLY = Base.metadata.tables["tally"]
RULES, PARTS = counting.rules_of(COUNTY), counting.PARTS
BESIDE = {table_of(kind) for kind in counted.PUPILS.beside} - {"visit", "dose"}
SCHOOLS = (PRIMARY, KINDERGARTEN)
DAYS = ["2026-08-31", "2026-09-01", CHECKED, "2026-09-18", "2026-09-19", "2026-09-22", "2026-10-08", UNTIL]


@pytest.fixture
def school(engine: Engine) -> Engine:
    """The small county with its schools and the nine cases."""
    found_schools(engine)
    enter_cases(engine)
    return engine


def tallied(engine: Engine, slice_: str) -> dict[str, Counter[str]]:
    """What is kept of each school in the slices that begin so."""
    query = select(TALLY.c.area, TALLY.c.slice, TALLY.c.measure, TALLY.c.n)
    found: dict[str, Counter[str]] = {}
    with reading(engine) as connection:
        for area, cut, measure, n in connection.execute(query.where(TALLY.c.round == counted.CHECK)):
            if cut.startswith(slice_):
                found.setdefault(area, Counter())[measure] += n
    return found


def pupils(engine: Engine) -> list[Pupil]:
    with reading(engine) as connection:
        return pupils_of(connection, COUNTY, [*SCHOOLS, ELSEWHERE], TERM)


def of_records(engine: Engine, until: str = UNTIL) -> dict[str, Counter[str]]:
    """The same from each pupil, through what pages show of it."""
    found: dict[str, Sums] = {}
    for entered in counted.entered(pupils(engine)):
        if entered.since <= until:
            one = entered.pupil
            found.setdefault(one.school, Sums()).add(outcome_of_pupil(one, until, RULES, PARTS), one.born)
    return {key: sums.measures() for key, sums in found.items()}


def up_to(engine: Engine, until: str) -> dict[str, Counter[str]]:
    """What was counted by a day, from the slices of days."""
    query = select(TALLY.c.area, TALLY.c.slice, TALLY.c.measure, TALLY.c.n)
    start = counted.days_slice(TERM)
    found: dict[str, Counter[str]] = {}
    with reading(engine) as connection:
        for area, cut, measure, n in connection.execute(query.where(TALLY.c.round == counted.CHECK)):
            if cut.startswith(start) and cut[len(start) :][:10] <= until:
                found.setdefault(area, Counter())[measure] += n
    return found


def test_the_tally_of_the_nine_cases_is_their_summary(school: Engine) -> None:
    of = tallied(school, counted.whole_slice(TERM))
    both = Sums()
    for counts in of.values():
        for measure, n in counts.items():
            both.put(measure, n)
    assert set(of) == set(SCHOOLS)
    assert (both.expected, both.checked, both.held, both.without, both.reissued) == (9, 9, 8, 1, 1)
    assert (both.complete, both.exempt, both.needs, both.caught_up) == (3, 2, 4, 3)
    assert (both.owed, both.given, both.unassessed) == (5, 4, 0)
    assert {name: (d.owed, d.given) for name, d in both.by_column.items()} == {
        "dtp-5": (1, 1),
        "menac-1": (1, 1),
        "menac-2": (2, 1),
        "mcv-2": (1, 1),
    }
    assert of == of_records(school)


@pytest.mark.parametrize("until", DAYS)
def test_as_of_any_day_the_slices_of_days_say_what_pages_say_of_that_day(school: Engine, until: str) -> None:
    assert up_to(school, until) == of_records(school, until)


def test_a_correction_a_void_and_a_join_move_the_tally_by_their_difference(school: Engine) -> None:
    case, twice = BY_ID["P8"], key("again")
    words = {
        "child": twice,
        "school": PRIMARY,
        "term": TERM,
        "grade": "1",
        "class_name": "2",
        "reason": "new",
    }
    send(
        school,
        operation("child", {"name": "P8", "born": case.born}, "nurse", key=twice),
        operation("enrolment", words, "nurse", key=key("enrolled again")),
        operation(
            "dose",
            {"child": twice, "product": "MPSV-AC", "given_on": "2026-10-20", "source": "card"},
            "nurse",
        ),
        by="nurse",
    )
    assert tallied(school, counted.whole_slice(TERM))[PRIMARY]["expected"] == 6
    link = operation("same_child", {"child": key("child P8"), "other": twice}, "nurse")
    send(school, link, by="nurse")
    joined = tallied(school, counted.whole_slice(TERM))[PRIMARY]
    assert (joined["expected"], joined["caught_up"], joined["given:menac-2"]) == (5, 2, 2)
    send(school, void(of_case(BY_ID["P1"])[-2], "nurse"), by="nurse")
    assert tallied(school, counted.whole_slice(TERM))[PRIMARY]["expected"] == 4
    assert tallied(school, counted.whole_slice(TERM)) == of_records(school)
    assert verify(school) == [] and recount(school) == []


def _put_schools(engine: Engine, county: str) -> None:
    """All schools into a county, past what follows a save."""
    with engine.begin() as connection:
        connection.execute(update(School).values(county=county))


def test_a_county_without_a_school_counts_nothing_and_its_first_school_has_it_counted(
    school: Engine,
) -> None:
    _put_schools(school, "999999")
    with reading(school) as connection:
        assert counting.counted_check(connection, COUNTY) == []
    recount(school)
    assert tallied(school, TERM) == {}
    rejudge.follow_saves()
    first = School(key=key("first of all"), county=COUNTY, area=NORTH, name="first")
    with Session(school, expire_on_commit=False) as session:
        session.add(first)
        session.commit()
        assert tallied(school, counted.whole_slice(TERM)) == of_records(school)
        assert verify(school) == []
        session.delete(first)
        session.commit()
    _put_schools(school, COUNTY)


def test_who_is_in_no_class_costs_no_more_than_a_look(school: Engine) -> None:
    subject = Subject([], {kind: [] for kind in counted.PUPILS.beside})
    with reading(school) as connection:
        checks = counting.counted_check(connection, COUNTY)
    assert counted.contributions(subject, checks) == [] == counted.contributions(subject, [])


def test_a_batch_about_no_pupil_asks_for_enrolments_and_no_more(school: Engine) -> None:
    """However many kinds the check is counted from, and of children that the batch itself makes nothing."""
    send(school, child("known"))
    asked: list[str] = []
    event.listen(school, "before_cursor_execute", lambda _c, _u, statement, *_more: asked.append(statement))

    def tables() -> list[str]:
        found = [name for said in asked for name in BESIDE if re.search(rf"FROM {name}\b", said)]
        asked.clear()
        return found

    send(school, child("new"), visit("new"))
    assert tables() == []
    send(school, visit("known"))
    assert tables() == ["enrolment"]
    assert verify(school) == []


def test_an_erasure_moves_no_tally(school: Engine, tmp_path: Path) -> None:
    before = tallied(school, TERM)
    for name in ("P2", "K3"):
        erase(school, COUNTY, key(f"child {name}"), key("sun"), tmp_path)
    assert tallied(school, TERM) == before
    assert verify(school) == []


def test_new_rules_have_every_county_with_a_school_counted_again(school: Engine) -> None:
    with reading(school) as connection:
        assert counting._counted_in(connection, {"setting:schedule_loaded"}) == {COUNTY: {counted.CHECK}}
        assert counting._counted_in(connection, {"setting:anything", f"school:{PRIMARY}"}) == {}


def test_what_came_of_checks_is_the_same_without_the_doses_of_who_lacks_none(school: Engine) -> None:
    with reading(school) as connection:
        few, every = (pupils_of(connection, COUNTY, SCHOOLS, TERM, every_dose=all_) for all_ in (False, True))
    came = [
        [(one.child, outcome_of_pupil(one, UNTIL, RULES, PARTS)) for one in some] for some in (few, every)
    ]
    assert came[0] == came[1]
    assert {one.name for one in few if one.doses} == {"P2", "P8", "K1", "K3"}
