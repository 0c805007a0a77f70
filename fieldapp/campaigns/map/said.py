"""The words of the map, in the language of the page; those about doses are said in the campaign's form by who asks."""

from __future__ import annotations

from fieldapp.ground.words import t


def map_words() -> dict[str, str]:
    """Each by its name in static/office/map.js; `{n}` and the like are filled in there."""
    return {**_of_the_legend(), **_of_a_place(), **_of_the_state()}


def _of_the_legend() -> dict[str, str]:
    return {
        "villages": t("各村服苗率", "Coverage by village"),
        "children": t("还差的孩子", "Children still to dose"),
        "basemap": t("底图", "Basemap"),
        "numbers": t("还差人数", "Numbers still to dose"),
        "numbers_are": t(
            "圆圈里的数是还差的人数：先按乡镇，放大后按村",
            "Numbers in circles: still to dose, by township, nearer by village",
        ),
        "as_of": t("数字截至", "figures of"),
        "colon": t("：", ": "),
        "no_record": t("没收到记录", "no record yet"),
        "comma": t("、", ", "),
        "key": t("图例", "Key"),
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
        "derived": t(
            "乡镇界线按村的位置推算，不是正式界线",
            "Township lines are worked out from where the villages lie; they are no official border",
        ),
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
        "who": t("负责", "Responsible"),
        "nobody": t("还没有分给人", "given to nobody yet"),
        "assign": t("去分村", "Assign it"),
        "clinic": t("接种单位", "Clinic"),
        "no_phone": t("没有登记电话", "no number on file"),
        "not_visited": t("还没去过", "Not visited yet"),
    }


def _of_the_state() -> dict[str, str]:
    return {
        "zoom_in": t("放大", "Zoom in"),
        "zoom_out": t("缩小", "Zoom out"),
        "back": t("返回", "Back"),
        "loading": t("正在读取……", "Loading …"),
        "unread": t(
            "连不上服务器，地图还没读出来；一连上就画出来。",
            "No connection: the map is drawn once there is one.",
        ),
        "draft": t(
            "活动还在筹备，启动后这里画出各村。",
            "This campaign is a draft: villages are drawn once it is opened.",
        ),
        "before": t(
            "本轮 {day} 开始，还没有服苗率。", "This round begins on {day}; there is no coverage yet."
        ),
        "nowhere": t(
            "还没有村的位置：导入带经纬度的地区，或在手机上给户定位以后，这里就画出来。",
            "No village has a place yet: import areas with coordinates, or record households with theirs.",
        ),
        "nobody_here": t(
            "这里还没有孩子：先导入摸底名单。", "There are no children here yet: import the enumeration list."
        ),
        "unplaced": t("{n}个村没有位置，没有画", "{n} villages have no place and are not drawn"),
        "more": t("孩子太多，放大后画出每一个", "Too many to draw each: zoom in for every child"),
        "far": t("位置不对、没有画的村：", "Not drawn, since their place cannot be right: "),
        "opening": t(
            "地图正在打开。要是一直空着，就是地图的程序没有读到：看看网络，再刷新这一页。",
            "The map is opening. If it stays empty, its program was not read: check the network and reload.",
        ),
        "lost": t("连不上服务器，地图可能不是最新", "No connection; the map may be old"),
        "placeless_marks": t("{n}个没有位置，没有画", "{n} have no place and are not drawn"),
        "no_tiles": t(
            "底图连不上，只画界线和村", "The basemap cannot be reached; outlines and villages alone are drawn"
        ),
    }
