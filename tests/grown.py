"""What a test's fixture fills into its database is filled once a process and copied from then on.

A test still has a database of its own. What is kept goes by what was there before (a digest of the file), by what
filled it and by the clock it ran under, so that nothing is taken for what it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

from fieldapp.ground import clock
from fieldapp.ground.db import db

DATABASE = "fieldapp.sqlite"
KEPT: dict[tuple[Any, ...], dict[Path, bytes]] = {}


def grown(fill: Callable[[Flask], Flask]) -> Callable[[Flask], Flask]:
    """A fixture that fills the database of an application and asks for nothing else: from the second test on it copies,
    where there was nothing but the same file of SQLite before.
    """

    @wraps(fill)
    def once(app: Flask) -> Flask:
        folder = Path(app.config["INSTANCE"])
        if not app.config["DATABASE_URL"].endswith(f"{folder}/{DATABASE}") or not _is_bare(app, folder):
            return fill(app)
        before = sha256((folder / DATABASE).read_bytes()).digest()
        key = (before, fill.__module__, fill.__qualname__, clock.datetime, clock.today())
        if key in KEPT:
            _put_back(folder, KEPT[key])
        else:
            fill(app)
            _let_go(app)
            KEPT[key] = {path.relative_to(folder): path.read_bytes() for path in _files(folder)}
        return app

    return once


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _put_back(folder: Path, files: dict[Path, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _is_bare(app: Flask, folder: Path) -> bool:
    """Whether there is nothing but the database, all of it in its file and held open by nobody here."""
    _let_go(app)
    return [path.name for path in folder.iterdir()] == [DATABASE]


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
