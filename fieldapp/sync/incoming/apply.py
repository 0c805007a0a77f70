"""`apply`: the only writer of field records. Folds judged operations of one county and keeps its tallies.

The caller holds the county's lock and the transaction; receipts leave after its commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, String, bindparam, delete

from fieldapp.ground.db import upsert
from fieldapp.ground.problems import Problem
from fieldapp.records.claims import Claim, claim_stands, claims_of
from fieldapp.records.fold import Row, WorkingSet, fold, groups, merged, status_day
from fieldapp.records.kinds import KINDS, NAMED_IN, TABLES, table_of
from fieldapp.records.oddity import NAME_ONLY, ODD_DAY, before_birth, is_bare
from fieldapp.records.operation import Operation
from fieldapp.records.standing import by_child
from fieldapp.records.tally import ChildFacts, Key, RoundFacts, contributions
from fieldapp.records.verdicts import Flip, Judged, hold
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.own_record import Mark, OwnRecords
from fieldapp.sync.incoming.scoping import settle_scopes, write_scopes

TALLY_KEY = ("county", "round", "slice", "area", "measure")


def apply(
    connection: Connection,
    county: str,
    batch: list[Judged],
    rounds: list[RoundFacts],
    version: int,
    received: str | None = None,
    again: Iterable[Mark] = (),
) -> tuple[int, list[Flip]]:
    """Fold the batch's applied operations; positions are already given.

    Args:
        county: the partition, locked by the caller.
        batch: judged operations, `position` set; only those with outcome `applied` are folded.
        rounds: rounds of the county that are counted.
        version: the county's counter, at least the highest position.
        received: when the batch came; None where the verdicts of a log are folded again as they stand.
        again: kinds and keys of records whose words are judged again, because somebody was given an area.

    Returns:
        the counter after every changed row took its version, and earlier operations whose verdict changed.
    """
    applied = [judged for judged in batch if judged.outcome == "applied"]
    if not applied and not again:
        return version, []
    working = WorkingSet(county, row_store.blank)
    operations = [judged.operation for judged in applied]
    row_store.fill(connection, working, operations)
    before = _count(working, rounds)
    own = OwnRecords(connection, working, lambda late: before.update(_count(late, rounds)))
    own.reconsider(again)
    for judged in applied:
        own.look(judged.operation)
        judged.differ = fold(working, judged.operation, judged.position, judged.standing)
    flips = own.settle(applied, received) if received else []
    flips += _settle_voids(working, applied)
    _join(connection, working)
    _settle_homes(connection, working)
    drawn = settle_scopes(connection, working)
    version = _number(working, version)
    row_store.write(connection, working)
    write_scopes(connection, working, drawn)
    _write_departures(connection, working)
    write_tally(connection, county, before, _count(working, rounds))
    for judged in applied:
        name = table_of(judged.operation.kind or "")
        row = working.rows[name][judged.operation.key or ""]
        judged.version, judged.waiting = row["version"], _waits(working, name, row)
        if ODD_DAY not in judged.odd and _before_birth(working, judged.operation):
            judged.odd.append(ODD_DAY)
        if judged.operation.kind == "child" and not judged.operation.void and row["known"] and is_bare(row):
            judged.odd.append(NAME_ONLY)
    return version, flips


def _members(working: WorkingSet) -> dict[str, list[Row]]:
    """Children in the working set by the child they are part of."""
    found: dict[str, list[Row]] = {}
    for key, row in working.rows.get("child", {}).items():
        found.setdefault(row["joined"] or key, []).append(row)
    return found


def _count(working: WorkingSet, rounds: list[RoundFacts]) -> Counter[Key]:
    """The contributions of every child in the working set."""
    total: Counter[Key] = Counter()
    if not rounds:
        return total
    visits, doses = by_child(*(working.rows.get(name, {}).values() for name in ("visit", "dose")))
    products = products_of(rounds)
    for members in _members(working).values():
        seen = [visit for row in members for visit in visits.get(row["key"], ())]
        given = [dose for row in members for dose in doses.get(row["key"], ())]
        total.update(contributions(facts_of(members, seen, given, products), rounds))
    return total


def products_of(rounds: Iterable[RoundFacts]) -> dict[str, str]:
    """What each round gives: the product of a visit that names none."""
    return {round_.key: round_.product for round_ in rounds}


def facts_of(members: list[Row], visits: list[Row], doses: list[Row], products: dict[str, str]) -> ChildFacts:
    """What counting needs of a child: the rows it is made of, its un-voided visits and dose records. A vaccinated
    visit is a dose too; a child taken back stays only for a dose. The earliest `listed_on` of its records decides
    when it was listed."""
    child = merged(members)
    given = [(dose["product"], dose["given_on"]) for dose in doses]
    given += [
        (visit["product"] or products.get(visit["round"]), visit["on"])
        for visit in visits
        if visit["outcome"] == "vaccinated"
    ]
    return ChildFacts(
        area=child["area"],
        known=child["known"],
        hidden=child["voided"] and not given,
        born=child["born"],
        registered_at=child["registered_at"],
        listed_on=child["listed_on"],
        status=child["status"],
        status_on=status_day(child),
        prior_polio=child["prior_polio"],
        joined=len(members) > 1,
        doses=given,
        visits=visits,
    )


def _settle_voids(working: WorkingSet, applied: list[Judged]) -> list[Flip]:
    """Hold voids that need a supervisor; find earlier ones whose standing this batch changed."""
    here = {judged.operation.id for judged in applied}
    for judged in applied:
        operation = judged.operation
        row = working.rows[table_of(operation.kind or "")][operation.key or ""]
        if operation.void and not claim_stands(row, _claim(row, operation.id)):
            hold(judged, _against(judged.strong), row["area"])
    flips = []
    for name, key in working.changed:
        row = working.rows[name][key]
        for claim in claims_of(row):
            if claim[1] and claim[1] not in here:
                problem = None if claim_stands(row, claim) else _against(claim[3])
                flips.append(Flip(claim[1], problem, row["area"]))
    return sorted(flips, key=lambda flip: flip.id)


def _claim(row: Row, id_: str | None) -> Claim:
    return next(claim for claim in claims_of(row) if claim[1] == id_)


def _against(strong: bool) -> Problem:
    """Why a void does not take effect: a supervisor's, because the record lies where she was never assigned."""
    return Problem("not_your_record", field="area") if strong else Problem("not_author", field="void")


def _join(connection: Connection, working: WorkingSet) -> None:
    """Work out again which children are one, where a link was made or taken back."""
    if not working.links_changed:
        return
    row_store.lay_children(connection, working, working.links_changed)
    members = {
        key for key, row in working.rows["child"].items() if row["joined"] or key in working.links_changed
    }
    links = [link for link in row_store.links_of(connection, working, members) if members.issuperset(link)]
    heads = groups(members, links)
    sizes = Counter(heads.values())
    for key in sorted(members):
        row, joined = working.rows["child"][key], heads[key] if sizes[heads[key]] > 1 else None
        if row["joined"] != joined:
            row["joined"] = joined
            working.touch("child", key)
            for other, head in heads.items():  # everyone joined with it is shown differently now
                if head == heads[key]:
                    working.renumber("child", other)


def _settle_homes(connection: Connection, working: WorkingSet) -> None:
    """Give each row the package it travels in: its own area, or that of what it lies with, which moves it too."""
    _touch_children(working)
    moved: dict[str, set[str]] = {name: set() for name in TABLES}
    for members in _members(working).values():
        home = merged(members)["area"]
        for row in members:
            if row["home"] != home:
                if row["version"]:
                    moved["child"].add(row["key"])
                _set_home(working, "child", row, home)
    for name in (one for one in TABLES if one != "child"):  # what others lie with comes before them
        row_store.lay_with(connection, working, name, moved)
        for row in working.rows.get(name, {}).values():
            home = _home(working, name, row)
            if row["home"] != home:
                if row["version"]:
                    moved[name].add(row["key"])
                _set_home(working, name, row, home)


def _home(working: WorkingSet, name: str, row: Row) -> str:
    """The package a row travels in; where what it lies with was not read, nothing has moved it."""
    mark = row_store.lies_with(name, row)
    if mark is None:
        return str(row["area"])
    parent = working.get(*mark)
    return str(parent["home"] if parent else row["home"])


def _touch_children(working: WorkingSet) -> None:
    """A child is shown with its doses, so it changes with them; and all it is joined with change together."""
    for name in ("visit", "dose"):
        for table_name, key in sorted(working.changed):
            if table_name == name and working.rows[name][key]["child"]:
                working.renumber("child", working.rows[name][key]["child"])
    for members in _members(working).values():
        if len(members) > 1 and any(("child", row["key"]) in working.changed for row in members):
            for row in members:
                working.renumber("child", row["key"])


def _set_home(working: WorkingSet, name: str, row: Row, home: str) -> None:
    if row["version"]:
        working.departed.append((name, row["key"], row["home"]))
    row["home"] = home
    working.touch(name, row["key"])


def _number(working: WorkingSet, version: int) -> int:
    for name, key in sorted(working.changed):
        version += 1
        working.rows[name][key]["version"] = version
    return version


def _write_departures(connection: Connection, working: WorkingSet) -> None:
    """Tell phones that held the old scope; a dose travels inside its child and needs no telling, and of a record that
    only voids have named, whose kind nobody knows yet, no phone holds anything."""
    rows = []
    for name, key, scope in working.departed:
        row = working.rows[name][key]
        kind = row["kind"] if name == "fact" else name
        if name != "dose" and kind:
            rows.append(
                {
                    "county": working.county,
                    "scope": scope,
                    "kind": kind,
                    "key": key,
                    "version": row["version"],
                }
            )
    upsert(connection, row_store.table("departure"), rows)


def write_tally(connection: Connection, county: str, before: Counter[Key], after: Counter[Key]) -> None:
    """Add the difference; a count that falls to zero leaves no row."""
    difference = {key: after[key] - before[key] for key in before.keys() | after.keys()}
    tally = row_store.table("tally")
    rows: list[dict[str, Any]] = [
        {"county": county, "round": key[0], "slice": key[1], "area": key[2], "measure": key[3], "n": n}
        for key, n in sorted(difference.items())
        if n
    ]
    upsert(connection, tally, rows, add=("n",))
    fallen = [{f"_{name}": row[name] for name in TALLY_KEY} for row in rows if row["n"] < 0]
    if fallen:
        named = [tally.c[name] == bindparam(f"_{name}", type_=String) for name in TALLY_KEY]
        connection.execute(delete(tally).where(*named, tally.c.n == 0), fallen)


def _before_birth(working: WorkingSet, operation: Operation) -> bool:
    """Whether an operation says a dose before the birth, or a birth after a known dose: whichever comes last."""
    said = operation.data or {}
    if operation.void:
        return False
    if operation.kind == "child" and said.get("born"):
        doses = [row["given_on"] for row in _of_child(working, "dose", operation.key)]
        visits = [
            row["on"] for row in _of_child(working, "visit", operation.key) if row["outcome"] == "vaccinated"
        ]
        return before_birth(said["born"], doses + visits)
    given = said.get("on") if said.get("outcome") == "vaccinated" else said.get("given_on")
    child = working.get("child", said.get("child")) if operation.kind in ("visit", "dose") else None
    return child is not None and before_birth(child["born"], [given])


def _of_child(working: WorkingSet, table: str, child: str | None) -> list[Row]:
    rows = working.rows.get(table, {}).values()
    return [row for row in rows if row["child"] == child and row["known"] and not row["voided"]]


def _waits(working: WorkingSet, name: str, row: Row) -> bool:
    """True while this row, or one that it names, is not yet known; or what that lies with in its turn."""
    if not row["known"]:
        return True
    parents = [(of, working.get(of, row[column])) for column, of in NAMED_IN[name].items()]
    named = [(of, parent) for of, parent in parents if parent is not None]
    return any(not parent["known"] for _of, parent in named) or any(
        _waits(working, of, parent) for of, parent in named if not KINDS[of].by_itself
    )
