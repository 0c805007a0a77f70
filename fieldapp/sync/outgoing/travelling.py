"""The statements that find what travels in a scope. They are asked for every scope of every phone that syncs, and
putting one together takes longer than asking it; so each is put together once, and told which scope when it is asked.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import County, LoggedOperation
from fieldapp.records.kinds import KINDS, LIES_WITH, NAMED_IN, TABLES, prefix_of
from fieldapp.sync.incoming import row_store

SHOWN = tuple(name for name in TABLES if name not in KINDS or not KINDS[name].rides_with)
TOWNSHIP, VILLAGE = 9, 12
LOG = LoggedOperation.__table__
COUNTY, SCOPE = bindparam("county"), bindparam("scope")
HOMES = bindparam("homes", expanding=True)
COUNTER = select(County.version).where(County.code == COUNTY)
NAMES = select(Area.code, Area.name).where(Area.code.in_(bindparam("codes", expanding=True)))
REPLACED = select(Area.code).where(Area.replaced_by == SCOPE)
PRODUCTS = (
    select(Round.key, Campaign.product)
    .join(Campaign, Campaign.key == Round.campaign)
    .where(Campaign.county == COUNTY)
)
ROUNDS = PRODUCTS.add_columns(Campaign.state, Round.first_day).order_by(Round.first_day)
NEW_VERDICTS = (
    select(LOG)
    .where(
        LOG.c.county == COUNTY,
        LOG.c.device == bindparam("device"),
        LOG.c.verdict_version > bindparam("since"),
    )
    .order_by(LOG.c.verdict_version)
    .limit(bindparam("most"))
)


def told(county: str, homes: list[str], **more: Any) -> dict[str, Any]:
    """What the statements below are told: whose rows, and what else each asks for."""
    towns = {f"town{n}": town for n, town in enumerate(_towns(homes))}
    ends = {f"{name}{end}": town + end for name, town in towns.items() for end in ("000", "999")}
    return {"county": county, "homes": homes, "scope": homes[0]} | ends | more


def tables(homes: list[str], departed: bool) -> tuple[str, ...]:
    """The tables whose rows may travel in a scope, and what tells those who held something that it `departed`."""
    return _tables(prefix_of(homes[0]) is not None) + (("departure",) if departed else ())


@cache
def _tables(drawn: bool) -> tuple[str, ...]:
    return tuple(name for name in SHOWN if not drawn or _ways_into(name))


def rows_between(name: str, homes: list[str]) -> Select[Any]:
    """Rows of a table in a scope with a version from `first` to `last`, lowest first, at most so many (`most`)."""
    return _between(name, prefix_of(homes[0]) is not None, len(_towns(homes)))


def highest(name: str, homes: list[str]) -> Select[Any]:
    """The highest version of a table's rows in a scope."""
    return _highest(name, prefix_of(homes[0]) is not None, len(_towns(homes)))


def _towns(homes: list[str]) -> list[str]:
    return sorted({home[:TOWNSHIP] for home in homes if len(home) == VILLAGE})


@cache
def _between(name: str, drawn: bool, towns: int) -> Select[Any]:
    table = row_store.table(name)
    between = table.c.version.between(bindparam("first"), bindparam("last"))
    rows = select(table).where(table.c.county == COUNTY, _holds(name, drawn, towns), between)
    return rows.order_by(table.c.version).limit(bindparam("most"))


@cache
def _highest(name: str, drawn: bool, towns: int) -> Select[Any]:
    table = row_store.table(name)
    return select(func.max(table.c.version)).where(table.c.county == COUNTY, _holds(name, drawn, towns))


def _holds(name: str, drawn: bool, towns: int) -> ColumnElement[bool]:
    """The condition that a row travels in a scope: its village's own rows, and the batches of its whole township,
    whoever entered them, for one box of vaccine is used in many villages; and what has left the scope."""
    columns = row_store.table(name).c
    if name == "departure":
        return columns.scope.in_(HOMES)
    if drawn:
        return or_(*_ways_into(name))
    here = columns.package_area.in_(HOMES)
    if name != "batch":
        return here
    of_towns = (
        columns.package_area.between(bindparam(f"town{n}000"), bindparam(f"town{n}999")) for n in range(towns)
    )
    return or_(here, *of_towns)


def _ways_into(name: str) -> list[ColumnElement[bool]]:
    """Each way in which a row travels in a scope beside its village: a child drawn into it, what lies with one, links
    between them, and records about no child that drew themselves."""
    columns, drawn = row_store.table(name).c, row_store.table("in_scope").c
    found: list[ColumnElement[bool]] = []
    if name in drawn:
        found.append(columns.key.in_(select(drawn[name]).where(drawn.county == COUNTY, drawn.scope == SCOPE)))
    before: list[ColumnElement[bool]] = []
    for column, of in (NAMED_IN[name] if name == "same_child" else LIES_WITH[name]).items():
        if of == "child" or LIES_WITH[of]:
            above = row_store.table(of).c
            within = select(above.key).where(above.county == COUNTY, or_(*_ways_into(of)))
            found.append(and_(columns[column].in_(within), *before))
        before += [] if name == "same_child" else [columns[column].is_(None)]
    return found
