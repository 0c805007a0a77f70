"""What the pages of quick checks and lots ask and do, for the person signed in."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson
from flask import url_for
from sqlalchemy import select

from fieldapp.areas import tree
from fieldapp.areas.codes import require_code, span
from fieldapp.areas.latin.said import place_said
from fieldapp.ground.clock import today
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.surveys import Lot
from fieldapp.survey import access
from fieldapp.survey.lots import curve, judged
from fieldapp.survey.plan import picture, shown
from fieldapp.survey.plan.picture import Mark
from fieldapp.survey.settings import Settings, put_setting, read_settings
from fieldapp.survey.stats import sampling
from fieldapp.survey.stats.lots import QuickRule, find_plan
from fieldapp.web.gate import Who, may, require
from fieldapp.web.versions import compare, seen


def rule_of(county: str) -> QuickRule:
    """A county's rule of quick checks."""
    said = read_settings(db.session.connection(), county)
    return QuickRule(said.check_children, said.check_act_from, said.check_extra)


def settings_of(county: str) -> Settings:
    """What a county set."""
    return read_settings(db.session.connection(), county)


def set_rule(county: str, values: dict[str, int]) -> None:
    """Set a county's rule.

    Raises:
        Problem: `not_allowed`, `wrong_value`.
    """
    require(access.PLAN, county)
    showed = seen()
    if showed is not None:
        there = {name: str(value) for name, value in asdict(settings_of(county)).items()}
        compare(showed, county, 0, there, {}, ("", ""))
    for name, value in values.items():
        put_setting(db.session(), county, name, value)
    db.session.commit()


def rows_of(who: Who) -> list[dict[str, Any]]:
    """Every quick check recorded in her areas."""
    fact = Base.metadata.tables["fact"]
    columns = [fact.c[name] for name in ("key", "area", "at", "by", "voided", "more", "on", "round")]
    query = select(*columns).where(
        fact.c.kind == "quick_check", fact.c.known, tree.inside(fact.c.area, list(who.areas))
    )
    found = []
    for row in db.session.execute(query):
        data = (orjson.loads(row.more) if row.more else {}) | ({"on": row.on} if row.on else {})
        found.append({**row._mapping, "data": data})
    return found


def lots_of(who: Who) -> list[Lot]:
    """Her lots, those of today's names first."""
    return list(db.session.scalars(select(Lot).where(access.hers(who, Lot)).order_by(Lot.area, Lot.name)))


def overview(who: Who) -> dict[str, Any]:
    """What the page of checks and lots shows."""
    rows, lots = rows_of(who), lots_of(who)
    counties = sorted({area[:6] for area in who.areas if len(area) >= 6})
    rule = rule_of(counties[0]) if counties else QuickRule()
    checks = judged.checks(rows, rule)
    codes = {row["area"][:9] for row in rows} | {row["area"] for row in rows} | {lot.area for lot in lots}
    names = tree.names(db.session.connection(), codes)
    decided = {lot.key: decision_of(lot, rows)[0] for lot in lots}
    said: dict[str, Any] = {"checks": checks, "lots": lots, "names": names, "decided": decided, "rule": rule}
    said |= {"open": [one for one in checks if one.decision == "act" and one.again is None]}
    said |= {
        "settings": settings_of(counties[0]) if counties else None,
        "county": counties[0] if counties else "",
    }
    said["plans"] = bool(counties) and may(access.PLAN, counties[0])
    redone = {lot.redo_of for lot in lots if lot.redo_of}
    return said | {"redone": redone, "map": map_of(lots, decided, counties)}


def decision_of(lot: Lot, rows: Sequence[dict[str, Any]]) -> tuple[Any, dict[str, tuple[int, int]]]:
    """A lot's decision and its clusters'."""
    mine = [row for row in rows if row["data"].get("lot") == lot.key]
    return judged.decided(mine, json.loads(lot.limits), len(json.loads(lot.clusters)), lot.per_cluster)


def map_of(lots: Sequence[Lot], decided: dict[str, Any], counties: Sequence[str]) -> str:
    """Where the lots are: passed, failed, or not complete."""
    at = shown.positions([lot.area for lot in lots])
    kinds = {"fail": "bad", "incomplete": "none"}
    marks = [
        Mark(
            at[lot.area],
            str(decided[lot.key].missed),
            f"{lot.name} {t(*judged.DECISIONS[decided[lot.key].decision])}",
            kinds.get(decided[lot.key].decision, "good"),
            url_for("lots.show", key=lot.key),
        )
        for lot in lots
        if lot.area in at
    ]
    outlines = [ring for county in counties for ring in shown.outlines(county)]
    return picture.drawn(outlines, marks, t("各批的结果", "lots and what they came to")) if marks else ""


def of_lot(lot: Lot, who: Who) -> dict[str, Any]:
    """The page of one lot."""
    decision, by_cluster = decision_of(lot, rows_of(who))
    clusters, limits = json.loads(lot.clusters), json.loads(lot.limits)
    wanted = lot.per_cluster * len(clusters)
    dosed = (decision.n - decision.missed) / decision.n if decision.n else None
    words = (
        t("这个规则多容易通过", "how often this rule passes a lot"),
        t("真实的接种率", "true coverage"),
        t("通过的机会（虚线：各群相差时）", "chance to pass; dashed: clusters differ"),
        t("这一批", "this lot"),
    )
    rule = wanted, limits[0], lot.per_cluster, dosed
    plots = [curve.drawn(*rule, words, wide) for wide in (curve.WIDE, curve.NARROW)]
    said: dict[str, Any] = {
        "lot": lot,
        "decision": decision,
        "clusters": clusters,
        "by": by_cluster,
        "plots": plots,
    }
    said |= {"limits": limits, "wanted": wanted, "plans": may(access.PLAN, lot.area)}
    after = db.session.scalars(select(Lot).where(Lot.redo_of == lot.key)).first()
    said |= {"after": after, "before": db.session.get(Lot, lot.redo_of) if lot.redo_of else None}
    return said | {
        "chances": [(p, curve.accept_probability(wanted, limits[0], p / 100)) for p in (80, 90, 95, 98)]
    }


def rounds_of(who: Who) -> list[tuple[str, str]]:
    """The rounds of her areas, key and name, those open or closed."""
    query = (
        select(Round, Campaign).join(Campaign, Campaign.key == Round.campaign).where(Round.state != "draft")
    )
    found = []
    for round_, campaign in db.session.execute(query.order_by(Round.first_day.desc())):
        if any(campaign.county.startswith(area[:6]) for area in who.areas):
            found.append((round_.key, f"{campaign.name} {t('第%d轮', 'round %d') % round_.n}"))
    return found


def put(
    area: str, name: str, n: int, each: int, limits: Sequence[int], round_: str, redo: Lot | None = None
) -> Lot:
    """Draw a lot: so many clusters of an area, so many children in each.

    Raises:
        Problem: `not_allowed`, `bad_area`, `not_right`.
    """
    require_code("area", area)
    require(access.PLAN, area)
    seed = secrets.randbelow(10**6)
    said = db.session.get(Round, round_) if round_ else None
    campaign = db.session.get(Campaign, said.campaign) if said else None
    born = (campaign.born_from, campaign.born_to) if campaign else _usual_ages()
    county = tree.county_of(db.session.connection(), area) or area[:6]
    words = {
        "campaign": campaign.key if campaign else None,
        "round": said.key if said else None,
        "seed": seed,
    }
    words |= {
        "born_from": born[0],
        "born_to": born[1],
        "per_cluster": each,
        "limits": json.dumps(list(limits)),
    }
    row = Lot(
        key=str(uuid.uuid4()),
        county=county,
        area=area,
        name=name,
        redo_of=redo.key if redo else None,
        **words,
    )
    row.clusters = json.dumps(_clusters(area, n, seed), ensure_ascii=False)
    db.session.add(row)
    db.session.commit()
    return row


def _usual_ages() -> tuple[str, str]:
    year = today().year
    return f"{year - 7}-01-01", f"{year}-01-01"


def _clusters(area: str, n: int, seed: int) -> list[dict[str, Any]]:
    low, high = span(area)
    query = select(Area).where(
        Area.code.between(low, high), Area.level == "village", Area.retired_on.is_(None)
    )
    villages = {one.code: one for one in db.session.scalars(query.order_by(Area.code))}
    frame = [sampling.Area(code, one.population or 1) for code, one in villages.items()]
    try:
        step = sampling.exact_interval(frame, n)
        found = sampling.draw(frame, n, step, sampling.random_start(step, seed))
    except BadInput:
        why = t("里没有村，抽不出群", "has no village to draw from")
        raise Problem("not_right", field="area", why=why) from None
    return [
        {
            "n": one.draw,
            "area": one.id,
            "place": villages[one.id].name,
            "size": one.size,
            "expected": one.expected_hits,
        }
        for one in found
    ]


def redo(lot: Lot) -> Lot:
    """Draw a lot again after it was done again.

    Raises:
        Problem: as of `put`.
    """
    name = f"{lot.name} {t('（重查）', '(again)')}"[:50]
    n = len(json.loads(lot.clusters))
    return put(lot.area, name, n, lot.per_cluster, json.loads(lot.limits), lot.round or "", lot)


def plan_for(high: float, low: float, alpha: float, beta: float) -> tuple[int, int]:
    """The smallest plan that keeps both risks, in per cent.

    Raises:
        Problem: `not_right`.
    """
    try:
        return find_plan(high / 100, low / 100, alpha / 100, beta / 100)
    except BadInput:
        why = t("要低于上面的接种率，相差不能太小", "must be below the high coverage, and not too near it")
        raise Problem("not_right", field="low", why=why) from None


def place_of(names: dict[str, str], area: str) -> str:
    """Township and village of a check, in words."""
    return " ".join(place_said(names[code]) for code in (area[:9], area) if code in names)
