"""A child enrolled in both terms of a year is counted once in the table of the year, as its first look has it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from fieldapp.ground.db import reading
from fieldapp.school.classes.looking import in_year
from fieldapp.school.counting import check as counting
from fieldapp.school.counting.rules import as_of, counts, steps_in_year
from fieldapp.school.of_rows import in_one_year
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


def test_a_year_counts_a_child_of_both_terms_once_with_what_its_first_look_said(school: Engine) -> None:
    autumn, spring, year = sums(school, BOTH[:1]), sums(school, BOTH[1:]), sums(school, BOTH)
    assert (autumn.expected, spring.expected, year.expected) == (5, 2, 5)
    assert (year.checked, year.complete, year.needs) == (5, autumn.complete, autumn.needs)
    assert (year.owed, year.given, year.caught_up) == (3, 3, 2)  # the later report of P8 is complete
    assert verify(school) == []


@pytest.mark.parametrize("until", DAYS)
def test_by_day_and_class_the_year_says_what_its_children_say(school: Engine, until: str | None) -> None:
    with reading(school) as connection:
        every = [
            one for term in BOTH for one in pupils_of(connection, COUNTY, [PRIMARY], term) if counts(one)
        ]
        classes = kept.sums_of_classes(connection, COUNTY, PRIMARY, BOTH, until)
        assert {one.name for one in in_year(every, 2026)} == {"P1", "P2", "P4", "P5", "P8"}
    rules, found, by_class = counting.rules_of(COUNTY), Sums(), dict[tuple[str, str], Sums]()
    for one in in_one_year(every):
        terms = [other for other in every if other.child == one.child]
        for measure, n in as_of(steps_in_year(one, terms, rules, counting.PARTS), until).items():
            found.put(measure, n)
            by_class.setdefault((one.grade, one.class_name), Sums()).put(measure, n)
    assert sums(school, BOTH, until).measures() == found.measures()
    assert {of: one.measures() for of, one in classes.items()} == {
        of: one.measures() for of, one in by_class.items()
    }
