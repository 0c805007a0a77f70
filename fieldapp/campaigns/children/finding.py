"""A child looked for by name, pinyin, family, telephone or number, among all the children a person may see. Reads only.

What is found stands as it does in a round: that of today where there is one (`room.current_round` of each campaign), so
that a line leads to the child's page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.areas.romanised import FAMILIES, person_in_latin
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.children.cell_children import Counted, Found, Line
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import RoundFacts
from fieldapp.campaigns.names import areas_named
from fieldapp.ground.db import reads
from fieldapp.ground.lookup import holds, is_number, may_hold
from fieldapp.ground.same import bare
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Round
from fieldapp.models.records import Child, Household
from fieldapp.sync.within import counties

MOST = 200
NAMES = ("name", "guardian", "mother", "head")
NUMBERS = ("phone", "phone2", "home_phone", "card_no", "certificate_no")


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
        keys = list(islice(_keys(connection, county, villages, words), most + 1))
        more = more or len(keys) > most
        lines += _lines(connection, county, own, villages, keys[:most], on, language)
    return Answer(lines[:most], more or len(lines) > most)


search = reads(find)


def _keys(connection: Connection, county: str, villages: Villages, words: str) -> Iterator[str]:
    """Keys of the children, those that hold the words before those that begin so in pinyin."""
    query, columns = _children(county, villages)
    shown, told = sees(villages), set()
    said = query.where(or_(*(may_hold(column, words) for column in columns.values())))
    for row in connection.execute(said):
        if shown(row.package_area) and _is(row._mapping, words):
            told.add(row.key)
            yield row.key
    for row in _in_pinyin(connection, query, words):
        if row.key not in told and shown(row.package_area):
            yield row.key


def _children(county: str, villages: Villages) -> tuple[Select[Any], dict[str, Any]]:
    """Every child of these villages that stands, with what it may be looked for by."""
    own = {name: getattr(Child, name) for name in ("name", "guardian", "mother", "phone", "phone2")}
    own |= {"card_no": Child.card_no, "certificate_no": Child.certificate_no}
    own |= {"head": Household.head, "home_phone": Household.phone.label("home_phone")}
    of_home = (Household.county == Child.county) & (Household.key == Child.household)
    query = select(Child.key, Child.package_area, *own.values())
    query = query.outerjoin(Household, of_home & in_villages(Household.package_area, villages))
    query = query.where(Child.county == county, Child.known, ~Child.voided)
    query = query.where(in_villages(Child.package_area, villages)).order_by(Child.package_area, Child.key)
    return query, own | {"home_phone": Household.phone}


def _is(row: Any, words: str) -> bool:
    if any(holds(row[name], words) for name in NAMES):
        return True
    return any(is_number(row[name], words) or holds(row[name], words) for name in NUMBERS if row[name])


def _in_pinyin(connection: Connection, query: Select[Any], words: str) -> Iterator[Any]:
    """Rows whose name or guardian's begins with these letters in pinyin, whole or by initials. The database narrows by
    the first character, of which there are some hundred."""
    wanted = bare(words).lower().replace(" ", "").replace("'", "")
    if not (wanted.isascii() and wanted.isalpha()):
        return
    for column in (Child.name, Child.guardian):
        first = func.substr(column, 1, 1)
        firsts = connection.scalars(query.with_only_columns(first).order_by(None).distinct())
        alike = [one for one in firsts if one and wanted[0] in _initials(one)]
        for row in connection.execute(query.where(first.in_(alike))):
            if any(said.startswith(wanted) for said in _letters(row._mapping[column.key])):
                yield row


def _initials(letter: str) -> set[str]:
    return {pinyin_of(letter)[1], FAMILIES.get(letter, "")[:1]}


def _letters(name: str) -> tuple[str, ...]:
    """A name in pinyin: whole, by initials, and with its family name as families say it."""
    return *pinyin_of(name), person_in_latin(name).lower().replace(" ", "")


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
    more = {"campaign": campaign, "n": round_.n}
    return [
        line
        | more
        | {
            "township": names.get(line["area"][:TOWNSHIP], ""),
            "in_round": any(key[1] == "all" for key in rules.contribution(facts_of[line["key"]], round_)),
        }
        for line in lines
    ]


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
