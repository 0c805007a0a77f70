"""Looks for people by words as somebody types them: what is stored may have been written otherwise.

The database narrows by the letters in their order, whatever stands between them; `ground.same` then says whether it is
the same name or number.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, or_

from fieldapp.ground.same import bare, name_key, number_key, phone_key

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
DIGITS = re.compile(r"[\d\s()+.·-]+", re.ASCII)


def may_hold(column: Any, words: str) -> ColumnElement[bool]:
    """The condition that a column can hold `words` in some writing; true of too many rather than of too few."""
    letters = _sought(words)
    return or_(*(column.ilike(_in_order(one), escape="\\") for one in _widths(letters)))


def holds(value: str | None, words: str) -> bool:
    """Whether a stored name or telephone number holds what was typed."""
    letters = _sought(words)
    if letters.isdecimal():
        return letters in re.sub(r"\D", "", bare(value or ""), flags=re.ASCII)
    return bool(letters) and letters in name_key(value)


def is_number(value: str | None, words: str) -> bool:
    """Whether a stored telephone, card or certificate number is the one that was typed."""
    phone = phone_key(words)
    return number_key(value) == number_key(words) != "" or phone_key(value) == phone != ""


def _sought(words: str) -> str:
    """The letters of a name, or the digits of a number."""
    plain = bare(words)
    if DIGITS.fullmatch(plain) and re.search("[0-9]", plain):
        return phone_key(plain) or re.sub("[^0-9]", "", plain)
    return name_key(words)


def _widths(letters: str) -> list[str]:
    wide = [one.translate(WIDE) for one in (letters, letters.upper(), letters.capitalize())]
    return list(dict.fromkeys([letters, *wide]))


def _in_order(letters: str) -> str:
    escaped = ["\\" + one if one in "%_\\" else one for one in letters]
    return "%" + "%".join(escaped) + "%"
