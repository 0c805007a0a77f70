"""Two people, one phone, each with something unsent: neither sees the other's, nothing is lost, and what lies in the
browser after one has signed out names no child but in what she did not send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldapp.sync.rework.replay import verify
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.test_failures_network import expect_all_sent, expect_unsent, logged, send_now
from tests.browser.village import EVERYTHING_KEPT, HOUSE, run_round_one, two_listed_children
from tests.sync.county import key

pytestmark = pytest.mark.browser
LISTED, HEAD, NUMBER = ("王小明", "王小红"), "王大山", "13812345678"


@pytest.fixture
def county(server: Server) -> Server:
    """A household with two children, on the list of an open round."""
    run_round_one(server)
    two_listed_children(server)
    return server


def add_child(page: Page, name: str) -> None:
    """A child the list does not have, found and dosed."""
    page.goto(page.url.split("/field")[0] + HOUSE)
    page.get_by_role("button", name="这户加孩子").click()
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_text("男", exact=True).click()
    page.get_by_label("出生日期").fill("1岁2个月")
    page.get_by_text("3剂以上").click()
    page.get_by_text("本县", exact=True).click()
    page.get_by_role("button", name="保存，并且已服").click()
    expect(page.get_by_role("article", name=name)).to_be_visible()


def sign_out(page: Page, unsent: int) -> None:
    """Sign out, told first what stays; the window is then loaded anew."""
    page.goto(page.url.split("#")[0] + "#/settings")
    leave = page.get_by_role("button", name="退出登录")
    if unsent:
        leave.click()
        expect(page.get_by_text(f"还有{unsent}条没上报，会留在这部手机里，等您下次登录。")).to_be_visible()
    with page.expect_event("load"):
        leave.click()
    page.get_by_label("用户名").wait_for()


def sign_in(page: Page, who: str) -> None:
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()


def said_in_the_browser(page: Page) -> str:
    """Everything it keeps, as one text."""
    return "\n".join(page.evaluate(EVERYTHING_KEPT))


def holding(page: Page, word: str) -> list[str]:
    """The places of the browser where a word lies."""
    return [place for place in page.evaluate(EVERYTHING_KEPT) if word in place]


def test_two_people_with_something_unsent_each(county: Server, phone: Phone) -> None:
    phone.open()
    page = phone.sign_in("ann")
    add_child(page, "安已报")
    send_now(page)
    expect_all_sent(page)
    page.route("**/api/v1/sync", lambda route: route.abort())
    add_child(page, "安没报")
    sign_out(page, 2)

    expect(page.get_by_text("ann还有2条没上报")).to_be_visible()
    kept = said_in_the_browser(page)
    for word in (*LISTED, HEAD, "安已报"):
        assert word not in kept, word
    places = holding(page, "安没报")
    assert len(places) == 1 and places[0].startswith("outbox ") and '"state":"unsent"' in places[0]
    assert holding(page, NUMBER) == places  # filled in from the household, with what she did not send

    sign_in(page, "bao")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    expect(page.get_by_text("还没有记录")).to_be_visible()
    expect(page.get_by_text("ann还有2条没上报，要本人在这部手机上登录才能上报。")).to_be_visible()
    expect(page.get_by_text("您记的都上报了")).to_be_visible()
    expect(page.get_by_text("这部手机记的都上报了")).to_have_count(0)  # it is not so
    expect(page.get_by_role("button", name="把没上报的存成文件")).to_have_count(0)
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_role("main")).not_to_contain_text("安没报")
    add_child(page, "包没报")
    expect_unsent(page, 2)
    phone.cut()
    phone.close()
    page = phone.open("/field#/report")
    expect(page.get_by_text("包没报").first).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("安没报")
    sign_out(page, 2)
    assert "安已报" not in said_in_the_browser(page)  # the village was on the phone again for bao

    phone.mend()
    sign_in(page, "ann")
    send_now(page)
    expect_all_sent(page)
    expect(page.get_by_role("main")).not_to_contain_text("包没报")
    sign_out(page, 0)
    sign_in(page, "bao")
    send_now(page)
    expect_all_sent(page)
    said = [(one["by"], one["data"]["name"]) for one in logged(county) if one["kind"] == "child"]
    assert said[2:] == [(key("ann"), "安已报"), (key("ann"), "安没报"), (key("bao"), "包没报")]
    assert verify(county.engine) == []
    sign_out(page, 0)
    kept = said_in_the_browser(page)
    for word in (*LISTED, HEAD, NUMBER, "安已报", "安没报", "包没报"):
        assert word not in kept, word


def test_a_second_window_lets_go_when_the_first_signs_out(county: Server, phone: Phone) -> None:
    phone.open()
    page = phone.sign_in("ann")
    assert phone.context is not None
    other = phone.context.new_page()
    other.goto(phone.url + HOUSE)
    expect(other.get_by_text("王小明").first).to_be_visible()
    sign_out(page, 0)
    expect(other.get_by_label("用户名")).to_be_visible()
    assert "王小明" not in said_in_the_browser(other)
    page.go_back()
    expect(page.get_by_label("用户名")).to_be_visible()
    assert "王小明" not in said_in_the_browser(page)


@pytest.mark.parametrize("hostile", [True, False], ids=["with what cannot be read", "all right"])
def test_a_colleagues_file_is_taken_in_and_the_report_is_drawn(
    county: Server, phone: Phone, tmp_path: Path, hostile: bool
) -> None:
    phone.open()
    page = phone.sign_in("ann")
    page.route("**/api/v1/sync", lambda route: route.abort())
    add_child(page, "安没报")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="把没上报的存成文件").click()
    file = json.loads(Path(download.value.path()).read_text())
    assert len(file["signatures"]) == len(file["ops"]) == 2
    if hostile:
        odd = [
            {"data": {"child": {"a": 1}, "on": 7, "round": [], "outcome": 5}},
            {"data": {"name": "\ud800"}},
            {"id": 7},
        ]
        file["ops"] += [
            file["ops"][1] | {"id": key(f"odd {n}"), "seq": 90 + n} | one for n, one in enumerate(odd)
        ]
    (tmp_path / "unsent.json").write_text(json.dumps(file))
    sign_out(page, 2)
    sign_in(page, "bao")
    page.goto(phone.url + "/field#/report")
    page.get_by_label("收别的手机存的文件").set_input_files(tmp_path / "unsent.json")
    words = "收下1条，会自己上报有2条看不懂" if hostile else "收下0条，会自己上报"
    expect(page.get_by_text(words, exact=False)).to_be_visible()  # ann's own lie here already, unsent
    phone.close()
    page = phone.open("/field#/report")
    expect(page.get_by_role("heading", name="上报", exact=True)).to_be_visible()
    if hostile:
        expect(page.get_by_text(f"看不懂 {key('odd 0')[:8]}")).to_be_visible()
    send_now(page)
    expect_all_sent(page)
