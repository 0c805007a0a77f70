"""What stands around one child on its page: the doses recorded of it, the other children of its home, and who changed
its record when. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.campaigns.names import people_named
from fieldapp.ground.field_words import FIELD_WORDS, field_word
from fieldapp.models.log import NO_VISIT, LoggedOperation
from fieldapp.models.records import Child, Dose
from fieldapp.records.code_words import SOURCES, word
from fieldapp.schedule.antigens import product_names

MOST_CHANGES = 50


@dataclass(frozen=True)
class Change:
    """One word said of the record: when, by whom, of which fields; `position` is its place in the log."""

    at: str
    by: str
    fields: tuple[str, ...]
    void: bool
    position: int


def records_of(connection: Connection, county: str, row: dict[str, Any]) -> list[str]:
    """Keys of all the records that are this one child."""
    if not row["joined"]:
        return [row["key"]]
    query = select(Child.key).where(Child.county == county, Child.joined == row["joined"])
    return list(connection.scalars(query))


def doses_of(
    connection: Connection, county: str, keys: list[str], language: str
) -> list[tuple[str, str, str]]:
    """Day, product and source of every dose that is recorded apart from visits, the first one first."""
    query = select(Dose.given_on, Dose.product, Dose.source).where(
        Dose.county == county, Dose.child.in_(keys)
    )
    rows = connection.execute(query.where(Dose.known, ~Dose.voided).order_by(Dose.given_on, Dose.key))
    return [
        (
            row.given_on or "",
            word(product_names(), row.product or "", language),
            word(SOURCES, row.source or "", language),
        )
        for row in rows
    ]


def others_at_home(
    connection: Connection, county: str, row: dict[str, Any], keys: list[str], sees: Callable[[str], bool]
) -> list[Any]:
    """Key, name and birth date of the other children of its household whom the reader may see."""
    if not row["household"]:
        return []
    query = select(Child.key, Child.name, Child.born, Child.package_area).where(Child.county == county)
    query = query.where(Child.household == row["household"], Child.key.not_in(keys), Child.known)
    query = query.where(~Child.voided, or_(Child.joined.is_(None), Child.joined == Child.key))
    rows = connection.execute(query.order_by(Child.born, Child.key))
    return [one for one in rows if sees(one.package_area)]


def changes_of(connection: Connection, county: str, keys: list[str], language: str) -> list[Change]:
    """What was said of the record itself, the newest first."""
    log = LoggedOperation
    query = select(log.position, log.at, log.by, log.raw).where(NO_VISIT, log.county == county)
    query = query.where(log.kind == "child", log.key.in_(keys), log.verdict.in_(("applied", "conflict")))
    rows = connection.execute(query.order_by(log.at.desc(), log.position.desc()).limit(MOST_CHANGES)).all()
    names = people_named(connection, (row.by for row in rows))
    return [_change(row, names, language) for row in rows]


def _change(row: Any, names: dict[str, str], language: str) -> Change:
    try:
        said = json.loads(row.raw)
    except ValueError:
        said = {}
    data = said.get("data") if isinstance(said, dict) else None
    fields = [name for name in (data if isinstance(data, dict) else {}) if name in FIELD_WORDS]
    words = tuple(field_word(name, language) for name in fields)
    void = isinstance(said, dict) and said.get("void") is True
    return Change(row.at or "", names.get(row.by or "", ""), words, void, row.position)
