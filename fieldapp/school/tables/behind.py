"""The children behind a number of a school's table: read from their records, by the same rule that counted them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.schedule import Programme
from fieldapp.school import access
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import Class, class_of, in_order
from fieldapp.school.counting.check import PARTS, rules_of
from fieldapp.school.counting.rules import Entered, as_of, entered
from fieldapp.school.of_rows import in_year
from fieldapp.school.outcome import outcome_of
from fieldapp.school.pupils import Pupil, story_of
from fieldapp.school.slots import column_words
from fieldapp.school.summary import Sums
from fieldapp.school.tables.asked import Wish
from fieldapp.school.tables.table import CLASS, DOSES, PEOPLE, Column, Line, count_in
from fieldapp.web.gate import Who

FOREVER = "9999-12-31"


@dataclass(frozen=True)
class Behind:
    """The children of a cell, each with what came of its check by that day and how often it counts there.

    unnamed: of children that left the school, what they count for by what was said since: class and how often. The
    number has them; who they are is told to those alone who are told what becomes of them (`access.follows`).
    """

    school: Any
    cell: Column
    class_name: tuple[str, str] | None
    children: Sequence[tuple[OneOf, int]]
    unnamed: Sequence[tuple[Class, int]] = ()

    @property
    def sum(self) -> int:
        """What stands in the cell."""
        return sum(n for _one, n in (*self.children, *self.unnamed))

    @property
    def people(self) -> int:
        """How many children those are."""
        return len(self.children) + len(self.unnamed)


def cell_of(id_: str) -> Column:
    """The column of a cell; where none is said, who is to be checked.

    Raises:
        Problem: `not_found`.
    """
    for column in (*PEOPLE, *DOSES):
        if column.id == (id_ or "expected"):
            return column
    name, _, of = id_.partition(":")
    if name in ("owed", "given") and of and len(of) <= 60:
        zh, en = column_words(of)
        words = (f"{zh}应补", f"{en}, owed") if name == "owed" else (f"{zh}实补", f"{en}, given")
        return Column(id_, (words,), dose=True)
    raise Problem("not_found")


@reads
def behind(connection: Connection, who: Who, key: str, wish: Wish, id_: str, class_: str) -> Behind:
    """The children behind a number of a school, of a class of it where said.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = looking.school_of(connection, who, key, access.SEE)
    cell, only = cell_of(id_), class_of(class_) if class_ else None
    if class_ and only is None:
        raise Problem("not_found")
    pupils = looking.pupils_in(connection, school, wish.year, every_dose=False)
    seen = {in_year(one.pupil): one for one in entered(access.as_seen(who, pupils))}
    until, rules = wish.until or FOREVER, rules_of(school.county)
    named, unnamed = list[tuple[OneOf, int]](), list[tuple[Class, int]]()
    for one in _asked_for(pupils, wish, only):
        if not (n := _count(one, rules, wish.until, cell)):
            continue
        shown = seen[in_year(one.pupil)]
        if shown != one and _count(shown, rules, wish.until, cell) != n:
            unnamed.append((class_in(one.pupil), n))
        else:
            came = outcome_of(story_of(shown.pupil, until, rules, PARTS), until)
            named.append((OneOf(shown.pupil, came), n))
    named.sort(key=lambda pair: (in_order(class_in(pair[0].pupil)), pair[0].pupil.name))
    return Behind(school, cell, only, named, sorted(unnamed, key=lambda pair: in_order(pair[0])))


def class_in(pupil: Pupil) -> Class:
    """The class a pupil is in."""
    return pupil.grade, pupil.class_name


def _asked_for(pupils: Sequence[Pupil], wish: Wish, only: Class | None) -> Iterator[Entered]:
    for one in entered(pupils):
        if one.first.term in wish.codes and only in (None, class_in(one.pupil)):
            yield one


def _count(one: Entered, rules: Programme, until: str | None, cell: Column) -> int:
    return count_in(line_of(as_of(one.steps(rules, PARTS), until)), cell)


def line_of(measures: Any) -> Line:
    """What one child counts for, as a line of a table."""
    sums = Sums()
    for measure, n in measures.items():
        sums.put(measure, n)
    return Line(CLASS, "", ("", ""), sums)
