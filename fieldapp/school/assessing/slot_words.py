"""Reads the doses that a clinic writes as missing: 百白破5、A+C2, in the words of its reports, or by initials, as bbp5
ac2. Pure.

Self-paid vaccines are passed over and said; what is none of these is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldapp.ground.same import bare
from fieldapp.school.slots import IPV_AGAIN, MMR_AGAIN, Slot, in_order, short_name

ROWS: tuple[tuple[str, int], ...] = (  # as the phone's keys number them (static/field/shared/slots.js)
    ("bcg", 1),
    ("hepb", 3),
    ("polio", IPV_AGAIN),
    ("dtp", 5),
    ("mcv", 2),
    ("je", 4),
    ("mena", 2),
    ("menac", 2),
    ("hepa", 2),
)
SLOTS = tuple((series, n) for series, most in ROWS for n in range(1, most + 1))
NAMES = {  # what is left of a vaccine's name without what stands in every name
    "bcg": ("卡介", "卡介苗", "bcg", "kj", "kjm"),
    "hepb": ("乙肝", "乙型肝炎", "重组乙肝", "hepatitisb", "hepb", "yg"),
    "polio": ("脊灰", "脊髓灰质炎", "小儿麻痹", "脊灰灭活", "ipv", "bopv", "polio", "jh"),
    "dtp": ("百白破", "dtap", "dtp", "bbp"),
    "dt": ("白破", "dt", "bp"),
    "mcv": ("含麻", "麻疹", "麻风", "麻腮风", "麻风腮", "麻疹腮腺炎风疹", "mcv", "mr", "mmr", "mf", "mz", "mff", "msf",
            "hm"),
    "je": ("乙脑", "乙型脑炎", "流行性乙型脑炎", "乙脑减毒", "乙脑灭活", "je", "jei", "yn", "ynmh"),
    "mena": ("a群", "a群流脑", "流脑a", "流脑a群", "mena", "a", "aq"),
    "menac": ("a+c", "ac", "a+c群", "ac群", "a群c群", "a+c群流脑", "ac群流脑", "a群c群流脑", "ac流脑", "a+c流脑",
              "流脑ac", "流脑a+c", "流脑ac群", "流脑a+c群", "menac", "acq"),
    "hepa": ("甲肝", "甲型肝炎", "甲肝减毒", "甲肝灭活", "hepatitisa", "hepa", "hepai", "jg", "jgmh"),
}  # fmt: skip
AGAIN = ("脊灰灭活补种", "灭活补种", "ipv补种", "脊灰ipv补种", "ipv")
SECOND_MMR = ("麻腮风", "麻风腮", "麻疹腮腺炎风疹", "mmr", "msf")
SELF_PAID = re.compile(
    "水痘|流感|手足口|ev71|肺炎|hib|轮状|四联|五联|狂犬|霍乱|带状疱疹|hpv|宫颈癌|acyw135"
    "|varicella|influenza|rotavirus"
)
FILLING = re.compile(
    r"疫苗|多糖|结合|吸附|无细胞|减毒活?|联合|重组|酿酒酵母|\(|\)|（|）|糖丸|滴剂|脑膜炎球菌|球菌"
)
NUMERALS = "零一二三四五六七八九"
NUMBER = r"第?([1-9一二三四五六七八九])(?:剂次?|针次?|次)?"
WORD = re.compile(rf"(.*?)[-第(（#]*?(?:{NUMBER})?[)）]?\Z")
ONLY_NUMBER = re.compile(rf"{NUMBER}\Z")
APART = re.compile(r"[、,，;；/|\n\r\t。]+|(?<!\+)\s+(?![+\d])|和|及")
OUR_ENGLISH = re.compile(r", dose (?=\d)")
BY_NAME = {name: series for series, names in NAMES.items() for name in names}
BY_CALLED = {
    short_name(slot, language).lower().replace(" ", ""): slot for slot in SLOTS for language in ("zh", "en")
}
MOST_WORDS = 40


class Read(NamedTuple):
    """Slots that were read, words nobody knows, and self-paid vaccines that were passed over."""

    slots: tuple[Slot, ...]
    unknown: tuple[str, ...] = ()
    self_paid: tuple[str, ...] = ()


def read_slot_words(said: str, third_mmr: bool = False, known: Mapping[str, str] | None = None) -> Read:
    """The slots of a text.

    Args:
        third_mmr: the child began with MR, so that its second MMR is a third dose of the series.
        known: what somebody said a word is: the id of a slot, `dtp-5`, or `skip`.
    """
    slots: list[Slot] = []
    unknown, self_paid = [], []
    series = ""
    for word in _apart(said):
        found = _chosen((known or {}).get(word, ""))
        if found is None and (known or {}).get(word) != "skip":
            found = _slot(word, series, third_mmr)
        if found is not None:
            slots.append(found)
            series = found[0]
        elif SELF_PAID.search(word):
            self_paid.append(word)
        elif (known or {}).get(word) != "skip":
            unknown.append(word)
    return Read(
        in_order(dict.fromkeys(slots)), tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(self_paid))
    )


def _apart(said: str) -> list[str]:
    """The words of a text as they are compared; `无` and signs alone are none."""
    plain = (
        OUR_ENGLISH.sub(" ", bare(said).lower())
        .replace("ipv catch-up", "ipv")
        .replace("hepatitis ", "hepatitis")
    )
    words = APART.split(plain)
    return [word.strip(" .:：") for word in words if word.strip(" .:：-—×✗x无")][:MOST_WORDS]


def _chosen(id_: str) -> Slot | None:
    return next((slot for slot in SLOTS if id_of(slot) == id_), None)


def id_of(slot: Slot) -> str:
    """How a form names a slot: `dtp-5`."""
    return f"{slot[0]}-{slot[1]}"


def _slot(word: str, series_before: str, third_mmr: bool) -> Slot | None:
    plain = word.replace(" ", "")
    if plain in BY_CALLED:
        return BY_CALLED[plain]
    if plain in AGAIN:
        return "polio", IPV_AGAIN
    alone = ONLY_NUMBER.match(plain)
    if alone and series_before:
        return _fitting(series_before, _number(alone[1]))
    found = WORD.match(plain)
    if found is None:
        return None
    name, n = FILLING.sub("", found[1]).strip("-"), _number(found[2])
    series = BY_NAME.get(name)
    if series == "dt":
        return ("dtp", 5) if n in (None, 1) else None
    if series == "bcg" and n is None:
        n = 1
    if series == "mcv" and name in SECOND_MMR and n == 2 and third_mmr:
        return "mcv", MMR_AGAIN
    return _fitting(series, n) if series else None


def _number(said: str | None) -> int | None:
    if said is None:
        return None
    return NUMERALS.index(said) if said in NUMERALS else int(said)


def _fitting(series: str, n: int | None) -> Slot | None:
    return (series, n) if n is not None and (series, n) in SLOTS else None


def choices(language: str) -> list[tuple[str, str]]:
    """Every slot that may be missing, by the id a form has for it, as the register calls it."""
    return [(id_of(slot), short_name(slot, language)) for slot in SLOTS]


def said_of(slots: Sequence[Slot], language: str) -> str:
    """Slots as they are written into a sheet or a form, and read again."""
    return ("、", ", ")[language != "zh"].join(short_name(slot, language) for slot in in_order(slots))
