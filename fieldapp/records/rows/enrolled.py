"""Which enrolments of a child go on, so that it is drawn into the scope of their school (`school:KEY`). Pure.

A child is of one school at a time: whoever was enrolled elsewhere since belongs to the earlier school no more, whether
or not that school said that it left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

TERM = re.compile(r"\d{4}-[12]\Z", re.ASCII)
TELLING = ("term", "school", "joined_on", "reason")  # all that says which of two came after the other
CAME_LATER = ("transfer", "mid_term")  # beside who was there from the first day of the term
Row = dict[str, Any]


def going_on(enrolments: Iterable[Row]) -> list[Row]:
    """Of the enrolments of one child those by which it is of a school now: not over, nor followed by another."""
    standing = [row for row in enrolments if row["known"] and not row["voided"] and row["school"]]
    unlike = {tuple(row[name] for name in TELLING): row for row in standing}  # what is alike is asked once
    over = {
        telling for telling, row in unlike.items() if any(followed_by(row, one) for one in unlike.values())
    }
    return [
        row for row in standing if not row["left_on"] and tuple(row[name] for name in TELLING) not in over
    ]


def followed_by(row: Row, other: Row) -> bool:
    """Whether another enrolment of the same child came after this one: in a later term, or in the same one at another
    school on a later day, or as somebody who came from another. What cannot be told apart leaves both."""
    terms = row["term"] or "", other["term"] or ""
    if terms[0] != terms[1] and all(TERM.match(term) for term in terms):
        return terms[1] > terms[0]
    if row["school"] == other["school"]:
        return False
    days = row["joined_on"], other["joined_on"]
    if all(days) and days[0] != days[1]:
        return bool(days[1] > days[0])
    return other["reason"] in CAME_LATER and row["reason"] not in CAME_LATER
