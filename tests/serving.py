"""Server processes that start at once: one process has read the program, each server is a fork of it.

What runs is `fieldapp run`, in a process group and with an environment of its own; only the two seconds in which
Python reads the whole program are spent once a test run and not once a test. Run as a program this module is that one
process: a line on its standard input asks for a server, a line on its standard output says its number.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Serving:
    """A running server; `pid` is also the number of its process group."""

    pid: int

    def kill(self) -> None:
        """As a power cut would; returns when its first process is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        for _ in range(1000):
            if not Path(f"/proc/{self.pid}").exists():
                return
            time.sleep(0.01)
        raise AssertionError(f"process {self.pid} outlived being killed")


def serve(environ: dict[str, str], port: int, log: Path) -> Serving:
    """Start `fieldapp run` with this environment; returns before it listens."""
    starter = _starter()
    assert starter.stdin and starter.stdout
    words = {"command": ["run", "--port", str(port)], "environ": environ, "log": str(log), "umask": _umask()}
    starter.stdin.write(json.dumps(words) + "\n")
    starter.stdin.flush()
    return Serving(int(starter.stdout.readline()))


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


def _become(command: list[str], environ: dict[str, str], log: str, umask: int) -> None:
    """In the fork: be a server as if started from the shell of whoever asked."""
    os.setsid()
    os.umask(umask)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream, place in ((os.open(os.devnull, os.O_RDONLY), 0), (written, 1), (written, 2)):
        os.dup2(stream, place)
    os.environ.clear()
    os.environ.update(environ)
    from fieldapp.cli import main

    try:
        main(command)
    finally:
        sys.stderr.flush()
        os._exit(1)  # a server ends by being killed


def _read_the_program() -> None:
    """Import whatever a server imports."""
    from fieldapp import create_app, server, worker

    with tempfile.TemporaryDirectory() as folder:
        create_app({"FIELDAPP_INSTANCE": folder})
    assert server and worker


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
