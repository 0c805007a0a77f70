"""The code on a printed notice: decoded from the page, it leads who may see the pupil to it and tells nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from fieldapp.ground.db import db
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.sync.from_office.notice_codes import address_of, number_in
from fieldapp.sync.incoming import row_store
from tests import cast
from tests.cast import signed_in
from tests.school.classes.office import OTHER_NURSE
from tests.school.notices.papers import codes
from tests.school.notices.test_class_notices import CLASS, NEEDS, fresh, issued, rows_of, school
from tests.school.places import PRIMARY
from tests.sync.county import key

__all__ = ["school"]
PUPIL = f"/schools/{PRIMARY}/pupils/{key('child P8')}"


def path_of(app: Flask, number: str) -> str:
    return address_of("", number, str(app.secret_key))


def plain(page: str) -> str:
    """A page without what differs by itself: keys of forms."""
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_every_code_is_decoded_from_the_page_and_leads_to_its_pupil(school: Flask) -> None:
    fresh(school, "王小明", NEEDS | {"missing": [["dtp", 5]]})
    fresh(school, "李丽", {"certificate": "lost"})
    issued(school, CLASS, "P8", "王小明", "李丽")
    client = signed_in(school, cast.NURSE)
    found = codes(client.get(f"{CLASS}.pdf").data)
    numbers = {row["number"] for row in rows_of(school, "notice")}
    assert {one.partition("/n/")[2][:8] for one in found} == numbers and len(found) == len(numbers) == 3
    led = {client.get(one.removeprefix("http://localhost")).headers["Location"] for one in found}
    names = ("P8", "王小明", "李丽")
    assert led == {f"/schools/{PRIMARY}/pupils/{key(f'child {name}')}" for name in names}


def test_a_code_says_nothing_of_the_child(school: Flask) -> None:
    issued(school, CLASS, "P8")
    [code] = codes(signed_in(school, cast.NURSE).get(f"{CLASS}.pdf").data)
    number = rows_of(school, "notice")[0]["number"]
    assert code.startswith(f"http://localhost/n/{number}-")
    assert len(code.removeprefix(f"http://localhost/n/{number}-")) == 43  # the signature, nothing else


def test_who_may_not_see_the_pupil_sees_the_number_alone_whether_it_is_there_or_not(school: Flask) -> None:
    issued(school, CLASS, "P8")
    there, other = rows_of(school, "notice")[0]["number"], number_of(key("nobody's notice"))
    pages = []
    for member in (None, OTHER_NURSE, cast.OUTSIDER, cast.OBSERVER, cast.VACCINATOR):
        client = school.test_client() if member is None else signed_in(school, member)
        for number in (there, other):
            answer = client.get(path_of(school, number))
            assert answer.status_code == 200 and "P8<" not in answer.text and "青树嘴小学" not in answer.text
            assert f"{number[:4]} {number[4:]}" in answer.text and "不影响孩子入学" in answer.text
            pages.append(plain(answer.text).replace(number, "N").replace(f"{number[:4]} {number[4:]}", "N"))
            pages[-1] = pages[-1].replace(path_of(school, number).removeprefix(f"/n/{number}"), "S")
        assert pages[-1] == pages[-2], member


def test_who_may_is_led_on_also_from_a_notice_that_was_taken_back(school: Flask) -> None:
    issued(school, CLASS, "P8")
    [notice] = rows_of(school, "notice")
    path = path_of(school, notice["number"])
    cast.post(signed_in(school, cast.NURSE), f"{PUPIL}/notices/{notice['key']}/withdraw")
    for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR, cast.ADMINISTRATOR):
        assert signed_in(school, member).get(path).headers["Location"] == PUPIL


def test_two_notices_of_one_number_are_chosen_among_and_only_ones_own_are_shown(school: Flask) -> None:
    fresh(school, "王小明", NEEDS | {"missing": [["dtp", 5]]})
    issued(school, CLASS, "P8", "王小明")
    first, _second = rows_of(school, "notice")
    table = row_store.table("notice")
    with school.app_context():
        db.session.execute(update(table).values(number=first["number"]))
        db.session.commit()
    page = signed_in(school, cast.NURSE).get(path_of(school, first["number"])).text
    assert "有 2 张通知单" in page and "P8</a>" in page and "王小明</a>" in page and "青树嘴小学" in page
    assert "王小明" not in signed_in(school, OTHER_NURSE).get(path_of(school, first["number"])).text


WRONG = ("12345678", "12345678-", "12345678-x", "x", "-", "１２３４５６７８-x", "0" * 500)


@pytest.mark.parametrize("said", WRONG)
def test_what_was_not_signed_here_is_a_plain_sentence(school: Flask, said: str) -> None:
    for client in (school.test_client(), signed_in(school, cast.NURSE)):
        answer = client.get(f"/n/{said}")
        assert answer.status_code == 404 and "这个二维码不对" in answer.text


def test_the_signature_of_another_number_or_another_server_is_none() -> None:
    one, other = number_of(key("a")), number_of(key("b"))
    said = address_of("https://a.example/", one, "secret")
    assert said.startswith("https://a.example/n/")
    said = said.partition("/n/")[2]
    assert number_in(said, "secret") == one
    assert number_in(said, "another secret") is None
    assert number_in(said.replace(one, other), "secret") is None
    assert number_in(said[:-1], "secret") is None


def test_whoever_counts_numbers_up_with_made_up_signatures_learns_nothing(school: Flask) -> None:
    """Of a number that is there, with any signature but its own, the answer is that of one that is not."""
    issued(school, CLASS, "P8")
    there, other = rows_of(school, "notice")[0]["number"], number_of(key("nobody's notice"))
    right = path_of(school, there).partition("-")[2]
    changed = [right[:n] + ("A" if right[n] != "A" else "B") + right[n + 1 :] for n in range(0, 42, 7)]
    for client in (school.test_client(), signed_in(school, cast.NURSE), signed_in(school, OTHER_NURSE)):
        said = [f"{n}-{made_up}" for made_up in changed for n in (there, other)]
        answers = {one: client.get(f"/n/{one}") for one in said}
        assert {answer.status_code for answer in answers.values()} == {404}
        assert len({plain(answer.text).replace(one, "SAID") for one, answer in answers.items()}) == 1
