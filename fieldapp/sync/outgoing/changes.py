"""What a phone is sent of a scope: rows as changes, whole (a package) or since a version (a sync reply).

A child travels with its doses; a joined child only names the child it is part of; a row that is voided or
has left the scope travels as `removed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.codes import path_of
from fieldapp.records.kinds import KINDS, LEVELLED, PREFIXES_OF, prefix_of
from fieldapp.records.rows.one_child import merged, status_day, wholes_of
from fieldapp.records.rows.stamps import (
    AS_JSON,
    REFERENCE,
    RESERVED,
    Row,
    stamps_of,
)
from fieldapp.records.standing import by_child, derived_key, reviewed
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing import travelling

Change = dict[str, Any]
NEWEST = 2**31 - 1  # the highest version a row can have
SOURCES = ("recall", "campaign", "register", "certificate", "card")  # the later the better
NOT_FOR_PHONES = {name for name, kind in KINDS.items() if not kind.to_phones}
MADE_HERE = {
    "doses",
    "joined",
    "batches",
    "taken_back",
}  # of a child: worked out, whatever an operation calls so
LISTS = AS_JSON | {"asked"}


def homes_of(connection: Connection, scope: str) -> list[str]:
    """The village and the retired ones it replaces: their records travel in its package. A scope that is no village has
    nothing but itself."""
    if prefix_of(scope):
        return [scope]
    return [scope, *connection.scalars(travelling.REPLACED, {"scope": scope})]


def county_version(connection: Connection, county: str) -> int:
    """The county's counter; read it before the rows, so that a later change is sent again rather than missed."""
    return connection.scalar(travelling.COUNTER, {"county": county}) or 0


def scope_version(connection: Connection, county: str, homes: list[str]) -> int:
    """The highest version of any row of the scope."""
    told = travelling.told(county, homes)
    names = travelling.tables(homes, departed=True)
    found = (connection.scalar(travelling.highest(name, homes), told) for name in names)
    return max(version or 0 for version in found)


def shown_rounds(connection: Connection, county: str) -> dict[str, str]:
    """Rounds whose visits phones hold, with their product: open campaigns', and the round before them."""
    rows = connection.execute(travelling.ROUNDS, {"county": county}).all()
    past = [row for row in rows if row.state == "closed"][-1:]
    return {row.key: row.product for row in [*past, *(row for row in rows if row.state == "open")]}


def products_of_rounds(connection: Connection, county: str) -> dict[str, str]:
    """The product of every round of the county."""
    return dict(connection.execute(travelling.PRODUCTS, {"county": county}).all())  # type: ignore[arg-type]


def changes_since(
    connection: Connection, county: str, scope: str, since: int, limit: int, until: int = NEWEST
) -> tuple[list[Change], int | None]:
    """Rows of the scope with a version above `since` and up to `until`, lowest first, at most `limit`; and how far
    they reach if there are more. `until` was read before: what is written meanwhile comes whole the next time,
    where PostgreSQL would show it in the tables read after the commit and not in those read before."""
    homes = homes_of(connection, scope)
    told = travelling.told(county, homes, first=since + 1, last=until, most=limit + 1)
    found: list[tuple[int, str, Row]] = []
    for name in travelling.tables(homes, departed=since > 0):
        for row in connection.execute(travelling.rows_between(name, homes), told):
            found.append((row.version, name, dict(row._mapping)))
    found.sort(key=lambda entry: entry[0])
    page = found[:limit]
    reached = (page[-1][0] if page else since) if len(found) > limit else None
    return _render(connection, county, scope, page, whole=since == 0), reached


def _render(
    connection: Connection, county: str, scope: str, page: list[tuple[int, str, Row]], whole: bool
) -> list[Change]:
    beside = {"scope": scope} if (prefix := prefix_of(scope)) else {}
    rounds = shown_rounds(connection, county)
    kin = Kin(connection, county, [row for _v, name, row in page if name == "child"])
    rendered = []
    for _version, name, row in page:
        change = _change(name, row, rounds, kin, prefix)
        if change is not None and not (whole and change.get("removed")):
            rendered.append(change | beside)
    return _placed(connection, rendered) if prefix in LEVELLED else rendered


def _placed(connection: Connection, rows: list[Change]) -> list[Change]:
    """The same with the names of their township and village: who carries a whole area's holds few of its villages."""
    ways = {row["key"]: path_of(row["area"])[3:] for row in rows if not row.get("removed")}
    codes = sorted({code for way in ways.values() for code in way})
    names = dict(connection.execute(travelling.NAMES, {"codes": codes}).all())  # type: ignore[arg-type]
    for row in rows:
        if way := ways.get(row["key"]):
            row["data"]["place"] = [names.get(code, code) for code in way]
    return rows


def _change(name: str, row: Row, rounds: dict[str, str], kin: Kin, prefix: str | None) -> Change | None:
    kind = row["kind"] if name in ("fact", "departure") else name
    change = {
        "kind": kind,
        "key": row["key"],
        "area": row.get("area") or row.get("scope"),
        "version": row["version"],
    }
    change["at"] = latest(row)
    if name == "departure":
        return change | {"data": {}, "removed": True}
    if prefix and name == "fact" and row["by"]:
        change["by"] = row["by"]  # several work in such a scope: whose it is
    hidden = kind in NOT_FOR_PHONES and prefix not in PREFIXES_OF[kind]
    if not row["known"] or hidden or (name == "visit" and row["round"] not in rounds):
        return None
    if name == "child":
        return change | kin.show(row)
    return change | ({"data": {}, "removed": True} if row["voided"] else {"data": content(row)})


def latest(row: Row) -> str | None:
    """The latest `at` said of a row: what a correction on the phone must be later than."""
    if not row.get("stamps"):
        return row.get("at")
    return max(
        (stamp[0] for stamp in json.loads(row["stamps"])["o"] if stamp[0][0] != REFERENCE), default=None
    )


def _short(value: Any) -> Any:
    """A whole number without the fraction that the database's column gives it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def content(row: Row) -> dict[str, Any]:
    """What has been said of a row: the contract's fields and those we do not know, empty ones left out."""
    said = {name: _short(value) for name, value in row.items() if value is not None and name not in RESERVED}
    for name in LISTS & said.keys():
        if isinstance(said[name], str) and said[name][:1] in "[{":
            said[name] = json.loads(said[name])
    if row.get("reviews") and (counts := reviewed(row)) is not None:
        said["counts"] = counts
    more = json.loads(row["more"]) if row["more"] else {}
    return said | {name: value for name, value in more.items() if value is not None}


class Kin:
    """The doses of a page's children and of those joined with them, read in one go."""

    def __init__(self, connection: Connection, county: str, children: list[Row]) -> None:
        self.rows = row_store.with_joined(connection, county, children)
        self.members = wholes_of(row for _key, row in sorted(self.rows.items()))
        products = products_of_rounds(connection, county)
        self.doses: dict[str, list[tuple[str, str | None, str, str]]] = {}
        self.batches: dict[str, list[tuple[str, str, str, str]]] = {}
        read = (row_store.fetch(connection, name, county, "child", self.rows) for name in ("visit", "dose"))
        visits, doses = by_child(*read)
        for row in chain.from_iterable(doses.values()):
            if row["product"]:
                said = (row["product"], row["given_on"], row["source"] or "recall", row["key"])
                self.doses.setdefault(row["child"], []).append(said)
                if row["batch"] and row["given_on"]:
                    mark = f"{row['product']}|{row['given_on']}"
                    filled = (stamps_of(row)["batch"][0], mark, row["batch"], row["key"])
                    self.batches.setdefault(row["child"], []).append(filled)
        given: dict[str, set[str]] = {}
        for row in chain.from_iterable(visits.values()):
            if row["outcome"] == "vaccinated":
                product = row["product"] or products.get(row["round"], "bOPV")
                self.doses.setdefault(row["child"], []).append((product, row["on"], "campaign", ""))
                given.setdefault(row["child"], set()).add(f"{product}|{row['on']}")
        self.given = given

    def show(self, row: Row) -> Change:
        """One child as phones see it."""
        if row["joined"] and row["joined"] != row["key"]:
            return {"data": {"joined": row["joined"]}}
        members = self.members[row["joined"] or row["key"]]
        doses = union(row["key"], (dose for member in members for dose in self.doses.get(member["key"], ())))
        child = merged(members)
        if child["voided"] and not doses:
            return {"data": {}, "removed": True}
        said = {name: value for name, value in content(child).items() if name not in MADE_HERE}
        if since := status_day(child):
            said["status_on"] = since
        made = {"doses": doses, "batches": self._filled(members), "taken_back": bool(child["voided"])}
        return {"area": child["area"], "data": said | {name: value for name, value in made.items() if value}}

    def _filled(self, members: list[Row]) -> dict[str, list[str]]:
        """The batches said afterwards of doses given at visits: `product|day` → batch and the record that says so, of
        several the one said last."""
        keys = [member["key"] for member in members]
        given = set().union(*(self.given.get(key, ()) for key in keys))
        said = sorted(filled for key in keys for filled in self.batches.get(key, ()))
        return {mark: [batch, key] for _at, mark, batch, key in said if mark in given}


def union(child: str, doses: Iterable[tuple[str, str | None, str, str]]) -> list[list[Any]]:
    """Doses of one child: the same product on the same day is one, from its best source; sorted by day."""
    best: dict[tuple[str, str | None, str], tuple[int, str, str]] = {}
    for product, given_on, source, key in doses:
        mark = (product, given_on, "" if given_on else key)
        rank = SOURCES.index(source) if source in SOURCES else -1
        held = best.get(mark)
        if held is None or (rank, key) > (held[0], held[2]):
            best[mark] = (rank, source, key or (held[2] if held else ""))
    rows = []
    for (product, given_on, _), (_rank, source, key) in sorted(
        best.items(), key=lambda kv: (kv[0][1] or "", kv[0])
    ):
        usual = not key or (given_on is not None and key == derived_key(child, product, given_on))
        rows.append([product, given_on, source] if usual else [product, given_on, source, key])
    return rows


def changed_receipts(
    connection: Connection, county: str, device: str, since: int, limit: int
) -> tuple[list[Row], int | None]:
    """Operations of a phone whose verdict changed after it was told, at most `limit`; how far they reach if there
    are more."""
    told = {"county": county, "device": device, "since": since, "most": limit + 1}
    rows = [dict(row._mapping) for row in connection.execute(travelling.NEW_VERDICTS, told)]
    return rows[:limit], rows[limit - 1]["verdict_version"] if len(rows) > limit else None
