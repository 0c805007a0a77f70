"""What the pages of a survey's plan ask and do, for the person signed in; every change of a row is audited."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select, update

from fieldapp.accounts import scopes
from fieldapp.areas import tree
from fieldapp.areas.codes import require_code, span
from fieldapp.ground.clock import now
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign
from fieldapp.models.people import PersonScope
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.survey import access
from fieldapp.survey.plan import drawing
from fieldapp.survey.plan.asked import How, Plan, design_said, preset_of, sized, wanted_kept
from fieldapp.survey.plan.drawing import Place
from fieldapp.survey.plan.joining import Point, grouped, join_small
from fieldapp.survey.plan.sizing import Preset, Size, size_of
from fieldapp.survey.stats.sample_size import round_up
from fieldapp.web.gate import Who, require

MEASURES = {
    "population": ("人口数（地区表）", "people (table of areas)"),
    "children": ("登记在册的这个年龄的孩子", "children of the age on record"),
}


def surveys(who: Who) -> list[Survey]:
    """Her surveys, the newest first."""
    query = select(Survey).where(access.hers(who)).order_by(Survey.first_day.desc(), Survey.name)
    return list(db.session.scalars(query))


def clusters_of(survey: Survey) -> list[SurveyCluster]:
    """The clusters of a survey by their number, replaced ones too."""
    query = select(SurveyCluster).where(SurveyCluster.survey == survey.key).order_by(SurveyCluster.n)
    return list(db.session.scalars(query))


def counted(who: Who) -> dict[str, int]:
    """How many clusters each of her surveys has."""
    query = select(SurveyCluster.survey, func.count()).join(Survey, Survey.key == SurveyCluster.survey)
    rows = db.session.execute(query.where(access.hers(who)).group_by(SurveyCluster.survey))
    return dict(rows.all())  # type: ignore[arg-type]


def campaigns_of(who: Who) -> list[tuple[str, str]]:
    """The campaigns of her areas that are not drafts, key and name."""
    rows = db.session.scalars(select(Campaign).where(Campaign.state != "draft"))
    mine = [one for one in rows if any(one.county.startswith(area[:6]) for area in who.areas)]
    return [(one.key, one.name) for one in mine]


def put(who: Who, plan: Plan, preset: Preset) -> Survey:
    """Plan a survey, as a draft.

    Raises:
        Problem: `not_allowed`, `bad_area`, `not_right`.
    """
    require_code("area", plan.area)
    require(access.PLAN, plan.area)
    county = tree.county_of(db.session.connection(), plan.area)
    if county is None:
        raise Problem("not_right", field="area", why=t("要选到县或乡镇", "choose a county or a township"))
    size = sized(plan.wanted)
    row = Survey(key=str(uuid.uuid4()), county=county, state="draft", strata="{}", **_columns(plan))
    row.children_per_cluster = round_up(plan.wanted.children)
    row.design = json.dumps(design_said(plan, size, preset))
    db.session.add(row)
    db.session.commit()
    return row


def _columns(plan: Plan) -> dict[str, Any]:
    said = {name: value for name, value in asdict(plan).items() if name not in ("clusters", "wanted")}
    return said | {"series": json.dumps(plan.series)}


def size_kept(survey: Survey) -> tuple[dict[str, Any], Size, Preset]:
    """How a survey's size came about: what is kept, the size with its steps, its preset."""
    said = json.loads(survey.design)
    return said, size_of(wanted_kept(said)), preset_of(said.get("preset", "own"))


def frame_of(survey: Survey, measure: str, strata: str) -> list[Place]:
    """The villages of a survey's area with their sizes.

    Raises:
        Problem: `not_right` where sizes are not known.
    """
    low, high = span(survey.area)
    query = select(Area).where(
        Area.code.between(low, high), Area.level == "village", Area.retired_on.is_(None)
    )
    villages = list(db.session.scalars(query.order_by(Area.code)))
    sizes = (
        _children(survey) if measure == "children" else {one.code: one.population or 0 for one in villages}
    )
    places = [
        Place(one.code, one.name, sizes.get(one.code, 0), one.code[:9] if strata == "township" else "")
        for one in villages
    ]
    if not any(place.size for place in places):
        why = t("这里还没有：请换一种，或导入抽样框", "is not known here: choose another, or import a frame")
        raise Problem("not_right", field="measure", why=why)
    return places


def _children(survey: Survey) -> dict[str, int]:
    child = Base.metadata.tables["child"]
    born = child.c.born.between(survey.born_from, survey.born_to)
    here = (child.c.county == survey.county, ~child.c.voided, child.c.known, born)
    query = select(child.c.area, func.count()).where(*here).group_by(child.c.area)
    return dict(db.session.execute(query).all())  # type: ignore[arg-type]


def draw(survey: Survey, frame: Sequence[Place], how: How) -> int:
    """Draw a draft's clusters, in the place of those it had; how many.

    Raises:
        Problem: `wrong_state`, `not_right`.
    """
    if survey.state != "draft":
        raise Problem("wrong_state")
    seed = secrets.randbelow(10**6) if how.seed is None else how.seed
    groups = join_small(frame, how.smallest, how.largest, _positions(frame)) if how.smallest else {}
    try:
        found = drawing.draw(grouped(frame, groups), how.clusters, seed, how.largest)
    except BadInput:
        why = t(
            "太多或太少：按层每层至少 2 个，最多到抽样框的村数",
            "too many or too few for this frame and its strata",
        )
        raise Problem("not_right", field="clusters", why=why) from None
    db.session.execute(delete(SurveyCluster).where(SurveyCluster.survey == survey.key))
    survey.frame, survey.seed = drawing.as_text(frame), seed
    survey.interval, survey.start = json.dumps(found.interval), json.dumps(found.start)
    survey.strata = json.dumps(
        {name: [one.code for one in some] for name, some in drawing.strata_of(frame).items()}
    )
    said = {"clusters": how.clusters, "largest": how.largest, "smallest": how.smallest, "joined": groups}
    survey.design = json.dumps(json.loads(survey.design) | said)
    for one in found.clusters:
        words = {"area": one.code, "segment": one.segment, "stratum": one.stratum, "size": one.size}
        key = str(uuid.uuid4())
        db.session.add(SurveyCluster(key=key, survey=survey.key, n=one.n, probability=one.expected, **words))
    db.session.commit()
    return len(found.clusters)


def _positions(frame: Sequence[Place]) -> dict[str, Point]:
    """Where the villages of a frame lie, as far as it is known."""
    low, high = min(one.code for one in frame), max(one.code for one in frame)
    query = select(Area.code, Area.lat, Area.lon).where(Area.code.between(low, high), Area.lat.is_not(None))
    return {code: (lat, lon) for code, lat, lon in db.session.execute(query)}


def set_state(survey: Survey, state: str) -> None:
    """Open a survey, close it, or open it again.

    Raises:
        Problem: `wrong_state`, also of one without clusters.
    """
    there = {"draft": ("open",), "open": ("closed",), "closed": ("open",)}
    if state not in there[survey.state] or not clusters_of(survey):
        raise Problem("wrong_state")
    survey.state, survey.closed_at = state, now() if state == "closed" else None
    db.session.commit()


def remove(survey: Survey) -> None:
    """Take a draft away, and its clusters.

    Raises:
        Problem: `wrong_state`.
    """
    if survey.state != "draft":
        raise Problem("wrong_state")
    for one in clusters_of(survey):
        held = select(PersonScope).where(
            PersonScope.scope == f"cluster:{one.key}", PersonScope.until.is_(None)
        )
        for row in db.session.scalars(held):
            scopes.take(db.session(), row.person, row.scope)
    db.session.execute(update(SurveyCluster).where(SurveyCluster.survey == survey.key).values(replaced=None))
    db.session.execute(delete(SurveyCluster).where(SurveyCluster.survey == survey.key))
    db.session.delete(survey)
    db.session.commit()
