"""What a person chooses among who settles a record: the values said of a field, the villages, rounds and children.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, false, or_, select

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import NO_VISIT
from fieldapp.models.people import Person
from fieldapp.office.inbox import showing
from fieldapp.office.inbox.items import Row, differing, named
from fieldapp.office.inbox.unplaced import partitions
from fieldapp.records.permissions import is_own
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.within import counties, in_areas

MOST_CHILDREN = 2000


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
    people = named(connection, Person, [operation["by"] for operation in operations])
    said: dict[str, list[Row]] = {name: [] for name in differing(row["note"])}
    for operation in operations:
        data = (showing.read_raw(operation["raw"]) or {}).get("data") or {}
        for name in said.keys() & data.keys():
            author = people.get(operation["by"], operation["by"])
            shown = data[name] if _is_short(data[name]) else showing.value_words(data[name])
            said[name].append({"value": data[name], "shown": shown, "by": author, "at": operation["at"]})
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
    rounds = select(Round.key, Round.n, Campaign.name).join(Campaign, Campaign.key == Round.campaign)
    rounds = rounds.where(Campaign.county.in_(places)).order_by(Round.first_day.desc())
    child = row_store.table("child")
    children = select(child.c.key, child.c.name, child.c.born, child.c.guardian)
    here = [code for code in (row["own_area"], row["area"]) if is_own(areas, code)]
    children = children.where(child.c.county == row["county"], child.c.package_area.in_(here), child.c.known)
    children = (
        children.where(child.c.voided.is_(False)).order_by(child.c.name, child.c.key).limit(MOST_CHILDREN)
    )
    return {
        "villages": connection.execute(villages).all(),
        "rounds": connection.execute(rounds).all(),
        "children": connection.execute(children).all(),
    }
