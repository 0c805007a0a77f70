"""A stored operation made fit to be shown: the one door between the log, where everything lies as it came, and
every page, sheet and form that speaks of it.

Pure. What a field holds is held against what its kind says it may: text is made plain, a number stays one, and
what is neither (an object for a child, a number for a day) is "看不懂". Nothing is changed in the log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from fieldapp.ground.showing import LONGEST, is_number, plain, shortened, shown, unreadable
from fieldapp.records.kinds import KINDS
from fieldapp.records.operation import deeper, is_uuid, whole_number

DEEPEST, MOST_FIELDS, LONGEST_JSON, LONGEST_RAW = 6, 100, 2000, 20_000


@dataclass(frozen=True)
class Shown:
    """What can be shown of an operation. `strange` names the fields that cannot; `readable`: it is one at all."""

    data: dict[str, Any] = field(default_factory=dict)
    void: bool = False
    strange: tuple[str, ...] = ()
    readable: bool = True

    def key_of(self, name: str) -> str | None:
        """The record a field names, if it names one."""
        value = self.data.get(name)
        return value if is_uuid(value) else None

    @property
    def odd(self) -> bool:
        """Whether something of it cannot be shown."""
        return bool(self.strange) or not self.readable


def read_raw(raw: str) -> Any:
    """The JSON of a line of the log, None where it is none."""
    try:
        return json.loads(raw, parse_int=whole_number)
    except (ValueError, RecursionError):
        return None


def show(raw: str, kind: str | None, language: str = "zh") -> Shown:
    """A line of the log, made fit to be shown."""
    said = read_raw(raw)
    if not isinstance(said, dict):
        return Shown(readable=False)
    data, void = said.get("data"), said.get("void") is True
    if not isinstance(data, dict):
        return Shown(void=void, readable=void and data is None)
    found, strange = {}, []
    for name, value in list(data.items())[:MOST_FIELDS]:
        right = fits(kind, name, value)
        text = isinstance(value, str)
        found[label(name)] = (
            shown(value, most=LONGEST_JSON) if text else value if right else unreadable(language)
        )
        strange += [] if right else [label(name)]
    return Shown(found, void, tuple(strange))


def label(name: str) -> str:
    """A field's name as it can be shown."""
    return shortened(plain(name), 60)


def fits(kind: str | None, name: str, value: Any) -> bool:
    """Whether a value can be shown in this field as it is: text that can be written; another sort only where the
    field takes that sort."""
    if value is None:
        return True
    if isinstance(value, str):
        return plain(value) == value  # half a character is no name
    if isinstance(value, int | float) and not isinstance(value, bool) and not is_number(value):
        return False
    if isinstance(value, dict | list) and not _is_small(value):
        return False
    known = KINDS.get(kind or "")
    check = known.fields.get(name) if known else None
    return check is None or check(value) is None


def _is_small(value: Any) -> bool:
    if deeper(value, DEEPEST):
        return False
    try:
        words = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return False  # it holds what is no number
    return len(words) <= LONGEST_JSON and plain(words) == words


def value_words(value: Any, language: str = "zh") -> str:
    """One value of a record or an operation in a line: a list or an object, where small, as JSON."""
    if isinstance(value, dict | list) and _is_small(value):
        return shortened(json.dumps(value, ensure_ascii=False), LONGEST)
    return shown(value, language)


def as_it_came(raw: str) -> str:
    """The line itself, as far as it can be written on a page."""
    return shortened(plain(raw), LONGEST_RAW)
