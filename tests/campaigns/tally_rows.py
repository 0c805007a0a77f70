"""The cell that a row of the tallies is."""

from __future__ import annotations

from fieldapp.campaigns.children.cells import SLICES, Cell, written


def cell_of_row(cut: str, measure: str) -> Cell:
    """The cell that one row of the tallies is."""
    kind, _, rest = cut.partition(":")
    parts = rest.split("|") if len(SLICES[kind][0]) > 1 else [rest] if rest else []
    return Cell(kind, tuple(map(written, parts)), measure)
