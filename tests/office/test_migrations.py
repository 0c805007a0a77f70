"""The migrations end where the models are, on both databases, and go back again."""

from __future__ import annotations

import inspect as inspect_source
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, inspect, text

from fieldapp.commands.server import migrate
from fieldapp.ground.config import ROOT
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput
from fieldapp.sync.incoming.own_lines import settled_until


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Flask:
    """An application whose database has no tables."""
    app = request.getfixturevalue("bare_app" if request.param == "sqlite" else "postgres_app")
    with app.app_context():
        db.drop_all()
    return app


def test_the_migrations_make_exactly_the_models(empty: Flask):
    migrate(empty)
    with empty.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_can_be_taken_back(empty: Flask):
    migrate(empty)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "fieldapp" / "migrations"))
    with empty.app_context(), db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def alembic(connection: Connection, **attributes: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "fieldapp" / "migrations"))
    config.attributes.update(connection=connection, **attributes)
    return config


BEFORE = {
    "area": [
        {
            "code": code,
            "name": code,
            "level": level,
            "county": county,
            "pinyin": "",
            "initials": "",
            "version": 1,
        }
        for code, level, county in (
            ("43", "province", None),
            ("430921", "county", "430921"),
            ("430922", "county", "430922"),
        )
    ],
    "person": [
        {
            "id": one,
            "username": one,
            "name": one,
            "role": "clinic",
            "password_hash": "x",
            "must_change": bool(issued),
        }
        | {"issued_at": issued, "active": True, "session_epoch": 3, "language": "zh", "version": 1}
        for one, issued in (("used", "2025-01-02"), ("new", "2025-01-02"), ("own", None))
    ],
    "device": [
        {
            "id": id_,
            "person": person,
            "name": "x",
            "token_hash": token,
            "token_until": "",
            "created": created,
            "seen": seen,
        }
        for id_, person, token, created, seen in (
            ("desk", "used", "office:used", "2025-01-01", "[[1, 7]]"),
            ("phone", "used", "a", "2025-01-03", "[]"),
            ("later", "used", "b", "2025-01-04", "[]"),
            ("older", "new", "c", "2025-01-01", "[]"),
            ("taken", "own", "d", "2025-01-01", "[]"),
        )
    ],
    "code": [
        {"key": f"visit.reason:{code}", "list": "visit.reason", "code": code, "zh": code, "en": code}
        | {"retired_on": day, "version": 5}
        for code, day in (("away", "2025-02-01"), ("flood", None))
    ],
}


@pytest.fixture
def old(empty: Flask) -> Flask:
    """A database as 0006 left it, with people, devices and codes in it."""
    with empty.app_context(), db.engine.begin() as connection:
        command.upgrade(alembic(connection), "0006")
        for table, rows in BEFORE.items():
            connection.execute(Table(table, MetaData(), autoload_with=connection).insert(), rows)
    return empty


def all_of(connection: Connection, words: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(words))]


def test_an_upgrade_keeps_office_ledgers_used_slips_and_what_each_county_had_retired(old: Flask):
    migrate(old)
    with old.app_context(), db.engine.connect() as connection:
        assert all_of(connection, "SELECT id, seen FROM device WHERE office") == [("desk", "[[1, 7]]")]
        slips = "SELECT person.id, used_by, ended_at FROM person JOIN sign_in_slip ON sign_in_slip.id = slip ORDER BY 1"
        assert all_of(connection, slips) == [("new", None, None), ("used", "phone", None)]
        codes = all_of(connection, "SELECT county, code, retired_on FROM code ORDER BY 1, 2")
        assert codes == [
            ("", "away", None),
            ("", "flood", None),
            ("430921", "away", "2025-02-01"),
            ("430922", "away", "2025-02-01"),
        ]


def test_a_way_down_that_loses_rows_says_so_before_it_starts(old: Flask):
    migrate(old)
    with old.app_context():
        with db.engine.connect() as connection:
            before = MigrationContext.configure(connection).get_current_revision()
        with pytest.raises(BadInput, match="2 of code") as refused, db.engine.begin() as connection:
            command.downgrade(alembic(connection), "0009")
        assert "sign_in_slip" not in str(refused.value) and "\n" not in str(refused.value)
        with pytest.raises(BadInput, match="2 of sign_in_slip"), db.engine.begin() as connection:
            command.downgrade(alembic(connection), "0005")
        with db.engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == before
            assert all_of(connection, "SELECT count(*) FROM sign_in_slip") == [(2,)]


def test_what_may_be_lost_is_lost_and_the_rest_is_kept(old: Flask):
    migrate(old)
    with old.app_context(), db.engine.begin() as connection:
        command.downgrade(alembic(connection, lose_data=True), "0006")
        people = "SELECT id, issued_at FROM person ORDER BY id"
        assert all_of(connection, people) == [("new", "2025-01-02"), ("own", None), ("used", "2025-01-02")]
        assert all_of(connection, "SELECT id, seen FROM device WHERE id = 'desk'") == [("desk", "[[1, 7]]")]
        assert all_of(connection, "SELECT code, retired_on FROM code ORDER BY 1") == [
            ("away", None),
            ("flood", None),
        ]
    migrate(old)


def test_a_way_down_that_loses_nothing_needs_no_word(empty: Flask):
    migrate(empty)
    with empty.app_context(), db.engine.begin() as connection:
        command.downgrade(alembic(connection), "0004")


def revisions() -> list[Script]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "fieldapp" / "migrations"))
    return list(ScriptDirectory.from_config(config).walk_revisions())


@pytest.mark.parametrize("revision", revisions(), ids=lambda revision: revision.revision)
def test_every_migration_says_what_its_way_down_loses(revision: Script):
    """A table or column that a downgrade takes out is named, or put back by its own upgrade's opposite."""
    words = inspect_source.getsource(revision.module.downgrade)
    gone = set(re.findall(r"drop_table\('(\w+)'", words))
    if revision.revision in ("0001",):
        gone -= {"setting", "county"}  # `fieldapp init` fills them again
    named = {table for table, _column, _condition in revision.module.LOSES}
    assert gone <= named
    if "drop_column" in words:
        assert revision.module.LOSES


@pytest.mark.parametrize(("words", "status"), [((), 2), (("-x", "lose-data"), 0)])
def test_the_command_says_it_in_one_sentence_and_ends_with_2(
    tmp_path: Path, words: tuple[str, ...], status: int
):
    environ = os.environ | {"FIELDAPP_INSTANCE": str(tmp_path / "instance")}
    bin_ = Path(sys.executable).parent
    subprocess.run([bin_ / "fieldapp", "init"], env=environ, check=True, capture_output=True)
    said = [bin_ / "alembic", *words, "downgrade", "base"]
    done = subprocess.run(said, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    if status:
        assert done.stderr.strip().splitlines() == [done.stderr.strip()]
        assert done.stderr.startswith("Going back would lose rows") and "of code" in done.stderr


def test_what_was_judged_before_rights_were_asked_in_the_own_area_is_remembered(empty: Flask):
    with empty.app_context(), db.engine.begin() as connection:
        config = alembic(connection)
        command.upgrade(config, "0011")
        connection.execute(text("INSERT INTO county (code, version) VALUES ('430921', 12345), ('430922', 0)"))
        command.upgrade(config, "0012")
        assert (settled_until(connection, "430921"), settled_until(connection, "430922")) == (12345, 0)
        command.downgrade(config, "0011")
        assert connection.execute(text("SELECT count(*) FROM setting")).scalar_one() == 0


def test_user_names_kept_before_are_made_plain_and_two_that_are_one_stay_two(empty: Flask):
    names = [
        ("a", "138 0000 0001"),
        ("b", "138 0000 0002"),
        ("c", "13800000002"),
        ("d", "ann lee"),
        ("e", "bao"),
    ]
    with empty.app_context(), db.engine.begin() as connection:
        config = alembic(connection)
        command.upgrade(config, "0014")
        for id_, username in names:
            row = {"id": id_, "username": username}
            connection.execute(
                text(
                    "INSERT INTO person (id, username, name, role, password_hash, must_change, active, language, "
                    "version) VALUES (:id, :username, 'x', 'nurse', 'x', false, true, 'zh', 0)"
                ),
                row,
            )
        command.upgrade(config, "0015")
        kept = connection.execute(text("SELECT username FROM person ORDER BY id")).scalars().all()
        assert kept == ["13800000001", "138 0000 0002", "13800000002", "annlee", "bao"]
