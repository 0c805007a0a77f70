"""What a roster would do line by line: new children, known ones enrolled, places changed, nothing, a question. Pure.

A line is a recorded child's by itself only where nothing speaks against it and nobody else fits. Of children of another
township that takes the same family or telephone beside name and birth date. Whoever a person says a line is gets a
record of its own that is joined to the known one (`same_child`), so that it can be taken apart again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fieldapp.records.lists.choices import Becomes, QuestionOf, becomes
from fieldapp.records.lists.likeness import NUMBERS, SAME, Identity, compare
from fieldapp.records.lists.matching import LINE, Finding, settle
from fieldapp.school.rosters.lines import Entry

FILLED = ("sex", "guardian", "phone", "card_no", "certificate_no")
TOLD = ("name", "born", "sex")  # of a child that a line may be
PLACED = ("grade", "class_name", "reason", "joined_on", "left_on", "left_to")
Operation = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """A recorded child: the row that operations about it name, what all its rows together say, its village, and its
    enrolment in this school this year, where there is one."""

    row: Row
    child: Row
    village: str
    identity: Identity
    enrolment: Row | None = None
    here: bool = False  # whether it is or was a pupil of this school
    there: bool = False  # whether it is one now

    @property
    def key(self) -> str:
        """What it is called: the key of its row."""
        return str(self.row["key"])


@dataclass(frozen=True)
class Sheet:
    """A roster to be reviewed: its entries, what was chosen for its lines, and where it belongs."""

    entries: Sequence[Entry]
    choices: Mapping[int, str]
    school: str
    area: str
    term: str
    listed_on: str


@dataclass(frozen=True)
class Candidate:
    """Who a line may be: an earlier line, or a recorded child, and why it is asked. Of a child outside the school what
    the family is called is not told, only whether it is the same; and of one that has nothing but a number in common
    with the line not even who it is (`named` false), so that nobody learns names by counting numbers up."""

    key: str
    reason: str
    child: Mapping[str, Any]
    village: str = ""
    line: int | None = None
    here: bool = False
    alike: Mapping[str, bool | None] = field(default_factory=dict)
    named: bool = True

    def is_guess_of(self, entry: Entry) -> bool:
        """Whether a line has a child's number, who is outside the school, with another name or birth date."""
        fits = self.named and all(self.child[name] == entry.child.get(name) for name in ("name", "born"))
        return self.reason == "number" and not self.here and not fits


Question = QuestionOf[Entry, Candidate]


@dataclass
class Review:
    """What an import would do. `operations` are written in their order, `lines` says of which line each is."""

    new: list[Entry] = field(default_factory=list)
    known: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    twice: list[Entry] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    children: dict[int, str] = field(default_factory=dict)  # line → the key of the child it is
    changes: dict[int, list[tuple[str, Any, Any]]] = field(default_factory=dict)  # line → field, before, now

    @property
    def open(self) -> list[Question]:
        """Questions nobody has answered yet."""
        return [one for one in self.questions if one.open]

    @property
    def tried(self) -> list[tuple[str, str]]:
        """Of lines whose number is that of a child outside the school, with another name or birth date, what was said:
        a slip of the pen, or somebody who tries numbers."""
        return [
            ("|".join(q.entry.child.get(name) or "" for name in NUMBERS), q.entry.child.get("born") or "")
            for q in self.questions
            if any(one.is_guess_of(q.entry) for one in q.candidates)
        ]

    @property
    def taken(self) -> int:
        """How many lines would be written."""
        return len(self.new) + len(self.known) + len(self.moved)

    def say(self, entry: Entry, *operations: Operation) -> None:
        """More operations to write, for a line of the sheet."""
        self.operations += operations
        self.lines += [entry.line] * len(operations)


def review(
    sheet: Sheet, known: Mapping[str, Record], new_key: Callable[[], str] = lambda: str(uuid.uuid4())
) -> Review:
    """What importing a roster would write."""
    lines = [entry.identity(sheet.area) for entry in sheet.entries]
    rows = {key: one.identity for key, one in known.items()}
    own = _own(lines, known)
    found = settle(lines, rows, [str(int(entry.line)) for entry in sheet.entries], own)
    _sure(found, lines, rows)
    made = becomes([entry.line for entry in sheet.entries], found, _open_to_her(sheet, found, known))
    result, writer = Review(), _Writer(sheet, known, new_key)
    for entry, one, what in zip(sheet.entries, found, made, strict=True):
        if one.known is None and one.asked:
            result.questions.append(_question(entry, one, what, known, sheet))
        writer.take(result, entry, what, asked=one.known is None)
    return result


def _open_to_her(sheet: Sheet, found: Sequence[Finding], known: Mapping[str, Record]) -> dict[int, str]:
    """What was chosen, without the word that a line is a child that is not named to whoever chooses."""
    choices = dict(sheet.choices)
    for entry, one in zip(sheet.entries, found, strict=True):
        key = choices.get(entry.line, "").partition(":")[2]  # of `same:KEY` and `take:KEY`
        if key in known and not is_named(entry, known[key], one.asked.get(key, "")):
            del choices[entry.line]
    return choices


def _own(lines: Sequence[Identity], known: Mapping[str, Record]) -> dict[int, str]:
    """Place of a line → the pupil of this school it is, where one alone fits and no other line does: so that a roster
    brought in again asks nothing twice."""
    by_mark: dict[tuple[str, str], list[str]] = {}
    for key, one in known.items():
        if one.here:
            by_mark.setdefault((one.identity.name, one.identity.born), []).append(key)
    found: dict[int, str] = {}
    for n, line in enumerate(lines):
        near = by_mark.get((line.name, line.born), ())
        fits = [key for key in near if compare(line, known[key].identity) in (SAME, "moved")]
        if len(fits) == 1:
            found[n] = fits[0]
    wanted = Counter(found.values())
    return {n: key for n, key in found.items() if wanted[key] == 1}


def _sure(found: Sequence[Finding], lines: Sequence[Identity], rows: Mapping[str, Identity]) -> None:
    """Take a child of another township for the line's where the family or the telephone is the same too, and it is the
    only one asked about and no other line asks about it."""
    asked = [key for one in found if one.known is None for key in one.asked]
    taken = {one.known for one in found}
    for one, line in zip(found, lines, strict=True):
        if one.known is not None or list(one.asked.values()) != ["moved"]:
            continue
        (key,) = one.asked
        row = rows[key]
        near = line.people & row.people or line.phones & row.phones
        if (
            near
            and asked.count(key) == 1
            and key not in taken
            and compare(line, replace(row, area=line.area)) == SAME
        ):
            one.known, one.asked = key, {}


def _question(
    entry: Entry, one: Finding, what: Becomes, known: Mapping[str, Record], sheet: Sheet
) -> Question:
    by_line = {other.line: other for other in sheet.entries}
    some = [_candidate(entry, key, why, known, by_line) for key, why in one.asked.items()]
    return Question(entry, some, "" if what.asked else sheet.choices.get(entry.line, ""), what.asked)


def _candidate(
    entry: Entry, key: str, why: str, known: Mapping[str, Record], by_line: Mapping[int, Entry]
) -> Candidate:
    if key.startswith(LINE):
        other = by_line[int(key.removeprefix(LINE))]
        return Candidate(key, why, other.child, line=other.line, here=True)
    return candidate(entry, known[key], why)


def is_named(entry: Entry, one: Record, why: str) -> bool:
    """Whether somebody who is asked about a recorded child is told who it is: of one outside her school that has the
    line's number, only where the name or the birth date is the line's too."""
    mine, its = entry.identity(one.village), one.identity
    alike = (mine.name and mine.name == its.name) or (mine.born and mine.born == its.born)
    return one.here or why != "number" or bool(alike)


def candidate(entry: Entry, one: Record, why: str) -> Candidate:
    """A recorded child as somebody is asked about it."""
    if not is_named(entry, one, why):
        return Candidate(one.key, why, dict.fromkeys(TOLD), named=False)
    mine = entry.identity(one.village)
    alike = {
        "guardian": _alike(mine.people, one.identity.people),
        "phone": _alike(mine.phones, one.identity.phones),
    }
    told = (*TOLD, *(("guardian", "phone") if one.there else ()))
    child = {name: one.child[name] for name in told}
    return Candidate(one.key, why, child, one.village, None, one.here, alike)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool | None:
    return bool(one & other) if one and other else None


@dataclass(frozen=True)
class _Writer:
    """Makes the operations of a review, a line at a time."""

    sheet: Sheet
    known: Mapping[str, Record]
    new_key: Callable[[], str]

    def take(self, result: Review, entry: Entry, what: Becomes, asked: bool) -> None:
        """Put a line where it belongs."""
        if what.line is not None:
            result.twice.append(entry)
        elif what.new:
            result.new.append(entry)
            self.entered(result, entry)
        elif what.known is not None and asked:
            self.joined(result, entry, self.known[what.known])
        elif what.known is not None:
            self.placed(result, entry, self.known[what.known])

    def entered(self, result: Review, entry: Entry, other: str | None = None) -> None:
        """A child that is not recorded, or of whom somebody said it is one with another, and its place."""
        key = result.children[entry.line] = self.recorded(result, entry, other)
        result.say(entry, self.enrolled(entry, key))

    def recorded(self, result: Review, entry: Entry, other: str | None) -> str:
        """A record as the line says it; beside another, with the word that both are one child."""
        key = self.new_key()
        result.say(entry, self.said("child", key, entry.child | {"listed_on": self.sheet.listed_on}))
        if other:
            link = {"child": key, "other": other}
            result.say(entry, {"kind": "same_child", "area": self.sheet.area, "data": link})
        return key

    def enrolled(self, entry: Entry, child: str) -> Operation:
        """Its place in the school."""
        words = {"child": child, "school": self.sheet.school, "term": self.sheet.term}
        return self.said("enrolment", self.new_key(), words | entry.place)

    def joined(self, result: Review, entry: Entry, one: Record) -> None:
        """Whom somebody said a line is: a record of its own beside the known one, and the word that both are one; so a
        pupil is not asked about again, and what was said of it can be taken back."""
        if one.enrolment is not None:
            self.recorded(result, entry, one.key)
            self.placed(result, entry, one, said=True)
            return
        result.known.append(entry)
        self.entered(result, entry, one.key)

    def placed(self, result: Review, entry: Entry, one: Record, said: bool = False) -> None:
        """A recorded child: what its record lacks (but where the line was `said` beside it), and its place here, new or
        changed."""
        row, now = one.child, one.enrolment
        result.children[entry.line] = one.key
        lacks = {name: entry.child[name] for name in FILLED if entry.child.get(name) and not row[name]}
        if lacks and not said:
            result.say(entry, self.said("child", one.key, lacks, one.row["area"], one.row["version"]))
        if now is None:
            result.known.append(entry)
            result.say(entry, self.enrolled(entry, one.key))
            return
        changed = {name: entry.place[name] for name in PLACED if self.differs(entry, now, name)}
        own = (
            {} if now["school"] == self.sheet.school else {"school": self.sheet.school}
        )  # of one merged into it
        if changed or own:
            result.say(entry, self.said("enrolment", now["key"], changed | own, now["area"], now["version"]))
        result.changes[entry.line] = [(name, None, value) for name, value in lacks.items()]
        result.changes[entry.line] += [(name, now[name], value) for name, value in changed.items()]
        (result.moved if changed or own or lacks or said else result.same).append(entry)

    def differs(self, entry: Entry, now: Mapping[str, Any], name: str) -> bool:
        """Whether a line says something else of its place than stands; how and when it entered is not said again by
        what holds for lines that say nothing."""
        usual = name in ("reason", "joined_on") and name not in entry.said
        return bool(entry.place.get(name)) and entry.place[name] != now[name] and not usual

    def said(
        self, kind: str, key: str, data: dict[str, Any], area: str | None = None, base: int = 0
    ) -> Operation:
        """One operation, of the school's village where the record has none of its own yet."""
        return {"kind": kind, "key": key, "area": area or self.sheet.area, "data": data, "base": base}
