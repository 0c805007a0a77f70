"""The six cases of a catch-up in one village (jobs/catch-up.md of the project's facts, 10 November 2026), and children
raised by the schedule but for some doses."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from fieldapp.catchup.gaps.missing import Known
from fieldapp.schedule import evaluate, programme_for
from tests import cast

ON = "2026-11-10"
RULES = programme_for()
FOUR_IPV = ("2022-12-05", "2023-01-05", "2023-02-05", "2024-04-05")
Slot = tuple[str, int]
Given = tuple[tuple[str, str], ...]
CASES = {  # born, sex, slots left out, what is missing
    "C1": ("2026-06-05", "male", {("polio", 3)}, ["脊灰3"]),
    "C2": ("2025-12-20", "female", {("mcv", 1), ("je", 1)}, ["含麻疹成分1", "乙脑1"]),
    "C5": ("2023-10-20", "male", {("mena", 2), ("menac", 1)}, ["A群C群流脑1"]),
    "C7": ("2022-10-05", "male", set[Slot](), []),
    "C8": ("2020-09-05", "female", {("dtp", 5), ("menac", 2)}, ["百白破5", "A群C群流脑2"]),
    "C11": ("2022-06-15", "male", {("polio", 4)}, ["脊灰4"]),
}
MIGRANTS = ("C8", "C11")


@cache
def raised(born: str, sex: str, without: frozenset[Slot], last: str, begun: Given = ()) -> Given:
    """Every dose the schedule of the day asks for, in the week it may be given, up to a day, but for those left out;
    a series of `begun` stays as it is."""
    doses, closed = list(begun), {"polio"} if begun else set()
    day = date.fromisoformat(born)
    while day < date.fromisoformat(last):
        on = day.isoformat()
        given = [{"product": product, "given_on": when} for product, when in doses if when <= on]
        for one in evaluate({"born": born, "sex": sex, "states": []}, given, on, RULES)["due"]:
            skip = (one["series"], one["n"]) in without or one["series"] in closed
            if not skip and one["earliest"] <= on:
                doses.append((one["product"], on))
        day += timedelta(days=7)
    return tuple(doses)


def history(case: str) -> Given:
    """What a case was given before."""
    born, sex, without, _missing = CASES[case]
    last = (date.fromisoformat(ON) - timedelta(days=30)).isoformat()
    begun = tuple(("IPV", day) for day in FOUR_IPV) if case == "C7" else ()
    return raised(born, sex, frozenset(without), last, begun)


def known(case: str) -> Known:
    """A case as it is recorded."""
    born, sex, _without, _missing = CASES[case]
    fields = {"born": born, "sex": sex, "name": case, "status": None}
    fields["registered_at"] = "other_city" if case in MIGRANTS else "county"
    return Known(case, cast.VILLAGE, fields, {}, history(case), [])
