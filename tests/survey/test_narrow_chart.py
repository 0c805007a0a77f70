"""The picture of estimates for a telephone: each line's words above its place, nothing beyond its frame."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from fieldapp.survey.tables.narrow_chart import AXIS, EDGE, WIDTH, narrow_chart
from tests.survey.test_chart import SVG, record, words


def test_a_line_says_what_it_is_with_its_figures_and_lies_on_the_whole_width():
    picture = narrow_chart([record(), record(estimate=None)], goal=0.95)
    root = ElementTree.fromstring(picture)
    lines = {line.get("class"): line for line in root.iter(f"{SVG}line") if line.get("class")}
    assert float(lines["interval"].get("x1")) == EDGE + AXIS * 0.5
    assert float(lines["goal"].get("x1")) == EDGE + AXIS * 0.95
    assert [float(dot.get("cx")) for dot in root.iter(f"{SVG}circle")] == [round(EDGE + AXIS * 0.6745, 2)]
    said = words(picture)
    for expected in ("五苗", "67.5% (50.0–80.0)", "无法估计", "竖线：目标 95.0%", "横线：95% 置信区间"):
        assert expected in said
    assert root.get("class") == "narrow" and root.get("width") == str(WIDTH)


def test_what_has_no_interval_or_no_goal_shows_none():
    root = ElementTree.fromstring(narrow_chart([record(ci_low=None, ci_high=None, deff=None)]))
    assert [line for line in root.iter(f"{SVG}line") if line.get("class")] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_stay_apart_and_inside(language: str):
    """A letter is 16 px: a Chinese one as wide as high, another at most 0.55 of it, as in the fonts named."""
    names = ["Measles-containing vaccine 2", "含麻疹成分的疫苗第二剂次", "五苗 · 性别 女"]
    full = [record(one, estimate=0.777, ci_low=0.111, ci_high=0.999) for one in names]
    root = ElementTree.fromstring(narrow_chart(full, goal=0.95, language=language))
    ends: dict[str, float] = {}
    for one in root.iter(f"{SVG}text"):
        wide = sum(16 if ord(letter) > 0x2E80 else 0.55 * 16 for letter in one.text or "")
        at = float(one.get("x"))
        end = one.get("text-anchor") == "end"
        left, right = (at - wide, at) if end else (at, at + wide)
        if one.get("text-anchor") != "middle":
            assert left >= 0 and right <= WIDTH, one.text
        if one.get("y") in ends:
            assert left >= ends[one.get("y")], one.text
        ends[one.get("y")] = right
    assert names[0] in [one.text for one in root.iter(f"{SVG}text")]


def test_long_labels_have_a_line_of_their_own_and_short_ones_have_not():
    heights = []
    for name in ("五苗", "武圣宫镇 Wushenggong Town"):
        root = ElementTree.fromstring(narrow_chart([record(name), record()]))
        heights.append(float(root.get("height")))
        assert name in " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    assert heights[0] < heights[1]
