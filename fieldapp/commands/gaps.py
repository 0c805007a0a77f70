"""`fieldapp gaps`: the night's count of who lacks which dose, of every county of this server."""

from __future__ import annotations

import click

from fieldapp.catchup.tables.nightly import count_all
from fieldapp.commands.server import ready_app
from fieldapp.ground.clock import today
from fieldapp.ground.db import db


@click.command()
def gaps() -> None:
    """Count the gaps of every county by village, and the figures of catch-up under way; run once a night.

    Pages of over 5,000 children show this count with its day; those of fewer reckon anew.
    """
    app = ready_app()
    with app.test_request_context():
        try:
            for county, children in count_all(db.engine, app.config["INSTANCE"], today()).items():
                click.echo(f"{county}: {children} children")
        finally:
            db.engine.dispose()
