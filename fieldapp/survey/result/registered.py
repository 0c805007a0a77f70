"""What children of a survey's age have on record, dose by dose: counted of the doses asked about, and kept until a
record of the county changes. Of many children it is counted aside: until then what was counted last is shown with its
moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import ColumnElement, Connection, func, select

from fieldapp.areas import tree
from fieldapp.ground import private
from fieldapp.ground.clock import now
from fieldapp.ground.db import Base, db, reading
from fieldapp.models.log import County
from fieldapp.models.surveys import Survey
from fieldapp.survey import aside
from fieldapp.survey.interviews.reading import series_of

GONE = ("moved", "died")
AT_ONCE = 5_000  # children counted while somebody waits
FORM = "1"  # raised when what is counted is something else
Dose = tuple[str, int]


@dataclass(frozen=True)
class Registered:
    """How many children of the age are on record, joined ones once, how many without any dose, and how many with each
    dose by the survey's first day: several products of one day are one dose of their series.

    at: when it was counted, where records changed since; empty where it is as they stand.
    """

    children: int
    nothing: int
    doses: Counter[Dose]
    at: str = field(default="")


def registered(survey: Survey, wait: bool = False) -> Registered | None:
    """The figures as they stand, or, of many children while they are counted anew, those counted last; None where none
    were, unless one is to `wait`."""
    connection, file = db.session.connection(), _file(survey.key)
    mark, version = _mark(survey), _version(connection, survey.county)
    kept = _read(file, mark)
    if kept and kept["version"] == version:
        return _said(kept)
    if (kept is None and wait) or _how_many(connection, survey) <= AT_ONCE or not _aside(survey.key):
        return _said(_count(connection, survey, file))
    return _said(kept, kept["at"]) if kept else None


def _file(survey: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "surveys" / f"{survey}.registered.json"


def _mark(survey: Any) -> list[str]:
    """What the figures hang on besides the records."""
    days = (survey.born_from, survey.born_to, survey.first_day)
    return [FORM, survey.county, survey.area, *days, survey.series, str(sorted(series_of().items()))]


def _version(connection: Connection, county: str) -> int:
    return connection.scalar(select(County.version).where(County.code == county)) or 0


def _read(file: Path, mark: list[str]) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = orjson.loads(file.read_bytes())
        return kept if kept["mark"] == mark else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _said(kept: dict[str, Any], at: str = "") -> Registered:
    doses = Counter({(series, n): count for series, n, count in kept["doses"]})
    return Registered(kept["children"], kept["nothing"], doses, at)


def _aside(key: str) -> bool:
    def work() -> None:
        with reading(db.engine) as connection:
            table = Base.metadata.tables["survey"]
            survey = connection.execute(select(table).where(table.c.key == key)).first()
            if survey is not None:
                _count(connection, survey, _file(key))

    return aside.go_aside(f"registered {key}", work)


def _count(connection: Connection, survey: Any, file: Path) -> dict[str, Any]:
    """Count, and keep what was found. The version is read first: what changes meanwhile is counted the next time."""
    found: dict[str, Any] = {
        "mark": _mark(survey),
        "version": _version(connection, survey.county),
        "at": now(),
    }
    heads = _heads(survey)
    child, dose = Base.metadata.tables["child"], Base.metadata.tables["dose"]
    on = (dose.c.county == child.c.county) & (dose.c.child == child.c.key)
    given = (dose.c.known, ~dose.c.voided, dose.c.given_on <= survey.first_day)
    said = func.aggregate_strings(dose.c.product + "|" + dose.c.given_on, ";")
    query = select(said).select_from(child).join(dose, on).where(*_here(survey), *given).group_by(heads)
    children = _how_many(connection, survey)
    with_any, doses = _by_dose(connection.scalars(query), set(orjson.loads(survey.series)))
    found |= {"children": children, "nothing": children - with_any}
    found["doses"] = sorted([series, n, count] for (series, n), count in doses.items())
    private.write(file, orjson.dumps(found))
    return found


def _by_dose(children: Iterable[str], asked: set[str]) -> tuple[int, Counter[Dose]]:
    """How many have a dose of any series, and how many each dose of those asked about. A child is
    `DTaP|2025-01-05;…`."""
    known, found, with_any = series_of(), Counter[Dose](), 0
    for said in children:
        days: dict[str, set[str]] = {}
        there = False
        for one in said.split(";"):
            product, _, day = one.partition("|")
            there = there or product in known
            for series in known.get(product, ()):
                if series in asked:
                    days.setdefault(series, set()).add(day)
        with_any += there
        found.update((series, n) for series, some in days.items() for n in range(1, len(some) + 1))
    return with_any, found


def _how_many(connection: Connection, survey: Any) -> int:
    return connection.scalar(select(func.count(_heads(survey).distinct())).where(*_here(survey))) or 0


def _heads(survey: Any) -> ColumnElement[str]:
    child = Base.metadata.tables["child"]
    return func.coalesce(child.c.joined, child.c.key)


def _here(survey: Any) -> tuple[ColumnElement[bool], ...]:
    """The condition for children of the age on record in the survey's area, who did not leave."""
    child = Base.metadata.tables["child"]
    born = child.c.born.between(survey.born_from, survey.born_to)
    stays = func.coalesce(child.c.status, "").not_in(GONE)
    inside = tree.inside(child.c.area, [survey.area])
    return child.c.county == survey.county, child.c.known, ~child.c.voided, inside, born, stays
