"""The children behind a number of a school's table: read from their records, by the same rule that counted them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.school import access
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import class_of, in_order
from fieldapp.school.counting.check import PARTS, rules_of
from fieldapp.school.counting.rules import as_of, counts, steps_in_year
from fieldapp.school.of_rows import in_one_year
from fieldapp.school.outcome import outcome_of
from fieldapp.school.pupils import Pupil, story_of
from fieldapp.school.reading import pupils_of
from fieldapp.school.slots import column_words
from fieldapp.school.summary import Sums
from fieldapp.school.tables.asked import Wish
from fieldapp.school.tables.table import CLASS, DOSES, PEOPLE, Column, Line, count_in
from fieldapp.web.gate import Who

FOREVER = "9999-12-31"


@dataclass(frozen=True)
class Behind:
    """The children of a cell, each with what came of its check by that day and how often it counts there."""

    school: Any
    cell: Column
    class_name: tuple[str, str] | None
    children: Sequence[tuple[OneOf, int]]

    @property
    def sum(self) -> int:
        """What stands in the cell."""
        return sum(n for _one, n in self.children)


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
    pupils = [
        one for term in wish.codes
        for one in access.as_seen(who, pupils_of(connection, school.county, [key], term, every_dose=False))
        if counts(one)
    ]  # fmt: skip
    found = list(_counted(pupils, school.county, wish.until, cell))
    found = [pair for pair in found if only in (None, (pair[0].pupil.grade, pair[0].pupil.class_name))]
    found.sort(
        key=lambda pair: (in_order((pair[0].pupil.grade, pair[0].pupil.class_name)), pair[0].pupil.name)
    )
    return Behind(school, cell, only, found)


def _counted(
    pupils: Iterable[Pupil], county: str, until: str | None, cell: Column
) -> Iterable[tuple[OneOf, int]]:
    rules = rules_of(county)
    every = list(pupils)
    for one in in_one_year(every):
        terms = [other for other in every if other.child == one.child]
        n = count_in(line_of(as_of(steps_in_year(one, terms, rules, PARTS), until)), cell)
        if n:
            story = story_of(one, until or FOREVER, rules, PARTS)
            yield OneOf(one, outcome_of(story, until or FOREVER)), n


def line_of(measures: Any) -> Line:
    """What one child counts for, as a line of a table."""
    sums = Sums()
    for measure, n in measures.items():
        sums.put(measure, n)
    return Line(CLASS, "", ("", ""), sums)
