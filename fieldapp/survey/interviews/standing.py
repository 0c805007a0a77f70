"""Which interview of a household stands, of all that were recorded: the latest that nothing corrects. Pure.

A correction stands in the place of the try it puts right: that an earlier try was put right afterwards does not make it
the last. Of several corrections of one interview the latest counts. Every version stays readable. Order of arrival
decides nothing: `at` does, then the key.
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
    """One household of a cluster: the interview that stands, how often it was tried, every version, latest last, and
    how each try ended after all corrections, in the order of the tries."""

    cluster: str
    number: str
    standing: Row
    tries: int
    versions: tuple[Row, ...]
    ends: tuple[Row, ...] = ()

    @property
    def outcome(self) -> str:
        """What came of it."""
        return str(self.standing["outcome"])

    @property
    def twice(self) -> bool:
        """Whether two people said they interviewed it: one of them has the wrong number, or both were there."""
        return len({row["by"] for row in self.ends if row["outcome"] == DONE}) > 1


@dataclass(frozen=True)
class _Try:
    """One try: what was first said of it, what it came to after all corrections, and every version."""

    first: Row
    end: Row
    versions: list[Row]


def households(rows: Iterable[Row]) -> list[Household]:
    """The households of these interviews, in the order of cluster and number. A number that was put right takes the
    version it corrects along."""
    found: dict[tuple[str, str], list[_Try]] = {}
    for one in _tries([row for row in rows if not row["voided"]]):
        found.setdefault((one.end["cluster"], one.end["household"]), []).append(one)
    return [_household(place, some) for place, some in sorted(found.items(), key=_order)]


def _tries(rows: Sequence[Row]) -> list[_Try]:
    by_key = {row["key"]: row for row in rows}
    made_from = {row["key"]: row["corrects"] for row in rows if row["corrects"] in by_key}
    heirs = {
        made_from[row["key"]]: row["key"] for row in sorted(rows, key=_moment) if row["key"] in made_from
    }
    found: dict[str, _Try] = {}
    for row in rows:
        first = _last(made_from, row["key"])
        if first not in found:
            found[first] = _Try(by_key[first], by_key[_last(heirs, first)], [])
        found[first].versions.append(row)
    return list(found.values())


def _moment(row: Row) -> tuple[str, str]:
    return row["at"] or "", row["key"]


def _last(links: Mapping[str, str], key: str) -> str:
    """The end of a chain: of corrections, or of what was corrected."""
    seen = {key}
    while key in links and links[key] not in seen:
        key = links[key]
        seen.add(key)
    return key


def _order(item: tuple[tuple[str, str], Sequence[_Try]]) -> tuple[str, int, str]:
    cluster, number = item[0]
    return (
        cluster,
        int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 10**9,
        number,
    )


def _household(place: tuple[str, str], some: Sequence[_Try]) -> Household:
    tries = sorted(some, key=lambda one: _moment(one.first))
    versions = sorted((row for one in tries for row in one.versions), key=_moment)
    said = max((row["tries"] or 0 for row in versions), default=0)
    ends = tuple(one.end for one in tries)
    return Household(*place, ends[-1], max(len(tries), said, 1), tuple(versions), ends)
