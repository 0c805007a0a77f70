"""A child is checked once a school year at a school: who comes back in spring stands in the table of the term in which
it first entered, with the looks of both, on pages and in every table alike."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from fieldapp.ground.db import reading
from fieldapp.school.classes.looking import in_year
from fieldapp.school.counting import check as counting
from fieldapp.school.counting.rules import Entered, as_of, entered
from fieldapp.school.reading import pupils_of
from fieldapp.school.summary import Sums
from fieldapp.school.tables import kept
from fieldapp.sync.rework.replay import verify
from tests.school.places import PRIMARY, enter_cases, found_schools
from tests.sync.county import COUNTY, key, operation, send

BOTH, LATER = ["2026-1", "2026-2"], "2027-03-02T08:00:00.000Z"
DAYS = ["2026-09-01", "2026-09-10", "2026-09-19", "2027-02-20", "2027-03-01", None]


@pytest.fixture
def school(engine: Engine) -> Engine:
    """P2, whose two doses were caught up, and P8 are new again in spring; P8 is checked anew."""
    found_schools(engine)
    enter_cases(engine)
    said = []
    for name, of in (("P2", "1"), ("P8", "2")):
        place = {
            "child": key(f"child {name}"),
            "school": PRIMARY,
            "term": "2026-2",
            "grade": "1",
            "class_name": of,
        }
        words = place | {"reason": "new", "joined_on": "2027-02-20"}
        said.append(operation("enrolment", words, "nurse", key=key(f"spring {name}"), at=LATER))
    check = {"enrolment": key("spring P8"), "checked_on": "2027-03-01", "certificate": "seen"}
    check |= {"clinic_assessment": "complete", "assessed_on": "2027-03-01"}
    said.append(operation("certificate_check", check, "nurse", at=LATER))
    assert {one["outcome"] for one in send(engine, *said, by="nurse")} == {"applied"}
    return engine


def sums(engine: Engine, terms: list[str], until: str | None = None) -> Sums:
    with reading(engine) as connection:
        return kept.sums_of(connection, COUNTY, [PRIMARY], terms, until)[PRIMARY]


def entries(engine: Engine) -> list[Entered]:
    with reading(engine) as connection:
        every = [one for term in BOTH for one in pupils_of(connection, COUNTY, [PRIMARY], term)]
    assert {one.name for one in in_year(every, 2026)} == {"P1", "P2", "P4", "P5", "P8"}
    return entered(every)


def test_who_comes_back_in_spring_is_counted_in_autumn_alone_with_what_its_first_look_said(
    school: Engine,
) -> None:
    autumn, year = sums(school, BOTH[:1]), sums(school, BOTH)
    assert autumn.measures() == year.measures()
    assert (year.expected, year.checked, year.needs, year.complete) == (5, 5, 2, 2)
    assert (year.owed, year.given, year.caught_up) == (3, 3, 2)  # the later report of P8 is complete
    with reading(school) as connection:
        assert kept.sums_of(connection, COUNTY, [PRIMARY], BOTH[1:], None) == {}
    assert verify(school) == []


def test_who_moved_up_and_left_is_counted_in_spring_when_it_comes_back_as_another(school: Engine) -> None:
    """Its first term says no reason to enter, the second does; and the other way round."""
    child = operation("child", {"name": "back", "born": "2019-05-05"}, "nurse", key=key("back"), at=LATER)
    place = {"child": key("back"), "school": PRIMARY, "grade": "2", "class_name": "1"}
    up = operation("enrolment", place | {"term": "2026-1"}, "nurse", at=LATER)
    back = place | {"term": "2026-2", "reason": "transfer", "joined_on": "2027-02-20"}
    send(school, child, up, operation("enrolment", back, "nurse", at=LATER), by="nurse")
    stays = {"child": key("child P1"), "school": PRIMARY, "term": "2026-2", "grade": "1", "class_name": "1"}
    send(school, operation("enrolment", stays, "nurse", at=LATER), by="nurse")
    assert (sums(school, BOTH[:1]).expected, sums(school, BOTH[1:]).expected) == (5, 1)
    with reading(school) as connection:
        every = [one for term in BOTH for one in pupils_of(connection, COUNTY, [PRIMARY], term)]
    of = {one.name: one for one in in_year(every, 2026)}
    assert of["back"].entering and of["P1"].entering and of["P1"].check is not None
    assert verify(school) == []


@pytest.mark.parametrize("terms", [BOTH[:1], BOTH[1:], BOTH])
@pytest.mark.parametrize("until", DAYS)
def test_by_day_and_class_tables_say_what_the_children_say(
    school: Engine, until: str | None, terms: list[str]
) -> None:
    with reading(school) as connection:
        classes = kept.sums_of_classes(connection, COUNTY, PRIMARY, terms, until)
        said = kept.sums_of(connection, COUNTY, [PRIMARY], terms, until).get(PRIMARY, Sums())
    rules, found, by_class = counting.rules_of(COUNTY), Sums(), dict[tuple[str, str], Sums]()
    for one in entries(school):
        if one.first.term in terms:
            for measure, n in as_of(one.steps(rules, counting.PARTS), until).items():
                found.put(measure, n)
                of = one.pupil.grade, one.pupil.class_name
                by_class.setdefault(of, Sums()).put(measure, n)
    assert said.measures() == found.measures()
    assert {of: one.measures() for of, one in classes.items()} == {
        of: one.measures() for of, one in by_class.items()
    }
