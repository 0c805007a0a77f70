"""What `make run` serves: the demo county on http://127.0.0.1:8000, told on the first run and kept afterwards.

`make run PORT=8001` where the port is taken.
"""

from __future__ import annotations

import sys

import click
from flask import Flask

from fieldapp import create_app
from fieldapp.db import db
from fieldapp.demo import tell
from fieldapp.demo.cast import Cast
from fieldapp.demo.cli import OPERATIONS, SEED, sign_ins
from fieldapp.problems import BadInput
from fieldapp.server import check_free, guard_demo, prepare, serve

HOST = "127.0.0.1"


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


def main(port: int) -> None:
    """Prepare, fill, say who can sign in, serve."""
    try:
        check_free(HOST, port)
    except BadInput as taken:
        sys.exit(f"{taken} That is: make run PORT={port + 1 if port < 65535 else 8000}")
    app = create_app()
    prepare(app)
    try:
        fill(app)
    except BadInput as wrong:
        print(f"{wrong} Serving it as it is.", file=sys.stderr)
    else:
        print(sign_ins(tell.summary(Cast(SEED), [])))
    guard_demo(app, HOST)
    site = f"http://{HOST}:{port}"
    print(f"\n办公室 office  {site}/\n手机 phone    {site}/field\n停止 stop     Ctrl+C", flush=True)
    serve(app, HOST, port)


if __name__ == "__main__":
    main(port_of(sys.argv[1] if len(sys.argv) > 1 else ""))
