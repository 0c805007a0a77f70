"""Forms that are filled in and brought back: no spreadsheet can spoil a code, a number, a door or a day in them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask

from fieldapp.accounts.people_sheet import ROLE_WORDS
from fieldapp.areas.codes import LEVEL_NAMES
from fieldapp.areas.incoming import LEVEL_WORDS
from fieldapp.campaigns.lists.columns import READ
from fieldapp.clinics.sheet import KIND_WORDS
from fieldapp.clinics.store import KIND_NAMES
from fieldapp.records.lists.meanings import PRIOR, SEXES, home_of
from fieldapp.records.permissions import ROLE_NAMES
from fieldapp.school.schools.sheet import KIND_WORDS as SCHOOL_KIND_WORDS
from fieldapp.school.schools.sheet import LICENCE_WORDS
from fieldapp.school.store import KIND_NAMES as SCHOOL_KIND_NAMES
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign
from tests.school.class_sheet.office import enrol
from tests.school.classes.office import found_schools
from tests.school.places import PRIMARY

NUMBERS = {"序号", "预计人数", "人口", "纬度", "经度"}
FORMS = {
    f"/campaigns/{CAMPAIGN}/list/form.xlsx": (
        {
            "村代码",
            "儿童姓名",
            "出生日期",
            "门牌号",
            "村民小组",
            "联系电话",
            "接种证号",
            "儿童编码",
            "来本地日期",
        },
        cast.CLINIC,
    ),
    f"/campaigns/{CAMPAIGN}/rounds/1/assignments.xlsx": ({"村代码", "用户名", "预计人数"}, cast.SUPERVISOR),
    "/people/template.xlsx": (
        {"用户名（手机号）", "地区代码", "接种资格证号", "资格证有效期至"},
        cast.ADMINISTRATOR,
    ),
    "/areas/template.xlsx": ({"代码", "名称", "级别", "人口"}, cast.ADMINISTRATOR),
    "/clinics/template.xlsx": ({"接种单位名称", "所在地区代码", "服务地区代码"}, cast.ADMINISTRATOR),
    "/schools/template.xlsx": ({"学校名称", "所在村代码", "接种单位", "电话"}, cast.ADMINISTRATOR),
    "/schools/list.xlsx": ({"学校名称", "学校编码"}, cast.ADMINISTRATOR),
    f"/schools/{PRIMARY}/roster/form.xlsx": (
        {"姓名", "出生日期", "年级", "班级", "联系电话", "接种证号", "入学日期"},
        cast.NURSE,
    ),
    "/clinic-register/form.xlsx": (
        {"姓名", "出生日期", "儿童编码", "村代码", "联系电话", "乙肝疫苗1", "脊灰灭活疫苗1"},
        cast.CLINIC,
    ),
    f"/schools/{PRIMARY}/classes/1~1/sheet.xlsx": (
        {"姓名", "出生日期", "儿童编码", "评估结果", "缺的剂次", "评估日期", "报告编号", "接种证"},
        cast.NURSE,
    ),
    "/people.xlsx": ({"用户名（手机号）", "资格证有效期至"}, cast.ADMINISTRATOR),
    f"/areas/{cast.TOWNSHIP}.xlsx": ({"代码", "名称", "人口"}, cast.ADMINISTRATOR),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_column_but_numbers_is_text_before_anything_stands_in_it(app: Flask, form: str) -> None:
    found_campaign(app)
    found_schools(app)
    enrol(app, "王小明")
    columns, member = FORMS[form]
    content = cast.signed_in(app, member).get(form).data
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    heads = {str(cell.value): cell for cell in page[1]}
    assert columns <= heads.keys()
    for words, head in heads.items():
        below = [page.cell(row, head.column).number_format for row in (2, 50, 250)]
        groups = page.column_dimensions.values()  # columns alike are one group in the file
        [whole] = [one.number_format for one in groups if one.min <= head.column <= one.max]
        if words in NUMBERS:
            assert set(below) <= {"General", "@"} and whole == "General"
        else:
            assert {*below[1:], whole} == {"@"}, words


@pytest.mark.parametrize("form", FORMS)
def test_the_empty_lines_of_a_form_are_no_lines(app: Flask, form: str) -> None:
    found_campaign(app)
    found_schools(app)
    enrol(app, "王小明")
    content = cast.signed_in(app, FORMS[form][1]).get(form).data
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page.max_row > 250 and all(cell.value is None for cell in page[page.max_row])


def test_the_guide_of_our_own_form_is_no_page_left_unread(app: Flask) -> None:
    found_campaign(app)
    client = cast.signed_in(app, cast.CLINIC)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/campaigns/{CAMPAIGN}/list/form.xlsx").data))
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for words, value in {
        "村代码": cast.VILLAGE,
        "儿童姓名": "王小宝",
        "出生日期": "2022-03-05",
        "性别": "男",
    }.items():
        page.cell(2, heads[words], value)
    book.create_sheet("说明").append(["请注意"])
    file = io.BytesIO()
    book.save(file)
    said = {"file": (io.BytesIO(file.getvalue()), "list.xlsx"), "listed_on": "2025-11-20"}
    review = cast.post(client, f"/campaigns/{CAMPAIGN}/list/review", **said).text
    assert "王小宝" in review
    assert "工作表“怎么填”没有读" not in review and "工作表“说明”没有读" in review


@pytest.mark.parametrize("form", FORMS)
def test_whoever_reads_english_is_told_in_english_how_a_form_is_filled_in(app: Flask, form: str) -> None:
    found_campaign(app)
    found_schools(app)
    enrol(app, "王小明")
    client = cast.signed_in(app, FORMS[form][1])
    book = openpyxl.load_workbook(io.BytesIO(client.get(form, headers={"Accept-Language": "en"}).data))
    for page in book.worksheets[1:]:
        heads = [str(cell.value) for cell in page[1] if cell.value]
        assert heads == ["Column", "May say", "What it means"]


def offered(content: bytes) -> dict[str, list[str]]:
    """What the first page of a form offers, by heading."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    found = {}
    for one in page.data_validations.dataValidation:
        column = next(iter(one.sqref.ranges)).min_col
        found[str(page.cell(1, column).value)] = one.formula1.strip('"').split(",")
        assert one.type == "list" and one.errorStyle == "warning"  # other writings are read too
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_column_with_fixed_answers_offers_what_is_read_back(app: Flask, lang: str) -> None:
    found_campaign(app)

    def form(path: str, who: cast.Member) -> dict[str, list[str]]:
        client = cast.signed_in(app, who)
        cast.post(client, "/language", lang=lang, next="/")
        return offered(client.get(path).data)

    clinic = cast.CLINIC
    columns = form(f"/campaigns/{CAMPAIGN}/list/form.xlsx", clinic)
    by_name = {
        column.name: next(answers for head, answers in columns.items() if head.split()[0] == column.zh)
        for column in READ
        if column.choices
    }
    assert by_name.keys() == {"sex", "registered_at", "prior_polio", "prior_source"}
    assert [SEXES[one] for one in by_name["sex"]] == ["male", "female"]
    assert [PRIOR[one] for one in by_name["prior_polio"]] == ["0", "1", "2", "3", "unknown"]
    homes = [home_of(one, cast.COUNTY) for one in by_name["registered_at"]]
    assert homes == [
        (code, None) for code in ("county", "other_county", "other_city", "other_province", "none")
    ]
    [roles] = form("/people/template.xlsx", cast.ADMINISTRATOR).values()
    assert [ROLE_WORDS[one.casefold()] for one in roles] == list(ROLE_NAMES)
    [levels] = form("/areas/template.xlsx", cast.ADMINISTRATOR).values()
    assert [LEVEL_WORDS[one] for one in levels] == list(LEVEL_NAMES)
    [kinds] = form("/clinics/template.xlsx", cast.ADMINISTRATOR).values()
    assert [KIND_WORDS[one.casefold()] for one in kinds] == list(KIND_NAMES)
    of_schools = form("/schools/template.xlsx", cast.ADMINISTRATOR)
    kinds, licences = (
        of_schools[head] for head in (("Kind", "Licence") if lang == "en" else ("种类", "办学许可"))
    )
    assert [SCHOOL_KIND_WORDS[one.casefold()] for one in kinds] == list(SCHOOL_KIND_NAMES)
    assert [LICENCE_WORDS[one] for one in licences] == [True, False]
