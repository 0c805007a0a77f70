"""The rows of one county that a batch touches, and what of them it changed. Pure."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.records.rows.stamps import REFERENCE, Row, Stamp, stamps_of


class WorkingSet:
    """The rows a batch touches, of one county: as they are, and (`before`) as they were read. `blank` gives an empty
    row of a table."""

    def __init__(self, county: str, blank: Callable[[str], Row]) -> None:
        self.county, self.blank = county, blank
        self.rows: dict[str, dict[str, Row]] = {}
        self.before: dict[str, dict[str, Row]] = {}
        self.new: set[tuple[str, str]] = set()
        self.said: set[tuple[str, str]] = set()
        self.changed: set[tuple[str, str]] = set()
        self.links_changed: set[str] = set()
        self.departed: set[tuple[str, str, str]] = set()

    def get(self, table: str, key: str | None) -> Row | None:
        """A row already in the working set."""
        return self.rows.get(table, {}).get(key or "")

    def put(self, table: str, row: Row) -> None:
        """Lay a row read from the database in the working set, before anything is said of it; one that lies there
        already stays as it is."""
        if self.get(table, row["key"]) is None:
            self.rows.setdefault(table, {})[row["key"]] = row
            self.before.setdefault(table, {})[row["key"]] = dict(row)

    def touch(self, table: str, key: str) -> None:
        """Say that a row must be written and take a new version."""
        self.said.add((table, key))
        self.changed.add((table, key))

    def renumber(self, table: str, key: str) -> None:
        """Say that a row takes a new version, because what is shown with it changed."""
        self.changed.add((table, key))

    def need(self, table: str, key: str, area: str, at: str, named_by: str, takes_back: bool = False) -> Row:
        """The row, made as a placeholder if nobody has named it yet; its area is at least what the reference says, of
        several the latest, before any void."""
        row = self.get(table, key)
        if row is None:
            row = self.blank(table) | {"county": self.county, "key": key, "area": area, "package_area": area}
            row |= {"known": False, "voided": False, "version": 0}
            self.rows.setdefault(table, {})[key] = row
            self.new.add((table, key))
            self.touch(table, key)
        if not row["known"] and "stamps" in row:
            self.say_area(table, row, area, [REFERENCE + at, named_by, "", 0])
        elif not row["known"] and not takes_back:
            self._say_place(table, row, area, f"{REFERENCE}{at} {named_by}")
        return row

    def _say_place(self, table: str, row: Row, area: str, mark: str) -> None:
        """Where a record that one operation will make lies until it has come: what names it says so, kept in `at`."""
        if mark > (row["at"] or ""):
            row["at"], row["area"] = mark, area
            self.touch(table, row["key"])

    def say_area(self, table: str, row: Row, area: str, stamp: Stamp) -> None:
        """Let the latest word of a merging row's area stand."""
        stamps = stamps_of(row)
        if stamp[:2] > stamps.get("area", ["", ""])[:2]:
            stamps["area"], row["area"] = stamp, area
            self.touch(table, row["key"])
