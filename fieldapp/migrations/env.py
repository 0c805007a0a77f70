"""Alembic's entry: runs on the connection that `fieldapp init` (or a developer's command) hands over.

A way down that would lose data is refused before it starts, with one sentence and exit status 2; `-x lose-data` (or
the attribute `lose_data`) allows it.
"""

import sys

from alembic import context

from fieldapp import create_app, models
from fieldapp.commands.going_back import guard
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput

models.import_all()


def run(connection):
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    migrating = context.get_context()
    steps = migrating._migrations_fn  # the only place where Alembic says which way it is about to go
    lose = bool(context.config.attributes.get("lose_data")) or "lose-data" in context.get_x_argument()
    migrating._migrations_fn = lambda heads, of: guard(connection, steps(heads, of), lose)
    try:
        with context.begin_transaction():
            context.run_migrations()
    except BadInput as refused:
        if context.config.cmd_opts is None:
            raise
        print(refused, file=sys.stderr)
        sys.exit(2)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_app().app_context(), db.engine.begin() as opened:
        run(opened)
