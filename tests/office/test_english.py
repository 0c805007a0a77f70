"""Pages in English: no Chinese but names and what people wrote, and names in Latin letters beside."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.areas.romanised import person_in_latin, place_in_latin
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Post
from fieldapp.models.clinics import Clinic
from fieldapp.models.codes import Code
from fieldapp.models.people import Device, Person
from fieldapp.models.records import Batch, Child, Household
from fieldapp.models.schools import School
from tests import cast
from tests.office.test_wrong_forms import county, world

__all__ = ["county", "world"]
HAN = re.compile(r"[㐀-鿿]+")
SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
NO_PAGE = re.compile(r"\.(xlsx|pdf|csv|json|geojson|svg|png|zip)|^/field|^/static|/map/frame|^/language")
WRITTEN = {  # what people wrote stands as they wrote it
    Area: ("name",), Person: ("name",), Campaign: ("name", "document_name", "document_no", "document_by"),
    Post: ("name", "hours"), Clinic: ("name", "days", "address"), Device: ("name",), Child: ("name", "guardian"),
    Household: ("head", "address"), Batch: ("lot", "maker"), Code: ("zh",), School: ("name",),
}  # fmt: skip
MOST_PAGES = 160
NUMBER = re.compile(r"[㐀-鿿]+〔\d+〕\d+号")  # of a document: that is how it is found


CASES: dict[str, list[list[str]]] = json.loads(
    (Path(__file__).parents[1] / "romanised_cases.json").read_text("utf-8")
)


@pytest.mark.parametrize(("name", "latin"), CASES["places"])
def test_a_place_is_said_in_latin_letters_with_what_it_is(name: str, latin: str) -> None:
    assert place_in_latin(name) == latin


@pytest.mark.parametrize(("name", "latin"), CASES["people"])
def test_a_person_is_said_family_name_first_and_a_description_not_at_all(name: str, latin: str) -> None:
    assert person_in_latin(name) == latin


def written(app: Flask) -> list[str]:
    """Everything people wrote, the longest first."""
    with app.app_context():
        found = {
            str(words)
            for model, columns in WRITTEN.items()
            for row in db.session.execute(select(*(getattr(model, column) for column in columns)))
            for words in row
            if words
        }
    return sorted(found, key=len, reverse=True)


def chinese_in(page: str, known: list[str]) -> list[str]:
    """The Chinese a page says beside what people wrote: its text, and what is read aloud or shown in empty fields."""
    page = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page)
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    spoken = re.findall(r'(?:aria-label|placeholder|title|alt|data-ask)="([^"]*)"', page)
    words = NUMBER.sub(" ", html.unescape("\n".join([re.sub(r"<[^>]*>", "\n", page), *spoken])))
    for name in known:
        words = words.replace(name, " ")
    return HAN.findall(words)


def walk(client: FlaskClient) -> dict[str, str]:
    """Every kind of page that is reached from the first, in English."""
    waiting, shapes, pages = ["/", "/campaigns/new", "/people/new"], set(), {}
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.pop(0)
        shape = SHAPE.sub("#", path)
        if shape in shapes or NO_PAGE.search(path):
            continue
        shapes.add(shape)
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.content_type:
            continue
        pages[path] = answer.text
        found = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)
        waiting += [html.unescape(href) for href in found]
    return pages


@pytest.mark.parametrize(
    "member", [cast.ADMINISTRATOR, cast.SUPERVISOR, cast.CLINIC], ids=lambda one: one.role
)
def test_no_page_in_english_has_chinese_but_what_people_wrote(world: Flask, member: cast.Member) -> None:
    client = cast.signed_in(world, member)
    client.set_cookie("lang", "en")
    pages, known = walk(client), [*written(world), "中文"]
    assert len(pages) > 40
    found = {path: set(said) for path, page in pages.items() if (said := chinese_in(page, known))}
    assert found == {}


def test_names_stand_beside_their_latin_letters_in_english_and_alone_in_chinese(world: Flask) -> None:
    client = cast.signed_in(world, cast.SUPERVISOR)
    assert "Wang Jianguo" not in client.get("/people").text
    client.set_cookie("lang", "en")
    people, inbox = client.get("/people").text, client.get("/inbox").text
    assert "王建国 Wang Jianguo" in people and "青树嘴村委会 Qingshuzui Village" in people
    assert "王建国 Wang Jianguo" in inbox and "青树嘴村委会 Qingshuzui Village" in inbox


def test_the_language_chosen_in_the_office_is_the_phone_s_too(app: Flask) -> None:
    """The cookie is for the whole site and its scripts; the app is called by its name in that language."""
    client = app.test_client()
    assert client.get("/manifest.webmanifest").get_json(force=True)["lang"] == "zh-CN"
    answer = cast.post(client, "/language", lang="en", next="/")
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("lang=")]
    assert "lang=en" in cookie and "Path=/;" in f"{cookie};" and "HttpOnly" not in cookie
    manifest = client.get("/manifest.webmanifest").get_json(force=True)
    assert (manifest["lang"], manifest["name"]) == ("en", app.config["PRODUCT_NAME_EN"])
