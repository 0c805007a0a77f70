"""`fieldapp backup` and `fieldapp restore`: the whole database as one file, from and to either database.

A backup is one consistent reading while the server goes on serving. A restore is one transaction: all of it
or nothing, into tables as old as the backup, which are then brought up to date; it gives the server a new
epoch, so that phones fetch their packages again and send what the backup does not know. Photos go along; the
secret key and settings.toml are no part of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, Integer, MetaData, Table, func, inspect, select, text, update
from sqlalchemy.exc import OperationalError

import fieldapp
from fieldapp import create_app
from fieldapp.commands import archive
from fieldapp.commands.server import ready_app, upgrade
from fieldapp.ground import private
from fieldapp.ground.clock import now
from fieldapp.ground.db import Base, db, insert_all, reading, upsert, writing
from fieldapp.ground.problems import BadInput
from fieldapp.sync import files
from fieldapp.sync.outgoing import packages

OWN = {"setting", "code", "audit"}  # what `fieldapp init` has filled before anybody recorded anything
AT_ONCE = 5000


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database, whatever is written meanwhile."""
    with reading(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _tables(connection: Connection, names: Iterable[str] | None = None) -> list[Table]:
    """Our tables (or those of these names) as they stand in this database, parents before children."""
    found = MetaData()
    wanted = set(names or Base.metadata.tables) & set(inspect(connection).get_table_names())
    found.reflect(connection, only=sorted(wanted))
    return found.sorted_tables


def save(engine: Engine, file: Path, instance: Path | None = None) -> archive.Manifest:
    """Write everything the database holds to `file`, and the photos of the instance folder.

    Raises:
        BadInput: the file cannot be written, or `fieldapp init` did not make the database.
    """
    with snapshot(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise BadInput("The database does not say which version made it: run 'fieldapp init' first.")
        about = {"made": now(), "version": fieldapp.__version__, "revision": revision}
        tables = ((t.name, list(t.columns.keys()), _rows(connection, t)) for t in _tables(connection))
        return archive.write(file, about, tables, files.kept(instance / "files") if instance else ())


def _rows(connection: Connection, table: Table) -> archive.Rows:
    query = select(table).order_by(*table.primary_key.columns)
    return connection.execute(query.execution_options(yield_per=AT_ONCE))


def bring_back(engine: Engine, file: Path, replace: bool = False) -> archive.Manifest:
    """Make the database what `file` says, under a new epoch.

    Args:
        engine: a database with no records, unless `replace`.
        file: a backup made by `save`, on either kind of database, by this version or an older one.
        replace: drop what is there.

    Raises:
        BadInput: the file is not whole or from a newer version, the database is not empty or is in use.
    """
    manifest = archive.check(file)
    try:
        with writing(engine) as connection:
            if not replace:
                _must_be_empty(connection)
            _load(connection, file, manifest)
    except OperationalError as wrong:
        raise BadInput(f"The database cannot be changed now; stop the server first ({wrong.orig}).") from None
    return manifest


def _must_be_empty(connection: Connection) -> None:
    for table in _tables(connection):
        if table.name not in OWN and connection.scalar(select(func.count()).select_from(table)):
            raise BadInput(
                f"The database is not empty ({table.name} has rows): restore into a new instance, "
                "or say --replace to lose what is there."
            )


def _load(connection: Connection, file: Path, manifest: archive.Manifest) -> None:
    """Tables as old as the backup, its rows, then every migration since."""
    _drop(connection)
    try:
        upgrade(connection, manifest["revision"])
    except CommandError:
        raise BadInput(f"{file} comes from a newer version of fieldapp ({manifest['version']}).") from None
    described = {table["name"]: table for table in manifest["tables"]}
    for table in _tables(connection, described):
        _fill(connection, table, file, described[table.name])
    upgrade(connection, "head")
    setting = Base.metadata.tables["setting"]
    connection.execute(update(setting).where(setting.c.name == "epoch").values(value=str(uuid.uuid4())))
    sessions = Base.metadata.tables["office_session"]  # those signed out of since would stand again
    standing = update(sessions).where(sessions.c.ended_at.is_(None))
    connection.execute(standing.values(ended_at=now(), ended_how="restored"))


def _drop(connection: Connection) -> None:
    for table in reversed(_tables(connection)):
        table.drop(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _fill(connection: Connection, table: Table, file: Path, described: archive.Manifest) -> None:
    """Insert rows; a column that names a row of its own table (the area above) is said when all are there."""
    upward = [
        key.parent.name for key in table.foreign_keys if key.target_fullname.startswith(f"{table.name}.")
    ]
    for rows in archive.read(file, described):
        insert_all(connection, table, [row | dict.fromkeys(upward) for row in rows])
    if upward:
        for rows in archive.read(file, described):
            upsert(connection, table, [row for row in rows if any(row[name] for name in upward)])
    _go_on_counting(connection, table)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers rows by a counter of its own, which rows that bring their number do not move."""
    key = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql" and len(key) == 1 and isinstance(key[0].type, Integer):
        highest = connection.scalar(select(func.max(key[0]))) or 0
        counter = func.pg_get_serial_sequence(table.name, key[0].name)
        connection.execute(select(func.setval(counter, highest + 1, False)))


def bring_files_back(file: Path, manifest: archive.Manifest, instance: Path) -> None:
    """Put the photos of a checked backup in their places, and forget packages made from what was there before."""
    for name, content in archive.read_files(file, manifest):
        files.put(instance / "files", name, content)
    packages.forget(instance / "packages")


def _summary(manifest: archive.Manifest) -> str:
    rows, photos = sum(table["rows"] for table in manifest["tables"]), len(manifest.get("files", []))
    return f"{rows} rows" + (f" and {photos} files" if photos else "")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database and the photos to FILE (a zip), also while the server is serving."""
    app = ready_app()
    with app.app_context():
        manifest = save(db.engine, file, Path(app.config["INSTANCE"]))
    click.echo(f"Saved {_summary(manifest)} to {file}.")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Lose what the database holds now.")
def restore(file: Path, replace: bool) -> None:
    """Fill an empty database from FILE; phones then send again what FILE does not know."""
    app = create_app()
    private.instance(Path(app.config["INSTANCE"]))
    with app.app_context():
        manifest = bring_back(db.engine, file, replace)
    bring_files_back(file, manifest, Path(app.config["INSTANCE"]))
    click.echo(f"Restored {_summary(manifest)}, as they stood at {manifest['made']}.")
