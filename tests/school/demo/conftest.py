"""The demo as it stands on the evening of 30 November 2026, told once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from fieldapp.commands.server import prepare
from fieldapp.demo import tell
from fieldapp.ground import clock
from fieldapp.ground.db import db
from tests.conftest import make_app
from tests.school.conftest import Autumn
from tests.school.demo.places import ON, SEED


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo as it stands on the evening of 30 November 2026."""
    app = make_app(tmp_path_factory.mktemp("schools"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "datetime", Autumn)
        prepare(app)
        tell.tell(app, 0, SEED, lambda _n: None, ON)
    yield app
    with app.app_context():
        db.engine.dispose()
