"""Children whose name, family, telephone or number holds words as somebody types them, or whose name begins so in
pinyin, whole or by initials. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.areas.romanised import FAMILIES, person_in_latin
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.ground.lookup import holds, is_number, may_hold
from fieldapp.ground.same import bare
from fieldapp.models.records import Child, Household

NAMES = ("name", "guardian", "mother", "head")
NUMBERS = ("phone", "phone2", "home_phone", "card_no", "certificate_no")


def keys(
    connection: Connection, county: str, villages: Villages, words: str, shown: Callable[[str], bool]
) -> Iterator[str]:
    """Keys of the children of these villages, those that hold the words before those that begin so in pinyin.

    Args:
        shown: whether the person may see the children of a village.
    """
    query, columns = _children(county, villages)
    told = set()
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
