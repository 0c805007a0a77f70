"""What an uploaded file of areas would do, before it does it: added, changed, wrong. Reads only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.accounts.permissions import is_own
from fieldapp.areas.files import COLUMNS, is_national
from fieldapp.areas.incoming import Incoming, Wrong, check, said_of
from fieldapp.areas.models import Area
from fieldapp.areas.outlines import Outline, outlines_of
from fieldapp.areas.tree import codes_by_name
from fieldapp.problems import Problem
from fieldapp.sheets import decode, read_sheet

MOST_LISTED = 100


@dataclass(frozen=True)
class Review:
    """A file's rows with what each would do (`new`, `changed`, `same`), its outlines, and what is wrong."""

    rows: list[Incoming] = field(default_factory=list)
    does: dict[str, str] = field(default_factory=dict)
    outlines: list[Outline] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many rows would do `what`."""
        return sum(1 for does in self.does.values() if does == what)

    def listed(self) -> list[Incoming]:
        """The first rows that would change something."""
        return [row for row in self.rows if self.does[row.code] != "same"][:MOST_LISTED]


def review(connection: Connection, name: str, content: bytes, own: Sequence[str], language: str) -> Review:
    """Look at an uploaded sheet, or GeoJSON by its name; only areas inside `own` may be new or changed.

    Raises:
        Problem: the file cannot be read at all.
    """
    if name.lower().endswith((".geojson", ".json")):
        return _of_outlines(connection, name, content, own, language)
    if is_national(content):
        raise Problem("national_table", name=name)
    read = [said_of(line.cells, line.number, name) for line in read_sheet(content, COLUMNS)]
    known = {row.code: row for row in connection.execute(select(*Area.__table__.columns))}
    rows, wrong = check((row for row in read if isinstance(row, Incoming)), known)
    does = {row.code: _does(row, known) for row in rows}
    wrong = [row for row in read if isinstance(row, Wrong)] + wrong
    seen = {one.line for one in wrong}
    others = (row for row in rows if does[row.code] != "same" and not _may_name(row, known, own))
    wrong += [_not_own(row) for row in others if row.line not in seen]
    return Review(
        rows, does, wrong=[one.sentence(language) for one in sorted(wrong, key=lambda one: one.line)]
    )


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
