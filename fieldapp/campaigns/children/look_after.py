"""Visits that do not count in their round: which they are, why, and what a supervisor said of them. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import person_said
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.cell_children import Counted, Found
from fieldapp.campaigns.children.cells import Cell
from fieldapp.campaigns.children.phrases import Speech, outcome_words, why_left_out
from fieldapp.campaigns.children.taken_back import count_taken_back
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of
from fieldapp.campaigns.names import people_named
from fieldapp.models.campaigns import Visit
from fieldapp.records.standing import last_review, reviewed
from fieldapp.sync.incoming import row_store
from fieldapp.sync.tallies import Book

LEFT_OUT = Cell("left_out", (), "left_out")
Sees = Callable[[str], bool]


@dataclass(frozen=True)
class Spoken:
    """A supervisor's word on a visit: whether it counts, who said so, when and why; `key` is that record's."""

    key: str
    counts: bool
    by: str
    at: str
    note: str


@dataclass(frozen=True)
class Odd:
    """One visit of the list; `child` is empty where the person may not see who it is."""

    visit: dict[str, Any]
    child: str
    key: str
    born: str
    village: str
    words: str
    why: str
    by: str
    spoken: Spoken | None


def counted(connection: Connection, book: Book, villages: Villages) -> dict[str, int]:
    """How many children have a visit to be decided, and how many were taken back though a dose stands."""
    figures = cell_children.village_figures(connection, book, villages, LEFT_OUT)
    return {
        "undecided": sum(figures.values()),
        "taken_back": count_taken_back(connection, book.county, villages),
    }


def undecided(connection: Connection, here: Counted, villages: Villages, most: int) -> list[Found]:
    """Children with a visit in these villages of which nobody has said whether it counts; once there are `most`, the
    villages that follow are left out."""
    book = Book(here.county, here.round.key)
    areas = cell_children.village_figures(connection, book, villages, LEFT_OUT)
    found: list[Found] = []
    for area in areas:
        if len(found) < most:
            found += cell_children.behind(connection, here, LEFT_OUT, area)
    return found


def decided(connection: Connection, here: Counted, villages: Villages, most: int) -> list[Found]:
    """Children with a visit in these villages of which a supervisor has spoken, at most `most`."""
    query = select(Visit.child).where(Visit.county == here.county, Visit.round == here.round.key)
    query = query.where(Visit.reviews.is_not(None), in_villages(Visit.area, villages))
    keys = {key for key in connection.scalars(query.limit(most)) if key}
    return [
        Found(facts.area, row, facts)
        for row, facts in children_of(connection, here.county, keys, here.rounds)
    ]


def is_undecided(visit: dict[str, Any], here: Counted) -> bool:
    """Whether a visit waits for a supervisor's word."""
    mine = visit["round"] == here.round.key
    return mine and rules.left_out(visit, here.round) in rules.UNDECIDED


def is_decided(visit: dict[str, Any], here: Counted) -> bool:
    """Whether a supervisor has spoken of a visit of the round."""
    return visit["round"] == here.round.key and reviewed(visit) is not None


def listed(
    connection: Connection,
    here: Counted,
    found: list[Found],
    shown: Callable[[dict[str, Any], Counted], bool],
    inside: Sees,
    sees: Sees,
    name_of: Callable[[str], str],
    language: str,
) -> list[Odd]:
    """Those visits of these children that are to be shown and were made `inside`, the latest day first."""
    speech = cell_children.speech_of(connection, here.county, found, language)
    pairs = [(one, visit) for one in found for visit in one.facts.visits]
    pairs = [(one, visit) for one, visit in pairs if shown(visit, here) and inside(visit["area"])]
    said = _spoken(connection, here.county, [visit for _one, visit in pairs])
    lines = [_odd(one, visit, here, said, sees, name_of, speech) for one, visit in pairs]
    return sorted(lines, key=lambda one: (one.visit["on"], one.visit["key"]), reverse=True)


def _odd(
    one: Found,
    visit: dict[str, Any],
    here: Counted,
    said: dict[str, Spoken],
    sees: Sees,
    name_of: Callable[[str], str],
    speech: Speech,
) -> Odd:
    seen = sees(one.row["area"])
    unspoken = visit | {"reviews": None}  # why it was on the list before a supervisor spoke
    return Odd(
        visit,
        (person_said(one.row["name"]) or speech.of(("（没有名字）", "(no name)"))) if seen else "",
        one.row["key"],
        one.row["born"] or "",
        name_of(visit["area"]),
        outcome_words(visit, speech),
        why_left_out(unspoken, here.round, speech) or "",
        speech.person(visit["by"]),
        said.get(visit["key"]),
    )


def _spoken(connection: Connection, county: str, visits: Iterable[dict[str, Any]]) -> dict[str, Spoken]:
    """The last word on each visit."""
    last = {visit["key"]: last_review(visit) for visit in visits}
    keys = {word[1] for word in last.values() if word}
    facts = {row["key"]: row for row in row_store.fetch(connection, "fact", county, "key", keys)}
    names = people_named(connection, (row["by"] for row in facts.values()))
    found = {}
    for visit, word in last.items():
        if word:
            row = facts.get(word[1], {})
            note = json.loads(row.get("more") or "{}").get("note") or ""
            found[visit] = Spoken(word[1], word[2], names.get(row.get("by") or "", ""), word[0], str(note))
    return found
