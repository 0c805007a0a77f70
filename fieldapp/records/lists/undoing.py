"""What taking an import back would do: which records it made go, which fields it filled become what they were, and what
stays because somebody has said or done something since. Pure.

A record that is taken back with its import is told from others by the id of the void, which follows from its key: a
list that is imported again brings such a child anew (`keys`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from fieldapp.records.claims import claims_of
from fieldapp.records.rows.stamps import Row, stamps_of

UNDONE = uuid.UUID("6b1f0c52-2f0a-5d55-9a44-1c8d2b7e9f30")
CHANGED, VISITED, JOINED, LIVED_IN = "changed", "visited", "joined", "lived_in"
BESIDE = ("dose", "same_child")  # what an import may say of children, taken back before them


@dataclass(frozen=True)
class Word:
    """One operation about a record, as the log has it; `own` where the import said it."""

    id: str
    kind: str
    key: str
    at: str
    by: str
    data: Mapping[str, Any]
    base: int
    void: bool
    own: bool

    @property
    def made(self) -> bool:
        """Whether it is the import's own and made the record: it had seen none."""
        return self.own and not self.base


@dataclass(frozen=True)
class Kept:
    """What stays: the record, why, and who said something of it last (empty where nobody did), which fields."""

    kind: str
    row: Row
    reason: str
    by: str = ""
    at: str = ""
    fields: tuple[str, ...] = ()


@dataclass
class Undo:
    """What taking an import back does: records that go, records that become what they were, what stays, and the
    operations that do it."""

    gone: list[Row] = field(default_factory=list)
    back: list[Row] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    operations: list[dict[str, Any]] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many records of a kind go."""
        return sum(one["kind"] == kind and "void" in one for one in self.operations)

    @property
    def completed(self) -> int:
        """How many children become what they were."""
        return sum(one["kind"] == "child" and "data" in one for one in self.operations)


def void_id(key: str) -> str:
    """The id of the operation that takes a record back with its import."""
    return str(uuid.uuid5(UNDONE, key))


def went_with_its_import(row: Row) -> bool:
    """Whether a record was taken back with the import that made it."""
    return bool(row["voided"]) and any(claim[1] == void_id(row["key"]) for claim in claims_of(row))


def undo(
    words: Iterable[Word],
    rows: Mapping[str, Mapping[str, Row]],
    visited: Set[str],
    living: Mapping[str, Set[str]],
    linked: Set[str] | None = None,
) -> Undo:
    """What taking an import back would do now.

    Args:
        words: all that stands in the log of the records it spoke of, but for what took it back before.
        rows: these records by kind and key.
        visited: children of whom a visit, a dose or another fact is recorded, but for doses of the import's own.
        living: the children that stand in each household, by its key.
        linked: children that somebody else said are the same as another; without it every joined one.
    """
    result, said = Undo(), _by_record(words)
    later = {kind: _beside_children(result, kind, rows, said) for kind in BESIDE}
    visited = visited | later["dose"]
    for (kind, key), some in said.items():
        row = rows[kind].get(key)
        if kind == "child" and row and row["known"] and not row["voided"]:
            joined = bool(row["joined"]) if linked is None else key in linked
            _child(result, row, some, key in visited, joined)
    gone = {row["key"] for row in result.gone}
    for (kind, key), some in said.items():
        row = rows[kind].get(key)
        if kind == "household" and row and row["known"] and not row["voided"]:
            _household(result, row, some, bool(living.get(key, set()) - gone))
    return result


def _by_record(words: Iterable[Word]) -> dict[tuple[str, str], list[Word]]:
    found: dict[tuple[str, str], list[Word]] = {}
    for word in sorted(words, key=lambda one: (one.at, one.id)):
        if not word.void:
            found.setdefault((word.kind, word.key), []).append(word)
    return found


def _beside_children(
    result: Undo, kind: str, rows: Mapping[str, Mapping[str, Row]], said: Mapping[tuple[str, str], list[Word]]
) -> set[str]:
    """Take back the doses or links an import made, but for those of which somebody else has spoken; returns the
    children of these."""
    stays = set()
    for (one, key), words in said.items():
        row = rows.get(kind, {}).get(key) if one == kind else None
        if not row or not row["known"] or row["voided"] or not any(word.made for word in words):
            continue
        later = [word for word in words if not word.own]
        if later:
            fields = tuple(sorted({name for word in later for name in word.data}))
            result.kept.append(Kept(kind, row, CHANGED, later[-1].by, later[-1].at, fields))
            stays.add(row["child"])
        else:
            _take_back(result, kind, row)
    return stays


def _child(result: Undo, row: Row, words: Sequence[Word], visited: bool, joined: bool) -> None:
    if not any(one.made for one in words):
        _give_back(result, "child", row, words)
    elif later := [one for one in words if not one.own]:
        fields = tuple(sorted({name for one in later for name in one.data}))
        result.kept.append(Kept("child", row, CHANGED, later[-1].by, later[-1].at, fields))
    elif visited or joined:
        result.kept.append(Kept("child", row, VISITED if visited else JOINED))
    else:
        _take_back(result, "child", row)


def _household(result: Undo, row: Row, words: Sequence[Word], lived_in: bool) -> None:
    """A home goes with the children who came with it; it stays, and is not spoken of, where others live."""
    if not any(one.made for one in words):
        _give_back(result, "household", row, words)
    elif not lived_in and all(one.own for one in words):
        _take_back(result, "household", row)


def _take_back(result: Undo, kind: str, row: Row) -> None:
    result.gone.append(row)
    said = {"kind": kind, "key": row["key"], "area": row["area"], "void": True, "base": row["version"]}
    result.operations.append(said | {"id": void_id(row["key"])})


def _give_back(result: Undo, kind: str, row: Row, words: Sequence[Word]) -> None:
    """Every field the import said becomes what was said before it, or empty; one said again since stays."""
    data: dict[str, Any] = {}
    stands = {name.removeprefix("."): stamp[1] for name, stamp in stamps_of(row).items()}
    by_id, since = {one.id: one for one in words}, {}
    for word in (one for one in words if one.own):
        for name in word.data:
            if stands.get(name) == word.id:
                data[name] = _before(words, word, name)
            elif other := by_id.get(stands.get(name, "")):
                since[name] = other
    if data:
        result.back.append(row)
        said = {"kind": kind, "key": row["key"], "area": row["area"], "data": data, "base": row["version"]}
        result.operations.append(said)
    if since:
        last = max(since.values(), key=lambda one: (one.at, one.id))
        result.kept.append(Kept(kind, row, CHANGED, last.by, last.at, tuple(sorted(since))))


def _before(words: Sequence[Word], own: Word, name: str) -> Any:
    earlier = [
        one for one in words if not one.own and name in one.data and (one.at, one.id) < (own.at, own.id)
    ]
    return earlier[-1].data[name] if earlier else None


def word_of(raw: str, said: Mapping[str, Any], own: bool) -> Word:
    """An operation of the log; of one whose text was blanked nothing but that it was."""
    try:
        told = json.loads(raw)
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    data = told.get("data")
    return Word(
        said["id"],
        said["kind"],
        said["key"],
        said["at"],
        said["by"] or "",
        data if isinstance(data, dict) else {},
        told.get("base") or 0,
        told.get("void") is True,
        own,
    )
