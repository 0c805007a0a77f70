"""需要留意 of a round, for the person signed in: its lists, and what a supervisor decides of a line.

A decision is an operation of her own, received as every record: it is judged, counted and sent to phones there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.children import cell_children, late_records, look_after, taken_back
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.room import seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import after, today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.standing import last_review
from fieldapp.sync.codes import names as code_names
from fieldapp.sync.from_office.office_device import record_now
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, may

SAY = {"in": True, "out": False}
CodeNames = dict[str, tuple[str, str]]


class Room:
    """What every list of the page is read with: the round, the villages seen, names of villages."""

    def __init__(self, connection: Connection, campaign: Campaign, round_: Round, area: str | None) -> None:
        self.here = cell_children.counted(connection, campaign.county, round_.key, campaign_said(campaign))
        self.villages = read_villages(connection, campaign.county, seen_of(campaign, area))
        self.names = areas_named(connection, campaign.county)

    def name_of(self, code: str | None) -> str:
        """A village's name, the code where there is none."""
        return self.names.get(code or "", code or "")

    def holds(self, code: str) -> bool:
        """Whether a village is among those seen."""
        return _within(code, self.villages)


def _within(code: str, villages: Villages) -> bool:
    own = inside(code, villages.codes) and code not in villages.outside
    return own or code in villages.inherited


def may_in(action: str, code: str, villages: Villages) -> bool:
    """Whether the person may do this where the record was made, or in the village that took it over since."""
    return may(action, code) or may(action, villages.standing(code))


def _read(connection: Connection, room: Room, name: str, most: int) -> list[Any]:
    if name == "taken_back":
        return taken_back.taken_back(connection, room.here.county, room.villages)
    if name == "late":
        return late_records.late_records(connection, room.here, room.villages)
    find, shown = (
        (look_after.undecided, look_after.is_undecided)
        if name == "left_out"
        else (look_after.decided, look_after.is_decided)
    )
    found = find(connection, room.here, room.villages, most)
    return look_after.listed(
        connection, room.here, found, shown, room.holds, sees(room.villages), room.name_of, language()
    )


@reads
def listed(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, name: str, most: int
) -> tuple[Room, list[Any], CodeNames]:
    """One of the lists, of the person's villages or of `area`, with what it is read with and the county's codes.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    room = Room(connection, campaign, round_, area)
    return room, _read(connection, room, name, most), code_names(connection, campaign.county)


@reads
def _visits(
    connection: Connection, campaign: Campaign, round_: Round, keys: Iterable[str]
) -> list[dict[str, Any]]:
    return _chosen(connection, Room(connection, campaign, round_, None), keys)


def review_visits(
    who: Who, campaign: Campaign, round_: Round, keys: Iterable[str], said: str, note: str
) -> list[dict[str, Any]]:
    """Say of visits that they count in the round (`said` is `in`), do not (`out`), or take back the last word (`back`);
    the receipts.

    Raises:
        Problem: `bad_request`, `not_found`, `not_allowed`.
    """
    if said not in ("back", *SAY):
        raise Problem("bad_request", field="say")
    visits = _visits(campaign, round_, keys)
    return _recorded(who, [one for visit in visits if (one := _word_on(visit, said, note))])


def _chosen(connection: Connection, room: Room, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The round's visits of these keys.

    Raises:
        Problem: `not_found` for one of another round, `not_allowed` for one made where the person has not the right.
    """
    wanted = list(dict.fromkeys(keys))
    rows = {row["key"]: row for row in row_store.fetch(connection, "visit", room.here.county, "key", wanted)}
    for one in wanted:
        if one not in rows or rows[one]["round"] != room.here.round.key:
            raise Problem("not_found")
        if not may_in("visit_review", rows[one]["area"], room.villages):
            raise Problem("not_allowed")
    return [rows[one] for one in wanted]


def _word_on(visit: dict[str, Any], said: str, note: str) -> dict[str, Any] | None:
    """The operation that says it; None where there is no word to take back."""
    last = last_review(visit)
    made = {"kind": "visit_review", "area": visit["area"], "at": after(last[0] if last else visit["at"])}
    if said == "back":
        return made | {"key": last[1], "void": True} if last else None
    data = {"visit": visit["key"], "child": visit["child"], "round": visit["round"]}
    data |= {"in_round": SAY[said], "on": today().isoformat()} | ({"note": note} if note else {})
    return made | {"data": data}


@reads
def _taken_back(
    connection: Connection, campaign: Campaign, round_: Round, child: str
) -> tuple[Room, taken_back.TakenBack | None]:
    room = Room(connection, campaign, round_, None)
    return room, taken_back.one_taken_back(connection, room.here.county, child)


def settle_child(who: Who, campaign: Campaign, round_: Round, child: str, said: str) -> list[dict[str, Any]]:
    """Of a child taken back though dosed: take back its doses too (`said` is `doses`), or put it back (`child`); the
    receipts.

    Raises:
        Problem: `bad_request`, `not_found`, `not_allowed`.
    """
    room, one = _taken_back(campaign, round_, child)
    if said not in ("doses", "child"):
        raise Problem("bad_request", field="say")
    if one is None:
        raise Problem("not_found")
    operations = taken_back.put_back(one) if said == "child" else taken_back.without_doses(one)
    for area in {operation["area"] for operation in operations}:
        if not may_in("void_others", area, room.villages):
            raise Problem("not_allowed")
    return _recorded(who, operations)


def _recorded(who: Who, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return record_now(who.id, operations, language()) if operations else []
