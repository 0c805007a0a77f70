"""The tables of a campaign that are handed in, made as they stand now: the summary, the reasons of a period."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.catchup.plan.plan import Plan
from fieldapp.catchup.tables import explaining
from fieldapp.catchup.tables.periods import KINDS, period_of
from fieldapp.catchup.tables.reasons import TITLE as REASONS
from fieldapp.catchup.tables.sheet import Paper, Words
from fieldapp.catchup.tables.summary import TITLE
from fieldapp.catchup.tables.views import summary_paper
from fieldapp.ground.clock import today
from fieldapp.web.gate import Who

SUMMARY = "summary"


@dataclass(frozen=True)
class Made:
    """A table as it stands now: which (`summary`, or `Period.code`), of which campaign, area (and what it is called),
    and up to which day. No paper where there are too many children for one table."""

    kind: str
    plan: Plan
    code: str
    name: str
    until: str
    paper: Paper | None


def words_of(kind: str) -> Words:
    """What a table is called in the list of those handed in."""
    period, _, day = kind.partition("|")
    if period not in KINDS:
        return TITLE
    zh, en = period_of(period, day).said()
    return f"{REASONS[0]} {zh}", f"{REASONS[1]}, {en}"


def made(who: Who, key: str, kind: str, area: str) -> Made:
    """A table of an area as it stands now. `kind` as `Made` has it; what is no period is the summary.

    Raises:
        Problem: `not_found`, `not_allowed`; `no_day`.
    """
    period, _, day = kind.partition("|")
    if period not in KINDS:
        paper, found, _name = summary_paper(key, area)
        return Made(SUMMARY, found.plan, found.code, found.name, found.on, paper)
    why = explaining.of_campaign(who, key, area, explaining.wished(period, day))
    until = min(why.period.last, today().isoformat())
    return Made(why.period.code, why.plan, why.code, why.name, until, why.paper)
