"""A class of five of a school and its nurse, who has no village, for the phone's screens of the school check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.ground.db import reading
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.school.terms import term_of
from fieldapp.sync.from_office.notice_keys import new_notice_key
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.school.places import PRIMARY, found_schools
from tests.sync.county import COUNTY, key, operation, send

STARTED = today()  # of this run of tests, which may go on past midnight: what is recorded says today
TERM = term_of(STARTED)
CAST = ("陈一", "陈万", "陈丰", "陈云", "陈亮")  # in the order of the list
SCHOOL_NAME = "北塘小学"


LAST_BIRTHDAY, ASSESSED, BEFORE = (STARTED - timedelta(days=n) for n in (200, 40, 230))
BORN = f"{LAST_BIRTHDAY.year - 6}-{LAST_BIRTHDAY.month:02}-{min(LAST_BIRTHDAY.day, 28):02}"  # six years old


def enrol(server: Server, names: tuple[str, ...], class_name: str = "1", **more: Any) -> None:
    """Children in a class of the school, as a roster brought them in."""
    for name in names:
        words = {"name": name, "sex": "female", "born": BORN, "guardian": "陈建国", "phone": "13812340246"}
        entry = {
            "child": key(name),
            "school": PRIMARY,
            "term": TERM.code,
            "grade": "1",
            "class_name": class_name,
        }
        entry |= {"reason": "new", "joined_on": TERM.first_day.isoformat()} | more
        said = [
            operation("child", words, "sun", key=key(name)),
            operation("enrolment", entry, "sun", key=key(f"enrolled {name}")),
        ]
        assert {one["outcome"] for one in send(server.engine, *said, by="sun")} == {"applied"}


def found_a_class(server: Server) -> None:
    """The school, its nurse and the class."""
    found_schools(server.engine)
    with Session(server.engine) as session:
        session.get_one(School, PRIMARY).name = SCHOOL_NAME
        session.get_one(Person, key("nurse")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    enrol(server, CAST)


def notice_of_two(server: Server, name: str) -> str:
    """This child was checked, lacks two doses and was given a notice; its number."""
    with reading(server.engine) as connection:
        of, number = new_notice_key(connection, COUNTY)
    missing, day = [["dtp", 5], ["menac", 2]], ASSESSED.isoformat()
    words = {"enrolment": key(f"enrolled {name}"), "checked_on": day, "assessed_on": day}
    words |= {"certificate": "seen", "clinic_assessment": "needs", "missing": missing}
    about = {"kind": "doses", "check": key("check"), "child": key(name), "issued_on": day}
    about |= {"number": number, "items": missing}
    said = [
        operation("certificate_check", words, "sun", id=key("check"), key=key("check")),
        operation("notice", about, "sun", id=of, key=of),
    ]
    assert {one["outcome"] for one in send(server.engine, *said, by="sun")} == {"applied"}
    return number
