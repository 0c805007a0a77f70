"""Collects what the round table is made from: tallies of its villages, and the facts of its foot. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select

from fieldapp.campaigns import reading
from fieldapp.campaigns.indicators import Counts, total
from fieldapp.campaigns.models import Campaign, Post, Round
from fieldapp.campaigns.reading import Villages, in_villages
from fieldapp.campaigns.round_table import AGES, Foot, Table, Village, round_table
from fieldapp.survey.models import Batch, Fact
from fieldapp.sync import codes

BY_AGE, BY_YEAR = "age", "born"


def read_table(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    by: str = BY_AGE,
    empty: bool = True,
) -> Table:
    """The table of a round: `by` completed years on day 1 of round 1 (`age`) or year of birth (`born`);
    `empty`: with a row for villages where nobody counts too."""
    prefix = BY_YEAR if by == BY_YEAR else _age_slices(connection, campaign.key, round_)
    standard = AGES if by == BY_AGE else _years(campaign)
    rows = _rows(connection, campaign.county, round_.key, prefix, villages)
    shown = [village for village in rows if empty or any(village.all)]
    mobile = _mobile(connection, campaign.county, round_.key, f"mobile_{by}", villages)
    return replace(round_table(shown, mobile, standard), left_out=len(rows) - len(shown))


def _age_slices(connection: Connection, campaign: str, round_: Round) -> str:
    """`age` in the round that is itself the first (or begins with it), else `first`."""
    query = select(Round.first_day).where(Round.campaign == campaign).order_by(Round.n).limit(1)
    return "age" if connection.scalar(query) == round_.first_day else "first"


def _years(campaign: Campaign) -> list[str]:
    """Every year of birth in the campaign's window."""
    return [str(year) for year in range(int(campaign.born_from[:4]), int(campaign.born_to[:4]) + 1)]


def _rows(connection: Connection, county: str, round_: str, prefix: str, villages: Villages) -> list[Village]:
    everyone = reading.by_village(connection, county, round_, villages)
    cut = {
        name: reading.by_village_and_slice(connection, county, round_, name, villages)
        for name in (prefix, "prior", "mode", "outcome")
    }
    return [
        Village(
            code,
            villages.name(code),
            counts,
            *(cut[name].get(code, {}) for name in (prefix, "prior", "mode", "outcome")),
        )
        for code, counts in everyone.items()
    ]


def _mobile(connection: Connection, county: str, round_: str, prefix: str, villages: Villages) -> Village:
    """What mobile teams did in these villages together."""
    modes = reading.by_slice(connection, county, round_, "mode", villages)
    own = modes.get("mobile", Counts())
    ages = reading.by_slice(connection, county, round_, prefix, villages)
    return Village("", "", own, ages, {}, {"mobile": own})


def read_foot(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> Foot:
    """Reasons, vials, posts, staff and reactions of a round in these villages."""
    reasons = reading.by_slice(connection, campaign.county, round_.key, "reason", villages)
    workers = reading.by_slice(connection, campaign.county, round_.key, "worker", villages)
    everyone = reading.by_village(connection, campaign.county, round_.key, villages).values()
    facts = {
        kind: _facts(connection, campaign.county, round_.key, kind, villages)
        for kind in ("vials", "aefi", "zero_report")
    }
    said = [json.loads(row.more or "{}") for row in facts["vials"]]
    return Foot(
        reasons=tuple((name, counts.missed) for name, counts in _by_size(reasons)),
        **{name: _sum(said, name) for name in ("received", "opened", "discarded", "returned")},
        doses_in_vials=_doses_in_vials(connection, campaign.county, said),
        given=total(everyone).vaccinated,
        posts=_posts(connection, campaign.key, villages),
        staff=sum(1 for counts in workers.values() if counts.vaccinated),
        aefi=len(facts["aefi"]),
        zero_reports=len({(row.area, row.on) for row in facts["zero_report"]}),
        names=codes.names(connection, campaign.county),
    )


def _by_size(slices: dict[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(slices.items(), key=lambda item: (-item[1].missed, item[0]))


def _facts(connection: Connection, county: str, round_: str, kind: str, villages: Villages) -> list[Any]:
    query = select(Fact.area, Fact.on, Fact.more).where(Fact.county == county, Fact.kind == kind)
    query = query.where(Fact.round == round_, Fact.known.is_(True), Fact.voided.is_(False))
    return list(connection.execute(query.where(in_villages(Fact.area, villages))))


def _sum(said: Iterable[dict[str, Any]], name: str) -> int:
    return sum(words.get(name) or 0 for words in said)


def _doses_in_vials(connection: Connection, county: str, said: list[dict[str, Any]]) -> int | None:
    """Doses in the vials opened; None while a batch that was opened does not say how many a vial holds."""
    opened = [(words.get("batch"), words.get("opened") or 0) for words in said]
    keys = {batch for batch, n in opened if n and batch}
    query = select(Batch.key, Batch.doses_per_vial).where(Batch.county == county, Batch.key.in_(keys))
    holds: dict[str | None, int | None] = {row.key: row.doses_per_vial for row in connection.execute(query)}
    doses = [n * (holds.get(batch) or 0) for batch, n in opened if n]
    return sum(doses) if doses and all(doses) else None


def _posts(connection: Connection, campaign: str, villages: Villages) -> int:
    query = select(func.count()).select_from(Post).where(Post.campaign == campaign)
    return connection.scalar(query.where(in_villages(Post.area, villages))) or 0
