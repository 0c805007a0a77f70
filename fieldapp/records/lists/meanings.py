"""What lists of children write for sex, household registration and earlier doses, and the one thing it means. Pure.

A word that can mean two things means none: it is asked about, with what it may be.
"""

from __future__ import annotations

import re

from fieldapp.ground.parsing import plain
from fieldapp.ground.spreadsheets.cells import Words

SEXES = {
    **dict.fromkeys(("男", "男性", "男孩", "男童", "male", "m"), "male"),
    **dict.fromkeys(("女", "女性", "女孩", "女童", "female", "f"), "female"),
}
HOMES = {
    **dict.fromkeys(
        (
            "本县",
            "本地",
            "本县(区)",
            "本区",
            "本市县",
            "县内",
            "本村",
            "本组",
            "本乡",
            "本镇",
            "本乡镇",
            "本地户籍",
            "county",
        ),
        "county",
    ),
    **dict.fromkeys(("县外", "外县", "市内县外", "本市外县", "外县(区)", "other_county"), "other_county"),
    **dict.fromkeys(("市外", "外市", "省内市外", "本省外市", "省内", "other_city"), "other_city"),
    **dict.fromkeys(("省外", "外省", "外省市", "跨省", "other_province"), "other_province"),
    **dict.fromkeys(
        ("无户籍", "未落户", "无", "无户口", "未上户", "未上户口", "没上户口", "黑户", "none"), "none"
    ),
}
ABROAD = ("流动", "流动人口", "流动儿童", "外地", "外来", "外来人口", "外地户籍", "非本地", "非本县", "外")
PRIOR = {
    **{f"{n}{unit}": str(n) for n in range(4) for unit in ("", "剂", "剂次", "次", "针")},
    **dict.fromkeys(("≥3", ">=3", "3次及以上", "3剂及以上", "3剂次及以上", "3+", "三次以上"), "3"),
    **dict.fromkeys(("不详", "不清", "不清楚", "不知道", "未知", "unknown"), "unknown"),
}
PROVINCE_WORDS = (
    "北京11 天津12 河北13 山西14 内蒙15 辽宁21 吉林22 黑龙江23 上海31 江苏32 浙江33 安徽34 福建35 江西36 山东37 "
    "河南41 湖北42 湖南43 广东44 广西45 海南46 重庆50 四川51 贵州52 云南53 西藏54 陕西61 甘肃62 青海63 宁夏64 新疆65 "
    "台湾71 香港81 澳门82"
)  # with the first two digits of every code there
PROVINCES = {word[:-2]: word[-2:] for word in PROVINCE_WORDS.split(" ")}
BRACKETS = re.compile(r"[(（\[【].*\Z")
BEHIND = re.compile(r"[\s、,，:：;；/—-].*\Z")


def home_of(words: str, county: str) -> tuple[str | None, Words | None]:
    """Where a child is registered, or why that cannot be told.

    Args:
        words: as in the list: 本县, 省外(贵州毕节), 贵州毕节.
        county: the code of the county whose list it is.
    """
    said = plain(words).lower()
    for one in (said, BRACKETS.sub("", said).strip(), BEHIND.sub("", said).strip()):
        if one in HOMES:
            return HOMES[one], None
        if one in ABROAD:
            zh = f"“{words}”没有写明是县外、市外还是省外，请写其中一个"
            return None, (zh, f"{words} may be another county, city or province: write 县外, 市外 or 省外")
    province = next((code for name, code in PROVINCES.items() if said.startswith(name)), None)
    if province and county and province != county[:2]:
        return "other_province", None
    if province:
        zh = f"“{words}”在本省，请写本县、县外或市外"
        return None, (zh, f"{words} lies in this province: write 本县, 县外 or 市外")
    return None, (f"不认识：{words}（可写本县、县外、市外、省外、无户籍）", f"not known: {words}")
