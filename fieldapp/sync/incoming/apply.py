"""`apply`: the only writer of field records. Folds judged operations of one county and keeps its tallies.

The caller holds the county's lock and the transaction; receipts leave after its commit. What is counted is handed in
(`fieldapp/sync/counts.py`): nothing here knows what a round is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from fieldapp.ground.problems import Problem
from fieldapp.records.claims import Claim, claim_stands, claims_of
from fieldapp.records.counts import CountOfCounty, total
from fieldapp.records.fold import fold
from fieldapp.records.kinds import KINDS, NAMED_IN, table_of
from fieldapp.records.oddity import NAME_ONLY, ODD_DAY, before_birth, is_bare
from fieldapp.records.operation import Operation
from fieldapp.records.rows.one_child import groups
from fieldapp.records.rows.stamps import Row
from fieldapp.records.rows.working_set import WorkingSet
from fieldapp.records.verdicts import Flip, Judged, hold
from fieldapp.sync.counts import write_tally
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.homes import settle_homes, write_departures
from fieldapp.sync.incoming.own_record import Mark, OwnRecords
from fieldapp.sync.incoming.scoping import settle_scopes, write_scopes


def apply(
    connection: Connection,
    county: str,
    batch: list[Judged],
    counted: list[CountOfCounty],
    version: int,
    received: str | None = None,
    again: Iterable[Mark] = (),
) -> tuple[int, list[Flip]]:
    """Fold the batch's applied operations; positions are already given.

    Args:
        county: the partition, locked by the caller.
        batch: judged operations, `position` set; only those with outcome `applied` are folded.
        counted: what is counted in the county.
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
    row_store.fill(connection, working, [judged.operation for judged in applied])
    flips = _fold_all(connection, working, applied, received, again)
    # Which voids take effect says which links stand; the links say which children are one; and a child that is
    # several records lies, and travels with all that is its own, where its latest word of the area has it.
    flips += _settle_voids(working, applied)
    _settle_links(connection, working)
    settle_homes(connection, working)
    # Which schools and clusters a record lies in follows from what now stands; one that enters is sent as changed.
    drawn = settle_scopes(connection, working)
    # Nothing is written yet: what is read now for the counts is still as it was before the batch.
    row_store.lay_subjects(connection, working, [one.count.subjects for one in counted if one.counted_in])
    # Rows take their versions when nothing touches them any more; phones of a scope they left are told with these.
    version = _number(working, version)
    row_store.write(connection, working)
    write_scopes(connection, working, drawn)
    write_departures(connection, working)
    write_tally(connection, county, total(working.before, counted), total(working.rows, counted))
    for judged in applied:
        _say_outcome(working, judged)
    return version, flips


def _fold_all(
    connection: Connection,
    working: WorkingSet,
    applied: list[Judged],
    received: str | None,
    again: Iterable[Mark],
) -> list[Flip]:
    """Fold the batch in its order, and hold what was not its author's to say; earlier operations that this changes."""
    own = OwnRecords(connection, working)
    own.reconsider(again)
    for judged in applied:
        own.look(judged.operation)  # it compares what is said with the row as it stood until then
        judged.differ = fold(working, judged.operation, judged.position, judged.standing)
    # The right to a record is asked of the place where it lies once every word of the batch is said: an operation
    # may come before the one that says where. A log folded again has its verdicts.
    return own.settle(applied, received) if received else []


def _say_outcome(working: WorkingSet, judged: Judged) -> None:
    """What the receipt says of an operation that was applied: its row's version, whether that waits, what is odd."""
    name = table_of(judged.operation.kind or "")
    row = working.rows[name][judged.operation.key or ""]
    judged.version, judged.waiting = row["version"], _waits(working, name, row)
    if ODD_DAY not in judged.odd and _before_birth(working, judged.operation):
        judged.odd.append(ODD_DAY)
    if judged.operation.kind == "child" and not judged.operation.void and row["known"] and is_bare(row):
        judged.odd.append(NAME_ONLY)


def _settle_voids(working: WorkingSet, applied: list[Judged]) -> list[Flip]:
    """Hold voids that need a supervisor; find earlier ones whose standing this batch changed."""
    here = {judged.operation.id for judged in applied}
    for judged in applied:
        operation = judged.operation
        row = working.rows[table_of(operation.kind or "")][operation.key or ""]
        if operation.void and not claim_stands(row, _claim(row, operation.id)):
            hold(judged, _against(judged.by_supervisor), row["area"])
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


def _against(by_supervisor: bool) -> Problem:
    """Why a void does not take effect: a supervisor's, because the record lies where she was never assigned."""
    return Problem("not_your_record", field="area") if by_supervisor else Problem("not_author", field="void")


def _settle_links(connection: Connection, working: WorkingSet) -> None:
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


def _number(working: WorkingSet, version: int) -> int:
    for name, key in sorted(working.changed):
        version += 1
        working.rows[name][key]["version"] = version
    return version


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
