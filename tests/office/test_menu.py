"""The menu: which entry holds a page and what is folded away; whose figures a page has is known with its reader."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event

from fieldapp.ground.db import db
from tests import cast
from tests.cast import signed_in
from tests.school.schools.office import PRIMARY, found_schools

CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page"')
HOLDS = {
    f"/schools/{PRIMARY}/classes": "/schools",
    f"/schools/{PRIMARY}/roster": "/schools",
    "/schools/settings": "/schools",
    f"/schools/{PRIMARY}/open": "/school-gaps",
    f"/schools/{PRIMARY}/lists": "/school-gaps",
    "/school-slips": "/school-gaps",
    f"/schools/{PRIMARY}/table": "/schools/tables",
    "/schools/reports": "/schools/tables",
    "/inbox/odd": "/inbox",
}


@pytest.mark.parametrize("path", HOLDS)
def test_every_page_of_the_school_check_is_held_by_an_entry(app: Flask, path: str) -> None:
    found_schools(app)
    page = signed_in(app, cast.SUPERVISOR).get(path).text
    assert CURRENT.findall(page.partition("</header>")[0]) == [HOLDS[path]]


def test_what_is_seldom_looked_for_is_folded_away_where_there_is_much(app: Flask) -> None:
    found_schools(app)
    menu = signed_in(app, cast.SUPERVISOR).get("/").text.partition("</header>")[0]
    shown, more = menu.partition("<details")[::2]
    assert "待核实" in shown and "学校补种" in shown and "人员" not in shown
    assert all(words in more for words in ("地区", "接种单位", "人员", "手机", "免疫程序", "帮助"))
    assert "<details" not in signed_in(app, cast.NURSE).get("/help").text.partition("</header>")[0]


def test_whose_figures_they_are_is_known_with_the_reader(app: Flask) -> None:
    client, said = signed_in(app, cast.SUPERVISOR), []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _u, words, *_more: said.append(words))
    page = client.get("/help").text
    assert re.search(r'class="on-paper">.*?南县', page)
    assert [words for words in said if words.startswith("SELECT area.name")] == []
    assert len([words for words in said if "JOIN area " in words]) == 1
