"""People, places, clocks and servers change under a phone that has not sent yet; its records stay whose they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from fieldapp.accounts.models import Device, Person, PersonArea
from fieldapp.areas.models import Area
from fieldapp.clock import now, today
from fieldapp.sync.replay import verify
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.test_failures_network import (
    dose,
    expect_all_sent,
    expect_unsent,
    logged,
    run_round_one,
    send_now,
    until,
    vaccinated,
    visits,
)
from tests.sync.county import NORTH, SOUTH, child, key, send

pytestmark = pytest.mark.browser
NAMES = ("小明", "小红", "小刚")
YEAR_MS = 365 * 86_400_000


@pytest.fixture
def county(server: Server) -> Server:
    """Three children on the list of an open round."""
    run_round_one(server)
    send(server.engine, *(child(name, area=NORTH) for name in NAMES))
    return server


def at_list(phone: Phone, who: str = "ann") -> Page:
    """The phone, signed in, at its list."""
    phone.open()
    page = phone.sign_in(who)
    page.get_by_role("link", name="名单").click()
    return page


def sign_in_over(page: Page, who: str) -> None:
    """Another person, or the same one again, signs in while someone still is."""
    page.goto(page.url.split("#")[0] + "#/signin")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="登录")).to_have_count(0, timeout=60_000)
    page.get_by_role("navigation").wait_for()


def test_another_person_signs_in_on_the_same_phone(county: Server, phone: Phone) -> None:
    page = at_list(phone)
    page.route("**/api/v1/sync", lambda route: route.abort())
    dose(page, "小明")
    sign_in_over(page, "bao")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    expect(page.get_by_text("ann还有1条没上报")).to_be_visible()
    page.get_by_role("link", name="名单").click()
    dose(page, "小红")
    expect_unsent(page, 1)
    page.unroute_all()
    send_now(page)
    expect_all_sent(page)
    sign_in_over(page, "ann")
    send_now(page)
    expect_all_sent(page)
    theirs, mine = visits(county)
    assert (mine["by"], theirs["by"]) == (key("ann"), key("bao"))
    assert mine["device"] != theirs["device"]
    assert (mine["seq"], theirs["seq"]) == (1, 1)
    assert vaccinated(county) == 2


def test_area_taken_away_with_unsent_rows(county: Server, phone: Phone) -> None:
    page = at_list(phone)
    phone.cut()
    dose(page, "小明")
    with Session(county.engine) as session:
        session.execute(
            update(PersonArea)
            .where(PersonArea.person == key("ann"), PersonArea.area == NORTH)
            .values(until=today().isoformat())
        )
        session.commit()
    phone.mend()
    expect_all_sent(page)
    assert vaccinated(county) == 1
    send_now(page)
    phone.close()
    page = phone.open("/field#/report")
    expect(page.get_by_text("小明")).to_have_count(0)  # the village's rows have left this phone …
    expect(page.get_by_text("这部手机记的都上报了")).to_be_visible()
    page.goto(f"{phone.url}/field#/")
    expect(page.get_by_role("main")).not_to_contain_text(NORTH)
    assert verify(county.engine) == []


def test_a_role_that_takes_the_children_away_says_so_on_the_phone(county: Server, phone: Phone) -> None:
    page = at_list(phone)
    phone.cut()
    dose(page, "小明")
    with Session(county.engine) as session:
        session.get_one(Person, key("ann")).role = "observer"
        session.commit()
    phone.mend()
    expect(page.get_by_text("没有您要做的事", exact=False)).to_be_visible(timeout=60_000)
    expect(page.get_by_text("请乡镇给您分村", exact=False)).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(2)


@pytest.mark.parametrize(("words", "off"), [("behind", -YEAR_MS), ("ahead", YEAR_MS)])
def test_phone_clock_a_year_off(county: Server, phone: Phone, words: str, off: int) -> None:
    phone.scripts.append(
        f"""
        const Right = Date;
        window.Date = class extends Right {{
          constructor(...said) {{ super(...(said.length ? said : [Right.now() + {off}])); }}
          static now() {{ return Right.now() + {off}; }}
        }};
        """
    )
    page = at_list(phone)
    expect(
        page.get_by_text(f"时间差了{off // 60_000 if off > 0 else -off // 60_000}", exact=False)
    ).to_be_visible()
    phone.cut()
    dose(page, "小明")
    phone.close()
    page = phone.open("/field#/list")
    dose(page, "小红")
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    for visit in visits(county):
        assert visit["data"]["on"] == today().isoformat(), words
        assert visit["at"][:10] == now()[:10]
    assert vaccinated(county) == 2


def test_a_stopped_phone_sends_what_it_has_and_wipes_itself(county: Server, phone: Phone) -> None:
    page = at_list(phone)
    phone.cut()
    dose(page, "小明")
    with Session(county.engine) as session:
        session.execute(update(Device).where(Device.last_seen.is_not(None)).values(stopped_at=now()))
        session.commit()
    phone.mend()
    expect(page.get_by_label("用户名")).to_be_visible(timeout=60_000)
    assert [visit["data"]["child"] for visit in visits(county)] == [key("小明")]
    assert vaccinated(county) == 0  # a supervisor decides
    kept = page.evaluate(
        """() => new Promise((done) => {
          const request = indexedDB.open('fieldapp');
          request.onsuccess = () => {
            const db = request.result;
            const names = ['blocks', 'outbox', 'meta'];
            const tx = db.transaction(names);
            const keys = names.map((name) => tx.objectStore(name).getAllKeys());
            tx.oncomplete = () => { db.close(); done(keys.map(({ result }) => result)); };
          };
        })"""
    )
    [mark] = kept.pop()  # no operation of this phone can be numbered any more
    assert (kept, mark) == ([[], []], f"seq:{visits(county)[0]['device']}")


def test_server_restored_from_an_old_backup(county: Server, phone: Phone, tmp_path: Path) -> None:
    page = at_list(phone)
    dose(page, "小明")
    send_now(page)
    expect_all_sent(page)
    copy = tmp_path / "copy.zip"
    command(county, "backup", str(copy))
    page.get_by_role("link", name="名单").click()
    dose(page, "小红")
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(county) == 2
    restore(county, copy)
    assert vaccinated(county) == 1
    phone.cut()
    page.get_by_role("link", name="名单").click()
    dose(page, "小刚")
    phone.mend()
    send_now(page)
    until(page, lambda: vaccinated(county) == 3)
    expect_all_sent(page)
    assert len({visit["id"] for visit in visits(county)}) == len(visits(county)) == 3
    page.get_by_role("link", name="名单").click()
    page.get_by_role("button", name="全部").click()
    for name in NAMES:
        expect(page.get_by_role("main").get_by_text(name, exact=True)).to_be_visible()
    assert verify(county.engine) == []


def command(server: Server, *words: str) -> None:
    """One `fieldapp` command on the server's instance."""
    fieldapp = Path(sys.executable).with_name("fieldapp")
    subprocess.run([fieldapp, *words], env=server.environ, check=True, capture_output=True)


def restore(server: Server, copy: Path) -> None:
    """Stop, put the copy in the database's place, start again."""
    server.kill()
    server.engine.dispose()
    command(server, "restore", str(copy), "--replace")
    server.start()


def test_a_code_retired_while_phones_still_hold_it(county: Server, phone: Phone) -> None:
    page = at_list(phone)
    phone.cut()
    dose(page, "小明")
    with Session(county.engine) as session:
        session.execute(
            update(Area).where(Area.code == NORTH).values(retired_on=today().isoformat(), replaced_by=SOUTH)
        )
        session.commit()
    phone.mend()
    expect_all_sent(page)
    assert vaccinated(county) == 1
    assert [one["area"] for one in logged(county) if one["kind"] == "visit"] == [NORTH]
    page.get_by_role("link", name="名单").click()
    dose(page, "小红")
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(county) == 2
