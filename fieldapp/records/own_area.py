"""Whether what was said of a record was its author's to say, from all that was said of it, in whatever order it came.
Pure (docs/adr/0011).

The words of one record are taken in turn: the first gives the record its area, and each that follows stands if the
area it then has was ever its author's. A word that stands may move it. A record about a child is its author's to
write if one of the areas was that the child had then or later, or if she dosed it. What speaks of another record (a
check of an enrolment, a second look of a check, what became of a notice) asks for the area that one has, through
whatever it names in its turn. Every kind stands in one of `ROOTS`, `CHILD_FIELDS`, `NAMED` or `OF_ITSELF`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldapp.records.kinds import KINDS
from fieldapp.records.operation import Operation

SENIORITY_DAYS = 7
CHILD_FIELDS = {
    kind: fields
    for kind, of in KINDS.items()
    if (fields := tuple(name for name, table in of.parents.items() if table == "child"))
}
NAMED = {name: kind.speaks_of for name, kind in KINDS.items() if kind.speaks_of}
OF_ITSELF = {name: kind.of_itself for name, kind in KINDS.items() if kind.of_itself}
# Names of other records that are asked nothing, and why.
NOT_ASKED = {
    "round": "a reference row, planned in the office",
    "child.household": "where a child lives: it changes nothing in the household, and shows nothing of it",
    "interview.corrects": "an interview of the same household: both versions are kept, and it copies, changes nobody",
    "quick_check.corrects": "a check of the same place: both versions are kept",
    "quick_check.redo_of": "the check after which the place was done again: nothing in it is changed",
    "visit_review.visit": "a review of another child's visit says nothing; the child it names is asked",
}
DOSING = {("visit", "vaccinated"), ("catchup_visit", "given"), ("catchup_visit", "part_given")}
Link = tuple[str, str]  # kind and key of a record that another speaks of
Turn = tuple[int, str, str, str]
Past = list[tuple[Turn, str]]  # the areas a record has had, each with the turn of the word that gave it
Covers = Callable[[str, str], bool]  # whether an area was ever this person's
FIRST: Turn = (0, "", "", "")


@dataclass(frozen=True, slots=True)
class Word:
    """One operation, as far as the right to it goes. `child`: the key of the child it names, if any."""

    id: str
    by: str
    area: str
    turn: Turn
    child: str | None = None
    dosing: bool = False

    @property
    def settled(self) -> bool:
        """Whether it was applied before rights were asked in the record's own area: it stays applied."""
        return self.turn[0] == 0


def word_of(operation: Operation, received: str, settled: bool) -> Word:
    """What matters of a well-formed operation that was received at a moment."""
    at, id_ = operation.at or "", operation.id or ""
    turn = (0, "", at, id_) if settled else (1, max(at, oldest_believed(received)), at, id_)
    fields = CHILD_FIELDS.get(operation.kind or "", ())
    child = (operation.data or {}).get(fields[0]) if fields else None
    return Word(id_, operation.by or "", operation.area or "", turn, child, is_dosing(operation))


def link_of(kind: str, said: Mapping[str, Any]) -> Link | None:
    """The record, beside a child, that one of this kind with these words speaks of."""
    return next(((of, said[name]) for name, of in NAMED.get(kind, {}).items() if said.get(name)), None)


def oldest_believed(received: str) -> str:
    """The day before which nobody is believed to have said what was received at this moment: a clock, or a liar,
    makes a word so much older than its arrival, and no older."""
    return (date.fromisoformat(received[:10]) - timedelta(days=SENIORITY_DAYS)).isoformat()


def is_dosing(operation: Operation) -> bool:
    """Whether its author dosed the child or saw what came of it: a child who stands before her may be of anywhere."""
    data = operation.data or {}
    if operation.kind == "dose":
        return data.get("source") == "campaign" and bool(data.get("product") and data.get("given_on"))
    return operation.kind == "aefi" or (operation.kind, data.get("outcome")) in DOSING


def of_root(words: Iterable[Word], covers: Covers) -> tuple[set[str], Past]:
    """The ids of the words that stand, and the areas they gave the record in turn."""
    stand, past = set(), Past()
    for word in sorted(words, key=lambda one: one.turn):
        if not past or word.settled or word.area == past[-1][1] or covers(word.by, past[-1][1]):
            stand.add(word.id)
            if not past or word.area != past[-1][1]:
                past.append((word.turn, word.area))
    return stand, past


def is_open(word: Word, past: Past | None, covers: Covers) -> bool:
    """Whether a child with these areas behind it (None: nobody has said a word of it yet) was its author's."""
    if past is None or word.settled:
        return True
    before = [place for place, (turn, _area) in enumerate(past) if turn < word.turn]
    since = {area for _turn, area in past[before[-1] if before else 0 :]}
    return word.area in since or any(covers(word.by, area) for area in sorted(since))


def of_dependent(words: Iterable[Word], pasts: Mapping[str, Past | None], covers: Covers) -> set[str]:
    """The ids of the words that stand, of a merging record that names a child: its author has the child it had and
    the child it gets. Who dosed a child may say so where nobody of its own areas has said anything."""
    child, stand, dosed = None, set(), []
    for word in sorted(words, key=lambda one: one.turn):
        touched = {key for key in (child, word.child) if key}
        if all(is_open(word, pasts.get(key), covers) for key in touched):
            stand.add(word.id)
            child = word.child or child
        elif word.dosing:
            dosed.append(word)
    return stand or {word.id for word in dosed if word.by == dosed[0].by}
