"""What an uploaded file of areas would do, before it does it: added, changed, wrong. Reads only."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.agreement import Doubt, Known, doubts, without
from fieldapp.areas.books import NAMES, book_of, expected_names
from fieldapp.areas.files import COLUMNS, is_national, read_line
from fieldapp.areas.incoming import Incoming, Wrong, check
from fieldapp.areas.outlines import Outline, outlines_of
from fieldapp.areas.tree import codes_by_name
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Line
from fieldapp.ground.spreadsheets.lines import Wrong as WrongCell
from fieldapp.ground.spreadsheets.reader import decode, read_table, required
from fieldapp.models.areas import Area
from fieldapp.records.permissions import is_own

MOST_LISTED = 100


@dataclass(frozen=True)
class Review:
    """A file's rows with what each would do (`new`, `changed`, `same`), its outlines, what is wrong, and what is asked.

    `rows` are those that may be applied; `doubts` are not among them unless their new name was taken.
    """

    rows: list[Incoming] = field(default_factory=list)
    does: dict[str, str] = field(default_factory=dict)
    outlines: list[Outline] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cells: list[WrongCell] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    unread: list[Words] = field(default_factory=list)
    other_book: Words | None = None

    def count(self, what: str) -> int:
        """How many of the rows to apply would do `what`."""
        return sum(1 for row in self.rows if self.does[row.code] == what)

    def listed(self) -> list[Incoming]:
        """The first rows that would change something."""
        return [row for row in self.rows if self.does[row.code] != "same"][:MOST_LISTED]


def review(
    connection: Connection,
    name: str,
    content: bytes,
    own: Sequence[str],
    language: str,
    taken: Collection[str] = (),
) -> Review:
    """Look at an uploaded sheet, or GeoJSON by its name; only areas inside `own` may be new or changed.

    Args:
        taken: codes of which the file's name is to be taken although another one is known.

    Raises:
        Problem: the file cannot be read at all.
    """
    if name.lower().endswith((".geojson", ".json")):
        return _of_outlines(connection, name, content, own, language)
    if is_national(content):
        raise Problem("national_table", name=name)
    table = required(read_table(content, COLUMNS))
    read = [read_line(line, name) for line in table.lines]
    known = {row.code: row for row in connection.execute(select(*Area.__table__.columns))}
    rows, unfit = check((row for row in read if isinstance(row, Incoming)), known)
    does = {row.code: _does(row, known) for row in rows}
    wrong = [*(row for row in read if isinstance(row, Wrong)), *unfit]
    wrong = sorted([*wrong, *_outside(rows, does, known, own, wrong)], key=lambda one: one.line)
    lines = {line.number: line for line in table.lines}
    return replace(
        _agreement(rows, known, taken),
        does=does,
        wrong=[_sentence(one, lines, language) for one in wrong],
        cells=[_cell(one, lines) for one in wrong],
        unread=table.unread,
    )


def _outside(
    rows: list[Incoming],
    does: dict[str, str],
    known: dict[str, Any],
    own: Sequence[str],
    wrong: list[Wrong],
) -> list[Wrong]:
    """Areas that are not one's own to change, but for lines of which something else is said already."""
    seen = {one.line for one in wrong}
    others = (row for row in rows if does[row.code] != "same" and not _may_name(row, known, own))
    return [_not_own(row) for row in others if row.line not in seen]


def _agreement(rows: list[Incoming], known: dict[str, Any], taken: Collection[str]) -> Review:
    """The rows that may be applied, and what is asked where code and name disagree with what is known."""
    names = {code: row.name for code, row in known.items()}
    standing = {code: Known(row.name, row.retired_on is None) for code, row in known.items()}
    said = [(row.code, row.name) for row in rows]
    asked = doubts(rows, standing, expected_names(names, said))
    return Review(without(rows, asked, taken), doubts=asked, other_book=_other_book(said, names))


def _sentence(one: Wrong, lines: dict[int, Line], language: str) -> str:
    """What is wrong, under the sheet's own heading."""
    line = lines.get(one.line)
    heading = line.heads.get(one.field, (one.field, 0))[0] if line else one.field
    return replace(one, field=heading).sentence(language)


def _cell(one: Wrong, lines: dict[int, Line]) -> WrongCell:
    line = lines[one.line]
    return line.wrong(one.field, (one.zh, one.en), line.cells.get("name", ""), lost=one.field in line.faults)


def _other_book(rows: list[tuple[str, str]], known: dict[str, str]) -> Words | None:
    """Which book a file follows, where the areas there are follow the other one."""
    theirs, counties = book_of(rows), {code[:6] for code, _name in rows if len(code) > len("430921")}
    ours = book_of((code, name) for code, name in known.items() if code[:6] in counties)
    if not theirs or not ours or theirs == ours:
        return None
    (zh, en), (our_zh, our_en) = NAMES[theirs], NAMES[ours]
    return f"这张表用的是{zh}，本系统的地区表用的是{our_zh}", f"this sheet has {en}, the areas here {our_en}"


def _may_name(row: Incoming, known: dict[str, Any], own: Sequence[str]) -> bool:
    """One's own areas, and those above them that have no name yet."""
    kept = known.get(row.code)
    nameless = kept is not None and kept.name == kept.code
    return is_own(own, row.code) or (nameless and any(code.startswith(row.code) for code in own))


def _does(row: Incoming, known: dict[str, object]) -> str:
    kept = known.get(row.code)
    if kept is None:
        return "new"
    pairs = ((getattr(row, name), getattr(kept, name)) for name in ("name", "population", "lat", "lon"))
    return "changed" if any(said is not None and said != old for said, old in pairs) else "same"


def _not_own(row: Incoming) -> Wrong:
    return Wrong(
        row.file, row.line, "code", f"{row.code} 不在您的地区内", f"{row.code} lies outside your areas"
    )


def _of_outlines(
    connection: Connection, name: str, content: bytes, own: Sequence[str], language: str
) -> Review:
    by_name: dict[str, list[str]] = {}
    for code in own:
        for place, codes in codes_by_name(connection, code).items():
            by_name.setdefault(place, []).extend(codes)
    try:
        said = json.loads(decode(content))
    except (ValueError, RecursionError):
        raise Problem("outlines_unreadable") from None
    outlines, wrong = outlines_of(said, name, by_name)
    return Review(outlines=outlines, wrong=[one.sentence(language) for one in wrong])
