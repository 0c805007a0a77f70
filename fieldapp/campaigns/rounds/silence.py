"""Villages of which no record has come, since the phones of all who are responsible are silent. Reads only.

There 0 % does not mean that nobody was dosed: what is on a phone that has sent nothing is not counted yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.responsible import responsible_for
from fieldapp.campaigns.rounds.watch import SILENT_HOURS, hours_between
from fieldapp.ground.clock import day_of, now, today
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Device, PersonArea
from fieldapp.sync.tallies import Book

TWO_DAYS = 48


@dataclass(frozen=True)
class Unheard:
    """Why no record has come of a village; `hours` since the last of its phones was heard, None for never."""

    silent: bool
    hours: int | None


def unheard_among(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, codes: Iterable[str]
) -> dict[str, Unheard]:
    """Of these standing villages those of which no record has come, while the round goes on."""
    open_now = campaign.state == round_.state == "open"
    if not open_now or round_.first_day > today().isoformat():
        return {}
    people = responsible_for(connection, round_.key, villages, codes)
    ids, at = {one.id for some in people.values() for one in some}, now()
    heard, new = _heard(connection, ids), _new(connection, ids, at)
    counted = tally_slices.by_village(connection, Book(campaign.county, round_.key), villages)
    dosed = {code for code, counts in counted.items() if counts.with_elsewhere}
    found = {}
    for code, some in people.items():
        hours = [hours_between(heard[one.id], at) if one.id in heard else None for one in some]
        known = [one for one in hours if one is not None]
        fresh = any(one.id in new for one in some if one.id not in heard)
        reported = code in dosed and not known  # a phone never heard of is not what reports of it
        if some and not fresh and not reported and all(one >= SILENT_HOURS for one in known):
            found[code] = Unheard(True, min(known, default=None))
    return found


def no_record(one: Unheard | None, language: str = "zh") -> str:
    """`没有收到记录（手机29天没上报）`; empty of a village that is heard of."""
    if one is None:
        return ""
    zh = language == "zh"
    if one.hours is None:
        why = "手机还没上报过" if zh else "phone never heard of"
    else:
        days, hours = one.hours // 24, one.hours
        how = (f"{hours}小时", f"{hours} hours") if hours < TWO_DAYS else (f"{days}天", f"{days} days")
        why = f"手机{how[0]}没上报" if zh else f"phone silent for {how[1]}"
    return f"没有收到记录（{why}）" if zh else f"no record has come ({why})"


def _heard(connection: Connection, people: set[str]) -> dict[str, str]:
    """When a phone of each of these was last heard of."""
    query = select(Device.person, func.max(Device.last_seen)).where(
        Device.person.in_(people), Device.stopped_at.is_(None), ~Device.office, Device.last_seen.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(Device.person))}


def _new(connection: Connection, people: set[str], at: str) -> set[str]:
    """Who of these was given the first area today or yesterday: new, not silent."""
    yesterday = (day_of(at) - timedelta(days=1)).isoformat()
    query = select(PersonArea.person).where(PersonArea.person.in_(people)).group_by(PersonArea.person)
    return set(connection.scalars(query.having(func.min(PersonArea.since) >= yesterday)))
