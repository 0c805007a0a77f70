"""Write the pinyin table phones search with: the readings of every Chinese character of the basic block.

Five lines, small when compressed and quick to read: the syllables without tone, space between; for each
character from U+4E00 on the tens of its first syllable's number, then the ones (base 62, `_` where no reading is
known); further readings of common characters (GB 2312) as `character number number…`, space between; and those
read differently as a surname, `character number`. tools/build.mjs runs it: pinyin.py FILE.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pypinyin import Style, pinyin

from fieldapp.areas.romanised import FAMILIES

BASIC_BLOCK = range(0x4E00, 0xA000)
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def readings(character: str) -> list[str]:
    """Every reading of one character, without tones, ü written v; empty where none is known."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    said = [reading for reading in found[0] if reading.isascii() and reading.isalpha()] if found else []
    return list(dict.fromkeys(said))


def is_common(character: str) -> bool:
    """True for the 6,763 characters of GB 2312."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def table() -> list[str]:
    """The five lines."""
    said = {chr(code): readings(chr(code)) for code in BASIC_BLOCK}
    syllables = sorted({reading for every in said.values() for reading in every})
    number = {syllable: DIGITS[n // 62] + DIGITS[n % 62] for n, syllable in enumerate(syllables)}
    first = [number[every[0]] if every else "__" for every in said.values()]
    more = [
        one + "".join(number[reading] for reading in every[1:])
        for one, every in said.items()
        if len(every) > 1 and is_common(one)
    ]
    surnames = [one + number[reading] for one, reading in FAMILIES.items()]
    tens, ones = "".join(pair[0] for pair in first), "".join(pair[1] for pair in first)
    return [" ".join(syllables), tens, ones, " ".join(more), " ".join(surnames)]


def main() -> None:
    """Write the table to the file named."""
    Path(sys.argv[1]).write_text("\n".join(table()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
