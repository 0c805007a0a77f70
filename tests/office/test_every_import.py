"""Every import of the office against one zoo of sheets: what is taken, what is named, what is refused, in which words.

The imports go through one reader; this table shows that none of them reads, or says, anything in its own way.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.ground.design_tokens import colour
from fieldapp.ground.parsing import read_day
from fieldapp.ground.spreadsheets.cells import DAY, Column
from fieldapp.ground.spreadsheets.reader import read_table
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign
from tests.conftest import make_app
from tests.office.zoo import ZOO, Animal, List, book, text
from tests.school.class_sheet.office import enrol
from tests.school.classes.office import found_schools
from tests.school.places import KINDERGARTEN, PRIMARY
from tests.survey.office.place import SURVEY, found_survey

CHILDREN = List(
    "children",
    ["村代码", "儿童姓名", "出生日期", "儿童编码"],
    [cast.VILLAGE, "王小明", "2021-05-04", "A1"],
    [cast.OTHER_VILLAGE, "李小红", "2022-06-05", "A2"],
    text=3,
    day=2,
)
PEOPLE = List(
    "people",
    ["用户名", "姓名", "角色", "地区代码", "接种资格证号", "资格证有效期至"],
    ["13900000001", "马一", "接种人员", cast.VILLAGE, "ZZ1", "2027-12-31"],
    ["13900000002", "马二", "接种人员", cast.OTHER_VILLAGE, "ZZ2", "2027-12-30"],
    text=4,
    day=5,
)
ASSIGNMENTS = List(
    "assignments",
    ["村代码", "用户名", "预计人数"],
    [cast.VILLAGE, "vaccinator", "12"],
    [cast.OTHER_VILLAGE, "clinic", "13"],
    text=1,
)
AREAS = List(
    "areas",
    ["代码", "名称", "人口"],
    ["430921103299", "新增村", "1200"],
    ["430921103298", "新设村", "1300"],
    text=1,
)
CLINICS = List(
    "clinics",
    ["所在地区代码", "接种单位名称", "接种单位编码", "服务地区代码"],
    [cast.TOWNSHIP, "青树嘴卫生院", "J1", cast.VILLAGE],
    [cast.VILLAGE, "青树嘴村卫生室", "J2", cast.OTHER_VILLAGE],
    text=2,
)
ROSTERS = List(
    "rosters",
    ["班级", "姓名", "接种证号", "出生日期"],
    ["小（1）班", "王小明", "Z1", "2021-05-04"],
    ["小（1）班", "李小红", "Z2", "2022-06-05"],
    text=2,
    day=3,
)
REGISTERS = List(
    "registers",
    ["村代码", "儿童姓名", "儿童编码", "出生日期"],
    [cast.VILLAGE, "王小明", "4309210001", "2021-05-04"],
    [cast.OTHER_VILLAGE, "李小红", "4309210002", "2022-06-05"],
    text=2,
    day=3,
)
SCHOOLS = List(
    "schools",
    ["所在村代码", "学校名称", "学校编码", "地址"],
    [cast.VILLAGE, "青树嘴小学", "S1", "1号"],
    [cast.OTHER_VILLAGE, "玖丰庙小学", "S2", "2号"],
    text=2,
)
CLASS_SHEETS = List(
    "class sheets",
    ["评估结果", "姓名", "报告编号", "评估日期"],
    ["已完成", "王小明", "Z1", "2025-05-04"],
    ["已完成", "李小红", "Z2", "2025-06-05"],
    text=2,
    day=3,
)
FRAMES = List(
    "frames",
    ["村代码", "大小", "层"],
    [cast.VILLAGE, "900", "A1"],
    [cast.OTHER_VILLAGE, "800", "A2"],
    text=2,
)
HOUSEHOLDS = List(
    "households",
    ["群号", "户号", "户主", "地址"],
    ["1", "1", "王一", "村口"],
    ["1", "2", "李二", "村尾"],
    text=2,
)
COLUMNS = [
    Column("area", "村代码", "village code", needed=True),
    Column("name", "儿童姓名", "name"),
    Column("born", "出生日期", "born", holds=DAY),
    Column("code", "儿童编码", "code"),
]
COLLECTION = '{"type":"FeatureCollection","features":[…]}'
IMPORTS = {
    "children": (CHILDREN, f"/campaigns/{CAMPAIGN}/list/review", cast.CLINIC, "新增 {} 名"),
    "people": (PEOPLE, "/people/import", cast.ADMINISTRATOR, "{} 人，没有问题"),
    "assignments": (
        ASSIGNMENTS,
        f"/campaigns/{CAMPAIGN}/rounds/1/assignments/import",
        cast.SUPERVISOR,
        "已分配 {} 行",
    ),
    "areas": (AREAS, "/areas/import", cast.ADMINISTRATOR, "新增 {}，"),
    "clinics": (CLINICS, "/clinics/import", cast.ADMINISTRATOR, "{} 个接种单位，没有问题"),
    "registers": (REGISTERS, "/clinic-register", cast.CLINIC, "新增 {} 名"),
    "rosters": (ROSTERS, f"/schools/{KINDERGARTEN}/roster", cast.NURSE, "新增 {} 名"),
    "class sheets": (CLASS_SHEETS, f"/schools/{PRIMARY}/classes/1~1/sheet", cast.NURSE, "要记 {} 人"),
    "frames": (FRAMES, f"/surveys/{SURVEY}/frame", cast.SUPERVISOR, "{} 个村，没有问题"),
    "households": (HOUSEHOLDS, f"/surveys/{SURVEY}/households", cast.SUPERVISOR, "{} 户，没有问题"),
    "schools": (SCHOOLS, "/schools/import", cast.ADMINISTRATOR, "{} 所学校，没有问题"),
}


@pytest.fixture(scope="module")
def offices(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, FlaskClient]:
    """A browser for each import; what they only look at is shared by all animals."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(sqlite_templates["cast"], folder / "fieldapp.sqlite")
    app = make_app(folder)
    found_campaign(app)
    found_schools(app)
    found_survey(app)
    enrol(app, "王小明", "李小红", "旧表童", "错格童")
    return {name: cast.signed_in(app, member) for name, (_l, _p, member, _w) in IMPORTS.items()}


def sent(office: FlaskClient, name: str, content: bytes, ends: str) -> TestResponse:
    """The page after this file was given to an import."""
    answer = cast.post(office, IMPORTS[name][1], file=(io.BytesIO(content), f"名单.{ends}"))
    return office.get(answer.headers["Location"]) if answer.status_code == 302 else answer


@pytest.mark.parametrize("name", IMPORTS)
@pytest.mark.parametrize("animal", ZOO, ids=lambda animal: animal.name)
def test_an_import_takes_names_or_refuses(offices: dict[str, FlaskClient], name: str, animal: Animal) -> None:
    one, _path, _member, taken = IMPORTS[name]
    if animal.needs_day and one.day is None:
        pytest.skip("this list has no days")
    answer = sent(offices[name], name, animal.make(one), animal.ends)
    page = answer.text
    for words in animal.words:
        assert words in page
    if animal.becomes in ("one", "two"):
        assert answer.status_code == 200
        assert taken.format(1 if animal.becomes == "one" else 2) in page
        assert 'role="alert"' not in page
    elif animal.becomes == "named":
        reasons = marked_reason(offices[name], page, 3)[-1]
        assert any(head in reasons for head in one.heads)
    else:
        assert 'role="alert"' in page or answer.status_code >= 400
        assert taken.format(1) not in page


def marked_reason(office: FlaskClient, page: str, line: int) -> list[str]:
    """The reasons that the sheet given back has in a line."""
    link = re.search(r'href="(/marked/[0-9a-f]+\.xlsx)"', page)
    assert link, "no marked sheet"
    pages = openpyxl.load_workbook(io.BytesIO(office.get(link[1]).data)).worksheets
    return [str(cell.value) for cell in pages[0][line] if cell.value]


@pytest.mark.parametrize("name", IMPORTS)
def test_the_sheet_given_back_is_marked_and_holds_no_lost_value(
    offices: dict[str, FlaskClient], name: str
) -> None:
    one = IMPORTS[name][0]
    page = sent(offices[name], name, book(one.with_cell(one.text, 430921202203050001)), "xlsx").text
    link = re.search(r'href="(/marked/[0-9a-f]+\.xlsx)"', page)
    assert link
    content = offices[name].get(link[1]).data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][: len(one.heads)] == one.heads
    wrong, reason = rows[2][one.text], rows[2][len(one.heads)]
    assert wrong.fill.fgColor.rgb == "FF" + colour("attention")[1:].upper()
    assert wrong.value is None and wrong.number_format == "@"
    assert reason.value.startswith(f"{one.heads[one.text]}：超过 15 位")
    mended = openpyxl.load_workbook(io.BytesIO(content))
    mended.active.cell(3, one.text + 1, one.second[one.text])
    file = io.BytesIO()
    mended.save(file)
    assert IMPORTS[name][3].format(2) in sent(offices[name], name, file.getvalue(), "xlsx").text
    stranger = cast.signed_in(offices[name].application, cast.OBSERVER)
    assert stranger.get(link[1]).status_code == 400


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (COLLECTION, "边界 1"),
        ("\ufeff" + COLLECTION, "边界 1"),
        (COLLECTION[:-2], "不是完整的 GeoJSON"),
        ('{"type":"FeatureCollection","features":[]}', "不是 FeatureCollection 或是空的"),
    ],
    ids=["whole", "with a mark", "broken off", "empty"],
)
@pytest.mark.parametrize("coding", ["utf-8", "gbk"])
def test_boundaries_are_taken_or_refused(
    offices: dict[str, FlaskClient], content: str, words: str, coding: str
) -> None:
    if coding == "gbk" and content.startswith("\ufeff"):
        pytest.skip("GBK has no mark")
    said = content.replace("…", feature({"code": cast.VILLAGE, "name": "青树嘴村"}))
    answer = sent(offices["areas"], "areas", said.encode(coding), "geojson")
    assert words in answer.text


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"code": cast.VILLAGE, "name": "青树嘴村"}, None),
        ({"adcode": 430921103213.0}, None),
        ({"code": "430921103000", "name": "青树嘴镇"}, None),  # filled up with noughts
        ({"code": cast.VILLAGE, "name": "玖丰庙村"}, "在本系统是“青树嘴村委会”，图里是“玖丰庙村”"),
        ({"code": cast.VILLAGE, "name": "青树嘴社区"}, "图里是“青树嘴社区”"),
        ({"code": "430921103999"}, "没有代码为 430921103999 的地区"),
        ({"name": "没有村"}, "没有叫“没有村”的地区"),
    ],
)
def test_a_boundary_whose_code_and_name_disagree_is_never_applied(
    offices: dict[str, FlaskClient], says: dict[str, object], words: str | None
) -> None:
    content = COLLECTION.replace("…", feature(says))
    page = sent(offices["areas"], "areas", content.encode(), "geojson").text
    assert (words or "边界 1") in page
    assert ("确认导入" in page) is (words is None)


def feature(says: dict[str, object]) -> str:
    """A small square with these properties."""
    ring = [[112.40, 29.30], [112.41, 29.30], [112.41, 29.31], [112.40, 29.30]]
    made = {"type": "Feature", "properties": says, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps(made, ensure_ascii=False)


def test_a_stray_blank_costs_no_time_and_no_memory(app: Flask) -> None:
    """The reader's own process has a gibibyte; the blank's row and column would need a hundred times as much."""
    far = next(animal for animal in ZOO if animal.name == "blanks in the last corner")
    found_campaign(app)
    office = cast.signed_in(app, cast.CLINIC)
    assert "新增 1 名" in sent(office, "children", far.make(CHILDREN), "xlsx").text


def test_an_open_quote_names_its_line(offices: dict[str, FlaskClient]) -> None:
    content = text(CHILDREN.rows(CHILDREN.good, [cast.VILLAGE, '"王', "2021-05-04", ""]))
    assert "分不成格" in sent(offices["children"], "children", content, "csv").text


def test_a_number_is_read_with_the_noughts_that_people_see() -> None:
    """A certificate 0012345 that Excel holds as 12345 in the format 0000000."""

    def show(_book: object, page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page.cell(2, 4).number_format = "0000000"

    [line] = read_table(book([CHILDREN.heads, [*CHILDREN.good[:3], 12345]], show), COLUMNS).lines
    assert line.cells["code"] == "0012345"


def test_what_programs_write_for_nothing_is_nothing() -> None:
    rows = CHILDREN.rows(
        *([*CHILDREN.good[:3], word] for word in ("NULL", "null", "None", "NaN", "N/A", "\\N"))
    )
    for content in (book(rows), text(rows)):
        assert [line.cells["code"] for line in read_table(content, COLUMNS).lines] == [""] * 6


def test_a_moment_is_of_the_day_it_was_in_china() -> None:
    moments = [
        "2021-05-03T16:00:00Z",
        "2021-05-03T15:59:59Z",
        "2021-05-04T23:00:00-05",
        "2021-05-04T00:30+08:00",
    ]
    assert [read_day(one) for one in moments] == ["2021-05-04", "2021-05-03", "2021-05-05", "2021-05-04"]
    assert [read_day(one) for one in ("22-7-14", "2022年7月", "14/07/2022", "2022-02-30T00:00:00Z")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("heads", "says", "words"),
    [
        (["所在乡镇"], ["青树嘴镇"], None),
        (["服务村名"], ["青树嘴村"], None),
        (["所在乡镇"], ["南洲镇"], "表里写的是“南洲镇”"),
        (["服务村名"], ["玖丰庙村"], "表里写的是“玖丰庙村”"),
    ],
)
def test_a_clinics_codes_and_names_agree(
    offices: dict[str, FlaskClient], heads: list[str], says: list[str], words: str | None
) -> None:
    content = book([[*CLINICS.heads, *heads], [*CLINICS.good, *says]])
    page = sent(offices["clinics"], "clinics", content, "xlsx").text
    assert ("1 个接种单位，没有问题" in page) is (words is None)
    assert words is None or words in page
