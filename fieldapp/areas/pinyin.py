"""The pinyin of place names, for search. Pure.

Character by character from a cache, since a national table has three million characters; names above
townships are read as phrases. Surname readings do not matter for places.
"""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

# where the commonest pinyin_of is not that of place names
IN_PLACES = {
    "长": "chang",
    "厦": "xia",
    "曾": "zeng",
    "重": "chong",
    "泊": "bo",
    "藏": "zang",
    "仇": "qiu",
    "蚌": "beng",
    "番": "pan",
}


@lru_cache(maxsize=30_000)
def _character(letter: str) -> str:
    if letter.isascii():
        return letter.lower() if letter.isalnum() else ""
    syllable = IN_PLACES.get(letter) or lazy_pinyin(letter, errors="ignore")
    return syllable if isinstance(syllable, str) else "".join(syllable)


def pinyin_of(name: str, *, as_phrase: bool = False) -> tuple[str, str]:
    """Full pinyin and initials of a place name, lower case without tones: `qingshuzui`, `qsz`.

    `as_phrase` looks words up (重庆 is chongqing), a hundred times slower.
    """
    syllables = lazy_pinyin(name, errors="ignore") if as_phrase else [_character(c) for c in name]
    return "".join(syllables), "".join([syllable[:1] for syllable in syllables])
