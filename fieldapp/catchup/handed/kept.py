"""A paper as it is kept, and in what it differs from the same paper made later. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from fieldapp.catchup.tables.sheet import Cell, Column, Line, Paper, Part, Rate, Words

Place = tuple[str, str, tuple[str, ...]]  # the grid, what the line is known by, the headings


class Change(NamedTuple):
    """A cell that is other by now: its grid, line and headings, what it was and is (None: there is none)."""

    part: Words
    line: Line
    heads: Sequence[Words]
    then: Cell | None
    now: Cell | None


def as_text(paper: Paper) -> str:
    """The paper as it is stored."""
    return json.dumps(asdict(paper), ensure_ascii=False)


def as_paper(text: str) -> Paper:
    """The paper that was stored."""
    said = json.loads(text)
    parts = [_part(one) for one in said["parts"]]
    return Paper(_pair(said["title"]), _pairs(said["facts"]), parts, _pairs(said["notes"]))


def _part(said: dict[str, Any]) -> Part:
    columns = [Column(_pairs(one["heads"]), one["width"]) for one in said["columns"]]
    lines = [
        Line(_pair(one["name"]), list(map(_cell, one["cells"])), one["bold"], one["code"], one.get("key", ""))
        for one in said["lines"]
    ]
    return Part(_pair(said["named"]), _pair(said["corner"]), columns, lines)


def _cell(said: Any) -> Cell:
    return Rate(*said) if isinstance(said, list) else said


def _pair(said: Sequence[str]) -> Words:
    return said[0], said[1]


def _pairs(said: Sequence[Sequence[str]]) -> list[Words]:
    return [_pair(one) for one in said]


def differences(then: Paper, now: Paper) -> list[Change]:
    """Every cell that is other by now, in the order of the paper; a cell that is new or gone counts where it says
    anything."""
    before, after = _cells(then), _cells(now)
    found = []
    for place in [*before, *(one for one in after if one not in before)]:
        was, is_ = before.get(place), after.get(place)
        one = was or is_
        values = (was[3] if was else None), (is_[3] if is_ else None)
        if one is not None and values[0] != values[1] and any(map(_says, values)):
            found.append(Change(*one[:3], *values))
    return found


def _says(cell: Cell | None) -> bool:
    return bool(cell.n or cell.of) if isinstance(cell, Rate) else bool(cell)


def _cells(paper: Paper) -> dict[Place, tuple[Words, Line, Sequence[Words], Cell]]:
    return {
        (part.named[0], line.key or line.code or line.name[0], tuple(zh for zh, _en in column.heads)): (
            part.named,
            line,
            column.heads,
            cell,
        )
        for part in paper.parts
        for line in part.lines
        for column, cell in zip(part.columns, line.cells, strict=True)
    }
