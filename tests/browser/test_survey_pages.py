"""Surveys' pages of the demo county on a telephone: one plot as wide as it is, the whole map, nothing pushed aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.models.surveys import Lot, Survey
from tests.browser.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
OUTSIDE = """() => [...document.querySelectorAll('main :is(svg, svg *, table.cards td, .buttons > *)')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map((one) => one.outerHTML.slice(0, 120))"""
PLOTS = """() => [...document.querySelectorAll('figure.plot')].map((figure) =>
  [...figure.querySelectorAll('svg')].filter((one) => one.getBoundingClientRect().width)
    .map((one) => one.classList.contains('narrow')))"""
PUSHED = """() => [...document.querySelectorAll('main table.cards tbody tr')].filter((row) => {
  const left = row.getBoundingClientRect().left + parseFloat(getComputedStyle(row).paddingLeft);
  let bottom = -1;
  for (const cell of row.children) {
    const box = cell.getBoundingClientRect();
    if (!box.width) continue;
    if (box.top >= bottom && Math.abs(box.left - left) > 2) return true;
    bottom = Math.max(bottom, box.bottom - 1);
  }
  return false;
}).map((row) => row.textContent)"""


@pytest.fixture
def desk(new_page: Callable[..., Page], county: Server) -> Callable[[int], Page]:
    """The demo county's supervisor before a screen of some width."""

    def make(width: int) -> Page:
        page = new_page(viewport={"width": width, "height": 640}, locale="zh-CN")
        page.goto(f"{county.url}/sign-in")
        page.fill("[name=username]", "county")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.get_by_role("navigation", name="主菜单").wait_for(state="attached")
        return page

    return make


def paths(county: Server) -> list[str]:
    with Session(county.engine) as session:
        surveys, lots = list(session.scalars(select(Survey.key))), list(session.scalars(select(Lot.key)))
    found = [f"/surveys/{key}{part}" for key in surveys for part in ("", "/watch", "/result", "/households")]
    return [*found, "/surveys/size", "/quick-checks", *(f"/quick-checks/lots/{key}" for key in lots)]


def test_on_a_telephone_plots_and_maps_are_seen_whole(desk: Callable[[int], Page], county: Server) -> None:
    page = desk(360)
    drawn = 0
    for path in paths(county):
        page.goto(county.url + path)
        assert page.evaluate(OUTSIDE) == [], path
        assert page.evaluate(PUSHED) == [], path
        shown = page.evaluate(PLOTS)
        assert all(one == [True] for one in shown), path
        drawn += len(shown)
    assert drawn > 4


def test_on_a_desk_the_wide_plot_is_shown_alone(desk: Callable[[int], Page], county: Server) -> None:
    page = desk(1280)
    page.goto(county.url + next(path for path in paths(county) if "/lots/" in path))
    assert page.evaluate(PLOTS) == [[False]]
