"""The small county in a database that the migrations made: made once a process and copied from then on."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from fieldapp import create_app
from fieldapp.commands.server import prepare
from fieldapp.ground.db import db
from tests.sync.county import found_county

NUMBERS = count(1)


def small_county(folder: Path, **settings: str) -> Flask:
    """A server on SQLite with the small county, whose instance is `folder`."""
    shutil.copytree(_instance(), folder, dirs_exist_ok=True)
    return create_app(
        {f"FIELDAPP_{name}": value for name, value in ({"INSTANCE": str(folder)} | settings).items()}
    )


def small_county_on_postgres(folder: Path, server: str) -> Flask:
    """The same on a database of its own of this PostgreSQL; `give_away` gives it back."""
    name = f"county_{next(NUMBERS)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {_template(server)}")
    return create_app(_on(folder, server, name))


def give_away(server: str, app: Flask) -> None:
    """Drop the database that `small_county_on_postgres` made."""
    with app.app_context():
        name = db.engine.url.database
        db.engine.dispose()
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _instance() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _made({"FIELDAPP_INSTANCE": str(folder / "instance")})
    return folder / "instance"


@cache
def _template(server: str) -> str:
    _run(server, "CREATE DATABASE small_county")
    with tempfile.TemporaryDirectory(prefix="fieldapp-small-") as folder:
        _made(_on(Path(folder), server, "small_county"))
    return "small_county"


def _made(environ: dict[str, str]) -> None:
    app = create_app(environ)
    prepare(app)
    with app.app_context():
        found_county(db.engine)
        db.session.remove()
        db.engine.dispose()


def _on(folder: Path, server: str, name: str) -> dict[str, str]:
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    return {"FIELDAPP_INSTANCE": str(folder), "FIELDAPP_DATABASE_URL": url}


def _run(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
