"""The nine cases of the school check: its register, its notices, what was caught up, and the sums of all nine.

Source: the page "The school check: how it is really done, and cases to reproduce" of the project's facts, table "Cases:
check 2026-09-10, term starts 09-01". "Usual": each dose two days after its earliest day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from fieldapp.schedule import Programme, evaluate

CHECKED, ASSESSED, UNTIL, TERM = "2026-09-10", "2026-08-20", "2026-12-31", "2026-1"
Slot = tuple[str, int]


@dataclass(frozen=True)
class Case:
    """A child, what it was given and what became of it. `without`: slots it was not given; `given`: its whole history
    where it was no usual one; `caught_up`: product and day of what it got after the check."""

    id: str
    school: str
    sex: str
    born: str
    without: tuple[Slot, ...] = ()
    given: tuple[tuple[str, str], ...] | None = None
    certificate: str = "seen"
    assessment: str = "complete"
    missing: tuple[Slot, ...] = ()
    exempt: tuple[tuple[str, int, str], ...] = ()
    states: tuple[tuple[str, int, str, str], ...] = ()
    caught_up: tuple[tuple[str, str], ...] = ()
    reissued: str | None = None
    words: dict[str, Any] = field(default_factory=dict, hash=False)


DTP5, AC1, AC2, MCV2, BCG = ("dtp", 5), ("menac", 1), ("menac", 2), ("mcv", 2), ("bcg", 1)
FIVE_IN_ONE = tuple(("DTaP-IPV-Hib", day) for day in ("2023-02-03", "2023-03-06", "2023-04-08", "2024-06-05"))
CASES = (
    Case("P1", "primary", "female", "2020-03-10"),
    Case(
        "P2", "primary", "male", "2020-05-20", (DTP5, AC2), assessment="needs", missing=(DTP5, AC2),
        caught_up=(("DTaP", "2026-09-19"), ("MPSV-AC", "2026-09-19")),
    ),
    Case(
        "P4", "primary", "female", "2020-01-15", (BCG,), assessment="exempt", exempt=(("bcg", 1, "over_age"),)
    ),
    Case("P5", "primary", "female", "2020-06-01", certificate="lost", assessment="none", reissued="2026-09-18"),
    Case(
        "P8", "primary", "female", "2020-07-07", (AC2,), assessment="needs", missing=(AC2,),
        states=(("menac", 2, "refused", "2026-09-10"),),
    ),
    Case(
        "K1", "kindergarten", "female", "2023-02-14", (AC1,), assessment="needs", missing=(AC1,),
        caught_up=(("MPSV-AC", "2026-09-22"),),
    ),
    Case("K2", "kindergarten", "male", "2022-10-10"),
    Case(
        "K3", "kindergarten", "female", "2022-12-01", (MCV2,), assessment="needs", missing=(MCV2,),
        caught_up=(("MMR", "2026-10-08"),),
    ),
    Case(
        "K5", "kindergarten", "female", "2023-06-20", (MCV2,), assessment="exempt",
        exempt=(("mcv", 2, "contraindicated"),), states=(("mcv", 2, "contraindicated", "2026-08-20"),),
    ),
)  # fmt: skip
BY_ID = {case.id: case for case in CASES}


@cache
def history(case: Case, rules: Programme) -> tuple[tuple[str, str], ...]:
    """What a case was given before its check: as usual, each dose two days after its earliest day, without the slots it
    lacks; of K3 the five-in-one in place of DTaP and polio vaccine."""
    skipped, fixed = set(case.without), list(FIVE_IN_ONE) if case.id == "K3" else []
    doses = [{"product": product, "given_on": day} for product, day in fixed]
    child, day = {"born": case.born, "sex": case.sex}, date.fromisoformat(case.born)
    while day < date.fromisoformat(CHECKED):
        known = [dose for dose in doses if dose["given_on"] <= day.isoformat()]
        for one in evaluate(child, known, day, rules)["due"]:
            skip = (one["series"], one["n"]) in skipped or (fixed and one["series"] in ("dtp", "polio"))
            if not skip and one["earliest"] <= (day - timedelta(days=2)).isoformat():
                doses.append({"product": one["product"], "given_on": day.isoformat()})
        day += timedelta(days=1)
    return tuple(sorted(((dose["product"], dose["given_on"]) for dose in doses), key=lambda dose: dose[1]))
