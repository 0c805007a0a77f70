"""The children behind a cell: read village by village, so that a village's cell is as fast among a million children.

Candidates of a village are those who live there and those visited there; whether one is behind the cell is asked of the
tally's own rule. Reads only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote

from sqlalchemy import ColumnElement, Connection, or_, select

from fieldapp.areas.latin.said import person_said
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.children.cells import Cell, weigh
from fieldapp.campaigns.children.homes import home_words, walking_order
from fieldapp.campaigns.children.phrases import (
    Speech,
    explain,
    explain_beside,
    outcome_words,
    why_left_out,
)
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import RoundFacts
from fieldapp.campaigns.names import people_named
from fieldapp.campaigns.search import by_words
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Visit
from fieldapp.models.records import Child
from fieldapp.records.code_words import word
from fieldapp.records.standing import ChildFacts
from fieldapp.schedule.antigens import product_names
from fieldapp.sync.codes import names as code_names
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.resolution import first_authors
from fieldapp.sync.tallies import Book

Line = dict[str, Any]
MOST_MATCHES = 3000


@dataclass(frozen=True)
class Counted:
    """A round as counting sees it, among the county's rounds (what a visit gave is an earlier dose to others)."""

    county: str
    round: RoundFacts
    rounds: list[RoundFacts]


@dataclass(frozen=True)
class Found:
    """One child behind a cell: the village it counts in, its merged row, what counting looks at."""

    area: str
    row: dict[str, Any]
    facts: ChildFacts


def counted(connection: Connection, county: str, round_: str, name: str) -> Counted:
    """The round, for counting.

    Raises:
        Problem: `round_not_counted` while the campaign (`name`) is a draft.
    """
    rounds = counted_rounds(connection, county)
    for one in rounds:
        if one.key == round_:
            return Counted(county, one, rounds)
    raise Problem("round_not_counted", name=name)


def village_figures(connection: Connection, book: Book, villages: Villages, cell: Cell) -> dict[str, int]:
    """The cell's figure by village as it was recorded, villages without anybody left out; in order."""
    table = book.table
    columns = (table.c.area, table.c.slice, table.c.measure, table.c.n)
    query = select(*columns).where(table.c.county == book.county, table.c.round == book.round)
    terms = cell.terms()
    query = query.where(or_(*(_of_kind(table.c.slice, kind, parts) for _s, kind, parts, _m in terms)))
    query = query.where(in_villages(table.c.area, villages))
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for area, cut, measure, n in connection.execute(query):
        rows.setdefault(area, []).append((cut, measure, n))
    found = {area: weigh(terms, of_area) for area, of_area in sorted(rows.items())}
    return {area: n for area, n in found.items() if n}


def _of_kind(column: Any, kind: str, parts: tuple[str, ...]) -> ColumnElement[bool]:
    """Slices of a kind, of one first part where it is a plain word: what the key of the tallies can find."""
    if kind == "all":
        return column == "all"  # type: ignore[no-any-return]
    first = parts[0] if parts and not set(parts[0]) & set("*!,%") else ""
    start = f"{kind}:{first}"
    return column.between(start, start + "\U0010ffff")  # type: ignore[no-any-return]


def behind(connection: Connection, here: Counted, cell: Cell, area: str) -> list[Found]:
    """Every child behind the cell in one village."""
    return _members(connection, here, cell, {area}, _candidates(connection, here, area))


def _members(
    connection: Connection, here: Counted, cell: Cell, areas: Iterable[str], keys: Iterable[str]
) -> list[Found]:
    terms, areas, found = cell.terms(), set(areas), []
    for row, facts in children_of(connection, here.county, keys, here.rounds):
        rows: dict[str, list[tuple[str, str, int]]] = {}
        for _round, cut, area, measure in rules.contribution(facts, here.round):
            if area in areas:
                rows.setdefault(area, []).append((cut, measure, 1))
        found += [Found(area, row, facts) for area, of_area in rows.items() if weigh(terms, of_area)]
    return found


def _candidates(connection: Connection, here: Counted, area: str) -> set[str]:
    """Keys of children who live in a village, or were visited there in the round and live elsewhere."""
    at_home = select(Child.key).where(Child.county == here.county, Child.package_area == area)
    away = select(Visit.child).where(Visit.county == here.county, Visit.area == area)
    away = away.where(Visit.area != Visit.package_area, Visit.round == here.round.key)
    return {key for query in (at_home, away) for key in connection.scalars(query) if key}


def added_since(connection: Connection, here: Counted, area: str) -> list[Found]:
    """Children of one village who were listed since the round began and count in it once they are visited: phones show
    them as still to dose."""
    first_day = here.round.first_day
    query = select(Child.key).where(Child.county == here.county, Child.package_area == area)
    query = query.where(Child.known, ~Child.voided)
    keys = connection.scalars(query.where(or_(Child.listed_on >= first_day, Child.listed_on.is_(None))))
    found = children_of(connection, here.county, list(keys), here.rounds)
    return [Found(area, row, facts) for row, facts in found if _waits(facts, here.round)]


def _waits(facts: ChildFacts, round_: RoundFacts) -> bool:
    """Whether a child is to be dosed in a round and does not count in it yet."""
    counts = any(cut == "all" for _round, cut, _area, _measure in rules.contribution(facts, round_))
    if facts.hidden or counts or not facts.area.startswith(round_.areas):
        return False
    return rules.removal(facts, round_, None) is None


def matching(
    connection: Connection,
    here: Counted,
    cell: Cell,
    villages: Villages,
    words: str,
    shown: Callable[[str], bool],
) -> list[Found]:
    """Children behind the cell who live in these villages, of those the reader is `shown`, and are found by `words`; at
    most some thousands of names are looked at."""
    keys = set(islice(by_words.keys(connection, here.county, villages, words, shown), MOST_MATCHES))
    areas = _areas_in(connection, here, villages)
    return _members(connection, here, cell, areas, keys)


def _areas_in(connection: Connection, here: Counted, villages: Villages) -> set[str]:
    query = select(Area.code).where(Area.county == here.county, in_villages(Area.code, villages))
    return set(connection.scalars(query))


def speech_of(connection: Connection, county: str, found: Iterable[Found], language: str) -> Speech:
    """How the people, codes and products that these children's visits name are called."""
    ids = {
        id_ for one in found for visit in one.facts.visits for id_ in (visit["by"], visit["given_by"]) if id_
    }
    first = first_authors(connection, county)
    return _speech(connection, county, ids | set(first.values()), language, first)


def speech_of_cell(connection: Connection, county: str, cell: Cell, language: str) -> Speech:
    """How what a cell's slice names is called: its workers, reasons and the like."""
    ids = {unquote(one) for part in cell.parts for one in part.removeprefix("!").split(",")}
    return _speech(connection, county, ids if cell.kind == "worker" else set(), language)


def _speech(
    connection: Connection, county: str, ids: set[str], language: str, first: Mapping[str, str] = {}
) -> Speech:
    people = people_named(connection, ids)
    return Speech(
        lambda id_: people.get(id_ or "", id_ or ""),
        _worded(code_names(connection, county), language),
        _worded(product_names(), language),
        language,
        first,
    )


def _worded(words: dict[str, tuple[str, str]], language: str) -> Callable[[str], str]:
    return lambda code: word(words, code, language)


def heads_of(
    connection: Connection, county: str, found: Iterable[Found], sees: Callable[[str], bool]
) -> dict[str, dict[str, Any]]:
    """The households these children live in, by key. A child may name any household: of one in a village that is not
    the reader's to see nothing is shown through it."""
    keys = {one.row["household"] for one in found if one.row["household"]}
    rows = row_store.fetch(connection, "household", county, "key", keys)
    return {row["key"]: row for row in rows if sees(row["package_area"])}


def describe(
    connection: Connection,
    here: Counted,
    found: list[Found],
    name_of: Callable[[str], str],
    sees: Callable[[str], bool],
    language: str,
) -> list[Line]:
    """Lines with words in place of ids, by village, home and name; `sees`: whether personal data of somebody who
    lives in a village may be shown. Of others the line stays, without saying whose it is."""
    speech, heads = (
        speech_of(connection, here.county, found, language),
        heads_of(connection, here.county, found, sees),
    )
    lines = [_line(one, here.round, speech, heads, name_of, sees(one.row["area"])) for one in found]
    return sorted(
        lines,
        key=lambda one: (
            one["area"],
            walking_order(one["door"]),
            one["household"],
            one["name"],
            one["key"],
        ),
    )


def _line(
    one: Found,
    round_: RoundFacts,
    speech: Speech,
    heads: dict[str, dict[str, Any]],
    name_of: Callable[[str], str],
    shown: bool,
) -> Line:
    row, head = one.row, heads.get(one.row["household"] or "", {})
    personal = _personal(row, head)
    result = rules.deciding(rules.counted_visits(one.facts, round_))
    return {
        "key": row["key"] if shown else "",
        **(personal if shown else dict.fromkeys(personal, "")),
        "shown": shown,
        "sex": row["sex"] or "",
        "born": (row["born"] or "") if shown else (row["born"] or "")[:7],
        "area": one.area,
        "village": name_of(one.area),
        "home": name_of(row["area"]) if row["area"] != one.area else "",
        "door": home_words(head, name_of(row["area"])),
        "visit": visit_line(result, round_, speech, name_of, shown) if result else None,
        "left_out": [
            visit_line(visit, round_, speech, name_of, shown)
            for visit in one.facts.visits
            if visit["round"] == round_.key and rules.left_out(visit, round_)
        ],
        "why": explain(one.facts, round_, speech),
        "beside": explain_beside(one.facts, round_, speech),
    }


def _personal(row: dict[str, Any], head: dict[str, Any]) -> dict[str, str]:
    """What says who a child is, from its row and its household's."""
    return {
        "name": person_said(row["name"]),
        "household": person_said(head.get("head")),
        "guardian": person_said(row["guardian"] or row["mother"]),
        "phone": row["phone"] or row["phone2"] or head.get("phone") or "",
    }


def visit_line(
    visit: dict[str, Any], round_: RoundFacts, speech: Speech, name_of: Callable[[str], str], shown: bool
) -> Line:
    """A visit with words in place of ids; with `why` where it does not count in the round, and with what was noted of
    it (where they went, what time was agreed) for who may see the child."""
    more = json.loads(visit["more"]) if shown and visit.get("more") else {}
    line = {
        "key": visit["key"],
        "day": visit["on"],
        "outcome": visit["outcome"],
        "reason": visit["reason"],
        "words": outcome_words(visit, speech),
        "note": str(more.get("note") or ""),
        "who": speech.credited(visit),
        "checked": speech.checked(visit),
        "village": name_of(visit["area"]),
    }
    why = why_left_out(visit, round_, speech)
    return line | ({"why": why} if why else {})
