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
from tests import serving


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
    assert serving.command(["init"], environ).returncode == 0
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


FACT = {
    "county": "430921",
    "area": "430921103001",
    "home": "430921103001",
    "known": True,
    "voided": False,
    "by": "b",
}
FACT |= {
    "at": "2025-12-02T00:00:00.000Z",
    "child": None,
    "round": None,
    "on": None,
    "voids": None,
    "version": 7,
}
TAKEN_BACK = '[["2025-12-03T00:00:00.000Z","v1","b",true,["430921103001","430921"]]]'
FACTS = [
    FACT
    | {
        "key": "c1",
        "kind": "certificate_check",
        "more": '{"checked_on":"2025-09-01","enrolment":"e1","x":1}',
    },
    FACT | {"key": "c2", "kind": "certificate_check", "more": '{"checked_on":"2025-09-02","enrolment":"e2"}'},
    FACT | {"key": "r1", "kind": "recheck", "on": "2025-11-01", "more": '{"check":"c1","result":"ok"}'},
    FACT | {"key": "n1", "kind": "notice", "more": '{"check":"c9","issued_on":"2025-09-03","kind":"doses"}'},
    FACT
    | {"key": "n2", "kind": None, "known": False, "voided": True, "at": None, "by": None, "voids": TAKEN_BACK}
    | {"more": None},
    FACT | {"key": "z1", "kind": "zero_report", "on": "2025-12-01", "round": "r", "more": None},
    FACT
    | {"key": "v1", "kind": "notice_event", "on": "2025-12-01", "more": '{"event":"printed","notice":"n2"}'},
]


def test_checks_and_notices_move_to_tables_of_their_own_with_what_they_name_and_back(empty: Flask):
    said = {"county": "430921", "area": "430921103002", "home": "430921103002", "version": 3, "known": True}
    said |= {"voided": False, "at": "x", "by": "b", "stamps": "{}"}
    taken = {
        "county": "430921",
        "position": 1,
        "id": "v1",
        "kind": "notice",
        "area": "430921103001",
        "raw": "{}",
    }
    taken |= {
        "received": "x",
        "verdict": "applied",
        "strong": True,
        "late": False,
        "clock_off": False,
        "odd": False,
    }
    with empty.app_context(), db.engine.begin() as connection:
        config, held = alembic(connection), MetaData()
        command.upgrade(config, "0018")
        for name, rows in (
            ("county", [{"code": "430921", "version": 40}]),
            ("child", [said | {"key": "k1"}]),
            ("enrolment", [said | {"key": "e1", "child": "k1"}]),
            ("operation", [taken]),
            ("fact", FACTS),
        ):
            connection.execute(Table(name, held, autoload_with=connection).insert(), rows)
        command.upgrade(config, "0019")
        checks = "SELECT key, enrolment, checked_on, home, more FROM certificate_check WHERE known ORDER BY 1"
        assert all_of(connection, checks) == [
            ("c1", "e1", "2025-09-01", "430921103002", '{"x":1}'),
            ("c2", "e2", "2025-09-02", "430921103001", None),
        ]
        places = "SELECT key, known, home FROM enrolment UNION SELECT key, known, home FROM certificate_check"
        assert {(key, bool(known), home) for key, known, home in all_of(connection, places)} == {
            ("e1", True, "430921103002"),
            ("e2", False, "430921103001"),
            ("c1", True, "430921103002"),
            ("c2", True, "430921103001"),
            ("c9", False, "430921103001"),
        }
        assert all_of(connection, 'SELECT "check", result, "on", home FROM recheck') == [
            ("c1", "ok", "2025-11-01", "430921103002")
        ]
        notices = 'SELECT key, "check", issued_on, more, voids FROM notice ORDER BY 1'
        assert all_of(connection, notices) == [
            ("n1", "c9", "2025-09-03", '{"kind":"doses"}', None),
            ("n2", None, None, None, TAKEN_BACK),
        ]
        assert all_of(connection, "SELECT kind, key FROM fact") == [("zero_report", "z1")]
        assert all_of(connection, "SELECT kind, key, scope FROM departure ORDER BY 1") == [
            ("certificate_check", "c1", "430921103001"),
            ("recheck", "r1", "430921103001"),
        ]
        (reached,) = all_of(connection, "SELECT version FROM county")[0]
        assert reached == max(row[0] for row in all_of(connection, "SELECT version FROM departure"))
        command.downgrade(config, "0018")
        names = ("key", "kind", "known", "voided", "voids", "at", "on", "more")
        fact = Table("fact", MetaData(), autoload_with=connection)
        back = connection.execute(fact.select().with_only_columns(*(fact.c[one] for one in names)))
        assert sorted(map(tuple, back), key=str) == sorted(
            (tuple(row[one] for one in names) for row in FACTS), key=str
        )


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


def filled(connection: Connection, name: str, **said: object) -> None:
    """A row with these words; what has to be said beside them is nothing."""
    table = Table(name, MetaData(), autoload_with=connection)
    nothing = {int: 0, str: "", bool: False, float: 0.0}
    needed = {c.name: nothing[c.type.python_type] for c in table.columns if not c.nullable}
    connection.execute(table.insert().values(**needed | said))


def test_no_child_stays_in_the_scope_of_a_school_that_another_one_followed(empty: Flask):
    with empty.app_context(), db.engine.begin() as connection:
        config = alembic(connection)
        command.upgrade(config, "0024")
        filled(connection, "county", code="430921", version=9)
        for child in ("went", "stays"):
            filled(connection, "child", county="430921", key=child, known=True)
            for school in ("a", "b"):
                words = {"key": f"{child} {school}", "child": child, "school": school, "term": "2026-1"}
                reason = "transfer" if (child, school) == ("went", "b") else "new"
                filled(connection, "enrolment", county="430921", known=True, reason=reason, **words)
                scope = {"scope": f"school:{school}", "key": child, "child": child}
                filled(connection, "in_scope", county="430921", **scope)
        command.upgrade(config, "0025")
        left = connection.execute(text("SELECT scope, key FROM in_scope ORDER BY key, scope")).all()
        assert left == [("school:a", "stays"), ("school:b", "stays"), ("school:b", "went")]
        told = connection.execute(
            text("SELECT scope, kind, key, version FROM departure ORDER BY kind, key")
        ).all()
        assert told == [
            ("school:a", "child", "went", 10),
            ("school:a", "enrolment", "went a", 10),
            ("school:a", "enrolment", "went b", 10),
        ]


def test_phones_of_a_school_are_told_of_checks_notices_and_states_that_went_with_a_child(empty: Flask):
    with empty.app_context(), db.engine.begin() as connection:
        config = alembic(connection)
        command.upgrade(config, "0025")
        filled(connection, "county", code="430921", version=9)
        for child in ("went", "came_back"):
            here = {"county": "430921", "known": True, "voided": False}
            filled(connection, "child", key=child, **here)
            filled(connection, "enrolment", key=f"{child} e", child=child, **here)
            filled(connection, "certificate_check", key=f"{child} k", enrolment=f"{child} e", **here)
            filled(connection, "recheck", key=f"{child} r", check=f"{child} k", **here)
            filled(connection, "notice", key=f"{child} n", check=f"{child} k", **here)
            filled(connection, "notice_event", key=f"{child} v", notice=f"{child} n", **here)
            filled(connection, "fact", key=f"{child} f", kind="dose_state", child=child, **here)
            left = {"scope": "school:a", "kind": "child", "key": child, "version": 5}
            filled(connection, "departure", county="430921", **left)
        filled(connection, "in_scope", county="430921", scope="school:a", key="came_back", child="came_back")
        filled(
            connection,
            "departure",
            county="430921",
            scope="school:a",
            kind="recheck",
            key="went r",
            version=5,
        )
        command.upgrade(config, "0028")
        told = connection.execute(
            text("SELECT kind, key, version FROM departure WHERE kind <> 'child' ORDER BY kind, key")
        ).all()
        assert told == [
            *(("certificate_check", "went k", 10), ("dose_state", "went f", 10), ("notice", "went n", 10)),
            *(("notice_event", "went v", 10), ("recheck", "went r", 5)),
        ]


def test_a_catch_up_under_way_with_sessions_gets_its_days_between_doses(empty: Flask):
    """On SQLite a table made anew is dropped first, and another that points into it would forbid that."""
    with empty.app_context(), db.engine.begin() as connection:
        config = alembic(connection)
        command.upgrade(config, "0030")
        filled(connection, "area", code="430921", level="county", county="430921")
        filled(connection, "catchup_campaign", key="c", county="430921", state="open", residence="all")
        filled(
            connection, "catchup_session", key="s", campaign="c", county="430921", area="430921", slots="[]"
        )
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT apart FROM catchup_campaign")).scalar() == 28
        command.downgrade(alembic(connection, lose_data=True), "0030")
        assert connection.execute(text("SELECT campaign FROM catchup_session")).scalar() == "c"
