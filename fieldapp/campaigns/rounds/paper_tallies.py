"""Tallies told by telephone or on paper, beside what phones have sent: shown, never counted.

A tally gives way when the records arrive; until then its difference is what is still on its way. Adding up is
pure: `parts_of` takes what was typed in, whatever its shape, and sums its numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.models.records import Fact
from fieldapp.sync.tallies import Book

TOTALS = ("total", "合计")


@dataclass(frozen=True)
class Paper:
    """One village's tally of a day: doses told, those whose records came, and whether its parts add up."""

    code: str
    village: str
    day: str
    source: str
    told: int
    come: int
    adds_up: bool

    @property
    def on_the_way(self) -> int:
        """Doses told whose records have not come."""
        return max(self.told - self.come, 0)


def parts_of(counts: Any) -> tuple[int, bool]:
    """The sum of a tally's numbers, and whether a total said beside them is the same; a total alone is believed."""
    said = counts if isinstance(counts, dict) else {}
    total = next((said[name] for name in TOTALS if _is_count(said.get(name))), None)
    parts = _numbers(counts)
    if not parts:
        return total or 0, True
    return sum(parts), total in (None, sum(parts))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000


def _numbers(counts: Any) -> list[int]:
    if isinstance(counts, dict):
        counts = [value for name, value in counts.items() if name not in TOTALS]
    if isinstance(counts, list):
        return [number for value in counts for number in _numbers(value)]
    return [counts] if _is_count(counts) else []


def read_paper(connection: Connection, county: str, round_: str, villages: Villages) -> list[Paper]:
    """The tallies of a round, the last said of each village and day, the greatest difference first."""
    query = select(Fact.area, Fact.on, Fact.more).where(Fact.county == county, Fact.kind == "paper_tally")
    query = query.where(Fact.round == round_, Fact.known.is_(True), Fact.voided.is_(False))
    query = query.where(in_villages(Fact.area, villages)).order_by(Fact.at, Fact.key)
    rows = connection.execute(query).all()
    last = {(villages.standing(row.area), row.on or ""): json.loads(row.more or "{}") for row in rows}
    if not last:
        return []
    come = tally_slices.by_village_and_slice(connection, Book(county, round_), "day", villages)
    found = [_paper(villages, code, day, said, come) for (code, day), said in last.items()]
    return sorted(found, key=lambda one: (-one.on_the_way, one.code, one.day))


def _paper(
    villages: Villages, code: str, day: str, said: dict[str, Any], come: dict[str, dict[str, Counts]]
) -> Paper:
    told, adds_up = parts_of(said.get("counts"))
    counted = come.get(code, {}).get(day, Counts()).vaccinated
    return Paper(
        code, place_said(villages.name(code)), day, str(said.get("source") or ""), told, counted, adds_up
    )
