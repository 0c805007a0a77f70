"""The voids of a row, kept with it as claims: which of them take effect. Pure.

A claim is `[at, id, by, by_supervisor, [area, reach …]]`: who says so, whether she supervises, the area she named and
every area ever hers. Older ones have no areas, and the right they had.
"""

from __future__ import annotations

import json
from typing import Any

from fieldapp.records.permissions import is_own

Row = dict[str, Any]
Claim = list[Any]
BARRED = ["", "", "", True]  # in place of a void: the one operation of the row was not its author's to record


def is_barred(row: Row) -> bool:
    """Whether an append-only row was not its author's to record."""
    return BARRED in claims_of(row)


def claims_of(row: Row) -> list[Claim]:
    """The voids of a row: `[at, id, by, by_supervisor, [area, reach …]]`; older ones without the areas."""
    claims: list[Claim] = json.loads(row["voids"]) if row["voids"] else []
    return claims


def settle_voids(row: Row) -> None:
    """Voided when one of its claims stands."""
    row["voided"] = any(claim_stands(row, claim) for claim in claims_of(row))


def claim_stands(row: Row, claim: Claim) -> bool:
    """Whether a void takes effect: its author made the row or is a supervisor, and the row's own area was ever hers;
    a row not yet made follows its claims."""
    _at, _id, by, by_supervisor, *reach = claim
    if reach and row["known"]:
        return (by_supervisor or row["by"] == by) and is_own(reach[0], row["area"])
    return bool(by_supervisor or reach or row["by"] in (None, by))
