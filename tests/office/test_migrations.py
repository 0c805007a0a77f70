"""The migrations end where the models are, on both databases, and go back again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from fieldapp.config import ROOT
from fieldapp.db import Base, db
from fieldapp.server import migrate
from fieldapp.sync.own_lines import settled_until


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Flask:
    """An application whose database has no tables."""
    app = request.getfixturevalue("bare_app" if request.param == "sqlite" else "postgres_app")
    with app.app_context():
        db.drop_all()
    return app


def test_the_migrations_make_exactly_the_models(empty: Flask):
    migrate(empty)
    with empty.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_can_be_taken_back(empty: Flask):
    migrate(empty)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "fieldapp" / "migrations"))
    with empty.app_context(), db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_what_was_judged_before_rights_were_asked_in_the_own_area_is_remembered(empty: Flask):
    config = Config()
    config.set_main_option("script_location", str(ROOT / "fieldapp" / "migrations"))
    with empty.app_context(), db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "own_area-1")
        connection.execute(text("INSERT INTO county (code, version) VALUES ('430921', 12345), ('430922', 0)"))
        command.upgrade(config, "own_area")
        assert (settled_until(connection, "430921"), settled_until(connection, "430922")) == (12345, 0)
        command.downgrade(config, "own_area-1")
        assert connection.execute(text("SELECT count(*) FROM setting")).scalar_one() == 0
