"""The figures of a round as they stood when it was closed: kept then, read by every page and paper from then on.

Later records still count, beside them as "now". What a paper's foot needs (vials, reactions, posts, numbers expected)
is kept in the same moment, so that a paper printed in March says what the one of December said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Session

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.foot_facts import FootFacts, read_foot_facts
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.ground.clock import day_of, now, today
from fieldapp.models.campaigns import Campaign, ClosedRound, Round
from fieldapp.sync.tallies import CLOSED, TALLY, Book

KEPT = ClosedRound.__table__
SHOWN = ("target", "vaccinated", "elsewhere", "short")


@dataclass(frozen=True)
class Change:
    """What one village's figures were when the round was closed, and are now."""

    code: str
    name: str
    then: Counts
    now: Counts


def keep(connection: Connection, campaign: Campaign, round_: Round, at: str | None = None) -> None:
    """Keep a round's figures as they stand, in the transaction that closes it; what was kept before is replaced.

    Args:
        at: when it was closed; now, where nothing is said.
    """
    forget(connection, campaign.county, round_.key)
    here = (TALLY.c.county == campaign.county) & (TALLY.c.round == round_.key)
    names = [column.name for column in TALLY.columns]
    connection.execute(insert(CLOSED).from_select(names, select(TALLY).where(here)))
    villages = read_villages(connection, campaign.county, [campaign.county])
    facts = read_foot_facts(connection, campaign, round_, villages)
    row = {"county": campaign.county, "round": round_.key, "at": at or now(), "facts": facts.as_json()}
    connection.execute(insert(KEPT).values(row))


def forget(connection: Connection, county: str, round_: str) -> None:
    """Drop what was kept: the round is open again."""
    for table in (CLOSED, KEPT):
        connection.execute(delete(table).where(table.c.county == county, table.c.round == round_))


def keep_missing(session: Session) -> None:
    """Keep the figures of closed rounds of which nothing is kept yet: they were closed by an earlier version."""
    query = select(Campaign, Round).join(Round, Round.campaign == Campaign.key).where(Round.state == "closed")
    for campaign, round_ in session.execute(query.where(Round.key.not_in(select(KEPT.c.round)))).all():
        keep(session.connection(), campaign, round_)
    session.commit()


def kept_at(connection: Connection, county: str, round_: str) -> str | None:
    """When the figures of a round were kept; None while it is open."""
    query = select(KEPT.c.at).where(KEPT.c.county == county, KEPT.c.round == round_)
    return connection.scalar(query)


def book_of(connection: Connection, county: str, round_: str, as_now: bool = False) -> Book:
    """The counts that pages and papers of a round show: as kept when it was closed, else (or `as_now`) as they are."""
    closed = not as_now and kept_at(connection, county, round_) is not None
    return Book(county, round_, closed)


def day_of_book(connection: Connection, book: Book) -> date:
    """The day of the figures a book holds: when the round was closed, else today."""
    at = kept_at(connection, book.county, book.round) if book.closed else None
    return day_of(at) if at else today()


def foot_facts_of(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, book: Book
) -> FootFacts:
    """The facts of a paper's foot in these villages, as kept or as they are."""
    if not book.closed:
        return read_foot_facts(connection, campaign, round_, villages)
    query = select(KEPT.c.facts).where(KEPT.c.county == book.county, KEPT.c.round == book.round)
    return FootFacts.from_json(json.loads(connection.scalar(query) or "{}"), villages)


def changed_since(connection: Connection, county: str, round_: str, villages: Villages) -> list[Change]:
    """The villages whose figures are others now than when the round was closed."""
    then = tally_slices.by_village(connection, Book(county, round_, closed=True), villages)
    as_now: dict[str, Any] = tally_slices.by_village(connection, Book(county, round_), villages)
    found = [
        Change(code, place_said(villages.name(code)), then.get(code, Counts()), as_now.get(code, Counts()))
        for code in sorted(then.keys() | as_now.keys())
    ]
    return [one for one in found if any(getattr(one.then, n) != getattr(one.now, n) for n in SHOWN)]
