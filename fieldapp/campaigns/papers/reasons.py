"""In which column of the official sheet a reason stands. Pure, data.

Codes: docs/forms.md. A reason the county added itself stands under 其他; nobody's reason is 未登记 and is no code.
"""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.campaigns.figures.indicators import Counts

OTHER = "other"
COLUMNS: dict[str, tuple[str, str]] = {
    "away": ("外出", "Away"),
    "contraindicated": ("有禁忌", "Contraindicated"),
    "ill": ("发热生病（缓种）", "Ill, put off"),
    "refused": ("家长拒绝", "Refused"),
    "not_told": ("未通知到", "Not told"),
    OTHER: ("其他", "Other"),
}
COLUMN_OF = {
    "absent_short": "away",
    "absent_long": "away",
    "house_closed": "away",
    "away": "away",
    "contraindicated": "contraindicated",
    "ill": "ill",
    "refused": "refused",
    "fear": "refused",
    "not_told": "not_told",
    "not_aware": "not_told",
    "time_place": "not_told",
}


def column_of(reason: str) -> str:
    """The column of a reason or outcome."""
    return COLUMN_OF.get(reason, OTHER)


def pattern_of(column: str) -> str:
    """The reasons of a column as a cell has them (children/cells.py): for 其他 all that have no other."""
    if column == OTHER:
        return "!" + ",".join(COLUMN_OF)
    return ",".join(reason for reason, of in COLUMN_OF.items() if of == column)


def by_column(reasons: Mapping[str, Counts]) -> dict[str, int]:
    """Children to come back to, by column; every column is there."""
    found = dict.fromkeys(COLUMNS, 0)
    for reason, counts in reasons.items():
        found[column_of(reason)] += counts.missed
    return found


def split(reasons: Mapping[str, Counts]) -> dict[str, list[tuple[str, int]]]:
    """What the columns are made of: column → (reason, children), the most first, without empty ones."""
    found: dict[str, list[tuple[str, int]]] = {}
    for reason, counts in sorted(reasons.items(), key=lambda one: (-one[1].missed, one[0])):
        if counts.missed:
            found.setdefault(column_of(reason), []).append((reason, counts.missed))
    return found
