"""10,000 interviews × 20 outcomes × 5 groupings: time and memory, beside R's `survey` where it is installed.

    python -m benchmarks.survey_speed [--rows 10000] [--outcomes 20] [--repeat 5]

Made-up interviews (500 clusters, 10 strata, unequal weights, one answer in fifty blank). Three ways are timed:
the pure functions in this process, the whole `fieldapp survey estimate` command, and, where `Rscript` with
package survey is there, R on the same file in the same run (svymean and svyby of each outcome; data reading not
counted). R's estimates and standard errors are compared with ours. Prints a table for docs/benchmarks/survey.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fieldapp.survey.stats.table import design_of, read_table
from fieldapp.survey.tables.results import estimate_table, grouping

COMMAND = str(Path(sys.executable).parent / "fieldapp")
LEVELS = (2, 3, 5, 10, 50)
DESIGN = ("stratum", "cluster", "weight")
Records = list[dict[str, Any]]

R_PROGRAM = """
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail")
arguments <- commandArgs(TRUE)
d <- read.csv(arguments[1], na.strings = "")
outcomes <- grep("^y", names(d), value = TRUE)
groups <- grep("^g", names(d), value = TRUE)
begin <- proc.time()
design <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = d)
out <- list()
for (y in outcomes) {
  formula <- as.formula(paste0("~", y))
  known <- subset(design, !is.na(get(y)))
  whole <- svymean(formula, known, deff = "replace")
  out[[length(out) + 1]] <- data.frame(y = y, g = "", v = "", p = coef(whole)[[1]], se = SE(whole)[[1]])
  for (g in groups) {
    by <- svyby(formula, as.formula(paste0("~", g)), known, svymean, deff = "replace")
    out[[length(out) + 1]] <- data.frame(y = y, g = g, v = by[[g]], p = coef(by), se = SE(by))
  }
}
took <- proc.time() - begin
write.csv(do.call(rbind, out), arguments[2], row.names = FALSE)
cat(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]])
cat("", as.character(packageVersion("survey")), R.version$major, R.version$minor, "\\n")
"""


def write_interviews(path: Path, rows: int, outcomes: int) -> None:
    """The made-up file; the same every time."""
    rng = np.random.default_rng(1)
    cluster = rng.integers(0, 500, rows)
    columns = {
        "stratum": [f"s{c // 50}" for c in cluster],
        "cluster": [f"c{c}" for c in cluster],
        "weight": rng.uniform(50, 500, rows).round(3).tolist(),
        **{f"g{i}": rng.integers(0, levels, rows).tolist() for i, levels in enumerate(LEVELS)},
    }
    for i in range(outcomes):
        said = (rng.random(rows) < 0.3 + 0.6 * i / outcomes).astype(int)
        blank = rng.random(rows) < 0.02
        columns[f"y{i}"] = ["" if none else int(one) for one, none in zip(said, blank, strict=True)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def functions(path: Path, outcomes: int) -> Records:
    """Reading the table and every estimate with its interval, in this process."""
    table = read_table(path.read_bytes(), path.name)
    groups = [grouping(f"g{i}", table.texts(f"g{i}")) for i in range(len(LEVELS))]
    values = {f"y{i}": table.outcome(f"y{i}") for i in range(outcomes)}
    return estimate_table(design_of(table, *DESIGN), values, groups)


def command(path: Path, outcomes: int) -> list[str]:
    """The same as a command line."""
    said = [COMMAND, "survey", "estimate", str(path)]
    said += [word for i in range(outcomes) for word in ("--outcome", f"y{i}")]
    said += [word for i in range(len(LEVELS)) for word in ("--by", f"g{i}")]
    return [*said, "--strata", "stratum", "--cluster", "cluster", "--weight", "weight"]


@dataclass(frozen=True)
class Run:
    """One way to do the work: elapsed and processor seconds, peak memory in MB."""

    elapsed: float
    processor: float
    memory: float

    def row(self, what: str, note: str) -> str:
        """A row of the table."""
        return f"| {what} | {self.elapsed:.2f} | {self.processor:.2f} | {self.memory:.0f} | {note} |"


def run(words: list[str]) -> tuple[str, Run]:
    """Output of a process, and what it took."""
    begin = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"this failed: {' '.join(words[:4])} …")
    elapsed = time.perf_counter() - begin
    return said, Run(elapsed, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def here(work: Callable[[], Any]) -> Run:
    """What the work takes in this process; memory is what it adds, in a second run (tracemalloc is slow)."""
    begin, used = time.perf_counter(), time.process_time()
    work()
    elapsed, processor = time.perf_counter() - begin, time.process_time() - used
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Run(elapsed, processor, most / 2**20)


def in_r(folder: Path, data: Path, ours: Records) -> str | None:
    """The table's row for R, or None where it is not installed."""
    program, results = folder / "bench.R", folder / "r.csv"
    program.write_text(R_PROGRAM, encoding="utf-8")
    has = shutil.which("Rscript") and subprocess.run(
        ["Rscript", "-e", "library(survey)"], capture_output=True, check=False
    )
    if not has or has.returncode:
        return None
    said, whole = run(["Rscript", str(program), str(data), str(results)])
    elapsed, processor, version, major, minor = said.split()
    known = {(one["outcome"], *next(iter(one["group"].items()), ("", ""))): one for one in ours}
    with results.open(encoding="utf-8") as file:
        gaps = [
            max(abs(known[key]["estimate"] - float(row["p"])), abs(known[key]["se"] - float(row["se"])))
            for row in csv.DictReader(file)
            for key in [(row["y"], row["g"], row["v"])]
        ]
    note = f"{len(gaps):,} estimates, largest difference of p or s.e. from ours {max(gaps):.1e}"
    took = Run(float(elapsed), float(processor), whole.memory)
    return took.row(f"R {major}.{minor}, survey {version}: svymean, svyby", note)


def quickest(took: Run) -> float:
    """What runs are compared by."""
    return took.elapsed


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--outcomes", type=int, default=20)
    asked.add_argument("--repeat", type=int, default=5)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="fieldapp-bench-") as name:
        data = Path(name) / "interviews.csv"
        write_interviews(data, options.rows, options.outcomes)
        ours = functions(data, options.outcomes)
        print(f"{options.rows:,} interviews × {options.outcomes} outcomes × {len(LEVELS)} groupings", end=" ")
        print(f"({', '.join(map(str, LEVELS))} groups) + all: {len(ours):,} estimates with intervals.\n")
        print("| what | seconds | of the processor | memory, MB | |\n|---|---|---|---|---|")
        note = f"quickest of {options.repeat}"
        inside = min(
            (here(lambda: functions(data, options.outcomes)) for _ in range(options.repeat)), key=quickest
        )
        print(inside.row("pure functions, file read and parsed", f"{note}; memory taken on top"))
        runs = [run(command(data, options.outcomes)) for _ in range(options.repeat)]
        assert all(len(json.loads(said)) == len(ours) for said, _ in runs)
        print(
            min((took for _, took in runs), key=quickest).row(
                "`fieldapp survey estimate`, start to end", note
            )
        )
        print(in_r(Path(name), data, ours) or "| R with package survey | not installed | | | |", flush=True)


if __name__ == "__main__":
    main()
