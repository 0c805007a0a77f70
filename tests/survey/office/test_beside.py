"""What is registered and reported, laid beside what a survey found."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign
from fieldapp.models.surveys import Survey
from fieldapp.survey.result.beside import registered, reported_lines
from fieldapp.web.on_papers import reported
from fieldapp.web.on_papers.reported import Reported, Share
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign
from tests.survey.office.place import drawn, say, survey
from tests.survey.office.told import interviewed, tell
from tests.sync.county import key


def child(name: str, doses: list[tuple[str, str]], **said: Any) -> list[dict[str, Any]]:
    """A child on record and its doses, as operations."""
    who = key(name)
    born = {"name": name, "born": "2024-09-01", "sex": "male", "registered_at": "county"} | said
    of_child = {"child": who, "source": "certificate"}
    return [
        {"kind": "child", "key": who, "area": cast.VILLAGE, "data": born},
        *(
            {
                "kind": "dose",
                "key": key(f"{name} {n}"),
                "area": cast.VILLAGE,
                "data": of_child | {"product": product, "given_on": day},
            }
            for n, (product, day) in enumerate(doses)
        ),
    ]


def test_children_on_record_are_counted_dose_by_dose(app: Flask) -> None:
    client, page = drawn(app, 8)
    twice = [("DTaP", "2024-12-05"), ("DTaP-IPV-Hib", "2024-12-05"), ("DTaP", "2025-01-10")]
    tell(
        app,
        [
            *child("甲", twice),
            *child("乙", [("DTaP", "2024-12-01"), ("DTaP", "2026-05-04"), ("DTaP", "2026-05-05")]),
            *child("丙", []),
            *child("丁", [("DTaP", "2024-12-01")], status="moved", status_on="2026-01-01"),
            *child("戊", [("DTaP", "2024-12-01")], born="2020-01-01"),
        ],
    )
    with app.app_context():
        children, nothing, doses = registered(db.session.query(Survey).one())
    assert (children, nothing) == (3, 1), "who moved away and who is of another age is not asked about"
    assert (doses["dtp", 1], doses["dtp", 2], doses["dtp", 3], doses["polio", 1]) == (2, 2, 0, 1)
    say(client, f"{page}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    said = client.get(f"{page}/result").text
    assert (
        "和报告的、在册的比" in said
        and "在册的这个年龄的孩子（其中 1 名一剂记录也没有" in said
        and "2 / 3" in said
    )
    assert "比调查低：漏报" in said, "nobody on record has a third dose, most who were asked have"


def test_without_anybody_on_record_nothing_is_laid_beside(app: Flask) -> None:
    client, page = drawn(app, 8)
    say(client, f"{page}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    assert "和报告的、在册的比" not in client.get(f"{page}/result").text


RECORD = {"estimate": 0.8, "ci_low": 0.72, "ci_high": 0.88}


@pytest.mark.parametrize(
    ("numerator", "denominator", "says"),
    [(84, 100, "agrees"), (95, 100, "above"), (60, 100, "below"), (3, None, ""), (0, 0, "")],
)
def test_a_reported_share_is_said_to_agree_or_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch, numerator: int, denominator: int | None, says: str
) -> None:
    share = Share(("服苗率", "Round coverage"), ("实服 ÷ 应服", "dosed / target"), numerator, denominator)
    monkeypatch.setattr(reported.REPORTED, "things", (Reported("made up", lambda *_asked: [share]),))
    with app.app_context():
        (line,) = reported_lines(Survey(campaign="x", area=cast.COUNTY, first_day="2026-05-04"), RECORD)
    assert line.says.startswith(says) and bool(line.says) == bool(says)


def test_a_round_reports_its_three_coverages(app: Flask) -> None:
    found_campaign(app)
    with app.app_context():
        said = reported.reported_of(CAMPAIGN, cast.COUNTY, "2099-01-01")
        assert [one.words[0].partition("轮")[2] for one in said] == ["登记儿童服苗率", "服苗率", "计划完成率"]
        assert reported.reported_of(CAMPAIGN, cast.COUNTY, "2000-01-01") == []
        assert reported.reported_of("none", cast.COUNTY, "2099-01-01") == []


def test_the_plan_is_the_campaigns_own_where_the_whole_of_it_is_surveyed(app: Flask) -> None:
    found_campaign(app)
    with app.app_context():
        db.session.get_one(Campaign, CAMPAIGN).planned = 500
        db.session.commit()
        whole, part = (
            reported.reported_of(CAMPAIGN, area, "2099-01-01")[2] for area in (cast.COUNTY, cast.VILLAGE)
        )
    assert (whole.denominator, part.denominator) == (500, None)
