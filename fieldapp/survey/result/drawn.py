"""A survey's figures as its page, its Word file and its PDF all show them: a record's cells, and the two plots."""

from __future__ import annotations

from typing import Any

from fieldapp.ground.design_tokens import colours
from fieldapp.ground.words import language, t
from fieldapp.survey.interviews.asked import Asked
from fieldapp.survey.result import page
from fieldapp.survey.tables.chart import chart, percent
from fieldapp.survey.tables.narrow_chart import narrow_chart

NOTHING = "—"
PLACES = {"stratum", "township"}  # groupings of which each group's name says what it is


def number(value: int | None) -> str:
    """A number, or a dash where there is none."""
    return NOTHING if value is None else str(value)


def share(value: float | None) -> str:
    """A share as a percentage with one decimal; a dash where there is none."""
    return NOTHING if value is None else percent(value)


def interval(record: dict[str, Any]) -> str:
    """The interval of a record, or a dash where it has none."""
    if record["ci_low"] is None or record["ci_high"] is None:
        return NOTHING
    return f"{percent(record['ci_low'])} – {percent(record['ci_high'])}"


def effect(record: dict[str, Any]) -> str:
    """The design effect of a record, or a dash where it has none."""
    return NOTHING if record["deff"] is None else f"{record['deff']:.2f}"


def figures(record: dict[str, Any]) -> tuple[str, str, str, str]:
    """Estimate, interval, how many of how many, design effect."""
    return share(record["estimate"]), interval(record), f"{record['count']} / {record['n']}", effect(record)


def doses_title() -> str:
    """What the plot of the doses is called."""
    return t("单苗接种率（卡、证、系统或回忆）", "Coverage by card, register or recall")


def plot_of_doses(result: page.Result, narrow: bool = False) -> str:
    """The doses by all sources, with their intervals against the goal; empty where there are none."""
    lines = [one["any"] | {"outcome": one["dose"]} for one in page.dose_lines(result) if "any" in one]
    return _drawn(lines, doses_title(), result, narrow)


def plot_of_groups(result: page.Result, chosen: Asked | None, narrow: bool = False) -> str:
    """An indicator by stratum, residence, sex and township; of too few clusters the estimate alone; empty without."""
    if chosen is None:
        return ""
    lines = [
        record | {"outcome": value, "group": {"": "" if record["group"].keys() & PLACES else group}}
        for group, value, record in page.groups_of(result, chosen.name)
    ]
    return _drawn(lines, page.name_of(chosen), result, narrow)


def _drawn(lines: list[dict[str, Any]], title: str, result: page.Result, narrow: bool) -> str:
    draw, goal = narrow_chart if narrow else chart, result.survey.goal / 100
    return draw(lines, goal, language(), title=title, colours=colours()) if lines else ""
