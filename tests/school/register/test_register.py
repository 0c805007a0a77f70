"""The register of the nine cases, mark by mark as the page "The school check" has them, on page, XLSX and PDF."""

from __future__ import annotations

import html
import re
from io import BytesIO

import openpyxl
import pypdf
import pypdfium2
import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.school.classes.naming import address_of
from fieldapp.school.settings import put_setting
from fieldapp.school.slots import COLUMNS
from tests import cast
from tests.campaigns.test_paper_files import NO_GLYPH_ANYWHERE
from tests.cast import signed_in
from tests.grown import grown
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, said
from tests.school.notices.test_class_notices import NEEDS, fresh
from tests.school.places import KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

CLASS = f"/schools/{PRIMARY}/classes/{address_of('1', '1')}"
SMALL = f"/schools/{KINDERGARTEN}/classes/{address_of('1', '1')}"
IDS = [column.id for column in COLUMNS]
GIVEN, MISSED, CAUGHT, EXEMPT = "✓", "✗", "✓补", "○"
USUAL = {"bcg-1", *(f"hepb-{n}" for n in (1, 2, 3)), *(f"polio-{n}" for n in (1, 2, 3)), "hepa-1"}
USUAL |= {*(f"dtp-{n}" for n in (1, 2, 3, 4)), "mcv-1", "mcv-2", "je-1", "je-2", "mena-1", "mena-2"}
OLDER = USUAL | {"polio-4", "dtp-5", "menac-1", "menac-2"}
# case: what is given (✓), what has another mark, whether it is complete
REGISTER = {
    "P1": (OLDER, {}, "是"),
    "P2": (OLDER - {"dtp-5", "menac-2"}, {"dtp-5": CAUGHT, "menac-2": CAUGHT}, "否-需补种"),
    "P4": (OLDER - {"bcg-1"}, {"bcg-1": EXEMPT}, "否-无需补种"),
    "P5": (OLDER, {}, "是"),
    "P8": (OLDER - {"menac-2"}, {"menac-2": MISSED}, "否-需补种"),
    "K1": (USUAL, {"menac-1": CAUGHT}, "否-需补种"),
    "K2": (USUAL | {"menac-1"}, {}, "是"),
    "K3": (USUAL - {"mcv-2"} | {"polio-4", "menac-1"}, {"mcv-2": CAUGHT}, "否-需补种"),
    "K5": (USUAL - {"mcv-2"} | {"menac-1"}, {"mcv-2": EXEMPT}, "否-无需补种"),
}


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def path_of(case: str) -> str:
    return CLASS if case.startswith("P") else SMALL


def page_rows(page: str) -> dict[str, list[str]]:
    """Cells of the register on the page, by name."""
    found = {}
    for row in re.findall(r"<tr>(<td>.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL):
        cells = [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.split(r"</t[hd]>", row)[:-1]]
        found[cells[1]] = cells
    return found


def book_rows(content: bytes) -> dict[str, list[str]]:
    """The same of the workbook."""
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in page.iter_rows(min_row=5, values_only=True)]
    return {row[1]: row for row in rows if row[1]}


def pdf_marks(content: bytes, name: str) -> dict[str, str]:
    """The marks of a child's row in the PDF by column: each by where it stands on the page."""
    found: dict[str, str] = {}
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        letters = [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
        middles = [
            (one, (x + right) / 2, (y + top) / 2) for one, (x, y, right, top) in letters if one.strip()
        ]
        named = [(one, y) for one, x, y in middles if 12 * MM < x < 23 * MM]
        rows = [y for one, y in named if "".join(of for of, at in named if abs(at - y) < 2) == name]
        for one, x, y in middles if rows else []:
            column = next((id_ for id_, left, right in mark_edges() if left <= x < right), None)
            if column and abs(y - rows[0]) < 7:
                found[column] = found.get(column, "") + one
    return found


MM = 72 / 25.4


def mark_edges() -> list[tuple[str, float, float]]:
    """Where on a page each column of marks begins and ends."""
    from fieldapp.school.register.layout import widths
    from fieldapp.school.register.lines import BEFORE

    left, found = 7.0, []
    for place, width in enumerate(widths("zh")):
        if len(BEFORE) <= place < len(BEFORE) + len(IDS):
            found.append((IDS[place - len(BEFORE)], left * MM, (left + width) * MM))
        left += width
    return found


def expected(case: str) -> list[str]:
    given, other, _complete = REGISTER[case]
    return [other.get(id_, GIVEN if id_ in given else "") for id_ in IDS]


@pytest.mark.parametrize("case", REGISTER)
def test_every_mark_of_the_nine_cases_stands_on_page_workbook_and_paper(school: Flask, case: str) -> None:
    client = signed_in(school, cast.NURSE)
    path = path_of(case)
    for rows in (
        page_rows(client.get(f"{path}/register").text),
        book_rows(client.get(f"{path}/register.xlsx").data),
    ):
        row = rows[case]
        assert dict(zip(IDS, row[14 : 14 + len(IDS)], strict=True)) == dict(
            zip(IDS, expected(case), strict=True)
        )
        assert row[14 + len(IDS)] == REGISTER[case][2]
    on_paper = pdf_marks(client.get(f"{path}/register.pdf").data, case)
    assert on_paper == {id_: words for id_, words in zip(IDS, expected(case), strict=True) if words}


def after(row: list[str]) -> list[str]:
    return row[14 + len(IDS) :]


def test_days_of_re_issue_catching_up_and_second_look_and_remarks_stand_in_their_columns(
    school: Flask,
) -> None:
    client = signed_in(school, cast.NURSE)
    rows = page_rows(client.get(f"{CLASS}/register").text) | page_rows(client.get(f"{SMALL}/register").text)
    assert after(rows["P2"]) == ["否-需补种", "", "", "2026-09-19", "", ""]
    assert after(rows["P5"]) == ["是", "2026-09-18", "", "", "2026-09-18 已完成", ""]
    assert after(rows["P8"])[-1] == "A+C2拒绝"
    assert after(rows["K2"])[-1] == "满4岁 10-10"
    assert after(rows["K3"])[3] == "2026-10-08"
    assert rows["P5"][12] == "无" and rows["P1"][12:14] == ["有", "已完成 2026-08-20"]
    assert rows["P2"][2:4] == ["男", "2020-05-20"] and rows["P2"][6] == "新入学 2026-09-01"


def test_the_day_of_a_notice_and_who_left_for_where(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    cast.post(client, f"{CLASS}/notices", child=[key("child P8")])
    left = {"left_on": "2026-10-01", "left_to": "外县小学"}
    said(school, operation("enrolment", left, key=key("enrolment P1")))
    rows = page_rows(client.get(f"{CLASS}/register").text)
    assert after(rows["P8"])[2] == "2026-11-30"
    assert after(rows["P1"])[-1] == "2026-10-01离校 外县小学"


def test_who_moved_up_with_the_class_is_not_in_it(school: Flask) -> None:
    words = {"child": key("old"), "school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1"}
    said(school, operation("child", {"name": "老生", "born": "2019-03-03"}, key=key("old")))
    said(school, operation("enrolment", words, key=key("old one")))
    assert "老生" not in page_rows(signed_in(school, cast.NURSE).get(f"{CLASS}/register").text)


def dose(app: Flask, name: str, product: str, day: str) -> None:
    words = {"child": key(f"child {name}"), "product": product, "given_on": day, "source": "card"}
    said(app, operation("dose", words))


def marks(app: Flask, name: str) -> dict[str, str]:
    row = page_rows(signed_in(app, cast.NURSE).get(f"{CLASS}/register").text)[name]
    return {id_: words for id_, words in zip(IDS, row[14 : 14 + len(IDS)], strict=True) if words}


def test_a_second_ipv_and_a_second_mmr_have_their_places(school: Flask) -> None:
    fresh(school, "小苗", NEEDS | {"missing": [["polio", 5], ["mcv", 3]]}, born="2020-02-02")
    for product, day in (("MR", "2020-10-05"), ("MMR", "2021-08-05")):
        dose(school, "小苗", product, day)
    found = marks(school, "小苗")
    assert (found["polio-ipv"], found["mcv-1"], found["mcv-2"]) == (MISSED, GIVEN, MISSED)
    row = page_rows(signed_in(school, cast.NURSE).get(f"{CLASS}/register").text)["小苗"]
    assert "含麻2：麻腮风第2剂" in after(row)[-1]
    dose(school, "小苗", "IPV", "2026-10-01")
    assert marks(school, "小苗")["polio-ipv"] == CAUGHT


@pytest.mark.parametrize(
    ("born", "product", "column"),
    [("2020-04-04", "DTaP", "dtp-5"), ("2019-01-04", "DT", "dt-1")],
)
def test_the_fifth_dose_stands_by_its_product(school: Flask, born: str, product: str, column: str) -> None:
    fresh(school, "小苗", NEEDS | {"missing": [["dtp", 5]]}, born=born)
    other = "dt-1" if column == "dtp-5" else "dtp-5"
    assert marks(school, "小苗")[column] == MISSED and other not in marks(school, "小苗")
    for day in ("2020-08-01", "2020-09-05", "2020-10-10", "2021-12-01"):
        dose(school, "小苗", "DTaP", day)
    dose(school, "小苗", product, "2026-10-01")
    assert marks(school, "小苗")[column] == CAUGHT and other not in marks(school, "小苗")


def test_birthdays_are_those_until_the_second_look_that_the_county_sets(school: Flask) -> None:
    def note(name: str) -> str:
        return after(page_rows(signed_in(school, cast.NURSE).get(f"{CLASS}/register").text)[name])[-1]

    fresh(school, "一月", NEEDS | {"missing": [["dtp", 5]]}, born="2020-01-08")
    assert "满7岁" not in note("一月")
    with school.app_context():
        put_setting(db.session, cast.COUNTY, "second_look", "01-10")
        db.session.commit()
    assert "满7岁 01-08" in note("一月")


def test_a_notice_that_asks_for_an_assessment_is_none_of_doses(school: Flask) -> None:
    fresh(school, "没评", {"certificate": "seen", "clinic_assessment": "none"})
    words = {"kind": "doses", "check": key("check 没评"), "issued_on": "2026-09-11", "number": "12345674"}
    said(school, operation("notice", words | {"how": "slip"}))
    row = after(page_rows(signed_in(school, cast.NURSE).get(f"{CLASS}/register").text)["没评"])
    assert "2026-09-11" not in row


def test_inactivated_vaccines_stand_in_columns_of_their_own(school: Flask) -> None:
    fresh(school, "小苗", NEEDS | {"missing": [["je", 3], ["hepa", 2]]})
    for product, day in (("JE-I", "2020-12-20"), ("JE-I", "2020-12-30"), ("HepA-I", "2021-10-20")):
        dose(school, "小苗", product, day)
    found = {id_: words for id_, words in marks(school, "小苗").items() if id_[:2] == "je" or "hepa" in id_}
    assert found == {
        "je_inact-1": GIVEN, "je_inact-2": GIVEN, "je_inact-3": MISSED,
        "hepa_inact-1": GIVEN, "hepa_inact-2": MISSED,
    }  # fmt: skip


def test_of_a_child_without_doses_the_clinic_s_assessment_says_what_was_given(school: Flask) -> None:
    """As a school works: the report is read, no dose is typed."""
    fresh(
        school, "全程", {"certificate": "seen", "clinic_assessment": "complete", "assessed_on": "2026-09-05"}
    )
    fresh(school, "差二", NEEDS | {"missing": [["dtp", 5], ["mcv", 3]]})
    fresh(school, "没评", {"certificate": "seen", "clinic_assessment": "none"})
    fresh(
        school, "过期", {"certificate": "seen", "clinic_assessment": "complete", "assessed_on": "2026-03-05"}
    )
    whole = dict.fromkeys(OLDER, GIVEN)
    assert marks(school, "全程") == whole
    assert marks(school, "差二") == whole | {"dtp-5": MISSED, "mcv-2": MISSED}
    assert marks(school, "没评") == marks(school, "过期") == {}
    page = signed_in(school, cast.NURSE).get(f"{CLASS}/register").text
    assert "没有录入接种史的，按接种单位的评估结果和年龄记“已种”。" in page


def test_a_dose_caught_up_leaves_what_the_assessment_says_of_the_doses_before(school: Flask) -> None:
    """Nobody types the history; the clinic records the dose it gives."""
    fresh(school, "差二", NEEDS | {"missing": [["dtp", 5], ["menac", 1], ["menac", 2]]})
    dose(school, "差二", "DTaP", "2026-09-19")
    dose(school, "差二", "MPSV-AC", "2026-09-19")
    whole = dict.fromkeys(OLDER, GIVEN)
    assert marks(school, "差二") == whole | {"dtp-5": CAUGHT, "menac-1": CAUGHT, "menac-2": MISSED}


def test_a_series_of_which_doses_are_entered_is_marked_by_those_alone(school: Flask) -> None:
    fresh(
        school, "全程", {"certificate": "seen", "clinic_assessment": "complete", "assessed_on": "2026-09-05"}
    )
    dose(school, "全程", "JE-I", "2020-12-20")
    found = marks(school, "全程")
    assert "je-1" not in found and "je-2" not in found and found["je_inact-1"] == GIVEN


def test_marks_are_the_county_s(school: Flask) -> None:
    with school.app_context():
        for name, words in (
            ("given", "1"),
            ("missed", "△"),
            ("caught_up", "补"),
            ("exempt", "免"),
            ("not_due", "·"),
        ):
            put_setting(db.session, cast.COUNTY, f"mark_{name}", words)
        db.session.commit()
    client = signed_in(school, cast.NURSE)
    page = client.get(f"{CLASS}/register").text
    row = dict(zip(IDS, page_rows(page)["P8"][14 : 14 + len(IDS)], strict=True))
    assert (row["dtp-5"], row["menac-2"], row["dt-1"]) == ("1", "△", "·")
    assert "1 已种　△ 漏种　补 查验后已补种　· 没到年龄　免 不用补" in page
    assert pdf_marks(client.get(f"{CLASS}/register.pdf").data, "P8")["menac-2"] == "△"
    assert book_rows(client.get(f"{CLASS}/register.xlsx").data)["P4"][14] == "免"


def test_a_second_look_in_january_is_of_the_year_that_runs(school: Flask) -> None:
    with school.app_context():
        put_setting(db.session, cast.COUNTY, "second_look", "01-15")
        db.session.commit()
    rows = page_rows(signed_in(school, cast.NURSE).get(f"{SMALL}/register").text)
    assert "满4岁 10-10" in after(rows["K2"])[-1]


def test_the_paper_is_signed_and_says_where_it_is_from(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    page = pypdf.PdfReader(BytesIO(client.get(f"{CLASS}/register.pdf").data)).pages[0]
    words = re.sub(r"\s", "", page.extract_text())
    for part in (
        "查验登记表",
        "学校：青树嘴小学",
        "一年级（1）班",
        "2026—2027学年",
        "查验人：刘芳",
        "单位（章）",
        "1/1",
    ):
        assert part in words, part
    assert page.mediabox.width > page.mediabox.height
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{CLASS}/register.xlsx").data)).worksheets[0]
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$3:$4"
    heads = [cell.value for cell in sheet[3]]
    assert heads[0] == "序号" and heads[14:16] == ["卡介", "乙肝"] and "脊灰灭活补种" in heads


def test_a_name_without_a_glyph_is_said_and_hostile_ones_stand_as_they_are(school: Flask) -> None:
    hostile = ("=1+1", "<b>x</b>", "#pagebreak()", "x" * 40)
    for name in hostile:
        fresh(school, name, NEEDS | {"missing": [["dtp", 5]]})
    client = signed_in(school, cast.NURSE)
    assert set(hostile) <= set(page_rows(client.get(f"{CLASS}/register").text))
    assert set(hostile) <= set(book_rows(client.get(f"{CLASS}/register.xlsx").data))
    content = client.get(f"{CLASS}/register.pdf").data
    words = re.sub(
        r"[\s\u200b]", "", "".join(p.extract_text() for p in pypdf.PdfReader(BytesIO(content)).pages)
    )
    assert all(name in words for name in hostile) and len(pypdf.PdfReader(BytesIO(content)).pages) == 1
    fresh(school, f"王{NO_GLYPH_ANYWHERE}", NEEDS | {"missing": [["dtp", 5]]})
    answer = client.get(f"{CLASS}/register.pdf")
    assert answer.status_code == 422 and f"“王{NO_GLYPH_ANYWHERE}”里的" in answer.text


def test_the_teacher_is_told_names_and_no_vaccine(school: Flask) -> None:
    fresh(school, "李丽", {"certificate": "lost"})
    page = signed_in(school, cast.NURSE).get(f"{CLASS}/teacher").text
    line = page.partition('id="teacher">')[2].partition("</p>")[0]
    assert line.startswith("一年级（1）班 接种证查验还差 2 人：P8、李丽。")
    assert not any(word in line for word in ("A+C", "补证", "百白破", "疫苗"))
    assert "都办好了" in signed_in(school, cast.NURSE).get(f"{SMALL}/teacher").text


@pytest.mark.parametrize("path", ["register", "register.xlsx", "register.pdf", "teacher"])
def test_everybody_opens_the_register_of_her_own_schools(school: Flask, path: str) -> None:
    for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR, cast.ADMINISTRATOR):
        assert signed_in(school, member).get(f"{CLASS}/{path}").status_code == 200, member
    for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
        assert signed_in(school, member).get(f"{CLASS}/{path}").status_code == status, member
    assert school.test_client().get(f"{CLASS}/{path}").status_code == 302
    assert signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/classes/nothing/{path}").status_code == 404


def test_an_english_word_that_is_broken_on_paper_says_so_by_a_hyphen_and_a_number_by_nothing() -> None:
    from fieldapp.school.register import layout

    said = dict.fromkeys((column[0] for column in (*layout.BEFORE, *layout.AFTER)), "")
    said |= {"name": "incomplete" * 2, "phone": "13800001255", "registered": "other province"}
    cells = list(layout.broken(layout.cells_of(layout.Line("c", said, {}), {"not_due": ""}), "en"))
    assert layout.IN_A_WORD in cells[1] and cells[1].replace(layout.IN_A_WORD, "") == said["name"]
    assert "other province" in " ".join(cells).replace(layout.IN_A_WORD, "")
    assert any(layout.MAY_BREAK in cell and "138" in cell for cell in cells)
    assert max(sum(layout.widths(of)) for of in ("zh", "en")) <= 284
