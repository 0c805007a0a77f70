"""A batch has holder and expiry; a dose without one, from an expired one or injected at a door stands in 需要留意."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.campaigns.batches.form import is_expired, read_expiry
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.records import Batch, Dose
from fieldapp.records.standing import derived_key
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, visited
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import key, operation, tally, void

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
BATCHES = f"/campaigns/{CAMPAIGN}/batches"
APART = f"{ROUND_PAGE}/doses"
BOX = {"product": "bOPV", "form": "drops", "lot": "A1", "expires": "2027-11-30"}


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Two dosed children, one from batch A1 and one without a batch, and one who was away."""
    found_campaign(app)
    box = operation("batch", BOX, key=key("box"), area=cast.VILLAGE)
    given = [visited("小明"), visited("小红", batch=key("box")), visited("小刚", "absent_short")]
    record(app, cast.VACCINATOR, box, *(listed(name) for name in ("小明", "小红", "小刚")), *given)
    return app


def rows(app: Flask, what: str = "no_batch", who: cast.Member = cast.ADMINISTRATOR) -> list[tuple[Any, ...]]:
    """The workbook's rows: child and batch."""
    content = signed_in(app, who).get(f"{APART}.xlsx?what={what}").data
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [(row[2], row[6]) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("20271130", "2027-11-30"),
        ("2027-11-30", "2027-11-30"),
        ("2027-11", "2027-11-30"),
        ("202802", "2028-02-29"),
        ("2027年2月", "2027-02-28"),
        ("2027-13", None),
        ("明年", None),
        ("", None),
    ],
)
def test_an_expiry_is_read_as_it_stands_on_the_box(typed: str, read: str | None) -> None:
    assert read_expiry(typed) == read


def test_the_day_on_the_box_is_the_last_on_which_it_may_be_used() -> None:
    days = ("2025-11-29", "2025-11-30", "2025-12-01")
    assert [is_expired("2025-11-30", day) for day in days] == [False, False, True]
    assert not is_expired(None, "2025-12-01")


def test_a_dose_without_a_batch_is_counted_among_what_to_look_after(county: Flask) -> None:
    page = signed_in(county, cast.ADMINISTRATOR).get(ROUND_PAGE).text
    assert "需要留意" in page and "1 剂：没有批号" in page
    assert rows(county) == [("小明", None)]


def test_the_office_gives_it_one_and_it_leaves_the_list_as_one_dose(county: Flask) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    page = client.get(APART).text
    visit = page.split('name="visit" value="')[1].split('"')[0]
    assert page.count('name="visit"') == 1
    assert post(client, APART, batch=key("box"), visit=visit).status_code == 302
    assert rows(county) == [] and "没有批号" not in client.get(ROUND_PAGE).text
    with county.app_context():
        dose = db.session.scalars(select(Dose)).one()
        assert (dose.key, dose.batch) == (derived_key(visit, "batch", "2025-12-01"), key("box"))
        assert tally(db.engine, round_=key("office round 1"))["vaccinated"] == 2


def test_a_dose_taken_back_is_on_no_list(county: Flask) -> None:
    given = visited("小刚")
    record(county, cast.VACCINATOR, given)
    assert sorted(child for child, _lot in rows(county)) == ["小刚", "小明"]
    record(county, cast.VACCINATOR, void(given))
    assert [child for child, _lot in rows(county)] == ["小明"]


def test_a_dose_from_a_batch_past_its_day_is_listed_also_when_that_is_learnt_later(county: Flask) -> None:
    assert rows(county, "expired") == []
    late = operation("batch", {"expires": "2025-11-30"}, key=key("box"), area=cast.VILLAGE)
    record(county, cast.VACCINATOR, late | {"at": "2025-12-05T08:00:00.000Z"})
    assert rows(county, "expired") == [("小红", "A1")]
    assert "1 剂：批号已过期" in signed_in(county, cast.ADMINISTRATOR).get(ROUND_PAGE).text


@pytest.mark.parametrize(("door_allowed", "seen"), [(False, [("小明", None)]), (True, [])])
def test_an_injection_at_a_door_is_kept_and_listed_unless_the_document_allows_it(
    app: Flask, door_allowed: bool, seen: list[tuple[Any, ...]]
) -> None:
    found_campaign(app, product="MMR", form="injection", door_allowed=door_allowed)
    record(app, cast.VACCINATOR, listed("小明"), visited("小明", mode="door"))
    assert rows(app, "door") == seen


def test_the_clinic_enters_what_the_township_received(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    said = {
        "lot": "B2",
        "maker": "乙生物",
        "expires": "2027-11",
        "doses_per_vial": "20",
        "area": cast.VILLAGE,
    }
    page = client.get(BATCHES).text
    area = page.split('<select name="area"')[1].split('value="')[1].split('"')[0]
    assert post(client, BATCHES, **said | {"area": area}).status_code == 302
    with county.app_context():
        batch = db.session.scalars(select(Batch).where(Batch.lot == "B2")).one()
        kept = (batch.product, batch.form, batch.maker, batch.expires, batch.doses_per_vial)
    assert kept == ("bOPV", "drops", "乙生物", "2027-11-30", 20)
    page = client.get(BATCHES).text
    assert "乙生物" in page and "2027-11-30" in page


def test_the_same_lot_entered_again_completes_the_batch_and_makes_no_second(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    assert post(client, BATCHES, lot="A1", maker="甲公司", area=cast.VILLAGE).status_code == 302
    with county.app_context():
        batch = db.session.scalars(select(Batch)).one()
        assert (batch.key, batch.maker, batch.expires) == (key("box"), "甲公司", "2027-11-30")


def test_an_expired_batch_is_entered_and_warned_of(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = post(client, BATCHES, lot="OLD", expires=yesterday, area=cast.VILLAGE)
    assert answer.status_code == 302
    page = client.get(BATCHES).text
    assert "已经过期" in page and "已过期" in page


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"lot": ""}, 400),
        ({"expires": "明年"}, 422),
        ({"doses_per_vial": "0"}, 422),
        ({"area": "430921101001"}, 403),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(county: Flask, said: dict[str, str], status: int) -> None:
    client = signed_in(county, cast.CLINIC)
    answer = post(client, BATCHES, **{"lot": "C3", "area": cast.VILLAGE} | said)
    assert answer.status_code in (status, 422) and 'role="alert"' in answer.text
    with county.app_context():
        assert [batch.lot for batch in db.session.scalars(select(Batch))] == ["A1"]


def test_who_may_not_see_children_sees_the_number_only(county: Flask) -> None:
    observer = signed_in(county, cast.OBSERVER)
    page = observer.get(ROUND_PAGE).text
    assert "1 剂：没有批号" in page and "/doses" not in page
    assert observer.get(APART).status_code == observer.get(f"{APART}.xlsx").status_code == 403


def test_a_village_worker_sees_the_list_and_takes_no_file_along(county: Flask) -> None:
    worker = signed_in(county, cast.VACCINATOR)
    assert "小明" in worker.get(APART).text
    assert worker.get(f"{APART}.xlsx").status_code == 403


def test_a_child_who_lives_elsewhere_is_named_to_who_may_see_it(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("何远远", area=cast.OTHER_VILLAGE), visited("何远远"))
    page = signed_in(county, cast.VILLAGE_WORKER).get(APART).text
    assert "何远远" not in page and "别处的孩子" in page and "小明" in page
    assert "何远远" in signed_in(county, cast.CLINIC).get(APART).text
    assert ("何远远", None) in rows(county, who=cast.CLINIC)


def test_doses_outside_one_s_areas_are_neither_seen_nor_given_a_batch(county: Flask) -> None:
    clinic, other = signed_in(county, cast.CLINIC), signed_in(county, cast.OUTSIDER)
    assert clinic.get(f"{APART}?area=430921101").status_code == 403
    assert other.get(APART).status_code == 403
    assert other.get(BATCHES).status_code == 403
