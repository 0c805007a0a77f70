"""What the pages of weak villages ask. Up to some thousand children the figures are of now, of more last night's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from fieldapp.accounts.responsible import Responsible, at_home
from fieldapp.areas import tree
from fieldapp.areas.maps.clinics import clinics_for
from fieldapp.areas.maps.coverage_scale import step_of
from fieldapp.areas.maps.ground import ground_of, township_names
from fieldapp.areas.maps.said import latin
from fieldapp.areas.maps.spots import Shift, features_of, frame_of, moved, read_spots
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.plan.plan import CLOSED, Plan
from fieldapp.catchup.tables.asking import by_village, place_of
from fieldapp.catchup.tables.figures import EVERYONE, VACCINE_ORDER, Figures
from fieldapp.catchup.weak.villages import WEAK, Village, shrunk, weak_in
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import reads
from fieldapp.ground.showing import percent
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Assignment, Round
from fieldapp.models.catchups import CatchupVisit
from fieldapp.sync.outgoing.version import version_of
from fieldapp.web.gate import Who, may

VISIT = CatchupVisit.__table__.c
BEFORE, NOW = "before", "now"


@dataclass(frozen=True)
class Shown:
    """A village with its shares drawn towards those of all, in what it is weak, and whom to call."""

    village: Village
    before: float | None
    left: float | None
    weak: Sequence[str]
    whom: Sequence[Responsible] = ()


@dataclass(frozen=True)
class Found:
    """The villages of a campaign in an area, the weakest first, of one vaccine where it is asked for."""

    row: Any
    plan: Plan
    code: str
    name: str
    villages: Sequence[Shown]
    on: str
    until: str
    nightly: bool
    vaccines: Sequence[str]
    vaccine: str = ""
    names: Mapping[str, str] | None = None


@reads
def villages_of(
    connection: Connection, who: Who, key: str, area: str, vaccine: str, action: str = "catchup.see"
) -> Found:
    """The villages of a campaign.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    return _found(connection, who, key, area, vaccine, action)[0]


def _found(
    connection: Connection, who: Who, key: str, area: str, vaccine: str, action: str
) -> tuple[Found, Villages]:
    row, plan, code, villages = place_of(connection, who, key, area, action)
    units, on, nightly = by_village(connection, plan, villages)
    there = {name for unit in units for name, _where in unit.figures}
    vaccines = [one for one in VACCINE_ORDER if f"lack:{one}" in there]
    vaccine = vaccine if vaccine in vaccines else ""
    expected, visits = _expected(connection, villages), _last_visits(connection, plan, villages)
    some = [
        _village(unit.code, villages, unit.figures, vaccine, expected.get(unit.code), visits.get(unit.code))
        for unit in units
    ]
    until = plan.until(today().isoformat())
    name = tree.names(connection, [code]).get(code, code)
    shown = _shown(connection, villages, plan, some, until)
    names = dict(villages.townships)
    return Found(row, plan, code, name, shown, on, until, nightly, vaccines, vaccine, names), villages


def _village(
    code: str, villages: Villages, figures: Figures, vaccine: str, expected: int | None, visit: str | None
) -> Village:
    def n(measure: str) -> int:
        return figures[measure, EVERYONE]

    before, left = n("short"), n("short") - n("done")
    if vaccine:
        before, left = n(f"lack:{vaccine}"), n(f"left:{vaccine}")
    reasons = [
        (m, name.partition(":")[2])
        for (name, where), m in figures.items()
        if name[:7] == "reason:" and not where
    ]
    return Village(
        code,
        villages.name(code),
        villages.name(code[:TOWNSHIP]),
        listed=n("children"),
        asked=n("asked"),
        before=before,
        left=left,
        visited=min(left, n("visited")),
        expected=expected,
        found=n("found"),
        zero=n("zero"),
        zero_left=n("zero") - n("zero_given"),
        reason=max(reasons)[1] if reasons else "",
        last_visit=visit or "",
    )


def _shown(
    connection: Connection, villages: Villages, plan: Plan, some: Sequence[Village], until: str
) -> list[Shown]:
    befores = shrunk([(one.before, one.asked) for one in some])
    lefts = shrunk([(one.left, one.asked) for one in some])
    whom = at_home(connection, villages, {one.code for one in some if may("people.see", one.code)})
    found = [
        Shown(one, before, left, weak_in(one, plan.goal, until, plan.first_day), whom.get(one.code, ()))
        for one, before, left in zip(some, befores, lefts, strict=True)
    ]
    return sorted(found, key=lambda one: (-len(one.weak), -(one.left or 0), one.village.code))


def _expected(connection: Connection, villages: Villages) -> dict[str, int]:
    """How many children the last round that says so expects in each village."""
    query = select(Assignment.area, Assignment.expected, Round.key).join(Round, Round.key == Assignment.round)
    query = query.where(
        Assignment.post.is_(None), Assignment.ended.is_(None), Assignment.expected.is_not(None)
    )
    query = query.where(in_villages(Assignment.area, villages)).order_by(Round.first_day, Round.key)
    found: dict[str, tuple[str, int]] = {}
    for area, expected, round_ in connection.execute(query):
        code = villages.standing(area)
        before, n = found.get(code, (round_, 0))
        found[code] = (round_, (n if before == round_ else 0) + expected)
    return {code: n for code, (_round, n) in found.items()}


def _last_visits(connection: Connection, plan: Plan, villages: Villages) -> dict[str, str]:
    """The last day of the campaign on which somebody went to a child of each village."""
    query = select(VISIT.package_area, func.max(VISIT.on)).where(VISIT.county == plan.county, VISIT.known)
    query = query.where(~VISIT.voided, VISIT.on.between(plan.first_day, plan.until(today().isoformat())))
    query = query.where(in_villages(VISIT.package_area, villages)).group_by(VISIT.package_area)
    found: dict[str, str] = {}
    for area, day in connection.execute(query):
        code = villages.standing(area)
        found[code] = max(found.get(code, ""), day)
    return found


@reads
def on_map(
    connection: Connection, who: Who, key: str, area: str, vaccine: str, when: str, folder: Path, shift: Shift
) -> tuple[dict[str, Any], str]:
    """The villages as the map draws them, and the version they are of; nothing of a child."""
    found, villages = _found(connection, who, key, area, vaccine, "catchup.see")
    county, seen = found.plan.county, villages.codes
    spots = read_spots(connection, county, villages, folder)
    clinics = clinics_for(connection, {one.village.code for one in found.villages if one.whom})
    said = {one.village.code: _said(one, found, when, clinics) for one in found.villages}
    said = {code: words for code, words in said.items() if words["target"]}
    features = features_of(connection, county, said, spots, shift)
    ground = ground_of(connection, county, tuple(seen), spots.places, lambda at: moved(at, shift))
    towns = [[*one, latin(one[2])] for one in township_names(spots.places, villages, shift)]
    placed = {one["properties"]["code"] for one in features}
    content = {
        "type": "FeatureCollection",
        "features": features,
        "ground": ground | {"townships": towns},
        "frame": frame_of(features, ground["borders"] if 2 * len(features) > len(spots.places) else []),
        "sums": {
            name: sum(one[name] for one in said.values()) for name in ("target", "dosed", "short", "again")
        },
        "unplaced": [[code, one["short"]] for code, one in said.items() if code not in placed],
        "far": [villages.name(code) for code in spots.far],
        "state": "closed" if found.plan.state == CLOSED else "open",
        "whose": found.name,
        "at": found.on if found.nightly else china_time(now()),
    }
    return content, version_of(connection, county)


def _said(one: Shown, found: Found, when: str, clinics: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """A village in the words of static/office/map.js."""
    of = one.village
    short, drawn = (of.before, one.before) if when == BEFORE else (of.left, one.left)
    good = max(0, of.asked - short)
    words: dict[str, Any] = {"code": of.code, "name": of.name, "latin": latin(of.name), "township": of.town}
    words |= {
        "township_latin": latin(of.town),
        "target": of.asked,
        "dosed": good,
        "elsewhere": 0,
        "short": short,
    }
    words |= {"again": of.visited if when == NOW else 0, "percent": percent(good, of.asked)}
    words |= {
        "class": step_of(good, of.asked, found.plan.goal),
        "unheard": "",
        "lines": _lines(one, found, drawn),
    }
    if may("people.see", of.code):
        words |= {"people": [(who.name, who.phone or "") for who in one.whom], "clinic": clinics.get(of.code)}
    return words


def _lines(one: Shown, found: Found, drawn: float | None) -> list[str]:
    of = one.village
    lines = []
    if of.small and drawn is not None:
        share = f"{100 * (1 - drawn):.2f}"
        few = (
            f"只有{of.asked}名，率不稳；合并估计 {share}%",
            f"Few children ({of.asked}); pooled estimate {share}%",
        )
        lines.append(t(*few))
    if one.weak:
        lines.append(t("薄弱：", "Weak: ") + t("、", ", ").join(t(*WEAK[name]) for name in one.weak))
    return lines


@reads
def version_in(connection: Connection, who: Who, key: str) -> str:
    """What changes whenever the map may."""
    plan = place_of(connection, who, key, "", "catchup.see")[1]
    return f"{version_of(connection, plan.county)}-{today().isoformat()}"


@reads
def townships_of(connection: Connection, who: Who, key: str) -> list[tuple[str, str]]:
    """Townships to choose among."""
    _row, plan, _code, villages = place_of(connection, who, key, "", "catchup.see")
    towns = {one[:TOWNSHIP] for one in read_villages(connection, plan.county, villages.codes).names}
    return [(code, villages.name(code)) for code in sorted(towns)]
