"""One child of a round, as its page shows it: the last step from a number to somebody to go to. Reads only."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from fieldapp.accounts.responsible import Responsible, responsible_for
from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.children import around_child, cell_children
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.children.cell_children import Counted, Found, Line, visit_line
from fieldapp.campaigns.counting.rounds import children_of
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.room import rounds_of, seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may


@reads
def child_of(connection: Connection, campaign: Campaign, round_: Round, key: str) -> Line:
    """A line as the lists have it, with the household's address, every visit of the round's campaign, and who is
    responsible for the village.

    Raises:
        Problem: `not_found`; `not_allowed` for a child of a village whose children are not the person's to see;
            `round_not_counted` while the campaign is a draft.
    """
    here = cell_children.counted(connection, campaign.county, round_.key, campaign_said(campaign))
    villages = read_villages(connection, campaign.county, seen_of(campaign))
    found = _found(connection, here, key)
    if not sees(villages)(found.row["area"]):
        raise Problem("not_allowed")
    names = areas_named(connection, campaign.county)

    def name_of(code: str) -> str:
        return names.get(code, code)

    [line] = cell_children.describe(connection, here, [found], name_of, sees(villages), language())
    standing = villages.standing(found.area)
    keys = around_child.records_of(connection, campaign.county, found.row)
    may_log = may("inbox.see", standing)
    return line | {
        "standing": standing,
        "doses": around_child.doses_of(connection, campaign.county, keys, language()),
        "siblings": around_child.others_at_home(connection, campaign.county, found.row, keys, sees(villages)),
        "changes": around_child.changes_of(connection, campaign.county, keys, language()) if may_log else [],
        "visits": _visits(connection, here, {one.key for one in rounds_of(campaign)}, found, name_of),
        "responsible": _responsible(connection, round_, villages, standing),
    }


def _found(connection: Connection, here: Counted, key: str) -> Found:
    for row, facts in children_of(connection, here.county, [key], here.rounds):
        return Found(row["package_area"], row, facts)
    raise Problem("not_found")


def _visits(
    connection: Connection, here: Counted, own: set[str], found: Found, name_of: Callable[[str], str]
) -> list[Line]:
    """Every visit in one of the campaign's rounds (`own`), the last first, with the number of its round."""
    rounds = {one.key: one for one in here.rounds if one.key in own}
    speech = cell_children.speech_of(connection, here.county, [found], language())
    visits = sorted(found.facts.visits, key=lambda one: (one["on"] or "", one["key"]), reverse=True)
    return [
        visit_line(one, rounds[one["round"]], speech, name_of, True) | {"n": rounds[one["round"]].n}
        for one in visits
        if one["round"] in rounds
    ]


def _responsible(connection: Connection, round_: Round, villages: Villages, code: str) -> list[Responsible]:
    if not may("people.see", code):
        return []
    return responsible_for(connection, round_.key, villages, [code]).get(code, [])
