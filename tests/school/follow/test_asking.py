"""Of many schools only children with something left are read, in a few queries, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from fieldapp.ground.db import reading
from fieldapp.school.follow import asking
from fieldapp.school.reading import pupils_of
from fieldapp.web.gate import Who
from fieldapp.web.scopes import areas_of
from tests.school.cases import TERM
from tests.school.places import ELSEWHERE, KINDERGARTEN, PEOPLE, PRIMARY, enter_cases, found_schools
from tests.sync.county import COUNTY, key, operation, send


@pytest.fixture
def school(engine: Engine) -> Engine:
    found_schools(engine)
    enter_cases(engine)
    return engine


def followed(engine: Engine, name: str, folder: Path) -> asking.Followed:
    role = PEOPLE.get(name, ("supervisor",))[0]
    with reading(engine) as connection:
        who = Who(key(name), name, name, role, tuple(areas_of(connection, key(name))))
        return asking.followed.__wrapped__(connection, who, str(folder))  # type: ignore[attr-defined,no-any-return]


def test_a_county_is_followed_by_school_and_by_child(school: Engine, tmp_path: Path) -> None:
    asked: list[str] = []
    event.listen(school, "before_cursor_execute", lambda *said: asked.append(said[2]))
    of = followed(school, "sun", tmp_path)
    assert len([one for one in asked if one.startswith("SELECT")]) < 60
    assert {line.school.key: (line.standing.open, line.standing.late) for line in of.lines} == {
        PRIMARY: (1, True), KINDERGARTEN: (0, False), ELSEWHERE: (0, False)
    }  # fmt: skip
    assert [case.one.pupil.name for _line, case in of.cases] == ["P8"]
    assert {line.school.key: line.standing.again for line in of.lines}[PRIMARY] == 2
    assert of.dues[-1].deadline.counted == date(2027, 1, 20)


def test_each_follows_her_own_schools(school: Engine, tmp_path: Path) -> None:
    own = {
        name: {line.school.key for line in followed(school, name, tmp_path).lines}
        for name in ("nurse", "doctor", "stranger", "education", "east")
    }
    mine, every = {PRIMARY, KINDERGARTEN}, {PRIMARY, KINDERGARTEN, ELSEWHERE}
    assert own == {
        "nurse": mine,
        "doctor": mine,
        "stranger": {ELSEWHERE},
        "education": every,
        "east": {ELSEWHERE},
    }


@pytest.mark.parametrize(("reason", "first"), [("transfer", 0), ("new", 1)])
def test_a_child_that_went_to_another_school_is_followed_there(
    school: Engine, tmp_path: Path, reason: str, first: int
) -> None:
    """The first school has not said yet that it left; where nothing says which came later, it is followed at both."""
    place = {"child": key("child P8"), "school": KINDERGARTEN, "term": TERM, "grade": "1", "class_name": "1"}
    check = {"enrolment": key("moved"), "checked_on": "2026-10-20", "certificate": "seen"}
    check |= {"clinic_assessment": "needs", "assessed_on": "2026-10-19", "missing": [["menac", 2]]}
    send(
        school,
        operation("enrolment", place | {"reason": reason}, "nurse", key=key("moved")),
        operation("certificate_check", check, "nurse"),
        by="nurse",
    )
    of = followed(school, "sun", tmp_path)
    assert {line.school.key: line.standing.open for line in of.lines} == {
        PRIMARY: first, KINDERGARTEN: 1, ELSEWHERE: 0
    }  # fmt: skip


def test_of_a_school_those_with_nothing_to_do_are_not_read(school: Engine) -> None:
    with reading(school) as connection:
        found = asking._with_something(connection, COUNTY, {PRIMARY, KINDERGARTEN}, 2026)
        all_of_them = {one.child for one in pupils_of(connection, COUNTY, [PRIMARY, KINDERGARTEN], TERM)}
    assert found == {key(f"child {case}") for case in ("P2", "P5", "P8", "K1", "K3")} and found < all_of_them


def test_a_report_out_of_date_and_a_second_look_are_read(school: Engine) -> None:
    check = {"enrolment": key("enrolment P1"), "checked_on": "2026-09-20", "certificate": "seen"}
    check |= {"clinic_assessment": "complete", "assessed_on": "2026-02-01"}
    look = {
        "check": key("check K2"),
        "on": "2026-11-01",
        "clinic_assessment": "needs",
        "missing": [["polio", 4]],
    }
    send(
        school,
        operation("certificate_check", check, "nurse"),
        operation("recheck", look, "nurse"),
        by="nurse",
    )
    with reading(school) as connection:
        found = asking._with_something(connection, COUNTY, {PRIMARY, KINDERGARTEN}, 2026)
    assert {key("child P1"), key("child K2")} <= found
