"""Doses given here go out in the register's own columns, once, and come back with its next export as the same doses."""

from __future__ import annotations

import csv
import json
import uuid
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fieldapp.catchup.register.going_out import GivenDose, Line, laid_out, numbered
from fieldapp.ground.db import db
from fieldapp.models.records import Child, Dose
from tests import cast
from tests.catchup.test_bringing_in import HEADS, LINES, book, send, stored, write
from tests.office.zoo import book as book_of

PAGE, DEVICE = "/register-export", "01890000-0000-7000-8000-00000000cafe"
LONG = (
    "儿童编码",
    "儿童姓名",
    "出生日期",
    "母亲姓名",
    "联系电话",
    "村",
    "疫苗编码",
    "批号",
    "接种日期",
    "备注",
)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, signed in."""
    return cast.signed_in(app, cast.CLINIC)


def child_of(app: Flask, name: str) -> Child:
    """The record of a child."""
    with app.app_context():
        return db.session.scalars(select(Child).where(Child.name == name)).one()


def by_phone(app: Flask, *given: tuple[str, str, str]) -> None:
    """Doses that a vaccinator's phone sends: child's name, product, day."""
    token = cast.phone_token(app, cast.VACCINATOR, DEVICE)
    person, said = cast.person_id(app, cast.VACCINATOR), []
    with app.app_context():
        seq = len(db.session.scalars(select(Dose.key).where(Dose.source == "campaign")).all())
    for n, (name, product, day) in enumerate(given, start=seq + 1):
        one = child_of(app, name)
        key = str(uuid.uuid5(uuid.UUID(one.key), f"{product}|{day}"))
        data = {
            "child": one.key,
            "product": product,
            "given_on": day,
            "source": "campaign",
            "given_by": person,
        }
        words = {
            "id": str(uuid.uuid4()),
            "kind": "dose",
            "key": key,
            "area": one.area,
            "base": 0,
            "data": data,
        }
        said.append(words | {"device": DEVICE, "by": person, "seq": n, "at": f"2024-12-05T08:00:{n:02}.000Z"})
    body = {"ops": said, "cursor": {}}
    answer = app.test_client().post(
        "/api/v1/sync", data=json.dumps(body), headers={"Authorization": f"Bearer {token}"}
    )
    assert [one["outcome"] for one in answer.json["receipts"]] == ["applied"] * len(said), answer.text


def exported(client: FlaskClient, kind: str = "xlsx") -> bytes:
    """Give out what waits; the newest export's file."""
    page = client.get(cast.post(client, PAGE, area=cast.TOWNSHIP).location).text
    content: bytes = client.get(
        f"{PAGE}/{page.split('/register-export/')[1].split('/')[0]}/doses.{kind}"
    ).data
    return content


def rows_of(content: bytes) -> list[list[str]]:
    """A workbook's rows, empty cells as empty words."""
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return [["" if one is None else str(one) for one in row] for row in rows if any(row)]


GIVEN = (("王小明", "IPV", "2024-12-05"), ("李小红", "MMR", "2024-12-05"), ("李小红", "JE-L", "2024-12-05"))


def wide(client: FlaskClient) -> None:
    """A register with a column for each dose."""
    write(client, send(client, book(heads=(*HEADS[:9], "脊灰灭活疫苗1"))))


def test_what_phones_gave_goes_out_in_the_registers_columns_and_comes_back_as_the_same_doses(
    app: Flask, client: FlaskClient
) -> None:
    wide(client)
    assert "没有等着导出" in client.get(PAGE).text
    by_phone(app, *GIVEN)
    page = client.get(PAGE).text
    assert "2 名儿童 3 剂" in page and "IPV 2024-12-05" in page
    content = exported(client)
    heads, *rows = rows_of(content)
    assert heads[:10] == [*HEADS[:9], "脊灰灭活疫苗1"]
    by_name = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    assert by_name["王小明"]["儿童编码"] == "4309210001" and by_name["王小明"]["乙肝疫苗1"] == ""
    assert sorted(by_name["李小红"].values()).count("2024-12-05") == 2
    before = stored(app)
    page = send(client, content, as_of="2024-12-06")
    assert "新增 0 名 · 补充 0 名 · 不变 2 名 · 新增剂次 0 剂" in page and "有错" not in page
    write(client, page, as_of="2024-12-06")
    assert stored(app) == before
    assert "没有等着导出" in client.get(PAGE).text


def test_a_row_a_dose_with_the_codes_the_file_had(app: Flask, client: FlaskClient) -> None:
    who = ("4309210001", "王小明", "2024-05-01", "李芳", "13900000001", cast.VILLAGE)
    lines = [(*who, "0201", "L1", "2024-05-01", "x"), (*who, "0301", "L2", "2024-07-02", "")]
    codes = {code: product for product, code in national().items()}
    some = list(codes)[:2]
    lines = [(*line[:6], code, *line[7:]) for line, code in zip(lines, some, strict=True)]
    write(client, send(client, book_of([list(LONG), *map(list, lines)])))
    by_phone(app, ("王小明", codes[some[0]], "2024-12-05"), ("王小明", "MMR", "2024-12-06"))
    heads, *rows = rows_of(exported(client))
    assert heads == list(LONG) and [row[8] for row in rows] == ["2024-12-05", "2024-12-06"]
    assert (rows[0][6] == some[0] and rows[1][6] == "麻腮风联合减毒活疫苗") or rows[1][6]
    content = exported_again(client)
    assert "新增剂次 0 剂" in send(client, content, as_of="2024-12-06")


def national() -> dict[str, str]:
    """A national code of each product that has one."""
    from fieldapp.schedule import packaged

    found = {str(one["id"]): one.get("national") for one in packaged().products}
    return {id_: str(codes[0]) for id_, codes in found.items() if isinstance(codes, list) and codes}


def exported_again(client: FlaskClient) -> bytes:
    """The newest export's workbook, downloaded once more."""
    page = client.get(PAGE).text
    content: bytes = client.get(f"{PAGE}/{page.split('/register-export/')[1].split('/')[0]}/doses.xlsx").data
    return content


def test_only_what_was_given_since_goes_out_and_a_former_export_is_there(
    app: Flask, client: FlaskClient
) -> None:
    wide(client)
    by_phone(app, GIVEN[0])
    first = rows_of(exported(client))
    by_phone(app, *GIVEN[1:])
    assert "1 名儿童 2 剂" in client.get(PAGE).text
    second = rows_of(exported(client))
    assert len(first) == len(second) == 2 and first[1][1] == "王小明" and second[1][1] == "李小红"
    page = client.get(PAGE).text
    assert page.count("/doses.xlsx") == 2 and page.count("/doses.csv") == 2
    older = page.split("/register-export/")[-1].split("/")[0]
    assert rows_of(client.get(f"{PAGE}/{older}/doses.xlsx").data) == first
    cast.post(client, f"{PAGE}/{older}/withdraw", area=cast.TOWNSHIP)
    assert "1 名儿童 1 剂" in client.get(PAGE).text


def test_the_text_says_what_the_workbook_says(app: Flask, client: FlaskClient) -> None:
    wide(client)
    by_phone(app, *GIVEN)
    content = exported(client, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = [row for row in csv.reader(StringIO(content.decode("utf-8-sig"))) if any(row)]
    assert rows == rows_of(exported_again(client))
    assert "新增剂次 0 剂" in send(client, content, as_of="2024-12-06")


def test_what_the_register_has_already_does_not_go_out(app: Flask, client: FlaskClient) -> None:
    wide(client)
    by_phone(app, *GIVEN)
    lines = [list(line) for line in LINES]
    lines[0][9] = "2024-12-05"  # the clinic typed the dose in by itself
    write(
        client,
        send(client, book(lines, (*HEADS[:9], "脊灰灭活疫苗1")), as_of="2024-12-06"),
        as_of="2024-12-06",
    )
    assert "1 名儿童 2 剂" in client.get(PAGE).text


def test_nobody_of_another_place_gets_an_export(app: Flask, client: FlaskClient) -> None:
    wide(client)
    by_phone(app, *GIVEN)
    exported(client)
    key = client.get(PAGE).text.split("/register-export/")[1].split("/")[0]
    for member in (cast.VILLAGE_WORKER, cast.OUTSIDER):
        other = cast.signed_in(app, member)
        assert other.get(f"{PAGE}/{key}/doses.xlsx").status_code == 403
        assert other.get(f"{PAGE}/{key}/doses.csv").status_code == 403
        assert cast.post(other, f"{PAGE}/{key}/withdraw").status_code == 403


DOSES = st.lists(
    st.tuples(st.sampled_from(["HepB", "IPV", "MMR"]), st.dates().map(lambda day: day.isoformat())),
    min_size=1,
    max_size=8,
    unique=True,
)


@settings(max_examples=100)
@given(DOSES, st.booleans(), st.integers(0, 3))
def test_every_dose_of_a_line_stands_in_the_table_once(
    doses: list[tuple[str, str]], long: bool, columns: int
) -> None:
    titles = ["姓名", "出生日期"] + (
        ["疫苗", "接种日期"] if long else [f"乙肝{n}" for n in range(1, columns + 1)]
    )
    names = ["name", "born"] + (
        ["vaccine", "given_on"] if long else [f"dose {n} HepB" for n in range(columns)]
    )
    layout = {"titles": titles, "columns": {name: n for n, name in enumerate(names)}, "called": {}}
    nth = numbered(doses)
    line = Line("x", {"name": "王", "born": "2020-01-01"}, [GivenDose(*one, nth[one]) for one in doses])
    sheet = laid_out(layout, [line], {})
    days = [cell for row in sheet.rows for cell in row[2:] if cell[:1].isdigit()]
    assert sorted(days) == sorted(day for _product, day in doses)
    assert all(len(row) == len(sheet.heads) for row in sheet.rows)
    assert len(sheet.rows) == (len(doses) if long else 1)
