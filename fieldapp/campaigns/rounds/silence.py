"""Villages of which no record has come: their phones are silent, or more was told by telephone than has arrived.

Decided here alone, for every page: there nobody can say that children were not visited. Who is silent says
`watch.silent_phones`, what was told `paper_tallies.read_paper`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldapp.accounts.responsible import Responsible, responsible_for
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.rounds.paper_tallies import Paper, read_paper
from fieldapp.campaigns.rounds.watch import SILENT_HOURS, Silent, hours_between, silent_phones
from fieldapp.campaigns.states import is_over
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import reads
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book

TWO_DAYS = 48


@dataclass(frozen=True)
class Unheard:
    """Why no record has come of a village.

    Args:
        silent: whether the phones of all who are responsible for it are silent.
        hours: since the last of them was heard; None for never.
        told: doses told whose records have not come, by how they were told: `phone`, `paper`.
    """

    silent: bool
    hours: int | None
    told: tuple[tuple[str, int], ...] = ()


def silent_in(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> list[Silent]:
    """Whose phones are silent while a round goes on; nobody's before it begins or once it is closed."""
    open_now = campaign.state == round_.state == "open"
    running = open_now and round_.first_day <= today().isoformat()
    return silent_phones(connection, round_.key, villages, now()) if running else []


def unheard_among(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, codes: Iterable[str]
) -> dict[str, Unheard]:
    """Of these standing villages those of which no record has come, all that says so read here."""
    codes = list(codes)
    silent = silent_in(connection, campaign, round_, villages) if codes else []
    paper = read_paper(connection, campaign.county, round_.key, villages) if codes else []
    if not silent and not paper:
        return {}
    called = responsible_for(connection, round_.key, villages, codes)
    counted = tally_slices.by_village(connection, Book(campaign.county, round_.key), villages)
    found = unheard_in(campaign, round_, called, silent, paper, counted)
    return {code: why for code, why in found.items() if code in codes}


def unheard_in(
    campaign: Campaign,
    round_: Round,
    responsible: Mapping[str, Sequence[Responsible]],
    silent: Iterable[Silent],
    paper: Iterable[Paper],
    counted: Mapping[str, Counts],
) -> dict[str, Unheard]:
    """`unheard_villages` of a round as it stands now, with these figures of its villages."""
    over = is_over(round_, campaign.mopup_days, today())
    dosed = {code for code, counts in counted.items() if counts.with_elsewhere}
    return unheard_villages(responsible, silent, paper, dosed, silent_from(round_.first_day, over, now()))


def unheard_villages(
    responsible: Mapping[str, Sequence[Responsible]],
    silent: Iterable[Silent],
    paper: Iterable[Paper],
    dosed: Container[str],
    least: int = SILENT_HOURS,
) -> dict[str, Unheard]:
    """By code the villages of which no record has come.

    Args:
        responsible: who is responsible for each.
        silent: whose phones are.
        paper: what was told, and how much of it has come.
        dosed: villages where somebody was dosed: a phone never heard of is not what reports of them.
        least: the hours after which a phone is silent (`silent_from`).
    """
    hours = {one.id: one.hours for one in silent if one.hours is None or one.hours >= least}
    told: dict[str, dict[str, int]] = {}
    for one in paper:
        if one.on_the_way:
            way = "phone" if one.source == "phone" else "paper"
            of_village = told.setdefault(one.code, {})
            of_village[way] = of_village.get(way, 0) + one.on_the_way
    found = {code: Unheard(False, None, tuple(ways.items())) for code, ways in told.items()}
    for code, people in responsible.items():
        if not people or not all(one.id in hours for one in people):
            continue
        heard = [one for one in (hours[person.id] for person in people) if one is not None]
        if heard or code not in dosed:
            found[code] = Unheard(True, min(heard, default=None), tuple(told.get(code, {}).items()))
    return found


def silent_from(first_day: str, over: bool, at: str) -> int:
    """The hours after which a phone is silent: a day; once no visit counts any more, since the round began.

    Args:
        first_day: the round's, ISO.
        over: whether its last counted day is past.
        at: the moment it is read.
    """
    return max(SILENT_HOURS, hours_between(f"{first_day}T00:00:00.000Z", at)) if over else SILENT_HOURS


def quiet(hours: int | None, language: str = "zh") -> str:
    """How long nothing was heard of a phone: `29天没上报`."""
    zh = language == "zh"
    if hours is None:
        return "还没上报过" if zh else "never heard of"
    if hours < TWO_DAYS:
        return f"{hours}小时没上报" if zh else f"silent for {hours} hours"
    return f"{hours // 24}天没上报" if zh else f"silent for {hours // 24} days"


def reasons(one: Unheard, language: str = "zh") -> str:
    """`手机29天没上报；电话报来11剂`."""
    zh = language == "zh"
    said = [("手机" if zh else "phone ") + quiet(one.hours, language)] if one.silent else []
    ways = {"phone": ("电话", "by telephone"), "paper": ("纸质", "on paper")}
    for way, n in one.told:
        doses = "dose" if n == 1 else "doses"
        said.append(f"{ways[way][0]}报来{n}剂" if zh else f"{n} {doses} told {ways[way][1]}")
    return ("；" if zh else "; ").join(said)


def no_record(one: Unheard | None, language: str = "zh") -> str:
    """`没有收到记录（手机29天没上报；电话报来11剂）`, said instead of 还没去过; empty of a village that is heard of."""
    if one is None:
        return ""
    why = reasons(one, language)
    return f"没有收到记录（{why}）" if language == "zh" else f"no record has come ({why})"


@reads
def no_records(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    areas: Iterable[str],
    language: str,
) -> dict[str, str]:
    """What lists say of children without a visit in those of these areas' villages of which no record has come, by
    village."""
    codes = sorted({villages.standing(area) for area in areas})
    found = unheard_among(connection, campaign, round_, villages, codes)
    return {code: no_record(why, language) for code, why in found.items()}
