"""What a count is, and how it adds up. Pure: rows in, counts out.

A capability hands its counts in (`fieldapp/capabilities.py`); applying, recounting and verifying add up whatever was
handed in and know none of it. Why counts are kept by difference: docs/adr/0002-counts-are-kept-by-difference.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fieldapp.records.blanking import Cuts
from fieldapp.records.kinds import FACTS, KINDS, OF_CHILD, table_of
from fieldapp.records.rows.one_child import wholes_of
from fieldapp.records.rows.stamps import Row

Key = tuple[str, str, str, str]  # what it is counted in (a round, a check, a survey), slice, area, measure
Places = Callable[[Any, set[str]], dict[str, set[str]]]
Rows = Mapping[str, Mapping[str, Row]]  # table → key → row


class CountedIn(Protocol):
    """What something is counted in, as reference rows say it now: a round, a school's check, a survey."""

    @property
    def key(self) -> str:
        """The first part of its tally keys; no two counts count in the same."""


@dataclass(frozen=True)
class Subjects:
    """Which records a count is about: each record of a `kind` by itself, children who are joined as one; and with it
    those of the kinds `beside` that hang on it, or on one of another kind named before them, as `Kind.parents` has it:
    of a child its enrolments, of these the checks. What has none of the kind `only_with` counts for nothing, and no
    more of it need be read."""

    kind: str
    beside: tuple[str, ...] = ()
    only_with: str = ""

    def ways(self, kind: str) -> list[tuple[str, str]]:
        """How records of a kind beside hang on what comes before them: the column that names it, and its kind."""
        before = {self.kind, *self.beside[: self.beside.index(kind)]}
        columns = (
            OF_CHILD if table_of(kind) == FACTS else KINDS[kind].parents
        )  # `fact` has one column to name others
        return [
            (column, of) for column, of in columns.items() if of in before and column in KINDS[kind].parents
        ]


@dataclass(slots=True)
class Subject:
    """One of them, as its rows now are: taken back and only named ones too.

    `records`: the rows it is made of, one but for joined children. `beside`: by kind, those that hang on it.
    """

    records: list[Row]
    beside: dict[str, list[Row]]


@dataclass(frozen=True)
class HangsOn:
    """Which saved reference rows make a count come out otherwise.

    columns: the columns that decide it, by the class of the row.
    mark: of such a row, what is to be looked up once it is saved; of one that was taken away, too.
    counted_in: asked with a connection and marks: by county, the keys of what is counted in them.
    """

    columns: Mapping[type, tuple[str, ...]]
    mark: Callable[[Any], str]
    counted_in: Places


@dataclass(frozen=True)
class Count:
    """One thing that is counted.

    reads: asked with a connection and a county: what is counted in there now, from reference rows alone.
    subjects: the records it is about.
    contribution: what one subject counts for in all of these, each key once for every time it counts. Pure, and of
        nothing that a passing day changes.
    rules: raised whenever it counts otherwise than before, so that a database counted by others is counted again; not
        the same words as another count's.
    hangs_on: what, when it is saved in the office, has the county counted again.
    cuts: asked as `reads`: the days at which a birth date changes it; an erasure leaves a date on the same side.
    """

    name: str
    rules: str
    reads: Callable[[Any, str], Sequence[CountedIn]]
    subjects: Subjects
    contribution: Callable[[Subject, Any], Iterable[Key]]
    hangs_on: HangsOn | None = None
    cuts: Callable[[Any, str], Cuts] | None = None


@dataclass(frozen=True)
class CountOfCounty:
    """A count with what is counted in for one county."""

    count: Count
    counted_in: Sequence[CountedIn]


def subjects_of(counts: Iterable[CountOfCounty]) -> list[tuple[Subjects, list[CountOfCounty]]]:
    """The records all these counts are about, those of one kind put together once, whatever each wants beside them."""
    by_kind: dict[str, list[CountOfCounty]] = {}
    for one in counts:
        if one.counted_in:
            by_kind.setdefault(one.count.subjects.kind, []).append(one)
    return [(together(one.count.subjects for one in some), some) for some in by_kind.values()]


def together(some: Iterable[Subjects]) -> Subjects:
    """Records of one kind with everything that any of these wants beside them."""
    some = list(some)
    return Subjects(some[0].kind, tuple(dict.fromkeys(name for one in some for name in one.beside)))


def total(rows: Rows, counts: Iterable[CountOfCounty]) -> Counter[Key]:
    """What all subjects in these rows count for; the rows must hold every subject whole."""
    found: Counter[Key] = Counter()
    for subjects, about_these in subjects_of(counts):
        for subject in gather(rows, subjects):
            for one in about_these:
                found.update(one.count.contribution(subject, one.counted_in))
    return found


def gather(rows: Rows, subjects: Subjects) -> Iterator[Subject]:
    """The subjects that lie in these rows, each with all of them that are its own."""
    hanging = {
        kind: [
            (of, found)
            for column, of in subjects.ways(kind)
            if (found := _by_owner(of_kind(rows, kind), column))
        ]
        for kind in subjects.beside
    }
    for records in wholes_of(of_kind(rows, subjects.kind)).values():
        own = {subjects.kind: records}
        for kind, ways in hanging.items():
            own[kind] = _own(ways, own) if ways else []
        yield Subject(own.pop(subjects.kind), own)


def having(rows: Rows, subjects: Subjects) -> set[str]:
    """The records of those subjects in these rows that have one of the kind without which they count for nothing."""
    kind = subjects.only_with
    columns = [column for column, of in subjects.ways(kind) if of == subjects.kind]
    named = {row[column] for row in of_kind(rows, kind) for column in columns}
    if not named:
        return named
    wholes = wholes_of(of_kind(rows, subjects.kind)).values()
    return {row["key"] for whole in wholes if any(one["key"] in named for one in whole) for row in whole}


def of_kind(rows: Rows, kind: str) -> Iterable[Row]:
    """The rows of one kind."""
    table = table_of(kind)
    found = rows.get(table, {}).values()
    return found if table != FACTS else (row for row in found if row["kind"] == kind)


def _by_owner(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row[column]:
            found.setdefault(row[column], []).append(row)
    return found


def _own(ways: list[tuple[str, dict[str, list[Row]]]], own: dict[str, list[Row]]) -> list[Row]:
    """The rows that hang on one of a subject's own, each once however many of these it names."""
    if len(ways) == 1:
        ((of, found),) = ways
        if len(own[of]) == 1:
            return found.get(own[of][0]["key"], [])
        return [row for one in own[of] for row in found.get(one["key"], ())]
    rows = {row["key"]: row for of, found in ways for one in own[of] for row in found.get(one["key"], ())}
    return list(rows.values())
