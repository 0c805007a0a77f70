"""The office in a real browser: nobody kept out, nothing too wide, areas picked by keyboard, slips that work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.measures import barriers
from tests.browser.test_campaign_map import Desk
from tests.sync.county import COUNTY, NORTH, add_person, key

OUTLINE = '{"type":"Polygon","coordinates":[[[112.4,29.2],[112.5,29.2],[112.5,29.3],[112.4,29.2]]]}'
PERSON = f"/people/{key('ann')}"
PAGES = (
    "/",
    "/help",
    "/account",
    "/account/password",
    "/areas",
    "/areas?q=qsz",
    "/areas?q=zzzz",
    "/areas/import",
)
PAGES += tuple(
    f"/areas/{NORTH}{rest}" for rest in ("", "/edit", "/rename", "/merge", "/split", "/recode", "/units/new")
)
PAGES += (
    f"/areas/{COUNTY}",
    f"/areas/{COUNTY}/add",
    "/people",
    "/people?words=nobody",
    PERSON,
    f"{PERSON}/edit",
)
PAGES += ("/campaigns", "/campaigns/new", "/phones")
PAGES += ("/people/new", "/people/import", "/audit", "/audit?table=post")
PAGES += ("/schools", "/schools/new", "/schools/import", "/schools/settings")
PAGES += ("/clinics", "/clinics/new", "/clinics/import", "/codes", "/erasure", "/schedule")
PAGES += ("/inbox", "/inbox/conflicts", "/inbox/waiting", "/inbox/odd", "/inbox/handover")

# what can be tapped and is lower or narrower than 44 px; links inside a sentence are as high as its line
TINY = """[...document.querySelectorAll('a, button, select, input:not([type=hidden])')].filter((one) => {
  const box = one.matches('[type=checkbox], [type=radio]') ? one.closest('label') : one;
  const { width, height } = box.getBoundingClientRect();
  const inText = getComputedStyle(one).display === 'inline' && one.parentElement.childNodes.length > 1;
  return width && height && !inText && !one.matches('.skip') && (width < 43.5 || height < 43.5);
}).map((one) => one.outerHTML.slice(0, 150))"""

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]


@pytest.fixture
def office(new_page: Callable[..., Page], server: Server) -> Iterator[Callable[..., Desk]]:
    """Makes desks at which the county's administrator has signed in; none may have met an error."""
    with Session(server.engine) as session:
        add_person(session, "zhou", "administrator", [COUNTY])
        session.get_one(Person, key("zhou")).password_hash = hash_password(PASSWORD, 8)
        village = session.get_one(Area, NORTH)
        village.name, village.lat, village.lon = "青树嘴村委会", 29.25, 112.45
        village.pinyin, village.initials = pinyin_of(village.name)
        session.add(Boundary(code=NORTH, geometry=OUTLINE))
        session.commit()
    made: list[Desk] = []

    def make(width: int = 1280) -> Desk:
        made.append(Desk(new_page(viewport={"width": width, "height": 800}, locale="zh-CN"), server))
        made[-1].sign_in("zhou")
        return made[-1]

    yield make
    assert [words for desk in made for words in desk.complaints] == []


# At 1280 px test_office_walk.py looks at every page.
@pytest.mark.parametrize("width", [360])
def test_no_office_page_has_a_barrier_or_is_too_wide(office: Callable[..., Desk], width: int) -> None:
    desk = office(width)
    for path in PAGES:
        page = desk.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert barriers(page) == [], path


@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_of_refusal_is_a_page_like_any_other(office: Callable[..., Desk], width: int) -> None:
    desk = office(width)
    page = desk.go("/nowhere")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
    assert page.evaluate(TINY) == [] or width > 360
    assert [words.split()[0] for words in desk.complaints] == ["404"]
    desk.complaints.clear()


def test_the_sign_in_page_has_no_barrier(new_page: Callable[..., Page], server: Server) -> None:
    page = new_page(locale="zh-CN")
    page.goto(server.url)
    assert barriers(page) == []


def test_an_area_is_picked_with_the_keyboard_alone(office: Callable[..., Desk]) -> None:
    page = office().go("/people/new")
    box = page.locator("[name=area]")
    box.press_sequentially("qszc")
    expect(page.locator(".picklist li")).to_have_count(1)  # only what all four letters find
    expect(page.locator(".picklist li")).to_contain_text("青树嘴村委会")
    box.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value(NORTH)
    assert page.url.endswith("/people/new")


def test_a_slips_code_opens_the_field_app_with_both_words_filled(
    office: Callable[..., Desk], phone: Phone
) -> None:
    page = office().go("/people/new")
    for name, words in (("username", "13900000001"), ("name", "何平"), ("area", NORTH)):
        page.locator(f"main [name={name}]").fill(words)
    page.click("main form button")
    digits = page.locator(".slip .digits").inner_text().replace(" ", "")
    assert barriers(page) == []
    screen = phone.open(f"/field#/signin?user=13900000001&code={digits}")
    expect(screen.get_by_label("用户名")).to_have_value("13900000001")
    screen.get_by_role("button", name="登录").click()
    screen.get_by_role("navigation").wait_for()
    expect(screen).not_to_have_url(re.compile(digits))


def test_a_form_on_its_way_cannot_be_sent_twice_and_says_so(office: Callable[..., Desk]) -> None:
    page = office().go("/areas/import")
    sheet = {"name": "a.csv", "mimeType": "text/csv", "buffer": f"code,name\n{NORTH},青树嘴村\n".encode()}
    page.set_input_files("main input[type=file]", sheet)
    page.evaluate(
        "document.querySelector('main form').target = 'elsewhere'"
    )  # so that this page stays to be seen
    sent = []
    page.context.on(
        "request", lambda request: sent.append(request.method) if request.method == "POST" else None
    )
    button = page.locator("main form button")
    with page.context.expect_page() as opened:
        button.dblclick()
    expect(button).to_be_disabled()
    expect(button).to_have_text("请稍候…")
    expect(opened.value.get_by_role("button", name="确认导入")).to_be_enabled()
    assert sent == ["POST"]


def test_a_file_too_large_is_named_before_it_is_sent(office: Callable[..., Desk], tmp_path: Path) -> None:
    page = office().go("/people/import")
    large = tmp_path / "villages.csv"
    large.write_bytes(b"x" * (33 * 2**20))
    page.set_input_files("main input[type=file]", large)
    page.click("main form button")
    assert "最多 32 MB" in page.locator("main input[type=file]").evaluate("one => one.validationMessage")
    page.goto(page.url.replace("people", "areas"))
    page.set_input_files("main input[type=file]", large)
    assert "fieldapp areas import" in page.locator("main input[type=file]").evaluate(
        "one => one.validationMessage"
    )
    small = tmp_path / "one.csv"
    small.write_bytes(b"code,name\n")
    page.set_input_files("main input[type=file]", small)
    assert page.locator("main input[type=file]").evaluate("one => one.validity.valid")


def test_areas_are_found_and_ticked_and_never_the_whole_with_a_part(office: Callable[..., Desk]) -> None:
    page = office().go("/campaigns/new")

    def ticked() -> list[str]:
        return page.eval_on_selector_all("[name=areas]:checked", "all => all.map(one => one.value)")

    assert ticked() == [COUNTY]
    search = page.get_by_label("找乡镇或村")
    search.fill("qszc")
    village = page.get_by_label("青树嘴村委会")
    expect(village).to_be_visible()  # its township has opened
    expect(page.locator("[data-tree] label:visible [name=areas]")).to_have_count(2)  # and what is ticked
    village.check()
    assert ticked() == [NORTH]
    search.press("Enter")  # looks, and sends nothing
    search.fill("no such place")
    expect(village).to_be_visible()  # a ticked one never hides
    search.fill("")
    page.locator(f"[name=areas][value='{NORTH[:9]}']").check()
    assert ticked() == [NORTH[:9]]
    page.locator("[name=more_areas]").fill(NORTH)
    page.locator("[name=name]").focus()
    assert ticked() == []


def test_the_menus_entry_of_a_page_is_in_sight_on_a_phone(office: Callable[..., Desk]) -> None:
    page = office(360).go("/inbox")
    entry = page.locator(".menu [aria-current]").bounding_box()
    assert entry["x"] >= 0 and entry["x"] + entry["width"] <= 360
    page.goto(page.url.replace("/inbox", "/help"))
    place = page.locator(".menu-more summary[aria-current]").bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= 360


def test_whatever_is_tapped_on_a_phone_is_as_large_as_a_thumb(office: Callable[..., Desk]) -> None:
    desk = office(360)
    for path in PAGES:
        assert desk.go(path).evaluate(TINY) == [], path
