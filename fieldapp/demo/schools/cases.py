"""The nine cases of the school check, as children of the demo: who they are, what they were given before, what the
clinic found, what they got since. Days are written for a check on 10 September 2026. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.schedule import Programme, evaluate
from fieldapp.schedule.rules.days import EPOCH, day_number, plus
from fieldapp.school.slots import Slot

ASSESSED = "2026-08-20"
MONTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 24, 36, 48, 60, 72)  # of age, at which something comes due
WAITS = range(2, 7)  # days after those: two after its earliest day a dose is given
FIVE_IN_ONE = ("2023-02-03", "2023-03-06", "2023-04-08", "2024-06-05")
DTP5, AC1, AC2, MCV2, BCG = ("dtp", 5), ("menac", 1), ("menac", 2), ("mcv", 2), ("bcg", 1)
Dose = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """One of them. `without`: slots it was not given; `given`: what it got in place of others; `caught_up`: after."""

    id: str
    sex: str
    born: str
    without: tuple[Slot, ...] = ()
    given: tuple[Dose, ...] = ()
    certificate: str = "seen"
    assessment: str = "complete"
    missing: tuple[Slot, ...] = ()
    exempt: tuple[tuple[str, int, str], ...] = ()
    state: tuple[str, int, str, str] | None = None
    caught_up: tuple[Dose, ...] = ()
    reissued: str | None = None

    @property
    def primary(self) -> bool:
        """Whether it is a pupil of a primary school, not of a kindergarten."""
        return self.id.startswith("P")


CASES = (
    Case("P1", "female", "2020-03-10"),
    Case(
        "P2", "male", "2020-05-20", (DTP5, AC2), assessment="needs", missing=(DTP5, AC2),
        caught_up=(("DTaP", "2026-09-19"), ("MPSV-AC", "2026-09-19")),
    ),
    Case("P4", "female", "2020-01-15", (BCG,), assessment="exempt", exempt=(("bcg", 1, "over_age"),)),
    Case("P5", "female", "2020-06-01", certificate="lost", assessment="none", reissued="2026-09-18"),
    Case(
        "P8", "female", "2020-07-07", (AC2,), assessment="needs", missing=(AC2,),
        state=("menac", 2, "refused", "2026-09-10"),
    ),
    Case(
        "K1", "female", "2023-02-14", (AC1,), assessment="needs", missing=(AC1,),
        caught_up=(("MPSV-AC", "2026-09-22"),),
    ),
    Case("K2", "male", "2022-10-10"),
    Case(
        "K3", "female", "2022-12-01", (MCV2,), tuple(("DTaP-IPV-Hib", day) for day in FIVE_IN_ONE),
        assessment="needs", missing=(MCV2,), caught_up=(("MMR", "2026-10-08"),),
    ),
    Case(
        "K5", "female", "2023-06-20", (MCV2,), assessment="exempt", exempt=(("mcv", 2, "contraindicated"),),
        state=("mcv", 2, "contraindicated", ASSESSED),
    ),
)  # fmt: skip


def usual(
    born: str, sex: str, until: str, without: Iterable[Slot], given: Iterable[Dose], rules: Programme
) -> list[Dose]:
    """What a child was given by a day, each dose two days after its earliest day; but for some slots, and for the
    series that what it was given in their place fills."""
    skipped, doses = set(without), list(given)
    replaced = {"dtp", "polio"} if doses else set()
    first = day_number(date.fromisoformat(born))
    for number in (plus(first, months) + wait for months in MONTHS for wait in WAITS):
        day = date.fromordinal(number + EPOCH)
        on = day.isoformat()
        if on >= until:
            break
        known = [{"product": product, "given_on": at} for product, at in doses if at <= on]
        for one in evaluate({"born": born, "sex": sex}, known, day, rules)["due"]:
            skip = (one["series"], one["n"]) in skipped or one["series"] in replaced
            if not skip and one["earliest"] <= (day - timedelta(days=WAITS[0])).isoformat():
                doses.append((one["product"], on))
    return sorted(doses, key=lambda dose: dose[1])
