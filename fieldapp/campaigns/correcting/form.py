"""What the form of a child shows and what is typed into it, as the fields of its record. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import clean_name
from fieldapp.records.kinds import KINDS

PREFIX = "child_"  # a field of the form is named so before the record's own name
NAMES, DAYS = ("name", "guardian", "mother", "landlord"), ("born", "since", "status_on")
CODES = ("sex", "registered_at", "prior_polio", "prior_source", "status", "household")
NUMBERS = ("phone", "phone2", "certificate_no", "card_no")
FIELDS = (*NAMES, *DAYS, *CODES, *NUMBERS)
CHECKS = KINDS["child"].fields


def shown(child: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows of a child, by its fields."""
    return {PREFIX + name: str(child[name] or "") for name in FIELDS}


def read(typed: Mapping[str, str], today: date) -> dict[str, str | None]:
    """What was typed, by the record's fields; empty as None.

    Raises:
        Problem: `no_day`, `day_in_future`, `too_long`, `wrong_value`, with the field.
    """
    return {name: _value(name, typed.get(PREFIX + name, "").strip(), today) for name in FIELDS}


def _value(name: str, text: str, today: date) -> str | None:
    clean: Callable[[str], str | None] = clean_name if name in NAMES else str
    value = read_day(text) if name in DAYS else clean(text)
    if not text:
        return None
    if value is None:
        raise Problem("no_day", field=PREFIX + name)
    if name in DAYS and value > today.isoformat():
        raise Problem("day_in_future", field=PREFIX + name)
    wrong, _, limit = (CHECKS[name](value) or "").partition(":")
    if wrong:
        raise Problem(wrong, field=PREFIX + name, **({"limit": int(limit)} if limit else {}))
    return value


def changed(child: Mapping[str, Any], typed: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields that were typed otherwise than they stand; a child without a name is said to be not yet named."""
    data: dict[str, Any] = {name: value for name, value in typed.items() if value != (child[name] or None)}
    if "name" in data or bool(child["unnamed"]) == bool(typed["name"]):
        data["unnamed"] = not typed["name"]
    return data
