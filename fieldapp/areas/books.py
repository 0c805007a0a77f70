"""Which of the two official books of codes a table of areas follows.

The statistics bureau and the ministry of civil affairs number townships by themselves: 430921125 is 南洲镇 in the one
and 浪拔湖镇 in the other. `township_books.csv` holds the codes of which that is so (made by
tools/make_township_books.py, which names its sources); a table follows the book whose names it has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from fieldapp.areas.codes import span
from fieldapp.areas.naming import closed_up
from fieldapp.models.areas import Area

FILE = Path(__file__).with_name("township_books.csv")
STATISTICS, MINISTRY = "statistics", "ministry"
NAMES = {
    STATISTICS: ("国家统计局统计用区划代码", "the statistics bureau's codes"),
    MINISTRY: ("民政部区划代码", "the ministry of civil affairs' codes"),
}


class Both(NamedTuple):
    """One code's place in each book."""

    statistics: str
    ministry: str


@lru_cache(maxsize=1)
def both_books() -> dict[str, Both]:
    """The codes under which the books have different places."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Both(row["statistics"], row["ministry"]) for row in csv.DictReader(file)}


def book_of(areas: Iterable[tuple[str, str]]) -> str | None:
    """The book that most of these (code, name) follow; None where nothing tells."""
    books, votes = both_books(), {STATISTICS: 0, MINISTRY: 0}
    for code, name in areas:
        both = books.get(code)
        for book in votes if both else ():
            votes[book] += closed_up(name) == closed_up(getattr(both, book))
    if votes[STATISTICS] == votes[MINISTRY]:
        return None
    return max(votes, key=lambda book: votes[book])


def book_followed(connection: Connection, county: str) -> str | None:
    """The book that the table of a county's townships follows; None where nothing tells."""
    query = select(Area.code, Area.name).where(Area.code.between(*span(county)), Area.level == "township")
    return book_of((code, name) for code, name in connection.execute(query))


def expected_names(known: Mapping[str, str], rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names of those codes on which the books differ, by the book that each county's table follows.

    Args:
        known: names of the areas there are, by code.
        rows: code and name of those a file brings; they tell the book of a county that has no townships yet.
    """
    books, counties = both_books(), dict[str, list[tuple[str, str, bool]]]()
    for known_here, pairs in ((True, known.items()), (False, rows)):
        for code, name in pairs:
            if code in books:
                counties.setdefault(code[:6], []).append((code, name, known_here))
    found = {}
    for said in counties.values():
        book = book_of((c, n) for c, n, here in said if here) or book_of((c, n) for c, n, _here in said)
        if book:
            found |= {code: getattr(books[code], book) for code, _name, _here in said}
    return found
