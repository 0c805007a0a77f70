"""What phones are told of surveys in their `setup`: the clusters a person works, their surveys, lots of her area, and
what her county sets for quick checks.

A row is as new as the latest of what lets her see it: a cluster that is given again is told again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.areas import tree
from fieldapp.areas.codes import path_of
from fieldapp.models.areas import Area
from fieldapp.models.people import Person, PersonArea, PersonScope
from fieldapp.models.surveys import Lot, Survey, SurveyCluster, SurveySetting
from fieldapp.survey import joined
from fieldapp.sync.outgoing.changes import Change
from fieldapp.sync.outgoing.setup import Dated, Named, SetupRows, gone, rows_of, setup_row

SCOPE = "cluster:"
OF_SURVEY = (
    *("area", "name", "kind", "state", "born_from", "born_to", "goal", "households", "per_household"),
    *("households_per_cluster", "children_per_cluster", "first_day", "last_day", "campaign", "closed_at"),
)
OF_CLUSTER = ("survey", "n", "area", "segment", "stratum", "size", "replaced", "reason")
OF_LOT = (
    *("area", "name", "state", "campaign", "round", "born_from", "born_to", "per_cluster"),
    *("redo_of",),
)


def of_surveys(connection: Connection, villages: list[str], alone: str | None) -> tuple[list[Dated], Named]:
    """Of one who is told of nobody but herself the clusters she was given; of others those of these villages, and who
    works them by name."""
    held = _held(connection, alone)
    query = or_(SurveyCluster.key.in_(held), *([] if alone else [SurveyCluster.area.in_(villages)]))
    clusters = rows_of(connection, SurveyCluster, query)
    surveys = rows_of(connection, Survey, Survey.key.in_({row.survey for row in clusters}))
    opened = {row.key: row.version for row in surveys if row.state != "draft"}
    since = {row.key: _since(held, row, opened[row.survey]) for row in clusters if row.survey in opened}
    of = {row.key: row for row in surveys}
    told = [
        _cluster(connection, row, of[row.survey], held, since[row.key])
        for row in clusters
        if row.key in since
    ]
    for row in surveys:
        if row.key in opened:
            newest = max(since[one.key] for one in clusters if one.survey == row.key)
            told.append(_dated(_survey(row), newest))
    told += [*_lots(connection, villages, alone), *_settings(connection, villages, clusters, surveys)]
    workers = {} if alone else _workers(connection, [row.key for row in clusters])
    return told, workers


def _held(connection: Connection, person: str | None) -> dict[str, tuple[int, bool]]:
    """The clusters ever given to a person: since which version, and whether she has it still."""
    query = select(PersonScope.scope, PersonScope.version, PersonScope.until)
    rows = connection.execute(query.where(PersonScope.person == person, PersonScope.scope.startswith(SCOPE)))
    return {scope.removeprefix(SCOPE): (version, until is None) for scope, version, until in rows}


def _since(held: dict[str, tuple[int, bool]], row: Any, survey: int) -> int:
    """A cluster is told since it, its survey (that was opened) or its giving changed."""
    return max(int(row.version), held.get(row.key, (0, True))[0], survey, 1)


def _dated(change: Change, version: int) -> Dated:
    return version, change | {"version": version}


def _cluster(
    connection: Connection, row: Any, survey: Any, held: dict[str, tuple[int, bool]], version: int
) -> Dated:
    """The cluster as the phone shows it: where it lies in words, for it may hold none of its areas; of one of several
    villages each of these."""
    if not held.get(row.key, (0, True))[1]:
        return version, gone("cluster", row.key, row.area, version)
    names = joined.names(connection, survey, path_of(row.area))
    villages = joined.villages_of(survey, row.area)
    place = [names[code] for code in path_of(row.area)[3:] if code in names] or [
        names.get(row.area, row.area)
    ]
    said = {name: getattr(row, name) for name in OF_CLUSTER} | {"place": place}
    listed = json.loads(row.households) if row.households else []
    said["households"] = [home[:3] for home in listed if len(home) < 4 or home[3]] or None  # those drawn
    said |= _position(connection, row.area)
    if len(villages) > 1:
        called = tree.names(connection, villages)
        said["villages"] = [
            {"area": code, "name": called.get(code, code)} | _position(connection, code) for code in villages
        ]
    return _dated(setup_row("cluster", row.key, row.area, row, said), version)


def _position(connection: Connection, area: str) -> dict[str, Any]:
    found = connection.execute(select(Area.lat, Area.lon).where(Area.code == area)).first()
    return {"lat": found.lat, "lon": found.lon} if found else {}


def _survey(row: Any) -> Change:
    said = {name: getattr(row, name) for name in OF_SURVEY} | {"vaccines": json.loads(row.series)}
    return setup_row("survey", row.key, row.area, row, said)


def _lots(connection: Connection, villages: list[str], alone: str | None) -> list[Dated]:
    """Lots that lie in what is the person's own, or that hold one of these villages."""
    own = select(PersonArea.area).where(PersonArea.person == alone, PersonArea.until.is_(None))
    near = {code for village in villages for code in path_of(village)}
    within = [Lot.area.startswith(code) for code in connection.scalars(own)]
    told = []
    for row in rows_of(connection, Lot, or_(Lot.area.in_(near), *within)):
        said = {name: getattr(row, name) for name in OF_LOT}
        said |= {"clusters": json.loads(row.clusters), "limits": json.loads(row.limits)}
        told.append((row.version, setup_row("lot", row.key, row.area, row, said)))
    return told


def _settings(connection: Connection, villages: list[str], *rows: Iterable[Any]) -> list[Dated]:
    """What is set by the counties of these villages, clusters and surveys."""
    areas = {*villages, *(row.area for some in rows for row in some)}
    counties = set(connection.scalars(select(Area.county).where(Area.code.in_(areas)).distinct())) - {None}
    told = []
    for row in rows_of(connection, SurveySetting, SurveySetting.county.in_(counties)):
        said = {"county": row.county, "name": row.name, "value": json.loads(row.value)}
        told.append((row.version, setup_row("survey_setting", f"{row.county}.{row.name}", None, row, said)))
    return told


def _workers(connection: Connection, clusters: list[str]) -> Named:
    scopes = [SCOPE + key for key in clusters]
    query = select(PersonScope.person, PersonScope.version).join(Person, Person.id == PersonScope.person)
    rows = connection.execute(query.where(PersonScope.scope.in_(scopes), PersonScope.until.is_(None)))
    return dict(rows.all())


SETUP = SetupRows("interview", of_surveys)
