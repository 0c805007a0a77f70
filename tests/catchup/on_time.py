"""Histories of children who had every dose in the week it might be given, but for some: made by the schedule itself."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.schedule import evaluate, programme_for

RULES = programme_for()
Slot = tuple[str, int]
WEEK = timedelta(days=7)
QUIET = timedelta(days=30)  # no dose in the last days: no interval runs


def on_time(born: date, sex: str, without: set[Slot], on: date) -> list[tuple[str, str]]:
    """Doses (product, day) of a child up to a month before a day, those of some slots left out."""
    doses: list[tuple[str, str]] = []
    day = born
    while day < on - QUIET:
        given = [{"product": product, "given_on": when} for product, when in doses]
        for one in evaluate({"born": born.isoformat(), "sex": sex}, given, day.isoformat(), RULES)["due"]:
            if (one["series"], one["n"]) not in without and one["earliest"] <= day.isoformat():
                doses.append((one["product"], day.isoformat()))
        day += WEEK
    return doses
