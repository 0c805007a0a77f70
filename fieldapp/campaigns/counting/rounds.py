"""The rounds that are counted, read from reference rows; and what the sync room is given to count them by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select

from fieldapp.campaigns import states
from fieldapp.campaigns.counting.rules import CHILDREN, RoundFacts, child_of, contributions
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.blanking import Cuts
from fieldapp.records.counts import Count, HangsOn
from fieldapp.records.rows.one_child import merged
from fieldapp.records.rows.stamps import Row
from fieldapp.records.standing import ChildFacts
from fieldapp.schedule.antigens import earlier_products, given_products
from fieldapp.sync.rework.counting import subjects_named

# Asked for every batch, so put together once.
COUNTED = (
    select(Round.key, Round.n, Round.first_day, Campaign.key, Campaign.born_from, Campaign.born_to)
    .add_columns(
        Campaign.areas, Campaign.product, Round.last_day, Campaign.mopup_days, Campaign.zero_dose_ipv_first
    )
    .join(Campaign, Campaign.key == Round.campaign)
    .where(Campaign.county == bindparam("county"), Campaign.state != "draft", Campaign.kind == "sia")
    .order_by(Campaign.key, Round.n)
)
OF_CAMPAIGN = (
    "state",
    "kind",
    "product",
    "born_from",
    "born_to",
    "areas",
    "mopup_days",
    "zero_dose_ipv_first",
)
OF_ROUND = ("campaign", "n", "first_day", "last_day")


def counted_rounds(connection: Connection, county: str) -> list[RoundFacts]:
    """Rounds of the county's opened campaigns, in order."""
    rows = connection.execute(COUNTED, {"county": county}).all()
    first = {row[3]: row[2] for row in reversed(rows)}
    return [_round_facts(row, first[row[3]]) for row in rows]


def _round_facts(row: Any, campaign_first_day: str) -> RoundFacts:
    key, n, first_day, _campaign, born_from, born_to, areas, product, last_day, mopup, ipv_first = row
    return RoundFacts(
        key,
        n,
        first_day,
        campaign_first_day,
        born_from,
        born_to,
        tuple(json.loads(areas)),
        product,
        last_day=last_day,
        last_counted_day=states.last_counted_day(last_day, mopup),
        products=given_products(product, ipv_first),
        antigen=earlier_products(product),
    )


def children_of(
    connection: Connection, county: str, keys: Iterable[str], rounds: list[RoundFacts]
) -> Iterator[tuple[Row, ChildFacts]]:
    """The children that some records are part of, all records of each: the merged row, and what counting needs."""
    for subject in subjects_named(connection, county, CHILDREN, keys):
        yield merged(subject.records), child_of(subject, rounds)


def cuts(connection: Connection, county: str) -> Cuts:
    """The days at which a birth date changes a count: also of drafts, which may be opened yet."""
    mine = Campaign.county == county
    firsts = connection.scalars(
        select(Round.first_day).join(Campaign, Campaign.key == Round.campaign).where(mine)
    )
    windows = connection.execute(select(Campaign.born_from, Campaign.born_to).where(mine)).all()
    return Cuts(tuple(firsts), tuple(row[0] for row in windows), tuple(row[1] for row in windows))


def _campaign_of(row: Campaign | Round) -> str:
    return row.key if isinstance(row, Campaign) else row.campaign


def _rounds_of(connection: Connection, campaigns: set[str]) -> dict[str, set[str]]:
    """By county, the rounds of these campaigns."""
    query = select(Campaign.county, Round.key).join(Campaign, Campaign.key == Round.campaign)
    found: dict[str, set[str]] = {}
    for county, round_ in connection.execute(query.where(Campaign.key.in_(sorted(campaigns)))):
        found.setdefault(county, set()).add(round_)
    return found


COUNT = Count(
    name="rounds",
    rules="4",
    reads=counted_rounds,
    subjects=CHILDREN,
    contribution=contributions,
    hangs_on=HangsOn({Campaign: OF_CAMPAIGN, Round: OF_ROUND}, _campaign_of, _rounds_of),
    cuts=cuts,
)
