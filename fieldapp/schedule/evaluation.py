"""`evaluate`: a verdict for every dose, what is due, next and closed per series, and the child's result.

Pure, and the one entry point of the engine: everything shown about a child's schedule comes from here. It never raises
on a child's data, however odd. Contract: the shape of `fieldapp schedule evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.schedule.asking import Ask, Closed, ask, behind, blocked_from, overdue_since
from fieldapp.schedule.days import ISO_DAYS, ISO_TEXTS, parse_day
from fieldapp.schedule.judging import SEX, Child, Verdict, judge
from fieldapp.schedule.programme import Era, Programme
from fieldapp.schedule.vocabulary import MANY

Answer = dict[str, Any]


@dataclass(slots=True)
class Assessment:
    """What was found about one child, before it is put into words: see `evaluate` and `marks`."""

    child: Child | None
    era: Era
    on: int
    reasons: list[str | None]
    asks: list[Ask]
    closed: list[Closed]
    result: str


def assess(
    child: Mapping[str, Any],
    doses: Sequence[Answer],
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
        return Assessment(None, era, on, ["birth_unknown"] * len(doses), [], [], "needs_catchup")
    known = Child(born, SEX.get(sex, 0) if type(sex) is str else 0, programme, trace)
    verdicts = judge(known, doses, on, programme)
    known.v[programme.on] = on
    blocked = blocked_from(states, programme.series) if states else {}
    asks, closed = [], []
    for series in era.series:
        if series.idle[min(known.v[series.at], MANY)]:
            continue
        asked, shut = ask(series, known, on, blocked.get(series.at))
        if asked:
            asks.append(asked)
        if shut:
            closed += shut
    return Assessment(known, era, on, verdicts, asks, closed, _result(known, asks, closed, on))


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
    said = [read_dose(dose) for dose in doses]
    return answer(assess(child, said, check_day(on), rules), said, rules)


def answer(found: Assessment, said: list[Answer], rules: Programme) -> Answer:
    """An assessment in the shape of the contract; `said` the doses as `read_dose` gave them."""
    for dose, reason in zip(said, found.reasons, strict=True):
        if reason is not None:
            dose["valid"], dose["reason"] = False, reason
    return {"result": found.result, "doses": said, **_lists(found, rules)}


def check_day(on: date | str) -> int:
    """The check date as a number. Raises `ValueError` when it is not a day."""
    day = ISO_DAYS[on] if type(on) is str else parse_day(on)
    if day is None:
        raise ValueError(f"not a day: {on!r}")
    return day


def read_dose(dose: Any) -> Answer:
    """Product and date of a dose, whatever it is, taken as valid so far."""
    if type(dose) is not dict and not isinstance(dose, Mapping):
        return {"product": None, "given_on": None, "valid": True}
    return {"product": dose.get("product"), "given_on": dose.get("given_on"), "valid": True}


def _lists(found: Assessment, rules: Programme) -> Answer:
    due: list[Answer] = []
    later: list[Answer] = []
    on, names, child = found.on, rules.series, found.child
    for asked in found.asks:
        said: Answer = {"series": names[asked.series], "n": asked.n, "product": asked.product}
        if asked.start > on or child is None:
            said["from"] = ISO_TEXTS[asked.start]
            later.append(said)
        else:
            since = overdue_since(asked, child, on)
            said["earliest"] = ISO_TEXTS[asked.earliest]
            said["overdue_since"] = None if since is None else ISO_TEXTS[since]
            due.append(said)
    closed = [{"series": names[shut.series], "n": shut.n, "reason": shut.reason} for shut in found.closed]
    return {"due": due, "closed": closed, "next": later}
