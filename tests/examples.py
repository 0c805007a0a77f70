"""Runs the examples of docs/commands.md in an empty folder: `python -m tests.examples` writes their real output in.

A block is ```console; a line after `$ ` (and `> ` where it goes on) is given to bash, what follows is what it prints.
In this bash `fieldapp` is a function, which asks for a fork of the process that has read the program (serving.py).
Commands print every digit of a float, and its last ones depend on the processor; so a page shows six, and `same`
compares number by number, the words between them exactly.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests import serving

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```\n)", re.DOTALL)
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)
SHOWN_AS = "/var/lib/fieldapp"
DIGITS = 6
LONG_FLOAT = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?(?![\w.])")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
FORKED = """
fieldapp() {
  local status
  printf '%s\\0' "$BASHPID" "$PWD" "$@" > "$ASKED"
  read -r -u 9 status 9< "$ENDED"
  return "$status"
}
"""
CLOSE = 2 * 10.0 ** (1 - DIGITS)  # two pages of six digits may round to either side


def rounded(said: str) -> str:
    """The words with every float cut to the digits a page shows; whole numbers, times and versions as they are."""
    return LONG_FLOAT.sub(lambda found: _shorter(found[0]), said)


def _shorter(number: str) -> str:
    short = repr(float(f"{float(number):.{DIGITS}g}"))
    return short if len(short) < len(number) else number


def same(shown: str, printed: str) -> bool:
    """Whether two pages say the same: words and whole numbers exactly, floats to the digits a page shows."""
    if NUMBER.split(shown) != NUMBER.split(printed):
        return False
    return all(map(_close, NUMBER.findall(shown), NUMBER.findall(printed)))


def _close(one: str, other: str) -> bool:
    if one == other:
        return True
    decimal = any(mark in one + other for mark in ".e")
    return decimal and math.isclose(float(one), float(other), rel_tol=CLOSE, abs_tol=1e-9)


def refreshed(page: str, folder: Path) -> str:
    """The page with what its commands print now, run one after the other in `folder`."""
    return BLOCK.sub(
        lambda block: "".join(typed + _run(typed, folder) for typed in COMMAND.findall(block[1])), page
    )


def _run(typed: str, folder: Path) -> str:
    """What one command prints, errors too, without what differs from run to run."""
    command = "\n".join(line[2:] for line in typed.splitlines())
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FIELDAPP_")}
    environ |= {"FIELDAPP_INSTANCE": str(folder / "instance"), "FIELDAPP_ARGON2_MEMORY_KIB": "8"}
    with _forking(environ) as asking:
        done = subprocess.run(
            ["bash", "-c", FORKED + command],
            cwd=folder,
            env=environ | asking,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    said = done.stdout.replace(str(folder / "instance"), SHOWN_AS)
    said = re.sub(r"20\d\d-\d\d-\d\dT[0-9:.]+Z", "2025-12-10T18:00:00.000Z", said)
    said = rounded(re.sub(r"(Saved|Restored) \d+ rows", r"\1 13 rows", said))
    return said if not said or said.endswith("\n") else said + "\n"


@contextmanager
def _forking(environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """While a bash runs, answer its `fieldapp`: where this asks, and where it is told how the command ended."""
    with tempfile.TemporaryDirectory() as folder:
        asked, ended = Path(folder) / "asked", Path(folder) / "ended"
        os.mkfifo(asked)
        os.mkfifo(ended)
        answering = Thread(target=_answer, args=(asked, ended, environ))
        answering.start()
        try:
            yield {"ASKED": str(asked), "ENDED": str(ended)}
        finally:
            asked.write_text("")
            answering.join()


def _answer(asked: Path, ended: Path, environ: dict[str, str]) -> None:
    """Run what is asked for between the streams of the shell that asks, until nothing is."""
    while said := asked.read_text():
        shell, cwd, *words = said.split("\0")[:-1]
        streams = tuple(f"/proc/{shell}/fd/{n}" for n in range(3))
        status = 126  # as bash has it of what cannot be run
        try:
            status = serving.status_of(words, environ, streams, cwd)
        finally:
            ended.write_text(f"{status}\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8"), Path(empty)), encoding="utf-8")
