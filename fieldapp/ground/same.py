"""When two writings mean the same: of a name, a number, a telephone, a group or door, a user name. Pure.

`static/field/core/same.js` says the same on the phone; both are held to the cases in `tests/same_cases.json`. People
write with wide letters, with spaces inside short names, with whichever dot their keyboard has, and copy marks from
web pages and PDF files that nobody sees: none of it makes another name.
"""

from __future__ import annotations

import re
import unicodedata

# What is not seen: soft hyphen, joiners, marks of direction, fillers, variation selectors, tags, control characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
SPACES = re.compile("[\t-\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+")
# Every dot that stands in the middle of a name; the full stops are taken for one where a keyboard has no other.
DOTS = (
    "[\u00b7\u02d9\u0387\u119e\u1427\u16eb\u2022\u2027\u2219\u22c5\u25cf\u25e6"
    "\u2981\u2e30\u2e31\u2e33\u30fb\u318d\ua78f\uff65\U00010101]"
)
DOT = re.compile(f" *{DOTS} *")
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
STOP_IN_NAME = re.compile(f"(?<=[{HAN}]) *[.。] *(?=[{HAN}])")
SPACE_IN_NAME = re.compile(f"(?<=[{HAN}]) +(?=[{HAN}])")
NO_NAME_PART = re.compile(f"[ .。]|{DOTS}")
MOBILE = re.compile(r"(?:0086|86)?(1[3-9][0-9]{9})")
NUMERALS = "零一二三四五六七八九"
UNIT = re.compile("(?:村民小组|小组|组|队|号|院|户|栋|门)+$")


def bare(text: str) -> str:
    """Ordinary letters for wide ones, nothing unseen, any run of spaces or line breaks as one space, none outside."""
    dotted = re.sub(DOTS, "·", text)  # before the letters are made ordinary: that takes some dots apart
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", UNSEEN.sub("", dotted)))
    return SPACES.sub(" ", plain).strip()


def clean_name(text: str) -> str:
    """A name as it is kept: one kind of dot, no space inside a Chinese name."""
    dotted = STOP_IN_NAME.sub("·", DOT.sub("·", bare(text)))
    return SPACE_IN_NAME.sub("", dotted)


def name_key(text: str | None) -> str:
    """What two writings of one name have in common; empty for none."""
    return unicodedata.normalize("NFKC", NO_NAME_PART.sub("", bare(text or "").lower()))


def number_key(text: str | None) -> str:
    """What two writings of one number of a child, card or certificate have in common; empty for none."""
    return re.sub("[ \\-–—_]", "", bare(text or "")).upper()


def phone_key(text: str | None) -> str:
    """The digits of a telephone number, without the country's; empty for what is too short to be one."""
    digits = re.sub(r"\D", "", bare(text or ""), flags=re.ASCII)
    mobile = MOBILE.fullmatch(digits)
    return mobile[1] if mobile else digits if len(digits) >= 7 else ""


def place_key(text: str | None) -> str:
    """What two writings of one group or door have in common: 第三组, 3 组 and 03 are one; empty for none."""
    said = bare(text or "").lower().replace(" ", "")
    short = UNIT.sub("", said.removeprefix("第")) or said
    return _digits(short).lstrip("0") or short


def _digits(said: str) -> str:
    """A Chinese numeral up to ninety-nine in digits; anything else as it is."""
    found = re.fullmatch(f"([{NUMERALS}]?)(十?)([{NUMERALS}]?)", said.replace("〇", "零").replace("两", "二"))
    if not said or not found:
        return said
    tens, ten, ones = found.groups()
    if not ten:
        return str(NUMERALS.index(tens + ones)) if len(tens + ones) == 1 else said
    return str((NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0))


def plain_username(text: str) -> str:
    """A user name as it is kept: no spaces, nothing unseen, no capitals; a mobile number as its eleven digits."""
    said = unicodedata.normalize("NFKC", bare(text).replace(" ", "").casefold())
    mobile = MOBILE.fullmatch(re.sub(r"[-–—()+.·]", "", said))
    return mobile[1] if mobile else said
