"""The published figures of a school check, from 18,737 individual records, on page and workbook."""

from __future__ import annotations

import io

import openpyxl
from flask import Flask

from tests import cast
from tests.cast import signed_in
from tests.school.tables import published
from tests.school.tables.test_table_pages import rows


def test_the_figures_of_gulou_come_out_of_its_records(app: Flask) -> None:
    published.found_schools(app)
    published.enter(app)
    boss = signed_in(app, cast.SUPERVISOR)
    page = boss.get("/schools/tables?by=school").text
    whole = rows(page)["合计"]
    assert whole[:2] == ["123", "123"]
    assert " ".join(whole[2:]) == (
        "18737 18737 18733 0 4 4 15426 0 3307 3241 4 3307 3241 100.00 100.00 98.00 98.00"
    )
    book = openpyxl.load_workbook(io.BytesIO(boss.get("/schools/tables.xlsx?by=school").data))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    (total,) = [line for line in lines if line[0] == "合计"]
    assert total[1:14] == (123, 123, 18737, 18737, 18733, 0, 4, 4, 15426, 0, 3307, 3241, 4)
    assert total[-4:] == (100.0, 100.0, 98.0, 98.0)
    schools = [line for line in lines if str(line[0]).startswith("鼓楼第")]
    assert len(schools) == 123 and sum(line[3] for line in schools) == 18737
