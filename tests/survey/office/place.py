"""The cast's county with four more villages, sizes, surveyors and a survey drawn, for tests of surveys' pages."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.surveys import Lot, Survey, SurveyCluster
from tests import cast
from tests.cast import post, signed_in
from tests.sync.county import key

FORM: dict[str, Any] = {"preset": "30x7", "name": "2026年度接种率调查", "area": cast.COUNTY, "goal": "90"}
FORM |= {"first_day": "20260504", "last_day": "2026-05-20", "born_from": "20240505", "born_to": "20250504"}
FORM |= {"series": ["bcg", "hepb", "polio", "dtp", "mcv"], "households": "walk", "per_household": "one"}
VILLAGES = 8


def more_villages() -> None:
    """Villages with people and positions, so that clusters can be drawn and shown."""
    for n in range(VILLAGES):
        code = f"4309211032{40 + n}"
        words = {"name": f"第{n + 1}村", "level": "village", "parent": cast.TOWNSHIP, "county": cast.COUNTY}
        db.session.add(
            Area(code=code, population=400 + 150 * n, lat=29.3 + n / 100, lon=112.4 + n / 50, **words)
        )
    db.session.commit()


def say(client: FlaskClient, path: str, fields: dict[str, Any]) -> Any:
    """Send a form's fields, as `cast.post` does."""
    return post(client, path, **fields)


def planned(app: Flask, **other: Any) -> tuple[FlaskClient, str]:
    """A survey planned by the county, and its supervisor's browser."""
    client = signed_in(app, cast.SUPERVISOR)
    answer = say(client, "/surveys/new", FORM | other)
    assert answer.status_code == 302, answer.text
    return client, answer.headers["Location"]


def drawn(app: Flask, clusters: int = 4, **other: Any) -> tuple[FlaskClient, str]:
    """The same with its clusters drawn."""
    with app.app_context():
        more_villages()
    client, page = planned(app, **other)
    draw = {"measure": "population", "strata": "one", "clusters": str(clusters), "seed": "7"}
    assert say(client, f"{page}/draw", draw).status_code == 302
    return client, page


def survey(app: Flask) -> tuple[Survey, list[SurveyCluster]]:
    """The survey there is, and its clusters."""
    with app.app_context():
        found = db.session.query(Survey).one()
        return found, db.session.query(SurveyCluster).order_by(SurveyCluster.n).all()


SURVEY, CLUSTER, LOT = key("a survey"), key("a cluster"), key("a lot")


def found_survey(app: Flask) -> None:
    """A survey under way with one cluster, and a lot, as they stand when drawn."""
    born = {"born_from": "2024-05-05", "born_to": "2025-05-04"}
    planned(app)
    with app.app_context():
        db.session.query(Survey).update({"key": SURVEY, "state": "open"})
        of = {"survey": SURVEY, "n": 1, "area": cast.VILLAGE, "size": 900, "probability": 0.25}
        db.session.add(SurveyCluster(key=CLUSTER, **of))
        clusters = json.dumps([{"n": n, "area": cast.VILLAGE, "size": 900} for n in range(1, 7)])
        lot = {"county": cast.COUNTY, "area": cast.TOWNSHIP, "name": "第一批", "clusters": clusters}
        db.session.add(Lot(key=LOT, **lot, **born))
        db.session.commit()
