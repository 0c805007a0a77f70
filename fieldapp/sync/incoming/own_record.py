"""Holds what was not its author's to say of a record, and lets stand what turns out to be: the shell of `own_area`.

Where author, record and child lie in one village, which is nearly always, nothing is read and nothing written for
it. Where they do not, the words of that one record are read from the log again, judged in turn and folded anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.problems import Problem
from fieldapp.models.log import NO_VISIT
from fieldapp.records.claims import BARRED, claims_of, is_barred, settle_voids
from fieldapp.records.fold import (
    Standing,
    bar,
    fold,
    forget_words,
)
from fieldapp.records.kinds import KINDS, MERGING, OF_CHILD_TABLES, ROOTS, table_of
from fieldapp.records.operation import Operation
from fieldapp.records.own_area import (
    CHILD_FIELDS,
    FIRST,
    NAMED,
    Past,
    is_open,
    link_of,
    of_dependent,
    of_root,
    word_of,
)
from fieldapp.records.permissions import is_own
from fieldapp.records.rows.stamps import Row, has_moved
from fieldapp.records.rows.working_set import WorkingSet
from fieldapp.records.verdicts import Flip, Judged, hold
from fieldapp.sync.incoming import references, row_store
from fieldapp.sync.incoming.own_chain import (
    SPOKEN_OF,
    WAITS,
    hanging_on,
    lay_chain,
    owners,
    spoken_of,
    spoken_through,
)
from fieldapp.sync.incoming.own_lines import LOG, Entry, lines_of

Mark = tuple[str, str]  # kind and key


class OwnRecords:
    """The records of one batch that their authors may have had no right to."""

    def __init__(self, connection: Connection, working: WorkingSet) -> None:
        self.connection, self.working = connection, working
        self.again: set[Mark] = set()
        self.met: set[str] = set()
        self.met_houses: set[str] = set()
        self.pasts: dict[Mark, Past] = {}
        self.reach: dict[str, tuple[str, ...]] = {}
        self.heirs: dict[str, tuple[str, ...]] = {}
        self.flips: list[Flip] = []

    def reconsider(self, marks: Iterable[Mark]) -> None:
        """Judge the words of these records again, whatever the batch says."""
        for kind, key in sorted(marks):
            self.again.add((kind, key))
            if kind == "child":
                self._lay_late({key})
                continue
            row_store.lay(self.connection, self.working, table_of(kind), [key])
            row = self.working.rows[table_of(kind)][key]
            self._lay_late({row[name] for name in CHILD_FIELDS.get(kind, ()) if row[name]})

    def look(self, operation: Operation) -> None:
        """Note, before an operation is folded, whether the right to it must be looked into."""
        kind, key = operation.kind or "", operation.key or ""
        row = self.working.get(kind, key) if kind in MERGING and not operation.void else None
        if kind == "household" and not operation.void and (row is None or not row["known"]):
            self.met_houses.add(key)
        if row is None:
            return
        if not row["known"]:
            if row["version"] and kind == "child":
                self.met.add(key)
        elif row["area"] != operation.area or has_moved(row) or _names_another(row, operation.data or {}):
            self.again.add((kind, key))

    def settle(self, applied: list[Judged], received: str) -> list[Flip]:
        """Judge again what must be looked into; returns earlier operations whose verdict changed."""
        self.received = received
        roots = {mark for mark in self.again if mark[0] in ROOTS}
        if roots:
            self._reopen(roots, applied)
        doubtful = self._foreign(applied) | (self.again - roots)
        children = self.met | {key for kind, key in self.pasts if kind == "child"}
        if children:
            doubtful |= self._dependents_of(children)
        merging = {mark for mark in doubtful if mark[0] in MERGING}
        self._reopen(merging, applied)
        changed = self._spoken_of(applied, children, merging)
        doubtful |= spoken_through(self.connection, self.working.county, changed)
        if doubtful - merging:
            self._decide(doubtful - merging, applied)
        return self.flips

    def _spoken_of(self, applied: list[Judged], children: set[str], merging: set[Mark]) -> set[str]:
        """Keys of records others may hang on, whose area may be another since this batch."""
        named = {(one.operation.kind, one.operation.key) for one in applied if not one.operation.void}
        changed = {key for kind, key in merging | named if kind in SPOKEN_OF and kind != "household" and key}
        houses = self.met_houses | {key for kind, key in self.pasts if kind == "household"}
        return changed | houses | (spoken_of(self.working, children) if children else set())

    def _foreign(self, applied: list[Judged]) -> set[Mark]:
        """Operations of the batch about a child of another village or one that has moved, or about another record."""
        found: set[Mark] = set()
        for judged in applied:
            operation = judged.operation
            if not operation.void and link_of(operation.kind or "", operation.data or {}):
                found.add((operation.kind or "", operation.key or ""))
            fields = CHILD_FIELDS.get(operation.kind or "")
            if fields is None or operation.void:
                continue
            row = self.working.rows[table_of(operation.kind or "")][operation.key or ""]
            if any(self._lies_elsewhere(row[name], operation.area) for name in fields):
                found.add((operation.kind or "", operation.key or ""))
        return found

    def _lies_elsewhere(self, child: str | None, area: str | None) -> bool:
        row = self.working.get("child", child)
        return row is not None and row["known"] and (row["area"] != area or has_moved(row))

    def _dependents_of(self, children: Iterable[str]) -> set[Mark]:
        """Records about these children that may stand or fall with where the child turns out to lie."""
        children = set(children)
        row_store.lay_dependents(self.connection, self.working, children)
        row_store.lay_links(self.connection, self.working, children)
        found: set[Mark] = set()
        for name in (*OF_CHILD_TABLES, "same_child"):
            for row in self.working.rows.get(name, {}).values():
                named = {row["child"], row.get("other")} & children
                if named and (is_barred(row) or self._moved(row) or self._any_elsewhere(named, row["area"])):
                    found.add((row["kind"] if name == "fact" else name, row["key"]))
        return found | hanging_on(self.connection, self.working.county, children)

    def _moved(self, row: Row) -> bool:
        return "stamps" in row and has_moved(row)

    def _any_elsewhere(self, children: Iterable[str | None], area: str) -> bool:
        return any(self._lies_elsewhere(child, area) for child in children)

    def _reopen(self, marks: set[Mark], applied: list[Judged]) -> None:
        """Judge and fold again every word of these merging records."""
        for kind in sorted({kind for kind, _key in marks}):
            keys = {key for name, key in marks if name == kind}
            lines = lines_of(
                self.connection, self.working.county, NO_VISIT & (LOG.c.kind == kind), LOG.c.key, keys
            )
            entries = [*lines, *self._of_batch(applied, {(kind, key) for key in keys})]
            row_store.lay(self.connection, self.working, kind, keys)
            self._lay_parents(entries)
            for key in sorted(keys):
                self._judge_again(kind, key, [entry for entry in entries if entry.operation.key == key])

    def _judge_again(self, kind: str, key: str, entries: list[Entry]) -> None:
        words = [entry.word for entry in entries if not entry.decided]
        if kind in ROOTS:
            stand, past = of_root(words, self._covers)
            self.pasts[kind, key] = past
        else:
            pasts = {word.child: self._past("child", word.child) for word in words if word.child}
            stand = of_dependent(words, pasts, self._covers)
        row = self._fold_again(kind, key, entries, stand)
        several = len({word.child for word in words}) > 1
        for entry in entries:
            child = entry.word.child or row.get("child")
            place = self.working.get("child", child) if child else None
            stands = entry.word.id in stand
            hangs_on = WAITS + child if child and (several or not stands) else None
            self._say(entry, stands, (place or row)["area"], hangs_on)

    def _fold_again(self, kind: str, key: str, entries: list[Entry], stand: set[str]) -> Row:
        row = self.working.rows[kind][key]
        forget_words(row, self.working.blank(kind))
        for claim in claims_of(row):
            if len(claim) > len(BARRED):
                self.working.need(kind, key, claim[4][0], claim[0], claim[1])
        for entry in entries:
            barred = entry.word.id not in stand
            how = Standing(barred=barred, settled=entry.word.settled)
            differ = fold(self.working, entry.operation, entry.position, how)
            entry.agrees = not differ
            if entry.judged:
                entry.judged.differ = differ
        settle_voids(row)
        self.working.touch(kind, key)
        return row

    def _decide(self, marks: set[Mark], applied: list[Judged]) -> None:
        """Judge again records that one operation made, about children who lie elsewhere or about other records."""
        entries = self._of_batch(applied, marks)
        others = {key for _kind, key in marks} - {entry.operation.key for entry in entries}
        lines = lines_of(self.connection, self.working.county, LOG.c.id.is_not(None), LOG.c.id, others)
        entries += [line for line in lines if not line.decided]
        self._lay_parents(entries)
        for entry in entries:
            kind, data = entry.operation.kind or "", entry.operation.data or {}
            asked = owners(self.working, kind, data)
            closed = [mark for mark in asked if not is_open(entry.word, self._past(*mark), self._covers)]
            table, barred = table_of(kind), bool(closed) and not entry.word.dosing
            row = self.working.rows[table][entry.operation.key or ""]
            if is_barred(row) != barred:
                bar(self.working, table, row, barred)
            place = self.working.rows[table_of(closed[0][0])][closed[0][1]] if closed else row
            hangs_on = link_of(kind, data) or (closed[0] if closed else None)
            self._say(entry, not barred, place["area"], WAITS + hangs_on[1] if hangs_on else None)

    def _say(self, entry: Entry, stands: bool, own_area: str, hangs_on: str | None) -> None:
        """The verdict: of this batch at once, of an earlier one as a change."""
        problem = None if stands else Problem("not_your_record", field="area")
        if entry.decided:
            return
        if entry.judged is None:
            agrees = stands and entry.agrees and entry.verdict == "conflict"
            self.flips.append(Flip(entry.word.id, problem, None if stands else own_area, hangs_on, agrees))
        elif problem:
            hold(entry.judged, problem, own_area, hangs_on)
        else:
            entry.judged.waits_for = hangs_on

    def _of_batch(self, applied: list[Judged], marks: set[Mark]) -> list[Entry]:
        return [
            Entry(
                one.operation,
                one.position,
                word_of(one.operation, self.received, one.settled),
                "applied",
                one,
            )
            for one in applied
            if not one.operation.void and (one.operation.kind, one.operation.key) in marks
        ]

    def _lay_parents(self, entries: list[Entry]) -> None:
        """Lay what these operations name in the working set, and the children whose record they leave."""
        named: dict[str, set[str]] = {"child": set()}
        for kind in sorted({entry.operation.kind or "" for entry in entries} & NAMED.keys()):
            keys = {entry.operation.key for entry in entries if entry.operation.kind == kind}
            row_store.lay(self.connection, self.working, table_of(kind), keys)
        links = [link_of(entry.operation.kind or "", entry.operation.data or {}) for entry in entries]
        named["child"] |= lay_chain(self.connection, self.working, filter(None, links))
        for entry in entries:
            operation, data = entry.operation, entry.operation.data or {}
            row = self.working.get(table_of(operation.kind or ""), operation.key)
            named["child"] |= {row["child"]} if row and row.get("child") else set()
            for name, table in KINDS[operation.kind or ""].parents.items():
                named.setdefault(table, set()).update({data[name]} if data.get(name) else ())
        for table in named.keys() - {"child"}:
            row_store.lay(self.connection, self.working, table, named[table])
        self._lay_late(named["child"] | row_store.lay_above(self.connection, self.working))

    def _lay_late(self, children: set[str]) -> None:
        missing = {key for key in children if self.working.get("child", key) is None}
        if missing:
            row_store.lay_children(self.connection, self.working, missing)

    def _past(self, kind: str, key: str) -> Past | None:
        """The areas a record has had, a child or household those in turn; None while nobody has said a word of it."""
        row = self.working.get(table_of(kind), key)
        if row is None or not row["known"]:
            return None
        if (kind, key) not in self.pasts:
            if kind not in ROOTS or not has_moved(row):
                return [(FIRST, row["area"])]
            lines = lines_of(
                self.connection, self.working.county, NO_VISIT & (LOG.c.kind == kind), LOG.c.key, [key]
            )
            words = [line.word for line in lines if not line.decided]
            self.pasts[kind, key] = of_root(words, self._covers)[1]
        return self.pasts[kind, key]

    def _covers(self, person: str, area: str) -> bool:
        """Whether an area, or one that took its place, was ever given or assigned to this person."""
        if person not in self.reach:
            self.reach[person] = references.ever_areas(self.connection, person)
        if area not in self.heirs:
            self.heirs[area] = (area, *references.heirs_of(self.connection, area))
        return any(is_own(self.reach[person], heir) for heir in self.heirs[area])


def _names_another(row: Row, said: dict[str, Any]) -> bool:
    return "child" in row and "child" in said and said["child"] != row["child"]
