"""A user name is one however it is typed: where people are added, imported, looked for, and where they sign in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.people import Person
from tests import cast
from tests.accounts.test_people_pages import digits_on, new_person, roster, sign_in_on_phone

WAYS = [
    "138 0000 0001",
    "138-0000-0001",
    "+86 13800000001",
    "１３８０００００００１",
    "\u200b13800000001\u00a0",
]


@pytest.mark.parametrize("typed", WAYS)
def test_one_added_in_any_writing_signs_in_with_any_other(app: Flask, typed: str) -> None:
    administrator = cast.signed_in(app, cast.ADMINISTRATOR)
    answer = new_person(administrator, username=typed, name="何 平")
    digits = digits_on(answer.text)
    for other in ("13800000001", *WAYS):
        assert sign_in_on_phone(app, other, digits).status_code == 200, other
    again = new_person(administrator, username="138 00000001")
    assert again.status_code == 409 and "已经有人用了" in again.text
    with app.app_context():
        assert db.session.scalars(select(Person.name).where(Person.username == "13800000001")).all() == [
            "何平"
        ]


def test_the_office_is_opened_and_people_are_found_by_any_writing(app: Flask) -> None:
    client = app.test_client()
    typed = {"username": " Super visor\u200b", "password": cast.PASSWORD}
    assert cast.post(client, "/sign-in", **typed).status_code == 302
    administrator = cast.signed_in(app, cast.ADMINISTRATOR)
    new_person(administrator, username="13800000001", name="阿依古丽·买买提")
    for words in ("138 0000", "１３８", "阿依古丽•买买提", "阿依 古丽", "阿依古丽．"):
        page = administrator.get("/people", query_string={"words": words}).text
        assert "阿依古丽·买买提" in page, words


def test_two_lines_of_a_sheet_with_one_user_name_are_named(app: Flask) -> None:
    administrator = cast.signed_in(app, cast.ADMINISTRATOR)
    lines = ["用户名,姓名,角色,地区代码", f"13800000001,何平,vaccinator,{cast.VILLAGE}"]
    lines.append(f"138 0000 0001,贺平,vaccinator,{cast.VILLAGE}")
    assert "用户名 13800000001 已有人用" in roster(administrator, "\n".join(lines)).text
