"""A post day on the phone: where, from which batch, in which words; what waits, and what does not count and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from fieldapp.ground.clock import today
from fieldapp.ground.db import writing
from fieldapp.models.campaigns import Campaign
from fieldapp.models.records import Batch, Child, Dose
from tests.browser.conftest import Phone, Server
from tests.browser.village import (
    HOUSE,
    add_post,
    card,
    run_round_one,
    send_all,
    signed_in_offline,
    two_listed_children,
    visit_of,
)
from tests.sync.county import CAMPAIGN, NORTH, child, key, send, visit

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
GIVE = "已告知、无禁忌，已服"
JAB = "已告知、无禁忌，已种"
WHERE = "在哪里"
ORAL = ("服苗", "应服", "已服", "没服", "没服成", "才能服")


@pytest.fixture
def village(server: Server) -> Server:
    """Round 1 runs, no village has a post; the household of 王大山."""
    run_round_one(server, posts=())
    two_listed_children(server)
    return server


def injection(server: Server, **more: object) -> None:
    with writing(server.engine) as connection:
        words = {"product": "MMR", "form": "injection"} | more
        connection.execute(update(Campaign).where(Campaign.key == CAMPAIGN).values(**words))


def household(village: Server, phone: Phone) -> Page:
    """The household on a phone whose network is gone."""
    page = signed_in_offline(phone)
    page.goto(village.url + HOUSE)
    return page


def day(n: int) -> str:
    return (today() + timedelta(days=n)).isoformat()


def choose(page: Page, words: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=words, exact=True).click()


def test_the_open_post_of_the_day_is_the_place_without_a_question(village: Server, phone: Phone) -> None:
    post = add_post(village, "村部", NORTH)
    add_post(village, "昨天的点", NORTH, range(-2, 0))
    page = household(village, phone)
    expect(page.get_by_role("link", name="今天")).to_contain_text("村部")
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    given = visit_of(village, "王小明")
    assert (given["mode"], given["post"]) == ("post", post)


def test_without_a_post_the_place_is_asked_once_a_day_and_village_and_the_tap_goes_on(
    village: Server, phone: Phone
) -> None:
    page = household(village, phone)
    expect(page.get_by_role("link", name="今天")).to_contain_text("没选地点")
    card(page, "王小明").get_by_role("button", name="没服成").click()
    expect(page.get_by_role("dialog")).to_contain_text(WHERE)
    choose(page, "入户")
    choose(page, "不在家")
    card(page, "王小红").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小红")).to_contain_text("✔ 已服")  # not asked again
    page.get_by_role("link", name="今天").click()
    page.get_by_label("服苗日期").fill(day(-1).replace("-", ""))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="补记")).to_contain_text(
        "没选地点"
    )  # another day is another question
    phone.mend()
    send_all(page)
    assert (visit_of(village, "王小明")["mode"], visit_of(village, "王小红")["mode"]) == ("door", "door")


def test_the_whole_house_is_asked_for_once_and_dosed_then(village: Server, phone: Phone) -> None:
    page = household(village, phone)
    page.get_by_role("button", name="记2个都已服").click()
    choose(page, "学校")
    for name in ("王小明", "王小红"):
        expect(card(page, name)).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    assert {visit_of(village, name)["mode"] for name in ("王小明", "王小红")} == {"school"}


def test_who_turns_away_from_the_question_has_recorded_nothing(village: Server, phone: Phone) -> None:
    page = household(village, phone)
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(card(page, "王小明").get_by_role("button", name=GIVE)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="上报")).not_to_contain_text("1")


def test_an_injection_from_list_to_server_is_said_as_one_and_never_given_at_a_door(
    village: Server, phone: Phone
) -> None:
    injection(village, min_age_months=8)
    page = signed_in_offline(phone)
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("应种")).to_be_visible()
    seen = [page.locator("body").inner_text()]
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_role("group", name="接种名单")).to_be_visible()
    seen.append(page.locator("body").inner_text())
    page.get_by_role("button", name="王小明：没种成，选原因").click()
    choose(page, "入户（不在门口接种，只记原因）")
    seen.append(page.get_by_role("dialog").inner_text())
    choose(page, "不在家")
    page.get_by_role("button", name=f"王小红：{JAB}").click()  # she would be given it at the door
    expect(page.get_by_role("dialog")).to_contain_text("不在门口接种")
    expect(page.get_by_role("dialog").get_by_role("button", name="入户")).to_have_count(0)
    choose(page, "门诊")
    expect(page.get_by_role("button", name="王小红：已种，撤销")).to_be_visible()
    page.goto(village.url + HOUSE)
    expect(card(page, "王小红")).to_contain_text("✔ 已种")
    expect(card(page, "王小明")).to_contain_text("没有含麻疹成分疫苗记录")
    seen.append(page.locator("body").inner_text())
    card(page, "王小明").get_by_role("link", name="改资料").click()
    expect(page.get_by_role("group", name="户口")).to_be_visible()
    assert "脊灰" not in page.locator("main").inner_text()
    phone.mend()
    send_all(page)
    seen.append(page.locator("body").inner_text())
    assert [word for text in seen for word in ORAL if word in text] == []
    given = visit_of(village, "王小红")
    assert (given["mode"], given["product"]) == ("clinic", "MMR")
    assert visit_of(village, "王小明")["mode"] == "door"


def test_an_injection_may_be_given_at_a_door_where_the_document_allows_it(
    village: Server, phone: Phone
) -> None:
    injection(village, door_allowed=True)
    page = household(village, phone)
    card(page, "王小明").get_by_role("button", name=JAB).click()
    choose(page, "入户")
    expect(card(page, "王小明")).to_contain_text("✔ 已种")


def test_the_batch_is_said_once_with_holder_and_expiry_and_every_dose_carries_it(
    village: Server, phone: Phone
) -> None:
    add_post(village, "村部", NORTH)
    page = household(village, phone)
    page.get_by_role("link", name="今天").click()
    page.get_by_label("批号").fill("A2025-7")
    page.get_by_label("批号").press("Tab")
    page.get_by_label("上市许可持有人").fill("甲生物制品公司")
    page.get_by_label("有效期至").fill("2099-11")
    page.get_by_label("每瓶（支）几剂").fill("20")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="记2个都已服").click()
    expect(card(page, "王小红")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    with village.engine.connect() as connection:
        batch = connection.execute(select(Batch.__table__)).one()
    assert (batch.lot, batch.maker, batch.expires) == ("A2025-7", "甲生物制品公司", "2099-11-30")
    assert (batch.doses_per_vial, batch.product, batch.form) == (20, "bOPV", "drops")
    assert {visit_of(village, name)["batch"] for name in ("王小明", "王小红")} == {batch.key}


def test_an_expired_batch_warns_before_and_after_and_stops_nobody(village: Server, phone: Phone) -> None:
    add_post(village, "村部", NORTH)
    page = household(village, phone)
    page.get_by_role("link", name="今天").click()
    page.get_by_label("批号").fill("OLD-1")
    page.get_by_label("批号").press("Tab")
    page.get_by_label("有效期至").fill(day(-1))
    page.get_by_label("有效期至").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("批号OLD-1已过期")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="今天")).to_contain_text("OLD-1 已过期")
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(page.get_by_role("alert")).to_contain_text("用的批号OLD-1已过期")
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    assert visit_of(village, "王小明")["batch"]


def test_doses_without_a_batch_wait_in_a_list_until_they_have_one(
    village: Server, phone: Phone, new_phone: Callable[..., Phone]
) -> None:
    add_post(village, "村部", NORTH)
    page = household(village, phone)
    page.get_by_role("button", name="记2个都已服").click()
    expect(card(page, "王小红")).to_contain_text("✔ 已服")
    page.get_by_role("link", name="今日").click()
    page.get_by_role("link", name="需要留意：2剂没有批号").click()
    expect(page.get_by_text("先在“日期、地点、批号”里填批号")).to_be_visible()
    page.get_by_role("link", name="日期、地点、批号").click()
    page.get_by_label("批号").fill("B1")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="2剂都补上批号B1").click()
    expect(page.get_by_text("都有批号了")).to_be_visible()
    phone.mend()
    send_all(page)
    with village.engine.connect() as connection:
        batch = connection.scalar(select(Batch.key))
        doses = connection.execute(select(Dose.child, Dose.batch).where(Dose.known.is_(True))).all()
    assert sorted(doses) == sorted((key(name), batch) for name in ("王小明", "王小红"))
    other = new_phone("a colleague's phone")
    other.open()
    other.sign_in("bao").get_by_role("link", name="今日").click()
    expect(other.page.locator(".figures")).to_contain_text("2 已服")
    expect(other.page.get_by_text("没有批号")).to_have_count(0)
    other.page.goto(village.url + "/field#/work")
    expect(other.page.get_by_role("button", name="B1")).to_be_visible()  # entered once, for everybody


def test_a_dose_taken_back_takes_its_batch_along(village: Server, phone: Phone) -> None:
    add_post(village, "村部", NORTH)
    page = household(village, phone)
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    page.goto(village.url + "/field#/work")
    page.get_by_label("批号").fill("B1")
    page.get_by_label("批号").press("Tab")
    page.goto(village.url + "/field#/nobatch")
    page.get_by_role("button", name="1剂补上批号B1").first.click()
    expect(page.get_by_text("都有批号了")).to_be_visible()
    page.goto(village.url + HOUSE)
    card(page, "王小明").get_by_role("button", name="撤销").click()
    expect(card(page, "王小明").get_by_role("button", name=GIVE)).to_be_visible()
    phone.mend()
    send_all(page)
    with village.engine.connect() as connection:
        assert connection.scalars(select(Dose.voided)).all() == [True]


def test_who_moved_has_a_day_and_is_looked_for_until_then(village: Server, phone: Phone) -> None:
    page = household(village, phone)
    card(page, "王小明").get_by_role("link", name="改资料").click()
    page.get_by_text("更多（可不填）").click()
    page.get_by_role("group", name="现在").get_by_text("搬走").click()
    expect(page.get_by_label("从哪天起")).to_have_value(day(0))
    page.get_by_role("button", name="保存").click()
    expect(card(page, "王小明")).to_be_visible()
    page.get_by_role("link", name="今日").click()
    expect(page.locator(".figures")).to_contain_text("2 还差")  # moved in the round: still due
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_role("listitem").filter(has_text="王小明")).to_contain_text("搬走（")
    page.goto(f"{village.url}/field#/child/{key('王小明')}/edit")
    page.get_by_text("更多（可不填）").click()
    page.get_by_label("从哪天起").fill(day(-30).replace("-", ""))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("searchbox")).to_be_visible()  # the list it was opened from
    page.get_by_role("link", name="今日").click()
    expect(page.locator(".figures")).to_contain_text("1 还差")  # moved before it began: not due
    page.get_by_role("link", name="名单").click()
    phone.mend()
    send_all(page)
    with village.engine.connect() as connection:
        row = connection.execute(select(Child.__table__).where(Child.key == key("王小明"))).one()._mapping
    assert row["status"] == "moved"
    assert day(-30) in str(dict(row))


def test_a_dose_of_another_vaccine_or_day_is_not_the_rounds_and_the_row_says_why(
    village: Server, phone: Phone
) -> None:
    words = {"on": day(0), "area": NORTH}
    send(
        village.engine,
        visit("王小明", product="HepB", **words),
        visit("王小红", "vaccinated_elsewhere", **words),
    )
    send(
        village.engine, child("王小刚", prior_polio="3", area=NORTH), visit("王小刚", on=day(-60), area=NORTH)
    )
    page = signed_in_offline(phone)
    rows = page.get_by_role("listitem")
    expect(rows.filter(has_text="王小明")).to_contain_text("不计入本轮：疫苗不同")
    expect(rows.filter(has_text="王小刚")).to_contain_text("不计入本轮：日期在轮次外")
    page.get_by_role("link", name="今日").click()
    figures = page.locator(".figures")
    for words in ("2 还差", "3 应服", "0 已服"):
        expect(figures).to_contain_text(words)
    expect(page.get_by_text("另有1个别处已服，不在已服里")).to_be_visible()
