"""Scanning in the school check: a slip in a picture of the album or before the camera closes its notice, the code of a
report is its number, a certificate leads to its child; without network, and with a sentence where nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from fieldapp.ground.db import reading
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.school.reading import pupils_of
from tests.browser import pictures
from tests.browser.conftest import FLAGS, Phone, Server
from tests.browser.school_class import ASSESSED, TERM, found_a_class, notice_of_two
from tests.browser.until import until
from tests.browser.village import send_all
from tests.school.places import PRIMARY
from tests.sync.county import COUNTY, key, operation, send

pytestmark = pytest.mark.browser
DECODER = """async () => {
  for (const name of await caches.keys()) {
    if ((await (await caches.open(name)).keys()).some(({ url }) => url.endsWith('.wasm'))) return true;
  }
  return false;
}"""
CAME = "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /scan-|\\.wasm/.test(name))"


def address(number: str) -> str:
    """What stands in the QR of a notice."""
    return f"https://fang.example.cn/n/{number}-c2lnbmVkLWJ5LXVz"


@pytest.fixture
def school(server: Server) -> Server:
    """A class of five of a school, and its nurse."""
    found_a_class(server)
    return server


def at(phone: Phone, screen: str, who: str = "nurse") -> Page:
    """At a screen, all that is for her on the phone, and the network gone."""
    phone.open()
    page = phone.sign_in(who)
    until(page, DECODER)
    phone.cut()
    assert page.evaluate(CAME) == []  # not before something is scanned
    page.goto(f"{phone.url}/field#/{screen}")
    return page


def chosen(page: Page, picture: Path | dict[str, Any], button: str = "扫回执上的码，或选照片") -> None:
    """This picture, taken from the album."""
    if page.locator(".scanner").count() == 0:
        page.get_by_role("button", name=button).click()
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="从相册选照片").click()
    choosing.value.set_files(picture)  # type: ignore[arg-type]


def events(server: Server, name: str = "陈万") -> list[tuple[Any, ...]]:
    """What became of the notice of this child, as the server has it."""
    with reading(server.engine) as connection:
        [pupil] = [one for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code) if one.name == name]
    return [(one.event, one.items) for notice in pupil.notices for one in notice.events]


def test_a_slip_in_a_picture_closes_its_notice_without_network_and_only_once(
    school: Server, phone: Phone, tmp_path: Path
) -> None:
    number = notice_of_two(school, "陈万")
    picture = pictures.saved(
        pictures.photographed(pictures.paper(pictures.qr(address(number)))), tmp_path / "slip.jpg"
    )
    page = at(phone, "slips")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    chosen(page, picture)
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    page.get_by_role("button", name="收到回执").click()
    expect(page.get_by_text("已经收到回执", exact=False)).to_be_visible()
    chosen(page, picture)
    expect(page.get_by_text("已经收到回执", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="收到回执")).to_have_count(0)
    assert any(url.endswith(".wasm") for url in asked)
    assert [url for url in asked if not url.startswith((phone.url, "blob:", "data:"))] == []
    phone.mend()
    send_all(page)
    assert events(school) == [("returned_picture", (("dtp", 5), ("menac", 2)))]


def test_a_slip_before_the_camera_closes_its_notice(school: Server, phone: Phone, tmp_path: Path) -> None:
    number = notice_of_two(school, "陈万")
    seen = pictures.film(pictures.qr(address(number), 6), tmp_path / "camera.y4m")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    phone.flags = [*FLAGS, *fake, f"--use-file-for-fake-video-capture={seen}"]
    page = at(phone, "slips")
    page.get_by_role("button", name="扫回执上的码，或选照片").click()
    expect(page.get_by_text("照片不保存", exact=False)).to_be_visible()
    page.get_by_role("button", name="打开相机").click()
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    expect(page.locator("video")).to_have_count(0)  # and the camera is off again
    page.get_by_role("button", name="收到回执").click()
    expect(page.get_by_text("已经收到回执", exact=False)).to_be_visible()
    phone.mend()
    send_all(page)
    assert [event for event, _items in events(school)] == ["returned"]


def test_without_the_camera_the_album_and_typing_remain(school: Server, phone: Phone, tmp_path: Path) -> None:
    number = notice_of_two(school, "陈万")
    page = at(phone, "slips")
    page.get_by_role("button", name="扫回执上的码，或选照片").click()
    page.get_by_role("button", name="打开相机").click()
    expect(page.get_by_text("可以从相册选照片，也可以输入", exact=False)).to_be_visible()
    page.get_by_label("通知单编号").fill(number)
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    page.get_by_label("通知单编号").fill("")
    chosen(page, pictures.saved(pictures.qr(number), tmp_path / "digits.png.jpg"))
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()


def test_large_turned_and_blurred_pictures_are_read_and_others_say_what_to_do(
    school: Server, phone: Phone, tmp_path: Path
) -> None:
    number = notice_of_two(school, "陈万")
    code = pictures.qr(address(number), 16)
    page = at(phone, "slips")
    small = pictures.qr(address(number), 2)
    readable = {
        "whole": (pictures.photographed(pictures.paper(code, size=pictures.WHOLE)), 1),
        "turned": (pictures.photographed(pictures.paper(code), turned=17), 1),
        "on its side": (pictures.photographed(pictures.paper(code, size=pictures.WHOLE)), 6),
        "upside down": (pictures.photographed(pictures.paper(code), turned=180), 1),
        "blurred": (pictures.photographed(pictures.paper(code), blur=4), 1),
        "small, from a chat": (pictures.photographed(pictures.paper(small, size=(300, 400)), noise=2), 1),
    }
    for name, (picture, orientation) in readable.items():
        page.get_by_label("通知单编号").fill("")
        chosen(page, pictures.saved(picture, tmp_path / f"{name}.jpg", orientation))
        expect(page.get_by_label("通知单编号"), name).to_have_value(number)
    page.get_by_label("通知单编号").fill("")
    useless = {
        "nothing": pictures.photographed(pictures.paper()),
        "a fog": pictures.photographed(pictures.paper(code), blur=30),
    }
    for name, picture in useless.items():
        chosen(page, pictures.saved(picture, tmp_path / f"{name}.jpg"))
        expect(page.get_by_text("照片里没有看到码", exact=False), name).to_be_visible()
    chosen(page, pictures.saved(pictures.qr("weixin://x"), tmp_path / "other.jpg"))
    expect(page.get_by_text("这不是通知单上的码", exact=False)).to_be_visible()
    chosen(page, {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    expect(page.get_by_text("这张照片打不开", exact=False)).to_be_visible()
    expect(page.get_by_label("通知单编号")).to_have_value("")


def test_the_number_of_another_school_a_mistyped_one_and_one_of_two_notices(
    school: Server, phone: Phone, tmp_path: Path
) -> None:
    number = notice_of_two(school, "陈万")
    twin = {"kind": "certificate", "child": key("陈云"), "issued_on": ASSESSED.isoformat(), "number": number}
    check = {"enrolment": key("enrolled 陈云"), "checked_on": ASSESSED.isoformat(), "certificate": "lost"}
    said = [
        operation("certificate_check", check, "sun", id=key("lost"), key=key("lost")),
        operation("notice", twin | {"check": key("lost")}, "sun", id=key("twin"), key=key("twin")),
    ]
    assert {one["outcome"] for one in send(school.engine, *said, by="sun")} == {"applied"}
    page = at(phone, "slips")
    other = number_of("01920000-0000-7000-8000-0123456789ab")
    chosen(page, pictures.saved(pictures.qr(address(other)), tmp_path / "other.jpg"))
    expect(page.get_by_text("不是本校的通知单", exact=False)).to_be_visible()
    page.get_by_label("通知单编号").fill(f"{other[:7]}{(int(other[7]) + 1) % 10}")
    expect(page.get_by_text("有一位不对", exact=False)).to_be_visible()
    chosen(page, pictures.saved(pictures.qr(address(number)), tmp_path / "twin.jpg"))
    expect(page.get_by_text("这个编号有几张通知单", exact=False)).to_be_visible()
    page.get_by_role("button", name="陈云").click()
    page.get_by_role("button", name="收到回执").click()
    phone.mend()
    send_all(page)
    assert (events(school, "陈万"), events(school, "陈云")) == ([], [("returned_picture", ())])


def test_the_code_of_a_report_is_its_number(school: Server, phone: Phone, tmp_path: Path) -> None:
    page = at(phone, f"check/{key('enrolled 陈一')}")
    page.get_by_label("评估日期（报告上印的）").fill(ASSESSED.strftime("%Y%m%d"))
    field = page.get_by_label("报告编号")
    codes = {
        "PG2026-0001": pictures.bar_code("PG2026-0001", tmp_path),
        "6901234567892": pictures.bar_code("6901234567892", tmp_path, "EAN13"),
        "PG-2026-77": pictures.qr("https://yf.example.gov.cn/r?reportNo=PG-2026-77"),
    }
    for number, code in codes.items():
        picture = pictures.photographed(pictures.paper(code), turned=3)
        chosen(page, pictures.saved(picture, tmp_path / f"{number}.jpg"), "扫码")
        expect(field).to_have_value(number)
    chosen(page, pictures.saved(pictures.qr(address("12345678")), tmp_path / "n.jpg"), "扫码")
    expect(page.get_by_text("这是通知单的码", exact=False)).to_be_visible()
    both: list[Image.Image] = [pictures.bar_code("PG2026-0002", tmp_path), codes["PG-2026-77"]]
    chosen(page, pictures.saved(pictures.paper(*both), tmp_path / "both.jpg"), "扫码")
    page.get_by_role("button", name="PG2026-0002").click()
    expect(field).to_have_value("PG2026-0002")
    page.locator(".five").get_by_role("button", name="已完成").click()
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    phone.mend()
    send_all(page)
    with reading(school.engine) as connection:
        found = {one.name: one.looks for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code)}
    assert [look.report_no for look in found["陈一"]] == ["PG2026-0002"]


def test_a_certificate_leads_to_its_child(school: Server, phone: Phone, tmp_path: Path) -> None:
    words = {"certificate_no": "JZ430921-0077"}
    said = operation("child", words, "sun", key=key("陈云"))
    assert {one["outcome"] for one in send(school.engine, said, by="sun")} == {"applied"}
    page = at(phone, f"class/{PRIMARY}/1%2F1")
    chosen(
        page,
        pictures.saved(pictures.bar_code("JZ430921-0078", tmp_path), tmp_path / "a.jpg"),
        "扫接种证找孩子",
    )
    expect(page.get_by_text("这个证号不在名单里", exact=False)).to_be_visible()
    chosen(
        page,
        pictures.saved(pictures.bar_code("JZ430921-0077", tmp_path), tmp_path / "b.jpg"),
        "扫接种证找孩子",
    )
    expect(page.get_by_role("heading", name="陈云")).to_be_visible()


def test_where_the_decoder_is_not_on_the_phone_that_is_said_and_typing_goes_on(
    school: Server, new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    number = notice_of_two(school, "陈万")
    phone = new_phone()
    page = at(phone, "slips")
    page.evaluate("""async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.keys()) if (one.url.endsWith('.wasm')) await cache.delete(one);
      }
    }""")
    chosen(page, pictures.saved(pictures.qr(number), tmp_path / "a.jpg"))
    expect(page.get_by_text("扫码要用的还没有下到这部手机", exact=False)).to_be_visible()
    page.get_by_label("通知单编号").fill(number)
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    page.get_by_label("通知单编号").fill("")
    phone.mend()
    chosen(page, pictures.saved(pictures.qr(number), tmp_path / "a.jpg"))
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
