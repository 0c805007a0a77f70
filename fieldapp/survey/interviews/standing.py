"""Which interview of a household stands, of all that were recorded: the latest that nothing corrects. Pure.

Every version stays readable. Order of arrival decides nothing: `at` does, then the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # key, at, by, voided, cluster, household, outcome, tries, corrects
DONE, NO_CHILD, EMPTY = "interviewed", "no_child", "empty"
SETTLED = (DONE, NO_CHILD, EMPTY, "refused")


@dataclass(frozen=True)
class Household:
    """One household of a cluster: the interview that stands, how often it was tried, and every version, latest last."""

    cluster: str
    number: str
    standing: Row
    tries: int
    versions: tuple[Row, ...]

    @property
    def outcome(self) -> str:
        """What came of it."""
        return str(self.standing["outcome"])


def households(rows: Iterable[Row]) -> list[Household]:
    """The households of these interviews, in the order of cluster and number. A number that was put right takes the
    version it corrects along."""
    rows = [row for row in rows if not row["voided"]]
    by_key = {row["key"]: row for row in rows}
    heirs = {row["corrects"]: row["key"] for row in sorted(rows, key=_moment) if row["corrects"] in by_key}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        last = by_key[_last(heirs, row["key"])]
        found.setdefault((last["cluster"], last["household"]), []).append(row)
    return [_household(place, some, heirs) for place, some in sorted(found.items(), key=_order)]


def _moment(row: Row) -> tuple[str, str]:
    return row["at"] or "", row["key"]


def _last(heirs: Mapping[str, str], key: str) -> str:
    """The end of the chain of corrections."""
    seen = {key}
    while key in heirs and heirs[key] not in seen:
        key = heirs[key]
        seen.add(key)
    return key


def _order(item: tuple[tuple[str, str], Sequence[Row]]) -> tuple[str, int, str]:
    cluster, number = item[0]
    return (
        cluster,
        int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 10**9,
        number,
    )


def _household(place: tuple[str, str], some: Sequence[Row], heirs: Mapping[str, str]) -> Household:
    ordered = sorted(some, key=_moment)
    standing = [row for row in ordered if row["key"] not in heirs] or ordered
    tries = len([row for row in ordered if not row["corrects"]])
    said = max((row["tries"] or 0 for row in ordered), default=0)
    return Household(*place, standing[-1], max(tries, said, 1), tuple(ordered))
