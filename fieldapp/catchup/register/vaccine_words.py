"""What a register calls a vaccine, read as the product it means: names, national codes, and headings of a dose such as
乙肝疫苗第1剂接种日期. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldapp.ground.parsing import plain

NOT_READ = ""  # the meaning of words that somebody said are no vaccine, or none to read
FILLING = re.compile(r"疫苗|[\s　·、,，。_]|接种$")
BRACKETS = str.maketrans("", "", "()（）[]【】")
NUMERALS = {word: n for n, word in enumerate("一二三四五六七八九", start=1)}
PARTS = re.compile(
    r"(?P<vaccine>.+?)[-第#]*(?P<n>[1-9一二三四五六七八九])(?:剂次|针次|剂|针|次)?"
    r"(?:的?(?P<part>接种日期|接种时间|接种日|日期|时间|批号|疫苗批号|接种批号|生产企业|企业|厂家|接种单位|单位|部位|医生))?\Z"
)
NO_NUMBER = re.compile(r"(?P<vaccine>.+?)(?:接种日期|接种时间|日期|时间)\Z")
DATES = (None, "接种日期", "接种时间", "接种日", "日期", "时间")


class DoseHeading(NamedTuple):
    """What a heading over doses says: the vaccine's words, the dose number (0 where none is said), and whether the
    cells under it are days."""

    vaccine: str
    n: int
    days: bool


def key_of(words: str) -> str:
    """A vaccine's name as names are compared: one width and case, without 疫苗, brackets and blanks."""
    return FILLING.sub("", plain(words).translate(BRACKETS).casefold())


def heading_of(title: str) -> DoseHeading | None:
    """What a heading says of doses; None where it names neither a dose number nor a day of vaccination."""
    words = key_of(title)
    found = PARTS.match(words)
    if found:
        n = found["n"]
        return DoseHeading(found["vaccine"], NUMERALS.get(n) or int(n), found["part"] in DATES)
    named = NO_NUMBER.match(words)
    return DoseHeading(named["vaccine"], 0, True) if named else None


class VaccineWords:
    """The products that words mean: the country's names and codes, and before them what a county said."""

    def __init__(
        self,
        products: Iterable[Mapping[str, object]],
        names: Mapping[str, Iterable[str]],
        own: Mapping[str, str],
    ) -> None:
        """Args:
        products: of the schedule's library, with `id`, `zh`, `en` and `national`.
        names: by product what registers call it.
        own: what this county said, by `key_of` the words: a product, or `NOT_READ`.
        """
        self.by_word: dict[str, str] = {}
        for one in products:
            national = one.get("national")
            codes = national if isinstance(national, list) else []
            for words in (str(one["id"]), str(one["zh"]), str(one.get("en", "")), *map(str, codes)):
                self.by_word.setdefault(key_of(words), str(one["id"]))
        for product, called in names.items():
            for word in called:
                self.by_word.setdefault(key_of(word), product)
        self.own = dict(own)

    def meaning(self, words: str) -> str | None:
        """The product that words mean, `NOT_READ`, or None where nobody has said it."""
        key = key_of(words)
        return self.own[key] if key in self.own else self.by_word.get(key)
