"""The demo's schools: the nine cases are what they are on paper whatever the day, and each of the demo's people sees
what is hers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from fieldapp.demo import tell, townships
from fieldapp.demo.schools.calendar import school_days
from fieldapp.demo.schools.cases import CASES, usual
from fieldapp.demo.schools.places import SCHOOLS
from fieldapp.demo.schools.pupils import cast_cases
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.days import Days
from fieldapp.demo.stage.places import COUNTY
from fieldapp.demo.stage.story import Story
from fieldapp.ground.db import db
from fieldapp.ground.showing import percent
from fieldapp.records.fields.notice_numbers import is_number
from fieldapp.records.standing import completed_years
from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule.series_of import parts_of
from fieldapp.school import engine
from fieldapp.school.outcome import Outcome
from fieldapp.school.pupils import Pupil, outcome_of_pupil
from fieldapp.school.reading import handovers_of, pupils_of
from fieldapp.school.slots import short_name
from fieldapp.school.summary import CARE, GROUPS, PRIMARY, Sums, summed
from fieldapp.school.terms import term_of
from fieldapp.sync.rework.replay import recount, verify
from tests.school.cases import CASES as WRITTEN
from tests.school.cases import history
from tests.school.demo_places import KEYS, ON, SEED, signed_in

UNTIL = "2026-12-31"
RULES, PARTS = programme_for(), parts_of(packaged().products)
OTHER_DAYS = [date(2026, 1, 8), date(2026, 5, 6), date(2026, 9, 1), date(2026, 9, 20), date(2028, 2, 29)]


def pupils(app: Flask, *ids: str) -> list[Pupil]:
    with app.app_context(), db.engine.connect() as connection:
        return pupils_of(connection, COUNTY, [KEYS[id_] for id_ in ids or KEYS])


def came(pupil: Pupil, until: str = UNTIL) -> Outcome:
    return outcome_of_pupil(pupil, until, RULES, PARTS)


@pytest.fixture(scope="module")
def nine(demo: Flask) -> dict[str, Pupil]:
    """The pupils who are the cases, by case."""
    cast, story = Cast(SEED, Days.evening(ON)), Story()
    for told in (townships.published, townships.mess, townships.farm):
        told(story, cast)
    case_of = cast_cases(story, school_days(cast.days))
    some = pupils(demo, "town primary", "town kindergarten")
    found = {case_of[one.child]: one for one in some if one.child in case_of}
    assert len(found) == len(case_of) == 9
    return found


def test_there_are_three_schools_and_two_kindergartens_in_the_middle_of_their_check(demo: Flask) -> None:
    assert sorted(school.kind for school in SCHOOLS) == ["kindergarten"] * 2 + ["primary"] * 3
    checked = {id_: [bool(one.check) for one in pupils(demo, id_)] for id_ in KEYS}
    assert all(15 < len(some) < 60 for some in checked.values())
    assert not any(checked["farm primary"]) and all(checked["town kindergarten"])
    assert {sum(not one for one in checked[id_]) for id_ in ("town primary", "published kindergarten")} == {
        4,
        6,
    }


def test_the_demo_holds_together(demo: Flask) -> None:
    with demo.app_context():
        assert verify(db.engine) == [] and recount(db.engine) == []


def test_all_five_answers_second_looks_and_notices_open_and_closed_are_there(demo: Flask) -> None:
    some = pupils(demo)
    results = {came(one).first for one in some}
    assert {"complete", "needs", "exempt", "not_assessed", "no_certificate", "stale"} <= results
    assert any(not look.first for one in some for look in one.looks)
    notices = [notice for one in some for notice in one.notices]
    assert {notice.returned_on is None for notice in notices} == {True, False}
    numbers = [notice.number for notice in notices]
    assert len(set(numbers)) == len(numbers) and all(map(is_number, numbers))
    gaps = [came(one) for one in some if came(one).counted == "needs"]
    assert {bool(one.caught_up_on) for one in gaps} == {True, False}


def test_one_school_has_not_handed_its_list_over(demo: Flask) -> None:
    with demo.app_context(), db.engine.connect() as connection:
        given = {one.school: one for one in handovers_of(connection, COUNTY, list(KEYS.values()))}
    assert KEYS["published primary"] not in given
    assert any(came(one).counted == "needs" for one in pupils(demo, "published primary"))
    of_town = given[KEYS["town primary"]]
    assert of_town.on == "2026-09-12" and of_town.receiver == Cast(SEED).workers["clinic"].name
    listed = {one.check.key for one in pupils(demo, "town primary") if one.check and one.check.missing}
    assert listed and listed <= set(of_town.checks)


@pytest.mark.parametrize(
    ("id_", "first", "owed", "filled"),
    [
        ("P1", "complete", [], {}),
        ("P2", "needs", ["百白破5", "A+C2"], {"百白破5": "2026-09-19", "A+C2": "2026-09-19"}),
        ("P4", "exempt", [], {}),
        ("P5", "no_certificate", [], {}),
        ("P8", "needs", ["A+C2"], {}),
        ("K1", "needs", ["A+C1"], {"A+C1": "2026-09-22"}),
        ("K2", "complete", [], {}),
        ("K3", "needs", ["含麻2"], {"含麻2": "2026-10-08"}),
        ("K5", "exempt", [], {}),
    ],
)
def test_the_nine_cases(
    nine: dict[str, Pupil], id_: str, first: str, owed: list[str], filled: dict[str, str]
) -> None:
    found = came(nine[id_])
    assert (found.checked_on, found.first) == ("2026-09-10", first)
    assert [short_name(slot) for slot in found.owed] == owed
    assert {short_name(slot): day for slot, day in found.filled.items()} == filled
    assert found.reissued_on == ("2026-09-18" if id_ == "P5" else None)
    assert [short_name(slot) for slot in found.refused] == (["A+C2"] if id_ == "P8" else [])


def test_their_three_columns_of_the_summary(nine: dict[str, Pupil]) -> None:
    def sums(group: str) -> Sums:
        kinds = {"P": "primary", "K": "kindergarten"}
        return summed((came(one), one.born) for id_, one in nine.items() if GROUPS[kinds[id_[0]]] == group)

    def said(of: Sums) -> str:
        return (
            f"{of.expected} {of.checked} | {of.held} {of.other_proof} {of.without} {of.reissued} | "
            f"{of.complete} {of.exempt} {of.needs} | {of.caught_up} {percent(*of.caught_up_rate)} | "
            f"{of.owed} {of.given} {percent(*of.dose_rate)}"
        )

    assert said(sums(PRIMARY)) == "5 5 | 4 0 1 1 | 2 1 2 | 1 50.00 | 3 2 66.67"
    assert said(sums(CARE)) == "4 4 | 4 0 0 0 | 1 1 2 | 2 100.00 | 2 2 100.00"
    assert said(sums(PRIMARY).plus(sums(CARE))) == "9 9 | 8 0 1 1 | 3 2 4 | 3 75.00 | 5 4 80.00"


def test_the_demo_s_cases_are_those_of_the_page() -> None:
    for mine, written in zip(CASES, WRITTEN, strict=True):
        assert (mine.id, mine.born, mine.sex, mine.missing) == (
            written.id,
            written.born,
            written.sex,
            written.missing,
        )
        given = usual(mine.born, mine.sex, "2026-09-10", mine.without, mine.given, RULES)
        assert sorted(given) == sorted(history(written, RULES))


@pytest.mark.parametrize("on", [*OTHER_DAYS, ON], ids=str)
def test_on_another_day_the_cases_are_the_same(on: date) -> None:
    when = school_days(Days.evening(on))
    assert when.term == term_of(on) and when.begins <= when.roster <= when.check.isoformat() <= str(on)
    for case in CASES:
        born, check = when.day(case.born), when.check.isoformat()
        assert completed_years(born, check) == completed_years(case.born, "2026-09-10")
        if case.assessment != "none":
            given = [(product, when.day(day)) for product, day in case.given]
            given = usual(born, case.sex, check, case.without, given, RULES)
            states = [(*case.state[:3], when.day(case.state[3]))] if case.state else []
            said = engine.assessed(born, case.sex, given, states, check, RULES)
            assert engine.aid_of(said) == (case.assessment, case.missing, case.exempt), case.id


@pytest.mark.parametrize("on", [*OTHER_DAYS, ON], ids=str)
def test_nothing_is_told_of_days_to_come_and_all_of_it_twice_alike(on: date) -> None:
    first, again = (tell.story_of(Cast(SEED, Days.evening(on)))[0].schools for _ in range(2))
    assert first == again
    days = Days.evening(on)
    dated = ("on", "checked_on", "assessed_on", "given_on", "issued_on", "joined_on", "listed_on")
    for op in first:
        assert op["at"] <= days.now
        assert all(op["data"].get(name, "") <= days.today for name in dated), op
    assert sum(op["kind"] == "enrolment" for op in first) > 140


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("nurse", ["town primary"]),
        ("nurse2", ["town kindergarten"]),
        ("nurse4", ["published kindergarten"]),
        ("nurse5", ["farm primary"]),
        ("clinic", ["town primary", "town kindergarten"]),
        ("clinic2", ["published primary", "published kindergarten"]),
        ("town", ["town primary", "town kindergarten"]),
        ("county", list(KEYS)),
    ],
)
def test_each_of_the_demo_s_people_sees_her_schools(demo: Flask, username: str, sees: list[str]) -> None:
    client = signed_in(demo, username)
    listed = client.get("/schools?size=50", follow_redirects=True).text
    for school in SCHOOLS:
        assert (school.name in listed) == (school.id in sees), school.name
        assert client.get(f"/schools/{KEYS[school.id]}").status_code == (200 if school.id in sees else 404)


def test_the_education_office_sees_no_pupil(demo: Flask) -> None:
    client = signed_in(demo, "education")
    assert client.get(f"/schools/{KEYS['town primary']}").status_code == 403


def test_a_nurse_finds_her_class_and_a_case_in_it(demo: Flask, nine: dict[str, Pupil]) -> None:
    client = signed_in(demo, "nurse")
    pupil = nine["P2"]
    page = client.get(f"/schools/{KEYS['town primary']}/pupils/{pupil.child}")
    assert page.status_code == 200 and pupil.name in page.text and "2026-09-10" in page.text
    assert signed_in(demo, "nurse3").get(page.request.path).status_code == 404


def test_classes_are_full_on_any_day_and_each_child_is_in_one() -> None:
    day = date(2026, 1, 1)
    while day < date(2027, 1, 1):
        told = tell.story_of(Cast(SEED, Days.evening(day)))[0].schools
        placed = [op["data"]["child"] for op in told if op["kind"] == "enrolment"]
        assert len(set(placed)) == len(placed) > 140
        day += timedelta(days=61)
