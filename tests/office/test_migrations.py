"""The migrations end where the models are, on both databases, and go back again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from fieldapp.config import ROOT
from fieldapp.db import Base, db
from fieldapp.server import migrate


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
