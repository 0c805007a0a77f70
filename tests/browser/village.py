"""A village for the field app's screens: round 1 is running, one household with two listed children."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import insert, select, update

from fieldapp.campaigns.models import Post, Round, Visit
from fieldapp.clock import today
from fieldapp.db import writing
from tests.browser.conftest import Phone, Server
from tests.sync.county import CAMPAIGN, EAST, NORTH, ROUND1, ROUND2, SOUTH, child, key, operation, send

HOUSE = f"/field#/household/{key('house')}"
# Everything the browser keeps for this site, and what the window itself still holds.
EVERYTHING_KEPT = """async () => {
  const found = [document.title, location.href, document.body.innerText];
  found.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (rows.onsuccess = done));
      for (const row of rows.result) found.push(`${store} ${JSON.stringify(row)}`);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  return found;
}"""


def run_round_one(server: Server, posts: tuple[str, ...] = (NORTH, SOUTH, EAST)) -> None:
    """Round 1 began yesterday, round 2 comes in four weeks; these villages have a post open every day."""
    days = {ROUND1: (-1, 3), ROUND2: (27, 31)}
    with writing(server.engine) as connection:
        for round_, (first, last) in days.items():
            words = {"first_day": _in_days(first), "last_day": _in_days(last)}
            connection.execute(update(Round).where(Round.key == round_).values(**words))
    for village in posts:
        add_post(server, "村部", village)


def add_post(server: Server, name: str, area: str, days: range = range(-7, 8), **more: Any) -> str:
    """A post of the campaign open on days counted from today; its key."""
    words = {"campaign": CAMPAIGN, "area": area, "name": name, "kind": "temporary", "staff": "[]"}
    words |= {"days": json.dumps([_in_days(n) for n in days]), "version": 1} | more
    with writing(server.engine) as connection:
        connection.execute(insert(Post).values(key=key(name + area), **words))
    return key(name + area)


def _in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def two_listed_children(server: Server) -> None:
    """The household with two of its children, as the village's list has them."""
    house = {
        "head": "王大山",
        "group": "3组",
        "door": "12号",
        "phone": "13812345678",
        "lat": 29.36,
        "lon": 112.4,
    }
    send(
        server.engine,
        operation("household", house, key=key("house"), area=NORTH),
        child("王小明", household=key("house"), prior_polio="3", area=NORTH),
        child("王小红", household=key("house"), prior_polio="3", born="2023-02-01", area=NORTH),
    )


def card(page: Page, name: str) -> Locator:
    """One child's card."""
    return page.get_by_role("article", name=name)


def signed_in_offline(phone: Phone, who: str = "ann", awaited: str = "王小明") -> Page:
    """The list is on the phone, with this child still to be dosed, and the network is gone."""
    phone.open()
    phone.sign_in(who).get_by_role("link", name="名单").click()
    phone.page.get_by_text(awaited).wait_for()
    phone.cut()
    return phone.page


def whole_list(page: Page, server: Server) -> None:
    """Open the list with every child; returns when it is that list which is on the screen."""
    page.goto(f"{server.url}/field#/list?show=all")
    expect(page.get_by_role("button", name="全部", pressed=True)).to_be_visible()


def to_list(page: Page) -> None:
    """From a household to the list, whose buttons have the same names as those of the cards."""
    page.get_by_role("navigation").get_by_role("link", name="名单").click()
    expect(page.get_by_role("searchbox")).to_be_visible()


def find_row(page: Page, words: str, name: str) -> Locator:
    """Search; the one row found, which is of this child: a row that is tapped before would be another's."""
    page.get_by_role("searchbox").fill(words)
    rows = page.get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(name)
    return rows


def send_all(page: Page) -> None:
    """The network is back: wait until the server has named everything. What was tapped must be on the screen as kept
    before, or nothing is there to send yet.
    """
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()
    page.get_by_text("这部手机记的都上报了").wait_for(timeout=60_000)


def visit_of(server: Server, name: str) -> dict[str, Any]:
    """The one visit of a child that counts, with what the server keeps besides its columns."""
    with server.engine.connect() as connection:
        query = select(Visit.__table__).where(Visit.child == key(name), Visit.voided.is_(False))
        row = connection.execute(query).one()._mapping
    return {**row, **json.loads(row["more"] or "{}")}
