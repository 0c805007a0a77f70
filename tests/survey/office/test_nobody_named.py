"""No page, file, plot or map of surveys, quick checks and lots names a child, a guardian, a household's head or a
telephone; what there is to search is taken from the routes."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.areas.romanised import person_in_latin, place_in_latin
from fieldapp.ground.db import db
from fieldapp.models.areas import Area, LocalUnit
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Fact, Household
from fieldapp.models.surveys import Lot, Survey, SurveyCluster
from tests.answer_words import words_of
from tests.cast import post
from tests.conftest import make_app
from tests.survey.office.place import drawn, survey
from tests.survey.office.told import household, interviewed, tell
from tests.told_demo import demo_in

NAMES_ITS_HOUSEHOLD = (
    "survey_watch.one"  # one household as its surveyor was told of it: who visits it again reads it
)
PEOPLE = (Child.name, Child.guardian, Child.mother, Child.landlord, Household.head)
PHONES = (Child.phone, Child.phone2, Household.phone)
HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff·]+")
NAME, CODE, PHONE = (
    "𬎆䶮子",
    "yuyanzi",
    "13974128866",
)  # a rare name, the same as a program could take it, a telephone


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo of seed 1."""
    app = make_app(demo_in(tmp_path_factory.mktemp("demo"), tmp_path_factory))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address of surveys, quick checks and lots that is read, of every survey and lot, with its endpoint."""
    with app.app_context():
        surveys, lots = (list(db.session.scalars(select(one.key))) for one in (Survey, Lot))
        clusters = dict(db.session.execute(select(SurveyCluster.survey, SurveyCluster.key)).all())
        facts = db.session.scalars(select(Fact.key).where(Fact.kind == "interview").limit(5))
        interviews = list(facts)
    for rule in app.url_map.iter_rules():
        of = app.view_functions[rule.endpoint].__module__
        if of.startswith("fieldapp.survey.") and "GET" in (rule.methods or ()):
            for key in (
                (lots if of.startswith("fieldapp.survey.lots") else surveys) if rule.arguments else [""]
            ):
                for interview in interviews if "interview" in rule.arguments else [""]:
                    words = rule.rule.replace("<key>", key).replace("<cluster>", clusters.get(key, ""))
                    yield rule.endpoint, words.replace("<interview>", interview)


def answers(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str, str]]:
    """What each of them says, in both languages: endpoint, address, every word of it."""
    for language in ("zh", "en"):
        client.set_cookie("lang", language)
        for endpoint, path in addresses(app):
            answer = client.get(path)
            if answer.status_code == 200:  # an interview is of one of the surveys
                yield endpoint, f"{path} {language}", every_word(answer)
                yield from (
                    (endpoint, f"{path}{one}", client.get(f"{path}{one}").text) for one in asked(answer)
                )


def asked(answer: Any) -> list[str]:
    """The other indicators a result is shown by group of."""
    there = b'name="of"' in answer.data
    return [f"?of={one}" for one in re.findall(r'<option value="([a-z0-9:]+)"', answer.text)] if there else []


def every_word(answer: Any) -> str:
    """The words of an answer of any kind; of a file that holds files, of each that is text."""
    said = html.unescape(words_of(answer))
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            said += "\n".join(packed.namelist())
    return said


def people_of(app: Flask) -> tuple[set[str], set[str], set[str]]:
    """Everybody on record and everybody told of in interviews; telephones; staff, and what places are called."""
    with app.app_context():
        names, phones = (
            {words for column in columns for words in db.session.scalars(select(column)) if words}
            for columns in (PEOPLE, PHONES)
        )
        for more in db.session.scalars(select(Fact.more).where(Fact.kind == "interview")):
            names |= set(re.findall(r'"(?:head|name)":\s*"([^"]+)"', more))
        columns = (Person.name, Area.name, LocalUnit.name)
        others = {words for column in columns for words in db.session.scalars(select(column))}
    return {one for one in names if len(one) > 1} - others, phones, others


class Searched:
    """Finds names and telephones in a text: every run of so many letters is looked up."""

    def __init__(self, names: Iterable[str], phones: Iterable[str], others: Iterable[str] = ()) -> None:
        self.names, self.phones = set(names), set(phones)
        self.lengths = sorted({len(one) for one in self.names})
        self.latin = {person_in_latin(one) for one in self.names} - {""}
        spoken = (person_in_latin, place_in_latin)
        said = {one for other in others for one in (other, *(into(other) for into in spoken)) if len(one) > 1}
        self.others = re.compile("|".join(map(re.escape, sorted(said, key=len, reverse=True))) or r"(?!)")
        self.words = sorted({len(one.split()) for one in self.latin})

    def in_(self, text: str) -> set[str]:
        """What is found, besides in the names of others."""
        text = self.others.sub("|", text)
        runs = HAN.findall(text)
        found = {run[at : at + n] for run in runs for n in self.lengths for at in range(len(run) - n + 1)}
        words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text)
        latin = {" ".join(words[at : at + n]) for n in self.words for at in range(len(words) - n + 1)}
        return found & self.names | latin & self.latin | set(re.findall(r"\d{5,}", text)) & self.phones


def test_nothing_of_surveys_names_anybody_of_the_demo(demo: Flask) -> None:
    client = demo.test_client()
    assert post(client, "/sign-in", username="county", password=PASSWORD).status_code == 302
    names, phones, others = people_of(demo)
    assert len(names) > 1000 and len(phones) > 500
    searched = Searched(names, phones, others)
    seen: dict[str, list[str]] = {}
    named = False
    for endpoint, path, text in answers(demo, client):
        seen.setdefault(endpoint, []).append(path)
        found = searched.in_(text)
        named |= endpoint == NAMES_ITS_HOUSEHOLD and bool(found)
        assert endpoint == NAMES_ITS_HOUSEHOLD or not found, (path, found)
    assert named, "the search finds nobody where somebody is"
    assert set(seen) >= {endpoint for endpoint, _path in addresses(demo)}, "not every route was read"


def planted() -> dict[str, Any]:
    """A child of whom every answer is a name, and whoever was told of it with a telephone."""
    said = f"{NAME} {PHONE}"
    doses = [{"product": "BCG", "given_on": NAME, "said": said, "source": "certificate"}]
    doses += [{"product": CODE, "given_on": said, "source": NAME}]
    words = {"name": NAME, "child": NAME, "born_said": said, "sex": NAME, "residence": CODE, "card": NAME}
    words |= {"certificate": CODE, "recall": {NAME: 2, CODE: NAME}, "bcg_scar": NAME, "campaign": CODE}
    words |= {"reason": CODE, "reasons": [CODE, NAME], "note": said, "choice": {"of": NAME, "pick": CODE}}
    return words | {"no": 1, "born": "2024-09-01", "chosen": True, "doses": doses}


@pytest.mark.parametrize("each", ["one", "all"])
def test_a_name_that_was_typed_into_any_answer_is_in_no_file(app: Flask, each: str) -> None:
    client, _at = drawn(app, 4, per_household=each)
    clusters = survey(app)[1]
    interviewed(app, clusters)
    told = {"head": NAME, "note": f"{NAME} {PHONE}", "members": [planted()]}
    tell(app, [household(one, 20, **told) for one in clusters])
    tell(app, [household(one, 21, "other", **told) for one in clusters])
    read = 0
    for endpoint, path, text in answers(app, client):
        if endpoint == NAMES_ITS_HOUSEHOLD:
            continue
        assert [one for one in (NAME, CODE, PHONE) if one in text] == [], path
        read += 1
    assert read > 50
