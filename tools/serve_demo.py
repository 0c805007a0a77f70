"""What `make run` serves: the demo county on http://127.0.0.1:8000, told on the first run and kept afterwards.

The demo lives on the day it was made: a week later its round is over, and it is served so, with a line that says how to
have a new one. `make run FRESH=1` puts the old one aside and makes one for today. `make run PORT=8001` where the port
is taken.
"""

from __future__ import annotations

import itertools
import os
import sys
from datetime import date
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from fieldapp import create_app
from fieldapp.commands.demo import OPERATIONS, SEED, sign_ins
from fieldapp.commands.server import check_free, guard_demo, prepare, serve
from fieldapp.demo import tell
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.days import STORY, Days
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput
from fieldapp.models.people import Person

HOST = "127.0.0.1"
KEPT = ("settings.toml", "secret", ".git")  # of the folder, not of the demo


def port_of(said: str) -> int:
    """The port as `make run PORT=` says it, 8000 where it says nothing; ends with a sentence where it is none."""
    if said and not (said.isascii() and said.isdigit() and 0 < int(said) < 2**16):
        sys.exit(f"PORT={said} is no port: say a number from 1 to 65535, as in make run PORT=8001")
    return int(said or 8000)


def fill(app: Flask) -> None:
    """Tell the demo unless it has been told to its end already."""
    with app.app_context():
        before = tell.told_before(db.session())
    if before is None or "children" not in before:
        with click.progressbar(length=OPERATIONS, label="demo county", file=sys.stderr) as bar:
            tell.tell(app, 0, SEED, bar.update)


def age_said(days: Days, today: date) -> str:
    """What to say of a demo whose open round is over; nothing while it runs."""
    last = days.second[-1]
    if today.isoformat() <= last:
        return ""
    return (
        f"这个演示做于 {days.on}，它的第2轮已在 {last} 过完；要一个今天的演示：make run FRESH=1（旧的留在旁边）\n"
        f"This demo was made on {days.on} and its round 2 ended on {last}. For one of today: make run FRESH=1 "
        "(the old one is kept beside it)."
    )


def put_aside(app: Flask) -> Path | None:
    """Move what an earlier demo left in the instance folder into a folder of its own there; settings stay.

    Returns:
        that folder; None where there is no demo to put aside.

    Raises:
        BadInput: the database is no demo, or not a file of the instance folder.
    """
    instance = Path(app.config["INSTANCE"])
    with app.app_context():
        url = db.engine.url
        before = tell.days_told(tell.told_before(db.session()))
        people = db.session.execute(select(Person.id).limit(1)).first()
        db.session.remove()
        db.engine.dispose()
    if before is None:
        if people:
            raise BadInput("This database holds people that are no demo; FRESH=1 leaves them alone.")
        return None
    if url.get_backend_name() != "sqlite" or Path(url.database or "").parent != instance:
        raise BadInput("FRESH=1 puts aside a demo in the instance folder only; this database lies elsewhere.")
    aside = instance / f"demo-{before.on}"
    for number in itertools.count(2):
        if not aside.exists():
            break
        aside = instance / f"demo-{before.on}-{number}"
    made = [one for one in instance.iterdir() if not one.name.startswith((*KEPT, "demo-"))]
    aside.mkdir(mode=0o700)
    for one in made:
        one.rename(aside / one.name)
    return aside


def main(port: int, fresh: bool = False) -> None:
    """Prepare, fill, say who can sign in, serve."""
    try:
        check_free(HOST, port)
    except BadInput as taken:
        sys.exit(f"{taken} That is: make run PORT={port + 1 if port < 65535 else 8000}")
    app = create_app()
    prepare(app)
    try:
        aside = put_aside(app) if fresh else None
        if aside:
            print(f"旧的演示在 the old demo is kept in {aside}", file=sys.stderr)
            app = create_app()
            prepare(app)
        fill(app)
    except BadInput as wrong:
        print(f"{wrong} Serving it as it is.", file=sys.stderr)
    else:
        print(sign_ins(tell.summary(Cast(SEED), [])))
        with app.app_context():
            print(age_said(tell.days_told(tell.told_before(db.session())) or STORY, today()), file=sys.stderr)
    guard_demo(app, HOST)
    site = f"http://{HOST}:{port}"
    print(f"\n办公室 office  {site}/\n手机 phone    {site}/field\n停止 stop     Ctrl+C", flush=True)
    serve(app, HOST, port)


if __name__ == "__main__":
    main(port_of(sys.argv[1] if len(sys.argv) > 1 else ""), fresh=bool(os.environ.get("FRESH")))
