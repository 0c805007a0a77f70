"""Asks after a whole run that the tests went nearly every way the code can go, where code decides or stores.

`make test` measures it: branches of the pure modules and of `fieldapp/sync`. What a forked server runs is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import coverage
from coverage.results import Numbers

ROOT = Path(__file__).resolve().parents[1]
FLOOR = 97  # per cent of branches, in the pure modules and in sync
SYNC = "fieldapp/sync/*"


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


def covered(data_file: Path) -> list[Covered]:
    """Both parts, from what a run measured; a file no test loaded counts with all its branches."""
    measured = coverage.Coverage(data_file=str(data_file), config_file=str(ROOT / "setup.cfg"))
    measured.load()
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
