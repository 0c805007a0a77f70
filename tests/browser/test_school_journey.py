"""One autumn of a class, from the roster to the table: a nurse at a computer and with a phone that has no network, the
clinic's doctor at hers, the sheet between them, the notices on paper and one of them back as a picture."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.sync.rework.replay import verify
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.school_class import ASSESSED, BORN, SCHOOL_NAME
from tests.browser.test_campaign_map import Desk
from tests.browser.until import until
from tests.browser.village import send_all
from tests.office.zoo import book
from tests.school.notices.papers import codes, pictures
from tests.school.places import PRIMARY, found_schools
from tests.sync.county import key

pytestmark = pytest.mark.browser
HEADS = ["学生姓名", "性别", "出生日期", "班级", "家长姓名", "家长电话"]
NAMES = ("何一", "何二", "何三", "何四", "何五")
AT, CLASS = f"/schools/{PRIMARY}", f"/schools/{PRIMARY}/classes/1~1"
PICTURES = os.environ.get("FIELDAPP_PICTURES")  # a folder to look at them in


@pytest.fixture
def school(server: Server) -> Server:
    """A school without pupils, its nurse and its clinic's doctor."""
    found_schools(server.engine)
    with Session(server.engine) as session:
        session.get_one(School, PRIMARY).name = SCHOOL_NAME
        for who in ("nurse", "doctor"):
            session.get_one(Person, key(who)).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    return server


@pytest.fixture
def new_desk(new_page: Callable[..., Page], school: Server) -> Callable[[str], Desk]:
    """Makes computers with a person signed in."""

    def make(who: str) -> Desk:
        made = Desk(new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN"), school)
        made.sign_in(who)
        return made

    return make


def taken(page: Page, name: str) -> None:
    """A picture, where somebody wants to look."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def upload(page: Page, content: bytes, name: str) -> None:
    """A file chosen on the page."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def fill(content: bytes, said: dict[str, dict[str, Any]]) -> bytes:
    """The class's sheet as the clinic fills it in, sorted otherwise."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    page = workbook.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        for head, value in said.get(str(page.cell(row, heads["姓名"]).value), {}).items():
            page.cell(row, heads[head]).value = value
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_one_autumn_of_a_class(
    school: Server, new_desk: Callable[[str], Desk], phone: Phone, tmp_path: Path
) -> None:
    nurse, doctor = new_desk("nurse"), new_desk("doctor")
    roster_comes_in(nurse)
    sheet_goes_to_the_clinic_and_back(nurse, doctor)
    page = the_rest_is_checked_without_network(phone)
    slip = notices_are_printed(nurse, tmp_path)
    the_list_is_handed_over(nurse)
    a_slip_comes_back_as_a_picture(page, phone, slip)
    the_doctor_gives_a_dose(doctor)
    what_is_open_is_less(nurse, page, phone)
    second_look(page, phone)
    the_table_has_it_all(nurse)
    assert nurse.complaints == [] and doctor.complaints == []
    assert verify(school.engine) == []


def roster_comes_in(nurse: Desk) -> None:
    """The school's own sheet, reviewed and written."""
    page = nurse.go(f"{AT}/roster")
    rows = [[name, "女", BORN, "一（1）班", "何建国", f"1390000000{n}"] for n, name in enumerate(NAMES)]
    upload(page, book([HEADS, *rows]), "名册.xlsx")
    page.get_by_role("button", name="上传并查看").click()
    taken(page, "1-roster")
    page.get_by_role("button", name="导入正确的 5 行").click()
    expect(page.get_by_text("已导入 5 行", exact=False)).to_be_visible()
    taken(page, "2-classes")


def sheet_goes_to_the_clinic_and_back(nurse: Desk, doctor: Desk) -> None:
    """The nurse sends the sheet of the class; the clinic fills in three children and brings it back itself."""
    page = nurse.go(CLASS)
    with page.expect_download() as coming:
        page.locator("a[href*='sheet.xlsx']").first.click()
    day = ASSESSED.isoformat()
    filled = fill(
        Path(coming.value.path()).read_bytes(),
        {
            "何一": {"评估结果": "已完成", "评估日期": day, "报告编号": "PG-1"},
            "何二": {"评估结果": "需补种", "缺的剂次": "百白破5、A+C2", "评估日期": day, "报告编号": "PG-2"},
            "何三": {"评估结果": "需补种", "缺的剂次": "甲肝1", "评估日期": day},
        },
    )
    page = doctor.go(f"{CLASS}/sheet")
    upload(page, filled, "评估表.xlsx")
    page.get_by_role("button", name="上传并查看").click()
    taken(page, "3-sheet-review")
    page.get_by_role("button", name="记下 3 人").click()
    expect(page.get_by_text("这次记了 3 人", exact=False)).to_be_visible()


def the_rest_is_checked_without_network(phone: Phone) -> Page:
    """Two children whose reports came in the chat group: one not assessed, one without a certificate."""
    phone.open()
    page = phone.sign_in("nurse")
    until(page, "async () => !!(await navigator.serviceWorker.ready)")
    phone.cut()
    page.get_by_role("link", name="一年级（1）班").click()
    taken(page, "4-class-phone")
    page.get_by_role("button", name="接着查，还有2人").click()
    expect(page.get_by_role("heading", name="何五")).to_be_visible()
    page.wait_for_timeout(400)
    page.locator(".five").get_by_role("button", name="没评估").click()
    expect(page.get_by_role("heading", name="何四")).to_be_visible()
    page.wait_for_timeout(400)
    page.locator(".five").get_by_role("button", name="无证").click()
    page.wait_for_timeout(400)
    page.get_by_role("button", name="证丢了").click()
    expect(page.get_by_role("heading", name="一年级（1）班查验结果")).to_be_visible()
    taken(page, "5-sat-phone")
    phone.mend()
    send_all(page)
    return page


def notices_are_printed(nurse: Desk, folder: Path) -> Path:
    """Four notices on two pages, each with a code; a picture of the first child's that lacks two doses."""
    page = nurse.go(f"{CLASS}/notices")
    page.get_by_role("button", name="发通知单").click()
    taken(page, "6-notices")
    content = page.request.get(f"{nurse.server.url}{CLASS}/notices.pdf").body()
    found = codes(content)
    assert len(found) == 4 == len({one.partition("/n/")[2][:8] for one in found})
    row = page.get_by_role("row").filter(has_text="何二")
    number = next(one for one in found if one.partition("/n/")[2][:8] in row.inner_text())
    place = found.index(number)
    paper = pictures(content, 200)[place // 2]
    middle = paper.shape[1] // 2
    half = paper[:, middle:] if place % 2 else paper[:, :middle]
    slip = folder / "slip.jpg"
    Image.fromarray(half).save(slip, quality=80)
    return slip


def the_list_is_handed_over(nurse: Desk) -> None:
    """To whom, and when."""
    page = nurse.go(f"{AT}/lists")
    page.get_by_label("接收人", exact=False).fill("李医生")
    page.get_by_role("button", name="记下：名单已交").click()
    expect(page.get_by_role("cell", name="李医生").first).to_be_visible()
    taken(page, "7-list")


def a_slip_comes_back_as_a_picture(page: Page, phone: Phone, slip: Path) -> None:
    """Out of the album of the nurse's phone, without network."""
    page.goto(f"{phone.url}/field#/")
    page.reload()
    page.get_by_role("link", name="通知单回执").click()
    phone.cut()
    page.get_by_role("button", name="扫回执上的码，或选照片").click()
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="从相册选照片").click()
    choosing.value.set_files(slip)
    expect(page.get_by_role("heading", name="何二")).to_be_visible()
    taken(page, "8-slip-phone")
    page.get_by_role("button", name="收到回执").click()
    expect(page.get_by_text("已经收到回执", exact=False)).to_be_visible()
    phone.mend()
    send_all(page)


def the_doctor_gives_a_dose(doctor: Desk) -> None:
    """Found by name; the dose with its lot."""
    page = doctor.go("/schools/desk")
    taken(page, "9-desk")
    page.get_by_role("link", name="何三").click()
    taken(page, "10-desk-child")
    box = page.get_by_role("group").filter(has_text="甲肝").first
    box.get_by_role("checkbox").check()
    box.get_by_label("批号").fill("H2026-7")
    page.get_by_role("button", name="保存接种").click()
    expect(page.get_by_role("status")).to_have_text("已记 1 剂。 没有要办的了。")


def what_is_open_is_less(nurse: Desk, page: Page, phone: Phone) -> None:
    """Of four two are left, in the office and on the phone."""
    office = nurse.go(f"{AT}/open")
    taken(office, "11-open")
    expect(office.get_by_role("link", name="何五")).to_be_visible()
    expect(office.get_by_role("link", name="何四")).to_be_visible()
    expect(office.get_by_role("link", name="何三")).to_have_count(0)
    expect(office.get_by_role("link", name="何二")).to_have_count(0)
    send_all(page)
    page.goto(f"{phone.url}/field#/")
    expect(page.get_by_text("查完了，还差2人")).to_be_visible()
    taken(page, "12-today-phone")


def second_look(page: Page, phone: Phone) -> None:
    """The child that was not assessed brings its report."""
    phone.cut()
    page.get_by_role("link", name="一年级（1）班").click()
    page.get_by_role("link", name="何五").click()
    page.get_by_role("button", name="再次查验").click()
    if page.locator(".standing[open]").count() == 0:
        page.locator(".standing summary").click()
    page.get_by_label("评估日期（报告上印的）").fill(today().strftime("%Y%m%d"))
    page.locator(".five").get_by_role("button", name="已完成").click()
    expect(page.get_by_role("heading", name="一年级（1）班")).to_be_visible()
    phone.mend()
    send_all(page)


def the_table_has_it_all(nurse: Desk) -> None:
    """Five checked; both who needed doses have them all; the certificate is not re-issued yet. It is handed in so."""
    page = nurse.go(f"{AT}/table")
    taken(page, "13-table")
    row = "一年级（1）班 5 5 4 0 1 0 2 0 2 2 1 3 3 100.00 0.00 100.00 100.00"
    assert row in " ".join(page.get_by_role("main").inner_text().split())
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="上报这张表").click()
    page.wait_for_url("**/schools/reports/*")
