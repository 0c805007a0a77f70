"""Erasing one person: blanks tables and log alike, keeps ids, hashes and everything that counts.

Afterwards `fieldapp verify` still finds 0 differences and no tally has moved; what is kept and why:
docs/adr/0008-erasure.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, String, bindparam, func, insert, or_, select, update

from fieldapp.ground.clock import now
from fieldapp.ground.db import Base, among, upsert, writing
from fieldapp.ground.lookup import holds, is_number, may_hold
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.audit import Audit
from fieldapp.models.log import County, Erased
from fieldapp.records.blanking import Cuts, blank_row, named
from fieldapp.records.kinds import KINDS, NAMED_BY_OTHERS, TABLES, table_of
from fieldapp.records.operation import Operation
from fieldapp.records.rows.stamps import Row
from fieldapp.sync.counts import cuts_of
from fieldapp.sync.files import NAMED, remove
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.erased import without
from fieldapp.sync.incoming.receive import LOG, lock
from fieldapp.sync.outgoing.packages import forget
from fieldapp.sync.within import counties, in_areas

MOST_CONDITIONS = 500  # SQLite takes no more than a thousand in one question
FOUND = 50


@dataclass
class Traces:
    """All that is held of one person: the child's records (several where joined), the household where nobody else
    lives in it, every line of the log about them, and whether others share the household."""

    members: list[Row]
    households: list[str]
    shared: bool
    lines: list[Row] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """Keys of every record of this person."""
        own = {row["key"] for row in self.members} | set(self.households)
        return own | {line["key"] for line in self.lines if line["key"]}

    @property
    def moved(self) -> bool:
        """Whether another county may hold records of this person, too."""
        return any(row["status"] == "moved" or row["moved_from"] for row in self.members)


def find(connection: Connection, areas: tuple[str, ...], words: str) -> list[Row]:
    """Children of these areas whose name holds `words`, or whose phone, card, certificate or id it is."""
    table = row_store.table("child")
    query = select(table).where(
        table.c.county.in_(counties(connection, areas)), in_areas(table.c.package_area, areas)
    )
    numbers = ("phone", "phone2", "card_no", "certificate_no", "key")
    same = [may_hold(table.c[name], words) for name in ("name", *numbers)]
    rows = connection.execute(
        query.where(table.c.known, or_(*same)).order_by(table.c.package_area, table.c.key)
    )
    found = (
        dict(row._mapping)
        for row in rows
        if holds(row.name, words) or any(is_number(row._mapping[one], words) for one in numbers)
    )
    return list(islice(found, FOUND))


def traces(connection: Connection, county: str, key: str) -> Traces:
    """Everything held of the person this child record is about.

    Raises:
        Problem: `not_found`.
    """
    child = next(iter(row_store.fetch(connection, "child", county, "key", [key])), None)
    if child is None:
        raise Problem("not_found")
    members = (
        row_store.fetch(connection, "child", county, "joined", [child["joined"]])
        if child["joined"]
        else [child]
    )
    households = {row["household"] for row in members if row["household"]}
    lived_in = _shared(connection, county, households, {row["key"] for row in members})
    found = Traces(members, sorted(households - lived_in), bool(lived_in))
    found.lines = _lines(connection, county, found.keys)
    return found


def _shared(connection: Connection, county: str, households: set[str], members: set[str]) -> set[str]:
    """Households in which someone else lives who has not been erased."""
    gone = set(connection.scalars(select(Erased.key).where(Erased.county == county)))
    others = row_store.fetch(connection, "child", county, "household", households)
    return {row["household"] for row in others if not row["voided"] and row["key"] not in members | gone}


def _lines(connection: Connection, county: str, keys: set[str]) -> list[Row]:
    """Lines of the log about these records and about those that name them, in whatever county they were filed."""
    found: dict[tuple[str, int], Row] = {}
    asked: set[str] = set()
    while keys - asked:
        new = _about(connection, keys - asked)
        asked |= keys
        found |= {(line["county"], line["position"]): line for line in new}
        keys = {line["key"] for line in new if line["kind"] in NAMED_BY_OTHERS and line["key"]}
    query = select(LOG).where(LOG.c.county == county, LOG.c.kind.in_(KINDS))
    for some in row_store.chunks(line["key"] for line in found.values() if line["key"]):
        for row in connection.execute(query.where(among(connection, LOG.c.key, some))):
            found[(row.county, row.position)] = dict(row._mapping)
    return [found[mark] for mark in sorted(found)]


def _about(connection: Connection, keys: set[str]) -> list[Row]:
    """The whole log is read once for so many keys as a condition can have: what was refused is found by its words
    alone, and an erasure is rare. LIKE of SQLite looks at no case of its own accord."""
    words = LOG.c.raw if connection.dialect.name == "sqlite" else func.lower(LOG.c.raw)
    found, listed = {}, sorted(keys)
    for start in range(0, len(listed), MOST_CONDITIONS):
        some = listed[start : start + MOST_CONDITIONS]
        query = select(LOG).where(or_(*(words.contains(key) for key in some)))
        found |= {(row.county, row.position): dict(row._mapping) for row in connection.execute(query)}
    return [row for row in found.values() if _speaks_of(json.loads(row["raw"]), keys)]


def _speaks_of(raw: Any, keys: set[str]) -> bool:
    """Whether an operation is about one of these records; what is none and names one counts as well."""
    return not isinstance(raw, dict) or "kind" not in raw or bool(named(raw) & keys)


def erase(engine: Engine, county: str, key: str, person: str, instance: Path) -> None:
    """Blank one person in tables, log and the instance folder, for good; `person` is who decided it.

    Raises:
        Problem: `not_found`.
    """
    with writing(engine) as connection:
        _leave_no_trace_in_free_pages(connection)
        versions = {county: lock(connection, county)}
        found = traces(connection, county, key)
        for other in sorted({line["county"] for line in found.lines} - {county}):
            versions[other] = lock(connection, other)
        cuts, homes = cuts_of(connection, county), set()
        for where in versions:
            versions[where] = _blank_tables(connection, where, versions[where], found, cuts, homes)
        _blank_log(connection, found, cuts)
        photos = _named_by_nobody(
            connection, {name for line in found.lines for name in NAMED.findall(line["raw"])}
        )
        _remember(connection, county, versions[county], found, person)
        for where, version in versions.items():
            connection.execute(update(County).where(County.code == where).values(version=version))
        heirs = connection.scalars(select(Area.replaced_by).where(Area.code.in_(homes)))
        homes |= {heir for heir in heirs if heir} | _beside(connection, found.keys)
    _empty_the_journal(engine)
    forget(instance / "packages", homes)
    remove(instance / "files", photos)


def _beside(connection: Connection, keys: set[str]) -> set[str]:
    """The scopes beside villages that these records travel in."""
    table = Base.metadata.tables["in_scope"]
    return set(connection.scalars(select(table.c.scope).where(among(connection, table.c.key, sorted(keys)))))


def _blank_tables(
    connection: Connection, county: str, version: int, found: Traces, cuts: Cuts, homes: set[str]
) -> int:
    """Blank every row of these records that this county keeps; each takes its next version."""
    by_table: dict[str, dict[str, str]] = {}
    for line in found.lines:
        if line["county"] == county and line["kind"] in KINDS and line["key"]:
            by_table.setdefault(table_of(line["kind"]), {})[line["key"]] = line["kind"]
    for name in TABLES:
        kinds = by_table.get(name, {})
        rows = row_store.fetch(connection, name, county, "key", kinds)
        for row in rows:
            version += 1
            row["version"] = version
            blank_row(row, kinds[row["key"]], found.keys, cuts)
            homes.add(row["package_area"])
        upsert(connection, row_store.table(name), rows)
    return version


def _named_by_nobody(connection: Connection, photos: set[str]) -> set[str]:
    """Photos that no line of the log names any more."""
    return {
        name
        for name in photos
        if connection.execute(select(LOG.c.position).where(LOG.c.raw.contains(name)).limit(1)).first() is None
    }


def _blank_log(connection: Connection, found: Traces, cuts: Cuts) -> None:
    lines = []
    for line in found.lines:
        raw = without(json.loads(line["raw"]), found.keys, cuts)
        said = {"_county": line["county"], "_position": line["position"], "_raw": Operation(raw, None).text}
        lines.append(said | {"_problem": _without_value(line["problem"])})
    here = (LOG.c.county == bindparam("_county", type_=String)) & (LOG.c.position == bindparam("_position"))
    blank = update(LOG).where(here).values(raw=bindparam("_raw"), problem=bindparam("_problem"))
    connection.execute(blank, lines)


def _without_value(problem: str | None) -> str | None:
    """A refusal quotes what was wrong; a code that waits to become known is no personal word."""
    said = json.loads(problem) if problem else None
    if said is None or said["code"] == "unknown_code" or "value" not in said["words"]:
        return problem
    return json.dumps(said | {"words": said["words"] | {"value": ""}}, ensure_ascii=False)


def _remember(connection: Connection, county: str, version: int, found: Traces, person: str) -> None:
    """The keys, so that what arrives later is blanked as well; and a line of audit that names nobody."""
    at = now()
    rows = [{"county": county, "key": key, "version": version, "at": at} for key in sorted(found.keys)]
    upsert(connection, Base.metadata.tables["erased"], rows)
    after = {"records": [row["key"] for row in found.members], "operations": len(found.lines)}
    said = {"at": at, "by": person, "action": "erase", "table": "child", "row": found.members[0]["key"]}
    connection.execute(insert(Audit).values(**said, before=None, after=json.dumps(after)))


def _leave_no_trace_in_free_pages(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def _empty_the_journal(engine: Engine) -> None:
    """SQLite's journal keeps former pages until it is emptied; a busy reader leaves that to the next checkpoint."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
