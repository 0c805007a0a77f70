"""How long two commands take on a fresh clone: `make run` until it answers, then again.

    python -m benchmarks.setup [--port 8406] [--without-node]

Everything is installed anew (packages may come from the machine's own caches). `--without-node` hides node, so
that set-up takes it from PyPI.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ground

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("make", "git", "sh", "bash", "env", "uname", "dirname", "sed", "rm", "mkdir", "cat", "ls")


def without_node(folder: str) -> dict[str, str]:
    """An environment whose PATH has the few programs set-up needs, and no node."""
    programs = Path(folder) / "bin"
    programs.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    (programs / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    return {**os.environ, "PATH": str(programs)}


def until_served(clone: Path, environ: dict[str, str], port: int) -> float:
    """Seconds from `make run` until the server answers; then it is stopped."""
    start = time.perf_counter()
    command = ["make", "run", f"PORT={port}"]
    made = subprocess.Popen(
        command, cwd=clone, env=environ, start_new_session=True, stdout=subprocess.DEVNULL
    )
    while made.poll() is None and time.perf_counter() - start < 900:
        try:
            ground.request(port, "GET", "/alive")
            break
        except OSError:
            time.sleep(0.2)
    seconds = time.perf_counter() - start
    if made.poll() is not None:
        raise SystemExit("make run ended before it served")
    os.killpg(made.pid, signal.SIGTERM)
    made.wait()
    return seconds


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--port", type=int, default=8406)
    arguments.add_argument("--without-node", action="store_true")
    said = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="fieldapp-setup-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        environ = without_node(folder) if said.without_node else dict(os.environ)
        for name in [name for name in environ if name.startswith("FIELDAPP_")]:
            del environ[name]
        first, second = (until_served(clone, environ, said.port) for _ in range(2))
    rows: list[tuple[str, ...]] = [
        ("make run", "s"),
        ("on a fresh clone", f"{first:.0f}"),
        ("again", f"{second:.1f}"),
    ]
    ground.table("set-up", rows)


if __name__ == "__main__":
    main()
