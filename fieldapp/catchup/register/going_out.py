"""Doses in the register's own columns: which of its columns held what, and lines that its next import takes back as the
same doses. Pure.

A register's layout is what its last import found: headings in their places, which of our columns each was, and what
the register calls a product. Wide ones get one line a child with the days under the headings of their product, the
n-th dose of a product under its n-th heading; long ones one line a dose. What the layout has no column for gets one
behind the others, so that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.catchup.register.columns import CHILD, DOSE, WIDE, product_of
from fieldapp.catchup.register.lines import Register
from fieldapp.ground.spreadsheets.cells import title_of
from fieldapp.ground.spreadsheets.lines import Table

LOTS = {title_of(one) for one in ("批号", "疫苗批号", "接种批号", "生产批号")}
NEEDED = (
    "name",
    "born",
    "card_no",
    "guardian",
    "phone",
    "area_code",
)  # without a layout, or where it has none
SEXES = {"male": "男", "female": "女"}
Layout = dict[str, Any]


@dataclass(frozen=True)
class GivenDose:
    """One dose that goes out: product, day, lot, and its number among all doses of its product the child has had."""

    product: str
    day: str
    nth: int
    lot: str = ""


@dataclass(frozen=True)
class Line:
    """A child with its doses that go out; `said`: what columns of the child hold, by name."""

    child: str
    said: Mapping[str, str]
    doses: Sequence[GivenDose]


@dataclass
class Sheet:
    """A table that goes out: headings, and rows of words."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def layout_of(table: Table, register: Register) -> Layout:
    """What is kept of a register's columns."""
    heads = table.lines[0].heads if table.lines else {}
    places = {name: place for name, (_heading, place) in heads.items() if place is not None}
    return {"titles": list(table.titles), "columns": places, "called": dict(register.called)}


def laid_out(layout: Layout, lines: Iterable[Line], names: Mapping[str, str]) -> Sheet:
    """The table that goes out.

    Args:
        layout: of the last import, or an empty one.
        names: what a product is called where the register does not say it.
    """
    sheet = _Sheet(layout or _plain(), names)
    for line in lines:
        sheet.put(line)
    return Sheet(sheet.heads, [sheet.whole(row) for row in sheet.rows])


def _plain() -> Layout:
    """The columns of a register nobody has brought in yet: a row a dose."""
    columns = [one for one in (*CHILD, *DOSE) if one.name in (*NEEDED, "sex", "vaccine", "given_on")]
    places = {one.name: n for n, one in enumerate(columns)}
    return {"titles": [one.zh for one in columns], "columns": places, "called": {}}


class _Sheet:
    def __init__(self, layout: Layout, names: Mapping[str, str]) -> None:
        self.heads = [str(title) for title in layout.get("titles", ())]
        self.places = {str(name): int(place) for name, place in layout.get("columns", {}).items()}
        self.called = dict(names) | dict(layout.get("called", {}))
        self.long = "vaccine" in self.places
        self.rows: list[dict[int, str]] = []
        self.lots = [n for n, title in enumerate(self.heads) if title_of(title) in LOTS]
        self.of_product: dict[str, list[int]] = {}
        for name, place in sorted(self.places.items(), key=lambda one: one[1]):
            if name.startswith(WIDE):
                self.of_product.setdefault(product_of(name), []).append(place)
        words = {one.name: one.zh for one in CHILD}
        for name in NEEDED[:2]:
            if name not in self.places:
                self.places[name] = self.more(words[name])

    def more(self, title: str) -> int:
        """One column more."""
        self.heads.append(title)
        return len(self.heads) - 1

    def put(self, line: Line) -> None:
        said = {place: line.said.get(name, "") for name, place in self.places.items() if name in line.said}
        if self.long:
            for dose in line.doses:
                row = dict(said)
                row[self.places["vaccine"]] = self.called.get(dose.product, dose.product)
                row[self.places["given_on"]] = dose.day
                row |= dict.fromkeys(self.lots[:1], dose.lot)
                self.rows.append(row)
            return
        for dose in line.doses:
            place = self.column(dose)
            said[place] = dose.day
        self.rows.append(said)

    def column(self, dose: GivenDose) -> int:
        """The column of a dose, one more where the register has none for it."""
        columns = self.of_product.setdefault(dose.product, [])
        while len(columns) < dose.nth:
            words = self.called.get(dose.product, dose.product)
            columns.append(self.more(f"{words}{len(columns) + 1}"))
        return columns[dose.nth - 1]

    def whole(self, row: Mapping[int, str]) -> list[str]:
        """A row in its places; what stands nowhere is empty."""
        return [row.get(n, "") for n in range(len(self.heads))]


def numbered(given: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of each dose of a child, product and day, among those of its product."""
    found: dict[tuple[str, str], int] = {}
    count: dict[str, int] = {}
    for product, day in sorted(set(given), key=lambda one: (one[1] or "", one[0])):
        count[product] = count.get(product, 0) + 1
        found[(product, day)] = count[product]
    return found
