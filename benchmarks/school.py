"""A school of 2,000 pupils: its roster brought in, its class list, its table of the check and its package; and the
table of a county of 123 schools, out of the tally.

    python -m benchmarks.school [--pupils 2000] [--port 8407]

The roster comes as a sheet through the office; checks and some 20 doses a pupil through sync, as a phone sends them.
Server time is that of the application alone, in this process, the best of several requests: by the clock, and its
processor time. The county's other schools are rows of its tally, copied from this one.
"""

from __future__ import annotations

import argparse
import io
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks import ground
from benchmarks.package import ROUTINE, fetch
from benchmarks.pages import _time as time_of
from benchmarks.pages import signed_in
from benchmarks.sync_speed import send_all_operations
from fieldapp import create_app
from fieldapp.accounts import scopes
from fieldapp.accounts.people import add_person
from fieldapp.accounts.showcase import PASSWORD
from fieldapp.demo.stage.phone import Operation, Phone
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, insert_all, writing
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Enrolment
from fieldapp.models.schools import School
from fieldapp.school.terms import term_of
from fieldapp.sync.counts import TALLY

COUNTY, VILLAGE, OF_CLASS, SCHOOLS, TIMES = "430921", "430921102003", 45, 123, 7
SCHOOL, NURSE = "00000000-0000-4000-8000-00000000beef", "bench-nurse"
HEADS = ("姓名", "性别", "出生日期", "年级", "班级", "入学方式", "家长", "联系电话")


def found_school(app: Flask) -> None:
    """The school, and its nurse."""
    with app.app_context():
        db.session.add(School(key=SCHOOL, county=COUNTY, area=VILLAGE, name="两千人小学"))
        add_person(NURSE, "刘芳", "nurse", (VILLAGE[:9],), PASSWORD)
        db.session.flush()
        person = db.session.query(Person).filter_by(username=NURSE).one()
        scopes.give(db.session(), person.id, f"school:{SCHOOL}", COUNTY)
        db.session.commit()


def roster(pupils: int) -> bytes:
    """A sheet of first-graders, 45 a class."""
    file, chance = io.BytesIO(), Random("school")
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADS)
    for number in range(pupils):
        born = date(2019, 9, 1) + timedelta(days=chance.randrange(365))
        who = (
            f"学生{number}",
            "男" if number % 2 else "女",
            born.isoformat(),
            "一年级",
            f"{number // OF_CLASS + 1}班",
        )
        page.write_row(number + 1, 0, (*who, "新入学", f"家长{number}", f"139{number:08d}"))
    book.close()
    return file.getvalue()


def posted(client: FlaskClient, page: str, to: str, **said: Any) -> tuple[Any, float]:
    """A form of a page sent, and the seconds it took."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    start = time.perf_counter()
    answer = client.post(to, data={"csrf_token": token[1] if token else "", **said})
    seconds = time.perf_counter() - start
    assert answer.status_code in (200, 302), answer.text[:2000]
    return answer, seconds


def bring_in(client: FlaskClient, pupils: int) -> tuple[float, float, float]:
    """The roster reviewed, written, and brought in once more: the seconds of each."""
    where = f"/schools/{SCHOOL}/roster"

    def review() -> tuple[str, float]:
        answer, seconds = posted(client, where, where, file=(io.BytesIO(roster(pupils)), "roster.xlsx"))
        return re.search(r'name="token" value="([0-9a-f]+)"', answer.text)[1], seconds  # type: ignore[index]

    token, reviewed = review()
    _answer, written = posted(client, where, where, token=token)
    return reviewed, written, review()[1]


def pupils_of(app: Flask) -> list[tuple[str, str, str]]:
    """Every pupil: its enrolment, its key, its birth date."""
    query = select(Enrolment.key, Child.key, Child.born).join(Child, Child.key == Enrolment.child)
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(query.where(Enrolment.school == SCHOOL).order_by(Enrolment.key)).all()
    return [(row[0], row[1], row[2]) for row in rows]


def operations(pupils: list[tuple[str, str, str]], who: dict[str, Any]) -> Iterator[Operation]:
    """Doses of every pupil and its check: one in five needs a dose, most of these are caught up."""
    phone, chance = Phone(0, "school", who["user"]["id"]), Random("doses")
    phone.device, on = who["device"], today()
    at = f"{on.isoformat()}T01:00:00.000Z"
    for number, (enrolment, child, born) in enumerate(pupils):
        needs = number % 5 == 0
        for days, product in ROUTINE[:-2] if needs else ROUTINE:
            given = date.fromisoformat(born) + timedelta(days=days + chance.randrange(20))
            if given < on - timedelta(days=30):
                said = {
                    "child": child,
                    "product": product,
                    "given_on": given.isoformat(),
                    "source": "certificate",
                }
                yield phone.say("dose", VILLAGE, at, said)
        day = (on - timedelta(days=20)).isoformat()
        said = {"enrolment": enrolment, "checked_on": day, "certificate": "seen", "assessed_on": day}
        said |= (
            {"clinic_assessment": "needs", "missing": [["menac", 2]]}
            if needs
            else {"clinic_assessment": "complete"}
        )
        yield phone.say("certificate_check", VILLAGE, at, said)
        if needs and number % 50:
            caught = {"child": child, "product": "MPSV-AC", "given_on": on.isoformat(), "source": "register"}
            yield phone.say("dose", VILLAGE, at, caught)


def more_schools(app: Flask) -> None:
    """As many schools as a county has, each with the tally of this one."""
    with app.app_context():
        for number in range(1, SCHOOLS):
            words = {"county": COUNTY, "area": VILLAGE, "kind": ("primary", "kindergarten")[number % 2]}
            db.session.add(School(key=f"bench-{number}", name=f"第{number}所", **words))
        db.session.commit()
        with writing(db.engine) as connection:
            kept = connection.execute(select(TALLY).where(TALLY.c.area == SCHOOL)).mappings().all()
            for number in range(1, SCHOOLS):
                insert_all(connection, TALLY, [dict(row) | {"area": f"bench-{number}"} for row in kept])


def made(environ: dict[str, str]) -> Flask:
    """The application on an instance, in this process."""
    return create_app({name: value for name, value in environ.items() if name.startswith("FIELDAPP_")})


def measure(pupils: int, port: int) -> list[tuple[str, ...]]:
    """Everything, as rows of a table."""
    with ground.instance("sqlite") as environ:
        ground.demo(environ)
        app = made(environ)
        found_school(app)
        client = app.test_client()
        signed_in(client)
        rows = _brought_in(client, pupils)
        enrolled = pupils_of(app)
        with app.app_context():
            db.engine.dispose()  # from here on the server has the file
        with ground.Server(environ, port):
            boss = ground.sign_in(port, "county", PASSWORD)
            send_all_operations(port, boss, list(operations(enrolled, boss)))
            nurse = ground.sign_in(port, NURSE, PASSWORD)
            package, built = fetch(port, nurse["token"], f"school:{SCHOOL}")
            _same, shelf = fetch(port, nurse["token"], f"school:{SCHOOL}")
        rows += [
            ("package, kB compressed", f"{len(package) / 1000:,.0f}"),
            ("package built; from the shelf, s", f"{built:.1f}; {shelf:.2f}"),
        ]
        return rows + _pages(made(environ))


def _brought_in(client: FlaskClient, pupils: int) -> list[tuple[str, ...]]:
    reviewed, written, again = bring_in(client, pupils)
    named = (f"roster of {pupils:,} reviewed, s", "written, s", "reviewed again, s")
    return [(name, f"{took:.1f}") for name, took in zip(named, (reviewed, written, again), strict=True)]


def _pages(app: Flask) -> list[tuple[str, ...]]:
    """The pages of the school, then of a county of such schools."""
    client, year, day = app.test_client(), term_of(today()).year, today().isoformat()
    signed_in(client)
    pages = (("class list", f"{SCHOOL}/classes"), ("table by class", f"{SCHOOL}/table?half=0"))
    pages += (("table by class up to a day", f"{SCHOOL}/table?half=0&until={day}"),)
    pages += (("children behind a number", f"{SCHOOL}/table/children?half=0&cell=needs"),)
    rows = [_timed(client, name, f"/schools/{path}", year) for name, path in pages]
    more_schools(app)
    county = (("by township", "tables?half=0"), ("by school", "tables?half=0&by=school"))
    county += (("by school, up to a day", f"tables?half=0&by=school&until={day}"),)
    named = f"county table of {SCHOOLS} schools"
    return rows + [_timed(client, f"{named}, {name}", f"/schools/{path}", year) for name, path in county]


def _timed(client: FlaskClient, name: str, path: str, year: int) -> tuple[str, ...]:
    clock, cpu, _size = time_of(client, f"{path}{'&' if '?' in path else '?'}year={year}", TIMES)
    return f"{name}, ms (processor)", f"{clock:.0f} ({cpu:.0f})"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--pupils", type=int, default=2000)
    arguments.add_argument("--port", type=int, default=8407)
    said = arguments.parse_args()
    ground.table(f"a school of {said.pupils:,} pupils", [("what", ""), *measure(said.pupils, said.port)])


if __name__ == "__main__":
    main()
