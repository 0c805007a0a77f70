"""Words as they stand in the name of a file, the one rule for all downloads. Pure.

In Chinese as they are, without what no file system takes. In English Latin letters and figures alone, with hyphens
between: what stands beside a name in Latin letters is its name there (`南县 Nanxian` is `Nanxian`).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 30  # of each part: a file name has room for 255 bytes, a Chinese character takes three
LONGEST_LATIN = 60
FORBIDDEN = re.compile(r'[\\/:*?"<>|&\'\s]+')
NOT_LATIN = re.compile(r"[^0-9A-Za-zÀ-ɏ.+–]+")


def in_file_name(words: str, language: str = "zh") -> str:
    """One part of a file's name. English words that have no Latin letter keep what they have."""
    if language != "en":
        return _plain(words)[:LONGEST]
    said = NOT_LATIN.sub("-", words.replace("'", "")).strip("-.")
    return said[:LONGEST_LATIN].strip("-.") or _plain(words)[:LONGEST]


def whole_file_name(words: str, language: str = "zh") -> str:
    """A file's name that was made of parts already, or is one word."""
    return words if language != "en" else NOT_LATIN.sub("-", words.replace("'", "")).strip("-.") or words


def _plain(words: str) -> str:
    """Without what no file system takes: separators, wildcards, control characters, blanks."""
    seen = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    return FORBIDDEN.sub("_", seen).strip("_.")
