"""The demo county of seed 1: told once a run, whichever worker asks first, and copied from then on."""

from __future__ import annotations

import fcntl
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from fieldapp import create_app
from fieldapp.commands.demo import SEED
from fieldapp.commands.server import prepare
from fieldapp.demo import tell
from fieldapp.ground.clock import today
from fieldapp.ground.db import db


def demo_in(folder: Path, factory: pytest.TempPathFactory, on: date | None = None) -> Path:
    """Make `folder` an instance with the demo as it stands now, or on the evening of a day."""
    told = _of_the_run(factory) / f"told-{on or today()}{'-evening' if on else ''}"
    with told.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            _tell(told.with_suffix(".part"), on)
            told.with_suffix(".part").rename(told)
    shutil.copytree(told, folder, dirs_exist_ok=True)
    return folder


def _of_the_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a run share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _tell(folder: Path, on: date | None) -> None:
    said = {"INSTANCE": str(folder), "DEMO": "1", "ARGON2_MEMORY_KIB": "8"}
    app = create_app({f"FIELDAPP_{name}": words for name, words in said.items()})
    prepare(app)
    tell.tell(app, 0, SEED, lambda _n: None, on)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
