"""What people of a campaign's groups count for: how many there are, had a first dose, had all, and doses of the
campaign's days. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fieldapp.catchup.plan.groups import ALL_DOSES, FIRST, Group
from fieldapp.catchup.plan.needed import Case
from fieldapp.catchup.plan.plan import Plan, days_before, whole_doses

PEOPLE, GIVEN, COUNTED = "people", "doses", "counted"
EVERYONE = ""  # of whatever residence
WEEK, DAY = 7, 1


def measure(group: Group, what: str, series: str = "", days: int = 0) -> str:
    """What a figure is called; `days`: of those who got there within so many days."""
    return ":".join(
        ("group", group.code, what, *([series] if series else []), *([str(days)] if days else []))
    )


def group_figures(cases: Iterable[Case], plan: Plan, on: str) -> Counter[tuple[str, str]]:
    """The figures of some people as of a day; `COUNTED` says that a group was counted, though it has nobody."""
    found = Counter({(measure(group, COUNTED), EVERYONE): 1 for group in plan.groups})
    for case in cases:
        born = str(case.child.fields["born"])
        for group in plan.groups:
            if group.has(born, plan.first_day):
                found.update({(name, EVERYONE): n for name, n in _of_one(case, group, plan, on).items()})
    return +found


def _of_one(case: Case, group: Group, plan: Plan, on: str) -> Counter[str]:
    said = Counter({measure(group, PEOPLE): 1})
    for series in plan.series:
        days = case.have.get(series, ())
        said[measure(group, GIVEN, series)] = sum(day >= plan.first_day for day in days if day)
        for dose in (FIRST, ALL_DOSES):
            reached = reached_on(case, plan, series, dose)
            if reached is not None:
                said[measure(group, dose, series)] = 1
                for back in (DAY, WEEK):
                    said[measure(group, dose, series, back)] = days_before(on, back) < reached <= on
    return said


def reached_on(case: Case, plan: Plan, series: str, dose: str) -> str | None:
    """The day somebody got the first dose of a series or all of it (empty: nobody knows when); None before that. All:
    as many as the campaign's own definition asks, without one nothing that the schedule still misses."""
    days = case.have.get(series, ())
    if dose == FIRST:
        return days[0] if days else None
    asked = whole_doses(plan, series, str(case.child.fields["born"]))
    if asked:
        return days[asked - 1] if len(days) >= asked else None
    return days[-1] if days and series not in case.lacks else None
