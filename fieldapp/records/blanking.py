"""What is left of one person's records after an erasure. Pure: takes values, returns values.

A list of what stays, so that a field nobody thought of goes: of every kind the ids, days and codes that counting
needs. A field that goes says null from then on, so that the row folds to the same emptiness in any order.
Why, and what becomes of the birth date: docs/adr/0008-erasure.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fieldapp.records.fields.checks import is_day
from fieldapp.records.kinds import KINDS, NAMED_BY_OTHERS
from fieldapp.records.operation import is_uuid
from fieldapp.records.rows.stamps import (
    AS_JSON,
    RESERVED,
    Row,
    stored,
)

STAYS = {name: kind.stays.split() for name, kind in KINDS.items() if kind.stays is not None}
MEMBER_STAYS = [
    "child",
    "born",
    "sex",
    "card",
    "doses",
    "recall",
    "bcg_scar",
    "finger_mark",
    "campaign",
    "reason",
    *("no", "born_estimated", "chosen", "certificate", "reasons"),
]
INTERVIEW_LOSES = ("lat", "lon", "accuracy_m", "note", "head")
ENVELOPE = ("id", "device", "seq", "kind", "key", "area", "at", "by", "void", "base")
NAMING = sorted(  # fields that name a person, or a record about one
    {name for kind in KINDS.values() for name, table in kind.parents.items() if table == "child"}
    | {name for kind in KINDS.values() for name, of in kind.speaks_of.items() if of in NAMED_BY_OTHERS}
)


@dataclass(frozen=True)
class Cuts:
    """The days at which a birth date changes a count: rounds' first days, and the ends of birth-date windows."""

    first_days: tuple[str, ...] = ()
    born_from: tuple[str, ...] = ()
    born_to: tuple[str, ...] = ()


def coarse(born: str, cuts: Cuts) -> str:
    """The earliest day of the month of birth that counts as `born` does: the first, unless a round begins or a
    window ends within that month."""
    starts = [1]
    starts += [int(day[8:]) + 1 for day in cuts.first_days if day[5:7] == born[5:7]]
    starts += [int(day[8:]) for day in cuts.born_from if day[:7] == born[:7]]
    starts += [int(day[8:]) + 1 for day in cuts.born_to if day[:7] == born[:7]]
    return f"{born[:8]}{max(start for start in starts if start <= int(born[8:])):02d}"


def _born(value: Any, cuts: Cuts) -> str | None:
    return coarse(value, cuts) if isinstance(value, str) and is_day(value) else None


def _left(kind: str, name: str, value: Any, cuts: Cuts) -> Any:
    """What is left of one field: the value where it stays and is well-formed, else null."""
    if name == "mends":
        return value if is_uuid(value) else None
    if name not in STAYS.get(kind, ()):
        return None
    if name == "born":
        return _born(value, cuts)
    if name == "moved_from":
        said = value if isinstance(value, dict) else {}
        return {part: said[part] for part in ("county", "key") if isinstance(said.get(part), str)} or None
    check = KINDS[kind].fields[name]
    return value if check(value) in (None, "unknown_code") else None


def blanked(kind: str, data: Row, keys: Collection[str], cuts: Cuts) -> Row:
    """The data of an operation, or the content of a row, about the person whose records have these keys."""
    if kind != "interview":
        return {name: _left(kind, name, value, cuts) for name, value in data.items()}
    left = {name: None if name in INTERVIEW_LOSES else value for name, value in data.items()}
    if isinstance(data.get("members"), list):
        left["members"] = [_member(one, keys, cuts) for one in data["members"]]
    return left


def _member(said: Any, keys: Collection[str], cuts: Cuts) -> Any:
    """Of a household that was interviewed only the erased person's line is blanked."""
    if not isinstance(said, dict) or _low(said.get("child")) not in keys:
        return said
    left = {name: value if name in MEMBER_STAYS else None for name, value in said.items()}
    return left | ({"born": _born(said["born"], cuts)} if "born" in said else {})


def _low(value: Any) -> str:
    return value.lower() if isinstance(value, str) else ""


def named(raw: Any) -> set[str]:
    """The keys of the records that an operation is about."""
    if not isinstance(raw, dict):
        return set()
    data = raw["data"] if isinstance(raw.get("data"), dict) else {}
    found = {_low(raw.get("key")), *(_low(data.get(name)) for name in NAMING)}
    if raw.get("kind") == "notice":
        found.add(_low(data.get("household")))
    members = data.get("members")
    if isinstance(members, list):
        found |= {_low(one.get("child")) for one in members if isinstance(one, dict)}
    return {key for key in found if is_uuid(key)}


def left_of(raw: Any, keys: Collection[str], cuts: Cuts) -> Any:
    """An operation as it came, without what it says of the person whose records have these keys.

    What is no operation at all (a list of operations, one wrapped in another object) is searched to its bottom.
    """
    if isinstance(raw, list):
        return [left_of(one, keys, cuts) for one in raw]
    if isinstance(raw, str):
        return None if any(key in raw.lower() for key in keys) else raw
    if not isinstance(raw, dict):
        return raw
    if named(raw) & set(keys):
        return _left_of_operation(raw, keys, cuts)
    return raw if "kind" in raw else {name: left_of(value, keys, cuts) for name, value in raw.items()}


def _left_of_operation(raw: Row, keys: Collection[str], cuts: Cuts) -> Row:
    left = {name: raw[name] for name in ENVELOPE if name in raw and not isinstance(raw[name], dict | list)}
    if "data" in raw:
        data, kind = raw["data"], str(raw.get("kind"))
        left["data"] = blanked(kind, data, keys, cuts) if isinstance(data, dict) else None
    return left


def blank_row(row: Row, kind: str, keys: Collection[str], cuts: Cuts) -> None:
    """Blank a folded row in place, exactly as folding its blanked operations gives it."""
    own = {name: _said(name, value) for name, value in row.items() if name not in RESERVED}
    more = json.loads(row["more"]) if row["more"] else {}
    left = blanked(kind, own | more, keys, cuts)
    row |= {name: stored(left[name]) for name in own}
    if more:
        rest = {name: left[name] for name in more}
        row["more"] = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(name: str, value: Any) -> Any:
    return json.loads(value) if name in AS_JSON and isinstance(value, str) else value
