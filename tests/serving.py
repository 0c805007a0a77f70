"""Processes of `fieldapp` that start at once: one process has read the program, servers and commands are forks of it.

What runs is `fieldapp run` or another command, in a process group and with an environment of its own; only the two
seconds in which Python reads the whole program are spent once a test run and not once a test. Run as a program this
module is that one process: a line on its standard input asks for a fork, a line on its standard output says its number.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from tests import made_once


@dataclass(frozen=True)
class Serving:
    """A running server; `pid` is also the number of its process group."""

    pid: int

    def kill(self) -> None:
        """As a power cut would; returns when all its processes are gone, the last of which still held its port."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        for _ in range(1000):
            if not alive(self.pid):
                return
            time.sleep(0.01)
        raise AssertionError(f"process group {self.pid} outlived being killed")


def alive(group: int) -> bool:
    """Whether a process of this group still runs; one that ended and was not yet cleared away holds nothing."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, its_group, *_ = stat.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state not in "ZX":
                return True
    return False


def serve(environ: dict[str, str], port: int, log: Path) -> Serving:
    """Start `fieldapp run` with this environment; returns before it listens."""
    streams = (os.devnull, str(log), str(log))
    return Serving(_fork(["run", "--port", str(port)], environ, streams, os.getcwd()))


def command(
    words: Sequence[str], environ: dict[str, str], typed: bytes = b"", cwd: str = "/"
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end as if typed; what it was given is bytes, and so is what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("in", "out", "err")]
        files[0].write_bytes(typed)
        status = status_of(words, environ, tuple(map(str, files)), cwd)
        return subprocess.CompletedProcess(words, status, files[1].read_bytes(), files[2].read_bytes())


def status_of(words: Sequence[str], environ: dict[str, str], streams: tuple[str, ...], cwd: str) -> int:
    """Run a command to its end between these files, which may be those of another process; its status."""
    with tempfile.TemporaryDirectory() as folder:
        status = Path(folder) / "status"
        pid = _fork(list(words), environ, streams, cwd, str(status))
        for _ in range(60_000):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.005)
        assert status.exists(), f"{words} did not end by itself: {_end_of(streams[2])!r}"
        return int(status.read_text())


def _end_of(file: str) -> bytes:
    """What a command said last, where it was kept."""
    return Path(file).read_bytes()[-2000:] if Path(file).is_file() else b""


def _fork(
    words: list[str], environ: dict[str, str], streams: tuple[str, ...], cwd: str, status: str = ""
) -> int:
    """Ask for a fork that becomes this command; the number of its process."""
    starter = _starter()
    assert starter.stdin and starter.stdout
    asked = {"command": words, "environ": environ, "streams": streams, "umask": _umask(), "cwd": cwd}
    starter.stdin.write(json.dumps(asked | {"status": status}) + "\n")
    starter.stdin.flush()
    return int(starter.stdout.readline())


def _umask() -> int:
    """What a process started from this one may not give to others; there is no way to read it but to set it."""
    mine = os.umask(0o077)
    os.umask(mine)
    return mine


@cache
def _starter() -> subprocess.Popen[str]:
    """The process that starts servers for this one, and ends with it."""
    command = [sys.executable, "-m", "tests.serving"]
    root = Path(__file__).resolve().parents[1]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)

    def end() -> None:
        started.communicate()  # closes its input

    atexit.register(end)
    return started


def _become(
    command: list[str], environ: dict[str, str], streams: list[str], umask: int, cwd: str, status: str
) -> None:
    """In the fork: be a process as if started from the shell of whoever asked."""
    os.setsid()
    os.umask(umask)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(cwd)
    os.dup2(os.open(streams[0], os.O_RDONLY), 0)
    for place, file in enumerate(streams[1:], 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), place)
    os.environ.clear()
    os.environ.update(environ)
    ended = _ended(command)  # a server ends by being killed
    sys.stdout.flush()
    sys.stderr.flush()
    if status:
        Path(status).write_text(str(ended))
    os._exit(ended)


def _ended(command: list[str]) -> int:
    """Run it in this process; the status that Python would end with."""
    from fieldapp.commands.main import main

    try:
        main(command)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _read_the_program() -> None:
    """Import whatever a server and the commands import; start once, without listening, so that what only a first
    start makes (compiled migrations, queries, templates) is there when a fork starts.
    """
    from fieldapp import create_app
    from fieldapp.commands.main import ROOMS
    from fieldapp.commands.server import prepare
    from fieldapp.ground.db import db
    from fieldapp.web import worker

    assert worker and all(import_module(room) for room in ROOMS)
    made_once.build_addresses_once()
    made_once.parse_addresses_once()
    made_once.keep_templates()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"FIELDAPP_INSTANCE": folder})
        prepare(app)
        prepare(app)  # as of one that has its tables
        with app.app_context():
            db.engine.dispose()
    for name in app.jinja_env.list_templates(("html",)):
        app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()  # a fork that looks through all this for garbage would copy it


def _start_servers() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears away who has ended
    _read_the_program()
    started = []
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(**asked)
        started.append(pid)
        print(pid, flush=True)
    for pid in started:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    _start_servers()
