"""Setting up and starting where something is missing or taken: one sentence, and nothing half done is trusted."""

from __future__ import annotations

import ast
import importlib.util
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from fieldapp.ground.config import ROOT
from tests import serving

BOOTSTRAP, SERVE_DEMO = ROOT / "tools" / "bootstrap.py", ROOT / "tools" / "serve_demo.py"
OLD = "import sys, runpy; sys.version_info = (3, 6, 15); sys.version = '3.6.15 (default)'; "


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    """The set-up script as a module."""
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def run(*command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=300, env=environ or None
    )


def test_a_python_too_old_is_told_in_a_sentence() -> None:
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 7))
    assert "from __future__ import annotations" not in BOOTSTRAP.read_text(), "3.6 could not read it"

    old = run(sys.executable, "-c", f"{OLD}runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')")

    assert old.returncode == 1
    assert old.stderr.startswith("fieldapp set-up: Python 3.11 or newer is needed, this is 3.6.15.")
    assert old.stderr.count("\n") == 1


def test_an_environment_is_used_only_when_whole_and_where_it_was_made(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    made = tmp_path / "clone" / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
    assert not bootstrap.usable(made), "stopped half way: no pip"
    (made / "bin" / "pip").touch()
    assert bootstrap.usable(made)

    moved = (tmp_path / "clone").rename(tmp_path / "moved") / ".venv"

    assert not bootstrap.usable(moved)
    assert not bootstrap.usable(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("purpose", "built", "version", "taken"),
    [
        ("test", "", (3, 11), True),
        ("run", "", (3, 11), False),
        ("test", "'--enable-optimizations'", (3, 11), False),
        ("test", "", (3, 99), False),
    ],
)
def test_a_python_compiled_by_hand_gives_way_to_the_distribution_s_of_its_version(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    purpose: str,
    built: str,
    version: tuple[int, int],
    taken: bool,
) -> None:
    other = tmp_path / "python3"
    other.write_text('#!/bin/sh\ncase "$2" in *"ensurepip, venv"*"(3, 11)"*) exit 0;; esac\nexit 1\n')
    other.chmod(0o755)
    monkeypatch.setattr(bootstrap, "DISTRIBUTED", str(other))
    monkeypatch.setattr(bootstrap.sysconfig, "get_config_var", {"CONFIG_ARGS": built}.get)
    monkeypatch.setattr(bootstrap.sys, "version_info", version)

    assert bootstrap.interpreter(purpose) == (str(other) if taken else sys.executable)

    other.unlink()
    assert bootstrap.interpreter(purpose) == sys.executable


def test_a_step_that_fails_says_what_it_may_lack(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        bootstrap.step(
            "trying", [sys.executable, "-c", "print('why'); raise SystemExit(3)"], bootstrap.NETWORK
        )

    assert str(stopped.value).startswith("fieldapp set-up: this step failed: trying")
    assert str(stopped.value).endswith(bootstrap.NETWORK)
    assert "why" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["abc", "0", "99999", "-5", "８０００"])
def test_a_port_that_is_none_is_named(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(SERVE_DEMO), port])

    with pytest.raises(SystemExit) as stopped:  # with a sentence: Python says it and ends with 1
        runpy.run_path(str(SERVE_DEMO), run_name="__main__")

    assert str(stopped.value.code).startswith(f"PORT={port} is no port")
    assert capsys.readouterr().out == ""


def test_a_port_that_is_taken_is_said_at_once(taken: int, tmp_path: Path) -> None:
    demo = run(sys.executable, SERVE_DEMO, str(taken))
    real = serving.command(["run", "--port", str(taken)], {"FIELDAPP_INSTANCE": str(tmp_path / "new")})

    assert demo.returncode == 1
    assert f"port {taken}: Address already in use." in demo.stderr
    assert "make run PORT=" in demo.stderr
    assert (real.returncode, real.stdout) == (2, b"")
    assert real.stderr.count(b"\n") == 1
    assert f"127.0.0.1 port {taken}: Address already in use." in real.stderr.decode()
    assert not (tmp_path / "new").exists()


def test_tests_without_a_chinese_font_say_which_package_to_install(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_font = tmp_path / "python"  # asked whether there is a font, it says no
    no_font.write_text("#!/bin/sh\nexit 1\n")
    no_font.chmod(0o755)
    monkeypatch.setattr(bootstrap, "PYTHON", no_font)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit) as stopped:
        bootstrap.chinese_font()
    assert "apt-get install fonts-wqy-microhei" in str(stopped.value)


def test_a_machine_without_the_smaller_chromium_is_asked_for_it_once_and_goes_on(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    apt, asked = tmp_path / "apt-get", tmp_path / "asked"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {asked}\nexit 100\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)

    bootstrap.headless()
    bootstrap.headless()

    assert [line.split()[0] for line in asked.read_text().splitlines()] == ["update", "install"]
    assert capsys.readouterr().out.count("browser tests take longer") == 1
