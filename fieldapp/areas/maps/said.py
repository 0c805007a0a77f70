"""What every map says, in the language of the page: its controls, whom to call, what could not be drawn."""

from __future__ import annotations

from fieldapp.areas.romanised import place_in_latin
from fieldapp.ground.words import language, t


def latin(name: str) -> str:
    """A name in Latin letters on an English page, else nothing."""
    return place_in_latin(name) if language() == "en" else ""


def shared_words() -> dict[str, str]:
    """Each by its name in static/office/map.js; `{n}` and the like are filled in there."""
    return {
        "basemap": t("底图", "Basemap"),
        "as_of": t("数字截至", "figures of"),
        "colon": t("：", ": "),
        "comma": t("、", ", "),
        "key": t("图例", "Key"),
        "derived": t(
            "乡镇界线按村的位置推算，不是正式界线",
            "Township lines are worked out from where the villages lie; they are no official border",
        ),
        "who": t("负责", "Responsible"),
        "nobody": t("还没有分给人", "given to nobody yet"),
        "assign": t("去分村", "Assign it"),
        "clinic": t("接种单位", "Clinic"),
        "no_phone": t("没有登记电话", "no number on file"),
        "zoom_in": t("放大", "Zoom in"),
        "zoom_out": t("缩小", "Zoom out"),
        "back": t("返回", "Back"),
        "loading": t("正在读取……", "Loading …"),
        "unread": t(
            "连不上服务器，地图还没读出来；一连上就画出来。",
            "No connection: the map is drawn once there is one.",
        ),
        "nowhere": t(
            "还没有村的位置：导入带经纬度的地区，或在手机上给户定位以后，这里就画出来。",
            "No village has a place yet: import areas with coordinates, or record households with theirs.",
        ),
        "unplaced": t("{n}个村没有位置，没有画", "{n} villages have no place and are not drawn"),
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
