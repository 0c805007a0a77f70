"""What the map draws: villages with their coverage, and the children still to come back to. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, exists, or_, select, tuple_

from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import GONE, RANK, REMOVED_OUTCOMES, RoundFacts, missed_visit
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import book_of
from fieldapp.campaigns.figures.indicators import Counts, percent
from fieldapp.campaigns.figures.tally_slices import Villages, in_villages
from fieldapp.campaigns.map.classes import class_of
from fieldapp.campaigns.map.places import Circle, joined, middle, read_circles, rough_metres
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.campaigns import Campaign, Round, Visit
from fieldapp.models.codes import Code
from fieldapp.models.records import Child, Household
from fieldapp.records.oddity import is_far

Shift = Callable[[float, float], tuple[float, float]]
MOST_CHILDREN = 1500
GUESSED_M = 600
LOOKED_AT = 10_000
NEAR_M, MANY_TIMES = (
    100_000,
    6,
)  # a village this far from the middle of a county, and so many times the usual, is not there
MISSED = ("absent_short", "absent_long", "refused", "ill", "contraindicated", "house_closed")
SETTLED = (*RANK, *REMOVED_OUTCOMES)


def unshifted(lat: float, lon: float) -> tuple[float, float]:
    """Coordinates as they are recorded."""
    return lat, lon


def village_features(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, folder: Path, shift: Shift
) -> list[dict[str, Any]]:
    """A GeoJSON feature a village: its boundary, else a circle where its households are (`radius` in metres). One whose
    place is far from all others' is left out: see `far_villages`."""
    counts = tally_slices.by_village(connection, book_of(connection, campaign.county, round_.key), villages)
    shapes = _boundaries(connection, campaign.county, shift)
    circles, centres = _near(connection, campaign.county, villages, folder)[:2]
    features = []
    for code, c in counts.items():
        shape = shapes.get(code) or _point(circles.get(code), centres.get(code), shift)
        if shape is not None:
            words = _words(code, villages.name(code), c, campaign.goal)
            radius = circles[code].radius_m if code in circles else GUESSED_M
            features.append({"type": "Feature", "geometry": shape, "properties": words | {"radius": radius}})
    return features


def far_villages(connection: Connection, campaign: Campaign, villages: Villages, folder: Path) -> list[str]:
    """The names of villages whose place is too far from all others' to be true: not drawn, so that the map keeps its
    scale."""
    return [villages.name(code) for code in _near(connection, campaign.county, villages, folder)[2]]


Centres = dict[str, tuple[float, float]]


def _near(
    connection: Connection, county: str, villages: Villages, folder: Path
) -> tuple[dict[str, Circle], Centres, list[str]]:
    """Circles and centres of villages that lie with the others, and the codes of those that do not."""
    circles, centres = _circles(connection, county, villages, folder), _centres(connection, county)
    places = centres | {code: (circle.lat, circle.lon) for code, circle in circles.items()}
    far = _strays({code: place for code, place in places.items() if code in villages.names})
    nowhere = {code for code, place in centres.items() if is_far(*place)}
    near = {code: circle for code, circle in circles.items() if code not in far}
    return near, {code: place for code, place in centres.items() if code not in far | nowhere}, sorted(far)


def _strays(places: Centres) -> set[str]:
    """Those many times farther from the middle than most are."""
    if not places:
        return set()
    centre = middle(list(places.values()))
    metres = {code: rough_metres(centre, place) for code, place in places.items()}
    most = max(NEAR_M, MANY_TIMES * sorted(metres.values())[len(metres) // 2])
    return {code for code, far in metres.items() if far > most}


def _words(code: str, name: str, c: Counts, goal: int) -> dict[str, Any]:
    figures = {"target": c.target, "dosed": c.vaccinated, "elsewhere": c.elsewhere, "short": c.short}
    figures |= {"percent": percent(c.vaccinated, c.target), "class": class_of(c, goal)}
    return {"code": code, "name": name} | figures


def _boundaries(connection: Connection, county: str, shift: Shift) -> dict[str, dict[str, Any]]:
    query = select(Boundary.code, Boundary.geometry).join(Area, Area.code == Boundary.code)
    rows = connection.execute(query.where(Area.county == county, Area.level == "village"))
    shapes = {code: json.loads(geometry) for code, geometry in rows}
    return {
        code: shape | {"coordinates": moved(shape["coordinates"], shift)} for code, shape in shapes.items()
    }


def moved(coordinates: Any, shift: Shift) -> Any:
    """Every position of a geometry shifted; GeoJSON writes longitude first."""
    if shift is unshifted:
        return coordinates
    if coordinates and isinstance(coordinates[0], int | float):
        lat, lon = shift(coordinates[1], coordinates[0])
        return [lon, lat]
    return [moved(part, shift) for part in coordinates]


def _circles(connection: Connection, county: str, villages: Villages, folder: Path) -> dict[str, Circle]:
    codes = {*villages.names, *villages.heirs}
    found: dict[str, list[Circle]] = {}
    for code, circle in read_circles(connection, folder, county, codes).items():
        found.setdefault(villages.standing(code), []).append(circle)
    return {code: joined(circles) for code, circles in found.items()}


def _centres(connection: Connection, county: str) -> dict[str, tuple[float, float]]:
    """Coordinates imported with the areas, for villages without a household on the map."""
    query = select(Area.code, Area.lat, Area.lon).where(Area.county == county, Area.lat.is_not(None))
    return {row.code: (row.lat, row.lon) for row in connection.execute(query) if row.lon is not None}


def _point(circle: Circle | None, centre: tuple[float, float] | None, shift: Shift) -> dict[str, Any] | None:
    place = (circle.lat, circle.lon) if circle else centre
    if place is None:
        return None
    lat, lon = shift(*place)
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def missed_children(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, shift: Shift
) -> tuple[list[list[Any]], bool]:
    """Children of these villages whose deciding visit left them to come back to, as `[lat, lon, reason, village]`;
    no names.

    Returns:
        at most `MOST_CHILDREN` of them, and whether there are more.
    """
    rows = connection.execute(_missed(connection, campaign, round_, villages).limit(MOST_CHILDREN + 1)).all()
    odd = _missed_of(connection, campaign.county, round_.key, {row.child for row in rows if row.odd})
    missed = [row for row in rows if not row.odd or row.key in odd]
    latest = {row.child: row for row in sorted(missed, key=lambda row: (row.at, row.key))}
    drawn = [_dot(row, villages, shift) for row in latest.values() if _where(row)]
    return drawn[:MOST_CHILDREN], len(rows) > MOST_CHILDREN


def _missed(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> Select[Any]:
    """Visits that left a child to come back to; and every such visit of a child that is not of the plain kind (`odd`:
    of several records, taken back, moved or died, or with a visit a supervisor spoke of), which the tally's own rule
    has to judge."""
    facts = next(one for one in counted_rounds(connection, campaign.county) if one.key == round_.key)
    columns = (
        Visit.key,
        Visit.child,
        Visit.at,
        Visit.outcome,
        Visit.reason,
        Visit.lat,
        Visit.lon,
        Visit.home,
    )
    visits = select(*columns).where(Visit.county == campaign.county, Visit.round == round_.key)
    visits = visits.where(
        Visit.outcome.in_(_missed_outcomes(connection, campaign.county)),
        in_villages(Visit.home, villages),
        Visit.voided.is_(False),
        Visit.reviews.is_not(None) | Visit.on.between(facts.first_day, facts.last_counted_day),
    )
    missed = visits.limit(LOOKED_AT).subquery("missed")
    odd = or_(
        Child.joined.is_not(None), Child.voided, Child.status.in_(GONE), _reviewed(campaign.county, missed)
    )
    query = select(missed, odd.label("odd"), Household.lat.label("home_lat"), Household.lon.label("home_lon"))
    query = query.join(Child, and_(Child.county == campaign.county, Child.key == missed.c.child))
    # A child may name any household; where one of another village lies is not this village's to show.
    of_child = and_(Household.key == Child.household, Household.home == Child.home)
    query = query.outerjoin(Household, and_(Household.county == campaign.county, of_child))
    stays = or_(Child.born.is_(None), Child.born.between(campaign.born_from, campaign.born_to))
    return query.where(or_(odd, stays & ~_settled(campaign.county, facts, missed)))


def _missed_outcomes(connection: Connection, county: str) -> list[str]:
    """Outcomes that settle nothing, the county's own among them."""
    own = select(Code.code).where(Code.list == "visit.outcome", Code.code.not_in(SETTLED))
    own = own.where(Code.county.in_(["", county]))
    return sorted({*MISSED, *connection.scalars(own)})


def _reviewed(county: str, missed: Subquery) -> ColumnElement[bool]:
    """That a supervisor spoke of a visit of the child."""
    again = Visit.__table__.alias("spoken_of")
    here = (again.c.county == county) & (again.c.child == missed.c.child)
    return exists().where(here, again.c.reviews.is_not(None))


def _settled(county: str, facts: RoundFacts, missed: Subquery) -> ColumnElement[bool]:
    """That the child was dosed in the round, or gone or no child of the campaign at a later visit that counts."""
    again = Visit.__table__.alias("again")
    later = tuple_(again.c.at, again.c.key) > tuple_(missed.c.at, missed.c.key)
    settled = again.c.outcome.in_(RANK) | (again.c.outcome.in_(REMOVED_OUTCOMES) & later)
    dose = (again.c.outcome != "vaccinated") | again.c.product.is_(None) | again.c.product.in_(facts.given)
    here = (again.c.county == county) & (again.c.child == missed.c.child) & (again.c.round == facts.key)
    counts_ = again.c.on.between(facts.first_day, facts.last_counted_day) & dose
    return exists().where(here, again.c.voided.is_(False), settled, counts_)


def _missed_of(connection: Connection, county: str, round_: str, children: set[str]) -> set[str]:
    """The deciding visits of those of these children that are to come back to, by the rule the tally has."""
    if not children:
        return set()
    rounds = counted_rounds(connection, county)
    counted = [one for one in rounds if one.key == round_]
    found = [child for _row, child in children_of(connection, county, children, rounds)]
    visits = [missed_visit(child, one) for child in found for one in counted]
    return {visit["key"] for visit in visits if visit}


def _where(row: Any) -> tuple[float, float] | None:
    if row.home_lat is not None and row.home_lon is not None:
        return row.home_lat, row.home_lon
    return (row.lat, row.lon) if row.lat is not None and row.lon is not None else None


def _dot(row: Any, villages: Villages, shift: Shift) -> list[Any]:
    lat, lon = shift(*(_where(row) or (0, 0)))
    village = villages.name(villages.standing(row.home))
    return [round(lat, 6), round(lon, 6), row.reason or row.outcome, village]
