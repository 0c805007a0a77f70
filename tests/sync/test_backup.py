"""A backup brings back everything, on either database; what is damaged changes nothing; phones send the rest."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from fieldapp import create_app
from fieldapp.commands.backup import bring_back, save, snapshot
from fieldapp.commands.main import main
from fieldapp.commands.server import prepare, upgrade
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput
from fieldapp.models.areas import Area
from fieldapp.models.audit import Audit
from fieldapp.models.people import Device, OfficeSession, SignInSlip
from fieldapp.sync.incoming.references import epoch
from fieldapp.sync.rework.replay import verify
from fieldapp.web.passwords import token_hash
from tests.sync.county import CAMPAIGN, NORTH, child, key, outcomes, picture, send, visit, void

NUMBERS = count(1)


def some_work(engine: Engine) -> None:
    """Children, doses, a void and a refused record."""
    undone = visit("小红", "absent_short")
    send(engine, child("小明"), visit("小明"), child("小红"), undone, void(undone), visit("未知"))
    send(engine, child("不在这里", area="999999999999"), {"kind": "nonsense"})


def epoch_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return epoch(connection)


@pytest.fixture
def saved(engine: Engine, tmp_path: Path) -> Path:
    """A backup of some work."""
    some_work(engine)
    save(engine, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database nobody has used yet."""
    environ = {"FIELDAPP_INSTANCE": str(tmp_path / "new")}
    if request.param == "postgres":
        url, name = request.getfixturevalue("postgres_url"), f"empty_{next(NUMBERS)}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        environ["FIELDAPP_DATABASE_URL"] = (
            make_url(url).set(database=name).render_as_string(hide_password=False)
        )
    app = create_app(environ)
    prepare(app)
    with app.app_context():
        yield db.engine
        db.engine.dispose()


def test_a_backup_of_either_database_fills_either_database(
    engine: Engine, saved: Path, empty: Engine
) -> None:
    bring_back(empty, saved)
    assert picture(empty) == picture(engine)
    assert verify(empty) == []
    assert send(empty, child("小明"))[0]["outcome"] == "applied"


def test_a_restore_replaces_what_was_there_and_gives_a_new_epoch(engine: Engine, saved: Path) -> None:
    before, life = picture(engine), epoch_of(engine)
    send(engine, child("后来的"))
    bring_back(engine, saved, replace=True)
    assert picture(engine) == before
    assert verify(engine) == []
    assert epoch_of(engine) != life


def test_a_restored_session_is_over_and_a_used_slip_stays_used(engine: Engine, tmp_path: Path) -> None:
    """Whoever signed out since the backup would be signed in again."""
    slip = {
        "id": "used",
        "person": key("ann"),
        "issued_at": "2025-01-01",
        "used_at": "2025-01-02",
        "used_by": "x",
    }
    row = {
        "id": "one",
        "token_hash": "h",
        "browser": "b",
        "person": key("ann"),
        "agent": "",
        "made": "2025-01-01",
    }
    with engine.begin() as connection:
        connection.execute(insert(OfficeSession), [row | {"last_used": "2025-01-01", "until": "2099-01-01"}])
        connection.execute(insert(SignInSlip), [slip])
    save(engine, tmp_path / "backup.zip")
    bring_back(engine, tmp_path / "backup.zip", replace=True)
    with engine.begin() as connection:
        assert connection.execute(select(OfficeSession.ended_how)).scalars().all() == ["restored"]
        assert connection.execute(select(SignInSlip.used_by)).scalars().all() == ["x"]
        connection.execute(delete(OfficeSession))
        connection.execute(delete(SignInSlip))


def test_rows_added_after_a_restore_get_numbers_of_their_own(
    engine: Engine, saved: Path, empty: Engine
) -> None:
    bring_back(empty, saved)
    with Session(empty) as session:
        highest = session.scalar(select(func.max(Audit.id)))
        session.add(line := Audit(at="2026-01-01T00:00:00.000Z", action="test", table="area", row="43"))
        session.commit()
        assert highest is not None
        assert line.id > highest


def test_an_area_replaced_by_one_with_a_greater_code_comes_back(
    engine: Engine, tmp_path: Path, empty: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(update(Area).where(Area.code == NORTH).values(replaced_by="430921104201"))
    save(engine, tmp_path / "backup.zip")
    bring_back(empty, tmp_path / "backup.zip")
    with empty.connect() as connection:
        assert connection.scalar(select(Area.replaced_by).where(Area.code == NORTH)) == "430921104201"


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, empty: Engine) -> None:
    old = create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with old.begin() as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('epoch', 'long ago')"))
        columns, values = (
            "code, name, level, version, pinyin, initials",
            "'43', '湖南省', 'province', 1, '', ''",
        )
        connection.execute(text(f"INSERT INTO area ({columns}) VALUES ({values})"))
    save(old, tmp_path / "backup.zip")
    old.dispose()
    bring_back(empty, tmp_path / "backup.zip")
    with empty.connect() as connection:
        assert connection.scalar(select(Area.name).where(Area.code == "43")) == "湖南省"
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_backup_sees_one_moment_whatever_is_sent_meanwhile(engine: Engine) -> None:
    children = select(func.count()).select_from(Base.metadata.tables["child"])
    with snapshot(engine) as connection:
        before = connection.scalar(children)
        assert outcomes(send(engine, child("刚来的"))) == ["applied"]
        assert connection.scalar(children) == before


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def one_name_changed(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["child.jsonl"] = members["child.jsonl"].replace("小明".encode(), "小王".encode())
    rewrite(file, members)


def one_row_less(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["operation.jsonl"] = members["operation.jsonl"].split(b"\n", 1)[1]
    rewrite(file, members)


def one_byte_flipped(file: Path) -> None:
    """In the middle of the log's own bytes; a zip has others that nobody reads."""
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as packed:
        log = packed.getinfo("operation.jsonl")
    head = log.header_offset + 30 + sum(content[log.header_offset + at] for at in (26, 28))
    content[head + log.compress_size // 2] ^= 0x55
    file.write_bytes(bytes(content))


def no_manifest(file: Path) -> None:
    rewrite(file, {"child.jsonl": b""})


def not_a_zip(file: Path) -> None:
    file.write_text("名单", encoding="utf-8")


def gone(file: Path) -> None:
    file.unlink()


def rewrite(file: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)


@pytest.mark.parametrize(
    "damage",
    [cut_off, one_name_changed, one_row_less, one_byte_flipped, no_manifest, not_a_zip, gone],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_backup_is_refused_and_changes_nothing(engine: Engine, saved: Path, damage: Any) -> None:
    before, life = picture(engine), epoch_of(engine)
    damage(saved)
    with pytest.raises(BadInput, match=r"not a whole backup|cannot be read"):
        bring_back(engine, saved, replace=True)
    assert (picture(engine), epoch_of(engine)) == (before, life)


def test_a_backup_of_a_newer_version_is_refused_and_changes_nothing(engine: Engine, saved: Path) -> None:
    before = picture(engine)
    with zipfile.ZipFile(saved) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members["manifest.json"]) | {"revision": "9999"}
    rewrite(saved, members | {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(BadInput, match="newer version"):
        bring_back(engine, saved, replace=True)
    assert picture(engine) == before


def test_a_database_that_holds_records_is_not_overwritten_unasked(engine: Engine, saved: Path) -> None:
    before = picture(engine)
    with pytest.raises(BadInput, match="not empty"):
        bring_back(engine, saved)
    assert picture(engine) == before


def test_after_a_restore_a_phone_fetches_again_and_sends_what_was_lost(
    engine: Engine, tmp_path: Path
) -> None:
    app = app_on(engine, tmp_path)
    ops = [child(f"第{n}个") | {"seq": n} for n in range(1, 5)]
    life = sync(app, ops[:2])["epoch"]
    save(engine, tmp_path / "backup.zip")
    sync(app, ops[2:])
    bring_back(engine, tmp_path / "backup.zip", replace=True)
    told = sync(app, [], epoch=life, cursor={NORTH: 4})
    assert (told["reset"], told["resend_from"], told["changes"]) == (True, 3, [])
    assert told["epoch"] != life
    assert outcomes(sync(app, ops, epoch=told["epoch"])["receipts"]) == [
        "duplicate",
        "duplicate",
        "applied",
        "applied",
    ]
    assert verify(engine) == []


def app_on(engine: Engine, tmp_path: Path) -> Flask:
    """A server on this database; Ann's phone has the token `ann`."""
    with engine.begin() as connection:
        mine = update(Device).where(Device.id == key("ann's phone"))
        connection.execute(mine.values(token_hash=token_hash("ann"), seen="[]"))
    url = engine.url.render_as_string(hide_password=False)
    return create_app({"FIELDAPP_INSTANCE": str(tmp_path), "FIELDAPP_DATABASE_URL": url})


def sync(app: Flask, ops: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    """One exchange of Ann's phone."""
    body = {"cursor": {}, "ops": ops} | said
    answer = app.test_client().post("/api/v1/sync", json=body, headers={"Authorization": "Bearer ann"})
    assert answer.status_code == 200, answer.text
    reply: dict[str, Any] = answer.json
    with app.app_context():
        db.engine.dispose()
    return reply


def test_the_commands_say_what_they_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_INSTANCE", str(tmp_path / "one"))
    file = str(tmp_path / "backup.zip")
    main(["init"])
    main(["backup", file])
    assert (Path(file).stat().st_mode & 0o777, CAMPAIGN in capsys.readouterr().out) == (0o600, False)
    monkeypatch.setenv("FIELDAPP_INSTANCE", str(tmp_path / "two"))
    main(["restore", file])
    assert re.match(r"Restored \d+ rows, as they stood at ", capsys.readouterr().out)
    with pytest.raises(SystemExit) as ended:
        main(["backup", str(tmp_path / "nowhere" / "backup.zip")])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
