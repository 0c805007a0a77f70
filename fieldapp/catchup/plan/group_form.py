"""The groups of a campaign in the form in which it is set. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fieldapp.catchup.plan.groups import ALL_DOSES, DOSES, FIRST, OLDEST, Goal, Group
from fieldapp.catchup.plan.plan import days_before
from fieldapp.ground.problems import Problem, Together

MOST_GROUPS, LEAST_SHOWN = 8, 2
ROWS = range(1, MOST_GROUPS + 1)
FIELDS = ("group_from", "group_to", "first_share", "first_by", "all_share", "all_by")
FIELD_WORDS = {
    "group_from": ("第{}组从几岁", "group {}: from which age"),
    "group_to": ("第{}组到几岁", "group {}: up to which age"),
    "first_share": ("第{}组第一剂目标", "group {}: goal of the first dose"),
    "first_by": ("第{}组第一剂目标日期", "group {}: day of the first dose’s goal"),
    "all_share": ("第{}组全程目标", "group {}: goal of all doses"),
    "all_by": ("第{}组全程目标日期", "group {}: day of the goal of all doses"),
}
SHORT = {
    "group_from": ("从几岁", "From age"),
    "group_to": ("到几岁", "Up to age"),
    "first_share": ("第一剂 %", "First dose, %"),
    "first_by": ("哪天以前", "By which day"),
    "all_share": ("全程 %", "All doses, %"),
    "all_by": ("哪天以前", "By which day"),
}
Number = Callable[[str, int, int], int | None]  # field, lowest, highest
Day = Callable[[str], str | None]


def group_values(groups: Sequence[Group]) -> dict[str, str]:
    """The fields as they show the groups."""
    said = {f"{name}{n}": "" for n in ROWS for name in FIELDS}
    for n, group in enumerate(groups[:MOST_GROUPS], start=1):
        said[f"group_from{n}"] = str(group.low)
        said[f"group_to{n}"] = "" if group.high is None else str(group.high)
        for dose in (FIRST, ALL_DOSES):
            if goal := group.goals.get(dose):
                said |= {f"{dose}_share{n}": str(goal.share), f"{dose}_by{n}": goal.by}
    return said


def rows_shown(values: Mapping[str, object]) -> int:
    """How many rows the form shows: at least two, and one more than hold something."""
    filled = [n for n in ROWS if any(values.get(f"{name}{n}") for name in FIELDS)]
    return min(MOST_GROUPS, max(LEAST_SHOWN, max(filled, default=0) + 1))


def read_groups(number: Number, day: Day, days: Mapping[str, str], wrong: Together) -> list[Group]:
    """The groups that were typed.

    Args:
        number: reads the number of a field, None where it is empty.
        day: likewise a day.
        days: the campaign's own, empty where they cannot be read.
        wrong: takes what is wrong.
    """
    found: list[Group] = []
    for n in ROWS:
        low = wrong.read(number, f"group_from{n}", 0, OLDEST)
        high = wrong.read(number, f"group_to{n}", 0, OLDEST)
        goals = {dose: goal for dose in DOSES if (goal := _goal(number, day, (dose, n), days, wrong))}
        if low is None:
            if high is not None or goals:
                wrong.add("bad_request", f"group_from{n}")
            continue
        group = Group(low, high, goals)
        wrong.read(_check, group, n, found, days)
        found.append(group)
    return found


def _check(group: Group, n: int, before: Sequence[Group], days: Mapping[str, str]) -> None:
    """Whether a group can be.

    Raises:
        Problem: `ages_reversed`, `group_twice`, `group_not_meant`.
    """
    if group.high is not None and group.high < group.low:
        raise Problem("ages_reversed", field=f"group_to{n}")
    if group.code in [one.code for one in before]:
        raise Problem("group_twice", field=f"group_from{n}")
    if all(days.values()) and not _is_about(group, days):
        raise Problem("group_not_meant", field=f"group_from{n}")


def _is_about(group: Group, days: Mapping[str, str]) -> bool:
    """Whether the campaign is about everybody of a group; of one without an end, about its youngest."""
    first = days["first_day"]
    oldest = _years_before(first, group.low + 1 if group.high is None else group.high + 1)
    return days["born_from"] <= days_before(oldest, -1) and _years_before(first, group.low) <= days["born_to"]


def _years_before(day: str, years: int) -> str:
    return f"{int(day[:4]) - years:04d}{day[4:]}".replace("02-29", "02-28")


def _goal(
    number: Number, day: Day, of: tuple[str, int], days: Mapping[str, str], wrong: Together
) -> Goal | None:
    dose, n = of
    names = f"{dose}_share{n}", f"{dose}_by{n}"
    before = len(wrong.found)
    share, by = wrong.read(number, names[0], 1, 100), wrong.read(day, names[1])
    if (share is None and by is None) or len(wrong.found) > before:
        return None
    if share is None or by is None:
        wrong.add("bad_request", names[0] if share is None else names[1])
        return None
    if days["first_day"] and by < days["first_day"]:
        wrong.add("before_the_first", names[1])
    elif days["last_day"] and by > days["last_day"]:
        wrong.add("after_the_last", names[1])
    return Goal(share, by)
