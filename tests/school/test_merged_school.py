"""The pupils of a school that was merged into another are the heir's at once: listed, followed, counted, carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.models.schools import School
from fieldapp.school import store
from fieldapp.school.access import keys_of
from fieldapp.school.classes.looking import years_of
from fieldapp.school.counting import check as counting
from fieldapp.school.counting.rules import whole_slice
from fieldapp.school.follow import asking
from fieldapp.school.lists.naming import given_of
from fieldapp.school.of_rows import Heirs
from fieldapp.school.reading import handovers_of, heirs_in, pupils_of, pupils_of_children
from fieldapp.school.rosters.known import recorded
from fieldapp.sync.rework import rejudge
from fieldapp.sync.rework.replay import verify
from fieldapp.web.gate import Who
from fieldapp.web.scopes import areas_of, scopes_of
from tests.school.cases import TERM
from tests.school.places import ELSEWHERE, PRIMARY, enter_cases, found_schools
from tests.school.test_counted import tallied
from tests.sync.county import COUNTY, NORTH, key, operation, send

P8, LATER = key("child P8"), "2026-11-30T05:00:00.000Z"


@pytest.fixture
def merged(engine: Engine) -> Iterator[Engine]:
    """The primary school of the nine cases, whose list was handed over, part of the one elsewhere."""
    found_schools(engine)
    enter_cases(engine)
    words = {"school": PRIMARY, "clinic": key("clinic"), "term": TERM, "on": "2026-09-12", "receiver": "李"}
    send(engine, operation("list_handover", words | {"checks": [key("check P8")]}, "nurse"), by="nurse")
    rejudge.follow_saves()
    with Session(engine) as session:
        store.retire(session, session.get_one(School, PRIMARY), session.get_one(School, ELSEWHERE))
        session.commit()
    yield engine
    _open_again(engine)


def _open_again(engine: Engine) -> None:
    with Session(engine) as session:
        school = session.get_one(School, PRIMARY)
        school.retired_on = school.replaced_by = None
        session.commit()


def names(engine: Engine, school: str) -> Counter[str]:
    with reading(engine) as connection:
        return Counter(one.name for one in pupils_of(connection, COUNTY, [school], TERM))


def at_elsewhere(engine: Engine, child: str) -> dict[str, Any]:
    """The heir's roster names a child too."""
    place = {"child": child, "school": ELSEWHERE, "term": TERM, "grade": "1", "class_name": "3"}
    receipts = send(
        engine, operation("enrolment", place | {"reason": "new"}, "stranger", at=LATER), by="stranger"
    )
    return receipts[0]


def test_the_heir_has_every_pupil_once_also_when_its_roster_names_them(merged: Engine) -> None:
    five = Counter(["P1", "P2", "P4", "P5", "P8"])
    assert names(merged, ELSEWHERE) == five and names(merged, PRIMARY) == Counter()
    assert at_elsewhere(merged, P8)["outcome"] == "applied"
    assert names(merged, ELSEWHERE) == five
    with reading(merged) as connection:
        (one,) = pupils_of_children(connection, COUNTY, [P8])
        assert (one.school, one.class_name, len(one.looks)) == (ELSEWHERE, "3", 1)
        school = connection.execute(School.__table__.select().where(School.key == ELSEWHERE)).one()
        assert years_of(connection, school) == [2026]
        assert recorded(connection, COUNTY, ELSEWHERE, 2026, [])[P8].enrolment is not None


def test_it_is_followed_and_stands_on_the_list_that_was_handed_over(merged: Engine, tmp_path: Path) -> None:
    with reading(merged) as connection:
        who = Who(key("stranger"), "", "", "nurse", tuple(areas_of(connection, key("stranger"))))
        of = asking.followed.__wrapped__(connection, who, str(tmp_path))  # type: ignore[attr-defined]
        lists = handovers_of(connection, COUNTY, [ELSEWHERE])
    assert [(line.school.key, line.standing.open, line.standing.waiting) for line in of.lines] == [
        (ELSEWHERE, 1, 0)
    ]
    ((_line, case),) = of.cases
    assert case.one.pupil.name == "P8" and case.given == given_of(case.one.pupil, lists) != None  # noqa: E711


def test_it_is_counted_by_the_heir_once_and_by_its_own_when_that_is_opened_again(merged: Engine) -> None:
    at_elsewhere(merged, P8)
    found = tallied(merged, whole_slice(TERM))
    assert PRIMARY not in found
    assert (found[ELSEWHERE]["expected"], found[ELSEWHERE]["needs"], found[ELSEWHERE]["caught_up"]) == (
        5,
        2,
        1,
    )
    assert verify(merged) == []
    _open_again(merged)
    found = tallied(merged, whole_slice(TERM))
    assert (found[PRIMARY]["expected"], found[ELSEWHERE]["expected"]) == (5, 1)
    assert verify(merged) == []


def test_the_heirs_nurse_carries_and_sees_it_and_the_one_of_before_no_more(merged: Engine) -> None:
    with reading(merged) as connection:
        assert scopes_of(connection, key("stranger"))[1:] == [f"school:{PRIMARY}", f"school:{ELSEWHERE}"]
        assert f"school:{PRIMARY}" not in scopes_of(connection, key("nurse"))
        who = Who(key("stranger"), "", "", "nurse", (NORTH,))
        assert set(keys_of(connection, who)) == {PRIMARY, ELSEWHERE}
        assert heirs_in(connection, COUNTY).of == {PRIMARY: (ELSEWHERE, 2026)}
        assert counting.counted_check(connection, COUNTY)[0].heirs.at(PRIMARY, TERM) == ELSEWHERE


def test_earlier_years_stay_and_a_circle_of_heirs_ends() -> None:
    heirs = Heirs({"a": ("b", 2026), "b": ("c", 2027), "x": ("y", 0), "y": ("x", 0)})
    assert [heirs.at("a", term) for term in ("2025-2", "2026-1", "2026-2", "2027-1", None, "")] == [
        *("a", "b", "b", "c", "a", "a")
    ]
    assert heirs.at("x", "2026-1") == "y" and heirs.at("z", "2026-1") == "z"
    assert heirs.with_merged(["c"]) == {"a", "b", "c"} and heirs.with_merged(["x"]) == {"x", "y"}
