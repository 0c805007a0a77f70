"""`fieldapp explain ROUND CELL`: names every child behind a cell of a round, a line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import click
from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.cell_children import Counted, Line
from fieldapp.campaigns.children.cells import Cell, read_area_and_cell
from fieldapp.campaigns.names import areas_named
from fieldapp.commands.server import ready_app
from fieldapp.ground.db import db, reading
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Person
from fieldapp.records.permissions import allowed, may_somewhere
from fieldapp.sync.tallies import Book
from fieldapp.web.scopes import areas_of

LONG = 10_000  # from so many children on standard error says how far it is
Sees = Callable[[str], bool]


@click.command()
@click.argument("round_", metavar="ROUND")
@click.argument("cell", metavar="CELL", nargs=-1, required=True)
@click.option("--as", "username", metavar="USERNAME", help="Only what this person may see.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def explain(round_: str, cell: tuple[str, ...], username: str | None, as_json: bool, lang: str) -> None:
    """Name every child behind a cell, and why it is there.

    ROUND is a round's key or "campaign name/n"; CELL is an area, a slice and a measure, such as
    "430921103 born:2021|local|0 target" (docs/indicators.md).
    """
    with ready_app().app_context():
        try:
            area, asked = read_area_and_cell(" ".join(cell))
            with reading(db.engine) as connection:
                for line in lines_of(connection, round_, area, asked, username, lang):
                    click.echo(json.dumps(line, ensure_ascii=False) if as_json else as_text(line, lang))
        except Problem as problem:
            raise BadInput(problem.sentence("en")) from None
        finally:
            db.engine.dispose()


def lines_of(
    connection: Connection, round_: str, area: str, cell: Cell, username: str | None, language: str
) -> Iterator[Line]:
    """Every child behind the cell, village by village.

    Raises:
        BadInput: an unknown round, area or person, or one who may not see it.
    """
    county, key, name = _round(connection, round_)
    here = cell_children.counted(connection, county, key, name)
    seen, sees = _reach(connection, area, county, username)
    villages = _villages(connection, county, seen)
    figures = cell_children.village_figures(connection, Book(county, key), villages, cell)
    total, done = sum(figures.values()), 0
    names = areas_named(connection, county)
    if username and total and not _names_somebody(connection, username):
        raise BadInput(f"{username} may see this figure ({total}), but not whose it is.")
    for village in figures:
        yield from _told_of(connection, here, cell, village, names, sees, language)
        done += figures[village]
        if total >= LONG:
            click.echo(f"{done} of {total}", err=True)


def _told_of(
    connection: Connection,
    here: Counted,
    cell: Cell,
    village: str,
    names: dict[str, str],
    sees: Sees,
    language: str,
) -> list[Line]:
    found = cell_children.behind(connection, here, cell, village)
    return cell_children.describe(connection, here, found, lambda code: names.get(code, code), sees, language)


def _round(connection: Connection, said: str) -> tuple[str, str, str]:
    """County and key of a round named by its key or as `campaign name/n`, and the campaign's name."""
    query = select(Campaign.county, Round.key, Campaign.name).join(Campaign, Campaign.key == Round.campaign)
    name, _, n = said.rpartition("/")
    query = query.where(
        (Campaign.name == name) & (Round.n == int(n))
        if name and n.isascii() and n.isdecimal() and len(n) < 5
        else Round.key == said
    )
    rows = connection.execute(query).all()
    if not rows:
        known = select(Campaign.name, Round.n).join(Round, Round.campaign == Campaign.key)
        named = [f"{one}/{m}" for one, m in connection.execute(known.order_by(Campaign.name, Round.n))]
        there = f"There are: {', '.join(named[:20])}" if named else "There is none yet"
        raise BadInput(f"There is no round {said!r}. {there}.")
    if len(rows) > 1:
        raise BadInput(f"{len(rows)} rounds are called {said!r}: name it by its key ({rows[0].key} …).")
    return rows[0].county, rows[0].key, rows[0].name


def _reach(
    connection: Connection, area: str, county: str, username: str | None
) -> tuple[tuple[str, ...], Sees]:
    """What of the area is to be shown, and whose personal data: all of it to who sits at the server."""
    if connection.scalar(select(Area.code).where(Area.code == area)) is None:
        raise BadInput(f"There is no area {area}.")
    inside = overlap([area], [county])
    if not inside:
        raise BadInput(f"The round is of county {county}; {area} lies outside it.")
    if username is None:
        return inside, lambda _area: True
    person = connection.execute(
        select(Person.id, Person.role).where(Person.username == username, Person.active)
    ).first()
    if person is None:
        raise BadInput(f"There is nobody called {username!r}.")
    own = tuple(areas_of(connection, person.id))
    seen = overlap(own, inside)
    if not seen:
        raise BadInput(f"{area} is no area of {username}'s.")
    return seen, lambda code: allowed(person.role, "children.see", own, code)


def _names_somebody(connection: Connection, username: str) -> bool:
    role = connection.scalar(select(Person.role).where(Person.username == username)) or ""
    return bool(role) and may_somewhere(role, "children.see")


def _villages(connection: Connection, county: str, seen: tuple[str, ...]) -> Villages:
    """The villages of some areas as pages add them up; of a village that was merged into another, itself."""
    villages = read_villages(connection, county, seen)
    if all(code in villages.heirs for code in seen):
        return Villages({}, {}, {}, tuple(seen))
    return villages


SEX = {"male": ("男", "boy"), "female": ("女", "girl")}
HEADS = ("name", "sex", "born", "village", "household", "guardian", "phone", "visit", "why")


def as_text(line: Line, language: str) -> str:
    """A line for people: the fields of `HEADS` between tabs; what is not known is `—`."""
    place = 0 if language == "zh" else 1
    visit = line["visit"]
    said: dict[str, Any] = dict(line) | {
        "sex": SEX[line["sex"]][place] if line["sex"] in SEX else "",
        "village": line["village"] + (f"（{line['home']}）" if line["home"] else ""),
        "visit": f"{visit['day']} {visit['words']} {visit['who']}" if visit else "",
    }
    if not line["shown"]:
        said["name"] = ("（住在别处）", "(lives elsewhere)")[place]
    return "\t".join(_plain(str(said[name] or "—")) for name in HEADS)


def _plain(words: str) -> str:
    """On one line, and nothing a terminal would obey."""
    return "".join(one if one.isprintable() else " " for one in words)
