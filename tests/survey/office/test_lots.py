"""Quick checks and lots in the office: what they decide, what a pass means, and a lot looked at again."""

from __future__ import annotations

import itertools
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.surveys import Lot
from fieldapp.survey.lots import curve, judged
from fieldapp.survey.stats.lots import QuickRule
from tests import cast
from tests.cast import signed_in
from tests.survey.office.place import more_villages, say
from tests.survey.office.told import tell

LOTS = "/quick-checks/lots"
FORM = {
    "name": "青树嘴第一轮",
    "area": cast.TOWNSHIP,
    "clusters": "6",
    "per_cluster": "10",
    "limits": "3 8 19",
}


def checked(n: int, missed: int, **other: Any) -> dict[str, Any]:
    children = [{"no": i, "vaccinated": i > missed, "round1": "yes"} for i in range(1, n + 1)]
    said = {
        "kind": "rcm",
        "site": "老街市场",
        "site_kind": "market",
        "on": "2026-05-06",
        "children": children,
    }
    return {"kind": "quick_check", "area": cast.VILLAGE, "data": said | other}


def lot(app: Flask) -> tuple[Any, str, Lot]:
    with app.app_context():
        more_villages()
    client = signed_in(app, cast.SUPERVISOR)
    page = say(client, f"{LOTS}/new", FORM).headers["Location"]
    with app.app_context():
        return client, page, db.session.query(Lot).one()


@pytest.mark.parametrize(
    ("missed", "words"),
    [
        (0, "通过：查了 60 名"),
        (3, "漏 0–3 名这一档"),
        (4, "漏 4–8 名这一档"),
        (9, "漏 9–19 名这一档"),
        (20, "漏 20–60 名这一档"),
    ],
)
def test_a_lot_at_each_band(app: Flask, missed: int, words: str) -> None:
    client, page, found = lot(app)
    assert "没查满：查了 0 名" in client.get(page).text
    left, said = missed, []
    for n in range(1, 7):
        here = min(left, 10)
        left -= here
        said.append(checked(10, here, kind="lqas", lot=found.key, cluster=str(n)))
    tell(app, said)
    shown = client.get(page).text
    assert words in shown and 'class="mark"' in shown and "真实接种率 95%" in shown
    assert ("重做以后再抽一次" in shown) == (missed > 3)


def test_a_failed_lot_is_drawn_again_and_names_the_first(app: Flask) -> None:
    client, page, found = lot(app)
    tell(app, [checked(10, 5, kind="lqas", lot=found.key, cluster=str(n)) for n in range(1, 7)])
    again = say(client, f"{page}/again", {}).headers["Location"]
    assert "重查的是" in client.get(again).text and "已重查" in client.get(page).text
    index = client.get("/quick-checks").text
    assert "1 批不通过" in index and "已重查" in index


@pytest.mark.parametrize(
    ("missed", "words"), [(0, "再看几名"), (1, "再看几名"), (2, "要重做"), (3, "要重做"), (4, "要重做")]
)
def test_a_site_by_the_usual_rule(app: Flask, missed: int, words: str) -> None:
    tell(app, [checked(20, missed)])
    page = signed_in(app, cast.SUPERVISOR).get("/quick-checks").text
    assert words in page and "老街市场" in page and "农贸市场" in page


def test_a_county_sets_its_rule_and_a_site_is_followed_until_it_was_done_again(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    (first,) = tell(app, [checked(20, 2)])
    assert "1 个点要重做" in client.get("/quick-checks").text
    rule = {"county": cast.COUNTY, "check_children": "20", "check_act_from": "3", "check_extra": "0"}
    assert say(client, "/quick-checks/rule", rule).status_code == 302
    assert "0 个点要重做" in client.get("/quick-checks").text
    say(client, "/quick-checks/rule", rule | {"check_act_from": "2"})
    tell(app, [checked(20, 0, redo_of=first["id"], on="2026-05-09")])
    assert "0 个点要重做" in client.get("/quick-checks").text
    assert say(signed_in(app, cast.OBSERVER), "/quick-checks/rule", rule).status_code == 403


def test_an_own_plan_and_who_may_see(app: Flask) -> None:
    client, page, _found = lot(app)
    words = client.get(f"{LOTS}/new?high=95&low=80&alpha=10&beta=10").text
    assert "至少查" in words
    assert say(client, f"{LOTS}/new", FORM | {"limits": "8 3"}).status_code == 422
    both = say(client, f"{LOTS}/new", FORM | {"name": "", "clusters": "x", "limits": "8 3"}).text
    assert all(f'id="why-{name}"' in both for name in ("name", "clusters", "limits"))
    assert signed_in(app, cast.OUTSIDER).get(page).status_code == 404


def test_a_corrected_check_and_one_without_a_word_of_doses() -> None:
    first = {"kind": "rcm", "children": [{}] * 20}
    second = {"kind": "rcm", "corrects": "a", "children": [{"round1": "yes"}] * 30}
    rows = [{"key": k, "at": k, "voided": False, "data": said} for k, said in (("a", first), ("b", second))]
    (one,) = judged.checks(rows, QuickRule())
    assert (one.checked, one.missed, one.decision) == (30, 0, "no_action")
    assert judged.is_missed({"round1": "yes", "round2": "no"}) and judged.is_missed({})


def test_the_curve_falls_as_coverage_does() -> None:
    plain, spread = curve.points(60, 3, 10, 0.0), curve.points(60, 3, 10, 0.05)
    assert [chance for _p, chance in plain] == sorted(chance for _p, chance in plain)
    assert dict(plain)[95.0] == pytest.approx(0.647, abs=0.001) and dict(spread)[90.0] != dict(plain)[90.0]


def kept(key: str, at: str, **said: Any) -> dict[str, Any]:
    return {
        "key": key,
        "at": at,
        "voided": False,
        "data": {"kind": "rcm", "children": [{"vaccinated": False}] * 3} | said,
    }


def test_a_place_done_again_stays_done_whatever_was_put_right_and_came_first() -> None:
    rows = [
        kept("a", "1"),
        kept("b", "2", corrects="a"),
        kept("c", "4", corrects="a"),
        kept("d", "3", redo_of="a"),
    ]
    rows[3]["data"]["children"] = [{"vaccinated": True}] * 20
    for some in itertools.permutations(rows):
        found = {one.row["key"]: one for one in judged.checks(some, QuickRule())}
        assert found.keys() == {"c", "d"} and found["c"].again is not None and found["d"].again is None
    rows[3] |= {"voided": True}  # the second look is taken back: the place is open again
    (one,) = judged.checks(rows, QuickRule())
    assert (one.row["key"], one.decision, one.again) == ("c", "act", None)
    circle = [kept("a", "1", corrects="b"), kept("b", "2", corrects="a")]
    assert len(judged.checks(circle, QuickRule())) == 2  # nobody says so; nothing is lost of it


def test_of_a_lots_cluster_parts_add_up_and_a_whole_check_counts_alone() -> None:
    def part(key: str, at: str, n: int, missed: int, **said: Any) -> dict[str, Any]:
        children = [{"vaccinated": i >= missed} for i in range(n)]
        return kept(key, at, kind="lqas", cluster="1", children=children, **said)

    def first(*rows: dict[str, Any]) -> tuple[int, int]:
        found = {judged.decided(some, [3], 6, 10)[1]["1"] for some in itertools.permutations(rows)}
        (one,) = found
        return one

    assert first(part("a", "1", 5, 1), part("b", "2", 5, 1)) == (10, 2)
    assert first(part("a", "1", 10, 4), part("b", "2", 10, 0)) == (10, 0)  # two whole ones: the later
    assert first(part("a", "1", 10, 2), part("b", "3", 3, 1)) == (10, 2)
    assert first(
        part("a", "1", 10, 4), part("b", "2", 10, 1, corrects="a"), part("c", "3", 10, 2, corrects="a")
    ) == (10, 2)


@pytest.mark.parametrize("wide", [curve.WIDE, curve.NARROW])
def test_the_curve_is_drawn_for_a_desk_and_for_a_telephone_and_all_of_it_is_seen(wide: float) -> None:
    words = ("how often", "true coverage", "chance to pass", "this lot")
    root = ElementTree.fromstring(curve.drawn(60, 3, 10, 0.85, words, wide))
    across = float(root.get("viewBox", "").split()[2])
    assert across == curve.LEFT + wide + curve.RIGHT
    said = [one.text for one in root.iter("text")]
    assert {"70%", "100%", "this lot", "true coverage"} <= set(said)
    assert ("85%" in said) == (
        wide == curve.WIDE
    )  # seven numbers do not fit beside each other on a telephone
    assert all(float(one.get("x", "")) <= across for one in root.iter("text"))


def test_a_plan_of_ones_own_fills_the_form_with_enough_children(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    page = client.get(f"{LOTS}/new?high=95&low=85&alpha=5&beta=10").text
    value = {
        name: int(re.findall(rf'name="{name}" value="(\d+)"', page)[0])
        for name in ("clusters", "per_cluster")
    }
    n = int(re.findall(r"至少查 (\d+) 名", page)[0])
    assert n <= value["clusters"] * value["per_cluster"] < n + value["clusters"]


def test_a_form_beside_a_heading_stands_in_no_paragraph(app: Flask) -> None:
    """A browser would end the paragraph before it, and the buttons would fall apart."""
    with app.app_context():
        more_villages()
    client = signed_in(app, cast.SUPERVISOR)
    at = say(client, f"{LOTS}/new", FORM).headers["Location"]
    tell(app, [checked(60, 20, kind="lqas", lot=at.rpartition("/")[2], cluster="1")])
    page = client.get(at).text
    assert "重做以后再抽一次" in page and page.count('<figure class="plot"><svg') == 1
    assert re.findall(r"<p class=\"buttons\">(?:(?!</p>).)*<form", page, re.DOTALL) == []
