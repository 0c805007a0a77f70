"""Both databases, each with the small county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fieldapp import create_app
from fieldapp.commands.server import prepare
from fieldapp.ground.db import db
from tests.sync.county import forget, found_county


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def county_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine whose database holds the small county."""
    folder: Path = tmp_path_factory.mktemp("instance")
    environ = {"FIELDAPP_INSTANCE": str(folder)}
    if request.param == "postgres":
        environ["FIELDAPP_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    app = create_app(environ)
    with app.app_context():
        db.drop_all()
    prepare(app)
    with app.app_context():
        found_county(db.engine)
        yield db.engine
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def engine(county_engine: Engine) -> Engine:
    """The small county with nothing recorded yet."""
    forget(county_engine)
    return county_engine
