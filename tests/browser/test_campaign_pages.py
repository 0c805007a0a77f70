"""The campaign's pages and the reviews of imports: nobody kept out, nothing too wide, large enough for a thumb."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.browser.measures import barriers
from tests.browser.test_campaign_map import Desk
from tests.browser.test_office_pages import TINY
from tests.browser.test_small_screens import odd_records
from tests.browser.until import until
from tests.browser.village import run_round_one, two_listed_children
from tests.sync.county import CAMPAIGN, COUNTY, NORTH, ROUND2, add_person, child, key, operation, send, visit

pytestmark = pytest.mark.browser
HERE = f"/campaigns/{CAMPAIGN}"
ROUND = f"{HERE}/rounds/1"
PAGES = (
    "/campaigns",
    *(f"{HERE}/{page}" for page in ("plan", "edit", "batches", "posts", "list")),
    *(f"{ROUND}{page}" for page in ("", "/sheets/1", "/sheets/1?by=age", "/sheets/2", "/table", "/unknown")),
    *(f"{ROUND}/look-after?list={name}" for name in ("left_out", "decided", "taken_back", "late")),
    *(f"{ROUND}/{page}" for page in ("doses", "assignments", "remove")),
    *(f"{ROUND}/children?cell=all+{cell}" for cell in ("short", "vaccinated", "found")),
    f"{HERE}/rounds/2",
    f"{HERE}/rounds/2/children?cell=all+vaccinated",
)
FITS = "document.documentElement.scrollWidth <= 360"  # a phone settles its scale after the page is there
# what of a table's rows lies beyond the screen's edge; a table that keeps its first column may be scrolled in its box
CUT = """(width) => [...document.querySelectorAll('table.cards tbody :is(td, th)')].filter((one) =>
  one.getBoundingClientRect().right > width || one.scrollWidth > one.clientWidth + 1
).map((one) => one.outerHTML.slice(0, 120))"""
# how far the first cell of each wide table moves when the table is scrolled to its end
MOVED = """() => [...document.querySelectorAll('.scroll')].map((box) => {
  const first = box.querySelector('tbody tr > :first-child:not([colspan])');
  if (!first || box.scrollWidth <= box.clientWidth + 1 || box.querySelector('table.cards')) return 0;
  const before = first.getBoundingClientRect().left;
  box.scrollLeft = 9999;
  return before - first.getBoundingClientRect().left > 2 ? first.outerHTML : 0;
}).filter(Boolean)"""


@pytest.fixture
def desk(new_page: Callable[..., Page], server: Server) -> Iterator[Callable[[int], Desk]]:
    """Makes desks of the administrator's; the campaign is empty until `busy`."""
    run_round_one(server)
    with Session(server.engine) as session:
        add_person(session, "zhou", "administrator", [COUNTY])
        session.get_one(Person, key("zhou")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    made: list[Desk] = []

    def make(width: int) -> Desk:
        phone = {"is_mobile": True, "has_touch": True} if width < 500 else {}
        page = new_page(viewport={"width": width, "height": 640}, locale="zh-CN", **phone)
        made.append(Desk(page, server))
        made[-1].sign_in("zhou")
        return made[-1]

    yield make
    assert [words for one in made for words in one.complaints] == []


@pytest.fixture
def busy(server: Server, desk: Callable[[int], Desk]) -> Callable[[int], Desk]:
    """The same with children whose names break screens, one dosed in the other round and one whose day is odd."""
    two_listed_children(server)
    odd_records(server)
    send(
        server.engine,
        child("阿布", area=NORTH, guardian="W" * 40),
        operation(
            "visit", {"child": key("阿布"), "round": ROUND2, "outcome": "vaccinated", "on": "2001-01-01"}
        ),
        visit("王小明", "refused", reason="<img src=x>" * 9),
    )
    return desk


def wrong_with(desk: Desk, paths: tuple[str, ...], width: int) -> list[str]:
    """What is wrong on these pages."""
    found = []
    for path in paths:
        page = desk.go(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} too wide")
        found += [f"{path} {one}" for one in barriers(page)]
        if width < 500:
            found += [f"{path} small {one}" for one in page.evaluate(TINY)]
            found += [f"{path} cut {one}" for one in page.evaluate(CUT, width)]
            found += [f"{path} first column moved {one}" for one in page.evaluate(MOVED)]
    return found


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_of_a_busy_campaign_keeps_anyone_out_or_is_too_wide(
    busy: Callable[[int], Desk], width: int
) -> None:
    assert (found := wrong_with(busy(width), PAGES, width)) == [], "\n".join(found)


def test_no_page_of_an_empty_campaign_is_too_wide_for_a_phone(desk: Callable[[int], Desk]) -> None:
    assert (found := wrong_with(desk(360), PAGES, 360)) == [], "\n".join(found)


SHEETS = {
    f"{HERE}/list": (
        "村代码,村（居）委会,儿童姓名,性别,出生日期,监护人\n"
        f"{NORTH},,王小明,女,2022-03-01,{'W' * 40}\n{NORTH},,{'哈' * 40},男,2021-13-45,\n"
        f"{NORTH},别的村,李对不上,男,2021-05-06,\n{NORTH},,阿布,男,2019-04-04,\n"
    ),
    f"{ROUND}/assignments": f"村代码,村,用户名,预计人数\n{NORTH},别的村,ann,12\n{NORTH},,{'nobody' * 6},x\n",
    "/people/import": f"用户名,姓名,角色,地区代码\n13900000101,{'W' * 40},院长,999\n",
    "/clinics/import": f"所在地区代码,接种单位名称,服务地区代码\n{NORTH[:9]},{'W' * 40},999\n",
    "/areas/import": f"代码,名称\n{NORTH},别的村\n{NORTH[:9]}299,{'W' * 40}\n",
}


@pytest.mark.parametrize("path", SHEETS)
def test_the_review_of_an_import_is_read_on_a_phone_without_scrolling_sideways(
    busy: Callable[[int], Desk], path: str
) -> None:
    desk = busy(360)
    page = desk.go(path)
    sheet = {"name": "a.csv", "mimeType": "text/csv", "buffer": SHEETS[path].encode()}
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    page.set_input_files("main input[type=file]", sheet)
    page.locator("main form:has(input[type=file]) button").first.click()
    page.locator("table.cards tbody tr").first.wait_for()
    until(page, FITS)
    assert page.evaluate(CUT, 360) == []
    assert page.evaluate(TINY) == []
    assert barriers(page) == []
    desk.complaints[:] = [one for one in desk.complaints if not one.startswith("422 ")]


def test_the_second_of_two_in_a_campaigns_form_reads_both_values_on_a_phone(
    desk: Callable[[int], Desk],
) -> None:
    first, second = desk(1280), desk(360)
    for one, name in ((first, "甲" * 30), (second, "W" * 40)):
        one.go(f"{HERE}/edit").fill("[name=name]", name)
    for one in (first, second):
        one.page.locator("main form.rows button").last.click()
        one.page.wait_for_load_state()
    both = second.page.locator(".both label.check")
    assert [label.inner_text().strip() for label in both.all()] == ["甲" * 30, "W" * 40]
    for label in both.all():
        words, mark = label.bounding_box(), label.locator("input").bounding_box()
        assert words is not None and mark is not None
        assert mark["width"] < 30 and words["x"] + words["width"] <= 360
        assert label.evaluate("one => one.scrollWidth <= one.clientWidth")
    for one in (first, second):
        one.complaints[:] = [words for words in one.complaints if not words.startswith(("409 ", "422 "))]


def test_the_outer_rules_of_a_printed_sheet_lie_on_the_paper(busy: Callable[[int], Desk]) -> None:
    desk = busy(1050)  # A4 across, within its margins
    desk.page.emulate_media(media="print")
    for page in ("/sheets/1", "/sheets/2"):
        desk.go(ROUND + page)
        room = desk.page.evaluate(
            """() => [...document.querySelectorAll('.official-table table')].map((one) => {
              const { left, right } = one.getBoundingClientRect();
              return Math.min(left, document.documentElement.clientWidth - right);
            })"""
        )
        assert room and min(room) >= 1, (page, room)
