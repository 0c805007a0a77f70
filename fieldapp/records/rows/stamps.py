"""Who said each field of a row, and when. Pure.

A merging row keeps a stamp for each field said: `[at, id, by, position]`; the later `at` wins, ties by the greater id.
A row only named by others is a placeholder whose area is a *reference* stamp, weaker than any word of its own.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import orjson

Row = dict[str, Any]


Stamp = list[Any]  # [at, id, by, position]


REFERENCE = "-"  # sorts before every digit: a reference's `at` loses to any word of the row's own


SEVERAL = "@"  # in place of a field: words that stand have named more than one area, or more than one child


MARK_OF_SEVERAL = f'"{SEVERAL}":'


def day_in_china(moment: str) -> str:
    """The calendar day (UTC+8) of a stamp's moment."""
    return (datetime.fromisoformat(moment.replace("Z", "+00:00")) + timedelta(hours=8)).date().isoformat()


def compact(stamps: dict[str, Stamp]) -> str:
    """Stamps as JSON, each operation written once: `{"o": [[at, id, by, position], …], "f": {field: index}}`."""
    seen: dict[str, int] = {}
    operations: list[Stamp] = []
    fields: dict[str, int] = {}
    for name in sorted(stamps):
        stamp = stamps[name]
        mark = stamp[0] + stamp[1]
        if mark not in seen:
            seen[mark] = len(operations)
            operations.append(stamp)
        fields[name] = seen[mark]
    return orjson.dumps({"o": operations, "f": fields}).decode()


def spread(text: str) -> dict[str, Stamp]:
    """The stamps `compact` wrote."""
    content = orjson.loads(text)
    return {name: content["o"][index] for name, index in content["f"].items()}


def stamps_of(row: Row) -> dict[str, Stamp]:
    """The row's stamps, opened once and kept beside it until it is written."""
    if "_stamps" not in row:
        row["_stamps"] = spread(row["stamps"]) if row.get("stamps") else {}
    stamps: dict[str, Stamp] = row["_stamps"]
    return stamps


AUTHOR = "*"


BOOKKEEPING = (
    "county",
    "key",
    "area",
    "package_area",
    "version",
    "known",
    "voided",
    "at",
    "by",
    "voids",
    "more",
    "stamps",
)


RESERVED = frozenset((*BOOKKEEPING, "joined", "kind", "reviews", "_stamps"))


AS_JSON = {"moved_from", "trace_codes"}


def stored(value: Any) -> Any:
    """Lists and objects are stored as JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, (list, dict)) else value


def has_moved(row: Row) -> bool:
    """Whether words of several areas, or about several children, stand in a merging row."""
    return SEVERAL in row["_stamps"] if "_stamps" in row else MARK_OF_SEVERAL in (row["stamps"] or "")
