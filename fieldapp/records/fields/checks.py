"""How a value of a field is checked. Pure.

A check returns None or a problem's code with its words; null is always allowed where a field is not required ("said to
be empty").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

Check = Callable[[Any], str | None]


Schema = dict[str, Any]


SCHEMAS: dict[Check, Schema] = {}  # each check in the words of JSON Schema, for the API's description


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")


DAY = re.compile(r"[12]\d{3}-\d{2}-\d{2}\Z")


MOMENT = re.compile(
    r"(19[7-9]\d|[2-8]\d{3})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\Z", re.ASCII
)  # whatever a clock says


CODE_WORD = re.compile(r"[a-z0-9_]{1,60}\Z")


VILLAGE = re.compile(r"\d{12}\Z", re.ASCII)


def described(**schema: Any) -> Callable[[Check], Check]:
    """Say what a check lets through in the words of JSON Schema."""

    def note(check: Check) -> Check:
        SCHEMAS[check] = schema
        return check

    return note


@lru_cache(maxsize=20_000)
def _exists(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_day(text: str) -> bool:
    """True for a day that exists, written YYYY-MM-DD."""
    return bool(DAY.match(text)) and _exists(text)


def is_moment(text: Any) -> bool:
    """True for a moment in the form of operations that exists: `2025-12-01T08:15:30.123Z`."""
    if not isinstance(text, str) or not MOMENT.match(text):
        return False
    return _exists(text[:10]) and text[11:13] < "24" and text[14:16] < "60" and text[17:19] < "60"


def text(limit: int) -> Check:
    """Text of at most `limit` characters."""

    @described(type="string", maxLength=limit)
    def check(value: Any) -> str | None:
        if not isinstance(value, str) or "\x00" in value:
            return "wrong_value"
        return None if len(value) <= limit else f"too_long:{limit}"

    return check


@described(type="string", format="date")
def day(value: Any) -> str | None:
    """A calendar day."""
    return None if isinstance(value, str) and is_day(value) else "wrong_value"


@described(type="string", pattern=f"^{UUID.pattern[:-2]}$")
def uuid(value: Any) -> str | None:
    """A lower-case UUID."""
    return None if isinstance(value, str) and UUID.match(value) else "wrong_value"


@described(type="boolean")
def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "wrong_value"


def number(low: float, high: float, whole: bool = False) -> Check:
    """A number from `low` to `high`, whole if asked."""

    @described(type="integer" if whole else "number", minimum=low, maximum=high)
    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return "wrong_value"
        return None if low <= value <= high else "wrong_value"

    return check


def one_of(*codes: str) -> Check:
    """One of a fixed list that the contract names."""

    @described(enum=list(codes))
    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and value in codes else "wrong_value"

    return check


def listed(*codes: str) -> Check:
    """A code of a list a county may extend: one not known yet is held, what can never be a code is refused."""

    @described(type="string", pattern=f"^{CODE_WORD.pattern[:-2]}$", examples=list(codes))
    def check(value: Any) -> str | None:
        if not isinstance(value, str) or not CODE_WORD.match(value):
            return "wrong_value"
        return None if value in codes else "unknown_code"

    return check


@described(type="array")
def items(value: Any) -> str | None:
    """A list."""
    return None if isinstance(value, list) else "wrong_value"


SERIES: Schema = {"type": "string", "pattern": f"^{CODE_WORD.pattern[:-2]}$"}
DOSE_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 20}
PRODUCT: Schema = {"type": "string", "maxLength": 60}
_product = text(60)
MOST_SLOTS, MOST_KEYS = 100, 5000


def _is_slot(value: list[Any]) -> bool:
    series, n = value[:2]
    return isinstance(series, str) and bool(CODE_WORD.match(series)) and type(n) is int and 1 <= n <= 20


@described(
    type="array",
    maxItems=MOST_SLOTS,
    items={"type": "array", "prefixItems": [SERIES, DOSE_NUMBER], "minItems": 2, "maxItems": 2},
)
def slots(value: Any) -> str | None:
    """A list of slots of the schedule, each a series and the number of a dose: `[["menac", 2]]`."""
    if not isinstance(value, list) or len(value) > MOST_SLOTS:
        return "wrong_value"
    good = all(isinstance(one, list) and len(one) == 2 and _is_slot(one) for one in value)
    return None if good else "wrong_value"


@described(
    type="array",
    maxItems=MOST_SLOTS,
    items={"type": "array", "prefixItems": [SERIES, DOSE_NUMBER, SERIES], "minItems": 3, "maxItems": 3},
)
def exempt_slots(value: Any) -> str | None:
    """A list of slots with the state that excuses each: `[["mcv", 2, "contraindicated"]]`."""
    if not isinstance(value, list) or len(value) > MOST_SLOTS:
        return "wrong_value"
    good = all(
        isinstance(one, list)
        and len(one) == 3
        and _is_slot(one)
        and isinstance(one[2], str)
        and bool(CODE_WORD.match(one[2]))
        for one in value
    )
    return None if good else "wrong_value"


@described(
    type="array",
    maxItems=MOST_SLOTS,
    items={
        "type": "array",
        "prefixItems": [PRODUCT, {"type": ["string", "null"]}],
        "minItems": 2,
        "maxItems": 2,
    },
)
def written_doses(value: Any) -> str | None:
    """A list of doses as a paper has them, each a product and its day, null where none can be read."""
    if not isinstance(value, list) or len(value) > MOST_SLOTS:
        return "wrong_value"
    return None if all(_is_written(one) for one in value) else "wrong_value"


def _is_written(one: Any) -> bool:
    if not isinstance(one, list) or len(one) != 2 or _product(one[0]) is not None:
        return False
    return one[1] is None or day(one[1]) is None


@described(type="array", maxItems=MOST_KEYS, items={"type": "string", "pattern": f"^{UUID.pattern[:-2]}$"})
def keys(value: Any) -> str | None:
    """A list of the keys of records."""
    if not isinstance(value, list) or len(value) > MOST_KEYS:
        return "wrong_value"
    return None if all(uuid(one) is None for one in value) else "wrong_value"


NOTICE_NUMBER = re.compile(r"\d{8}\Z", re.ASCII)


@described(type="string", pattern=f"^{NOTICE_NUMBER.pattern[:-2]}$")
def notice_number(value: Any) -> str | None:
    """The eight digits that stand on a notice."""
    return None if isinstance(value, str) and NOTICE_NUMBER.match(value) else "wrong_value"


@described(type="object")
def named(value: Any) -> str | None:
    """An object."""
    return None if isinstance(value, dict) else "wrong_value"


@described()
def anything(_value: Any) -> str | None:
    """Kept as it comes."""
    return None
