"""The words of a catch-up's map, in the language of the page."""

from __future__ import annotations

from fieldapp.areas.maps.coverage_scale import NONE, REACHED, ZERO, steps
from fieldapp.areas.maps.said import shared_words
from fieldapp.ground.words import t

OWN_STEPS = {
    ZERO: ("0%，人人都有漏种", "0%, everybody lacks a dose"),
    NONE: ("没有儿童", "no children"),
}


def map_words(before: bool) -> dict[str, str]:
    """Each by its name in static/office/map.js."""
    own = {
        "villages": t("各村没有漏种的占比", "Share without a gap, by village"),
        "children": t("有漏种的人数", "Numbers with gaps"),
        "numbers": t("有漏种的人数", "Numbers with gaps"),
        "numbers_are": t(
            "圆圈里的数是有漏种的儿童：先按乡镇，放大后按村",
            "Numbers in circles: children with gaps, by township, nearer by village",
        ),
        "no_record": "",
        "coverage": t("没有漏种的占比", "Share without a gap"),
        "short": t("有漏种", "With a gap"),
        "unvisited": t("还没走访", "not visited yet"),
        "again": t("走访过、没补完", "visited, not complete"),
        "all": t("合计有漏种", "all with a gap"),
        "closed": t("活动已结束：数字停在最后一天", "Closed: figures of its last day"),
        "target": t("有记录的儿童", "Children on record"),
        "dosed": t("没有漏种", "without a gap"),
        "elsewhere": "",
        "none_short": t("没有漏种的孩子了", "Nobody lacks a dose"),
        "see_all": t("看这{n}个孩子", "See these {n} children"),
        "see_figures": t("看这个村的孩子", "See the children of this village"),
        "see_child": t("看这个孩子", "See this child"),
        "not_visited": t("还没去过", "Not visited yet"),
        "draft": "",
        "before": "",
        "nobody_here": t("这里没有有记录的儿童。", "No child is on record here."),
        "more": "",
    }
    if before:
        own |= {"unvisited": t("开始那天", "on the first day"), "again": t("以后", "later")}
    return shared_words() | own


def map_steps(goal: int) -> list[dict[str, str]]:
    """The legend of the scale."""
    return [
        {"name": one.name, "words": t(*OWN_STEPS.get(one.name, (one.zh, one.en)))}
        for one in steps(goal)
        if one.name != REACHED or one.zh
    ]
