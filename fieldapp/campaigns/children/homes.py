"""Where a household is inside its village, in few words: group, door, and what the address says besides. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fieldapp.ground.same import bare

COUNTED = re.compile("第|村民小组|小组|[组队号户栋门]")


def home_words(house: Mapping[str, Any], village: str) -> str:
    """`3组 12号 学堂边`; an address that says village, group and door once more is left out.

    Args:
        house: the household's row; `{}` where there is none, or it is not the reader's to see.
        village: the name of the village it lies in.
    """
    group, door, address = (bare(str(house.get(name) or "")) for name in ("group", "door", "address"))
    rest = re.sub(f"^{re.escape(group)} *{re.escape(door)}号? *", "", address.removeprefix(village))
    said = [word for word in (group, door) if word]
    return " ".join([*said, *([rest] if _says_more(rest, said) else [])])


def _says_more(rest: str, said: list[str]) -> bool:
    """Whether an address holds anything besides these words and what they are counted in."""
    for word in sorted((_counted(one) for one in said), key=len, reverse=True):
        rest = _counted(rest).replace(word, "", 1) if word else rest
    return bool(_counted(rest))


def _counted(words: str) -> str:
    return re.sub("[ ,，、-]", "", COUNTED.sub("", words))


def walking_order(home: str) -> list[tuple[bool, int, str]]:
    """Sorts homes as one walks: group 2 before group 10, who has no number last."""
    parts = re.findall(r"\d+|\D+", home)
    return [(not one.isdecimal(), int(one) if one.isdecimal() else 0, one) for one in parts] or [
        (True, 0, "")
    ]
