"""Commands that make, serve, check and save the server's database."""

from __future__ import annotations

import gc
import socket
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import click
from alembic import command
from alembic.config import Config
from flask import Flask, request
from sqlalchemy import Connection, exists, inspect, select
from sqlalchemy.engine import make_url

from fieldapp import create_app
from fieldapp.accounts.directory import has_people
from fieldapp.campaigns.figures import closing
from fieldapp.ground import config, private
from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.models.areas import Area
from fieldapp.models.settings import Setting
from fieldapp.sync import codes
from fieldapp.sync.rework import counting, replay

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def migrate(app: Flask) -> None:
    """Make the instance folder, for nobody else on the machine, and bring the database's tables up to date."""
    private.instance(Path(app.config["INSTANCE"]))
    with app.app_context(), db.engine.begin() as connection:
        upgrade(connection, "head")


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` in this connection's transaction."""
    alembic = Config()
    alembic.set_main_option("script_location", str(config.ROOT / "fieldapp" / "migrations"))
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, revision)


def prepare(app: Flask) -> None:
    """Migrations, an epoch for a database that has none, and the built-in codes."""
    migrate(app)
    with app.app_context():
        if db.session.get(Setting, "epoch") is None:
            db.session.add(Setting(name="epoch", value=str(uuid.uuid4())))
            db.session.commit()
        codes.seed(db.session)
        counting.bring_up_to_date(db.engine)
        closing.keep_missing(db.session)


@click.command()
def init() -> None:
    """Make the instance folder, the database and its tables; harmless to repeat."""
    app = create_app()
    prepare(app)
    click.echo(f"Ready: {app.config['INSTANCE']}")
    with app.app_context():
        for line in next_steps():
            click.echo(line)


def next_steps() -> list[str]:
    """What to do next with a database, step by step, until somebody can sign in."""
    steps = []
    if not db.session.scalar(select(exists(select(Area.code)))):
        steps.append(
            "fieldapp areas import villages.csv   (townships and villages; one county's sheet is enough)"
        )
    if not has_people(db.session()):
        steps.append("fieldapp users add admin --name NAME --role administrator --area CODE --password-stdin")
    if not steps:
        return ["Next: fieldapp run, then open http://127.0.0.1:8000 and sign in."]
    steps.append("fieldapp run   (then open http://127.0.0.1:8000 and sign in)")
    return [
        "Next:",
        *(f"  {n}. {step}" for n, step in enumerate(steps, start=1)),
        "Only to look around: fieldapp demo",
    ]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def run(host: str, port: int, threads: int) -> None:
    """Serve office and phones until stopped."""
    check_free(host, port)
    app = create_app()
    prepare(app)
    guard_demo(app, host)
    click.echo(f"Serving at http://{host}:{port} - open it in a browser; phones open /field. Ctrl+C stops.")
    with app.app_context():
        if not has_people(db.session()):
            click.echo("Nobody can sign in yet. In another window:")
            click.echo(
                "  fieldapp users add admin --name NAME --role administrator --area CODE --password-stdin"
            )
    serve(app, host, port, threads)


def check_free(host: str, port: int) -> None:
    """Find out at once, rather than after the migrations, whether the server can listen there.

    Raises:
        BadInput: another program has the port, it needs root, or the host is none of this machine's.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as wanted:
            wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            wanted.bind(address)
    except OSError as wrong:
        why = f"Cannot listen on {host} port {port}: {wrong.strerror}."
        raise BadInput(f"{why} Stop what uses it, or choose another --port.") from None


def guard_demo(app: Flask, host: str) -> None:
    """Keep demo passwords off the network: with demo people only a server that says it is a demonstration
    starts, or one that this machine alone can reach; that one answers nothing a proxy hands on.

    Raises:
        BadInput: neither.
    """
    with app.app_context():
        if app.config["DEMO"] or db.session.get(Setting, "demo") is None:
            return
    if host in LOOPBACK and not app.config["SECURE_COOKIES"] and not app.config["TRUST_PROXY"]:
        app.config["DEMO"] = True
        app.before_request(_from_this_machine)
        return
    raise BadInput(
        "This database holds the demo people, whose passwords everybody knows: make a new instance for real work, "
        "or set FIELDAPP_DEMO=1 if this is to be a public demonstration."
    )


def _from_this_machine() -> None:
    host = urlsplit(f"//{request.host}").hostname
    if host not in LOOPBACK or any(name in request.headers for name in FORWARDED):
        raise Problem("demo_here_only")


def serve(app: Flask, host: str, port: int, threads: int = 4) -> None:
    """Serve the application in one process with a few threads."""
    from gunicorn.app.base import BaseApplication

    from fieldapp.web.worker import PatientWorker

    options = {
        "bind": f"{host}:{port}",
        "threads": threads,
        "workers": 1,
        "worker_class": type("Worker", (PatientWorker,), {"stalled_s": app.config["STALLED_S"]}),
        "sendfile": False,  # the kernel would wait for ever for somebody to take a file
        "control_socket_disable": True,  # nobody tells the server anything but by signals
        "timeout": 120,
        "loglevel": "warning",
    }

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()  # what is there now stays: looking through it for garbage stopped every request for 0.1 s, now and then
    Server().run()


def ready_app() -> Flask:
    """The application, for commands that need a database made by `fieldapp init`.

    Raises:
        BadInput: there is none yet.
    """
    said = config.read()
    nothing = BadInput(f"There is no database in {said['INSTANCE']} yet: run 'fieldapp init' first.")
    if not _may_be_there(said["DATABASE_URL"]):
        raise nothing  # and none is made by looking for it
    app = create_app()
    with app.app_context():
        if not inspect(db.engine).has_table("setting"):
            raise nothing
    return app


def _may_be_there(database_url: str) -> bool:
    url = make_url(database_url)
    file = Path(url.database or "")
    return url.get_backend_name() != "sqlite" or not file.is_absolute() or file.is_file()


def _report(differences: list[str]) -> None:
    for line in differences:
        click.echo(line)
    click.echo(f"{len(differences)} differences")
    if differences:
        raise click.exceptions.Exit(1)


@click.command()
def verify() -> None:
    """Fold the log again into a scratch database and compare; changes nothing."""
    with ready_app().app_context():
        _report(replay.verify(db.engine, lambda words: click.echo(words, err=True)))


@click.command()
def recount() -> None:
    """Rebuild rows and tallies from the log; says what was different."""
    with ready_app().app_context():
        _report(replay.recount(db.engine, lambda words: click.echo(words, err=True)))
