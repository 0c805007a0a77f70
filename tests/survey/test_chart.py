"""The picture of an estimate table: everything in it, nothing beyond its frame, text safe."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from fieldapp.ground.design_tokens import colours
from fieldapp.survey.tables.chart import AXIS, LEFT, WIDTH, chart, percent

SVG = "{http://www.w3.org/2000/svg}"


def record(outcome="五苗", group=None, **changed):
    known = {"n": 253, "estimate": 0.6745, "deff": 3.53, "ci_low": 0.5, "ci_high": 0.8}
    return {"outcome": outcome, "group": group or {}} | known | changed


def words(picture: str) -> str:
    return " ".join(element.text or "" for element in ElementTree.fromstring(picture).iter(f"{SVG}text"))


def test_a_chart_shows_interval_goal_number_and_design_effect_in_chinese():
    picture = chart([record(), record(group={"性别": "女"})], goal=0.95)
    root = ElementTree.fromstring(picture)
    lines = {line.get("class"): line for line in root.iter(f"{SVG}line") if line.get("class")}
    assert float(lines["interval"].get("x1")) == LEFT + AXIS * 0.5
    assert float(lines["goal"].get("x1")) == LEFT + AXIS * 0.95
    assert [float(dot.get("cx")) for dot in root.iter(f"{SVG}circle")] == [LEFT + AXIS * 0.6745] * 2
    said = words(picture)
    for expected in (
        "五苗 · 全部",
        "五苗 · 性别 女",
        "67.5% (50.0–80.0)",
        "253",
        "3.5",
        "目标 95.0%",
        "95% 置信区间",
    ):
        assert expected in said


def test_labels_are_english_when_asked():
    lines = [record("bcg"), record("bcg", {"sex": "f"})]
    said = words(chart(lines, goal=0.8, language="en", level=90))
    assert "bcg · all" in said
    assert "90 % confidence interval" in said and "goal 80.0%" in said


def test_what_has_no_interval_shows_none():
    root = ElementTree.fromstring(
        chart([record(ci_low=None, ci_high=None, deff=None), record(estimate=None)])
    )
    assert [line for line in root.iter(f"{SVG}line") if line.get("class") == "interval"] == []
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert "无法估计" in words(chart([record(estimate=None)]))


def test_without_a_goal_there_is_no_goal_line():
    assert 'class="goal"' not in chart([record()])


def test_names_cannot_break_the_picture():
    picture = chart([record('<script>&"', {"<b>": "x" * 80})], title="A & B")
    root = ElementTree.fromstring(picture)
    assert "<script>" not in picture
    assert root.find(f"{SVG}title").text == "A & B"
    assert "…" in words(picture)


@pytest.mark.parametrize(
    ("value", "text"), [(0.67450, "67.5%"), (0.6744, "67.4%"), (1.0, "100.0%"), (0.0005, "0.1%")]
)
def test_percentages_have_one_decimal_half_up(value, text):
    assert percent(value) == text


def test_letters_are_of_sixteen_pixels_and_the_goal_is_named_at_its_line():
    root = ElementTree.fromstring(chart([record()], goal=0.95, language="en"))
    assert root.get("width") == root.get("viewBox").split()[2]  # a unit is a pixel
    assert {int(one.get("font-size", 16)) for one in root.iter(f"{SVG}text")} <= {16, 22}
    assert root.get("font-size") == "16"
    (line,) = (one for one in root.iter(f"{SVG}line") if one.get("class") == "goal")
    (label,) = (one for one in root.iter(f"{SVG}text") if one.text == "goal 95.0%")
    assert float(label.get("x")) == float(line.get("x1"))


def test_its_colours_are_those_of_the_sheet_and_without_it_the_page_s():
    said = colours()
    picture = chart([record()], goal=0.95, colours=said)
    assert all(said[name] in picture for name in ("ink", "ink-2", "line", "paper", "accent"))
    assert "#" not in chart([record(), record(estimate=None)], goal=0.95)


def test_words_stay_inside_their_columns():
    """A letter is 16 px: a Chinese one as wide as high, another at most 0.62 of it, in any of the fonts named."""
    root = ElementTree.fromstring(
        chart([record(estimate=1.0, ci_low=0.0, ci_high=1.0, n=99999)], language="en")
    )
    for one in root.iter(f"{SVG}text"):
        size, words_ = int(one.get("font-size", 16)), one.text or ""
        wide = sum(size if ord(letter) > 0x2E80 else 0.62 * size for letter in words_)
        start = float(one.get("x"))
        if one.get("text-anchor") is None:
            assert start + wide <= WIDTH, words_


def test_the_goal_s_words_end_at_its_line_and_a_row_s_before_the_axis():
    root = ElementTree.fromstring(chart([record("bcg")], goal=0.95, language="en"))
    anchors = {one.text: one.get("text-anchor") for one in root.iter(f"{SVG}text")}
    assert (anchors["goal 95.0%"], anchors["bcg"]) == ("end", "end")
    assert {anchors[f"{tenth}%"] for tenth in (0, 20, 40, 60, 80, 100)} == {"middle"}
