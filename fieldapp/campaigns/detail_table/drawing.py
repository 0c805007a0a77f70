"""明细表 as it stands in a page: its columns in parts that fit the paper, its numbers leading to children."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from fieldapp.campaigns.detail_table.table import ROWS, Column, Row, Table, cell_in

Drawn = list[tuple[list[list[tuple[str, int]]], list[tuple[Row, Markup]]]]


def drawn(table: Table, slices: str, page: str, area: str, language: str) -> Drawn:
    """The table in parts: the lines of heading, and each row with its cells.

    Args:
        slices: how the columns' cells cut ages, in an address.
        page: the address of the children behind a cell; `area` what a row without its own code is of.
    """
    ways = {kind: links(table.columns, kind, slices) for kind in ("village", *ROWS)}
    return [
        (
            heads(table.columns[part], language),
            [(row, _line(row, part, page, area, ways)) for row in table.rows],
        )
        for part in blocks(table.columns)
    ]


def _line(row: Any, part: slice, page: str, area: str, ways: dict[str, list[str]]) -> Markup:
    return line(row.cells[part], f"{page}?area={row.code or area}&amp;", ways[row.kind][part])


def links(columns: tuple[Column, ...], kind: str, slices: str) -> list[str]:
    """The cell that each column shows in rows of this kind, as an address has it."""
    return [quote(cell_in(column.cell, kind, slices), safe=":") for column in columns]


def line(cells: tuple[int | str, ...], page: str = "", ways: Sequence[str] = ()) -> Markup:
    """The cells of one row as they stand in the page, empty where none says anything. A county's table has some
    fifty thousand, and the template would take a third of a second to write them one by one.

    Args:
        page: the beginning of the address of the children behind a cell.
        ways: each column's cell; a number that is not 0 leads there.
    """
    said = cells if any(cell != "" for cell in cells) else ()
    words = [str(cell) if isinstance(cell, int) else escape(cell) for cell in said]
    for place, way in enumerate(ways if said else ()):
        if way and said[place] and isinstance(said[place], int):
            words[place] = f'<a href="{page}cell={way}">{words[place]}</a>'
    return Markup("<td>" + "</td><td>".join(words) + "</td>" if words else "")  # nosec B704


BLOCK = 37


def blocks(columns: tuple[Column, ...]) -> list[slice]:
    """The columns cut into parts that fit a landscape page, never inside a top heading."""
    parts, start, end = [], 0, 0
    for _top, group in groupby(columns, key=lambda column: column.top):
        width = len(list(group))
        if end > start and end + width - start > BLOCK:
            parts.append(slice(start, end))
            start = end
        end += width
    return [*parts, slice(start, end)]


def heads(columns: tuple[Column, ...], language: str) -> list[list[tuple[str, int]]]:
    """The three lines of heading as (words, columns spanned)."""
    which = 0 if language == "zh" else 1
    tops = [(key[which], len(list(group))) for key, group in groupby(columns, key=lambda c: c.top)]
    middles = [
        (key[1][which], len(list(group))) for key, group in groupby(columns, key=lambda c: (c.top, c.middle))
    ]
    return [tops, middles, [(column.low[which], 1) for column in columns]]
