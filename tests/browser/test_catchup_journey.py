"""From the clinic's register to the last missing dose and back, in real browsers.

An export of 3,000 children is brought in, a catch-up is set and opened, slips are printed; without network a phone
gives what may be given of nine doses of six children, and two wait; the tables show it, the register gets its doses,
and its next export brings nothing twice.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Dose
from fieldapp.web.passwords import hash_password
from tests.browser.catchup_village import CHILDREN, LIVE_BEFORE, SERIES, days_ago
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.test_campaign_map import Desk
from tests.browser.test_catchup_phone import give, kept, pick
from tests.browser.village import send_all
from tests.catchup.on_time import on_time
from tests.sync.county import EAST, NORTH, add_person

pytestmark = pytest.mark.browser
EVERYBODY = 3_000
HEADS = ("儿童编码", "姓名", "性别", "出生日期", "母亲姓名", "联系电话", "村代码")
NAMES = {  # what this register calls a product
    "HepB": "乙肝疫苗",
    "BCG": "卡介苗",
    "IPV": "脊灰灭活疫苗",
    "bOPV": "二价脊灰减毒活疫苗",
    "DTaP": "百白破疫苗",
    "MMR": "麻腮风疫苗",
    "JE-L": "乙脑减毒活疫苗",
    "MPSV-A": "A群流脑多糖疫苗",
    "MPSV-AC": "A群C群流脑多糖疫苗",
    "HepA-L": "甲肝减毒活疫苗",
    "DT": "白破疫苗",
}
Doses = dict[str, list[tuple[str, str]]]  # by the child's name


def six() -> Doses:
    """What the register has of the six."""
    found: Doses = {}
    for name, (days, without, live) in CHILDREN.items():
        found[name] = on_time(days_ago(days), "female", without, today())
        found[name] += [("MMR", days_ago(LIVE_BEFORE).isoformat())] * live
    return found


def export(path: Path, doses: Doses) -> Path:
    """The register as the clinic's system exports it, a column a dose: the six, and all others of another village."""
    columns = [(one, n) for one in NAMES for n in range(1, 6)]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("个案")
    page.write_row(0, 0, [*HEADS, *(f"{NAMES[one]}{n}" for one, n in columns)])
    for line, (who, given) in enumerate(_rows(doses), start=1):
        count: Counter[str] = Counter()
        days = {}
        for product, day in sorted(given, key=lambda one: one[1]):
            count[product] += 1
            days[product, count[product]] = day
        page.write_row(line, 0, [*who, *(days.get(one, "") for one in columns)])
    book.close()
    return path


def _rows(doses: Doses) -> Iterator[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    for n, name in enumerate(CHILDREN):
        born = days_ago(CHILDREN[name][0]).isoformat()
        yield (f"4309{n:08}", name, "女", born, "陈大山", "13812345678", NORTH), doses[name]
    for n in range(len(CHILDREN), EVERYBODY):
        born = days_ago(60 + n % 2000).isoformat()
        who = (f"4309{n:08}", f"儿童{n}", "男", born, f"母亲{n}", f"139{n:08}", EAST)
        yield who, [("HepB", born)]


@pytest.fixture
def desk(new_page: Callable[..., Page], server: Server) -> Desk:
    """The county's supervisor; and a vaccinator of the six children's village alone."""
    with Session(server.engine) as session:
        add_person(session, "qin", "vaccinator", [NORTH])
        session.flush()
        person = session.query(Person).filter_by(username="qin").one()
        person.password_hash = hash_password(PASSWORD, 8)
        session.commit()
    made = Desk(new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN"), server)
    made.sign_in("sun")
    return made


def bring_in(desk: Desk, file: Path) -> Page:
    """Upload a register; the page on which it is looked at."""
    page = desk.go("/clinic-register")
    page.set_input_files("input[name=file]", file)
    page.get_by_label("名单截至哪天").fill(today().isoformat())
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_role("heading", name=re.compile("核对接种名单"))).to_be_visible(timeout=30_000)
    return page


def set_up(desk: Desk) -> str:
    """A catch-up of the village from today on, set in the form and opened; its key."""
    page = desk.go("/catchup/new")
    page.fill("[name=name]", "冬季查漏补种")
    for name, day in (("first_day", 0), ("last_day", -20), ("born_from", 2555), ("born_to", 0)):
        page.fill(f"[name={name}]", days_ago(day).isoformat())
    for box in page.locator("[name=areas]").all():
        box.uncheck()
    page.fill("[name=more_areas]", NORTH)
    for box in page.locator("[name=series]").all():
        box.set_checked(box.get_attribute("value") in SERIES)
    page.fill("[name=document_name]", "关于开展查漏补种的通知")
    expect(page.locator("#count")).to_contain_text("9", timeout=20_000)  # doses, counted while it is set
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(r"/catchup/[0-9a-f-]{36}"))
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text("还有 6 名儿童没补完，需要补种的有 6 名")).to_be_visible()
    return re.search(r"/catchup/([0-9a-f-]{36})", page.url)[1]  # type: ignore[index]


def print_slips(desk: Desk, key: str) -> str:
    """Issue a slip to each family; the words of the PDF."""
    page = desk.go(f"/catchup/{key}/told?area={NORTH}")
    page.get_by_role("button", name="给没有通知单的 6 户发通知单").click()
    href = page.get_by_role("link", name="打印通知单（PDF）").get_attribute("href")
    content = page.request.get(desk.server.url + str(href)).body()
    return "".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)


def without_network(phone: Phone) -> None:
    """Seven of the nine doses are given, two wait, and all of it comes back."""
    phone.open()
    page = phone.sign_in("qin")
    page.get_by_role("link", name=re.compile("冬季查漏补种")).click()
    expect(page.get_by_text("6人要补9剂次，今天能种5人")).to_be_visible()
    phone.wait_until_kept()
    phone.cut()
    give(page, "陈一", {"含麻1": "MMR-7", "乙脑1": "JE-3"})
    give(page, "陈二", {"脊灰3": "OPV-1"})
    give(page, "陈三", {"百白破5": "DT-2", "A+C流脑2": "AC-4"})
    give(page, "陈四", {"脊灰4": None})
    give(page, "陈五", {"A群流脑2": "A-9"})
    waits = today() + timedelta(days=28 - LIVE_BEFORE)
    page.get_by_role("button", name="还没到日子 1").click()
    page.get_by_role("link", name=re.compile("^陈六")).click()
    pick(page, "乙脑1", "JE-3")  # it is said that it must wait, and it does
    expect(page.get_by_role("alert")).to_contain_text("隔28天")
    pick(page, "乙脑1", None)
    page.get_by_role("button", name="没种", exact=True).click()
    page.get_by_role("button", name="生病缓种").click()
    page.get_by_role("button", name="电话再约").click()
    page.get_by_label("日期").fill(waits.isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="生病缓种")).to_be_visible()
    phone.mend()
    send_all(page)


def of_the_six(server: Server) -> Doses:
    """The doses of the six as the server has them."""
    with Session(server.engine) as session:
        names = {one.key: one.name for one in session.query(Child) if one.name in CHILDREN}
    found: Doses = {name: [] for name in CHILDREN}
    for one in kept(server, Dose):
        if one.child in names:
            found[names[one.child]].append((one.product, one.given_on))
    return found


def sheet(desk: Desk, href: Any) -> list[tuple[Any, ...]]:
    content = desk.page.request.get(desk.server.url + str(href)).body()
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_from_the_register_to_the_last_dose_and_back(
    desk: Desk, phone: Phone, server: Server, tmp_path: Path
) -> None:
    before = six()
    page = bring_in(desk, export(tmp_path / "导出.xlsx", before))
    expect(page.get_by_text(f"新增 {EVERYBODY} 名")).to_be_visible()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text(f"已写完：新增儿童 {EVERYBODY} 名")).to_be_visible(timeout=60_000)

    key = set_up(desk)
    with Session(server.engine) as session:
        assert json.loads(session.get_one(CatchupCampaign, key).areas) == [NORTH]
    words = re.sub(r"\s", "", print_slips(desk, key))
    assert all(name in words for name in CHILDREN) and "补种通知单" in words

    without_network(phone)
    after = of_the_six(server)
    given = {name: sorted(set(after[name]) - set(before[name])) for name in CHILDREN}
    assert {name: len(some) for name, some in given.items()} == dict(
        zip(CHILDREN, (2, 1, 2, 1, 1, 0), strict=True)
    )

    page = desk.go(f"/catchup/{key}")
    expect(page.get_by_text("还有 2 名儿童没补完，需要补种的有 6 名")).to_be_visible()
    expect(page.locator("main")).to_contain_text("7 / 9")
    summary = [cell for row in sheet(desk, f"/catchup/{key}/summary.xlsx") for cell in row]
    assert {6, 4, 66.67} <= set(summary)

    page = desk.go("/register-export")
    page.get_by_role("button", name="导出这 7 剂").click()
    out = sheet(desk, page.get_by_role("link", name=re.compile("XLSX")).first.get_attribute("href"))
    assert out[0][: len(HEADS)] == HEADS
    said = {row[1]: sorted(day for day in row[len(HEADS) :] if day) for row in out[1:] if row[1]}
    assert said == {name: [today().isoformat()] * len(some) for name, some in given.items() if some}

    page = bring_in(
        desk, export(tmp_path / "下次.xlsx", after)
    )  # the clinic entered them, and its system gives all
    expect(page.get_by_text(f"新增 0 名 · 补充 0 名 · 不变 {EVERYBODY} 名 · 新增剂次 0 剂")).to_be_visible()
    assert {
        name: Counter(some).most_common(1)[0][1] for name, some in of_the_six(server).items()
    } == dict.fromkeys(CHILDREN, 1)
    assert desk.complaints == []
