"""When two writings name the same place: with or without its kind, with blanks, in wide letters. Pure."""

from __future__ import annotations

import re

from fieldapp.ground.parsing import plain

VILLAGE = re.compile(
    r"(村民委员会|社区居民委员会|居民委员会|社区居委会|村委会|居委会|社区村|社区|委员会|[村居])\Z"
)
OF_TOWN = ("社区", "居")  # what is in the kind of a village that is a neighbourhood of a town
TOWNSHIP = re.compile(r"(街道办事处|街道办|人民政府|街道|地区|[镇乡])\Z")


def closed_up(name: str) -> str:
    """A name without blanks, in ordinary letters."""
    return "".join(plain(name).split())


def village_word(name: str) -> str:
    """A village's name without what kind of village it is: 丰安坝 of 丰安坝村 and 丰安坝村委会."""
    words = closed_up(name)
    return VILLAGE.sub("", words) or words


def village_kind(name: str) -> str:
    """`村` or `居` by what stands at the end of a village's name, empty where that says nothing."""
    found = VILLAGE.search(closed_up(name))
    if not found or found[0] == "委员会":
        return ""
    return "居" if any(word in found[0] for word in OF_TOWN) and found[0] != "社区村" else "村"


def township_word(name: str) -> str:
    """A township's name without what kind of township it is."""
    words = closed_up(name)
    return TOWNSHIP.sub("", words) or words


def same_name(level: str | None, one: str, other: str) -> bool:
    """Whether two names of a place on this level are one name."""
    if closed_up(one) == closed_up(other):
        return True
    if level == "village":
        kinds = {village_kind(one), village_kind(other)} - {""}
        return len(kinds) < 2 and village_word(one) == village_word(other)
    return level == "township" and township_word(one) == township_word(other)
