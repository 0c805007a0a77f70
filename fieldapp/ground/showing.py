"""What may be put before people's eyes: the one door through which stored words reach pages, sheets and sentences.

Pure. A word from a phone may hold half a character, which no answer can be written with, marks that turn the
reading direction of all that follows, controls that a workbook may not hold, or a million letters.
"""

from __future__ import annotations

import math
import re
from typing import Any

UNREADABLE = ("看不懂", "not readable")
LONGEST = 500  # letters of a name or a value; a cell of a workbook holds 32,767
MARK = "\ufffd"  # what stands where something was that cannot be shown
# controls but tab and line feed, half characters, marks that turn the reading direction, what XML may not say
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]"
)
EMPTY = "—"  # instead of a share of nothing


def percent(numerator: int, denominator: int | None) -> str:
    """`107.30`: two decimals, half up, from the integers; `—` when there is nothing to be a share of."""
    if not denominator or denominator < 0:
        return EMPTY
    hundredths = (20000 * numerator + denominator) // (2 * denominator)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def plain(words: str) -> str:
    """Text that can be written anywhere: what cannot be shown is a mark, all else is as it was."""
    return words if words.isprintable() else HIDDEN.sub(MARK, words)


def shown(value: Any, language: str = "zh", most: int = LONGEST) -> str:
    """A stored value as text of at most `most` letters; empty for none, "看不懂" for what is neither text, number
    nor yes or no."""
    if value is None:
        return ""
    if isinstance(value, str):
        return shortened(plain(value), most)
    if isinstance(value, bool):
        return _word(("是", "yes") if value else ("否", "no"), language)
    if isinstance(value, int | float) and is_number(value):
        return str(value)
    return unreadable(language)


def is_number(value: int | float) -> bool:
    """Whether a number is one that people can read: neither infinite nor of hundreds of digits."""
    return math.isfinite(value) and abs(value) < 1e18 if isinstance(value, float) else abs(value) < 10**18


def shortened(words: str, most: int = LONGEST) -> str:
    """The words, cut where they are longer."""
    return words if len(words) <= most else words[: most - 1] + "…"


def unreadable(language: str = "zh", id_: object = None) -> str:
    """What stands for something that cannot be shown; with the beginning of its record's id, to ask about it."""
    known = shortened(plain(id_), 9).rstrip("…") if isinstance(id_, str) else ""
    word = _word(UNREADABLE, language)
    return f"{word} {known[:8]}" if known else word


def _word(pair: tuple[str, str], language: str) -> str:
    return pair[1 if language.startswith("en") else 0]
