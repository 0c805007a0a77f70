"""Every page of the demo county in English: no name of a place or person stands without its Latin letters beside it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.areas.romanised import person_in_latin, place_in_latin
from fieldapp.ground.db import db
from fieldapp.models.areas import Area, LocalUnit
from fieldapp.models.campaigns import Campaign, Post
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Household
from fieldapp.models.schools import School
from tests.conftest import make_app
from tests.office.test_english import NO_PAGE, SHAPE
from tests.told_demo import demo_in

PLACES = (Area.name, Clinic.name, Post.name, LocalUnit.name, School.name)
PEOPLE = (Person.name, Child.name, Child.guardian, Child.mother, Household.head)
# what people typed and nobody romanises: it holds names of places
TYPED = (Clinic.address, Household.address, School.address, Campaign.document_name, Campaign.document_by)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo of seed 1."""
    app = make_app(demo_in(tmp_path_factory.mktemp("demo"), tmp_path_factory))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def walk(client: FlaskClient) -> dict[str, str]:
    """Every page that is reached from the first, one of each address asked about the same things."""
    waiting, shapes, pages = ["/", "/campaigns/new", "/people/new"], set(), {}
    while waiting:
        path, _, query = waiting.pop(0).partition("?")
        shape = SHAPE.sub("#", path), tuple(sorted({name for name, _value in parse_qsl(query)}))
        if shape in shapes or NO_PAGE.search(path):
            continue
        shapes.add(shape)
        answer = client.get(f"{path}?{query}", follow_redirects=path == "/")
        if answer.status_code == 200 and "text/html" in answer.content_type:
            pages[f"{path}?{query}"] = answer.text
            found = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)
            waiting += [html.unescape(href) for href in found]
    return pages


def said(columns: tuple[object, ...]) -> set[str]:
    """Everything that stands in these columns."""
    return {words for column in columns for words in db.session.scalars(select(column)) if words}  # type: ignore[call-overload]


def text_of(page: str) -> str:
    """What a page says, read aloud or in its title too, on one line."""
    page = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page)
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    spoken = re.findall(r'(?:aria-label|placeholder|title|alt|data-ask)="([^"]*)"', page)
    return " ".join(html.unescape(" ".join([re.sub(r"<[^>]*>", " ", page), "|", *spoken])).split())


@pytest.mark.parametrize("who", ["county", "admin", "clinic", "nurse"])
def test_every_name_on_an_english_page_has_its_latin_letters_beside(demo: Flask, who: str) -> None:
    with demo.app_context():
        latin = {name: place_in_latin(name) for name in said(PLACES)}
        latin |= {name: person_in_latin(name) for name in said(PEOPLE) - set(latin)}
        typed = said((*TYPED, Campaign.name))
        db.session.remove()
    names = re.compile("|".join(map(re.escape, sorted({*latin, *typed}, key=len, reverse=True))))
    client = demo.test_client()
    client.set_cookie("lang", "en")
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    client.post("/sign-in", data={"csrf_token": token[1], "username": who, "password": PASSWORD})
    pages = walk(client)
    assert len(pages) > (30 if who != "nurse" else 3)
    bare: dict[str, set[str]] = {}
    for path, page in pages.items():
        words = text_of(page)
        for found in names.finditer(words):
            beside = latin.get(found[0])
            if beside and not words.startswith(f" {beside}", found.end()):
                bare.setdefault(path, set()).add(words[max(found.start() - 15, 0) : found.end() + 15])
    assert bare == {}, "\n".join(f"{path}: {sorted(words)}" for path, words in bare.items())
