"""How names sound to who writes them by ear: pinyin, character by character, with what people mix up taken for one
(n/l, z/zh, c/ch, s/sh, h/f, en/eng, in/ing, an/ang). Pure but for pypinyin's table."""

from __future__ import annotations

import re
from functools import lru_cache

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.same import name_key

INITIAL = re.compile(r"(?:zh|ch|sh|n|h(?=u)|hu(?=[aio]))")
NASAL = re.compile(r"([aei])ng\Z")


@lru_cache(maxsize=30_000)
def sound(letter: str) -> str:
    """One character as it is mixed up by ear: 宁 and 林 are `lin`, 曾 and 真 `zen`."""
    said = pinyin_of(letter)[0]
    if said[:2] in ("zh", "ch", "sh"):
        said = said[0] + said[2:]
    elif said[:1] == "n" and len(said) > 1:
        said = "l" + said[1:]
    elif said[:2] == "hu" and len(said) > 2:
        said = "f" + said[2:]  # 黄 and 房
    elif said[:1] == "h":
        said = "f" + said[1:]  # 胡 and 福
    return NASAL.sub(r"\1n", said)


def sounds(name: str | None) -> tuple[str, ...]:
    """A name's characters by ear, in their order."""
    return tuple(sound(letter) for letter in name_key(name))
