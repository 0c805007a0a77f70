"""Where a catch-up is weak: shares drawn towards that of all, what makes it so, the list, its sheet, the map."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from flask import Flask

from fieldapp.catchup.weak.villages import Village, shrunk, weak_in
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.office import ROUND1, found_campaign
from tests.sync.county import key

ON, FIRST = "2026-11-28", "2026-11-10"


def test_a_share_of_few_is_drawn_further_than_one_of_many() -> None:
    assert shrunk([(1, 10), (9, 10)]) == pytest.approx([0.1625, 0.8375])  # by hand: weight 0.135 / 0.16
    few, many, nobody = shrunk([(5, 5), (600, 1000), (0, 0)])
    assert nobody is None and few is not None and many is not None
    assert few < 0.99 and abs(many - 0.6) < 0.01
    assert shrunk([(1, 2), (500, 1000), (499, 1000)]) == pytest.approx([1000 / 2002] * 3)  # chance alone
    assert shrunk([(0, 4), (0, 9)]) == [0.0, 0.0] and shrunk([(4, 4), (9, 9)]) == [1.0, 1.0]
    assert shrunk([]) == [] and shrunk([(0, 0)]) == [None]


def village(**more: Any) -> Village:
    said: dict[str, Any] = {"listed": 100, "asked": 100, "before": 40, "left": 2, "last_visit": "2026-11-27"}
    return Village(cast.VILLAGE, "大木桥村", "河口镇", **said | more)


@pytest.mark.parametrize(
    ("more", "weak"),
    [
        ({}, []),
        ({"left": 3}, ["gaps"]),
        ({"before": 0, "left": 0}, []),
        ({"zero_left": 1}, ["zero"]),
        ({"expected": 112}, ["listed"]),
        ({"expected": 111}, []),
        ({"found": 11}, ["found"]),
        ({"found": 10}, []),
        ({"last_visit": "2026-11-18"}, ["quiet"]),
        ({"last_visit": "2026-11-19"}, []),
        ({"last_visit": ""}, ["quiet"]),
        ({"last_visit": "", "left": 0}, []),
    ],
)
def test_what_makes_a_village_weak(more: dict[str, Any], weak: list[str]) -> None:
    assert weak_in(village(**more), 95, ON, FIRST) == weak


def test_days_since_a_visit_and_few_children() -> None:
    assert village().days_since(ON) == 1 and village(last_visit="").days_since(ON) is None
    assert village(asked=19).small and not village(asked=20).small and not village(asked=0).small


@pytest.fixture
def half_way(half_way: tuple[Flask, str]) -> tuple[Flask, str]:
    """The same; their village lies on the map, ten children were expected."""
    app, campaign = half_way
    found_campaign(app)
    person = cast.person_id(app, cast.VACCINATOR)
    with app.app_context():
        db.session.get_one(Area, cast.VILLAGE).lat, db.session.get_one(Area, cast.VILLAGE).lon = 29.5, 112.5
        words = {"round": ROUND1, "area": cast.VILLAGE, "person": person, "expected": 10}
        db.session.add(Assignment(key=key("assigned"), **words))
        db.session.commit()
    return app, campaign


def test_the_page_names_the_weak_villages_with_both_figures(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    page = cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/villages").text
    words = words_in(page)
    assert "个薄弱，还有 2 名儿童有漏种" in words
    assert "补种率没到目标；摸底不到预计的90%" in words
    assert "33.33 人少" in words and "83.33 人少" in words  # 2 of 6 now, 5 of 6 at first
    assert "6 / 10" in words and ("长期外出" in words or "家长拒绝" in words)
    assert f"/catchup/{campaign}/children?area={cast.VILLAGE}" in page
    polio = words_in(
        cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/villages?vaccine=polio").text
    )
    assert "还有 1 名儿童有漏种" in polio


def test_the_sheet_has_the_figures_of_the_page(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    content = cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/villages.xlsx").data
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    said = dict(zip(heads, rows[0], strict=True))
    assert (said["开始时有漏种"], said["现在有漏种"], said["摸底儿童"], said["预计儿童"]) == (5, 2, 6, 10)
    assert said["几天没走访"] == 8 and said["现在占比 %"] == "33.33"


def test_the_map_draws_before_and_now_and_leads_to_the_children(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.SUPERVISOR)
    base = f"/catchup/{campaign}/villages/map"
    frame = client.get(base)
    assert frame.status_code == 200 and "officeMap(" in frame.text and "leaflet.js" in frame.text
    now = client.get(f"{base}/villages.json").json
    before = client.get(f"{base}/villages.json?when=before").json
    assert now["sums"] == {"target": 6, "dosed": 4, "short": 2, "again": 1}
    assert before["sums"] == {"target": 6, "dosed": 1, "short": 5, "again": 0}
    (one,) = now["features"]
    said = one["properties"]
    assert one["geometry"] == {"type": "Point", "coordinates": [112.5, 29.5]}
    assert (said["code"], said["percent"], said["class"]) == (cast.VILLAGE, "66.67", "80")
    assert "只有6名" in said["lines"][0] and "薄弱" in said["lines"][1]
    assert said["people"] and not any(
        word in json.dumps(now, ensure_ascii=False) for word in ("C8", "1390000")
    )
    polio = client.get(f"{base}/villages.json?vaccine=polio").json
    assert polio["sums"]["short"] == 1
    assert client.get(f"{base}/poll").json["version"]


def test_a_village_without_a_place_is_counted_and_said(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    with app.app_context():
        db.session.get_one(Area, cast.VILLAGE).lat = None
        db.session.commit()
    said = cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/villages/map/villages.json").json
    assert said["features"] == [] and said["unplaced"] == [[cast.VILLAGE, 2]] and said["sums"]["short"] == 2


@pytest.mark.parametrize("path", ["", ".xlsx", "/map", "/map/poll", "/map/villages.json"])
def test_others_see_nothing_of_it(half_way: tuple[Flask, str], path: str) -> None:
    app, campaign = half_way
    address = f"/catchup/{campaign}/villages{path}"
    assert cast.signed_in(app, cast.OUTSIDER).get(address).status_code in (403, 404)
    assert cast.signed_in(app, cast.NURSE).get(address).status_code == 403
    elsewhere = f"{address}?area={cast.OTHER_COUNTY}"
    assert cast.signed_in(app, cast.CLINIC).get(elsewhere).status_code in (
        (200,) if "poll" in path else (403, 404)
    )
