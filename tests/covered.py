"""Asks after a whole run that the tests went nearly every way the code can go, where code decides or stores.

Measured are branches of the pure modules and of `fieldapp/sync`. To trace all tests would cost two thirds more of a
processor, so only tests that are quick and close to that code are traced, on one database: with `--branches`, which
`make test` says. What is loaded with a module, and what a forked server runs, is not seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import coverage
from coverage.results import Numbers

ROOT = Path(__file__).resolve().parents[1]
FLOOR = 97  # per cent of branches, in the pure modules and in sync
SYNC = "fieldapp/sync/*"
TRACED = (
    "schedule/*",
    "survey/*",
    "sync/*",
    "areas/*",
    "campaigns/*",
    "office/*",
    "accounts/test_pe*",
    "test_[kst]*",
)
SLOW = {  # files, and tests, that take long and lead to no branch the others do not lead to
    "office/test_migrations.py", "office/test_private_files.py",
    "office/test_two_people.py", "office/test_uploads.py", "office/test_wrong_forms.py",
    "campaigns/test_official_sheets.py", "campaigns/test_paper_files.py",
    "campaigns/test_published_figures.py", "campaigns/test_recount_from_the_page.py", "campaigns/test_removing.py",
    "campaigns/test_strays.py", "campaigns/test_sums_close.py", "campaigns/test_township_desk.py",
    "schedule/test_same_in_javascript.py", "sync/test_any_order.py", "sync/test_backup.py", "sync/test_every_value.py",
    "sync/test_generated.py", "sync/test_hostile_requests.py", "sync/test_many_phones.py",
    "sync/test_plans.py", "sync/test_server_trouble.py", "sync/test_whatever_comes.py",
    "test_set_up.py",
}  # fmt: skip


def is_traced(nodeid: str) -> bool:
    """Whether a test tells of branches: `nodeid` as pytest names it."""
    test = nodeid.partition("[")[0].removeprefix("tests/")
    file = test.partition("::")[0]
    return "postgres" not in nodeid and not SLOW & {file, test} and any(fnmatch(file, one) for one in TRACED)


class Trace:
    """The branches of one process of a run, gone while a traced test was running."""

    def __init__(self) -> None:
        rules = str(ROOT / "setup.cfg")
        self.coverage = coverage.Coverage(
            config_file=rules, data_file=str(DATA), data_suffix=str(os.getpid())
        )

    @contextmanager
    def of(self, nodeid: str) -> Iterator[None]:
        """Trace what runs inside, where the test is one of those."""
        if not is_traced(nodeid):
            yield
            return
        self.coverage.start()
        yield
        self.coverage.stop()

    def save(self) -> None:
        """Write it beside what the other processes of the run write."""
        self.coverage.save()


DATA = ROOT / ".coverage"


def begin() -> None:
    """Nothing of an earlier run is counted."""
    for file in ROOT.glob(".coverage.*"):
        file.unlink()


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


def covered() -> list[Covered]:
    """Both parts, from what the processes of a run saved; a file no test went through counts with all its branches."""
    measured = coverage.Coverage(data_file=str(DATA), config_file=str(ROOT / "setup.cfg"))
    measured.combine()
    patterns = list(measured.config.run_include)
    files = [file for file in sorted((ROOT / "fieldapp").rglob("*.py")) if _matches(file, patterns)]
    found = {file: measured._analyze(str(file)).numbers for file in files}
    in_sync = {file: of for file, of in found.items() if _matches(file, [SYNC])}
    rest = {file: of for file, of in found.items() if file not in in_sync}
    return [_part("the pure modules", rest), _part("sync", in_sync)]


def _matches(file: Path, patterns: list[str]) -> bool:
    name = str(file.relative_to(ROOT))
    return any(fnmatch(name, str(Path(pattern))) or fnmatch(str(file), pattern) for pattern in patterns)


def _part(name: str, found: dict[Path, Numbers]) -> Covered:
    by_gaps = sorted(found, key=lambda file: -found[file].n_missing_branches)[:5]
    worst = [f"{file.relative_to(ROOT)} lacks {found[file].n_missing_branches}" for file in by_gaps]
    branches = sum(of.n_branches for of in found.values())
    return Covered(name, branches, branches - sum(of.n_missing_branches for of in found.values()), worst)
