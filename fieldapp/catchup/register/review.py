"""What bringing in a register would do: children that are new, known ones that gain something, doses nobody recorded
yet, and lines that may be somebody known. Pure.

Nothing recorded is overwritten, and a dose that was taken back is not brought again. Whoever a person says a line is
gets a record of its own that is joined to the known one (`same_child`), so that it can be taken apart again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from fieldapp.catchup.register.lines import Entry
from fieldapp.records.lists.choices import Becomes, QuestionOf, becomes
from fieldapp.records.lists.likeness import Identity
from fieldapp.records.lists.matching import LINE, settle
from fieldapp.records.standing import key_anew

FILLED = (
    "sex",
    "guardian",
    "mother",
    "phone",
    "phone2",
    "card_no",
    "certificate_no",
    "registered_at",
    "status",
)
Operation = dict[str, Any]
Row = dict[str, Any]
Given = tuple[str, str]  # product and day


@dataclass(frozen=True)
class Record:
    """A recorded child: the row that operations about it name, what all its rows together say, its village, its doses,
    those taken back too, and the keys of doses that went with their import (`gone`), which may be brought again."""

    row: Row
    child: Row
    village: str
    identity: Identity
    doses: Set[Given]
    gone: Set[str] = frozenset()

    @property
    def key(self) -> str:
        """What it is called: the key of its row."""
        return str(self.row["key"])


@dataclass(frozen=True)
class Candidate:
    """Who a line may be, an earlier line or a recorded child, and why it is asked."""

    key: str
    reason: str
    child: Mapping[str, Any]
    village: str = ""
    line: int | None = None


Question = QuestionOf[Entry, Candidate]


@dataclass
class Review:
    """What an import would do. `operations` are written in their order, `lines` says of which line each is; `missing`:
    recorded children of these villages that the register does not have; `children`: by key who each line is, and
    whether it makes that record."""

    new: list[Entry] = field(default_factory=list)
    gains: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    twice: list[Entry] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    doses: int = 0
    missing: list[Record] = field(default_factory=list)
    children: dict[str, tuple[Entry, bool]] = field(default_factory=dict)

    @property
    def open(self) -> list[Question]:
        """Questions nobody has answered yet."""
        return [one for one in self.questions if one.open]


def review(
    entries: Sequence[Entry],
    known: Mapping[str, Record],
    choices: Mapping[int, str],
    as_of: str,
    new_key: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> Review:
    """What bringing in these children would write.

    Args:
        known: recorded children they may be, by key.
        choices: what was chosen for lines that are asked about (`records.lists.choices`).
        as_of: the last day the register speaks of (ISO); the day on which new children were listed.
    """
    rows = {key: one.identity for key, one in known.items()}
    names = [str(int(entry.line)) for entry in entries]
    found = settle([entry.identity() for entry in entries], rows, names, {})
    made = becomes([entry.line for entry in entries], found, choices)
    result, by_line = Review(), {entry.line: entry for entry in entries}
    writer = _Writer(result, known, as_of, new_key)
    met: set[str] = set()
    for entry, one, what in zip(entries, found, made, strict=True):
        if one.known is None and one.asked:
            some = [_candidate(key, why, known, by_line) for key, why in one.asked.items()]
            chosen = "" if what.asked else choices.get(entry.line, "")
            result.questions.append(Question(entry, some, chosen, what.asked))
        met |= {key for key in (one.known, *one.asked) if key}
        writer.take(entry, what, asked=one.known is None)
    villages = {entry.area for entry in entries}
    result.missing = [one for key, one in known.items() if key not in met and one.village in villages]
    return result


def _candidate(key: str, why: str, known: Mapping[str, Record], by_line: Mapping[int, Entry]) -> Candidate:
    if key.startswith(LINE):
        other = by_line[int(key.removeprefix(LINE))]
        return Candidate(key, why, other.child, other.area, other.line)
    one = known[key]
    return Candidate(key, why, one.child, one.village)


@dataclass(frozen=True)
class _Writer:
    """Makes the operations of a review, a child at a time."""

    result: Review
    known: Mapping[str, Record]
    as_of: str
    new_key: Callable[[], str]

    def take(self, entry: Entry, what: Becomes, asked: bool) -> None:
        """Put a child where it belongs."""
        if what.line is not None:
            self.result.twice.append(entry)
        elif what.new:
            self.new(entry, None)
        elif what.known is not None and asked:
            self.new(entry, self.known[what.known])
        elif what.known is not None:
            self.fill(entry, self.known[what.known])

    def new(self, entry: Entry, one: Record | None) -> None:
        """A child that is not recorded; of whom somebody said who it is, with the word that both are one."""
        self.result.new.append(entry)
        key = self.new_key()
        self.say(entry, "child", key, entry.area, entry.child | {"listed_on": self.as_of})
        if one is not None:
            self.say(entry, "same_child", None, entry.area, {"child": key, "other": one.key})
        self.result.children[key] = entry, True
        self.given(entry, key, entry.area, one.doses if one else frozenset(), frozenset())

    def fill(self, entry: Entry, one: Record) -> None:
        """A recorded child gains what it lacks, and the doses nobody recorded."""
        lacks = {name: entry.child[name] for name in FILLED if entry.child.get(name) and not one.child[name]}
        if "status" in lacks:
            lacks["status_on"] = entry.child["status_on"]
        before = len(self.result.operations)
        if lacks:
            self.say(entry, "child", one.key, one.row["area"], lacks, one.row["version"])
        self.result.children.setdefault(one.key, (entry, False))
        self.given(entry, one.key, one.row["area"], one.doses, one.gone)
        gained = len(self.result.operations) > before
        (self.result.gains if gained else self.result.same).append(entry)

    def given(self, entry: Entry, child: str, area: str, before: Set[Given], gone: Set[str]) -> None:
        """The doses of a child that are not recorded."""
        for product, day in sorted(entry.doses.keys() - before, key=lambda one: (one[1], one[0])):
            words = {"child": child, "product": product, "given_on": day, "source": "register"}
            self.say(entry, "dose", key_anew(child, product, day, gone), area, words)
            self.result.doses += 1

    def say(
        self, entry: Entry, kind: str, key: str | None, area: str, data: dict[str, Any], base: int = 0
    ) -> None:
        """One operation more, for a line of the register."""
        said: Operation = {"kind": kind, "area": area, "data": data, "base": base}
        self.result.operations.append(said | ({"key": key} if key else {}))
        self.result.lines.append(entry.line)
