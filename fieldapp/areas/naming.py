"""When two writings name the same place: with or without its kind, with blanks, in wide letters; and which village is
meant by what a list says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from fieldapp.ground.parsing import plain, without_latin
from fieldapp.ground.spreadsheets.cells import Words

VILLAGE = re.compile(
    r"(村民委员会|社区居民委员会|居民委员会|社区居委会|村委会|居委会|社区村|社区|委员会|[村居])\Z"
)
OF_TOWN = ("社区", "居")  # what is in the kind of a village that is a neighbourhood of a town
TOWNSHIP = re.compile(r"(街道办事处|街道办|人民政府|街道|地区|[镇乡])\Z")
MOST_NAMED = 4
Found = tuple[str | None, Words | None]  # the village's code, or why there is none


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


class VillageWords:
    """The villages that somebody may write for, by all the words people use for them: code, name with or without 村
    and 社区, township before it. One meaning is taken; where there are two, or code and name say different villages,
    the line is a question."""

    def __init__(self, villages: Iterable[tuple[str, str, str]]) -> None:
        """`villages`: code, name and the township's name of each."""
        self.names: dict[str, str] = {}
        self.towns: dict[str, str] = {}
        self.by_name: dict[str, list[str]] = {}
        self.by_word: dict[str, list[str]] = {}
        for code, name, town in villages:
            self.names[code], self.towns[code] = plain(name), plain(town)
            self.by_name.setdefault(plain(name), []).append(code)
            self.by_word.setdefault(village_word(name), []).append(code)

    @classmethod
    def of(cls, villages: Mapping[str, str] | VillageWords) -> VillageWords:
        """Made from words → code, where a name that two villages share is left out."""
        if isinstance(villages, VillageWords):
            return villages
        names = {code: code for code in villages.values()}
        names |= {code: words for words, code in villages.items() if words != code}
        return cls((code, name, "") for code, name in names.items())

    def find(self, code: str, name: str, town: str = "") -> Found:
        """The village that a line's code, name and township say, any of them empty."""
        code, name, town = (without_latin(plain(words)) for words in (code, name, town))
        if not code and not name:
            return None, ("没有写村", "no village is given")
        if not (code and name):
            return self._by_words(code or name, town)
        found, why = self._by_words(code, town)
        if found is None:
            return None, why
        if found in self._candidates(name, town) or name == found:
            return found, None
        zh = f"代码 {code} 是“{self.towns[found]}{self.names[found]}”，表里写的是“{town}{name}”，请核对哪一个对"
        return None, (
            zh,
            f"the code {code} is {self.names[found]}, the sheet says {name}: see which is right",
        )

    def _by_words(self, words: str, town: str) -> Found:
        if words in self.names:
            return words, None
        found = self._candidates(words, town)
        if len(found) == 1:
            return found[0], None
        if not found:
            return None, (f"没有这个村，或不归您管：{words}", f"no village of yours: {words}")
        named = [self.towns[code] + self.names[code] for code in found[:MOST_NAMED]]
        zh = f"“{words}”可能是{'、'.join(named)}，请写村代码" if len(set(named)) < len(named) else ""
        zh = zh or f"“{words}”可能是{'、'.join(named)}，请写全名或村代码"
        return None, (zh, f"{words} may be {', '.join(named)}; give the full name or the code")

    def _candidates(self, name: str, town: str) -> list[str]:
        """Villages of this name, else those of it without its kind, else without its township before it."""
        for said, where in ((name, town), *self._after_town(name)):
            for found in (self.by_name.get(said, []), self._alike(said)):
                near = [code for code in found if not where or self._lies_in(code, where)]
                if near:
                    return near
        return []

    def _alike(self, name: str) -> list[str]:
        """Villages whose names differ from this one in their kind alone, those that are of its kind before others."""
        found, kind = self.by_word.get(village_word(name), []), village_kind(name)
        return [code for code in found if kind and village_kind(self.names[code]) in (kind, "")] or found

    def _lies_in(self, code: str, town: str) -> bool:
        return not self.towns[code] or township_word(self.towns[code]) == township_word(town)

    def _after_town(self, words: str) -> list[tuple[str, str]]:
        """What stands behind a township's name, with that name."""
        towns = sorted({town for town in self.towns.values() if town and words.startswith(town)}, key=len)
        return [(words.removeprefix(town), town) for town in reversed(towns) if words != town]
