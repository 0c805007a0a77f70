"""Scopes beside villages: which a row draws itself into, and what their names may be. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from fieldapp.records.kinds import KINDS, SCOPED
from fieldapp.records.permissions import may_somewhere

PREFIXES = frozenset(prefix for scopes in SCOPED.values() for prefix in scopes.values())
NAME = re.compile(r"([a-z]+):(\S(?:.{0,58}\S)?)\Z")


def prefix_of(scope: str) -> str | None:
    """What sort of scope this is, `school` or `cluster`; None of an area, `setup` and what can be none."""
    found = NAME.match(scope)
    return found[1] if found and found[1] in PREFIXES and found[2].isprintable() else None


def is_carried(role: str, scope: str) -> bool:
    """Whether the role's work needs such a scope on a phone."""
    prefix = prefix_of(scope)
    return prefix is not None and may_somewhere(role, f"phone.{prefix}")


def scopes_of_row(kind: str, row: dict[str, Any]) -> set[str]:
    """The scopes a row of this kind draws itself, or its child, into: none while it is not known, was taken back or is
    over."""
    if not row["known"] or row["voided"] or row.get("left_on"):
        return set()
    more = json.loads(row["more"]) if row["more"] else {}
    said = ((prefix, row.get(name, more.get(name))) for name, prefix in KINDS[kind].scopes.items())
    names = {f"{prefix}:{value}" for prefix, value in said if isinstance(value, str)}
    return {name for name in names if prefix_of(name)}
