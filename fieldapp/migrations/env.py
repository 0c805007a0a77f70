"""Alembic's entry: runs on the connection that `fieldapp init` (or a developer's command) hands over."""

from alembic import context

from fieldapp import create_app, models
from fieldapp.db import Base, db

models.import_all()


def run(connection):
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_app().app_context(), db.engine.begin() as opened:
        run(opened)
