"""Asks after a whole run that the tests went nearly every way the code can go, where code decides or stores.

A plugin of pytest, said on its command line by `make test` (`-p tests.branches`), because it has to be there before the
first module of ours is loaded. Watched are the branches of the pure modules and of `fieldapp/sync`, in every process of
the run and in every test; what a forked server runs is not seen. SlipCover marks the branches in the code itself and
takes each mark out when it was passed, so that watching costs next to nothing.
"""

from __future__ import annotations

import ast
import json
import os
from configparser import ConfigParser
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import slipcover

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".branches"
FLOOR = 97  # per cent of branches, in the pure modules and in sync
SYNC = "fieldapp/sync/*"
Files = dict[str, dict[str, Any]]


def watched() -> list[str]:
    """Patterns of the files whose branches are counted, as `setup.cfg` names them."""
    read = ConfigParser()
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    return read["branches"]["include"].split()


def is_watched(file: str | Path) -> bool:
    """Whether a file's branches are counted."""
    return any(fnmatch(_name(file), pattern) for pattern in PATTERNS)


def _name(file: str | Path) -> str:
    return str((ROOT / file).relative_to(ROOT))


PATTERNS = watched()
WATCHED = {str(file) for file in (ROOT / "fieldapp").rglob("*.py") if is_watched(file)}


class Watched:
    """Says to SlipCover which modules are to be marked."""

    @staticmethod
    def matches(file: Path | str | None) -> bool:
        """Whether a module's branches are counted."""
        return str(file) in WATCHED


# Branches alone are counted: no line is marked. Marks are taken out when one was passed so often again, which looks
# through every function there is.
slipcover.slipcover.findlinestarts = lambda code: ()
slipcover.Slipcover.lines_from_code = staticmethod(lambda code: iter(()))
MARKS = slipcover.Slipcover(branch=True, d_miss_threshold=10_000)
slipcover.ImportManager(MARKS, Watched()).__enter__()  # for the life of the process


@dataclass(frozen=True)
class Covered:
    """Branches of a part of the code: how many there are, how many were gone, and where most were not."""

    part: str
    branches: int
    gone: int
    worst: list[str]

    @property
    def percent(self) -> float:
        """Of its branches; a part without any is whole."""
        return 100 * self.gone / self.branches if self.branches else 100.0

    @property
    def is_enough(self) -> bool:
        """Whether the part stands at or above the floor, by whole numbers."""
        return 100 * self.gone >= FLOOR * self.branches

    def __str__(self) -> str:
        line = f"branches of {self.part}: {self.gone} of {self.branches} ({self.percent:.1f} %)"
        return line if self.is_enough else f"{line}, below {FLOOR} %: {', '.join(self.worst)}"


def never_read(seen: Files) -> Files:
    """Watched files that no process of the run imported, with all their branches."""
    missing = {_name(file) for file in WATCHED} - {_name(file) for file in seen}
    return {name: {"executed_branches": [], "missing_branches": _branches(ROOT / name)} for name in missing}


def _branches(file: Path) -> list[tuple[int, int]]:
    marked = slipcover.branch.preinstrument(ast.parse(file.read_text(encoding="utf-8")))
    return sorted(set(MARKS.branches_from_code(compile(marked, str(file), "exec"))))


def parts(found: Files) -> list[Covered]:
    """The pure modules and sync, from what was seen of each file; a file no test went through counts with all its
    branches.
    """
    files = {_name(file): told for file, told in found.items() if is_watched(file)}
    in_sync = {name: told for name, told in files.items() if fnmatch(name, SYNC)}
    rest = {name: told for name, told in files.items() if name not in in_sync}
    return [_part("the pure modules", rest), _part("sync", in_sync)]


def _part(name: str, files: Files) -> Covered:
    missing = {file: len(told["missing_branches"]) for file, told in files.items()}
    gone = sum(len(told["executed_branches"]) for told in files.values())
    worst = [f"{file} lacks {missing[file]}" for file in sorted(files, key=lambda file: -missing[file])[:5]]
    return Covered(name, gone + sum(missing.values()), gone, worst)


def pytest_configure(config: pytest.Config) -> None:
    """Nothing of an earlier run is counted."""
    if not hasattr(config, "workerinput"):
        KEPT.mkdir(exist_ok=True)
        for file in KEPT.glob("*.json"):
            file.unlink()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A whole run that passed but left ways of the code ungone has failed."""
    seen = MARKS.get_coverage()
    if hasattr(session.config, "workerinput"):
        (KEPT / f"{os.getpid()}.json").write_text(json.dumps(seen))
        return
    for file in KEPT.glob("*.json"):
        slipcover.merge_coverage(seen, json.loads(file.read_text()))
    COVERED.extend(parts(seen["files"] | never_read(seen["files"])))
    if exitstatus == pytest.ExitCode.OK and not all(part.is_enough for part in COVERED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many branches were gone."""
    for part in COVERED:
        terminalreporter.write_line(str(part))


COVERED: list[Covered] = []
