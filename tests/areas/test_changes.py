"""Villages merge, split and are renamed with a date; history, people and campaigns follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from fieldapp.areas import changes
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area, Boundary, LocalUnit
from fieldapp.models.campaigns import Campaign
from fieldapp.models.people import PersonArea
from fieldapp.web.scopes import scopes_of
from tests import cast

DAY = date(2025, 9, 1)
PART = "430921103232"


@pytest.fixture
def session(app: Flask) -> Iterator:
    """A session on the cast's small country."""
    with app.app_context():
        yield db.session


def refused(verb, *arguments: object, **more: object) -> str:
    with pytest.raises(Problem) as caught:
        verb(*arguments, **more)
    db.session.rollback()
    return caught.value.code


def campaign(*areas: str, state: str = "open") -> Campaign:
    said = {
        "key": f"c-{state}",
        "county": cast.COUNTY,
        "name": "冬季",
        "product": "bOPV",
        "form": "drops",
        "state": state,
    }
    made = Campaign(**said, born_from="2019-01-01", born_to="2025-12-01", areas=json.dumps(areas))
    db.session.add(made)
    db.session.commit()
    return made


def test_a_renamed_village_is_found_by_its_new_name_and_remembers_the_old(session):
    area = changes.rename(session, cast.VILLAGE, "青树新村", DAY, "南民〔2025〕3号")
    assert (area.name, area.initials) == ("青树新村", "qsxc")
    change = changes.history(session, cast.VILLAGE)[0]
    assert (change.kind, change.old_name, change.document) == ("rename", "青树嘴村委会", "南民〔2025〕3号")


def test_a_merged_village_retires_and_its_heir_is_known(session):
    heir = changes.merge(session, cast.VILLAGE, cast.OTHER_VILLAGE, DAY)
    area = session.get_one(Area, cast.VILLAGE)
    assert heir.code == area.replaced_by == cast.OTHER_VILLAGE
    assert area.retired_on == "2025-09-01"
    assert changes.history(session, cast.OTHER_VILLAGE)[0].code == cast.VILLAGE


def test_the_people_of_a_merged_village_work_on_in_its_heir(session, app: Flask):
    worker = cast.person_id(app, cast.VILLAGE_WORKER)
    changes.merge(session, cast.VILLAGE, cast.OTHER_VILLAGE, DAY)
    session.commit()
    given = session.get_one(PersonArea, (worker, cast.OTHER_VILLAGE))
    assert given.until is None
    with db.engine.connect() as connection:
        assert scopes_of(connection, worker) == ["setup", cast.VILLAGE, cast.OTHER_VILLAGE]


def test_local_units_move_to_the_heir(session):
    session.add(LocalUnit(key="u1", area=cast.VILLAGE, kind="farm", name="三分场"))
    session.commit()
    changes.merge(session, cast.VILLAGE, cast.OTHER_VILLAGE, DAY)
    assert session.get_one(LocalUnit, "u1").area == cast.OTHER_VILLAGE


def test_a_part_split_off_is_a_new_village_for_the_same_people_and_campaigns(session, app: Flask):
    plan = campaign(cast.VILLAGE)
    made = changes.split(session, cast.VILLAGE, [(PART, "新河村")], DAY)
    session.commit()
    assert [(area.code, area.parent, area.county, area.since) for area in made] == [
        (PART, cast.TOWNSHIP, cast.COUNTY, "2025-09-01")
    ]
    assert session.get_one(Area, cast.VILLAGE).retired_on is None
    assert session.get(PersonArea, (cast.person_id(app, cast.VILLAGE_WORKER), PART)) is not None
    assert json.loads(plan.areas) == [cast.VILLAGE, PART]


def test_a_village_split_whole_retires_into_the_part_that_keeps_its_records(session):
    changes.split(
        session, cast.VILLAGE, [(PART, "新河村"), ("430921103233", "新滨村")], DAY, heir="430921103233"
    )
    assert session.get_one(Area, cast.VILLAGE).replaced_by == "430921103233"


def test_a_closed_campaign_keeps_the_areas_it_had(session):
    closed = campaign(cast.VILLAGE, state="closed")
    changes.merge(session, cast.VILLAGE, cast.OTHER_VILLAGE, DAY)
    assert json.loads(closed.areas) == [cast.VILLAGE]


def test_a_county_given_a_new_code_keeps_its_partition(session, app: Flask):
    session.add(Boundary(code=cast.VILLAGE, geometry="{}"))
    session.commit()
    changes.recode(session, cast.COUNTY, "430990", DAY)
    session.commit()
    new = session.get_one(Area, "430990103213")
    assert (new.name, new.parent, new.county) == ("青树嘴村委会", "430990103", cast.COUNTY)
    assert session.get_one(Area, cast.VILLAGE).replaced_by == "430990103213"
    assert session.get_one(Boundary, "430990103213").geometry == "{}"
    assert session.get(PersonArea, (cast.person_id(app, cast.SUPERVISOR), "430990")) is not None


def test_an_area_added_by_hand_takes_its_countys_partition(session):
    changes.recode(session, cast.COUNTY, "430990", DAY)
    assert changes.add(session, "430990103299", "新村", DAY).county == cast.COUNTY
    assert changes.add(session, "430923", "安化县", DAY).county == "430923"


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        (changes.rename, ("430921103999", "无", DAY), "no_such_area"),
        (changes.rename, (cast.VILLAGE, " ", DAY), "wrong_value"),
        (changes.rename, (cast.VILLAGE, "明年的名", date(2999, 1, 1)), "day_in_future"),
        (changes.merge, (cast.VILLAGE, cast.VILLAGE, DAY), "area_unlike"),
        (changes.merge, (cast.VILLAGE, cast.TOWNSHIP, DAY), "area_unlike"),
        (changes.merge, (cast.VILLAGE, cast.OTHER_COUNTYS_VILLAGE, DAY), "area_unlike"),
        (changes.merge, (cast.TOWNSHIP, "430921101", DAY), "area_has_children"),
        (changes.split, (cast.VILLAGE, [], DAY), "bad_request"),
        (changes.split, (cast.VILLAGE, [(cast.OTHER_VILLAGE, "已有")], DAY), "area_code_taken"),
        (changes.split, (cast.VILLAGE, [("430921104", "镇")], DAY), "area_code_wrong"),
        (changes.split, (cast.VILLAGE, [("430921999001", "没有镇")], DAY), "no_such_area"),
        (changes.recode, (cast.VILLAGE, "43092110", DAY), "area_code_wrong"),
        (changes.add, ("12345", "短", DAY), "area_code_wrong"),
    ],
)
def test_a_change_that_cannot_be_is_refused(session, verb, arguments: tuple, code: str):
    assert refused(verb, session, *arguments) == code


def test_a_retired_area_changes_no_more(session):
    changes.merge(session, cast.VILLAGE, cast.OTHER_VILLAGE, DAY)
    session.commit()
    assert refused(changes.rename, session, cast.VILLAGE, "又改", DAY) == "area_retired"
    assert refused(changes.merge, session, cast.OTHER_VILLAGE, cast.VILLAGE, DAY) == "area_retired"
