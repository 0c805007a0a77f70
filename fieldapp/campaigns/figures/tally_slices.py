"""The counts of a round that a page shows, by slice and by village. Reads only."""

from __future__ import annotations

from sqlalchemy import Connection

from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures.indicators import Counts, counts
from fieldapp.sync import tallies
from fieldapp.sync.tallies import Book


def by_slice(connection: Connection, book: Book, prefix: str, villages: Villages) -> dict[str, Counts]:
    """Counts of every slice `prefix:…`, summed over the villages; keys without the prefix."""
    found = tallies.by_slice(connection, book, prefix, villages)
    return {cut: counts(measures) for cut, measures in found.items()}


def missed_by_village(connection: Connection, book: Book, villages: Villages) -> dict[str, Counts]:
    """The counts of all children by standing village, with those to come back to."""
    found = tallies.by_village(connection, book, villages, also={"outcome": "missed"})
    return {code: counts(measures) for code, measures in found.items()}


def by_village(
    connection: Connection, book: Book, villages: Villages, slice_: str = "all"
) -> dict[str, Counts]:
    """Counts of one slice, by standing village; villages without any are there with zeros."""
    found = tallies.by_village(connection, book, villages, slice_)
    return {code: counts(measures) for code, measures in found.items()}


def by_village_and_slice(
    connection: Connection, book: Book, prefix: str, villages: Villages
) -> dict[str, dict[str, Counts]]:
    """Village → slice (without its prefix) → counts, for tables with a row a village."""
    found = tallies.by_village_and_slice(connection, book, prefix, villages)
    return {code: {cut: counts(cell) for cut, cell in cuts.items()} for code, cuts in found.items()}
