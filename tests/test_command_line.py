"""Commands that cannot do what is asked: status 2, one plain sentence, and nothing made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.commands.main import ROOMS
from fieldapp.ground import config
from fieldapp.ground.problems import BadInput
from tests import serving

INSTALLED = Path(sys.executable).with_name("fieldapp")
NEEDS_A_DATABASE = (
    ("verify",),
    ("recount",),
    ("users", "list"),
    ("areas", "import", "x.csv"),
    ("backup", "/nowhere/kept.zip"),
)
NOBODY_THERE = "postgresql://somebody:hunter2@127.0.0.1:1/x"


def fieldapp(
    folder: Path, *arguments: str, typed: bytes = b"", **settings: str
) -> subprocess.CompletedProcess[str]:
    environ = {"FIELDAPP_INSTANCE": str(folder), "PATH": "/usr/bin:/bin", "FIELDAPP_ARGON2_MEMORY_KIB": "8"}
    environ |= {f"FIELDAPP_{name}": value for name, value in settings.items()}
    return _as_text(serving.command(arguments, environ, typed))


def _as_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    out, err = done.stdout.decode(), done.stderr.decode(errors="replace")
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 2, nothing printed, one sentence with these words."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(".\n")
    for word in words:
        assert word in done.stderr


# One of each room, for the forks have read them all and the installed program reads what it is asked for.
AS_INSTALLED = (
    ("verify",),
    ("backup", "/nowhere/kept.zip"),
    ("demo", "--seed", "1.5"),
    ("areas", "import", "x.csv"),
    ("users", "list"),
    ("explain", "x"),
    ("schedule", "evaluate", "--on", "x"),
    ("survey", "missed"),
    ("gaps",),
    (),
)


def test_of_every_room_one_command_is_run_as_installed() -> None:
    first = {command[0] for command in AS_INSTALLED if command}
    assert [names for names in ROOMS.values() if not first.intersection(names)] == []


@pytest.mark.parametrize("command", AS_INSTALLED, ids=" ".join)
def test_the_installed_program_says_what_the_forks_of_these_tests_say(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    environ = {"FIELDAPP_INSTANCE": str(tmp_path / "none"), "PATH": "/usr/bin:/bin"}
    typed = subprocess.run([INSTALLED, *command], capture_output=True, env=environ, cwd="/", timeout=300)
    forked = serving.command(command, environ)
    assert (typed.returncode, typed.stdout, typed.stderr) == (
        forked.returncode,
        forked.stdout,
        forked.stderr,
    )
    assert typed.returncode == 2 and typed.stderr


@pytest.mark.parametrize("command", NEEDS_A_DATABASE, ids=" ".join)
def test_looking_for_a_database_makes_none(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = tmp_path / "mistyped"
    refused(fieldapp(folder, *command), str(folder), "fieldapp init")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_reached_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    for command in ("init", "verify"):
        done = fieldapp(tmp_path / "i", command, DATABASE_URL=NOBODY_THERE)
        refused(done, "The database cannot be used", "127.0.0.1")
        assert "hunter2" not in done.stderr


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "fieldapp.sqlite").write_bytes(b"junk" * 100)
    for command in ("init", "verify", "recount"):
        refused(fieldapp(tmp_path / "i", command), "The database cannot be used", "not a database")


def test_what_an_instance_holds_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x" * 40)
    for settings in ({}, {"SECRET_KEY_FILE": str(secret)}):
        folder = tmp_path / f"i{len(settings)}"
        assert fieldapp(folder, "init", **settings).returncode == 0
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    refused(fieldapp(in_the_way, "init"), str(in_the_way))
    refused(fieldapp(in_the_way / "below", "init"), str(in_the_way))
    refused(fieldapp(Path("/proc/nowhere"), "init"), "/proc/nowhere")


def test_a_password_that_is_no_text_is_refused_and_nobody_added(tmp_path: Path) -> None:
    said = ("users", "add", "root", "--name", "周静", "--role", "administrator", "--area", "430921")
    assert fieldapp(tmp_path / "i", "init").returncode == 0
    for odd in (b"\xff\xfe\xfdabcdefgh\n", b"eight\0plum trees\n"):
        refused(fieldapp(tmp_path / "i", *said, "--password-stdin", typed=odd), "UTF-8")
    assert fieldapp(tmp_path / "i", "users", "list").stdout == ""


def test_what_cannot_be_seen_is_no_part_of_a_name(tmp_path: Path) -> None:
    assert fieldapp(tmp_path / "i", "init").returncode == 0
    said = ("users", "add", "a\tb\x07", "--name", "周\n静\x1b", "--role", "administrator", "--area", "430921")
    assert fieldapp(tmp_path / "i", *said, "--password-stdin", typed=b"eight plum trees\n").returncode == 0
    told = fieldapp(tmp_path / "i", "users", "list").stdout
    assert told.split()[0] == "ab" and "周静" in told


@pytest.mark.parametrize(("username", "name"), [("u" * 5000, "周静"), ("\t", "周静"), ("root", "\x1b\n")])
def test_a_name_no_list_can_show_is_refused(tmp_path: Path, username: str, name: str) -> None:
    assert fieldapp(tmp_path / "i", "init").returncode == 0
    said = ("users", "add", username, "--name", name, "--role", "administrator", "--area", "430921")
    refused(fieldapp(tmp_path / "i", *said, "--password-stdin", typed=b"eight plum trees\n"))
    assert fieldapp(tmp_path / "i", "users", "list").stdout == ""


def test_a_command_alone_says_what_there_is(tmp_path: Path) -> None:
    for arguments in ((), ("users",)):
        done = fieldapp(tmp_path / "i", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Commands:\n" in done.stderr
    assert not (tmp_path / "i").exists()


WRONG = {
    "TOKEN_DAYS": ("", "0", "-1", "1.5", "x", "1e3", "９０", "40000", "9" * 30, "9" * 5000, "True", "[1]"),
    "SESSION_HOURS": ("0", "99999999999"),
    "SLIP_DAYS": ("99999999",),
    "ARGON2_MEMORY_KIB": ("0", "7", "9" * 12),
    "FILE_BYTES": ("8 MB", "9" * 12),
    "DEMO": ("maybe", "2"),
    "DATABASE_URL": ("nonsense", "mysql://x", "oracle://x/y", "sqlite", "postgresql+nodriver://x"),
    "SECRET_KEY": ("", "short", "changeme"),
    "SECRET_KEY_FILE": ("/nonexistent", "/tmp"),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_stops_the_start_with_a_sentence_that_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    environ = {"FIELDAPP_INSTANCE": str(tmp_path), f"FIELDAPP_{name}": value}
    with pytest.raises(BadInput, match="FIELDAPP_SECRET_KEY" if "SECRET" in name else f"FIELDAPP_{name}"):
        config.load(environ)


FILES = {
    b"token_days =": "TOML",
    b"\xff\xfe": "TOML",
    b"token = 3": "there is no setting named token",
    b"[token]\ndays = 3": "there is no setting named token",
    b"token_days = 1.5": "FIELDAPP_TOKEN_DAYS",
    b"token_days = true": "FIELDAPP_TOKEN_DAYS",
}


@pytest.mark.parametrize("content", FILES)
def test_a_settings_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(BadInput, match=FILES[content]):
        config.load({"FIELDAPP_INSTANCE": str(tmp_path)})


def test_the_secret_may_lie_in_a_file_of_text(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    environ = {"FIELDAPP_INSTANCE": str(tmp_path / "i"), "FIELDAPP_SECRET_KEY_FILE": str(file)}
    file.write_bytes(b"x" * 40 + b"\n")
    assert config.load(environ)["SECRET_KEY"] == "x" * 40
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(BadInput, match="FIELDAPP_SECRET_KEY_FILE"):
        config.load(environ)
    assert not (tmp_path / "i").exists()


def test_a_wrong_database_url_tells_no_password(tmp_path: Path) -> None:
    environ = {"FIELDAPP_INSTANCE": str(tmp_path), "FIELDAPP_DATABASE_URL": "mysql://somebody:hunter2@db/x"}
    with pytest.raises(BadInput) as refusal:
        config.load(environ)
    assert "hunter2" not in str(refusal.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("token_days = 60\nsession_hours = 8\n")
    loaded = config.load({"FIELDAPP_INSTANCE": str(tmp_path), "FIELDAPP_TOKEN_DAYS": "30"})
    assert (loaded["TOKEN_DAYS"], loaded["SESSION_HOURS"], loaded["SLIP_DAYS"]) == (30, 8, 30)


def test_a_demo_that_cannot_be_told_is_one_sentence_and_leaves_real_people_alone(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    said = ("users", "add", "root", "--name", "周静", "--role", "administrator", "--area", "430921")
    assert fieldapp(folder, "init").returncode == 0
    assert fieldapp(folder, *said, "--password-stdin", typed=b"eight plum trees\n").returncode == 0
    refused(fieldapp(folder, "demo", "--json"), "people that are no demo")
    assert fieldapp(folder, "users", "list").stdout == "root\tadministrator\t430921\t周静\n"


@pytest.mark.parametrize("arguments", [("--children", "-5"), ("--children", "x"), ("--seed", "1.5")])
def test_a_demo_of_no_size_makes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = fieldapp(tmp_path / "i", "demo", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "i").exists()
