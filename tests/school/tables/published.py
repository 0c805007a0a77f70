"""The school check of 鼓楼区 as published, as individual records: 123 schools, 18,737 children to check and checked, 4
without certificate and 4 re-issued, 3,307 who need catch-up and 3,241 caught up (98.00 %).

Rows are laid into the tables as folding leaves them, and counted by the count of the school check.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Flask

from fieldapp.ground.db import db, insert_all, writing
from fieldapp.models.schools import School
from fieldapp.records.rows.stamps import compact
from fieldapp.school.counting.rules import CHECK
from fieldapp.sync.incoming import row_store
from fieldapp.sync.rework.counting import count_again
from tests import cast
from tests.sync.county import key

SCHOOLS, CHILDREN, WITHOUT, NEEDS, CAUGHT_UP = 123, 18_737, 4, 3_307, 3_241
OF_PRIMARY = 50  # of the schools; the others are kindergartens
SLOTS = {"primary": ("menac", 2), "kindergarten": ("menac", 1)}
Rows = dict[str, list[dict[str, Any]]]


def school_key(number: int) -> str:
    """The key of one of the schools."""
    return key(f"gulou school {number}")


def found_schools(app: Flask) -> None:
    """The schools, in two townships of the cast's county."""
    with app.app_context():
        for number in range(SCHOOLS):
            kind = "primary" if number < OF_PRIMARY else "kindergarten"
            area = cast.VILLAGE if number % 2 else cast.OTHER_VILLAGE
            words = {"county": cast.COUNTY, "area": area, "kind": kind, "name": f"鼓楼第{number + 1}所"}
            db.session.add(School(key=school_key(number), **words))
        db.session.commit()


def enter(app: Flask) -> None:
    """All children with their checks and doses, and the tally of them."""
    rows: Rows = {}
    for number in range(CHILDREN):
        for table, row in of_child(number):
            rows.setdefault(table, []).append(row)
    with app.app_context(), writing(db.engine) as connection:
        for name in ("child", "dose", "enrolment", "certificate_check", "recheck"):
            insert_all(connection, row_store.table(name), rows[name])
        count_again(connection, cast.COUNTY, {CHECK})


def of_child(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one child: the first few lost their certificate, the next many lack a dose."""
    school = number % SCHOOLS
    kind = "primary" if school < OF_PRIMARY else "kindergarten"
    child, enrolment, check = (key(f"gulou {what} {number}") for what in ("child", "enrolment", "check"))
    born = "2020-03-10" if kind == "primary" else "2023-02-14"
    yield "child", _row("child", child, name=f"童{number}", sex="female", born=born)
    place = {"child": child, "school": school_key(school), "term": "2026-1", "grade": "1", "class_name": "1"}
    yield "enrolment", _row("enrolment", enrolment, **place, reason="new", joined_on="2026-09-01")
    lost, needs = number < WITHOUT, WITHOUT <= number < WITHOUT + NEEDS
    said = {"enrolment": enrolment, "checked_on": "2026-09-10", "certificate": "lost" if lost else "seen"}
    said["clinic_assessment"] = "none" if lost else "needs" if needs else "complete"
    said |= {} if lost else {"assessed_on": "2026-09-05"}
    more = json.dumps({"missing": [SLOTS[kind]]}) if needs else None
    yield "certificate_check", _row("certificate_check", check, **said, more=more)
    if lost:
        again = {"check": check, "on": "2026-09-20", "more": json.dumps({"certificate": "seen"})}
        yield "recheck", _row("recheck", key(f"gulou look {number}"), **again)
    if WITHOUT <= number < WITHOUT + CAUGHT_UP:
        words = {"child": child, "product": "MPSV-AC", "given_on": "2026-10-15", "source": "register"}
        yield "dose", _row("dose", key(f"gulou dose {number}"), **words)


def _row(table: str, key_: str, **said: Any) -> dict[str, Any]:
    row = row_store.blank(table) | {"county": cast.COUNTY, "key": key_, "area": cast.VILLAGE, "version": 1}
    row |= {"package_area": cast.VILLAGE, "known": True, "voided": False, "at": "2026-09-10T04:00:00.000Z"}
    if "stamps" in row:
        row["stamps"] = compact({})
    return row | said
