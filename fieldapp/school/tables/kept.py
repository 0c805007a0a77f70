"""Reads the tally of the school check: sums by school, and by class of one school; as of now, or of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from fieldapp.school.classes.naming import Class, class_of
from fieldapp.school.counting.rules import CHECK, days_slice, whole_slice
from fieldapp.school.summary import Sums
from fieldapp.sync.counts import TALLY

FEW = 20  # schools asked for by name; of more all of the county are read
AFTER = "}"  # follows the `|` after a day in every order of bytes


def sums_of(
    connection: Connection, county: str, schools: Collection[str], terms: Iterable[str], until: str | None
) -> dict[str, Sums]:
    """The sums of schools of a county in some terms, by key; who has none is not there."""
    query = select(TALLY.c.area, TALLY.c.measure, func.sum(TALLY.c.n))
    query = query.where(TALLY.c.county == county, TALLY.c.round == CHECK, _slices(terms, until))
    if len(schools) <= FEW:
        query = query.where(TALLY.c.area.in_(sorted(schools)))
    found: dict[str, Sums] = {}
    wanted = set(schools)
    for school, measure, n in connection.execute(query.group_by(TALLY.c.area, TALLY.c.measure)):
        if school in wanted:
            found.setdefault(school, Sums()).put(measure, int(n))
    return found


def sums_of_classes(
    connection: Connection, county: str, school: str, terms: Iterable[str], until: str | None
) -> dict[Class, Sums]:
    """The sums of the classes of one school."""
    found: dict[Class, Sums] = {}
    for slice_, measure, n in _of_days(connection, county, school, terms, until):
        of = class_of(slice_.split("|", 2)[2])  # a class's name may hold the sign too
        found.setdefault(of or ("", ""), Sums()).put(measure, n)
    return {of: sums for of, sums in found.items() if any(sums.measures().values())}


def _of_days(
    connection: Connection, county: str, school: str, terms: Iterable[str], until: str | None
) -> Iterator[tuple[str, str, int]]:
    query = select(TALLY.c.slice, TALLY.c.measure, TALLY.c.n)
    query = query.where(TALLY.c.county == county, TALLY.c.round == CHECK, TALLY.c.area == school)
    for row in connection.execute(query.where(_slices(terms, until or AFTER))):
        yield row.slice, row.measure, int(row.n)


def _slices(terms: Iterable[str], until: str | None) -> ColumnElement[bool]:
    """The slices of terms: the whole of each, or the days of each up to one."""
    if until is None:
        return TALLY.c.slice.in_([whole_slice(term) for term in terms])
    return or_(*(_days(days_slice(term), until) for term in terms))


def _days(start: str, until: str) -> Any:
    return (TALLY.c.slice >= start) & (TALLY.c.slice < f"{start}{until}{AFTER}")
