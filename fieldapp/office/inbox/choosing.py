"""What a person chooses among who settles a record: the values said of a field, the villages, rounds and children.

Reads only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, false, or_, select

from fieldapp.ground.subtrees import overlap
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import NO_VISIT
from fieldapp.models.people import Person
from fieldapp.office.inbox import showing
from fieldapp.office.inbox.items import Row, child_of, differing, named
from fieldapp.office.inbox.unplaced import partitions
from fieldapp.records.permissions import is_own
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.incoming.resolution import SET_ASIDE, first_authors
from fieldapp.sync.within import counties, in_areas

MOST_CHILDREN = 2000


def _rounds(connection: Connection, places: list[str], here: list[str]) -> list[Any]:
    """The rounds of the campaigns ordered for where the row lies (`here`), the last first."""
    query = select(Round.key, Round.n, Campaign.name, Campaign.areas)
    query = query.join(Campaign, Campaign.key == Round.campaign).where(Campaign.county.in_(places))
    rows = connection.execute(query.order_by(Round.first_day.desc(), Round.key))
    return [row for row in rows if overlap(here, json.loads(row.areas))]


def child_of_line(
    connection: Connection, row: Row, areas: Iterable[str], said: Row | None = None
) -> Row | None:
    """The child an operation is about, where it lies inside `areas`; None of what is about none. `said`: what it says,
    and of one that takes something back what that says."""
    data = said if said is not None else showing.show(row["raw"], row["kind"]).data
    key = child_of(row, data)
    standing = current_row(connection, row) if key is None else None
    key = key or (standing or {}).get("child")
    found = row_store.fetch(connection, "child", row["county"], "key", [key]) if key else []
    return found[0] if found and is_own(areas, found[0]["package_area"]) else None


def settled(connection: Connection, row: Row) -> Row:
    """Who settled a line: `by`, and `aside`: that she set it aside; and `first`: who recorded what this one mends."""
    by, found = row["mended_by"] or "", {}
    if by.startswith(SET_ASIDE):
        found = {"by": by.removeprefix(SET_ASIDE), "aside": True}
    elif by:
        other = connection.execute(select(LOG.c.by, LOG.c.at).where(LOG.c.id == by)).first()
        found = {"by": other.by, "at": other.at} if other else {}
    found["first"] = first_authors(connection, row["county"]).get(row["id"])
    people = named(connection, Person, [found.get("by"), found["first"]])
    return found | {name: people.get(found.get(name), "") for name in ("by", "first")}


def words_on(connection: Connection, row: Row, areas: Iterable[str]) -> dict[str, list[Row]]:
    """For each field a conflict is about: every value said, with author and time, latest first; of a record that lies
    outside `areas` now, what was said within them."""
    query = select(LOG).where(
        NO_VISIT, LOG.c.county == row["county"], LOG.c.kind == row["kind"], LOG.c.key == row["key"]
    )
    query = query.where(LOG.c.verdict.in_(("applied", "conflict"))).order_by(LOG.c.at.desc(), LOG.c.id.desc())
    standing = current_row(connection, row)
    if standing is None or not is_own(areas, standing["package_area"]):
        query = query.where(in_areas(LOG.c.area, areas))
    operations = [dict(found._mapping) for found in connection.execute(query)]
    first = first_authors(connection, row["county"])
    ids = [operation["by"] for operation in operations] + list(first.values())
    people = named(connection, Person, ids)
    said: dict[str, list[Row]] = {name: [] for name in differing(row["note"])}
    for operation in operations:
        data = (showing.read_raw(operation["raw"]) or {}).get("data") or {}
        for name in said.keys() & data.keys():
            recorded = first.get(operation["id"], operation["by"])
            author = people.get(recorded, recorded)
            checked = people.get(operation["by"], "") if recorded != operation["by"] else ""
            shown = data[name] if _is_short(data[name]) else showing.value_words(data[name])
            words = {"value": data[name], "shown": shown, "by": author, "checked": checked}
            said[name].append(words | {"at": operation["at"]})
    return said


def _is_short(value: Any) -> bool:
    """Whether a value may be looked up among the codes as it is."""
    return value is None or isinstance(value, bool) or (isinstance(value, str) and len(value) <= 60)


def current_row(connection: Connection, row: Row) -> Row | None:
    """The record an operation is about, as it stands; for merging kinds."""
    if row["kind"] not in ("child", "household", "dose", "batch", "enrolment"):
        return None
    found = row_store.fetch(connection, row["kind"], row["county"], "key", [row["key"]])
    return found[0] if found else None


def choices(connection: Connection, row: Row, areas: Iterable[str]) -> dict[str, Any]:
    """What a mend chooses among: villages inside `areas`, the county's rounds, the children of the village where the
    row was recorded or the record lies, if it is inside `areas`.
    What names no county of ours may be of any inside `areas`."""
    areas = list(areas)
    own = [Area.code.startswith(code, autoescape=True) for code in areas if code]
    places = counties(connection, areas) if row["county"] in partitions(connection) else [row["county"]]
    villages = select(Area.code, Area.name).where(Area.county.in_(places), Area.level == "village")
    villages = villages.where(or_(*own) if own else false(), Area.retired_on.is_(None)).order_by(Area.code)
    child = row_store.table("child")
    children = select(child.c.key, child.c.name, child.c.born, child.c.guardian)
    here = [code for code in (row["own_area"], row["area"]) if is_own(areas, code)]
    children = children.where(child.c.county == row["county"], child.c.package_area.in_(here), child.c.known)
    children = (
        children.where(child.c.voided.is_(False)).order_by(child.c.name, child.c.key).limit(MOST_CHILDREN)
    )
    return {
        "villages": connection.execute(villages).all(),
        "rounds": _rounds(connection, places, here or areas),
        "children": connection.execute(children).all(),
    }
