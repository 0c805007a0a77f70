"""What the pages of the inbox ask for the person signed in: lists of her areas; one line and what it may become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import g
from sqlalchemy import Connection

from fieldapp.campaigns.room import campaigns_of, current_round, rounds_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.office.inbox import choosing, items, missing_records, odd, unsigned
from fieldapp.office.inbox.items import Item, Row
from fieldapp.web.gate import Who
from fieldapp.web.paging import LAST_PAGE

WAIT_DAYS = 7
WAITING = ("held", "refused", "conflict")


def _whose(who: Who) -> tuple[tuple[str, ...], bool]:
    """Her areas, and whether she is an administrator."""
    return who.areas, who.role == "administrator"


def whole(read: Callable[[int], tuple[list[Any], bool]]) -> list[Any]:
    """Every page of a list."""
    found: list[Any] = []
    for page in range(1, LAST_PAGE):
        rows, more = read(page)
        found += rows
        if not more:
            break
    return found


@reads
def listed(
    connection: Connection, who: Who, verdicts: tuple[str, ...], page: int = 1
) -> tuple[list[Item], bool]:
    """One page of operations with these verdicts, and whether more follow."""
    return items.waiting_for_a_person(connection, *_whose(who), verdicts, language(), page)


@reads
def all_listed(connection: Connection, who: Who, verdicts: tuple[str, ...]) -> list[Item]:
    """All operations with these verdicts."""
    return list(items.all_waiting(connection, *_whose(who), verdicts, language()))


def how_many(who: Who, verdicts: tuple[str, ...]) -> tuple[int, str | None]:
    """How many operations with these verdicts wait, and when the first of them came. Menu, tabs and list of one page
    ask the log once."""
    if verdicts == items.ASIDE:
        found = _how_many(who, verdicts)
    else:
        if "waiting_by_verdict" not in g:
            g.waiting_by_verdict = _how_many(who, WAITING)
        found = {one: g.waiting_by_verdict[one] for one in verdicts if one in g.waiting_by_verdict}
    return sum(n for n, _first in found.values()), min((first for _n, first in found.values()), default=None)


@reads
def _how_many(connection: Connection, who: Who, verdicts: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    return items.how_many(connection, *_whose(who), verdicts)


@reads
def unsigned_phones(connection: Connection, who: Who) -> list[unsigned.Waiting]:
    """What others handed over without a signature, by phone."""
    return unsigned.by_phone(connection, who.areas)


@reads
def said_of(connection: Connection, who: Who, rows: list[Row]) -> dict[int, dict[str, list[Row]]]:
    """For each of these conflicts by its position: what was said of every field it is about."""
    return {row["position"]: choosing.words_on(connection, row, who.areas) for row in rows}


@reads
def children_of(connection: Connection, who: Who, rows: list[Row]) -> dict[int, Row | None]:
    """For each of these lines by its position: the child it is about, of her areas."""
    return {row["position"]: choosing.child_of_line(connection, row, who.areas) for row in rows}


def round_of_today(who: Who, county: str) -> tuple[str, int] | None:
    """Campaign and number of the round in whose pages a county's children are shown; None while there is none."""
    for campaign in reversed(campaigns_of(who.areas)):
        found = current_round(campaign, rounds_of(campaign))
        if campaign.county == county and campaign.state != "draft" and found:
            return campaign.key, found.n
    return None


def how_many_by_list(who: Who) -> dict[str, str]:
    """How many lines each list of the inbox holds, as its tab says it: as many as one page has, and a mark for more."""
    found = {
        "sync.inbox": how_many(who, ("held", "refused"))[0],
        "sync.conflicts": how_many(who, ("conflict",))[0],
    }
    said = {name: str(n) for name, n in found.items()}
    rows, more = missing(who)
    for name, n, further in (("sync.waiting", len(rows), more), ("odd.index", *_how_many_odd(who))):
        said[name] = f"{n}{'+' if further else ''}"
    return said


@reads
def missing(connection: Connection, who: Who, page: int = 1) -> tuple[list[Row], bool]:
    """One page of children whose own record or birth date has not come for `WAIT_DAYS`."""
    before = (today() - timedelta(days=WAIT_DAYS)).isoformat()
    return missing_records.unborn_children(connection, who.areas, before, page)


@reads
def odd_ones(connection: Connection, who: Who, page: int, seen: bool) -> tuple[list[odd.Listed], bool]:
    """One page of doubtful values nobody has seen, or of those somebody has."""
    return odd.odd_ones(connection, *_whose(who), language(), page, seen)


@reads
def _how_many_odd(connection: Connection, who: Who) -> tuple[int, bool]:
    return odd.how_many(connection, *_whose(who))


@reads
def how_many_seen(connection: Connection, who: Who) -> int:
    """How many doubtful values somebody has seen."""
    return odd.how_many_seen(connection, *_whose(who))


@reads
def line(connection: Connection, who: Who, county: str, position: int) -> Row:
    """A line of the log that this person may see.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = items.one_operation(connection, county, position) if position < 2**63 else None
    if row is None:
        raise Problem("not_found")
    if not items.is_theirs(connection, row, *_whose(who)):
        raise Problem("not_allowed")
    return row


@reads
def of_line(connection: Connection, who: Who, row: Row) -> dict[str, Any]:
    """What the page of one operation shows: the line in words, and what a mend chooses among."""
    item = items.describe(connection, [row], language(), who.areas)[0]
    said = choosing.words_on(connection, row, who.areas) if row["verdict"] == "conflict" else {}
    about = {
        "settled": choosing.settled(connection, row),
        "child": choosing.child_of_line(connection, row, who.areas, item.data),
    }
    return {"item": item, "said": said, **about, **choosing.choices(connection, row, who.areas)}


@reads
def of_field(connection: Connection, who: Who, row: Row, name: str) -> tuple[list[Row], Row | None]:
    """What was said of one field of a conflict, latest first, and the record as it stands."""
    said = choosing.words_on(connection, row, who.areas).get(name, [])
    return said, choosing.current_row(connection, row)
