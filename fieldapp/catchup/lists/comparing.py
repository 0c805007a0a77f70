"""On which list a child stands when the register is held against enumeration: without a file at the clinic (无档),
without a certificate (无证), known to the register and found by nobody (未找到). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from fieldapp.records.rows.one_child import merged
from fieldapp.records.rows.stamps import AUTHOR, SEVERAL, Row, stamps_of
from fieldapp.records.standing import completed_years

NO_CARD, NO_CERTIFICATE, NOT_FOUND = "no_card", "no_certificate", "not_found"
KINDS = {
    NO_CARD: ("无档", "no file"),
    NO_CERTIFICATE: ("无证", "no certificate"),
    NOT_FOUND: ("未找到", "not found"),
}
UNDER_YEARS = 7  # as of whom gaps are looked for
GONE = ("moved", "died")


@dataclass(frozen=True)
class Registered:
    """What the registers that stand had: children they knew, those they made, and the moments at which they wrote."""

    known: Set[str]
    made: Set[str]
    moments: Set[str]


@dataclass(frozen=True)
class Listed:
    """A child on one or more of the lists; `fields` as all its records together say."""

    key: str
    village: str
    fields: Mapping[str, Any]
    kinds: tuple[str, ...]


def listed(
    members: Sequence[Row], village: str, of: Registered, seen: Set[str], covered: bool, on: str
) -> Listed | None:
    """On which lists a child stands on a day; None for one on none.

    Args:
        members: its records.
        of: what the registers had.
        seen: children of whom a visit is recorded.
        covered: whether a register speaks of its village.
    """
    child = merged(list(members))
    if child["voided"] or not child["known"] or child["status"] in GONE or not _asked(child["born"], on):
        return None
    standing = [row for row in members if not row["voided"]]
    by_register_alone = all(_only_registered(row, of) for row in standing)
    found = not by_register_alone or any(row["key"] in seen or row["household"] for row in standing)
    kinds = []
    if found and covered and not any(row["key"] in of.known for row in members):
        kinds.append(NO_CARD)
    if found and not child["certificate_no"]:
        kinds.append(NO_CERTIFICATE)
    if not found:
        kinds.append(NOT_FOUND)
    return Listed(child["key"], village, child, tuple(kinds)) if kinds else None


def _asked(born: str | None, on: str) -> bool:
    return not born or (born <= on and completed_years(born, on) < UNDER_YEARS)


def _only_registered(row: Row, of: Registered) -> bool:
    """Whether a register made a record, and nobody but registers has said a word of it."""
    said = (stamp[0] for name, stamp in stamps_of(row).items() if name not in (AUTHOR, SEVERAL))
    return row["key"] in of.made and all(at in of.moments for at in said)
