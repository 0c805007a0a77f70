"""Pupils are read with all that is theirs; who may see them; what travels to whoever carries their school."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import percent
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonArea, PersonScope
from fieldapp.models.schools import School
from fieldapp.records.fields.notice_numbers import is_number
from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule import series_of as rules
from fieldapp.school import access
from fieldapp.school.pupils import Pupil, outcome_of_pupil
from fieldapp.school.reading import (
    enrolments_by_number,
    handovers_of,
    pupils_by_enrolment,
    pupils_of,
    pupils_of_children,
)
from fieldapp.school.summary import summed
from fieldapp.sync.from_office.notice_keys import new_notice_key
from fieldapp.sync.outgoing.changes import changes_since, county_version
from fieldapp.web.gate import Who
from fieldapp.web.scopes import areas_of
from tests.school.cases import TERM, UNTIL
from tests.school.places import ELSEWHERE, KINDERGARTEN, PEOPLE, PRIMARY, enter_cases, found_schools
from tests.sync.county import COUNTY, FAR, NORTH, SOUTH, key, operation, send

RULES, PARTS = programme_for(), rules.parts_of(packaged().products)


@pytest.fixture
def school(engine: Engine) -> Engine:
    """The small county with its schools and the nine cases."""
    found_schools(engine)
    enter_cases(engine)
    return engine


def pupils(engine: Engine, *schools: str, **more: Any) -> list[Pupil]:
    with reading(engine) as connection:
        return pupils_of(connection, COUNTY, schools, TERM, **more)


def test_the_nine_cases_give_their_sums_from_individual_records(school: Engine) -> None:
    found = pupils(school, PRIMARY, KINDERGARTEN)
    assert [len([one for one in found if one.school == of]) for of in (PRIMARY, KINDERGARTEN)] == [5, 4]
    came = [(outcome_of_pupil(one, UNTIL, RULES, PARTS), one.born) for one in found if one.entering]
    of = summed(came)
    assert (of.expected, of.checked, of.held, of.without, of.reissued) == (9, 9, 8, 1, 1)
    assert (of.complete, of.exempt, of.needs, of.caught_up, of.owed, of.given) == (3, 2, 4, 3, 5, 4)
    assert (percent(*of.caught_up_rate), percent(*of.dose_rate)) == ("75.00", "80.00")


def test_a_class_is_read_in_a_few_queries(school: Engine) -> None:
    asked: list[str] = []
    event.listen(school, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert len(pupils(school, PRIMARY, classes=[("1", "1")])) == 5
    assert pupils(school, PRIMARY, classes=[("1", "2")]) == []
    assert len([one for one in asked if one.startswith("SELECT")]) < 40


def test_notices_events_and_numbers_lead_to_the_pupil(school: Engine) -> None:
    check = key("check P2")
    with reading(school) as connection:
        notice, number = new_notice_key(connection, COUNTY)
    assert is_number(number)
    words = {"kind": "doses", "check": check, "issued_on": "2026-09-10", "how": "slip", "number": number}
    slots = [["dtp", 5], ["menac", 2]]
    given = operation("notice", words | {"items": slots}, "nurse", id=notice, key=notice)
    back = {"notice": notice, "event": "returned_picture", "on": "2026-09-20", "items": [["dtp", 5]]}
    receipts = send(school, given, operation("notice_event", back, "nurse"), by="nurse")
    assert [receipt["outcome"] for receipt in receipts] == ["applied", "applied"]
    with reading(school) as connection:
        for said in (number, "R-P2"):
            keys = enrolments_by_number(connection, COUNTY, said)
            (found,) = pupils_by_enrolment(connection, COUNTY, keys)
            assert found.name == "P2"
        assert enrolments_by_number(connection, COUNTY, "00000000") == set()
    (notice_of,) = found.notices
    assert (notice_of.number, notice_of.items) == (number, (("dtp", 5), ("menac", 2)))
    assert (notice_of.returned_on, notice_of.events[0].items) == ("2026-09-20", (("dtp", 5),))


def test_records_that_are_one_child_are_one_pupil(school: Engine) -> None:
    twice = key("again")
    words = {
        "child": twice,
        "school": PRIMARY,
        "term": TERM,
        "grade": "1",
        "class_name": "1",
        "reason": "new",
    }
    said = [
        operation("child", {"name": "P2", "born": "2020-05-20"}, "nurse", key=twice),
        operation("enrolment", words, "nurse", key=key("enrolled again")),
    ]
    send(school, *said, by="nurse")
    assert len(pupils(school, PRIMARY)) == 6
    link = operation("same_child", {"child": key("child P2"), "other": twice}, "nurse")
    send(school, link, by="nurse")
    found = pupils(school, PRIMARY)
    (one,) = [pupil for pupil in found if pupil.name == "P2"]
    assert len(found) == 5 and len(one.enrolments) == 2 and len(one.looks) == 1
    with reading(school) as connection:
        assert len(pupils_of_children(connection, COUNTY, [twice])) == 1


def test_who_answers_for_a_child_is_its_guardian_else_its_mother() -> None:
    place = ("school", "2026-1", "1", "1", "new", None, None, None, SOUTH)
    of_mother = Pupil("child", "enrolment", ("enrolment",), *place, {"mother": "李兰"})
    assert of_mother.guardian == "李兰"
    assert replace(of_mother, fields={"guardian": "王芳", "mother": "李兰"}).guardian == "王芳"


def test_who_left_stays_and_says_where_to(school: Engine) -> None:
    left = {"left_on": "2026-10-01", "left_to": "外县小学"}
    send(school, operation("enrolment", left, "nurse", key=key("enrolment P2")), by="nurse")
    (one,) = [pupil for pupil in pupils(school, PRIMARY) if pupil.name == "P2"]
    assert (one.left_on, one.left_to, one.entering) == ("2026-10-01", "外县小学", True)


def who(engine: Engine, name: str) -> Who:
    role = PEOPLE.get(name, ("supervisor",))[0]
    with reading(engine) as connection:
        return Who(key(name), name, name, role, tuple(areas_of(connection, key(name))))


@pytest.mark.parametrize(
    ("name", "sees", "sums"),
    [
        ("nurse", {PRIMARY, KINDERGARTEN}, {PRIMARY, KINDERGARTEN}),
        ("doctor", {PRIMARY, KINDERGARTEN}, {PRIMARY, KINDERGARTEN}),
        ("stranger", {ELSEWHERE}, {ELSEWHERE}),
        ("education", set(), {PRIMARY, KINDERGARTEN, ELSEWHERE}),
        ("east", {ELSEWHERE}, {ELSEWHERE}),
        ("sun", {PRIMARY, KINDERGARTEN, ELSEWHERE}, {PRIMARY, KINDERGARTEN, ELSEWHERE}),
    ],
)
def test_whose_a_school_is(school: Engine, name: str, sees: set[str], sums: set[str]) -> None:
    me, all_of_them = who(school, name), pupils(school, PRIMARY, KINDERGARTEN)
    with reading(school) as connection:
        assert set(access.keys_of(connection, me)) == sees
        assert set(access.keys_of(connection, me, "school.sums")) == sums
        seen = access.only_hers(connection, me, all_of_them)
        assert len(seen) == (9 if PRIMARY in sees else 0)
        for one in (PRIMARY, ELSEWHERE, key("none")):
            if one in sees:
                access.require_at(connection, me, one)
            else:
                with pytest.raises(Problem):
                    access.require_at(connection, me, one)


def test_a_school_taken_away_or_a_clinic_changed_ends_it(school: Engine) -> None:
    with Session(school) as session:
        session.get_one(Person, key("doctor")).clinic = key("other clinic")
        session.get_one(PersonScope, (key("nurse"), f"school:{PRIMARY}")).until = "2026-10-01"
        session.commit()
    with reading(school) as connection:
        assert access.keys_of(connection, who(school, "doctor")) == [ELSEWHERE]
        assert access.keys_of(connection, who(school, "nurse")) == [KINDERGARTEN]


def test_all_that_is_a_schools_travels_in_its_package(school: Engine) -> None:
    words = {
        "school": PRIMARY,
        "clinic": key("clinic"),
        "term": TERM,
        "on": "2026-09-11",
        "receiver": "李医生",
    }
    said = [
        operation("list_handover", words | {"checks": [key("check P2")]}, "nurse"),
        operation(
            "notice",
            {"kind": "doses", "check": key("check P2"), "issued_on": "2026-09-10"},
            "nurse",
            id=key("n"),
        ),
        operation("notice_event", {"notice": key("n"), "event": "printed", "on": "2026-09-10"}, "nurse"),
    ]
    assert {one["outcome"] for one in send(school, *said, by="nurse")} == {"applied"}
    with reading(school) as connection:
        (given,) = handovers_of(connection, COUNTY, [PRIMARY])
        assert handovers_of(connection, COUNTY, [KINDERGARTEN]) == []
        assert (given.on, given.receiver, given.checks) == ("2026-09-11", "李医生", (key("check P2"),))
        reached = county_version(connection, COUNTY)
        of = {
            one: changes_since(connection, COUNTY, f"school:{one}", 0, 10**6, reached)[0]
            for one in (PRIMARY, KINDERGARTEN)
        }
    kinds = {one: {change["kind"] for change in of[one]} for one in of}
    own = {"child", "enrolment", "certificate_check", "recheck", "notice", "notice_event", "dose_state"}
    assert kinds[PRIMARY] == own | {"list_handover"}
    assert "list_handover" not in kinds[KINDERGARTEN] and "notice" not in kinds[KINDERGARTEN]
    (check,) = [one for one in of[PRIMARY] if one["key"] == key("check P2")]
    assert check["data"]["missing"] == [["dtp", 5], ["menac", 2]]


def test_a_nurse_enrols_who_lives_in_another_village_of_the_county_and_nobody_of_another_county(
    school: Engine,
) -> None:
    far, near = key("lives elsewhere"), key("other county")
    send(school, operation("child", {"name": "南"}, "sun", key=far, area=SOUTH), by="sun")
    words = {"school": PRIMARY, "term": TERM, "reason": "new"}
    said = [operation("enrolment", words | {"child": far}, "nurse", key=key("from south"))]
    said += [operation("enrolment", words | {"child": near}, "nurse", key=key("from far"), area=FAR)]
    receipts = send(school, *said, by="nurse")
    assert [receipt["outcome"] for receipt in receipts] == ["applied", "refused"]
    assert receipts[1]["problem"]["code"] == "not_your_area"
    with Session(school) as session:
        session.execute(delete(PersonScope).where(PersonScope.person == key("nurse")))
        session.commit()
    (held,) = send(
        school,
        operation("enrolment", words | {"child": far}, "nurse", key=key("without a school"), area=NORTH),
        by="nurse",
    )
    assert held["outcome"] == "held"


def test_rows_of_schools_are_reference_rows(school: Engine) -> None:
    with Session(school) as session:
        versions = [one.version for one in session.query(School)]
        assert min(versions) > 0 and len(set(versions)) == 3
        assert session.query(Clinic).count() == 2 and session.query(PersonArea).count() > 0


@pytest.mark.parametrize("nowhere", ["", None])
def test_who_was_enrolled_at_no_school_left_none(school: Engine, nowhere: str | None) -> None:
    words = {"child": key("child P1"), "term": TERM, "grade": "1", "school": nowhere}
    said = operation("enrolment", words, "nurse", id=key("nowhere"), key=key("nowhere"))
    assert [one["outcome"] for one in send(school, said, by="nurse")] == ["applied"]
    assert len(pupils(school, PRIMARY)) == 5
