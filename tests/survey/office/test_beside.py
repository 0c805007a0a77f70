"""What is registered and reported, laid beside what a survey found."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign
from fieldapp.models.surveys import Survey
from fieldapp.survey.result import registered as on_record
from fieldapp.survey.result.beside import reported_lines
from fieldapp.survey.result.registered import registered
from fieldapp.web.aside import threads
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
        found = registered(db.session.query(Survey).one())
        children, nothing, doses = found.children, found.nothing, found.doses
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


def counted_aside() -> None:
    """Whatever is counted by a thread has come to its end."""
    threads.wait()


def test_of_many_children_the_page_waits_for_nothing_and_says_when_they_were_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = drawn(app, 8)
    tell(app, [*child("甲", [("DTaP", "2024-12-05")]), *child("乙", [("DTaP", "2024-12-05")])])
    say(client, f"{page}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    monkeypatch.setattr(on_record, "AT_ONCE", 1)
    first = client.get(f"{page}/result").text
    assert "正在数" in first and "2 / 2" not in first
    counted_aside()
    now = client.get(f"{page}/result").text
    assert "2 / 2" in now and "数到" not in now and "正在数" not in now
    tell(app, child("丙", [("DTaP", "2024-12-05")]))
    before = client.get(f"{page}/result").text
    assert "2 / 2" in before and "数到 20" in before  # as they stood, with the moment
    counted_aside()
    after = client.get(f"{page}/result").text
    assert "3 / 3" in after and "数到" not in after


def test_a_report_waits_for_what_was_never_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, page = drawn(app, 8)
    tell(app, child("甲", [("DTaP", "2024-12-05")]))
    say(client, f"{page}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    monkeypatch.setattr(on_record, "AT_ONCE", 0)
    assert "1 / 1" in word_of(client, page)


def word_of(client: Any, page: str) -> str:
    """The cells of the report's tables."""
    document = Document(io.BytesIO(client.get(f"{page}/report/report.docx").data))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_joined_children_are_one_and_what_is_no_dose_of_a_series_is_none(app: Flask) -> None:
    drawn(app, 8)
    tell(
        app,
        [
            *child("甲", [("DTaP", "2024-12-05"), ("其他苗", "2024-12-06")]),
            *child("乙", [("DTaP", "2024-12-05")]),
        ],
    )
    tell(app, [*child("丙", [("DTaP", "2025-01-05")]), *child("丁", [("其他苗", "2025-01-05")])])
    link = {"kind": "same_child", "area": cast.VILLAGE, "data": {"child": key("甲"), "other": key("丙")}}
    tell(app, [link])
    with app.app_context():
        found = registered(db.session.query(Survey).one())
    assert (found.children, found.nothing) == (3, 1)
    assert (found.doses["dtp", 1], found.doses["dtp", 2], found.doses["dtp", 3]) == (2, 1, 0)
