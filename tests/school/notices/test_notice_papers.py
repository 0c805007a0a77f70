"""What stands on a printed notice: days as the law counts them, where to go, the county's words, each name whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.ground.typesetting.fonts import fonts_of
from fieldapp.ground.typesetting.typeset import NOTICE, typeset
from fieldapp.models.clinics import Clinic
from fieldapp.models.schools import School
from fieldapp.school.classes.telling import Gap
from fieldapp.school.notices import wording
from fieldapp.school.notices.owed import DOSES, Paper
from fieldapp.school.outcome import Outcome
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.settings import put_setting
from tests import cast
from tests.campaigns.test_paper_files import NO_GLYPH_ANYWHERE
from tests.cast import signed_in
from tests.school.notices.papers import pdf_text
from tests.school.notices.test_class_notices import CLASS, LOST, NEEDS, TWO, fresh, issued, school
from tests.school.places import CLINIC, PRIMARY

__all__ = ["school"]
FONTS = fonts_of(Path("/nowhere"))
AROUND = wording.Around(
    "zh",
    30,
    {},
    wording.School("青树嘴小学", "0737-1"),
    wording.Clinic("青树嘴卫生院", "人民路12号", "0737-5251234", "周二"),
    {},
    date(2026, 9, 10),
)
PUPIL = Pupil("c", "e", ("e",), "s", "2026-1", "1", "1", "new", None, None, None, "a", {"born": "2020-05-20"})


def sheet(gap: Gap, around: wording.Around = AROUND, issued_on: str = "2026-09-10") -> dict[str, object]:
    notice = NoticeOf("k", "12345678", "doses", issued_on, None, (gap.slot,))
    of = wording.Of(PUPIL, Outcome(), Paper(DOSES, (gap.slot,), notice), "小苗", [gap])
    return wording.sheet_of(of, around, "")


AC2 = Gap(("menac", 2), "MPSV-AC", "2026-07-09", "", True, True)


@pytest.mark.parametrize(
    ("issued_on", "words"),
    [
        (
            "2026-09-01",
            "请在2026年10月1日（当天休息，可到2026年10月8日；在那以前最后一个工作日是2026年9月30日）",
        ),
        ("2026-09-10", "请在2026年10月10日前"),  # a Saturday on which people work
        ("2026-11-30", "请在2026年12月30日前"),
    ],
)
def test_the_day_by_which_is_counted_without_the_first_and_to_a_working_day(
    issued_on: str, words: str
) -> None:
    assert str(sheet(AC2, issued_on=issued_on)["by"]).startswith(words)


def test_a_dose_says_from_when_on_what_condition_and_under_which_product() -> None:
    bcg = Gap(("bcg", 1), "BCG", "2026-10-08", "ppd_negative", True, True)
    assert sheet(AC2)["rows"] == [["A+C流脑疫苗第2剂", "现在就可以", ""]]
    assert sheet(bcg)["rows"] == [["卡介苗", "2026年10月8日", "须PPD试验阴性方可接种"]]
    last = Gap(("dtp", 5), "DT", None, "", True, True)
    assert sheet(last)["rows"] == [["白破疫苗", "由接种单位定", ""]]
    english = sheet(bcg, replace(AROUND, language="en"))["rows"]
    assert english == [["BCG", "2026-10-08", "only when the PPD test is negative"]]


def test_a_notice_without_a_clinic_says_where_to_go_all_the_same() -> None:
    said = sheet(AC2, replace(AROUND, clinic=wording.Clinic()))
    assert said["clinic"] == [["接种单位", "孩子原来接种的单位，或居住地的接种单位"]]


def test_a_printed_notice_holds_all_a_family_needs(school: Flask) -> None:
    with school.app_context():
        clinic = db.session.get_one(Clinic, CLINIC)
        clinic.address, clinic.phone, clinic.days = "青树嘴镇人民路12号", "0737-5251234", "每周二、周四上午"
        db.session.get_one(School, PRIMARY).phone = "0737-5250000"
        put_setting(db.session, cast.COUNTY, "notice_text", "请提前打电话预约。")
        put_setting(db.session, cast.COUNTY, "reissue_text", "补证不收费。")
        db.session.commit()
    fresh(school, "王小明", TWO)
    fresh(school, "李丽", LOST)
    issued(school, CLASS, "王小明", "李丽")
    content = signed_in(school, cast.NURSE).get(f"{CLASS}.pdf").data
    words = pdf_text(content)
    for said in (
        *(
            "预防接种补种通知单",
            "王小明的家长",
            "经青树嘴卫生院于2026年9月5日评估",
            "免费疫苗",
            "百白破疫苗第5剂",
        ),
        *(
            "卡介苗",
            "青树嘴镇人民路12号",
            "0737-5251234",
            "每周二、周四上午",
            "带孩子和接种证",
            "发热",
            "过敏",
        ),
        *(
            "30分钟",
            "“评估”页",
            "拿给学校看",
            "不影响孩子入学",
            "青树嘴小学",
            "0737-5250000",
            "2026年11月30日",
        ),
        *("已补种（日期、单位）", "已预约", "暂缓或不能种，原因", "家长签字", "请提前打电话预约。"),
        *("预防接种证补证通知单", "户口簿或出生医学证明", "已补证（日期、单位）", "补证不收费。"),
    ):
        assert said in words, said
    page = pypdf.PdfReader(BytesIO(content)).pages
    assert len(page) == 1 and page[0].mediabox.width > page[0].mediabox.height  # both on one sheet
    assert b"pdfaid:part>2<" in content
    fonts = [font.get_object() for font in page[0]["/Resources"]["/Font"].values()]
    for font in fonts:
        assert "/FontFile" in str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())


def test_a_name_without_a_glyph_stops_with_the_child_s_name(school: Flask) -> None:
    fresh(school, f"王{NO_GLYPH_ANYWHERE}明", TWO)
    issued(school, CLASS, f"王{NO_GLYPH_ANYWHERE}明")
    answer = signed_in(school, cast.NURSE).get(f"{CLASS}.pdf")
    assert answer.status_code == 422 and f"“王{NO_GLYPH_ANYWHERE}明”里的" in answer.text


HOSTILE = ("<script>alert(1)</script>", "=1+1", "#pagebreak()", "*" * 40, "名" * 40, "$x$ [a](b) @r", '"\\')


def test_hostile_names_stand_as_they_are(school: Flask) -> None:
    for name in HOSTILE:
        fresh(school, name, NEEDS | {"missing": [["dtp", 5]]})
    issued(school, CLASS, *HOSTILE)
    client = signed_in(school, cast.NURSE)
    content = client.get(f"{CLASS}.pdf").data
    words = pdf_text(content)
    for name in HOSTILE:
        assert "".join(name.split()) in words, name
    assert len(pypdf.PdfReader(BytesIO(content)).pages) == 4  # seven, two a page: none spilled over
    assert "<script>alert" not in client.get(CLASS).text


def test_the_longest_words_of_a_county_still_fit_half_a_sheet() -> None:
    around = replace(AROUND, texts={DOSES: "请" * 1000})
    gaps = [
        Gap((series, 1), None, None, "", True, True) for series in ("hepb", "polio", "dtp", "je", "hepa") * 3
    ]
    notice = NoticeOf("k", "12345678", "doses", "2026-09-10", None, tuple(gap.slot for gap in gaps))
    of = wording.Of(PUPIL, Outcome(), Paper(DOSES, notice.items, notice), "小苗", gaps)
    said = {"name": "x", "language": "zh", "sheets": wording.sheets_of([(of, "")] * 2, around)}
    pages = pypdf.PdfReader(BytesIO(typeset(NOTICE, said, FONTS))).pages
    assert len(pages) == 1 and "家长签字" in pages[0].extract_text()
