"""Operations that name no village of this server: seen and settled by those who have the phone's person, by nobody
of another county."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from fieldapp.areas.given import give_area
from fieldapp.ground.db import db
from fieldapp.models.log import LoggedOperation
from tests import cast
from tests.campaigns.office import found_campaign, listed, record
from tests.cast import Member, post, signed_in
from tests.grown import grown

NEXT_COUNTY = Member("next-administrator", "何平", "administrator", (cast.OTHER_COUNTY,))
PROVINCE = Member("province", "郭勇", "administrator", ("43",))
NO_VILLAGE: list[Any] = [None, "430921", "999999123456", 5]


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    with app.app_context():
        for member in (NEXT_COUNTY, PROVINCE):
            cast.add_person(member.username, member.name, member.role, member.areas, cast.PASSWORD)
        db.session.commit()
    return app


def stray(app: Flask, area: Any, device: str | None = None) -> str:
    """The page of an operation of the vaccinator's phone about 欧阳小明 that names no village of ours."""
    said = listed("欧阳小明") | {"area": area}
    if device is None:
        [receipt] = record(app, cast.VACCINATOR, said)
        assert receipt["outcome"] in ("held", "refused")
    else:
        file = (BytesIO(json.dumps([said | {"device": device}]).encode()), "unsent.json")
        assert post(signed_in(app, cast.CLINIC), "/inbox/handover", file=file).status_code == 200
    with app.app_context():
        row = db.session.query(LoggedOperation).one()
        return f"/inbox/{row.county}/{row.position}"


@pytest.mark.parametrize("area", NO_VILLAGE)
@pytest.mark.parametrize("member", [cast.CLINIC, cast.SUPERVISOR, cast.ADMINISTRATOR, PROVINCE])
def test_those_who_have_the_phones_person_see_it(county: Flask, member: Member, area: Any) -> None:
    page, client = stray(county, area), signed_in(county, member)
    assert "欧阳小明" in client.get("/inbox").text
    assert "欧阳小明" in client.get(page).text


@pytest.mark.parametrize("area", NO_VILLAGE)
@pytest.mark.parametrize("member", [cast.OUTSIDER, NEXT_COUNTY])
def test_nobody_of_another_county_sees_or_settles_it(county: Flask, member: Member, area: Any) -> None:
    page, client = stray(county, area), signed_in(county, member)
    assert "欧阳小明" not in client.get("/inbox").text
    assert client.get(page).status_code == 403
    for act in ("mend", "set-aside", "choose"):
        answer = post(client, f"{page}/{act}", area=cast.OTHER_COUNTYS_VILLAGE, field="name", value=0)
        assert answer.status_code == 403
    with county.app_context():
        assert db.session.query(LoggedOperation).one().mended_by is None


def test_a_phone_nobody_knows_is_for_who_has_every_county(county: Flask) -> None:
    page = stray(county, None, device="no phone at all")
    for member, status in ((PROVINCE, 200), (cast.ADMINISTRATOR, 403), (cast.CLINIC, 403)):
        assert signed_in(county, member).get(page).status_code == status
    with county.app_context():
        for member in (cast.ADMINISTRATOR, cast.SUPERVISOR):
            give_area(cast.person_id(county, member), cast.OTHER_COUNTY)
        db.session.commit()
    assert signed_in(county, cast.ADMINISTRATOR).get(page).status_code == 200
    assert signed_in(county, cast.SUPERVISOR).get(page).status_code == 403


@pytest.mark.parametrize("area", NO_VILLAGE)
def test_a_supervisor_gives_it_its_village(county: Flask, area: Any) -> None:
    page, client = stray(county, area), signed_in(county, cast.SUPERVISOR)
    offered = client.get(page).text
    assert f'value="{cast.VILLAGE}"' in offered
    assert cast.OTHER_COUNTYS_VILLAGE not in offered
    said = {"area": cast.VILLAGE, "data.name": "欧阳小明", "data.born": "2021-05-04", "data.sex": "female"}
    assert post(client, f"{page}/mend", **said).headers["Location"] == "/inbox"
    assert "欧阳小明" not in client.get("/inbox").text
