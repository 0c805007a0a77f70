"""Interviews as phones send them, made up from a seed; sent through the same door."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.surveys import SurveyCluster
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.cast import person_id

USUAL = (
    *(("BCG", 1), ("HepB", 1), ("HepB", 35), ("IPV", 65), ("IPV", 95), ("DTaP", 95), ("bOPV", 125)),
    *(("DTaP", 125), ("DTaP", 155), ("HepB", 190), ("MR", 250)),
)
NAMES = ("胡晨阳", "罗子涵", "谭佳怡", "彭梓轩")


def member(rng: random.Random, since: date = date(2024, 8, 1), **other: Any) -> dict[str, Any]:
    """A child with most of its doses, born within 250 days of `since`."""
    born = since + timedelta(days=rng.randrange(250))
    seen = rng.random() < 0.85
    doses = [
        {"product": product, "given_on": str(born + timedelta(days=days)), "source": source}
        for product, days in USUAL
        if rng.random() < 0.93
        for source in (["certificate", "register"] if seen else ["register"])
    ]
    said = {"no": 1, "name": rng.choice(NAMES), "born": str(born), "sex": rng.choice(["male", "female"])}
    said |= {"chosen": True, "card": "not_seen", "certificate": "seen" if seen else "lost", "doses": doses}
    said |= {"recall": {"mcv": 1} if rng.random() < 0.3 else {}, "bcg_scar": "yes"}
    return said | {"residence": rng.choice(["local", "local", "migrant"]), "reason": "far"} | other


def household(
    cluster: SurveyCluster, number: int, outcome: str = "interviewed", **other: Any
) -> dict[str, Any]:
    """What one operation says."""
    data = {
        "survey": cluster.survey,
        "cluster": cluster.key,
        "household_no": number,
        "outcome": outcome,
        "tries": 1,
    }
    data |= {"on": "2026-05-06", "started": "2026-05-06T02:00:00.000Z", "ended": "2026-05-06T02:06:00.000Z"}
    return {"kind": "interview", "area": cluster.area, "data": data | other}


def interviewed(app: Flask, clusters: list[SurveyCluster], each: int = 7, seed: int = 1) -> None:
    """Some children in every cluster, one refusal and one household nobody was met in."""
    rng = random.Random(seed)
    said = []
    for one in clusters:
        said += [household(one, n + 1, members=[member(rng)]) for n in range(each)]
        said += [
            household(one, each + 1, "refused", members=[]),
            household(one, each + 2, "nobody", members=[]),
        ]
    tell(app, said)


def tell(
    app: Flask, said: list[dict[str, Any]], member: cast.Member = cast.SUPERVISOR
) -> list[dict[str, Any]]:
    """Records these as the supervisor, or another, and sees that all were taken."""
    person = person_id(app, member)
    with app.app_context():
        receipts = record(db.engine, person, said)
    assert {one["outcome"] for one in receipts} == {"applied"}, receipts
    return receipts
