"""What the page and the sheet of a survey's plan show. Reads only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from fieldapp.areas.latin.said import place_said
from fieldapp.ground.db import db
from fieldapp.ground.words import t
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.survey import access, joined
from fieldapp.survey.plan import clusters as given
from fieldapp.survey.plan import desk, picture
from fieldapp.survey.plan.asked import FRAME_STRATA
from fieldapp.survey.plan.picture import Mark
from fieldapp.survey.plan.sizing import precision
from fieldapp.web.gate import may

HOUSEHOLDS = {
    "walk": ("随机起点，挨家走", "random start, each door"),
    "list": ("先摸底列户，再抽户", "households listed, then drawn"),
    "interval": ("按间隔抽户", "every so many households"),
}
PER_HOUSEHOLD = {
    "one": ("一户问一个", "one child a household"),
    "all": ("一户全问", "all children of a household"),
}
HEADS = (
    ("群号", "Cluster"),
    ("层", "Stratum"),
    ("乡镇", "Township"),
    ("村", "Village"),
    ("村代码", "Code"),
    ("段", "Segment"),
    ("大小", "Size"),
    ("抽中概率（期望次数）", "Probability (times expected)"),
    ("调查员", "Surveyors"),
    ("替换第几群", "Replaces"),
    ("替换原因", "Reason"),
)


def of_survey(survey: Survey) -> dict[str, Any]:
    """Everything of the page of one survey."""
    rows = desk.clusters_of(survey)
    said, size, preset = desk.size_kept(survey)
    workers, names = given.workers(rows), names_of(rows, survey)
    steps = [*size.steps, precision(desk.wanted_kept(said), said["clusters"])]
    words: dict[str, Any] = {
        "survey": survey,
        "clusters": rows,
        "design": said,
        "preset": preset,
        "names": names,
    }
    words |= {"steps": [t(*one) for one in steps], "workers": workers, "map": map_of(survey, rows, names)}
    words |= {"numbers": {one.key: one.n for one in rows}, "series": json.loads(survey.series)}
    words |= {"plans": may(access.PLAN, survey.area), "idle": [one for one in rows if one.key not in workers]}
    words |= {
        "households": t(*HOUSEHOLDS[survey.households]),
        "each": t(*PER_HOUSEHOLD[survey.per_household]),
    }
    words |= {
        "surveyors": given.surveyors(survey),
        "measures": _words(desk.MEASURES),
        "strata": _words(FRAME_STRATA),
    }
    replaced = {one.replaced for one in rows if one.replaced}
    words |= {"joined": joined_of(survey), "several": joined.groups_of(survey)}
    return words | {"gone": replaced, "starts": _starts(survey, names)}


def _words(pairs: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, t(*words)) for name, words in pairs.items()]


def _starts(survey: Survey, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """Interval and start of each stratum, as exact fractions."""
    interval, start = json.loads(survey.interval or "{}"), json.loads(survey.start or "{}")
    return [(names.get(name, name), interval[name], start[name]) for name in interval]


def names_of(rows: Sequence[SurveyCluster], survey: Survey) -> dict[str, str]:
    """What the areas of these clusters, their townships and strata are called."""
    codes = {code for one in rows for code in (one.area, one.area[:9], one.stratum)} | {survey.area}
    return joined.names(db.session.connection(), survey, codes)


def joined_of(survey: Survey) -> str:
    """How many villages were joined before the draw, in a sentence; empty where none."""
    groups, least = joined.groups_of(survey), json.loads(survey.design).get("smallest")
    if not groups:
        return ""
    n = sum(len(codes) for codes in groups.values())
    said = t(
        "小于 %s 的村先并给同乡镇的邻村：%d 个村并成 %d 处，并在一起的算一个群，一起走。",
        "Villages of fewer than %s were joined with a neighbour of their township: %d villages are %d places, each "
        "drawn and walked as one.",
    )
    return said % (least, n, len(groups))


def of_replacing(survey: Survey, old: SurveyCluster) -> dict[str, Any]:
    """The page on which a cluster is replaced."""
    places = [(one.code, f"{place_said(one.name)} · {one.size}") for one in given.free_places(survey, old)]
    return {"survey": survey, "old": old, "places": places, "name": names_of([old], survey)[old.area]}


def outlines(area: str) -> list[dict[str, Any]]:
    """The outlines of the townships of an area; its own where they have none."""
    low, high = area.ljust(9, "0"), area.ljust(9, "9")
    query = select(Boundary).where(Boundary.code.between(low, high))
    rows = [row for row in db.session.scalars(query) if len(row.code) == 9]
    own = db.session.get(Boundary, area)
    found = [json.loads(row.geometry) for row in rows or ([own] if own else [])]
    return found


def positions(codes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where areas lie, longitude and latitude, as far as it is known."""
    rows = db.session.execute(select(Area.code, Area.lon, Area.lat).where(Area.code.in_(codes)))
    return {code: (lon, lat) for code, lon, lat in rows if lon is not None and lat is not None}


def map_of(survey: Survey, rows: Sequence[SurveyCluster], names: dict[str, str]) -> str:
    """The clusters on the outlines of their area."""
    at = positions([one.area for one in rows])
    marks = [
        Mark(at[one.area], str(one.n), f"{one.n} {place_said(names.get(one.area))}", href=_link(survey, one))
        for one in rows
        if one.area in at
    ]
    return (
        picture.drawn(outlines(survey.area), marks, t("调查群的位置", "where the clusters lie"))
        if rows
        else ""
    )


def _link(survey: Survey, one: SurveyCluster) -> str:
    return url_for("surveys.show", key=survey.key) + f"#c{one.n}"


def sheet_of(
    survey: Survey,
) -> tuple[list[str], list[tuple[Any, ...]], tuple[str, list[str], list[tuple[Any, ...]]]]:
    """The heads and lines of the sheet of clusters, and a page with the frame and the numbers of the draw."""
    rows = desk.clusters_of(survey)
    names, workers = names_of(rows, survey), given.workers(rows)
    numbers = {one.key: one.n for one in rows}
    lines = [
        (
            *(
                one.n,
                names.get(one.stratum, one.stratum),
                names.get(one.area[:9], ""),
                names.get(one.area, ""),
            ),
            "、".join(joined.villages_of(survey, one.area)),
            *(one.segment or "", one.size, one.probability),
            *(
                "、".join(person.name for person in workers.get(one.key, ())),
                numbers.get(one.replaced or "", ""),
            ),
            one.reason or "",
        )
        for one in rows
    ]
    return [t(*words) for words in HEADS], lines, _frame_page(survey, names)


def _frame_page(survey: Survey, names: dict[str, str]) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    facts = [(t("种子", "seed"), survey.seed if survey.seed is not None else "", "", "", "")]
    for name, interval, start in _starts(survey, names):
        facts.append((t("间隔、起点", "interval, start"), name, interval, start, ""))
    first = {code: one for one, codes in joined.groups_of(survey).items() for code in codes}
    frame = [
        (place.code, place.name, place.size, place.stratum, first.get(place.code, ""))
        for place in desk.drawing.read_text(survey.frame)
    ]
    heads = [t("村代码", "Code"), t("村", "Village"), t("大小", "Size"), t("层", "Stratum")]
    heads.append(t("并在哪个村", "Joined with"))
    return t("抽样框", "Frame"), heads, [*facts, *frame]
