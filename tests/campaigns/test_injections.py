"""A product fixes its forms, a form fixes the words, and what only an injection is asked for: on every page."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from fieldapp.campaigns.plan.form import read_plan
from fieldapp.campaigns.plan.products import PRODUCTS, choosable, forms_of
from fieldapp.campaigns.words import age_words, in_form
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign
from fieldapp.schedule import packaged
from fieldapp.sync.outgoing.setup import setup_changes
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, some_children
from tests.cast import post, signed_in
from tests.grown import grown

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
PLAN = {"name": "麻腮风查漏", "product": "MMR", "form": "injection", "born_from": "20200101"}
PLAN |= {"born_to": "2025-01-01", "goal": "95", "document_no": "南卫发〔2025〕9号"}
ORAL_WORDS = ("服苗", "应服", "实服", "已服", "未服", "补服", "没服")


def plan(**said: str) -> tuple[dict[str, object], set[str]]:
    form = read_plan(PLAN | said, [cast.TOWNSHIP])
    return form.values, set(form.wrong)


@pytest.fixture
@grown
def injections(app: Flask) -> Flask:
    found_campaign(app, product="MMR", form="injection")
    some_children(app)
    return app


def test_every_product_that_fills_a_slot_has_its_forms_in_the_one_table() -> None:
    assert {product["id"] for product in packaged().products if product["counts"]} == set(PRODUCTS)


@pytest.mark.parametrize(
    "product", ["MMR", "IPV", "HepB", "JE-L", "BCG", "DTaP", "MPSV-A", "HepA-I", "9vHPV"]
)
@pytest.mark.parametrize("form", ["drops", "pill"])
def test_what_is_injected_is_never_planned_as_drops_or_pills(product: str, form: str) -> None:
    assert plan(product=product, form=form)[1] == {"form"}
    assert plan(product=product, form="injection")[1] == set()
    assert plan(product=product, form="")[0]["form"] == "injection"  # there is no other


def test_oral_polio_vaccine_is_drops_or_pills_and_never_injected() -> None:
    assert forms_of("bOPV") == ("drops", "pill")
    assert [plan(product="bOPV", form=form)[1] for form in ("drops", "pill")] == [set(), set()]
    assert plan(product="bOPV", form="injection")[1] == plan(product="bOPV", form="")[1] == {"form"}


@pytest.mark.parametrize("product", ["tOPV", "MV", "MR"])
def test_what_is_no_longer_supplied_is_kept_and_not_chosen_anew(product: str) -> None:
    form = forms_of(product)[0]
    assert plan(product=product, form=form)[1] == {"product"}
    assert product not in choosable() and product in choosable(product)
    assert read_plan(PLAN | {"product": product, "form": form}, [cast.TOWNSHIP], kept=product).wrong == {}


def test_the_page_of_a_campaign_with_an_old_product_still_offers_it(app: Flask) -> None:
    found_campaign(app, product="MR", form="injection")
    client = signed_in(app, cast.ADMINISTRATOR)
    assert 'value="MR"' in client.get(f"/campaigns/{CAMPAIGN}/edit").text
    assert 'value="MR"' not in client.get("/campaigns/new").text
    said = PLAN | {"product": "MR", "areas": cast.COUNTY}
    assert post(client, f"/campaigns/{CAMPAIGN}/edit", **said).status_code == 302


def test_a_form_that_cannot_be_is_refused_with_what_can(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, "/campaigns/new", **PLAN | {"form": "drops", "areas": cast.TOWNSHIP})
    assert answer.status_code == 422 and "MMR 只有针剂" in answer.text


def test_injections_at_the_door_need_a_document_and_are_off_by_default() -> None:
    assert plan()[0]["door_allowed"] is False
    assert plan(door_allowed="1")[0]["door_allowed"] is True
    assert plan(door_allowed="1", document_no="")[1] == {"door_allowed"}
    assert (
        plan(door_allowed="1", product="bOPV", form="drops")[0]["door_allowed"] is False
    )  # not asked of drops


def test_ipv_first_is_asked_of_oral_polio_vaccine_only() -> None:
    said = {"zero_dose_ipv_first": "1"}
    assert plan(product="bOPV", form="pill", **said)[0]["zero_dose_ipv_first"] is True
    assert plan(**said)[0]["zero_dose_ipv_first"] is False


def test_the_lowest_age_is_said_in_months_or_days() -> None:
    assert plan(min_age_months="2")[0]["min_age_months"] == 2
    assert (age_words(None, 2), age_words(60, None), age_words(60, 2)) == (
        "满2月龄",
        "满 60 天",
        "满2月龄且满 60 天",
    )
    assert (age_words(None, None), age_words(None, 2, "en")) == ("", "at least 2 months old")


def test_records_count_fourteen_days_after_a_round_unless_the_plan_says_otherwise() -> None:
    assert plan()[0]["mopup_days"] == 14
    assert plan(mopup_days="0")[0]["mopup_days"] == 0
    assert plan(mopup_days="367")[1] == {"mopup_days"}


@pytest.mark.parametrize(
    ("form", "door", "sent"), [("injection", False, False), ("injection", True, True), ("drops", False, True)]
)
def test_phones_are_told_what_an_injection_needs(app: Flask, form: str, door: bool, sent: bool) -> None:
    product = "MMR" if form == "injection" else "bOPV"
    found_campaign(app, product=product, form=form, door_allowed=door, min_age_months=2, mopup_days=7)
    with app.app_context(), db.engine.connect() as connection:
        rows = setup_changes(connection, [cast.VILLAGE], str(app.config["INSTANCE"]))
    said = next(row["data"] for row in rows if row["kind"] == "campaign")
    assert (said["door_allowed"], said["min_age_months"], said["mopup_days"]) == (sent, 2, 7)


def test_words_of_what_is_swallowed_are_said_of_injections_in_their_own_way() -> None:
    oral = "服苗 已服 没服成 服苗率 登记儿童服苗率 应服 实服 未服 他处已服 集中服苗 补服"
    injected = "接种 已种 没种成 接种率 登记儿童接种率 应种 实种 未种 他处已种 集中接种 补种"
    assert in_form("injection", oral) == injected
    assert in_form("pill", oral) == in_form("drops", oral) == in_form(None, oral) == oral
    assert in_form("injection", "服务 服从") == "服务 服从"


@pytest.mark.parametrize("page", ["", "/table", "/map/frame"])
def test_no_page_of_an_injection_campaign_says_it_was_swallowed(injections: Flask, page: str) -> None:
    text = signed_in(injections, cast.ADMINISTRATOR).get(ROUND_PAGE + page).text
    text = re.sub(r"\\u([0-9a-f]{4})", lambda hit: chr(int(hit[1], 16)), text)  # as a script writes Chinese
    assert [word for word in ORAL_WORDS if word in text] == []
    assert "接种率" in text and "实种" in text


def test_the_plan_and_the_front_page_say_it_too(injections: Flask) -> None:
    client = signed_in(injections, cast.ADMINISTRATOR)
    plan_page, front = client.get(f"/campaigns/{CAMPAIGN}/plan").text, client.get("/").text
    assert "应种" in front and "接种率" in front
    for page in (plan_page, front):
        assert [word for word in ORAL_WORDS if word in page] == []


@pytest.mark.parametrize("file", ["table.xlsx", "villages.xlsx"])
def test_no_workbook_of_an_injection_campaign_says_it_was_swallowed(injections: Flask, file: str) -> None:
    content = signed_in(injections, cast.ADMINISTRATOR).get(f"{ROUND_PAGE}/{file}").data
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row]
    text = "\n".join(cells)
    assert [word for word in ORAL_WORDS if word in text] == []
    assert "接种率%" in text


def test_a_campaign_of_drops_keeps_its_words(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    page = signed_in(app, cast.ADMINISTRATOR).get(ROUND_PAGE).text
    assert "服苗率" in page and "实服" in page and "实种" not in page


def test_opening_again_without_a_document_asks_as_opening_does(app: Flask) -> None:
    found_campaign(app, document_no=None, state="closed")
    client = signed_in(app, cast.ADMINISTRATOR)
    assert "勾选“知道了”再启动" in client.get(f"/campaigns/{CAMPAIGN}/plan").text
    assert post(client, f"/campaigns/{CAMPAIGN}/act", act="open").status_code == 409
    with app.app_context():
        assert db.session.get_one(Campaign, CAMPAIGN).state == "closed"
    assert post(client, f"/campaigns/{CAMPAIGN}/act", act="open", confirmed="1").status_code == 302


def test_papers_name_the_document_or_say_that_there_is_none(app: Flask) -> None:
    found_campaign(app, document_name="关于开展补充免疫的通知", document_by="南县人民政府")
    client = signed_in(app, cast.ADMINISTRATOR)
    named = "下达文件：南县人民政府 《关于开展补充免疫的通知》 南卫发〔2025〕9号"
    assert named in client.get(f"{ROUND_PAGE}/table").text
    with app.app_context():
        campaign = db.session.get_one(Campaign, CAMPAIGN)
        campaign.document_name = campaign.document_no = None
        db.session.commit()
    for page in (f"{ROUND_PAGE}/table", ROUND_PAGE):
        assert "无文件" in client.get(page).text
    book = openpyxl.load_workbook(BytesIO(client.get(f"{ROUND_PAGE}/table.xlsx").data))
    assert "下达文件：无文件" in [cell.value for row in book.active.iter_rows() for cell in row]
