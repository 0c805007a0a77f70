"""A child looked for by name, pinyin, family, telephone or number, among all the children a person may see. Reads only.

What is found stands as it does in a round: that of today where there is one (`room.current_round` of each campaign), so
that a line leads to the child's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection, select

from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.children.cell_children import Counted, Found, Line
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import RoundFacts
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.search import by_words
from fieldapp.ground.db import reads
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Round
from fieldapp.models.records import Child
from fieldapp.records.standing import ChildFacts
from fieldapp.sync.within import counties

MOST = 200


@dataclass(frozen=True)
class Answer:
    """What was found: its lines, and whether there are more than are shown."""

    lines: list[Line]
    more: bool


def find(
    connection: Connection, own: Sequence[str], words: str, on: date, language: str, most: int = MOST
) -> Answer:
    """Children of the areas `own` whose name, family, telephone or number holds `words`, or whose name begins so in
    pinyin; by village and home.

    Args:
        on: the day it is asked: the round of that day says how each child stands.
    """
    lines: list[Line] = []
    more = False
    for county in counties(connection, own) if words.strip() else []:
        villages = read_villages(connection, county, overlap(own, [county]))
        keys = list(islice(by_words.keys(connection, county, villages, words, sees(villages)), most + 1))
        more = more or len(keys) > most
        lines += _lines(connection, county, own, villages, keys[:most], on, language)
    return Answer(lines[:most], more or len(lines) > most)


search = reads(find)


def _lines(
    connection: Connection,
    county: str,
    own: Sequence[str],
    villages: Villages,
    keys: list[str],
    on: date,
    language: str,
) -> list[Line]:
    rounds = counted_rounds(connection, county)
    round_ = round_of_day([one for one in rounds if overlap(own, one.areas)], on)
    names = areas_named(connection, county)
    if round_ is None:
        return _without_round(connection, keys, names)
    here = Counted(county, round_, rounds)
    found = [
        Found(row["package_area"], row, facts) for row, facts in children_of(connection, county, keys, rounds)
    ]
    facts_of = {one.row["key"]: one.facts for one in found}
    lines = cell_children.describe(
        connection, here, found, lambda code: names.get(code, code), sees(villages), language
    )
    [campaign] = connection.scalars(select(Round.campaign).where(Round.key == round_.key))
    return [_of_round(line, campaign, round_, names, facts_of) for line in lines]


def _of_round(
    line: Line, campaign: str, round_: RoundFacts, names: dict[str, str], facts_of: dict[str, ChildFacts]
) -> Line:
    """A line with its township, and where it leads: to the child in the round, which it may not be of."""
    inside = any(key[1] == "all" for key in rules.contribution(facts_of[line["key"]], round_))
    where = {"campaign": campaign, "n": round_.n, "township": names.get(line["area"][:TOWNSHIP], "")}
    return line | where | {"in_round": inside}


def round_of_day(rounds: Sequence[RoundFacts], on: date) -> RoundFacts | None:
    """The round a child's standing is told of on a day: one that goes on, else the last that began, else the next."""
    day = on.isoformat()
    begun = sorted((one for one in rounds if one.first_day <= day), key=lambda one: one.first_day)
    going = [one for one in begun if day <= one.last_counted_day]
    coming = sorted((one for one in rounds if one.first_day > day), key=lambda one: one.first_day)
    told = going or begun
    return told[-1] if told else coming[0] if coming else None


def _without_round(connection: Connection, keys: list[str], names: dict[str, str]) -> list[Line]:
    """Lines of children in a county that has no round."""
    rows = connection.execute(select(Child.__table__).where(Child.key.in_(keys))).mappings()
    return [
        {
            "key": row["key"],
            "shown": True,
            "area": row["package_area"],
            "village": names.get(row["package_area"], row["package_area"]),
            "township": names.get(row["package_area"][:TOWNSHIP], ""),
            "name": row["name"] or "",
            "born": row["born"] or "",
            "sex": row["sex"],
            "guardian": row["guardian"] or row["mother"] or "",
            "phone": row["phone"] or row["phone2"] or "",
            "household": "",
            "door": "",
            "visit": None,
            "in_round": False,
            "campaign": None,
            "n": None,
        }
        for row in rows
    ]
