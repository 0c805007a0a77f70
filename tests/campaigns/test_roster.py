"""A starting list from a workbook: reviewed line by line, written through `receive`, harmless to repeat."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.campaigns.lists.child_list import read_roster
from fieldapp.ground.db import db
from fieldapp.models.log import LoggedOperation
from fieldapp.models.records import Child, Household
from fieldapp.records.fields.checks import text
from fieldapp.records.kinds import KINDS
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, key, listed, record
from tests.campaigns.test_campaign_pages import sheet
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import tally

HEADS = (
    "村",
    "组",
    "门牌号",
    "户主",
    "儿童姓名",
    "性别",
    "出生日期",
    "联系电话",
    "户籍(本县/县外/市外/省外)",
    "既往剂次",
)
GOOD = [
    ("青树嘴村委会", "3", "12", "王大", "王小明", "男", "20210504", "13800000001", "本县", "3"),
    (cast.VILLAGE, "3", "12", "王大", "王小红", "女", "2023/1/9", "13800000001", "省外", "不详"),
    ("青树嘴村委会", "", "", "", "未取名", "", "2025-09-30", "", "", ""),
]
VILLAGES = {"青树嘴村委会": cast.VILLAGE, cast.VILLAGE: cast.VILLAGE}


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    return app


def import_list(app: Flask, rows: list[tuple[str, ...]], listed_on: str = "2025-11-20") -> str:
    """Review and import these rows as the clinic's doctor; the page after it."""
    client = signed_in(app, cast.CLINIC)
    review = post(
        client,
        f"/campaigns/{CAMPAIGN}/list/review",
        file=(sheet([HEADS, *rows]), "a.xlsx"),
        listed_on=listed_on,
    )
    assert review.status_code == 200, review.text
    token = re.search(r'name="token" value="([0-9a-f]+)"', review.text)
    assert token
    done = post(client, f"/campaigns/{CAMPAIGN}/list/import", token=token[1], listed_on=listed_on)
    assert done.status_code == 302, done.text
    return client.get(done.headers["Location"]).text


def children(app: Flask) -> list[dict[str, Any]]:
    """Every child, by name."""
    with app.app_context(), db.engine.connect() as connection:
        query = select(Child.__table__).order_by(Child.name)
        return [dict(row._mapping) for row in connection.execute(query)]


def operations(app: Flask) -> int:
    """How many operations the log holds."""
    with app.app_context():
        return len(db.session.scalars(select(LoggedOperation.id)).all())


def test_a_clinic_s_list_becomes_registered_children_with_their_household(county: Flask) -> None:
    assert "新增 3 名" in import_list(county, GOOD)
    unnamed, ming, hong = sorted(children(county), key=lambda c: (c["name"] is not None, c["sex"] != "male"))
    assert (ming["name"], ming["born"], ming["registered_at"]) == ("王小明", "2021-05-04", "county")
    assert (hong["registered_at"], hong["prior_polio"], hong["listed_on"]) == (
        "other_province",
        "unknown",
        "2025-11-20",
    )
    assert ming["household"] == hong["household"] and unnamed["unnamed"] and unnamed["household"] is None
    with county.app_context():
        assert db.session.scalars(select(Household.head)).all() == ["王大"]
        assert tally(db.engine, round_=ROUND1)["registered"] == 3


def test_importing_the_same_list_again_changes_nothing(county: Flask) -> None:
    import_list(county, GOOD)
    before, n = children(county), operations(county)
    client = signed_in(county, cast.CLINIC)
    again = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(sheet([HEADS, *GOOD]), "a.xlsx"))
    assert "新增 0 名 · 补充 0 名 · 原有不变 3 名" in again.text
    import_list(county, GOOD)
    assert children(county) == before and operations(county) == n


def test_a_list_fills_gaps_and_never_overwrites_what_the_field_said(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("王小明", born="2021-05-04", phone="field", sex=None))
    import_list(county, GOOD[:1])
    [child] = children(county)
    assert (child["key"], child["phone"], child["sex"]) == (key("王小明"), "field", "male")


def test_two_unnamed_twins_are_two_children() -> None:
    twin = ("青树嘴村委会", "", "", "李四", "未取名", "女", "2025-09-30", "", "", "")
    entries, wrong = read_roster([HEADS, twin, twin], VILLAGES, "2025-12-01")
    assert not wrong and len({entry.key for entry in entries}) == 2
    assert [e.key for e in read_roster([HEADS, twin, twin], VILLAGES, "2026-01-01")[0]] == [
        e.key for e in entries
    ]


def test_a_child_that_stands_twice_in_a_list_is_imported_once_and_named(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    rows = [*GOOD[:1], GOOD[0], *GOOD[1:]]
    answer = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(sheet([HEADS, *rows]), "a.xlsx"))
    assert "和第 2 行是同一个孩子" in answer.text and "新增 3 名" in answer.text
    assert "新增 3 名" in import_list(county, rows)
    assert len(children(county)) == 3


def test_two_lines_with_one_number_are_one_child() -> None:
    heads = (*HEADS, "儿童编码")
    other = list(GOOD[0])
    other[4] = "王小名"
    entries, wrong = read_roster(
        [heads, (*GOOD[0], "4309210001"), (*other, "4309210001")], VILLAGES, "2025-12-01"
    )
    assert len(entries) == 1
    assert [(one.line, one.column) for one in wrong] == [(3, "儿童编码")]


def test_a_list_in_a_text_file_of_excel_is_read_in_both_codings(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    words = "\r\n".join(",".join(row) for row in [HEADS, *GOOD])
    for coding in ("gbk", "utf-8-sig"):
        file = BytesIO(words.encode(coding))
        answer = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(file, "名单.csv"))
        assert "新增 3 名" in answer.text


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (0, "别的村", "没有这个村，或不归您管"),
        (4, "", "没有姓名"),
        (4, "长" * 51, "最多 50 个字"),
        (5, "公", "不认识：公"),
        (6, "", "不是日期"),
        (6, "20210231", "不是日期"),
        (6, "20991231", "在今天以后"),
        (8, "火星", "不认识：火星"),
        (9, "7", "不认识：7"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(column: int, value: str, words: str) -> None:
    row = list(GOOD[0])
    row[column] = value
    entries, [wrong] = read_roster([HEADS, GOOD[1], row], VILLAGES, "2025-12-01")
    assert (wrong.line, wrong.column in HEADS[column] or column == 0) == (3, True)
    assert words in wrong.zh and wrong.en and [entry.line for entry in entries] == [2]


def test_right_lines_are_imported_and_wrong_ones_listed(county: Flask) -> None:
    bad = ("青树嘴村委会", "", "", "", "小错", "", "昨天", "", "", "")
    client = signed_in(county, cast.CLINIC)
    page = post(
        client, f"/campaigns/{CAMPAIGN}/list/review", file=(sheet([HEADS, GOOD[0], bad]), "a.xlsx")
    ).text
    assert "不是日期：昨天" in page and "新增 1 名" in page
    import_list(county, [GOOD[0], bad])
    assert [child["name"] for child in children(county)] == ["王小明"]


def test_a_child_born_outside_the_window_is_listed_and_said_to_be(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    old = ("青树嘴村委会", "", "", "", "老大", "", "20010101", "", "", "")
    file = (sheet([HEADS, GOOD[0], old]), "a.xlsx")
    page = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=file).text
    assert "1 名的出生日期不在本次活动的范围" in page
    assert page.count('class="mark">出生日期不在范围') == 1


def test_the_empty_form_says_what_each_column_takes_and_every_word_of_it_is_read(county: Flask) -> None:
    form = signed_in(county, cast.CLINIC).get(f"/campaigns/{CAMPAIGN}/list/form.xlsx").data
    first, second = openpyxl.load_workbook(BytesIO(form)).worksheets
    heads = [cell.value for cell in first[1]]
    said = [row for row in second.values if row[0] in heads]
    assert ("村代码", cast.VILLAGE, "青树嘴镇青树嘴村委会") in said
    good = {"村代码": cast.VILLAGE, "儿童姓名": "王小明", "出生日期": "20210504"}
    for column in ("性别", "户籍", "既往剂次", "依据"):
        for word in next(words for name, words, _ in said if name == column).split("、"):
            line = good | {column: word}
            _entries, wrong = read_roster(
                [heads, [line.get(head, "") for head in heads]], VILLAGES, "2026-01-01"
            )
            assert wrong == [], (column, word)


def test_a_heading_that_stands_twice_stops_the_import() -> None:
    heading = ("村代码", "姓名", "性别", "出生日期", "备注", "备注", "姓 名")
    entries, wrong = read_roster(
        [heading, (cast.VILLAGE, "小明", "男", "20210504", "", "", "小红")], {}, "2025-12-01"
    )
    assert entries == []
    assert [(one.line, one.column, one.zh) for one in wrong] == [
        (1, "姓 名", "这一列有两个（B 列和 G 列），请删去一个")  # 备注 is no column that is read
    ]


def test_a_missing_column_stops_the_import() -> None:
    entries, wrong = read_roster([("村", "儿童姓名"), ("x", "y")], VILLAGES, "2025-12-01")
    assert not entries and [(w.line, w.column) for w in wrong] == [(1, "出生日期")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"\xd0\xcf\x11\xe0 no"])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(county: Flask, content: bytes) -> None:
    client = signed_in(county, cast.CLINIC)
    answer = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(BytesIO(content), "a.xlsx"))
    assert 400 <= answer.status_code < 500 or "缺少这一列" in answer.text or "表是空的" in answer.text


def test_another_s_uploaded_file_cannot_be_imported(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    page = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(sheet([HEADS, *GOOD]), "a.xlsx")).text
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert token
    other = signed_in(county, cast.SUPERVISOR)
    words = {"token": token[1], "listed_on": "2025-11-20"}
    assert post(other, f"/campaigns/{CAMPAIGN}/list/import", **words).status_code == 400
    for bad in ("../../secret", "*", ""):
        assert post(client, f"/campaigns/{CAMPAIGN}/list/import", **words | {"token": bad}).status_code == 400
    assert children(county) == []


@pytest.mark.parametrize("member", [cast.OBSERVER, cast.VACCINATOR, cast.VILLAGE_WORKER])
def test_only_those_who_import_see_the_list(county: Flask, member: cast.Member) -> None:
    assert signed_in(county, member).get(f"/campaigns/{CAMPAIGN}/list").status_code == 403


def test_the_review_says_what_the_server_will_not_count(
    county: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same judge decides both: of a line it would refuse the review says so, with its reason."""
    monkeypatch.setitem(KINDS["child"].fields, "guardian", text(3))
    client = signed_in(county, cast.CLINIC)
    heads, row = (*HEADS, "家长"), (*GOOD[0], "长长的名字")
    page = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=(sheet([heads, row]), "a.xlsx")).text
    assert "有 1 行导入后不会计入" in page and "第 2 行" in page
    with county.app_context():
        assert db.session.scalars(select(LoggedOperation.id)).all() == []


def test_what_stayed_out_is_said_after_the_import_with_the_sheet_and_the_new_children(county: Flask) -> None:
    bad = ("青树嘴村委会", "", "", "", "小错", "", "昨天", "", "", "")
    client = signed_in(county, cast.CLINIC)
    file = (sheet([HEADS, GOOD[0], bad]), "a.xlsx")
    page = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=file, listed_on="2026-01-06").text
    assert "去过（已服或记了原因）才计入，算现场新增" in page
    fields = {"token": re.search('name="token" value="([^"]+)"', page)[1], "listed_on": "2026-01-06"}
    done = post(client, f"/campaigns/{CAMPAIGN}/list/import", **fields)
    shown = client.get(done.location).text
    assert "新增 1 名" in shown and shown.count("有 1 行有错，没有导入") == 2 and "/marked/" in shown
    [child] = children(county)
    link = f"/campaigns/{CAMPAIGN}/rounds/2/children/{child['key']}"
    assert f'<a href="{link}">王小明</a>' in shown and client.get(link).status_code == 200
    assert "轮已经开始" in shown
    other = cast.signed_in(county, cast.SUPERVISOR)
    assert "王小明" not in other.get(done.location).text  # what came of it is shown to who did it


def test_the_empty_form_is_glossed_in_english_and_read_in_both(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    post(client, "/language", lang="en")
    first = openpyxl.load_workbook(
        BytesIO(client.get(f"/campaigns/{CAMPAIGN}/list/form.xlsx").data)
    ).worksheets[0]
    heads = [cell.value for cell in first[1]]
    assert {"儿童姓名 Name", "出生日期 Birth date", "村代码 Village code"} <= set(heads)
    for glossed in (True, False):
        said = {
            "村代码 Village code": cast.VILLAGE,
            "儿童姓名 Name": "王小明",
            "出生日期 Birth date": "20210504",
        }
        if not glossed:
            said = {"Village code": cast.VILLAGE, "Name": "王小红", "Birth date": "20210505"}
        file = (sheet([list(said), tuple(said.values())]), "a.xlsx")
        page = post(client, f"/campaigns/{CAMPAIGN}/list/review", file=file).text
        assert "1 new" in page
