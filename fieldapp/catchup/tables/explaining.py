"""What the reason tables ask: of a campaign, or of an area outside of any; their lines and the visits behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.catchup.gaps.looking import AT_ONCE
from fieldapp.catchup.gaps.reading import are_more_than
from fieldapp.catchup.plan.plan import SERIES, Plan, days_before
from fieldapp.catchup.tables.asking import place_of, stories_in
from fieldapp.catchup.tables.figures import DONE, Story, reason_words
from fieldapp.catchup.tables.periods import KINDS, TEN_DAYS, Period, period_of
from fieldapp.catchup.tables.reasons import paper_of, rows_of
from fieldapp.catchup.tables.sheet import Paper, Words
from fieldapp.ground.clock import today
from fieldapp.ground.db import among_said, reads
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import t
from fieldapp.models.people import Person
from fieldapp.records.code_words import CATCHUP_OUTCOMES
from fieldapp.web.gate import Who, require

YEARS = timedelta(days=730)

CASE_HEADS = (
    ("序号", "No."),
    ("村", "Village"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("家长", "Guardian"),
    ("电话", "Telephone"),
    ("走访日期", "Visited on"),
    ("走访人", "By"),
    ("第几次", "Visit no."),
    ("结果", "Result"),
    ("原因", "Reason"),
    ("采取措施", "Measure"),
    ("拟补种日期", "Planned on"),
)


@dataclass(frozen=True)
class Explained:
    """The reason table of an area and period: the paper, the stories as of its end; `towns` instead where there are
    too many children. `plan` has no key outside of a campaign."""

    plan: Plan
    code: str
    name: str
    period: Period
    paper: Paper | None
    stories: Sequence[Story]
    villages: dict[str, str]
    people: dict[str, str]
    towns: Sequence[tuple[str, str]] = ()


@reads
def of_campaign(
    connection: Connection, who: Who, key: str, area: str, period: Period, action: str = "catchup.see"
) -> Explained:
    """The reasons of a campaign.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    _row, plan, code, villages = place_of(connection, who, key, area, action)
    return _explained(connection, plan, code, villages, period)


@reads
def of_area(
    connection: Connection, who: Who, area: str, period: Period, action: str = "children.see"
) -> Explained:
    """The reasons of an area outside of any campaign: of what its children lacked when the period began.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    code = area or (who.areas[0] if who.areas else "")
    require(action, code)
    county = tree.county_of(connection, code)
    if county is None:
        raise Problem("not_found")
    villages = read_villages(connection, county, overlap(who.areas, [code]))
    first = date.fromisoformat(period.first)
    born = (first - timedelta(days=7 * 365 + 1)).isoformat()
    plan = Plan(list(villages.codes), SERIES, born, period.last, period.first, period.last, county=county)
    return _explained(connection, plan, code, villages, period)


def _explained(
    connection: Connection, plan: Plan, code: str, villages: Villages, period: Period
) -> Explained:
    name = tree.names(connection, [code]).get(code, code)
    if are_more_than(connection, AT_ONCE, plan.county, villages):
        towns = sorted({village[:TOWNSHIP] for village in villages.names})
        return Explained(
            plan, code, name, period, None, [], {}, {}, [(town, villages.name(town)) for town in towns]
        )
    until = min(period.last, today().isoformat())
    now = stories_in(connection, plan, villages.codes, until)
    day = days_before(period.first, 1)
    earlier = stories_in(connection, plan, villages.codes, day) if day >= plan.first_day else []
    rows = rows_of(now, {story.case.child.key: story for story in earlier})
    names: dict[str, Words] = {one: (said, place_said(said, "en")) for one, said in villages.names.items()}
    facts = [(f"活动：{plan.name}", f"Catch-up: {plan.name}")] if plan.key else []
    paper = paper_of((name, place_said(name, "en")), period, rows, names, facts)
    return Explained(plan, code, name, period, paper, now, dict(villages.names), _people(connection, now))


def _people(connection: Connection, stories: Sequence[Story]) -> dict[str, str]:
    """The names of those who made the visits."""
    ids = {visit["by"] for story in stories for visit in story.visits}
    query = select(Person.id, Person.name).where(among_said(connection, Person.__table__.c.id, ids))
    return {row.id: row.name for row in connection.execute(query)}


def cases_of(found: Explained) -> Iterator[Sequence[Any]]:
    """The visits of the period behind the table, child by child; visits at which all was given left out."""
    n = 0
    for story in found.stories:
        child = story.case.child
        fields, home = child.fields, child.home
        for turn, visit in enumerate(story.visits, start=1):
            if visit["outcome"] in DONE or not found.period.first <= visit["on"] <= found.period.last:
                continue
            n += 1
            guardian = fields.get("guardian") or fields.get("mother") or home.get("head")
            who = (person_said(fields.get("name")), fields["born"], person_said(guardian))
            phone = fields.get("phone") or home.get("phone") or ""
            by = person_said(found.people.get(visit["by"] or "", ""))
            result = t(*CATCHUP_OUTCOMES.get(visit["outcome"], reason_words(visit["outcome"])))
            reason = t(*reason_words(visit["reason"])) if visit["reason"] else ""
            said = (result, reason, visit.get("measure") or "", visit["planned_on"] or "")
            village = place_said(found.villages.get(child.village, child.village))
            yield n, village, *who, phone, visit["on"], by, turn, *said


def span_of(plan: Plan) -> tuple[str, str]:
    """Between which days one turns from period to period: from a campaign's first, else two years back, to today."""
    return plan.first_day if plan.key else (today() - YEARS).isoformat(), today().isoformat()


def wished(kind: str, day: str) -> Period:
    """The period that is asked for; the ten days of today where nothing is, or nothing that can be.

    Raises:
        Problem: `no_day`.
    """
    if day and read_day(day) is None:
        raise Problem("no_day", field="day")
    return period_of(kind if kind in KINDS else TEN_DAYS, read_day(day) or today().isoformat())
