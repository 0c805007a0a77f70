"""What a county does in the office by few taps: 55 villages as in the last round, errors where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Post
from tests.browser.conftest import Server
from tests.browser.measures import at_most
from tests.browser.test_campaign_map import Desk
from tests.sync.county import CAMPAIGN, NORTH, ROUND1, ROUND2, add_person, key

VILLAGES, PEOPLE = 55, 12  # of the stranger's task
TABLE = f"/campaigns/{CAMPAIGN}/rounds/2/assignments"

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]


@pytest.fixture
def desk(new_page: Callable[..., Page], server: Server) -> Iterator[Desk]:
    """The county's supervisor, where round 1 gave 55 villages to twelve people."""
    with Session(server.engine) as session:
        villages = list(
            session.scalars(select(Area.code).where(Area.level == "village", Area.county == "430921"))
        )
        for n in range(VILLAGES - len(villages)):
            code = f"{NORTH[:9]}{500 + n}"
            session.add(Area(code=code, name=f"第{n}村", level="village", parent=NORTH[:9], county="430921"))
            villages.append(code)
        session.flush()
        for n in range(PEOPLE):
            add_person(session, f"医生{n}", "vaccinator", [NORTH[:9]])
        for n, code in enumerate(villages):
            words = {"key": key(f"given {code}"), "round": ROUND1, "area": code, "expected": 30 + n}
            session.add(Assignment(**words, person=key(f"医生{n % PEOPLE}")))
        session.commit()
    made = Desk(new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN"), server)
    made.sign_in("sun")
    yield made
    assert [words for words in made.complaints if "422" not in words] == []


def given(server: Server, round_: str) -> int:
    with Session(server.engine) as session:
        query = select(func.count()).select_from(Assignment).where(Assignment.round == round_)
        return session.scalar(query.where(Assignment.ended.is_(None))) or 0


def test_fifty_five_villages_as_in_the_last_round_in_at_most_five_taps(desk: Desk, server: Server) -> None:
    taps = []

    def tap(role: str, name: str) -> None:
        desk.page.get_by_role(role, name=name).first.click()
        taps.append(name)

    desk.go("/")
    tap("link", "活动")
    tap("link", "two rounds")
    tap("link", "第2轮")
    tap("link", "分村到人")
    tap("button", f"照第1轮分好（{VILLAGES}个村）")
    expect(desk.page.get_by_text(f"{VILLAGES}个村都分到人了")).to_be_visible()
    assert given(server, ROUND2) == VILLAGES
    at_most(5, len(taps), "55 villages assigned as in the last round")


def test_a_wrong_cell_is_in_sight_focused_and_keeps_what_was_typed(desk: Desk, server: Server) -> None:
    page = desk.go(TABLE)
    last = page.locator("#given tbody tr").last
    last.locator("input[name^='who.']").fill("没有这个人")
    page.locator("#given tbody tr").first.locator("input[name^='who.']").fill("医生1")
    page.get_by_role("button", name="保存").click()
    wrong = page.locator("#given [aria-invalid=true]")
    expect(wrong).to_have_count(1)
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(wrong).to_have_value("没有这个人")
    assert given(server, ROUND2) == 0
    wrong.fill("医生2")
    wrong.press("Enter")
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert given(server, ROUND2) == 2


def test_the_table_is_found_in_and_sorted_by_what_is_typed(desk: Desk) -> None:
    desk.go(f"/campaigns/{CAMPAIGN}/rounds/1/assignments")
    page = desk.page
    rows = page.locator("#given tbody tr:visible")
    page.get_by_label("找村或人").fill("医生11")
    expect(rows).to_have_count(4)  # villages 11, 23, 35 and 47
    page.get_by_label("找村或人").fill("")
    page.get_by_role("button", name="预计儿童").click()
    expect(rows.first.locator("input[name^='expected.']")).to_have_value(str(30 + VILLAGES - 1))


def test_a_post_is_placed_by_a_tap_on_the_map_or_left_without(desk: Desk, server: Server) -> None:
    with Session(server.engine) as session:
        village = session.get_one(Area, NORTH)
        village.lat, village.lon = 29.3, 112.4
        session.commit()
    page = desk.go(f"/campaigns/{CAMPAIGN}/posts")
    page.get_by_label("名称").fill("村部")
    page.get_by_label("类型").select_option("fixed")  # nothing is preset
    page.get_by_label("所在村").select_option(NORTH)
    page.get_by_text("在地图上点位置").click()
    page.locator(".leaflet-container").click(position={"x": 200, "y": 200})
    expect(page.get_by_label("纬度")).to_have_value(re.compile(r"29\.\d{6}"))
    page.get_by_role("button", name="不写位置").click()
    expect(page.get_by_label("纬度")).to_have_value("")
    page.locator(".leaflet-container").click(position={"x": 220, "y": 180})
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("接种点已保存。")).to_be_visible()
    with Session(server.engine) as session:
        post = session.scalars(select(Post)).one()
        assert abs(post.lat - 29.3) < 0.1 and abs(post.lon - 112.4) < 0.1


def test_a_filter_acts_at_once_and_one_types_on_where_one_was(desk: Desk) -> None:
    page = desk.go("/people")
    expect(page.get_by_role("button", name="筛选")).to_be_hidden()
    box = page.get_by_label("姓名或手机号")
    box.press_sequentially("医生1")
    expect(page.locator("main tbody tr")).to_have_count(3)  # 医生1, 10 and 11, and no button was tapped
    expect(box).to_be_focused()
    page.keyboard.type("1")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_label("姓名或手机号").fill("")
    page.get_by_label("角色").select_option("supervisor")
    expect(page).to_have_url(re.compile("role=supervisor"))


def test_a_refused_form_shows_its_first_wrong_field_and_says_all_that_is_wrong(desk: Desk) -> None:
    page = desk.go("/campaigns/new")
    for name, words in (("name", "冬季"), ("born_from", "去年"), ("born_to", "今年"), ("goal", "三成")):
        page.locator(f"main [name={name}]").fill(words)
    page.get_by_role("button", name="保存").click()
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_count(3)
    expect(wrong.first).to_be_focused()
    expect(wrong.first).to_be_in_viewport()
    assert [words for words in page.locator("form .wrong").all_inner_texts() if words]
    for one in wrong.all():
        assert page.locator(f"[id={one.get_attribute('aria-describedby')}]").inner_text()


def test_a_table_is_not_left_with_what_was_not_saved(desk: Desk) -> None:
    page = desk.go(f"/campaigns/{CAMPAIGN}/rounds/1/assignments")
    asked: list[str] = []
    page.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    page.locator("input[name^='expected.']").first.fill("77")
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("link", name="人员").click()
    expect(page.locator("input[name^='expected.']").first).to_have_value(
        "77"
    )  # one stays, and nothing is lost
    assert asked == ["beforeunload"]
    page.locator("#given").get_by_role("button", name="收回").first.click()
    assert asked[1:] == ["confirm"] and "assignments" in page.url  # asked, and not done


def test_no_page_of_the_desk_is_wider_than_a_phone(desk: Desk) -> None:
    for path in (
        f"/campaigns/{CAMPAIGN}/rounds/1/assignments",
        f"/campaigns/{CAMPAIGN}/posts",
        f"/campaigns/{CAMPAIGN}/list",
        "/phones",
        "/inbox",
    ):
        page = desk.go(path)
        for width, text in ((360, "100%"), (360, "130%"), (360, "200%"), (390, "100%")):
            page.set_viewport_size({"width": width, "height": 640})
            page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, text)
