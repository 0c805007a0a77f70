"""The form in which a campaign of catch-up is set: its fields from a campaign, and a campaign from what was typed.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from fieldapp.catchup.plan.group_form import group_values, read_groups
from fieldapp.catchup.plan.plan import (
    ALL,
    APART_DAYS,
    MOST_DOSES,
    MOST_GRACE,
    MOST_MONTHS,
    RESIDENCES,
    SERIES,
    Plan,
    Step,
)
from fieldapp.ground.parsing import plain, read_count, read_day, words_apart
from fieldapp.ground.problems import Problem, Together

STEPS = (1, 2)
MOST_DAYS = 400  # a catch-up of over a year is several
DAYS = ("born_from", "born_to", "first_day", "last_day")
LONGEST = 200
Values = dict[str, str | list[str]]


class Typed(Protocol):
    """What came of a form: one value of a field, or all of them."""

    def get(self, name: str, default: str = "") -> str:
        """The first value of a field."""

    def getlist(self, name: str) -> list[str]:
        """Every value of a field."""


def usual(on: date, area: str) -> Plan:
    """What a new campaign begins with: all vaccines, 0 to 6 years, this day to the end of its month."""
    first = on.isoformat()
    last = (date(on.year + on.month // 12, on.month % 12 + 1, 1)).toordinal() - 1
    born = f"{on.year - 7}{first[4:]}".replace("02-29", "02-28")
    series = [one for one in SERIES if one != "hpv"]
    return Plan([area] if area else [], series, born, first, first, date.fromordinal(last).isoformat())


def values_of(plan: Plan) -> Values:
    """The fields of the form as they show a campaign."""
    said: Values = {"areas": sorted(plan.areas), "series": sorted(plan.series), "residence": plan.residence}
    said |= {name: getattr(plan, name) for name in DAYS} | {"goal": str(plan.goal), "name": plan.name}
    said["apart"] = str(plan.apart)
    for series in SERIES:
        said[f"grace_{series}"] = str(plan.grace.get(series) or "")
        steps = plan.rule.get(series, ())
        for n in STEPS:
            one = steps[n - 1] if n <= len(steps) else None
            said[f"months{n}_{series}"] = str(one.from_months) if one else ""
            said[f"fewer{n}_{series}"] = str(one.fewer_than) if one else ""
        said[f"unknown_{series}"] = "1" if any(one.or_unknown for one in steps) else ""
    return said | group_values(plan.groups)


def read_plan(typed: Typed) -> Plan:
    """The campaign that was typed.

    Raises:
        Problem: `bad_request`, `no_day`, `no_number`, `before_the_first`, `too_many_days`: the first field that is
            wrong, with all others that are.
    """
    wrong = Together()
    days = {name: wrong.read(_day, typed, name) or "" for name in DAYS}
    _check_days(days, wrong)
    goal = wrong.read(_number, typed, "goal", 1, 100)
    apart = wrong.read(_number, typed, "apart", 1, MOST_DAYS)
    residence = typed.get("residence", ALL) or ALL
    if residence not in RESIDENCES:
        wrong.add("bad_request", "residence")
    areas = areas_typed(typed)
    series = [one for one in SERIES if one in typed.getlist("series")]
    for name, chosen in (("areas", areas), ("series", series)):
        if not chosen:
            wrong.add("bad_request", name)
    grace = {one: wrong.read(_number, typed, f"grace_{one}", 0, MOST_GRACE) for one in series}
    rule = {one: _steps(typed, one, wrong) for one in series}
    groups = read_groups(partial(_number, typed), partial(_wished_day, typed), days, wrong)
    wrong.end()
    born_from, born_to, first, last = (days[name] for name in DAYS)
    said = Plan(smallest(areas), series, born_from, born_to, first, last, residence)
    said = replace(said, grace={one: n for one in series if (n := grace[one])})
    said = replace(said, rule={one: rule[one] for one in series if rule[one]})
    return replace(said, goal=goal or 95, apart=apart or APART_DAYS, groups=groups)


def areas_typed(typed: Typed) -> list[str]:
    """The codes of the areas that were chosen or typed."""
    return [*typed.getlist("areas"), *words_apart(typed.get("more_areas", ""))]


def _check_days(days: Mapping[str, str], wrong: Together) -> None:
    """What is wrong between days that can be read."""
    for first, last in (("first_day", "last_day"), ("born_from", "born_to")):
        if days[first] and days[last] and days[first] > days[last]:
            wrong.add("before_the_first", last)
    if days["first_day"] and days["first_day"] <= days["last_day"]:
        long = date.fromisoformat(days["last_day"]) - date.fromisoformat(days["first_day"])
        if long.days > MOST_DAYS:
            wrong.add("too_many_days", "last_day", limit=MOST_DAYS)


def smallest(areas: Sequence[str]) -> list[str]:
    """The areas without those that lie in another of them."""
    return sorted({a for a in areas if not any(a != up and a.startswith(up) for up in areas)})


def documents(typed: Typed) -> Mapping[str, str | None]:
    """The ordering document as it was typed."""
    names = ("document_name", "document_no", "document_by")
    return {name: plain(typed.get(name, ""))[:LONGEST] or None for name in names}


def as_row(plan: Plan) -> dict[str, Any]:
    """A campaign's settings as they are stored, lists not yet written as JSON."""
    rule = {series: [one.said() for one in steps] for series, steps in plan.rule.items()}
    named = {name: getattr(plan, name) for name in (*DAYS, "residence", "goal", "apart")}
    return named | {
        "areas": list(plan.areas),
        "series": list(plan.series),
        "grace": dict(plan.grace),
        "rule": rule,
        "groups": [one.said() for one in plan.groups],
    }


def _steps(typed: Typed, series: str, wrong: Together) -> list[Step]:
    """The definition of a gap of one series; a step without its number of doses is none."""
    found = []
    for n in STEPS:
        names = f"months{n}_{series}", f"fewer{n}_{series}"
        months = wrong.read(_number, typed, names[0], 0, MOST_MONTHS)
        fewer = wrong.read(_number, typed, names[1], 1, MOST_DOSES)
        if months is not None and fewer is not None:
            found.append((months, fewer))
        empty = [name for name in names if not plain(typed.get(name, ""))]
        if len(empty) == 1:
            wrong.add("bad_request", empty[0])
    found.sort()
    unknown = bool(typed.get(f"unknown_{series}"))
    return [Step(*one, or_unknown=unknown and one == found[-1]) for one in found]


def _wished_day(typed: Typed, name: str) -> str | None:
    return _day(typed, name) if typed.get(name, "").strip() else None


def _day(typed: Typed, name: str) -> str:
    words = typed.get(name, "").strip()
    if not words:
        raise Problem("bad_request", field=name)
    day = read_day(words)
    if day is None or not "1900" < day < "2100":
        raise Problem("no_day", field=name)
    return day


def _number(typed: Typed, name: str, low: int, high: int) -> int | None:
    words = plain(typed.get(name, ""))
    found = read_count(words, low, high) if words else None
    if words and found is None:
        raise Problem("no_number", field=name, low=str(low), high=str(high))
    return found
