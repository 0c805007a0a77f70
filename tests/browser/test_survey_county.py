"""A county's survey from its plan to its report: planned and drawn in the office, one cluster interviewed on a phone
without network, the others told by operations; the result read, and its files opened again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldapp.demo.stage.places import COUNTY, PUBLISHED
from fieldapp.ground.clock import now
from fieldapp.models.people import Person
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.sync.rework.replay import verify
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.survey_cluster import BORN, STARTED, back
from tests.browser.test_campaign_map import Desk
from tests.browser.test_survey_journey import (
    copy,
    keys,
    list_children,
    picture,
    tap,
    to_household,
    typed,
)
from tests.browser.until import until
from tests.browser.village import send_all
from tests.conftest import make_app
from tests.survey.office.opened import report_is_page, sheet_is_page, sheet_of
from tests.survey.office.test_result import estimated
from tests.survey.office.told import household, member
from tests.sync.county import add_person, operation, outcomes, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
NAME = "本县五月接种率调查"
SHORT = "%y%m%d"
FIGURES = {"estimate": "估计值", "se": "标准误", "ci_low": "下限", "ci_high": "上限", "deff": "设计效应"}


@pytest.fixture
def server(county: Server) -> Server:
    """The demo county, with two more surveyors; whoever signs in here has the same password."""
    with Session(county.engine) as session:
        for name in ("sue", "tom"):
            add_person(session, name, "surveyor", [PUBLISHED])
        said = {"password_hash": hash_password(PASSWORD, 8)}
        session.execute(update(Person).where(Person.username.in_(("sue", "county"))).values(said))
        session.commit()
    return county


def card(second: int = 32) -> list[str]:
    """A card of sixteen months in the order of the form's vaccines: HepB, BCG, polio, DTP, measles. `second`: the age
    in days of the second HepB."""
    ages = [0, second, 190, 0, 62, 93, 124, 93, 124, 155, 250]
    return [back(500 - age).strftime(SHORT) for age in ages]


def plan(desk: Desk) -> None:
    """Thirty clusters of seven children, drawn, the first given to sue and the others to tom, and opened."""
    page = desk.go("/surveys")
    page.get_by_role("link", name="新的调查").click()
    page.get_by_label("名称").fill(NAME)
    page.fill("[name=area]", COUNTY)
    page.fill("[name=first_day]", STARTED.isoformat())
    page.fill("[name=last_day]", back(-14).isoformat())
    expect(page.locator("[name=born_from]")).not_to_have_value("")
    page.get_by_role("button", name="存为筹备").click()
    page.get_by_text("为什么这么大").click()
    expect(page.locator(".reasons li").first).to_be_visible()
    page.get_by_label("随机数种子", exact=False).fill("20265")
    page.get_by_role("button", name="抽群", exact=True).click()
    expect(page.locator("[name=clusters][type=checkbox]")).to_have_count(30)
    expect(page.locator("figure.places svg")).to_be_visible()
    for box in page.locator("[name=clusters][type=checkbox]").all()[1:]:
        box.uncheck()
    for surveyor in ("sue", "tom"):
        page.select_option("[name=person]", label=surveyor)
        page.get_by_role("button", name="分给她").click()  # whoever has no surveyor is ticked
    expect(page.get_by_text("都有调查员，可以开始")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="开始调查").click()
    page.get_by_text("进行中，30 个群").wait_for()


def interview(phone: Phone, cluster: SurveyCluster) -> None:
    """Seven children by thumb without network; one household refuses, at one nobody is met twice."""
    phone.open()
    page = phone.sign_in("sue")
    until(page, "caches.match('/static/build/schedule.json').then(Boolean)")
    expect(page.get_by_text(f"第{cluster.n}群").first).to_be_visible()
    phone.cut()
    born = BORN.strftime("%Y%m%d")

    to_household(page, 1, cluster.key)
    list_children(page, born)
    copy(page, card(second=27))
    expect(page.get_by_text("乙肝2早了", exact=False)).to_be_visible()
    tap(page, "保存这一户")
    to_household(page, 2, cluster.key)
    tap(page, "不愿意")
    to_household(page, 3, cluster.key)
    tap(page, "没人在家")
    page.get_by_role("link", name="3号户").click()
    tap(page, "再访：第2次")
    tap(page, "没人在家")
    to_household(page, 4, cluster.key)
    list_children(page, "1岁5个月")
    page.locator("fieldset", has_text="接种证").get_by_text("丢了", exact=True).click()
    page.locator("fieldset", has_text="脊灰").get_by_text("2", exact=True).click()
    tap(page, "保存这一户")
    for no in range(5, 10):
        to_household(page, no, cluster.key)
        list_children(page, born)
        copy(page, card(), keys if no == 5 else typed)
        tap(page, "保存这一户")
    expect(page.get_by_text("7 / 7")).to_be_visible()
    picture(page, "county 1 cluster")
    phone.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)


def tell_the_others(server: Server, clusters: list[SurveyCluster]) -> None:
    """What tom was told in the other clusters, as his phone sends it."""
    rng, at = random.Random(5), now()
    when = {"on": STARTED.isoformat(), "started": at, "ended": at}
    said = []
    for one in clusters:
        told = [household(one, n, members=[member(rng, back(640))], **when) for n in range(1, 8)]
        told += [
            household(one, 8, "refused", members=[], **when),
            household(one, 9, "nobody", members=[], **when),
        ]
        said += [operation("interview", each["data"], by="tom", area=one.area, at=at) for each in told]
    with make_app(
        server.instance
    ).app_context():  # as the server has it, which reads interviews when they come
        assert set(outcomes(send(server.engine, *said, by="tom"))) == {"applied"}


def downloaded(page: Page, name: str) -> bytes:
    """A file of the page's."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_county_plans_interviews_reads_and_reports(
    server: Server, new_page: Callable[..., Page], new_phone: Callable[..., Phone], tmp_path: Path
) -> None:
    desk = Desk(new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN"), server)
    desk.sign_in("county")
    plan(desk)
    at = desk.page.url.removeprefix(server.url).partition("#")[0]
    with Session(server.engine, expire_on_commit=False) as session:
        survey = session.scalars(select(Survey).where(Survey.name == NAME)).one()
        query = select(SurveyCluster).where(SurveyCluster.survey == survey.key).order_by(SurveyCluster.n)
        first, *others = session.scalars(query)
    interview(new_phone(), first)
    tell_the_others(server, others)

    page = desk.go(f"{at}/watch")
    expect(page.get_by_text("30 个群", exact=False).first).to_be_visible()
    page.get_by_role("link", name="结果", exact=True).click()
    expect(page.get_by_text("走了 270 户，210 户问成", exact=False)).to_be_visible()
    expect(page.get_by_text("问到 210 名孩子，30 个群", exact=False)).to_be_visible()
    response = page.reload()
    assert response is not None
    said = response.text()
    sheet, records = downloaded(page, "估计值 XLSX"), downloaded(page, "匿名记录 CSV")
    page.get_by_role("link", name="报告", exact=True).click()
    word, pdf = downloaded(page, "Word 报告"), downloaded(page, "PDF 报告")
    assert report_is_page(said, word, pdf) > 50
    assert sheet_is_page(said, sheet, "set_5") > 50
    same_as_the_command(sheet, records, tmp_path / "records.csv")
    assert verify(server.engine) == []
    assert desk.complaints == []


def same_as_the_command(sheet: bytes, records: bytes, file: Path) -> None:
    """`fieldapp survey estimate` finds in the anonymised records what the sheet says, by sex too."""
    file.write_bytes(records.removeprefix(b"\xef\xbb\xbf"))
    ours = {(one["代码"], one["组"]): one for one in sheet_of(sheet) if one["人数"]}
    names = [code for code, group in ours if group == "全部"]
    compared = 0
    for one in estimated(file, *names, by="sex"):
        group = {"female": "女", "male": "男"}[one["group"]["sex"]] if one["group"] else "全部"
        if (said := ours.get((one["outcome"], group))) is None:
            continue  # not every indicator is broken down
        for figure, head in (
            ("estimate", "估计值"),
            ("se", "标准误"),
            ("ci_low", "下限"),
            ("ci_high", "上限"),
            ("deff", "设计效应"),
        ):
            assert said[head] == pytest.approx(one[figure], abs=1e-6), (one["outcome"], group, figure)
        assert said["人数"] == one["n"]
        compared += 1
    assert compared > 70
