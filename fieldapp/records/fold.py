"""How operations become rows, the same rows in whatever order they come. Pure: rows are plain dicts.

A merging row keeps a stamp for each field said: `[at, id, by, position]`; the later `at` wins, ties by the
greater id. A row only named by others is a placeholder whose area is a *reference* stamp, weaker than any
word of its own. A void is a claim kept with the row: it takes effect when its author made the row or is a
supervisor, and had the row's own area, whichever came first. What its author had no right to say of this
record is barred: it names its parents and keeps its place, and says nothing (docs/adr/0011).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fieldapp.records.claims import BARRED, Claim, claims_of, settle_voids
from fieldapp.records.kinds import KINDS, table_of
from fieldapp.records.operation import Operation
from fieldapp.records.rows.stamps import (
    AS_JSON,
    AUTHOR,
    REFERENCE,
    RESERVED,
    SEVERAL,
    Row,
    Stamp,
    stamps_of,
    stored,
)
from fieldapp.records.rows.working_set import WorkingSet

REVIEW = "visit_review"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an operation beside its words.

    `by_supervisor`: its author may void other people's records, within `reach`, the areas ever hers (None: an older
    void, whose right was not asked there). `barred`: she had no right to this record. `settled`: judged before that was
    asked.
    """

    by_supervisor: bool = False
    reach: tuple[str, ...] | None = None
    barred: bool = False
    settled: bool = False


def fold(working: WorkingSet, operation: Operation, position: int, standing: Standing) -> list[str]:
    """Fold one operation.

    Returns the fields on which it and someone else's word, unseen by its author, differ.
    """
    table = table_of(operation.kind or "")
    if operation.void:
        _fold_void(working, table, operation, standing)
        return []
    _name_parents(working, operation)
    if not KINDS[operation.kind or ""].merging:
        _record(working, table, operation, standing.barred)
    elif standing.barred:
        working.need(table, operation.key or "", operation.area or "", operation.at or "", operation.id or "")
    else:
        return _merge(working, table, operation, position, standing.settled)
    return []


def _name_parents(working: WorkingSet, operation: Operation) -> None:
    data = operation.data or {}
    for name, table in KINDS[operation.kind or ""].parents.items():
        if data.get(name):
            working.need(table, data[name], operation.area or "", operation.at or "", operation.id or "")


def _merge(working: WorkingSet, table: str, operation: Operation, position: int, settled: bool) -> list[str]:
    """A merging row: of each field the word said last stands. Returns the fields in which words differ."""
    key, said = operation.key or "", operation.data or {}
    row = working.need(table, key, operation.area or "", operation.at or "", operation.id or "")
    stamps = stamps_of(row)
    # Asked of the row as it was: once the words are said, its area and child may be this operation's.
    if row["known"] and not settled and (row["area"] != operation.area or _names_another(row, stamps, said)):
        stamps[SEVERAL] = [REFERENCE, "", "", 0]
    stamp: Stamp = [operation.at, operation.id, operation.by, position]
    row["known"] = True
    differ = _say_fields(row, stamps, operation, stamp)
    working.say_area(table, row, operation.area or "", stamp)
    if row["at"] is None or [operation.at, operation.id] < [row["at"], stamps[AUTHOR][1]]:
        row["at"], row["by"] = operation.at, operation.by
        stamps[AUTHOR] = stamp
    # A void takes effect by who made the row and by where it lies: both may be others since a line ago.
    settle_voids(row)
    working.touch(table, key)
    return sorted(differ)


def _say_fields(row: Row, stamps: dict[str, Stamp], operation: Operation, stamp: Stamp) -> list[str]:
    """Say every field whose word is later than the one that stands; returns those in which somebody else, whose word
    the author had not seen, said otherwise. What has no column is kept in `more`, and its stamp begins with a dot."""
    differ, more = [], None
    for name, value in (operation.data or {}).items():
        column = name in row and name not in RESERVED
        mark = name if column else "." + name
        held = stamps.get(mark)
        # Asked before the word is said, which replaces the other one, or is older and changes nothing.
        if (
            held
            and held[2] != operation.by
            and held[3] > operation.base
            and _said_before(row, name, mark) != value
        ):
            differ.append(name)
        if held is not None and stamp[:2] <= held[:2]:
            continue
        stamps[mark] = stamp
        if column:
            row[name] = stored(value)
        else:
            more = more if more is not None else json.loads(row["more"] or "{}")
            more[name] = value
    if more is not None:
        row["more"] = json.dumps(more, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return differ


def _names_another(row: Row, stamps: dict[str, Stamp], said: dict[str, Any]) -> bool:
    """Whether a record about a child is now said to be about another."""
    return "child" in said and "child" in stamps and "child" in row and row["child"] != said["child"]


def _said_before(row: Row, name: str, mark: str) -> Any:
    if mark == name:
        value = row[name]
        return json.loads(value) if isinstance(value, str) and name in AS_JSON else value
    return json.loads(row["more"]).get(name) if row["more"] else None


def _record(working: WorkingSet, table: str, operation: Operation, barred: bool) -> None:
    """An append-only row: made by this one operation, wherever a void of it stands already."""
    key, data = operation.key or "", operation.data or {}
    row = working.need(table, key, operation.area or "", operation.at or "", operation.id or "")
    row |= {"known": True, "at": operation.at, "by": operation.by, "area": operation.area}
    # Some kinds in `fact` know no child: what they call so is like any word nobody knows.
    fields = KINDS[operation.kind or ""].fields
    own = {n: stored(v) for n, v in data.items() if n in fields and n in row and n not in RESERVED}
    row |= own
    if table == "fact":
        row["kind"] = operation.kind
    rest = {name: value for name, value in data.items() if name not in own}
    row["more"] = (
        json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if rest else None
    )
    bar(working, table, row, barred)


def bar(working: WorkingSet, table: str, row: Row, barred: bool) -> None:
    """Let the one operation of an append-only row stand, or take it for nothing."""
    claims = [claim for claim in claims_of(row) if claim != BARRED] + [BARRED] * barred
    _keep_claims(working, table, row, claims)


def _keep_claims(working: WorkingSet, table: str, row: Row, claims: list[Claim]) -> None:
    row["voids"] = json.dumps(sorted(claims), separators=(",", ":")) if claims else None
    settle_voids(row)
    working.touch(table, row["key"])
    _note_links(working, table, row)
    _settle_review(working, row)


def reviewed_visit(row: Row) -> str | None:
    """The visit that a row speaks of, where it is a supervisor's word on whether a visit counts."""
    said = json.loads(row["more"]) if row.get("kind") == REVIEW and row["more"] else {}
    return said.get("visit")


def _settle_review(working: WorkingSet, row: Row) -> None:
    """Keep a supervisor's word with the visit it is about, and drop one that was taken back; the latest `at` stands,
    ties by the greater id. The child it names is kept with it: of another child's visit it says nothing."""
    key = reviewed_visit(row)
    if key is None:
        return
    visit = working.rows["visit"][key]
    reviews = [one for one in json.loads(visit["reviews"] or "[]") if one[1] != row["key"]]
    if not row["voided"]:
        reviews.append([row["at"], row["key"], json.loads(row["more"])["in_round"], row["child"]])
    visit["reviews"] = json.dumps(sorted(reviews), separators=(",", ":")) if reviews else None
    working.touch("visit", key)


def _fold_void(working: WorkingSet, table: str, operation: Operation, standing: Standing) -> None:
    key = operation.key or ""
    row = working.need(
        table, key, operation.area or "", operation.at or "", operation.id or "", takes_back=True
    )
    claim: Claim = [operation.at, operation.id, operation.by, standing.by_supervisor]
    if standing.reach is not None:
        claim.append([operation.area, *standing.reach])
    claims = [*claims_of(row), claim]
    if not row["known"] and "stamps" not in row and not row["at"] and claim == max(claims):
        row["area"] = operation.area  # nothing but voids has named the row: the latest says where it lies
    _keep_claims(working, table, row, claims)


def _note_links(working: WorkingSet, table: str, row: Row) -> None:
    if table == "same_child":
        working.links_changed |= {child for child in (row["child"], row["other"]) if child}


def forget_words(row: Row, blank: Row) -> None:
    """Make a merging row what it was before anybody said a word of it; voids, version and package stay."""
    kept = {name: row[name] for name in ("county", "key", "area", "package_area", "version", "voids")}
    joined = {"joined": row["joined"]} if "joined" in row else {}
    row.clear()
    row |= blank | kept | joined | {"known": False, "voided": False}
