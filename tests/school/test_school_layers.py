"""Schools on the map of a round: whose they are, what they say, and where; of the demo county."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from flask import Flask

from fieldapp import capabilities
from fieldapp.capabilities import Capability
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.places import FARM_TOWNSHIP, PUBLISHED, place
from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput
from fieldapp.models.schools import School
from fieldapp.school.on_map.layers import by_gaps, by_rate
from fieldapp.school.summary import Sums
from tests.filled_forms import form_with, send
from tests.school.demo_places import KEYS, SEED, signed_in

ROUND = f"/campaigns/{Cast(SEED).campaign}/rounds/2/map"
TOWN = {"明山头镇中心小学", "明山头镇中心幼儿园"}
PUBLISHED_ONES = {"青树嘴镇中心小学", "青树嘴小太阳幼儿园"}
FARM = {"乌嘴乡中心小学"}


def marks(app: Flask, username: str, layer: str = "school_rate", **asked: str) -> dict[str, Any]:
    answer = signed_in(app, username).get(f"{ROUND}/layers/{layer}.json", query_string=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    return {one["name"]: one for one in answer.json["marks"]}


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("county", TOWN | PUBLISHED_ONES | FARM),
        ("town", TOWN),
        ("clinic", TOWN),
        ("clinic2", PUBLISHED_ONES),
        ("education", TOWN | PUBLISHED_ONES | FARM),
    ],
)
def test_each_sees_the_schools_that_are_hers(demo: Flask, username: str, sees: set[str]) -> None:
    found = marks(demo, username)
    assert set(found) == sees
    leads = {one["link"] is not None for one in found.values()}
    assert leads == {username != "education"}  # sums alone lead nowhere


@pytest.mark.parametrize("username", ["nurse", "lister1"])
def test_who_may_not_see_the_map_or_the_sums_is_refused(demo: Flask, username: str) -> None:
    client = signed_in(demo, username)
    assert client.get(f"{ROUND}/layers/school_rate.json").status_code == 403
    if username == "lister1":
        assert "school_rate" not in client.get(f"{ROUND}/frame").text


def test_a_township_that_is_not_hers_is_refused_and_one_of_hers_shown_alone(demo: Flask) -> None:
    assert set(marks(demo, "county", area=PUBLISHED)) == PUBLISHED_ONES
    assert set(marks(demo, "county", area=FARM_TOWNSHIP)) == FARM
    client = signed_in(demo, "town")
    assert client.get(f"{ROUND}/layers/school_rate.json?area={PUBLISHED}").status_code == 403
    assert client.get(f"{ROUND}/layers/nothing.json").status_code == 404


def test_a_mark_says_rate_gaps_and_where_it_is_drawn(demo: Flask) -> None:
    one = marks(demo, "county")["青树嘴小太阳幼儿园"]
    assert (one["figure"], one["step"], one["shape"]) == ("70%", "80", "round")
    village = place("430921103233")
    assert one["at"] == [village.lat, village.lon] and village.name in one["lines"][0]
    assert one["lines"][1] == "查验率 70.00%：14 / 20人"
    assert one["link"] == f"/schools/{KEYS['published kindergarten']}"
    begun = marks(demo, "county")["乌嘴乡中心小学"]
    assert (begun["figure"], begun["step"], begun["shape"]) == ("0%", "0", "square")
    assert begun["lines"][1:] == ["查验率 0.00%：0 / 26人", "还没开始查"]


def test_gaps_are_those_of_the_school_s_own_page(demo: Flask) -> None:
    found = marks(demo, "county", "school_gaps")
    for name, one in found.items():
        said = [words for words in one["lines"] if words.startswith("还要补种")]
        assert (one["figure"] in ("—", "✓")) != bool(said), name
        assert not said or said[0].startswith(f"还要补种 {one['figure']}人")
    assert found["乌嘴乡中心小学"]["figure"] == "—"


def test_english_says_one_child_and_names_in_latin_letters(demo: Flask) -> None:
    client = signed_in(demo, "county")
    client.set_cookie("lang", "en")
    found = client.get(f"{ROUND}/layers/school_gaps.json").json["marks"]
    one = next(mark for mark in found if mark["name"] == "青树嘴小太阳幼儿园")
    assert one["latin"].endswith("Kindergarten")
    assert one["lines"][-1] in ("Still to catch up: 1 child, 1 dose", "Nobody is left to catch up")


def test_the_layers_are_offered_where_there_is_a_school_and_not_where_all_are_closed(demo: Flask) -> None:
    client = signed_in(demo, "county")
    assert "school_rate" in client.get(f"{ROUND}/frame").text
    empty = client.get(f"{ROUND}/frame?area=430921131").text
    assert "villages.json" in empty and "school_rate" not in empty
    with demo.app_context():
        farm = db.session.get_one(School, KEYS["farm primary"])
        farm.retired_on = "2026-11-01"
        db.session.commit()
        try:
            assert "school_rate" not in client.get(f"{ROUND}/frame?area={FARM_TOWNSHIP}").text
            assert not marks(demo, "county", area=FARM_TOWNSHIP)
        finally:
            farm = db.session.get_one(School, KEYS["farm primary"])
            farm.retired_on = None
            db.session.commit()


def test_the_steps_of_the_scale_at_their_edges() -> None:
    def drawn(checked: int, expected: int, goal: int = 95) -> tuple[str, str]:
        return by_rate(Sums(expected=expected, checked=checked), goal)

    assert drawn(0, 0) == ("none", "—") and drawn(0, 20) == ("0", "0%")
    assert drawn(1, 1000) == ("80", "0%")  # somebody was checked: not the step of nobody
    assert drawn(949, 1000) == ("80", "94%") and drawn(950, 1000) == ("reached", "95%")
    assert drawn(999, 1000) == ("reached", "99%") and drawn(7, 7) == ("reached", "100%")
    assert by_gaps(Sums(expected=4, checked=3, needs=2, caught_up=1), 95) == ("0", "1")
    assert by_gaps(Sums(expected=4, checked=3, needs=2, caught_up=2), 95) == ("reached", "✓")
    assert by_gaps(Sums(expected=4), 95) == ("none", "—")


def test_marks_are_answered_within_a_tenth_of_a_second(demo: Flask) -> None:
    client = signed_in(demo, "county")
    client.get(f"{ROUND}/layers/school_rate.json")
    taken = []
    for _ in range(5):
        start = time.process_time()
        client.get(f"{ROUND}/layers/school_gaps.json")
        taken.append(time.process_time() - start)
    assert min(taken) < 0.1


@pytest.mark.parametrize(
    "names",
    [
        ("fieldapp.school.on_map.layers.RATE", "fieldapp.school.on_map.layers.RATE"),
        ("fieldapp.school.on_map.layers.nothing",),
        ("fieldapp.school.on_map.layers.SUMS",),
    ],
)
def test_layers_named_twice_missing_or_none_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(capabilities, "CAPABILITIES", (Capability("some", layers=names),))
    with pytest.raises(BadInput, match=r"fieldapp/capabilities\.py"):
        capabilities.layers()


def test_a_school_with_a_place_of_its_own_is_drawn_there(demo: Flask) -> None:
    key = KEYS["published kindergarten"]
    client = signed_in(demo, "county")
    form = form_with(client.get(f"/schools/{key}/edit").text, "lat")
    assert send(client, f"/schools/{key}/edit", form, lat="29.2", lon="").status_code == 422
    assert send(client, f"/schools/{key}/edit", form, lat="29.21", lon="112.41").status_code == 302
    assert "29.21000, 112.41000" in client.get(f"/schools/{key}").text
    one = marks(demo, "county")["青树嘴小太阳幼儿园"]
    assert one["at"] == [29.21, 112.41] and "画在" not in one["lines"][0]
    form = form_with(client.get(f"/schools/{key}/edit").text, "lat")
    assert send(client, f"/schools/{key}/edit", form, lat="", lon="").status_code == 302
    assert "画在" in marks(demo, "county")["青树嘴小太阳幼儿园"]["lines"][0]


def test_a_nurse_s_menu_leads_nowhere_that_refuses_her(demo: Flask) -> None:
    client = signed_in(demo, "nurse")
    page = client.get("/schools", follow_redirects=True).text
    head = page[: page.index("<main")]
    links = set(re.findall(r'href="(/[a-z][^"]*)"', head)) - {"/signout"}
    assert "/schools" in links
    refused = {link: code for link in links if (code := client.get(link).status_code) not in (200, 302)}
    assert refused == {} and not any("/map" in link for link in links)
