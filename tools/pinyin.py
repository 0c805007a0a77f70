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

BASIC_BLOCK = range(0x4E00, 0xA000)
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
SURNAMES = {
    "单": "shan", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "曾": "zeng", "任": "ren", "盖": "ge",
    "朴": "piao", "缪": "miao", "乐": "yue", "尉": "yu", "翟": "zhai", "员": "yun", "覃": "qin", "华": "hua",
    "燕": "yan", "哈": "ha", "折": "she", "种": "chong", "秘": "bi", "繁": "po", "洗": "xian", "黑": "he",
    "召": "shao", "冼": "xian", "纪": "ji", "应": "ying", "宁": "ning", "卜": "bu", "万": "wan", "车": "che",
}  # fmt: skip


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
    surnames = [one + number[reading] for one, reading in SURNAMES.items()]
    tens, ones = "".join(pair[0] for pair in first), "".join(pair[1] for pair in first)
    return [" ".join(syllables), tens, ones, " ".join(more), " ".join(surnames)]


def main() -> None:
    """Write the table to the file named."""
    Path(sys.argv[1]).write_text("\n".join(table()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
