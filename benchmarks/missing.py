"""What the children of a county lack: the schedule asked of each, seconds of the processor and how they grow.

    python -m benchmarks.missing [--children 200000]

Made-up children under seven (`benchmarks.schedule_children`), each worked out as the pages and the nightly count of
gaps do it (`fieldapp.catchup.gaps.missing`); nothing is read from a database here.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import date
from random import Random

from benchmarks.ground import table
from benchmarks.schedule_children import one_child
from fieldapp.catchup.gaps.missing import Known, is_asked, missing_of, sums_of
from fieldapp.schedule import programme_for

ON = date(2026, 11, 10)
VILLAGE = "430921103213"


def known(many: int) -> Iterator[Known]:
    """So many children of whom gaps are asked for, made up one by one."""
    chance, on, made = Random("missing"), ON.isoformat(), 0
    while made < many:
        one = one_child(chance, ON, made)
        fields = {"born": one["born"], "sex": one["sex"], "status": None}
        doses = [(dose["product"], dose["given_on"]) for dose in one["doses"]]
        child = Known(str(made), VILLAGE, fields, {}, doses, [])
        if is_asked(child, on):
            made += 1
            yield child


def measure(many: int) -> tuple[str, ...]:
    """One row of the table."""
    children, on, rules = list(known(many)), ON.isoformat(), programme_for()
    start = time.process_time()
    sums = sums_of((missing_of(one, on, rules) for one in children), on)
    seconds = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{many:,}", f"{sums.short:,}", f"{sums.missing:,}", f"{seconds:.1f}"
    return (*said, f"{many / seconds:,.0f}", f"{most:,.0f}")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--children", type=int, default=200_000)
    most = arguments.parse_args().children
    heads = ("children", "with a gap", "doses missing", "s of the processor", "children/s", "most memory, MB")
    table("gaps of a county", [heads, *(measure(most // part) for part in (4, 2, 1))])


if __name__ == "__main__":
    main()
