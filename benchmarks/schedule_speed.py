"""Children a second through the schedule's evaluator: in the process, and through the command line from end to end.

    python -m benchmarks.schedule_speed [--children 20000]

A realistic mix (see `schedule_children`): seven in ten complete, the rest partial, late or without a dose, 0–14 years.
Prints a table; nothing is asserted. The budget is 20,000 children a second in one process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.schedule_children import children
from fieldapp.schedule import evaluate, programme_for

ON = "2026-11-01"
ROUNDS = 5


def in_process(made: list[dict[str, Any]]) -> tuple[float, float]:
    """Seconds on the clock and seconds of CPU, the best of some rounds; the first one fills the memory of dates."""
    rules, found = programme_for(), []
    for _ in range(ROUNDS):
        clock, cpu = time.perf_counter(), time.process_time()
        for child in made:
            evaluate(child, child["doses"], ON, rules)
        found.append((time.perf_counter() - clock, time.process_time() - cpu))
    return min(clock for clock, _ in found), min(cpu for _, cpu in found)


def command_line(made: list[dict[str, Any]]) -> tuple[float, float]:
    """The same of `fieldapp schedule evaluate`, its start and the JSON in and out included."""
    lines = "".join(json.dumps(child) + "\n" for child in made).encode()
    command = [str(Path(sys.executable).with_name("fieldapp")), "schedule", "evaluate", "--on", ON]
    clock, cpu = time.perf_counter(), _cpu_of_children()
    subprocess.run(command, input=lines, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - clock, _cpu_of_children() - cpu


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--children", type=int, default=20_000)
    made = children(options.parse_args().children)
    doses = sum(len(child["doses"]) for child in made) / len(made)
    print(f"{len(made):,} children, {doses:.1f} doses each")
    print("| | children/s by the clock | children/s of CPU time |")
    for name, measure in (
        ("evaluate, in one process", in_process),
        ("the command, start and JSON", command_line),
    ):
        clock, cpu = measure(made)
        print(f"| {name} | {len(made) / clock:,.0f} | {len(made) / cpu:,.0f} |")


if __name__ == "__main__":
    main()
