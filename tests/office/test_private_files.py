"""Nothing the server writes is for anybody else: a whole life under a umask that forbids nothing."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from fieldapp.commands.server import prepare
from fieldapp.ground import private
from fieldapp.ground.config import secret_of
from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput
from fieldapp.models.settings import Setting
from fieldapp.schedule.rules.installed import install
from tests import cast, serving
from tests.browser.conftest import Server
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record
from tests.campaigns.test_campaign_pages import sheet
from tests.campaigns.test_roster import GOOD, HEADS
from tests.cast import phone_token, post, signed_in
from tests.conftest import make_app
from tests.schedule.test_pages import EDITION
from tests.sync.county import key, operation

PHOTO = b"\xff\xd8\xff photo of a certificate"
OF_THE_TEST = {"server.log"}  # a log is where the system puts what the server says


def open_to_others(folder: Path) -> dict[str, str]:
    """Whatever below this folder, and the folder itself, others than its owner may read, write or enter."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077 and path.name not in OF_THE_TEST:
            found[str(path.relative_to(folder))] = oct(mode)
    return found


@pytest.fixture
def lax() -> Iterator[None]:
    """Files are made readable and writable for everybody, unless who makes them says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def place(lax: None, tmp_path: Path) -> Path:
    """An instance folder that was there before, open to everybody, as are files and folders in it."""
    folder = tmp_path / "instance"
    for name in ("files/ab/cd", "packages/430921103213", "uploads", "schedule/editions", "places"):
        (folder / name).mkdir(parents=True)
        (folder / name / "old").write_text("x")
    (folder / "settings.toml").write_text("token_days = 60\n")
    assert len(open_to_others(folder)) > 10
    return folder


def run(folder: Path, *words: str) -> str:
    """A command, in a process of its own that inherits the umask."""
    environ = os.environ | {"FIELDAPP_INSTANCE": str(folder), "FIELDAPP_ARGON2_MEMORY_KIB": "8"}
    done = serving.command(words, environ)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def fill(app: Flask) -> None:
    """The cast, and a campaign with a child."""
    with app.app_context():
        db.session.delete(db.session.get_one(Setting, "epoch"))  # the cast brings its own
        cast.found_country()
    found_campaign(app)
    door = {"head": "王大", "lat": 29.4, "lon": 112.4}
    home = operation("household", door, key=key("door"), area=cast.VILLAGE)
    record(app, cast.VACCINATOR, home, listed("小明"))
    with app.app_context():
        db.engine.dispose()


def ask(server: Server, path: str, token: str, body: bytes | None = None, method: str = "GET") -> bytes:
    """What the server process answers a phone."""
    wanted = urllib.request.Request(
        server.url + path, body, {"Authorization": f"Bearer {token}"}, method=method
    )
    with urllib.request.urlopen(wanted, timeout=30) as answer:
        return bytes(answer.read())


def sign_in(server: Server) -> str:
    said = {"username": cast.VACCINATOR.username, "password": cast.PASSWORD, "name": "x"}
    said["device"] = "01890000-0000-7000-8000-0000000000aa"
    wanted = urllib.request.Request(f"{server.url}/api/v1/devices", json.dumps(said).encode())
    with urllib.request.urlopen(wanted, timeout=30) as answer:
        return str(json.load(answer)["token"])


def test_a_life_under_a_lax_umask_leaves_nothing_open(place: Path, tmp_path: Path) -> None:
    run(place, "init")
    assert open_to_others(place) == {}

    server = Server(place, fill)
    server.start()
    try:
        token = sign_in(server)
        ask(server, f"/api/v1/packages/{cast.VILLAGE}", token)
        ask(server, f"/api/v1/files/{hashlib.sha256(PHOTO).hexdigest()}", token, PHOTO, "PUT")
        ask(server, "/api/v1/sync", token, json.dumps({"ops": [listed("小红")]}).encode(), "POST")
        assert (place / "fieldapp.sqlite-wal").exists() and (place / "packages" / cast.VILLAGE).is_dir()
        assert open_to_others(place) == {}
    finally:
        server.kill()

    uploads_and_maps(place)
    assert list((place / "uploads").iterdir()) and list((place / "places").glob("*.json"))
    assert open_to_others(place) == {}

    saved = tmp_path / "backups" / "saved.zip"
    saved.parent.mkdir(mode=0o700)
    saved.write_text("an older one")
    run(place, "backup", str(saved))
    run(place, "verify")
    assert open_to_others(saved.parent) == {}

    new = tmp_path / "new" / "instance"
    run(new, "restore", str(saved))
    assert len(list((new / "files").glob("??/??/*"))) == 1
    run(new, "recount")
    assert open_to_others(new.parent) == {}


def uploads_and_maps(place: Path) -> None:
    """The office uploads lists and people, looks at the map, keeps a form of an ended session, loads a rule file."""
    app = make_app(place)
    clinic, administrator = signed_in(app, cast.CLINIC), signed_in(app, cast.ADMINISTRATOR)
    lists = {"file": (sheet([HEADS, *GOOD]), "a.xlsx")}
    assert post(clinic, f"/campaigns/{CAMPAIGN}/list/review", **lists).status_code == 200
    people = sheet([("用户名", "姓名", "角色", "地区代码"), ("139", "何平", "接种人员", cast.VILLAGE)])
    assert post(administrator, "/people/import", file=(people, "p.xlsx")).status_code == 200
    phone_token(app, cast.VACCINATOR)
    assert clinic.get(f"/campaigns/{CAMPAIGN}/rounds/1/map/villages.json").status_code == 200
    ours = {"Origin": "http://localhost"}
    assert app.test_client().post("/people/new", data={"name": "x"}, headers=ours).status_code == 401
    assert install(str(place), EDITION) == ("2026", [])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_secret_key_is_made_whole_for_nobody_else_and_an_empty_one_is_none(
    lax: None, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    made = secret_of(folder)
    assert len(made) >= 32 and secret_of(folder) == made
    assert open_to_others(folder) == {}
    (folder / "secret_key").write_text("")  # as when the machine stopped while it was written
    assert len(secret_of(folder)) >= 32


def test_a_database_that_was_open_to_others_is_closed_with_what_lies_beside_it(
    lax: None, tmp_path: Path
) -> None:
    file = tmp_path / "fieldapp.sqlite"
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").touch(mode=0o666)
    prepare(make_app(tmp_path))
    assert {name for name in open_to_others(tmp_path) if name != "."} == set()


def test_a_database_is_closed_before_anything_is_written_to_it(lax: None, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE secret (name TEXT)")
        assert (tmp_path / "elsewhere.sqlite-wal").exists()
        assert {name for name in open_to_others(tmp_path) if name != "."} == set()
    engine.dispose()


def test_a_folder_that_everybody_writes_to_is_no_instance_and_keeps_its_mode(
    lax: None, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(BadInput, match="one of its own"):
        private.instance(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_what_is_not_ours_in_the_folder_and_what_a_link_leads_to_stays_as_it_is(
    lax: None, tmp_path: Path
) -> None:
    folder, other = tmp_path / "instance", tmp_path / "other"
    (folder / "tools").mkdir(parents=True)
    (folder / "tools" / "script").touch(mode=0o755)
    other.mkdir()
    (other / "theirs").touch(mode=0o644)
    (folder / "uploads").symlink_to(other)
    (folder / "secret_key").symlink_to(other / "theirs")
    private.instance(folder)
    assert stat.S_IMODE((folder / "tools" / "script").stat().st_mode) == 0o755
    assert stat.S_IMODE((other / "theirs").stat().st_mode) == 0o644
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_is_put_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private.write(tmp_path / "a" / "file", b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        private.write(tmp_path / "a" / "file", b"second")
    assert [path.read_bytes() for path in (tmp_path / "a").iterdir()] == [b"first"]


def test_a_program_beside_the_server_takes_away_nothing_that_it_writes(tmp_path: Path) -> None:
    """Two connections of one process, as of two requests at once; then a command opens the database and ends."""
    file = tmp_path / "fieldapp.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as one, ExitStack() as later:
        one.execute(text("CREATE TABLE said (word TEXT)"))
        one.commit()
        other = later.enter_context(engine.connect())
        other.execute(text("SELECT * FROM said")).all()
        other.rollback()
        ask = (
            f"import sqlite3; print(sqlite3.connect({str(file)!r}).execute('SELECT * FROM said').fetchall())"
        )
        assert _told(ask) == "[]"
        one.execute(text("INSERT INTO said VALUES ('kept')"))
        one.commit()
        assert _told(ask) == "[('kept',)]"
    engine.dispose()


def _told(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()
