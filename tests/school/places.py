"""A school of the small county, its people, and the records of the nine cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from fieldapp.accounts import scopes
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonScope
from fieldapp.models.schools import School
from fieldapp.schedule import programme_for
from tests.school.cases import ASSESSED, CASES, CHECKED, TERM, Case, history
from tests.sync.county import COUNTY, EAST, NORTH, add_person, key, operation, send

PRIMARY, KINDERGARTEN, ELSEWHERE = key("primary"), key("kindergarten"), key("elsewhere")
CLINIC, OTHER_CLINIC = key("clinic"), key("other clinic")
PEOPLE = {
    "nurse": ("nurse", [NORTH]),
    "doctor": ("clinic", [NORTH]),
    "stranger": ("nurse", [NORTH]),
    "education": ("observer", [COUNTY]),
    "east": ("supervisor", [EAST[:9]]),
}


def found_schools(engine: Engine) -> None:
    """Two schools of the village north that belong to its clinic, one of the village east, and their people."""
    with Session(engine) as session:
        if session.get(School, PRIMARY) is None:
            _add(session)
        for one, clinic in ((PRIMARY, CLINIC), (KINDERGARTEN, CLINIC), (ELSEWHERE, OTHER_CLINIC)):
            school = session.get_one(School, one)
            school.clinic, school.retired_on = clinic, None
        session.get_one(Person, key("doctor")).clinic = CLINIC
        session.get_one(Person, key("stranger")).clinic = None
        session.execute(delete(PersonScope))
        for person, schools in (("nurse", (PRIMARY, KINDERGARTEN)), ("stranger", (ELSEWHERE,))):
            for school in schools:
                scopes.give(session, key(person), f"school:{school}", COUNTY)
        session.commit()


def _add(session: Session) -> None:
    session.add(Clinic(key=CLINIC, area=NORTH, name="北卫生院"))
    session.add(Clinic(key=OTHER_CLINIC, area=EAST, name="东卫生院"))
    session.flush()
    for one, kind, area, clinic in (
        (PRIMARY, "primary", NORTH, CLINIC),
        (KINDERGARTEN, "kindergarten", NORTH, CLINIC),
        (ELSEWHERE, "primary", EAST, OTHER_CLINIC),
    ):
        session.add(School(key=one, county=COUNTY, area=area, name=one[:4], kind=kind, clinic=clinic))
    for name, (role, areas) in PEOPLE.items():
        add_person(session, name, role, areas)


def of_case(case: Case, by: str = "nurse") -> list[dict[str, Any]]:
    """The operations that say a case: child, doses, enrolment, check, notice, and what came after."""
    rules = programme_for()
    child, enrolment, check = key(f"child {case.id}"), key(f"enrolment {case.id}"), key(f"check {case.id}")
    school = PRIMARY if case.school == "primary" else KINDERGARTEN
    words = {"name": case.id, "sex": case.sex, "born": case.born, "listed_on": "2026-09-01"}
    said = [operation("child", words, by, key=child)]
    for product, day in [*history(case, rules), *case.caught_up]:
        said.append(
            operation("dose", {"child": child, "product": product, "given_on": day, "source": "card"}, by)
        )
    said += [
        operation("dose_state", {"child": child, "series": s, "n": n, "state": state, "on": day}, by)
        for s, n, state, day in case.states
    ]
    words = {"child": child, "school": school, "term": TERM, "grade": "1", "class_name": "1", "reason": "new"}
    said.append(operation("enrolment", words | {"joined_on": "2026-09-01"}, by, key=enrolment))
    words = {"enrolment": enrolment, "checked_on": CHECKED, "certificate": case.certificate}
    words |= {"clinic_assessment": case.assessment, "missing": [list(slot) for slot in case.missing]}
    words |= {"assessed_on": ASSESSED} if case.assessment != "none" else {}
    words |= {"exempt": [list(one) for one in case.exempt], "report_no": f"R-{case.id}"}
    said.append(operation("certificate_check", words, by, id=check, key=check))
    if case.reissued:
        words = {"check": check, "on": case.reissued, "certificate": "seen", "clinic_assessment": "complete"}
        said.append(operation("recheck", words | {"assessed_on": case.reissued}, by))
    return said


def enter_cases(engine: Engine) -> None:
    """All nine, by the nurse."""
    for case in CASES:
        receipts = send(engine, *of_case(case), by="nurse")
        assert {receipt["outcome"] for receipt in receipts} == {"applied"}, receipts
