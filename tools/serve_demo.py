"""What `make run` serves: the demo county on http://127.0.0.1:8000, told on the first run and kept afterwards.

`make run PORT=8001` where the port is taken.
"""

from __future__ import annotations

import socket
import sys

import click
from flask import Flask

from fieldapp import create_app
from fieldapp.db import db
from fieldapp.demo import tell
from fieldapp.demo.cast import Cast
from fieldapp.demo.cli import OPERATIONS, SEED, sign_ins
from fieldapp.problems import BadInput
from fieldapp.server import guard_demo, prepare, serve

HOST = "127.0.0.1"


def check_free(port: int) -> None:
    """End at once, with a sentence, where another program has the port."""
    with socket.socket() as wanted:
        wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wanted.bind((HOST, port))
        except OSError as wrong:
            sys.exit(f"Port {port}: {wrong.strerror}. Stop what uses it, or say: make run PORT={port + 1}")


def fill(app: Flask) -> None:
    """Tell the demo unless it has been told to its end already."""
    with app.app_context():
        before = tell.told_before(db.session())
    if before is None or "children" not in before:
        with click.progressbar(length=OPERATIONS, label="demo county", file=sys.stderr) as bar:
            tell.tell(app, 0, SEED, bar.update)


def main(port: int) -> None:
    """Prepare, fill, say who can sign in, serve."""
    check_free(port)
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
