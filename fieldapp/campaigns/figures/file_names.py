"""What the files of a round are called: place, campaign, round, which table, day. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 30  # of each part: a file name has room for 255 bytes, a Chinese character takes three
FORBIDDEN = re.compile(r'[\\/:*?"<>|&\'\s]+')


def file_name(place: str, campaign: str, n: int, what: str, day: str, language: str = "zh") -> str:
    """`南县青树嘴镇-2025年脊灰补充免疫-第1轮-报表一-2025-12-10`, without its ending."""
    round_ = f"第{n}轮" if language == "zh" else f"round-{n}"
    return "-".join(part for part in (_plain(place), _plain(campaign), round_, _plain(what), day) if part)


def campaign_file(campaign: str, what: str, day: str) -> str:
    """`2025年脊灰补充免疫-批号-2025-12-10`: a list of a campaign that is of no round."""
    return "-".join(part for part in (_plain(campaign), _plain(what), day) if part)


def _plain(words: str) -> str:
    """Without what no file system takes: separators, wildcards, control characters, blanks."""
    seen = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    return FORBIDDEN.sub("_", seen).strip("_.")[:LONGEST]
