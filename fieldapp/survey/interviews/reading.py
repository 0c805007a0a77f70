"""A child of an interview as the indicators take it: doses of card and certificate, of the register, and remembered.

Pure. Card and certificate are one paper to the engine: of each series the one with more doses speaks. A date that is
none is a tick (given, day unknown); a product that counts for several series counts for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from fieldapp.schedule import packaged
from fieldapp.survey.indicators.evidence import CardDose, Interview, card_date

PAPERS, REGISTER, RECALL = ("certificate", "card"), "register", "recall"
SEEN = ("seen", "at_clinic")
ROUND = "round"
MOST = 20
Said = Mapping[str, Any]


def series_of() -> dict[str, tuple[str, ...]]:
    """The series each product counts for."""
    return {
        one["id"]: tuple(dict.fromkeys(part["series"] for part in one["counts"]))
        for one in packaged().products
    }


def day_of(value: Any) -> date | None:
    """A day as operations write it; None of anything else."""
    return card_date(value) if isinstance(value, str) else None


def interviewed_on(data: Said, at: str) -> date:
    """The day of an interview: as said, else as its moment has it."""
    moment = date.fromisoformat(at[:10])
    return day_of(data.get("on")) or moment


def lines(data: Said) -> list[Said]:
    """The children of an interview."""
    said = data.get("members")
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def asked_about(data: Said, everybody: bool, born_from: str, born_to: str) -> list[Said]:
    """The children that count: of the age group, and where one of a household is asked about the one chosen."""
    aged = [one for one in lines(data) if is_of_age(one, born_from, born_to)]
    chosen = [one for one in aged if one.get("chosen") is True]
    return aged if everybody else (chosen or aged)[:1]


def is_of_age(line: Said, born_from: str, born_to: str) -> bool:
    """Whether a child is of the age group; one whose birth date nobody knows is, since it was asked about."""
    born = day_of(line.get("born"))
    return born is None or born_from <= born.isoformat() <= born_to


def child_of(line: Said, on: date, known: Mapping[str, tuple[str, ...]]) -> Interview:
    """One child as the indicators take it."""
    papers = [_doses(line, paper, known) for paper in PAPERS]
    return Interview(
        on=on,
        born=day_of(line.get("born")),
        sex=line["sex"] if line.get("sex") in ("male", "female") else None,
        card=_card(line),
        doses=_best(papers),
        register=_doses(line, REGISTER, known),
        recall=_recall(line, known),
        bcg_scar=line.get("bcg_scar") == "yes",
        campaign={ROUND: line["campaign"] == "yes"} if line.get("campaign") in ("yes", "no") else {},
    )


def _card(line: Said) -> Literal["seen", "not_seen", "lost"]:
    said = [line.get("card"), line.get("certificate")]
    if any(one in SEEN for one in said):
        return "seen"
    return "lost" if "lost" in said else "not_seen"


def _doses(line: Said, source: str, known: Mapping[str, tuple[str, ...]]) -> tuple[CardDose, ...]:
    """The doses of one paper, numbered series by series in the order of their days, ticks where they were said."""
    said = line.get("doses")
    found: dict[str, list[tuple[date | None, str]]] = {}
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and one.get("source") == source:
            for series in known.get(str(one.get("product")), ()):
                found.setdefault(series, []).append((day_of(one.get("given_on")), str(one["product"])))
    return tuple(dose for series, some in found.items() for dose in _numbered(series, some))


def _numbered(series: str, some: Sequence[tuple[date | None, str]]) -> list[CardDose]:
    last = date.min
    placed: list[tuple[date, int, date | None, str]] = []
    for place, (on, product) in enumerate(some):
        last = on or last + timedelta(days=1 if last < date.max else 0)
        placed.append((last, place, on, product))
    ordered = sorted(placed, key=lambda one: one[:2])[:MOST]
    return [CardDose(series, n, on, product) for n, (_at, _place, on, product) in enumerate(ordered, start=1)]


def _best(papers: Sequence[tuple[CardDose, ...]]) -> tuple[CardDose, ...]:
    """Of each series the paper with more doses, then with more dates, then the certificate."""
    series = dict.fromkeys(dose.antigen for paper in papers for dose in paper)
    found: list[CardDose] = []
    for antigen in series:
        some: list[list[CardDose]] = [[dose for dose in paper if dose.antigen == antigen] for paper in papers]
        best = max(some, key=_dated)
        found += best
    return tuple(found)


def _dated(doses: list[CardDose]) -> tuple[int, int]:
    """How many doses a paper has, and how many with their day."""
    return len(doses), sum(dose.on is not None for dose in doses)


def _recall(line: Said, known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How many doses of each series are remembered: as counts, or dose by dose."""
    found: dict[str, int] = {}
    for dose in _doses(line, RECALL, known):
        found[dose.antigen] = max(found.get(dose.antigen, 0), dose.n)
    said = line.get("recall")
    for series, count in said.items() if isinstance(said, dict) else ():
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST:
            found[str(series)] = max(found.get(str(series), 0), count)
    return found
