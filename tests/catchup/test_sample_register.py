"""The register to try the import with: there in a demonstration alone, with lines of every sort."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.settings import Setting
from tests import cast
from tests.catchup.test_bringing_in import HEADS, book, send, stored, write

PAGE = "/register-export/sample.xlsx"
UNTIL = (today() - timedelta(days=1)).isoformat()


def lines(count: int) -> list[tuple[str, ...]]:
    """Children of one village whom a register had, each with two doses."""
    found = []
    for n in range(count):
        born = date(2024, 5, 1) + timedelta(days=40 * (n % 5) + n)
        who = (
            f"43092100{n:02}",
            f"王小{'一二三四五六七八九甲乙丙丁戊'[n]}",
            "男",
            born.isoformat(),
            f"李{n}",
            f"1390000{n:04}",
        )
        days = [(born + timedelta(days=30 * k)).isoformat() for k in range(2)]
        found.append((*who, cast.VILLAGE, *days, ""))
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, who has brought in a register of fourteen children."""
    client = cast.signed_in(app, cast.CLINIC)
    write(client, send(client, book(lines(14), HEADS)))
    return client


def in_demo(app: Flask) -> None:
    with app.app_context():
        db.session.add(Setting(name="demo", value="{}"))
        db.session.commit()


def test_there_is_none_where_people_work(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 404
    assert "sample.xlsx" not in client.get("/clinic-register").text


def test_it_has_lines_of_every_sort_and_comes_in_once(app: Flask, client: FlaskClient) -> None:
    in_demo(app)
    assert PAGE in client.get("/clinic-register").text
    content = client.get(PAGE).data
    heads = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[1]]
    assert heads[:4] == ["儿童编码", "姓名", "性别", "出生日期"] and {"乙肝疫苗1", "水痘疫苗1"} <= set(heads)
    page = send(client, content, as_of=UNTIL)
    assert "新增 4 名 · 补充 4 名 · 不变 5 名" in page and "要您选 2 名" in page, page
    assert "有错 6 行" in page and "word-vaccine:福宝安" in page and "水痘" in page
    for words in ("没有姓名", "不是日期：不详", "早于出生日期", "没有的村", "不认识：不清楚"):
        assert words in page
    before = sum(map(len, stored(app).values()))
    write(client, page, as_of=UNTIL)
    after = sum(map(len, stored(app).values()))
    assert after > before
    assert "新增 0 名 · 补充 0 名 · 不变 13 名 · 新增剂次 0 剂" in send(client, content, as_of=UNTIL)


def test_it_is_the_same_register_each_time(app: Flask, client: FlaskClient) -> None:
    in_demo(app)
    first, second = (openpyxl.load_workbook(io.BytesIO(client.get(PAGE).data)).active for _ in range(2))
    assert [[one.value for one in row] for row in first.rows] == [
        [one.value for one in row] for row in second.rows
    ]
