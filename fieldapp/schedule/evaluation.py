"""`evaluate`: a verdict for every dose, what is due, next and closed per series, and the child's result.

Pure, and the one entry point of the engine: everything shown about a child's schedule comes from here. It never raises
on a child's data, however odd. Contract: the shape of `fieldapp schedule evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.schedule.asking import Ask, Closed, ask, blocked_from, overdue_since, situation
from fieldapp.schedule.calendars import Plain
from fieldapp.schedule.gaps import Gap, come, condition, gaps_of
from fieldapp.schedule.history import History, read_doses
from fieldapp.schedule.judging import SEX, Child, Verdict, judge
from fieldapp.schedule.programme import COMPLETE, Era, Programme, Series, Situation
from fieldapp.schedule.rules.days import ISO_DAYS, ISO_TEXTS, parse_day
from fieldapp.schedule.rules.vocabulary import FAR

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
    missing: list[Gap]
    closed: list[Closed]
    doubts: list[Plain]

    @property
    def result(self) -> str:
        """Complete: every dose due at this age is there. A gap that nobody asks to close is not a need (nip §5.1)."""
        if self.missing or self.child is None:
            return "needs_catchup"
        return "incomplete_no_catchup" if self.closed else "complete"


def assess(
    child: Mapping[str, Any],
    history: History,
    on: int,
    programme: Programme,
    trace: list[Verdict] | None = None,
) -> Assessment:
    """Judge every dose, then ask every series. A child whose birth date is not known, or lies after the day asked
    about, needs the clinic: nothing else is said. `trace`, when given, receives every verdict with its rule.
    """
    era, states = programme.era_of[on], child.get("states")
    known, verdicts = _judged(child, history, on, programme, trace)
    if known is None:
        return Assessment(None, era, on, history, verdicts, [], [], [], [])
    v = known.v
    v[programme.on] = programme.periods[on]
    blocked = blocked_from(states, programme.series) if states else {}
    found = Assessment(known, era, on, history, verdicts, [], [], [], [*era.doubts, *known.doubts])
    for series in era.series:
        now = series.known.get(series.looks(v)) or situation(series, v)
        if now is not COMPLETE:
            _ask(series, now, found, known, programme, blocked.get(series.at))
    return found


def _judged(
    child: Mapping[str, Any], history: History, on: int, programme: Programme, trace: list[Verdict] | None
) -> tuple[Child | None, list[str | None]]:
    """The child with its counts, None where it cannot be judged, and why each dose is not valid."""
    said, sex = child.get("born"), child.get("sex")
    born = ISO_DAYS[said] if type(said) is str else parse_day(said)
    if born is None or born > on:
        why = "birth_unknown" if born is None else "not_born"
        return None, [why] * len(history.said)
    known = Child(born, SEX.get(sex, 0) if type(sex) is str else 0, programme, trace)
    return known, judge(known, history, on, programme)


def _ask(
    series: Series,
    now: Situation,
    found: Assessment,
    child: Child,
    programme: Programme,
    blocked: tuple[int, str] | None,
) -> None:
    """Add to an assessment what one series asks for, what of it is missing, what is closed, and what that rests on."""
    on = found.on
    asked, shut = ask(series, now, child, on, blocked)
    missing: list[Gap] = []
    if asked:
        found.asks.append(asked)
        if come(asked, now, child, on):
            below = blocked[0] if blocked else FAR
            missing, later = gaps_of(series, asked, now, child, on, found.era, programme, below)
            found.missing += missing
            shut = shut + later if later else shut
    if shut:
        found.closed += shut
    if series.doubtful:
        found.doubts += _doubts_of(now, asked, missing, shut)


def _doubts_of(now: Situation, asked: Ask | None, missing: list[Gap], shut: list[Closed]) -> Iterator[Plain]:
    """What of low certainty one series' part of an answer rests on: the rules that ask, the choice of the product, the
    rule by which it has enough, or what closes it."""
    has_enough = not now.fitting and not now.close
    said = [now.doubt] if asked or has_enough else []
    said += [asked.rule.doubt] if asked else []
    said += [doubt for gap in missing for doubt in gap.doubts]
    said += [closed.doubt for closed in shut]
    return (doubt for doubt in said if doubt)


def evaluate(child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme) -> Answer:
    """Evaluate one child on one day.

    `child` {born, sex?, states?}: dates as YYYY-MM-DD or `date`, sex male|female, states [{series, n, state}].
    `doses` [{product, given_on}], given_on null when not known. `on` the check date. `rules` from `programme_for`.
    Returns {result, doses, due, missing, closed, next, notes} as in the contract. Raises `ValueError` only when `on` is
    not a day.
    """
    return answer(assess(child, read_doses(doses, rules), check_day(on), rules), rules)


def judged_doses(
    child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme
) -> list[Answer]:
    """The `doses` of `evaluate` alone, at half its cost: which are valid, and why another is not."""
    history, day = read_doses(doses, rules), check_day(on)
    return _with_reasons(history, _judged(child, history, day, rules, None)[1])


def _with_reasons(history: History, reasons: list[str | None]) -> list[Answer]:
    """The doses as said, each with why it is not valid where it is not."""
    said = history.said
    if any(reasons):
        for dose, reason in zip(said, reasons, strict=True):
            if reason is not None:
                dose["valid"], dose["reason"] = False, reason
    return said


def answer(found: Assessment, rules: Programme) -> Answer:
    """An assessment in the shape of the contract."""
    said = _with_reasons(found.history, found.reasons)
    due, later = _asked(found, rules)
    closed = [
        {"series": rules.series[shut.series], "n": shut.n, "reason": shut.reason} for shut in found.closed
    ]
    return {
        "result": found.result,
        "doses": said,
        "due": due,
        "missing": [_slot(gap, found.on, rules) for gap in found.missing],
        "closed": closed,
        "next": later,
        "notes": list({doubt["rule"]: doubt for doubt in found.doubts}.values()) if found.doubts else [],
    }


def _slot(gap: Gap, on: int, rules: Programme) -> Answer:
    """A missing slot. `waits_until` only where the day is known: a later slot waits for the one before it."""
    series, n, product, _, start, _ = gap.ask
    slot: Answer = {"series": rules.series[series], "n": n, "product": product}
    if gap.first and start > on:
        slot["waits_until"] = ISO_TEXTS[start]
    if gap.condition:
        slot["condition"] = gap.condition
    return slot


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
    for asked in found.asks:
        series, n, product, first, start, rule = asked
        if start > on or child is None:
            later.append({"series": names[series], "n": n, "product": product, "from": ISO_TEXTS[start]})
            continue
        since = overdue_since(rule, first, child, on)
        row: Answer = {
            "series": names[series],
            "n": n,
            "product": product,
            "earliest": ISO_TEXTS[first],
            "overdue_since": None if since is None else ISO_TEXTS[since],
        }
        if rule.condition and (needs := condition(asked, child)):
            row["condition"] = needs
        due.append(row)
    return due, later
