"""What says a day or a place that cannot be, as a supervisor reads it: kept and counted, and listed until it is put
right. Reads only."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from fieldapp.ground.field_words import field_word
from fieldapp.ground.showing import shown
from fieldapp.models.log import ODD
from fieldapp.office.inbox import items
from fieldapp.office.inbox.items import Item, Row
from fieldapp.office.inbox.unplaced import strays_of
from fieldapp.records.kinds import PLACE
from fieldapp.records.oddity import ODD_PLACE, odd_days
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.within import counties, in_areas

RIGHT = ("applied", "conflict")
SHORT = 20  # letters of a value in the list


def odd_ones(
    connection: Connection, areas: tuple[str, ...], administrator: bool, language: str, page: int = 1
) -> tuple[list[tuple[Item, str]], bool]:
    """One page of operations that say such a day or place, newest first, each with what is odd in words; and whether
    more follow. What was taken back since is left out."""
    here = and_(LOG.c.county.in_(counties(connection, areas)), in_areas(LOG.c.area, areas))
    query = select(LOG).where(
        ODD, LOG.c.verdict.in_(RIGHT), or_(here, strays_of(connection, areas, administrator))
    )
    query = query.order_by(LOG.c.received.desc(), LOG.c.position.desc())
    found = connection.execute(query.limit(items.PAGE + 1).offset(items.PAGE * (page - 1))).all()
    rows = [dict(row._mapping) for row in found[: items.PAGE]]
    gone = _taken_back(connection, rows)
    standing = [row for row in rows if (row["county"], row["key"]) not in gone]
    named = items.describe(connection, standing, language, areas)
    return [(item, words_of(item.row, language)) for item in named], len(found) > items.PAGE


def _taken_back(connection: Connection, rows: list[Row]) -> set[tuple[str, str]]:
    """The records among these that were taken back."""
    found = set()
    for kind in ("visit", "dose", "child", "household"):
        for county in {row["county"] for row in rows if row["kind"] == kind}:
            keys = [row["key"] for row in rows if (row["kind"], row["county"]) == (kind, county)]
            for row in row_store.fetch(connection, kind, county, "key", keys):
                if row["voided"]:
                    found.add((county, row["key"]))
    return found


def words_of(row: Row, language: str) -> str:
    """What is odd about a line of the log: the field and what it says, or that a day lies before the birth."""
    data = json.loads(row["raw"]).get("data") or {}
    which = 0 if language == "zh" else 1
    days = odd_days(row["kind"], data, row["at"], date.fromisoformat(row["received"][:10]))
    said = [_said(name, data, row, language) for name in days]
    notes = (row["note"] or "").split()
    if not days and "odd_day" in notes:
        said.append(("接种日期在出生以前", "a dose before the birth")[which])
    if ODD_PLACE in notes:
        place = " ".join(
            f"{field_word(name, language)} {shown(data[name], language, SHORT)}"
            for name in PLACE
            if name in data
        )
        said.append(("位置不对：", "the position: ")[which] + place)
    return "；".join(said) if language == "zh" else "; ".join(said)


def _said(name: str, data: dict[str, Any], row: Row, language: str) -> str:
    if name == "at":
        return f"{'手机时间' if language == 'zh' else 'the phone’s clock'} {row['at'][:10]}"
    return f"{field_word(name, language)} {shown(data.get(name), language, SHORT)}"
