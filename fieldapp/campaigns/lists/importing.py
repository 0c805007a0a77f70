"""Compares a list with what is recorded and writes what is new through `receive`.

Which recorded child a line is about is decided in `likeness` and `settling`; where that is a question it is asked in
the review and nothing of the line is written before it is answered. Nothing recorded is overwritten, except what
somebody there chose to correct.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine

from fieldapp.campaigns.lists.child_list import Entry
from fieldapp.campaigns.lists.homes import recorded_home
from fieldapp.campaigns.lists.keys import rekey
from fieldapp.campaigns.lists.records import Record, Recorded, recorded
from fieldapp.ground.same import name_key, number_key, phone_key
from fieldapp.records.lists.choices import Becomes, QuestionOf, becomes
from fieldapp.records.lists.likeness import NUMBERS, SAME, compare
from fieldapp.records.lists.matching import LINE, Finding, settle
from fieldapp.sync.from_office.office_device import is_taken, record

CORRECTED = ("name", "born", "sex", "guardian", "mother", "phone", *NUMBERS)
KEY_OF: dict[str, Callable[[str | None], str]] = {
    **dict.fromkeys(("name", "guardian", "mother"), name_key),
    **dict.fromkeys(NUMBERS, number_key),
    "phone": phone_key,
}


@dataclass(frozen=True)
class Candidate:
    """Who a line may be: an earlier line or a record, why it is asked, and what choosing to correct it would change."""

    key: str
    reason: str
    child: Mapping[str, Any]
    village: str
    line: int | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()  # field, recorded, in the list


Question = QuestionOf[Entry, Candidate]


@dataclass
class Review:
    """What an import would do: new children, known ones that gain or change a field, known ones that stay as they are,
    lines that are others written twice, and questions; those still open are not imported."""

    new: list[Entry] = field(default_factory=list)
    gains: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    twice: list[Entry] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    operations: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # of the sheet, one for each operation

    def say(self, entry: Entry, operation: dict[str, Any]) -> None:
        """One more operation to write, for a line of the sheet."""
        self.operations.append(operation)
        self.lines.append(entry.line)

    @property
    def open(self) -> list[Question]:
        """Questions nobody has answered yet."""
        return [one for one in self.questions if one.open]


@dataclass
class Written:
    """What came of it, by the server's receipts: children that are new or gained a field, and (line, reason) of what
    was not taken; the new ones' names and villages by their keys, and the number under which it is written down."""

    new: int = 0
    gains: int = 0
    number: int = 0
    called: dict[str, tuple[str, str]] = field(default_factory=dict)
    lost: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A list to be reviewed: its entries, the day it was made, and what was chosen for its lines."""

    entries: list[Entry]
    listed_on: str
    choices: Mapping[int, str]


def review(
    connection: Connection,
    county: str,
    asked: Sheet,
    secret: bytes,
    seen: ColumnElement[bool],
    standing: Callable[[str], str],
) -> Review:
    """What importing a list would write.

    Args:
        secret: what the keys are made with.
        seen, standing: as in `roster_records.recorded`.
    """
    entries = asked.entries
    rekey(connection, county, entries, secret)
    known = recorded(connection, county, entries, seen, standing)
    found = _settled(entries, known)
    made = becomes([one.line for one in entries], found, asked.choices)
    result = Review(questions=_questions(entries, found, made, known, asked.choices))
    _write_once(entries, made)
    writer = _Writer(result, known, asked.listed_on)
    for entry, one in zip(entries, made, strict=True):
        writer.take(entry, one)
    return result


def _settled(entries: Sequence[Entry], known: Recorded) -> list[Finding]:
    """Who each entry is, the children that were taken back left out: a list does not bring them again."""
    lines = [entry.identity() for entry in entries]
    own = {n: one.key for n, entry in enumerate(entries) if (one := _own(entry, known)) is not None}
    rows = {key: one.identity for key, one in known.children.items() if not one.child["voided"]}
    return settle(lines, rows, [str(int(entry.line)) for entry in entries], own)


def _own(entry: Entry, known: Recorded) -> Record | None:
    """The record that this line has made before. Under a key made of few words it may be another child's."""
    if entry.another in known.members:
        return known.members[entry.another]
    first, older = known.members.get(entry.key), known.members.get(entry.older or "")
    if first and compare(entry.identity(), first.identity) != "namesake":
        return first
    return older if older and compare(entry.identity(), older.identity) == SAME else None


def _questions(
    entries: Sequence[Entry],
    found: Sequence[Finding],
    made: Sequence[Becomes],
    known: Recorded,
    choices: Mapping[int, str],
) -> list[Question]:
    by_line = {entry.line: entry for entry in entries}
    asked = []
    for entry, one, result in zip(entries, found, made, strict=True):
        if one.known is None and one.asked:
            some = [_candidate(entry, key, why, known, by_line) for key, why in one.asked.items()]
            chosen = "" if result.asked else choices.get(entry.line, "")
            asked.append(Question(entry, some, chosen, result.asked))
    return asked


def _candidate(entry: Entry, key: str, why: str, known: Recorded, by_line: Mapping[int, Entry]) -> Candidate:
    if key.startswith(LINE):
        other = by_line[int(key.removeprefix(LINE))]
        return Candidate(key, why, other.child, other.area, other.line)
    one = known.children[key]
    changes = tuple((name, one.child[name], entry.child[name]) for name in _differing(entry, one.child))
    return Candidate(key, why, one.child, one.village, None, changes)


def _differing(entry: Entry, child: Mapping[str, Any]) -> list[str]:
    """Fields of which the list says something else than the record."""
    said = [name for name in CORRECTED if entry.child.get(name) and child[name]]
    plain: Callable[[str | None], str] = str
    return [n for n in said if KEY_OF.get(n, plain)(entry.child[n]) != KEY_OF.get(n, plain)(child[n])]


def _write_once(entries: Sequence[Entry], made: Sequence[Becomes]) -> None:
    """What a line says that another was said to have already, is said by that one, where it says nothing itself."""
    place = {entry.line: n for n, entry in enumerate(entries)}
    for entry, one in zip(entries, made, strict=True):
        target = one.line
        while target is not None and (further := made[place[target]].line) is not None:
            target = further
        if target is None:
            continue
        first = entries[place[target]]
        named = (entry if first.child.get("unnamed") and entry.child.get("name") else first).child
        first.child = entry.child | first.child | {"name": named["name"]}
        first.child.pop("unnamed", None)
        if named.get("unnamed"):
            first.child["unnamed"] = True
        if first.household_key:
            first.household = entry.household | first.household


class _Writer:
    """Makes the operations of a review, a line at a time."""

    def __init__(self, result: Review, known: Recorded, listed_on: str) -> None:
        self.result, self.known, self.listed_on = result, known, listed_on
        self.said_households: set[str] = set()
        self.homes: dict[str, list[dict[str, Any]]] = {}
        for row in known.households.values():
            if not row["voided"]:
                self.homes.setdefault(row["package_area"], []).append(row)

    def take(self, entry: Entry, one: Becomes) -> None:
        """Put a line where it belongs."""
        if one.new:
            self.new(entry)
        elif one.line is not None:
            self.result.twice.append(entry)
        elif one.known is not None:
            self.fill(entry, self.known.children[one.known], one.take)

    def new(self, entry: Entry) -> None:
        """A child that is not recorded, and its household."""
        self.result.new.append(entry)
        words = entry.child | {"listed_on": self.listed_on}
        if entry.household_key:
            words["household"] = home = self.home_of(entry)
            if home not in self.said_households:
                self.said_households.add(home)
                for one in _gained("household", home, entry.area, entry.household, self.known.households):
                    self.result.say(entry, one)
        key = entry.another if entry.key in self.known.members else entry.key
        self.result.say(entry, _said("child", key, entry.area, words))

    def home_of(self, entry: Entry) -> str:
        """The household that is recorded, else the list's own."""
        assert entry.household_key
        if entry.household_key in self.known.households:
            return entry.household_key
        return recorded_home(entry, self.homes.get(entry.area, ())) or entry.household_key

    def fill(self, entry: Entry, one: Record, take: bool) -> None:
        """A child that is recorded gains what it lacks, and is corrected where somebody chose that."""
        words = entry.child | {"listed_on": self.listed_on}
        said = {
            name: value for name, value in words.items() if value is not None and _is_empty(one.child, name)
        }
        if one.child["unnamed"] and entry.child.get("name"):
            said |= {"name": entry.child["name"], "unnamed": False}
        if take:
            said |= {name: entry.child[name] for name in _differing(entry, one.child)}
        if one.child["voided"] or not said:
            self.result.same.append(entry)
            return
        self.result.gains.append(entry)
        row = one.row
        self.result.say(entry, _said("child", row["key"], row["area"], said, row["version"]))


def write(engine: Engine, person: str, found: Review, language: str, at: str = "") -> Written:
    """Record the review's operations in the office, all of them at one moment, and say what the server made of them."""
    written, new = Written(), {entry.line for entry in found.new}
    moment = {"at": at} if at else {}
    receipts = record(engine, person, (one | moment for one in found.operations), language)
    for line, said, receipt in zip(found.lines, found.operations, receipts, strict=True):
        if not is_taken(receipt):
            written.lost.append((line, receipt.get("problem", {}).get("sentence", "")))
        elif said["kind"] == "child":
            written.new += line in new
            written.gains += line not in new
            if line in new:
                written.called[said["key"]] = said["data"].get("name") or "", said["area"]
    return written


def _said(kind: str, key: str, area: str, data: dict[str, Any], base: int = 0) -> dict[str, Any]:
    return {"kind": kind, "key": key, "area": area, "data": data, "base": base}


def _is_empty(row: Mapping[str, Any], name: str) -> bool:
    return (
        name in row
        and row[name] is None
        and not (name in ("name", "unnamed") and (row["unnamed"] or row["name"]))
    )


def _gained(
    kind: str, key: str, area: str, words: dict[str, Any], known: dict[str, dict[str, Any]]
) -> Iterable[dict[str, Any]]:
    row = known.get(key)
    if row is None:
        return [_said(kind, key, area, words)]
    empty = {name: value for name, value in words.items() if row.get(name) is None and value is not None}
    return [_said(kind, key, row["area"], empty, row["version"])] if empty and not row["voided"] else []
