"""One keeper of what waits for somebody's word: for that person alone, a day long, and nobody loses another's file."""

from __future__ import annotations

import ast
import os
import re
import stat
import time
from pathlib import Path

import pytest
from flask import Flask, g

import fieldapp
from fieldapp.ground.problems import Problem
from fieldapp.web import uploads
from tests import cast
from tests.accounts.test_taken_numbers import HEADS
from tests.campaigns.office import CAMPAIGN, found_campaign
from tests.campaigns.test_campaign_pages import sheet
from tests.campaigns.test_roster import GOOD
from tests.cast import post, signed_in

PACKAGE = Path(fieldapp.__file__).parent
ALL_NIBBLES = [f"{digit}0000000-0000-4000-8000-000000000000" for digit in "0123456789abcdef"]


class Somebody:
    """Who is signed in."""

    def __init__(self, id_: str) -> None:
        self.id = id_


def test_nobody_s_upload_goes_when_others_bring_theirs_whatever_their_ids(app: Flask) -> None:
    with app.test_request_context():
        tokens = {person: uploads.keep(person.encode(), person) for person in ALL_NIBBLES}
        for person in ALL_NIBBLES:
            for _again in range(uploads.MOST - 1):
                uploads.keep(b"x", person)
        assert all(uploads.kept_for(person, token) == person.encode() for person, token in tokens.items())
        uploads.keep(b"one more", ALL_NIBBLES[0])
        assert uploads.kept_for(ALL_NIBBLES[0], tokens[ALL_NIBBLES[0]]) is None
        assert uploads.kept_for(ALL_NIBBLES[1], tokens[ALL_NIBBLES[1]]) == ALL_NIBBLES[1].encode()


def test_an_import_under_review_outlives_everybody_else_s_reviews(app: Flask) -> None:
    """Two keepers shared the folder once, and one threw away what the other had kept."""
    found_campaign(app)
    clinic, administrator, supervisor = (
        signed_in(app, one) for one in (cast.CLINIC, cast.ADMINISTRATOR, cast.SUPERVISOR)
    )
    listing = f"/campaigns/{CAMPAIGN}/list"
    mine = post(clinic, f"{listing}/review", file=(sheet([HEADS, *GOOD]), "a.xlsx")).text
    people = [("用户名", "姓名", "角色", "地区代码"), ("13900000001", "马一", "接种人员", cast.VILLAGE)]
    for _again in range(3):
        post(supervisor, f"{listing}/review", file=(sheet([HEADS, *GOOD]), "a.xlsx"))
        post(administrator, "/people/import", file=(sheet(people), "p.xlsx"))
        post(
            administrator, "/areas/import", file=(sheet([("代码", "名称"), ("430921103299", "新")]), "r.xlsx")
        )
    token = re.search(r'name="token" value="([0-9a-f]+)"', mine)
    assert token
    done = post(clinic, f"{listing}/import", token=token[1], listed_on="2025-11-20")
    assert "新增 3 名" in clinic.get(done.headers["Location"]).text


def test_files_are_for_nobody_else_and_gone_after_a_day(app: Flask) -> None:
    before = os.umask(0)
    try:
        with app.test_request_context():
            token = uploads.keep(b"names of children", "p1")
            [file] = list((Path(app.config["INSTANCE"]) / "uploads").iterdir())
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
            os.utime(file, (0, time.time() - uploads.KEPT_S - 1))
            uploads.keep(b"another", "p2")
            assert uploads.kept_for("p1", token) is None
    finally:
        os.umask(before)


def test_a_kept_file_is_its_person_s_alone(app: Flask) -> None:
    with app.test_request_context():
        token = uploads.keep(b"x", "p1")
        g.person = Somebody("p2")
        with pytest.raises(Problem, match="form_expired"):
            uploads.kept(token)
        uploads.forget(token)
        assert uploads.kept_for("p1", token) == b"x"
        assert uploads.kept_for("p1", f"../{token}") is None


def test_there_is_one_keeper_and_nothing_else_writes_beside_it() -> None:
    """Who names the folder of uploads: the keeper, and the module that closes every folder to others."""
    named = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value == "uploads":
                named.add(file.relative_to(PACKAGE).as_posix())
    assert named == {"web/uploads.py", "ground/private.py"}
