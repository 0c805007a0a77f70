"""A class of the small county, and somebody with its sheet."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from flask import Flask

from fieldapp.ground.db import db, reading
from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule.series_of import parts_of
from fieldapp.school.outcome import Outcome
from fieldapp.school.pupils import Pupil, outcome_of_pupil
from fieldapp.school.reading import pupils_of
from tests import cast
from tests.campaigns.office import record
from tests.cast import Member, signed_in
from tests.office.zoo import book
from tests.school.cases import CASES, CHECKED, TERM, UNTIL
from tests.school.classes.office import found_schools
from tests.school.places import KINDERGARTEN, PRIMARY, of_case
from tests.sync.county import key, operation

CLASS = "1~1"
HEADS = ["姓名", "评估结果", "缺的剂次", "评估日期", "报告编号", "接种证"]


def cases_without_checks(app: Flask) -> None:
    """The children of the nine cases with their doses and classes, not yet checked."""
    found_schools(app)
    for case in CASES:
        said = [one for one in of_case(case) if one["kind"] not in ("certificate_check", "recheck")]
        assert {one["outcome"] for one in record(app, cast.NURSE, *said)} == {"applied"}


def enrol(app: Flask, *names: str, born: str = "2020-03-10", school: str = PRIMARY, **place: Any) -> None:
    """Children that are new in class 1 of a school."""
    said = []
    for name in names:
        words = {"name": name, "sex": "female", "born": born, "listed_on": "2026-09-01"}
        said.append(operation("child", words, key=key(name)))
        words = {"child": key(name), "school": school, "term": TERM, "grade": "1", "class_name": "1"}
        words |= {"reason": "new", "joined_on": "2026-09-01"} | place
        said.append(operation("enrolment", words, key=key(f"pupil {name}")))
    assert {one["outcome"] for one in record(app, cast.NURSE, *said)} == {"applied"}


def pupils(app: Flask, school: str = PRIMARY) -> dict[str, Pupil]:
    """The pupils of a school by name."""
    with app.app_context(), reading(db.engine) as connection:
        return {one.name: one for one in pupils_of(connection, cast.COUNTY, [school], TERM)}


def outcomes(app: Flask) -> dict[str, Outcome]:
    """What came of the checks by the end of the year, by name."""
    rules, parts = programme_for(), parts_of(packaged().products)
    found = {**pupils(app), **pupils(app, KINDERGARTEN)}
    return {name: outcome_of_pupil(one, UNTIL, rules, parts) for name, one in found.items()}


class Sheets:
    """Somebody at a computer with the sheet of a class."""

    def __init__(
        self, app: Flask, who: Member = cast.CLINIC, school: str = PRIMARY, address: str = CLASS
    ) -> None:
        self.client, self.path = signed_in(app, who), f"/schools/{school}/classes/{address}/sheet"
        self.said: dict[str, str] = {}
        self.last = ""

    def out(self) -> Any:
        """The workbook that goes to the clinic."""
        answer = self.client.get(f"{self.path}.xlsx")
        assert answer.status_code == 200, answer.status_code
        return openpyxl.load_workbook(io.BytesIO(answer.data))

    def upload(self, content: bytes, **said: str) -> Any:
        """The answer to a file."""
        self.said = {"checked_on": CHECKED} | said
        return cast.post(self.client, self.path, file=(io.BytesIO(content), "表.xlsx"), **self.said)

    def look(self, *rows: list[Any], heads: list[str] = HEADS, **said: str) -> str:
        """The review of rows under these headings."""
        answer = self.upload(book([heads, *rows]), **said)
        assert answer.status_code == 200, answer.text
        return answer.text

    def look_at(self, workbook: Any, **said: str) -> str:
        """The review of a workbook."""
        file = io.BytesIO()
        workbook.save(file)
        answer = self.upload(file.getvalue(), **said)
        assert answer.status_code == 200, answer.text
        return answer.text

    def bring(self, page: str, **said: str) -> str:
        """The page after a review was sent."""
        token = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert token, page
        answer = cast.post(self.client, self.path, token=token[1], **self.said | said)
        assert answer.status_code == 302, answer.text
        self.last = answer.location
        return self.client.get(answer.location).text

    def take_back(self) -> str:
        """The page after the last import was taken back."""
        answer = cast.post(self.client, self.last.split("?")[0])
        assert answer.status_code == 302, answer.text
        return self.client.get(answer.location).text


def columns(page: Any) -> dict[str, int]:
    """Where each heading of a sheet stands, without what stands behind it in brackets."""
    return {re.split("[（(]", str(cell.value))[0].strip(): cell.column for cell in page[1]}


def fill(page: Any, rows: dict[str, dict[str, Any]]) -> None:
    """Fill in a sheet as a clinic does: heading and value, by the child's name."""
    at = columns(page)
    for row in range(2, page.max_row + 1):
        for head, value in rows.get(page.cell(row, at["姓名"]).value, {}).items():
            page.cell(row, at[head], value)
