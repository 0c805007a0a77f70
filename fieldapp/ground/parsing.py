"""What people type into office forms and sheets: days, counts, codes. Pure: text in, value or None out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

# what another program writes behind a day: its name, an hour
WEEKDAY = r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
HOUR = r"(?:[ T]*(?:上午|下午)? ?\d{1,2}(?::|时)\d{2}(?:(?::|分)(?:\d{2}(?:\.\d+)?秒?)?)?)?\Z"
DAY = re.compile(r"(\d{4}) ?[-/.年 ] ?(\d{1,2}) ?[-/.月 ] ?(\d{1,2})[日号]?" + WEEKDAY + HOUR)
ZONED = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)? ?(Z|[+-]\d{2}(?::?\d{2})?)\Z")
CHINA = timezone(timedelta(hours=8))
TELEPHONE = re.compile(r"\+?\d[\d -]{5,}\Z", re.ASCII)
PHONE = re.compile(r"((\+?86)?1[3-9]\d{9}|400\d{7}|(0\d{2,3})?\d{7,8})\Z", re.ASCII)
APART = re.compile(r"[\s,，、;；]+")
BESIDE = re.compile(r"(?<=[㐀-鿿）)]) +[A-Za-zÀ-ɏ' ()\d]+\Z")
RUN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?\Z")


def words_apart(text: str) -> tuple[str, ...]:
    """The words of a cell or field with blanks, commas or stops between them."""
    return tuple(word for word in APART.split(text) if word)


def plain(text: str) -> str:
    """Full-width digits and letters as ordinary ones, no outer blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def without_latin(text: str) -> str:
    """A Chinese name without the Latin letters that an English page shows beside it (`大木桥村 Damuqiao Village`)."""
    return BESIDE.sub("", text)


def read_day(text: str) -> str | None:
    """A day typed as 20190305, 2019-03-05, 2019/3/5 or 2019年3月5日, as ISO; None for anything else.

    An hour or the name of the day behind it, as in 2022-07-14 00:00:00, is left out; a moment with its time zone, as
    2022-07-13T16:00:00Z, is of the day it was in China.
    """
    words = "".join(one for one in plain(text) if unicodedata.category(one) != "Cf")
    zoned = ZONED.match(words)
    if zoned:
        return _day_in_china(zoned)
    found = DAY.match(words) or RUN.match(words)
    if not found:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def _day_in_china(zoned: re.Match[str]) -> str | None:
    day, hour, zone = zoned.groups()
    zone = "+00:00" if zone == "Z" else zone if len(zone) > 3 else f"{zone}:00"
    try:
        return datetime.fromisoformat(f"{day}T{hour}{zone}").astimezone(CHINA).date().isoformat()
    except (ValueError, OverflowError):
        return None


def read_count(text: str, low: int = 0, high: int = 10_000_000) -> int | None:
    """A whole number from `low` to `high`; None for anything else."""
    words = plain(text)
    if not (words.isascii() and words.isdecimal() and len(words) <= 9):
        return None
    return int(words) if low <= int(words) <= high else None


def is_odd_phone(text: str) -> bool:
    """Whether what is typed for a telephone has too few or too many digits: mobile, 400, fixed with or without area
    code. The phone asks the same (`static/field/rounds/childfields.js`)."""
    digits = re.sub(r"[\s-]", "", plain(text))
    return bool(digits) and PHONE.match(digits) is None


def telephone(phone: str | None, username: str) -> str | None:
    """The number to call: the one on record, else the user name where it is a telephone number, as it usually is."""
    return phone or (username if TELEPHONE.match(username) else None)


def column_letter(place: int) -> str:
    """What a spreadsheet calls the column at `place`, counted from 0: A, B, … Z, AA."""
    above, last = divmod(place, 26)
    return (column_letter(above - 1) if above else "") + chr(ord("A") + last)
