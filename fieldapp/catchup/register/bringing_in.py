"""A register brought in by the person signed in: read, and held against what is recorded (`carrying` writes it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g
from sqlalchemy import Connection

from fieldapp.accounts.showcase import is_demonstration
from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.catchup.register import meanings
from fieldapp.catchup.register.columns import CHILD, PASSED, WIDE, is_long, known_titles, wide_columns
from fieldapp.catchup.register.known import recorded
from fieldapp.catchup.register.lines import Register, Rules, read_register
from fieldapp.catchup.register.review import Review, review
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, let_go, reading, reads, writing
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import DAY, Column
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.ground.spreadsheets.reader import pages_within, table_on
from fieldapp.ground.words import language
from fieldapp.sync.from_office.foretelling import foretold
from fieldapp.sync.within import counties
from fieldapp.web.aside.ahead import Tell
from fieldapp.web.gate import Who, require

MOST = 60_000  # rows of one register
IMPORT = "import"


@dataclass(frozen=True)
class Asked:
    """What is said of a whole register: its county, the last day it speaks of, the village of lines that name none."""

    county: str
    as_of: str
    area: str = ""


@dataclass(frozen=True)
class Read:
    """A register as it was read: what was said of it, the table, its children, the villages it may name."""

    asked: Asked
    table: Table
    register: Register
    villages: Villages
    headings: list[str]  # words for vaccines in headings that somebody has to say the meaning of
    missing: list[Column]

    @property
    def no_doses(self) -> bool:
        """Whether children stand there and no column over doses was known: they would come without any."""
        names = self.table.lines[0].heads if self.table.lines else {"vaccine": None}
        return not any(name == "vaccine" or name.startswith((WIDE, PASSED)) for name in names)


@reads
def counties_of(connection: Connection, who: Who) -> list[tuple[str, str]]:
    """The counties a person's areas lie in, or that lie in them: code and name."""
    codes = counties(connection, who.areas)
    names = tree.names(connection, codes)
    return [(code, names.get(code, code)) for code in codes]


def asked_of(who: Who, county: str, as_of: str, area: str) -> Asked:
    """What a form says of a register; without a county her first.

    Raises:
        Problem: `wrong_value`, `day_in_future`, `not_allowed`.
    """
    day, own = read_day(as_of), [code for code, _name in counties_of(who)]
    county = county or (own[0] if own else "")
    if day is None or county not in own:
        raise Problem("wrong_value", field="as_of" if day is None else "county")
    if day > today().isoformat():
        raise Problem("day_in_future", field="as_of")
    if area:
        require(IMPORT, area)
        if not _is_village(area, county):
            raise Problem("wrong_value", field="area")
    return Asked(county, day, area)


@reads
def _is_village(connection: Connection, code: str, county: str) -> bool:
    row = tree.area(connection, code)
    return row is not None and (row.level, row.county) == ("village", county)


def read(who: Who, content: bytes, asked: Asked, tell: Tell | None = None) -> Read:
    """The children of a register, in whatever columns, one a dose or one row a dose.

    Args:
        tell: told that step 2 begins, with its rows, once the table is read.

    Raises:
        Problem: `sheet_empty`, and as of `read_table`.
    """
    with reading(db.engine) as connection:
        villages = read_villages(connection, asked.county, who.areas)
        vaccines = meanings.vaccines_of(connection, asked.county)
        columns = known_titles(meanings.read_words(connection, asked.county, meanings.COLUMN))
    ours = columns[: len(CHILD)]
    pages = pages_within(content, most=MOST)
    found = table_on(pages, content, ours)
    headings: list[str] = []
    if is_long(found.titles, columns):
        found = table_on(pages, content, columns)
    elif not found.missing:
        wide, headings = wide_columns(found.titles, columns, vaccines)
        found = table_on(pages, content, [*ours, *wide.values()]) if wide else found
    if tell:
        tell(2, len(found.lines))
    rules = Rules(asked.as_of, asked.county, villages.words(), asked.area, vaccines)
    register = read_register(found, rules)
    if not register.entries and not register.wrong:
        raise Problem("sheet_empty")
    return Read(asked, found, register, villages, headings, found.missing)


def compared(found: Read, choices: Mapping[int, str]) -> Review:
    """What bringing it in would do; the request lets go of its own transaction for it."""
    let_go()
    entries = found.register.entries
    with reading(db.engine) as connection:
        known = recorded(connection, found.asked.county, found.villages, entries)
    return review(entries, known, choices, found.asked.as_of)


def looked_at(who: Who, content: bytes, asked: Asked, tell: Tell) -> tuple[Read, Review]:
    """A register as it was read, and what bringing it in would do, step by step: the table, its rows, what is recorded.

    Raises:
        Problem: as of `read`.
    """
    found = read(who, content, asked, tell)
    tell(3, len(found.table.lines))
    return found, compared(found, {})


@reads
def not_counted(connection: Connection, who: Who, found: Review) -> dict[int, str]:
    """Lines whose child the server will not count as it stands, with its reason."""
    pairs = [
        (line, one) for line, one in zip(found.lines, found.operations, strict=True) if one["kind"] != "dose"
    ]
    said = foretold(connection, who, [one for _line, one in pairs])
    return {line: why.sentence(language()) for (line, _one), why in zip(pairs, said, strict=True) if why}


def area_within(found: Read) -> str:
    """The smallest area that holds every child of a register: a village, a township or the county."""
    areas = {one.area for one in found.register.entries}
    towns = {area[:TOWNSHIP] for area in areas}
    return next(iter(areas)) if len(areas) == 1 else towns.pop() if len(towns) == 1 else found.asked.county


def put_words(county: str, said: Mapping[tuple[str, str], str]) -> None:
    """Keep what the person signed in said of a county's words."""
    let_go()
    with writing(db.engine) as connection:
        meanings.put_words(connection, county, g.person.id, said)


@reads
def place_names(connection: Connection, what: Review, villages: Villages) -> dict[str, str]:
    """The names of the villages of those whom lines may be, and of those the register does not have."""
    codes = {one.village for q in what.questions for one in q.candidates if one.village}
    return tree.names(connection, codes | {one.village for one in what.missing})


@reads
def names_of(connection: Connection, codes: set[str]) -> dict[str, str]:
    """The names of places."""
    return tree.names(connection, codes)


@reads
def has_sample(connection: Connection) -> bool:
    """Whether there is a register to try with: in a demonstration."""
    return is_demonstration(connection)


def blank() -> tuple[Column, ...]:
    """The columns of an empty register to fill in, with four doses as examples."""
    doses = ("乙肝疫苗1", "脊灰灭活疫苗1", "百白破疫苗1", "麻腮风疫苗1")
    return (*CHILD, *(Column(f"form {words}", words, words, holds=DAY) for words in doses))
