"""A roster brought in by the person signed in: read, held against what is recorded, written as operations of hers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Table, Wrong
from fieldapp.ground.words import language
from fieldapp.records.lists.choices import SAME_AS
from fieldapp.school.classes.looking import school_of as school_where_may
from fieldapp.school.classes.naming import Class
from fieldapp.school.rosters.known import recorded
from fieldapp.school.rosters.lines import BY_GRADE, REASONS, Entry, Rules, read_roster
from fieldapp.school.rosters.review import Operation, Review, Sheet, review
from fieldapp.school.terms import Term, next_term, read_term, term_of
from fieldapp.sync.from_office.foretelling import foretold
from fieldapp.sync.from_office.office_device import is_taken, record_now
from fieldapp.web.gate import Who

ENROL = "school.enrol"
MOST = 5000  # lines of one roster
HOW = (BY_GRADE, *dict.fromkeys(REASONS.values()))


@dataclass(frozen=True)
class Asked:
    """What is said of a whole roster: its term, the class of lines that name none, how its children entered."""

    term: Term
    of: Class
    reason: str


@dataclass(frozen=True)
class Read:
    """A roster as it was read: its school, what was said of it, right lines, and wrong cells."""

    school: Any
    asked: Asked
    entries: Sequence[Entry]
    wrong: Sequence[Wrong]
    unread: Sequence[Words] = ()


@dataclass(frozen=True)
class Written:
    """What came of it: lines written, of what was not taken line and reason, and of how many children in the class a
    supervisor elsewhere is asked whether they are the ones known there."""

    taken: int
    lost: list[tuple[int, str]]
    waiting: int = 0


@reads
def school_of(connection: Connection, who: Who, key: str) -> Any:
    """A school where the person may enrol pupils.

    Raises:
        Problem: `not_found`, `not_allowed`; `wrong_value` for one that is closed.
    """
    school = school_where_may(connection, who, key, ENROL)
    if school.retired_on:
        raise Problem("wrong_value", field="school")
    return school


def terms_offered() -> list[Term]:
    """This term, the next, and the one after: rosters are made in summer for autumn."""
    now = term_of(today())
    return [now, next_term(now), next_term(next_term(now))]


def asked_of(term: str, of: Class, reason: str) -> Asked:
    """What a form says of a roster; what it leaves out is as usual.

    Raises:
        Problem: `wrong_value`.
    """
    read = read_term(term) if term else term_of(today())
    if read is None or reason not in HOW:
        raise Problem("wrong_value", field="term" if read is None else "reason")
    return Asked(read, of, reason)


def read(school: Any, table: Table, asked: Asked) -> Read:
    """The lines of a roster.

    Raises:
        Problem: `sheet_empty`, `sheet_too_long`.
    """
    rules = Rules(school.area, today().isoformat(), asked.term.first_day.isoformat(), asked.of, asked.reason)
    entries, wrong = read_roster(table, rules)
    if not entries and not wrong:
        raise Problem("sheet_empty")
    if len(entries) > MOST:
        raise Problem("sheet_too_long", limit=MOST)
    return Read(school, asked, entries, wrong, table.unread)


@reads
def compared(connection: Connection, roster: Read, choices: Mapping[int, str]) -> Review:
    """What bringing it in would do."""
    school, term = roster.school, roster.asked.term
    known = recorded(connection, school.county, school.key, term.year, roster.entries)
    sheet = Sheet(roster.entries, choices, school.key, school.area, term.code, today().isoformat())
    return review(sheet, known)


@reads
def not_counted(connection: Connection, who: Who, found: Review) -> dict[int, str]:
    """Lines that the server will not count as they stand, with its reason."""
    said = foretold(connection, who, found.operations)
    return {line: why.sentence(language()) for line, why in zip(found.lines, said, strict=True) if why}


@reads
def villages_of(connection: Connection, found: Review) -> dict[str, str]:
    """The names of the villages of those whom lines may be."""
    return tree.names(connection, {c.village for q in found.questions for c in q.candidates if c.village})


def all_moved(found: Review) -> dict[int, str]:
    """The choice that a line is the child it is asked about, of every open question where that is listed elsewhere and
    nothing else is different."""
    some = [one for one in found.open if [c.reason for c in one.candidates] == ["moved"]]
    return {one.entry.line: SAME_AS + one.candidates[0].key for one in some}


def write(who: Who, found: Review) -> Written:
    """Record what a review says; what the server did not take is named by line."""
    return written(who, found.operations, found.lines, found.taken)


def written(who: Who, operations: Sequence[Operation], lines: Sequence[int], taken: int) -> Written:
    """Record operations of these lines."""
    receipts = record_now(who.id, operations, language())
    lost: dict[int, str] = {}
    waiting = 0
    for line, said, receipt in zip(lines, operations, receipts, strict=True):
        if is_taken(receipt):
            continue
        if said["kind"] == "same_child" and receipt["outcome"] == "held":
            waiting += 1
        else:
            lost.setdefault(line, receipt.get("problem", {}).get("sentence", ""))
    return Written(taken - len(lost), sorted(lost.items()), waiting)
