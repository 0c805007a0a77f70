"""What the page of a round says beside its figures: certificates that ran out, what was set aside; and on its lists the
time that was agreed, after who the child is and where."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, update

from fieldapp.ground.db import db
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Person
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, key, record, some_children, visited
from tests.cast import post, signed_in
from tests.grown import grown

PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    some_children(app)
    again = visited("小红", "absent_short", on="2025-12-02", note="外婆家，约周六来")
    record(app, cast.VACCINATOR, again | {"at": "2025-12-02T08:00:00.000Z"})
    return app


def certificate_until(app: Flask, who: cast.Member, day: str) -> None:
    with app.app_context():
        db.session.execute(
            update(Person).where(Person.username == who.username).values(certificate_until=day)
        )
        db.session.commit()


def test_a_certificate_that_ran_out_is_said_and_leads_to_the_person(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    assert "资格证已过期" not in client.get(PAGE).text
    certificate_until(county, cast.VACCINATOR, "2025-12-08")
    page = client.get(PAGE).text
    assert "资格证已过期" in page and "有效期到 2025-12-08" in page
    assert f'href="/people/{cast.person_id(county, cast.VACCINATOR)}"' in page
    certificate_until(county, cast.VACCINATOR, "2025-12-09")  # it was valid to the round's last day
    certificate_until(county, cast.VILLAGE_WORKER, "2020-01-01")  # she lists, and doses nobody
    assert "资格证已过期" not in client.get(PAGE).text
    certificate_until(county, cast.VACCINATOR, "2025-12-08")
    assert "资格证已过期" not in signed_in(county, cast.OBSERVER).get(PAGE).text  # sees nobody


def test_what_was_set_aside_is_counted_and_led_to(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("小明", "not_known_yet"))
    with county.app_context():
        position = db.session.scalars(
            select(LoggedOperation.position).where(LoggedOperation.verdict == "held")
        ).one()
    client = signed_in(county, cast.SUPERVISOR)
    assert "已搁置" not in client.get(PAGE).text
    assert post(client, f"/inbox/{cast.COUNTY}/{position}/set-aside").status_code == 302
    page = client.get(PAGE).text
    assert "已搁置 1 条，不计入，可以放回" in page and "verdict=aside" in page


def heads(page: str, table: str) -> list[str]:
    return re.findall(r"<th[^>]*>([^<]+)</th>", page.split(f'id="{table}"')[1].split("</thead>")[0])


def test_who_and_where_stand_before_the_reason_and_the_time_agreed(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    village = client.get(f"{PAGE}?area={cast.VILLAGE}").text
    cell = client.get(f"{PAGE}/children", query_string={"cell": "all short"}).text
    for page, table in ((village, "missing"), (cell, "children")):
        said = heads(page, table)
        assert said.index("最后结果") > max(said.index(one) for one in ("姓名", "监护人", "电话", "出生日期"))
        assert page.count("约定：") == 1 and "约定：外婆家，约周六来" in page
    assert "约定：外婆家，约周六来" in client.get(f"{PAGE}/children/{key('小红')}").text
    sheet = client.get(f"{PAGE}/children.xlsx", query_string={"cell": "all short"})
    rows = list(openpyxl.load_workbook(BytesIO(sheet.data)).active.values)
    assert "外婆家，约周六来" in rows[1][rows[0].index("约定") :]


def test_a_time_agreed_is_shown_to_who_may_see_the_child_alone(county: Flask) -> None:
    page = signed_in(county, cast.OBSERVER).get(f"{PAGE}/children", query_string={"cell": "all short"}).text
    assert "外婆家" not in page
