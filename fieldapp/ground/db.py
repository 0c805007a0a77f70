"""Engine, session and base classes; how a transaction begins; the lock that makes a county consistent.

SQLite and PostgreSQL behave alike from here on: a writing transaction holds the writer lock (SQLite) or
its county's row (PostgreSQL) from its first statement, and a commit is on the disk when it returns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    Result,
    String,
    Table,
    TextualSelect,
    any_,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from fieldapp.ground import private

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of fieldapp; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit is on the disk when it returns
    "foreign_keys=ON",
    "busy_timeout=15000",
    "cache_size=-65536",  # 64 MB: keys are random, so a batch touches pages everywhere in the indexes
    "wal_autocheckpoint=8000",  # pages changed by several batches are then copied to the file once
)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    for _number, _name, file in connection.execute("PRAGMA database_list").fetchall():
        if file:
            private.database(file)
    connection.isolation_level = None  # we say BEGIN ourselves: pysqlite begins too late and too weakly
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _first_line(wrong: BaseException | None) -> None:
    """PostgreSQL says in further lines what the refused row holds: names and numbers that belong in no log."""
    if wrong is not None:
        wrong.args = tuple(one.partition("\n")[0] if isinstance(one, str) else one for one in wrong.args)


@event.listens_for(Engine, "handle_error")
def _name_nobody(context: ExceptionContext) -> None:
    _first_line(context.original_exception)
    _first_line(context.sqlalchemy_exception)


def writes_follow() -> None:
    """Say that what this request or command does next may write: SQLite then takes its writer lock at once,
    since a reader that turns writer half-way is refused when another has written meanwhile."""
    _writing.set(True)


def only_reads_follow() -> None:
    """Take back `writes_follow`."""
    _writing.set(False)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads and never holds the writer lock, whatever the request will write later."""
    token = _writing.set(False)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        _writing.reset(token)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction: committed at the end, rolled back by any error."""
    token = _writing.set(True)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


P = ParamSpec("P")
R = TypeVar("R")


def reads(read: Callable[Concatenate[Connection, P], R]) -> Callable[P, R]:
    """A question asked over a connection, as one that opens a reading connection of its own: what a page asks."""

    @wraps(read)
    def asked(*arguments: P.args, **more: P.kwargs) -> R:
        with reading(db.engine) as connection:
            return read(connection, *arguments, **more)

    return asked


def let_go() -> None:
    """Undo what this request has begun in its own session: what follows takes the writer lock itself."""
    db.session.rollback()
    only_reads_follow()


def among(connection: Connection, column: ColumnElement[Any], keys: list[str]) -> ColumnElement[bool]:
    """Whether `column` is one of `keys`, as one parameter however many there are: the statement is read and
    planned once instead of once for every number of keys."""
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(json.dumps(keys)).table_valued("value").c.value))
    return column == any_(literal(keys, ARRAY(String)))


def among_said(
    connection: Connection, column: ColumnElement[Any], values: Iterable[str | None]
) -> ColumnElement[bool]:
    """`among` of what of `values` says something."""
    return among(connection, column, sorted({value for value in values if value}))


def look_up(
    connection: Connection, table: Table, names: tuple[str, ...], by: str, keys: list[str], **given: Any
) -> Result[Any]:
    """Columns `names` of the rows whose column `by` is one of `keys`; `given`: `county` they are of, or `not_county`.

    PostgreSQL is made to take the keys one by one from the index of `by`: left to itself it reads a whole county
    as long as it has not counted its tables.
    """
    statement = _look_up(connection.dialect.name, table, names, by, tuple(given))
    return connection.execute(statement, {"keys": orjson.dumps(keys).decode(), **given})


CONDITIONS = {"county": "county = :county", "not_county": "county <> :not_county AND known"}


@cache
def _look_up(
    dialect: str, table: Table, names: tuple[str, ...], by: str, given: tuple[str, ...]
) -> TextualSelect:
    quote = (sqlite if dialect == "sqlite" else postgresql).dialect().identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    where = "".join(f" AND {CONDITIONS[name]}" for name in given)
    if dialect == "sqlite":
        source = f"{table.name} WHERE {quote(by)} IN (SELECT value FROM json_each(:keys)){where}"  # nosec B608
    else:
        rows = f"SELECT {columns} FROM {table.name} WHERE {quote(by)} = asked.key{where} OFFSET 0"  # nosec B608
        source = f"json_array_elements_text(CAST(:keys AS json)) AS asked (key) CROSS JOIN LATERAL ({rows}) AS found"
        columns = ", ".join(f"found.{quote(name)}" for name in names)
    return text(f"SELECT {columns} FROM {source}").columns(*(table.c[name] for name in names))  # nosec B608


def upsert(
    connection: Connection, table: Table, rows: list[dict[str, Any]], add: tuple[str, ...] = ()
) -> None:
    """Insert rows or overwrite those with the same primary key; columns in `add` are added up instead."""
    _write(connection, table, rows, add, clash=True)


def insert_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows that must be new."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        _write(connection, table, rows, (), clash=False)
    else:
        copy_in(connection, table, names, (tuple(map(row.__getitem__, names)) for row in rows))


def copy_in(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows by PostgreSQL's COPY; what it refuses is raised as of any other statement."""
    columns = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
    statement, refusal = f"COPY {table.name} ({columns}) FROM STDIN", connection.dialect.loaded_dbapi.Error
    try:
        with connection.connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except refusal as wrong:
        _first_line(wrong)
        raise DBAPIError.instance(statement, None, wrong, refusal, dialect=connection.dialect) from wrong


def renumber(connection: Connection, table: Table, county: str, versions: list[tuple[str, int]]) -> None:
    """Give rows that are there, named by key, another version and nothing else. The caller holds the county's lock;
    PostgreSQL is made to take them one by one from the primary key, as in `look_up`."""
    if not versions:
        return
    if connection.dialect.name == "sqlite":
        words = f"UPDATE {table.name} SET version = ? WHERE county = ? AND key = ?"  # nosec B608
        connection.exec_driver_sql(words, [(version, county, key) for key, version in versions])
        return
    asked = "json_to_recordset(%s::json) AS asked (key text, version bigint)"
    row = f"SELECT ctid FROM {table.name} WHERE county = %s AND {table.name}.key = asked.key OFFSET 0"  # nosec B608
    given = f"SELECT asked.version, found.ctid AS place FROM {asked} CROSS JOIN LATERAL ({row}) AS found"  # nosec B608
    words = f"UPDATE {table.name} AS kept SET version = given.version FROM ({given}) AS given"  # nosec B608
    said = orjson.dumps([{"key": key, "version": version} for key, version in versions]).decode()
    connection.exec_driver_sql(f"{words} WHERE kept.ctid = given.place", (said, county))


def _write(
    connection: Connection, table: Table, rows: list[dict[str, Any]], add: tuple[str, ...], clash: bool
) -> None:
    """One statement for all rows, which name the same columns: SQLite repeats it row by row inside the
    library; PostgreSQL takes them as one JSON text, several times faster than row by row over its protocol."""
    if not rows:
        return
    names = tuple(rows[0])
    statement = _statement(connection.dialect.name, table, names, add, clash)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, [tuple(map(row.__getitem__, names)) for row in rows])
    else:
        connection.exec_driver_sql(statement, (orjson.dumps(rows).decode(),))


@cache
def _statement(dialect: str, table: Table, names: tuple[str, ...], add: tuple[str, ...], clash: bool) -> str:
    """The INSERT for these columns, with what happens to rows that are there already."""
    speaks: Dialect = (sqlite if dialect == "sqlite" else postgresql).dialect()
    quoted = {column.name: speaks.identifier_preparer.quote(column.name) for column in table.columns}
    if dialect == "sqlite":
        source = f"VALUES ({', '.join('?' for _ in names)})"
    else:
        types = ", ".join(f"{quoted[name]} {table.c[name].type.compile(speaks)}" for name in names)
        source = f"SELECT * FROM json_to_recordset(%s::json) AS given ({types})"  # nosec B608
    words = f"INSERT INTO {table.name} ({', '.join(quoted[name] for name in names)}) {source}"
    if not clash:
        return words
    keys = [column.name for column in table.primary_key.columns]
    said = {name: quoted[name] for name in names if name not in keys}
    kept = [f"{q} = {f'{table.name}.{q} + ' if name in add else ''}excluded.{q}" for name, q in said.items()]
    action = f"UPDATE SET {', '.join(kept)}" if kept else "NOTHING"  # nosec B608
    return f"{words} ON CONFLICT ({', '.join(quoted[key] for key in keys)}) DO {action}"
