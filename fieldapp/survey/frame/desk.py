"""What the pages of a survey's frame, households and populations ask and do; every change of a row is audited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from fieldapp.areas.codes import span
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.reader import Table
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.survey import joined
from fieldapp.survey.frame import frame_sheet, household_sheet
from fieldapp.survey.frame.household_sheet import Home
from fieldapp.survey.interviews import kept
from fieldapp.survey.plan import drawing
from fieldapp.survey.plan.desk import clusters_of
from fieldapp.survey.plan.drawing import Place


def villages_of(survey: Survey) -> dict[str, Area]:
    """The villages of a survey's area by code."""
    low, high = span(survey.area)
    here = (Area.code.between(low, high), Area.level == "village", Area.retired_on.is_(None))
    return {one.code: one for one in db.session.scalars(select(Area).where(*here).order_by(Area.code))}


def read_frame(survey: Survey, table: Table) -> list[frame_sheet.Entry]:
    """A sheet's lines, each judged.

    Raises:
        Problem: `sheet_nothing` when there is none.
    """
    known = {code: area.name for code, area in villages_of(survey).items()}
    return _some(frame_sheet.read_frame(table.lines, known))


def _some(entries: list[Any]) -> list[Any]:
    if not entries:
        raise Problem("sheet_empty")
    return entries


def frame_lines(survey: Survey) -> list[tuple[Any, ...]]:
    """The villages as the form of a frame has them: with the sizes kept, else the people of the table of areas."""
    held = {one.code: one for one in drawing.read_text(survey.frame)}
    return [
        (code, area.name, held[code].size if code in held else area.population, _stratum(held.get(code)))
        for code, area in villages_of(survey).items()
    ]


def _stratum(place: Place | None) -> str:
    """A stratum as it is typed; that of a township is its code, and nobody types that."""
    return "" if place is None or place.stratum.isdecimal() else place.stratum


def changes(survey: Survey, entries: Sequence[frame_sheet.Entry]) -> int:
    """How many villages stand otherwise than in what is kept, those that go included."""
    held, now = (
        {one.code: one for one in some}
        for some in (drawing.read_text(survey.frame), [one.place for one in entries])
    )
    return sum(held.get(code) != now.get(code) for code in held | now)


def put_frame(survey: Survey, entries: Sequence[frame_sheet.Entry]) -> int:
    """Keep a frame for a draft; how many villages it has.

    Raises:
        Problem: `wrong_state` of a survey under way: its clusters were drawn from another.
    """
    if survey.state != "draft":
        raise Problem("wrong_state")
    survey.frame = drawing.as_text(one.place for one in entries)
    db.session.commit()
    return len(entries)


def begun(survey: Survey) -> set[str]:
    """The keys of the clusters with an interview."""
    rows = kept.rows_of(db.session.connection(), survey, kept.Asking(survey))
    return {row["cluster"] for row in rows if not row["voided"]}


def standing(survey: Survey) -> list[SurveyCluster]:
    """The clusters that were not replaced."""
    rows = clusters_of(survey)
    gone = {one.replaced for one in rows if one.replaced}
    return [one for one in rows if one.key not in gone]


def read_households(survey: Survey, table: Table) -> list[household_sheet.Entry]:
    """A sheet's lines, each judged.

    Raises:
        Problem: `sheet_empty` when there is none.
    """
    there = begun(survey)
    open_ = {str(one.n): one.key not in there for one in standing(survey)}
    return _some(household_sheet.read_households(table.lines, open_))


def listed(survey: Survey) -> dict[str, list[list[Any]]]:
    """The households of each cluster as they are kept: number, head, address, and 1 where it is to be visited."""
    return {one.key: json.loads(one.households) if one.households else [] for one in clusters_of(survey)}


def household_lines(survey: Survey) -> list[tuple[Any, ...]]:
    """The households as their form has them; a line for each cluster without any."""
    found = listed(survey)
    return [
        (one.n, *(home[:3] if home else ("", "", "")))
        for one in standing(survey)
        for home in found[one.key] or [None]
    ]


def put_households(survey: Survey, homes: Mapping[str, Sequence[Home]]) -> int:
    """Keep the households of clusters, by their numbers, and draw those to be visited; how many clusters.

    Raises:
        Problem: `wrong_state` of a survey that is closed.
    """
    if survey.state == "closed":
        raise Problem("wrong_state")
    for one in standing(survey):
        some = homes.get(str(one.n))
        if some:
            taken = set(
                household_sheet.chosen(some, survey.households_per_cluster, (survey.seed or 0) + one.n)
            )
            lines = [[number, head, address, int(number in taken)] for number, head, address in sorted(some)]
            one.households = json.dumps(lines, ensure_ascii=False)
    db.session.commit()
    return len(homes)


def of_sheet(entries: Sequence[household_sheet.Entry]) -> dict[str, list[Home]]:
    """The households of each cluster a sheet speaks of."""
    found: dict[str, list[Home]] = {}
    for one in entries:
        found.setdefault(one.cluster, []).append(one.home)
    return found


def of_records(survey: Survey) -> dict[str, list[Home]]:
    """The households on record in the villages of clusters that have neither a list nor an interview, numbered in the
    order of their doors; not of segments, for nobody recorded in which a household lies.

    Raises:
        Problem: `not_right` where none is on record.
    """
    there, held = begun(survey), listed(survey)
    free = {
        code: str(one.n)
        for one in standing(survey)
        if not one.segment and one.key not in there and not held[one.key]
        for code in joined.villages_of(survey, one.area)
    }
    found: dict[str, list[Home]] = {}
    home = Base.metadata.tables["household"]
    columns = home.c.area, home.c.head, home.c.group, home.c.door, home.c.address
    query = select(*columns).where(
        home.c.county == survey.county, home.c.area.in_(free), home.c.known, ~home.c.voided
    )
    for row in db.session.execute(query.order_by(home.c.area, home.c.group, home.c.door_order, home.c.key)):
        some = found.setdefault(free[row.area], [])
        where = " ".join(filter(None, (row.group, row.door))) or row.address or ""
        some.append((len(some) + 1, (row.head or "")[:60], where[:60]))
    if not found:
        why = t(
            "这些村里没有登记的户，或群已有名单、已有访谈",
            "no household is on record there, or lists and interviews are",
        )
        raise Problem("not_right", field="households", why=why)
    return found
