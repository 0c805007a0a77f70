"""What papers are called, which fonts they are set in, and what is said where a character cannot be printed."""

from __future__ import annotations

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
import typst
from flask import Flask
from pypdf import PdfReader

from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.papers.layout import Column, Foot, Head, Paper, Row, head_lines, speaker
from fieldapp.campaigns.papers.paper_book import paper_workbook
from fieldapp.campaigns.papers.place_sheet import Place, place_table
from fieldapp.campaigns.papers.reasons import COLUMN_OF, COLUMNS, column_of
from fieldapp.campaigns.papers.typesetting import papers_as_pdf
from fieldapp.ground.problems import Problem
from fieldapp.ground.typesetting import fonts as paper_fonts
from fieldapp.ground.typesetting.typeset import typeset
from fieldapp.records.code_words import REASONS
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign
from tests.campaigns.sheets import pdf_pages, workbook
from tests.cast import signed_in

SAY = speaker("zh", "drops")
MACHINE = paper_fonts.fonts_of(Path("/no such folder"))
NO_GLYPH_ANYWHERE = "\u0378"  # not assigned: no font draws it


def paper(names: list[str]) -> Paper:
    """A sheet 2 with these villages, one child short in each."""
    places = [Place(str(n), name, Counts(registered=1)) for n, name in enumerate(names)]
    columns, rows = place_table(places, Place("", ""), SAY)
    foot = Foot(
        ("批号", "疫苗", "厂家", "有效期", "剂", "损耗系数"),
        (("合计", "", "", "", 1, "1.05"),),
        ("设点数：1",),
        ("填表人：",),
    )
    return Paper(
        "报表二", "汇总表", "南县", "", ("填报单位：南县",), "村", columns, rows, ("率 —",), (), foot
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (("南县", "脊灰", 1, "报表一", "2025-12-10"), "南县-脊灰-第1轮-报表一-2025-12-10"),
        (
            ("南县", 'a/b\\c:d*e?"f<g>h|i', 2, "明细表", "2025-12-10"),
            "南县-a_b_c_d_e_f_g_h_i-第2轮-明细表-2025-12-10",
        ),
        (("南县", "..\n", 1, "报表二", "2025-12-10"), "南县-第1轮-报表二-2025-12-10"),
        (("南县", "&'\x00  脊灰", 1, "报表二", "2025-12-10"), "南县-脊灰-第1轮-报表二-2025-12-10"),
    ],
)
def test_a_file_s_name_has_nothing_a_file_system_refuses(
    said: tuple[str, str, int, str, str], name: str
) -> None:
    assert file_name(*said) == name


def test_a_long_name_stays_within_what_a_file_system_takes() -> None:
    name = file_name("乡" * 300, "强" * 300, 1, "报表一", "2025-12-10")
    assert len(f"{name}.xlsx".encode()) <= 255 and name.endswith("-第1轮-报表一-2025-12-10")


def test_headings_common_to_neighbours_stand_once_and_short_ones_reach_down() -> None:
    columns = [Column(("a",)), Column(("b", "c", "e")), Column(("b", "c", "f")), Column(("b", "d"))]
    assert head_lines(columns) == [
        [Head("a", 1, 3), Head("b", 3, 1)],
        [Head("c", 2, 1), Head("d", 1, 2)],
        [Head("e", 1, 1), Head("f", 1, 1)],
    ]


def test_every_reason_has_a_column_and_an_unknown_one_is_other() -> None:
    assert {column_of(reason) for reason in REASONS} <= set(COLUMNS)
    assert set(COLUMN_OF.values()) | {"other"} == set(COLUMNS) and set(COLUMN_OF) <= set(REASONS)
    assert column_of("the_county_s_own") == "other"


def test_a_character_without_a_glyph_stops_with_the_name_it_stands_in() -> None:
    names = ["大木桥村", f"王{NO_GLYPH_ANYWHERE}村", "三永村"]
    with pytest.raises(Problem) as raised:
        papers_as_pdf([paper(names)], "报表", "zh", MACHINE)
    assert (raised.value.code, raised.value.field) == ("no_glyph", names[1])
    assert "没有这个字" in raised.value.sentence("zh") and names[1] in raised.value.sentence("zh")


def test_rare_characters_of_names_are_set_with_the_packaged_font() -> None:
    names = ["王𬎆", "张㛃", "䶮䶮", "李𠮷", "阿卜杜热合曼·麦麦提", "㑇㼆䥽𬭎𫖯"]
    package = typst.Fonts(include_system_fonts=False, font_paths=paper_fonts.packaged())
    for fonts in (MACHINE, package):
        words = pdf_pages(papers_as_pdf([paper(names)], "报表", "zh", fonts))[0]
        assert [name for name in names if name not in words] == []


def test_a_font_of_the_machine_goes_before_the_packaged_one() -> None:
    assert paper_fonts.wanted(MACHINE)[0] != "Noto Sans CJK SC"


def test_no_mark_in_a_name_turns_the_words_of_a_paper_round(tmp_path: Path) -> None:
    template = tmp_path / "names.typ"
    template.write_text(
        "#let said = json(bytes(sys.inputs.said))\n#set document(title: said.name)\n"
        "#set text(font: said.fonts)\n#said.names.join()"
    )
    said = {"name": "表", "names": ("甲\u202e乙", "\ud800", "\x07")}
    words = PdfReader(BytesIO(typeset(template, said, MACHINE))).pages[0].extract_text()
    assert "甲" in words and "乙" in words and "\u202e" not in words


def test_a_machine_without_a_chinese_font_says_which_package_to_install() -> None:
    bare = typst.Fonts(include_system_fonts=False)
    with pytest.raises(Problem) as raised:
        papers_as_pdf([paper(["大木桥村"])], "报表", "zh", bare)
    assert raised.value.code == "no_chinese_font" and "fonts-noto-cjk" in raised.value.sentence("zh")
    assert not paper_fonts.has_chinese(bare) and paper_fonts.has_chinese(MACHINE)


def test_a_font_laid_into_the_instance_is_enough(tmp_path: Path) -> None:
    """The machine's own Chinese font, taken as a file: nothing here knows what it is called."""
    family = next(f for f in MACHINE.fonts() if f.path and _draws_chinese(Path(f.path)))
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / Path(str(family.path)).name).symlink_to(str(family.path))
    alone = typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
    assert pdf_pages(papers_as_pdf([paper(["大木桥村"])], "报表", "zh", alone))[0].count("大木桥村") == 1
    assert set(alone.families()) <= set(paper_fonts.fonts_of(folder).families())


def _draws_chinese(file: Path) -> bool:
    return paper_fonts.has_chinese(typst.Fonts(include_system_fonts=False, font_paths=[str(file.parent)]))


def test_the_page_says_in_one_sentence_that_no_pdf_can_be_set(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_campaign(app)
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr("fieldapp.web.workbooks.fonts_of", lambda _folder: bare)
    client = signed_in(app, cast.SUPERVISOR)
    answer = client.get(f"/campaigns/{CAMPAIGN}/rounds/1/sheets/1.pdf")
    assert answer.status_code == 422 and "fonts-noto-cjk" in answer.text
    assert client.get(f"/campaigns/{CAMPAIGN}/rounds/1/sheets/1.xlsx").status_code == 200


def test_a_sheet_of_300_villages_goes_over_its_page_with_its_heading() -> None:
    names = [f"第{n}村" for n in range(300)]
    began = time.perf_counter()
    pages = pdf_pages(papers_as_pdf([paper(names)], "报表", "zh", MACHINE))
    print(f"300 rows as PDF: {time.perf_counter() - began:.2f} s")
    assert len(pages) > 1 and all("摸底应服" in page for page in pages[:-1])
    assert (
        all(f"第{n}村" in "".join(pages) for n in (0, 150, 299)) and f"{len(pages)}/{len(pages)}" in pages[-1]
    )


def test_names_that_look_like_formulas_and_markup_stay_words() -> None:
    evil = ['=HYPERLINK("x")', "#set page(width: 1cm)", "*粗* $x$ @村"]
    content = paper_workbook([paper(evil)], "a&b")
    [table] = workbook(content).values()
    assert set(evil) <= set(table)
    text = pdf_pages(papers_as_pdf([paper(evil)], "报表", "zh", MACHINE))[0]
    assert all(name.replace(" ", "") in text for name in evil)


def test_units_of_the_same_beginning_get_pages_of_their_own() -> None:
    some = [paper(["甲"])] * 3
    assert len(workbook(paper_workbook(some, "x"))) == 3


def test_an_empty_row_of_another_kind_is_never_a_share() -> None:
    columns, rows = place_table([], Place("", ""), SAY)
    assert [row.kind for row in rows] == ["mobile", "total"] and isinstance(rows[0], Row)
    assert len(rows[0].cells) == len(columns)


def test_a_paper_is_black_on_white_with_rules_of_one_point_and_a_foot() -> None:
    """Read from what the file draws: every stroke is 1 pt wide, and no colour but black is set."""
    file = PdfReader(BytesIO(papers_as_pdf([paper(["大木桥村"])], "南县-报表二", "zh", MACHINE)))
    page = file.pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (
        842,
        595,
    )  # A4 lying, in pt
    drawn = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
    assert len(re.findall(r"\bS\b", drawn)) > 20  # strokes; a width that is not said is 1
    assert {float(said) for said in re.findall(r"([\d.]+) w\b", drawn)} <= {1.0}
    colours = re.findall(r"((?:[\d.]+ )+)(?:scn|SCN|rg|RG|g|G|k|K)\b", drawn)
    assert {float(part) for said in colours for part in said.split()} <= {0.0}
    text = pdf_pages(papers_as_pdf([paper(["大木桥村"])] * 2, "南县-报表二", "zh", MACHINE))
    assert all("南县-报表二" in one and f"{n}/2" in one for n, one in enumerate(text, start=1))


def test_the_fonts_asked_for_first_are_those_of_official_tables() -> None:
    assert paper_fonts.WANTED[:3] == ("FangSong", "STFangsong", "FangSong_GB2312")
    serif = paper_fonts.WANTED.index("Noto Serif CJK SC")
    assert serif < paper_fonts.WANTED.index("Noto Sans CJK SC")
