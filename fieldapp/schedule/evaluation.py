"""`evaluate`: a verdict for every dose, what is due, next and closed per series, and the child's result.

Pure, and the one entry point of the engine: everything shown about a child's schedule comes from here. It never raises
on a child's data, however odd. Contract: the shape of `fieldapp schedule evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.schedule.asking import Ask, Closed, ask, behind, blocked_from, overdue_since, situation
from fieldapp.schedule.days import ISO_DAYS, ISO_TEXTS, parse_day
from fieldapp.schedule.history import History, read_doses
from fieldapp.schedule.judging import SEX, Child, Verdict, judge
from fieldapp.schedule.programme import COMPLETE, Era, Programme

Answer = dict[str, Any]


@dataclass(slots=True)
class Assessment:
    """What was found about one child, before it is put into words: see `evaluate` and `marks`."""

    child: Child | None
    era: Era
    on: int
    history: History
    reasons: list[str | None]
    asks: list[Ask]
    closed: list[Closed]
    result: str


def assess(
    child: Mapping[str, Any],
    history: History,
    on: int,
    programme: Programme,
    trace: list[Verdict] | None = None,
) -> Assessment:
    """Judge every dose, then ask every series. A child without a birth date needs the clinic: nothing else is said.

    `trace`, when given, receives every verdict with its rule.
    """
    era = programme.era_of[on]
    said, sex, states = child.get("born"), child.get("sex"), child.get("states")
    born = ISO_DAYS[said] if type(said) is str else parse_day(said)
    if born is None:
        return Assessment(
            None, era, on, history, ["birth_unknown"] * len(history.said), [], [], "needs_catchup"
        )
    known = Child(born, SEX.get(sex, 0) if type(sex) is str else 0, programme, trace)
    verdicts = judge(known, history, on, programme)
    v = known.v
    v[programme.on] = programme.periods[on]
    blocked = blocked_from(states, programme.series) if states else {}
    asks, closed = [], []
    for series in era.series:
        now = series.known.get(series.looks(v)) or situation(series, v)
        if now is COMPLETE:
            continue
        asked, shut = ask(series, now, known, on, blocked.get(series.at))
        if asked:
            asks.append(asked)
        if shut:
            closed += shut
    return Assessment(known, era, on, history, verdicts, asks, closed, _result(known, asks, closed, on))


def _result(child: Child, asks: list[Ask], closed: list[Closed], on: int) -> str:
    """Complete: every dose due at this age is there. A gap that nobody asks to close is not a need (nip §5.1)."""
    for asked in asks:
        if asked.start <= on or behind(asked, child, on):
            return "needs_catchup"
    return "incomplete_no_catchup" if closed else "complete"


def evaluate(child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme) -> Answer:
    """Evaluate one child on one day.

    `child` {born, sex?, states?}: dates as YYYY-MM-DD or `date`, sex male|female, states [{series, n, state}].
    `doses` [{product, given_on}], given_on null when not known. `on` the check date. `rules` from `programme_for`.
    Returns {result, doses, due, closed, next} as in the contract. Raises `ValueError` only when `on` is not a day.
    """
    return answer(assess(child, read_doses(doses, rules), check_day(on), rules), rules)


def answer(found: Assessment, rules: Programme) -> Answer:
    """An assessment in the shape of the contract."""
    said = found.history.said
    if any(found.reasons):
        for dose, reason in zip(said, found.reasons, strict=True):
            if reason is not None:
                dose["valid"], dose["reason"] = False, reason
    due, later = _asked(found, rules)
    closed = [
        {"series": rules.series[shut.series], "n": shut.n, "reason": shut.reason} for shut in found.closed
    ]
    return {"result": found.result, "doses": said, "due": due, "closed": closed, "next": later}


def check_day(on: date | str) -> int:
    """The check date as a number. Raises `ValueError` when it is not a day."""
    day = ISO_DAYS[on] if type(on) is str else parse_day(on)
    if day is None:
        raise ValueError(f"not a day: {on!r}")
    return day


def _asked(found: Assessment, rules: Programme) -> tuple[list[Answer], list[Answer]]:
    """What is due and what comes next."""
    due: list[Answer] = []
    later: list[Answer] = []
    on, names, child = found.on, rules.series, found.child
    for series, n, product, first, start, rule in found.asks:
        if start > on or child is None:
            later.append({"series": names[series], "n": n, "product": product, "from": ISO_TEXTS[start]})
            continue
        since = overdue_since(rule, first, child, on)
        due.append(
            {
                "series": names[series],
                "n": n,
                "product": product,
                "earliest": ISO_TEXTS[first],
                "overdue_since": None if since is None else ISO_TEXTS[since],
            }
        )
    return due, later
