"""Names of places and people in Latin letters, for who reads no Chinese. Pure.

Pinyin without tones, as in China's own spelling of names (GB/T 28039-2011 for people: family name first). What a place
is (village, township) is said in English, since that is what tells it apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fieldapp.areas.pinyin import pinyin_of

KINDS = (  # the longest first
    ("社区居民委员会", "community"),
    ("居民委员会", "community"),
    ("村民委员会", "village"),
    ("街道办事处", "subdistrict"),
    ("社区居委会", "community"),
    ("村委会", "village"),
    ("居委会", "community"),
    ("自治县", "county"),
    ("自治州", "prefecture"),
    ("自治区", "region"),
    ("街道", "subdistrict"),
    ("社区", "community"),
    ("农场", "farm"),
    ("渔场", "fishery"),
    ("林场", "forest farm"),
    ("村", "village"),
    ("镇", "town"),
    ("乡", "township"),
    ("县", "county"),
    ("区", "district"),
    ("市", "city"),
    ("省", "province"),
)
FAMILIES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "任": "ren",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
}
FAMILIES |= {
    "区": "ou",
    "种": "chong",
    "尹": "yin",
    "冼": "xian",
    "乐": "yue",
    "召": "shao",
    "覃": "qin",
    "员": "yun",
}
OF_TWO = (
    "欧阳",
    "司马",
    "诸葛",
    "上官",
    "皇甫",
    "尉迟",
    "令狐",
    "司徒",
    "慕容",
    "夏侯",
    "东方",
    "端木",
    "公孙",
    "长孙",
)
HAN = re.compile(r"[一-鿿㐀-䶿\U00020000-\U0003ffff]")


@lru_cache(maxsize=20_000)
def place_in_latin(name: str) -> str:
    """`大木桥村` is `Damuqiao village`; empty where the name has no Chinese character."""
    if not HAN.search(name):
        return ""
    for ending, kind in KINDS:
        if name.endswith(ending) and len(name) > len(ending):
            return f"{_letters(name[: -len(ending)])} {kind}"
    return _letters(name)


@lru_cache(maxsize=20_000)
def person_in_latin(name: str) -> str:
    """`王建国` is `Wang Jianguo`; empty where the name has no Chinese character."""
    if not HAN.search(name):
        return ""
    size = 2 if name.startswith(OF_TWO) and len(name) > 2 else 1
    family, given = name[:size], name[size:]
    first = FAMILIES.get(family) or pinyin_of(family)[0]
    return " ".join(part.capitalize() for part in (first, pinyin_of(given)[0]) if part)


def _letters(name: str) -> str:
    return " ".join(pinyin_of(part)[0].capitalize() for part in name.split() if pinyin_of(part)[0])
