"""What a round reports, for whoever lays it beside what a survey found."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import book_of, foot_facts_of
from fieldapp.campaigns.figures.indicators import Figure, coverages, total
from fieldapp.campaigns.room import sees_all
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.on_papers.reported import Reported, Share

SHOWN = ("registered_coverage", "round_coverage", "plan_completion")


def shares(campaign: str, area: str, by: str) -> list[Share]:
    """Registered and round coverage and plan completion of the last round begun by a day, in an area's villages."""
    found = db.session.get(Campaign, campaign)
    query = select(Round).where(Round.campaign == campaign, Round.state != "draft", Round.first_day <= by)
    last = db.session.scalars(query.order_by(Round.first_day.desc())).first()
    if found is None or last is None:
        return []
    connection = db.session.connection()
    villages = read_villages(connection, found.county, [area])
    book = book_of(connection, found.county, last.key)
    everywhere = tally_slices.by_village(connection, book, villages)
    facts = foot_facts_of(connection, found, last, villages, book)
    plan = facts.plan_of(everywhere, sees_all(found, (area,)))
    figures = coverages(total(everywhere.values()), *plan)
    return [_share(one, last.n) for one in figures if one.name in SHOWN]


def _share(one: Figure, n: int) -> Share:
    words = f"第{n}轮{one.label('zh')}", f"Round {n}: {one.label('en').lower()}"
    return Share(words, (one.of("zh"), one.of("en")), one.numerator, one.denominator)


REPORTED = Reported("rounds", shares)
