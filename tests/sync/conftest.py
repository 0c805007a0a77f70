"""Both databases, each with the small county."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from fieldapp.ground.db import db
from tests.sync.county import forget
from tests.sync.ready import give_away, small_county, small_county_on_postgres


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def county_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine whose database holds the small county."""
    folder = tmp_path_factory.mktemp("instance")
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    app = small_county_on_postgres(folder, server) if server else small_county(folder)
    with app.app_context():
        yield db.engine
        db.session.remove()
        db.engine.dispose()
    if server:
        give_away(server, app)


@pytest.fixture
def engine(county_engine: Engine) -> Engine:
    """The small county with nothing recorded yet."""
    forget(county_engine)
    return county_engine
