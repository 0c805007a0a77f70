"""The words of the map, in the language of the page; those about doses are said in the campaign's form by who asks."""

from __future__ import annotations

from fieldapp.areas.maps.said import shared_words
from fieldapp.ground.words import t


def map_words() -> dict[str, str]:
    """Each by its name in static/office/map.js; `{n}` and the like are filled in there."""
    return {**shared_words(), **_of_the_legend(), **_of_a_place(), **_of_the_state()}


def _of_the_legend() -> dict[str, str]:
    return {
        "villages": t("各村服苗率", "Coverage by village"),
        "children": t("还差的孩子", "Children still to dose"),
        "numbers": t("还差人数", "Numbers still to dose"),
        "numbers_are": t(
            "圆圈里的数是还差的人数：先按乡镇，放大后按村",
            "Numbers in circles: still to dose, by township, nearer by village",
        ),
        "no_record": t("没收到记录", "no record yet"),
        "coverage": t("服苗率", "Round coverage"),
        "short": t("还差", "Still to dose"),
        "unvisited": t("还没去过", "not visited yet"),
        "again": t("去过、要再去", "visited, to come back"),
        "all": t("合计还差", "all still to dose"),
        "placeless": t(
            "其中 {n} 个没有位置，画不出来，在名单里",
            "{n} of them have no place to be drawn at; the list has them",
        ),
        "away": t("其中 {n} 个住在别处，画在住处", "{n} of them live elsewhere and are drawn there"),
        "guests": t("另画了 {n} 个住在这里、算在别处的", "{n} more live here and count elsewhere"),
        "closed": t(
            "本轮已结束：数字是结束时的，圆点是现在的", "Closed: figures as closed, dots as they are now"
        ),
    }


def _of_a_place() -> dict[str, str]:
    return {
        "target": t("应服", "Target"),
        "dosed": t("实服", "Dosed"),
        "elsewhere": t("他处已种", "elsewhere"),
        "none_short": t("没有还差的孩子", "Nobody is left to dose"),
        "see_all": t("看这{n}个孩子", "See these {n} children"),
        "see_figures": t("看这个村的数字", "See this village's figures"),
        "see_child": t("看这个孩子", "See this child"),
        "not_visited": t("还没去过", "Not visited yet"),
    }


def _of_the_state() -> dict[str, str]:
    return {
        "draft": t(
            "活动还在筹备，启动后这里画出各村。",
            "This campaign is a draft: villages are drawn once it is opened.",
        ),
        "before": t(
            "本轮 {day} 开始，还没有服苗率。", "This round begins on {day}; there is no coverage yet."
        ),
        "nobody_here": t(
            "这里还没有孩子：先导入摸底名单。", "There are no children here yet: import the enumeration list."
        ),
        "more": t("孩子太多，放大后画出每一个", "Too many to draw each: zoom in for every child"),
    }
