"""Both databases with the small county of the sync tests; pages run on SQLite. The cases are of autumn 2026, so the
clock runs there, whatever day it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

import pytest
from flask import Flask

from fieldapp.ground import clock
from fieldapp.ground.db import db
from tests.conftest import make_app
from tests.school.demo_places import ON
from tests.sync.conftest import county_engine, engine
from tests.told_demo import demo_in

__all__ = ["county_engine", "engine"]
SHIFT_S = datetime(2026, 11, 30, 4, tzinfo=UTC).timestamp() - time.time()


class Autumn(datetime):
    """The same clock, so many seconds on."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Autumn:
        """This moment of autumn 2026."""
        return cls.fromtimestamp(time.time() + SHIFT_S, tz)


@pytest.fixture(autouse=True)
def in_autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms, ages and deadlines are worked out as of 30 November 2026."""
    monkeypatch.setattr(clock, "datetime", Autumn)


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo as it stands on the evening of 30 November 2026."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "datetime", Autumn)
        folder = demo_in(tmp_path_factory.mktemp("schools"), tmp_path_factory, ON)
    app = make_app(folder)
    yield app
    with app.app_context():
        db.engine.dispose()
