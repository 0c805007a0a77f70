"""Reference rows reach a phone as changes: what it then holds is what the whole package would have brought.

An office does whatever it can to the rows; phones ask now and then, some with the ETag of the package they hold, as the
field app does, the other, like any other program, without.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person, PersonArea
from fieldapp.models.reference import next_version
from fieldapp.models.settings import Setting
from fieldapp.schedule.rules.installed import LOADED
from fieldapp.sync import codes
from fieldapp.web.passwords import token_hash
from tests.how_many import examples
from tests.sync.county import CAMPAIGN, COUNTY, EAST, FAR, NORTH, ROUND1, SOUTH, key
from tests.sync.ready import small_county

PEOPLE = ("ann", "bao", "sun", "far")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A server with the small county; the phone of each has her name as its token."""
    app = small_county(tmp_path)
    with app.app_context():
        with Session(db.engine) as session:
            for who in PEOPLE:
                mine = update(Device).where(Device.id == key(f"{who}'s phone"))
                session.execute(mine.values(token_hash=token_hash(who)))
            session.commit()
        app.extensions["engine"] = db.engine
    yield app
    app.extensions["engine"].dispose()


class Held:
    """The `setup` of one phone: rows by kind and key, its cursor, and the ETag it says or keeps to itself."""

    def __init__(self, client: FlaskClient, who: str, says_tag: bool) -> None:
        self.client, self.head, self.says_tag = client, {"Authorization": f"Bearer {who}"}, says_tag
        self.fetched, self.cursor, self.rows, self.tag = 0, {}, {}, ""
        self.ask()

    def package(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What is hers, whole."""
        answer = self.client.get("/api/v1/packages/setup", headers=self.head)
        self.now = answer
        return {(row["kind"], row["key"]): row for row in answer.json["changes"]}

    def ask(self) -> list[dict[str, Any]]:
        """One exchange, as the field app has it; the changes that were told of `setup`."""
        said: dict[str, Any] = {"epoch": None, "cursor": self.cursor, "ops": []}
        said |= {"setup": self.tag} if self.says_tag and self.tag else {}
        reply = self.client.post("/api/v1/sync", json=said, headers=self.head).json
        since = self.cursor.get("setup", 0)
        whole = "setup" in reply["add"]
        if self.says_tag and not whole:
            assert reply["cursor"]["setup"] == since or reply["setup_since"] == since
        told = [row for row in reply["changes"] if row["kind"] != "receipt"]
        for row in told:
            self.take(row)
        self.cursor = reply["cursor"]
        if whole:
            self.rows, self.fetched = self.package(), self.fetched + 1
            self.tag = self.now.headers["ETag"]
            self.cursor |= self.now.json["cursor"]
        self.cursor = {scope: n for scope, n in self.cursor.items() if scope not in reply["drop"]}
        self.cursor |= {scope: 0 for scope in reply["add"] if scope != "setup"}
        return told

    def take(self, row: dict[str, Any]) -> None:
        """A change is taken where it is newer than what is held."""
        held = self.rows.get((row["kind"], row["key"]))
        if held and held["version"] >= row["version"]:
            return
        if row.get("removed"):
            self.rows.pop((row["kind"], row["key"]), None)
        else:
            self.rows[row["kind"], row["key"]] = row

    def differs(self) -> dict[tuple[str, str], Any]:
        """What is held otherwise than the package has it, by kind and key."""
        right = {mark: row["data"] for mark, row in self.package().items()}
        now = {mark: row["data"] for mark, row in self.rows.items()}
        return {
            mark: (now.get(mark), right.get(mark))
            for mark in now.keys() | right.keys()
            if now.get(mark) != right.get(mark)
        }


@pytest.fixture
def held(app: Flask) -> Held:
    return Held(app.test_client(), "ann", says_tag=True)


def engine_of(app: Flask) -> Engine:
    engine: Engine = app.extensions["engine"]
    return engine


def office(app: Flask, *acts: Any) -> None:
    """Do these acts, each with a session, and save."""
    with app.app_context(), Session(engine_of(app)) as session:
        for act in acts:
            act(session)
            session.flush()
        session.commit()


def kinds(rows: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    return sorted((row["kind"], row["key"], bool(row.get("removed"))) for row in rows)


def change_of(model: Any, mark: Any, **said: Any) -> Any:
    def act(session: Session) -> None:
        row = session.get_one(model, mark)
        for name, value in said.items():
            setattr(row, name, value)

    return act


def added(*rows: Any) -> Any:
    return lambda session: session.add_all(rows)


def assignment(name: str, person: str = "bao", **other: Any) -> Assignment:
    words = {"key": key(name), "round": ROUND1, "area": NORTH, "person": key(person)}
    return Assignment(**words | other)


def test_one_assignment_that_changed_travels_alone(app: Flask, held: Held) -> None:
    office(app, added(assignment("work")))
    assert kinds(held.ask()) == [("assignment", key("work"), False)]
    office(app, change_of(Assignment, key("work"), expected=7))
    assert kinds(held.ask()) == [("assignment", key("work"), False)]
    assert (held.fetched, held.differs()) == (1, {})
    office(app, change_of(Assignment, key("work"), ended="2025-12-03"))
    assert kinds(held.ask()) == [("assignment", key("work"), True)]
    assert (held.fetched, held.differs(), held.ask()) == (1, {}, [])


def test_codes_travel_only_when_they_changed(app: Flask, held: Held) -> None:
    office(app, change_of(Area, NORTH, name="新北村"))
    assert kinds(held.ask()) == [("area", NORTH, False)]
    office(app, lambda session: codes.retire(session, "visit.reason:away", True, COUNTY))
    assert kinds(held.ask()) == [("code", "visit.reason:away", False)]
    office(app, lambda session: codes.retire(session, "visit.reason:away", True, FAR[:6]))
    assert held.ask() == []
    assert (held.fetched, held.differs()) == (1, {})


def test_a_campaign_that_opens_brings_its_rounds_posts_and_assignments_that_are_older(
    app: Flask, held: Held
) -> None:
    with app.app_context(), Session(engine_of(app)) as session:
        words = session.get_one(Campaign, CAMPAIGN)
        said = {name: getattr(words, name) for name in ("county", "name", "product", "form", "born_from")}
        said |= {"born_to": words.born_to, "areas": json.dumps([NORTH])}
    new = Campaign(key=key("new"), **said)
    round_ = Round(key=key("r"), campaign=key("new"), n=1, first_day="2026-03-01", last_day="2026-03-02")
    post = Post(key=key("p"), campaign=key("new"), area=NORTH, name="村室", kind="post")
    office(app, added(new), added(round_, post), added(assignment("of new", round=key("r"))))
    assert {one["kind"] for one in held.ask()} <= {"person"}
    office(app, change_of(Campaign, key("new"), state="open"))
    told = {kind for kind, _key, _gone in kinds(held.ask())}
    assert told >= {"campaign", "round", "post", "assignment"}
    assert (held.fetched, held.differs()) == (1, {})


def test_somebody_new_is_told_though_her_row_is_old_and_who_stops_is_removed(app: Flask, held: Held) -> None:
    assert ("person", key("far")) not in held.rows
    office(app, added(PersonArea(person=key("far"), area=NORTH[:9], since="2026-01-01")))
    assert kinds(held.ask()) == [("person", key("far"), False)]
    office(app, change_of(Person, key("far"), active=False))
    assert kinds(held.ask()) == [("person", key("far"), True)]
    assert (held.fetched, held.differs()) == (1, {})


@pytest.mark.parametrize("says_tag", [True, False])
def test_a_new_village_makes_her_fetch_rows_that_did_not_change(app: Flask, says_tag: bool) -> None:
    far = Held(app.test_client(), "far", says_tag)
    assert ("round", ROUND1) not in far.rows
    office(app, added(PersonArea(person=key("far"), area=NORTH, since="2026-01-01")))
    far.ask()
    assert ("round", ROUND1) in far.rows
    assert (far.fetched, far.differs()) == (2, {})


@pytest.mark.parametrize("says_tag", [True, False])
def test_a_village_taken_and_given_again_while_its_work_waited_is_whole(app: Flask, says_tag: bool) -> None:
    """The phone still holds the village, for something unsent, but no longer what surrounds it."""
    phone = Held(app.test_client(), "ann", says_tag)
    office(app, change_of(PersonArea, (key("ann"), EAST), until="2026-01-02"))
    before = phone.cursor
    phone.ask()
    phone.cursor |= {EAST: before[EAST]}
    office(app, change_of(PersonArea, (key("ann"), EAST), until=None))
    phone.ask()
    assert phone.differs() == {}


def test_a_corrected_schedule_is_fetched(app: Flask, held: Held) -> None:
    def load(session: Session) -> None:
        session.merge(Setting(name=LOADED, value=str(next_version(session))))

    office(app, load)
    assert (held.ask(), held.fetched) == ([], 2)


def test_who_says_no_tag_is_answered_no_more_than_the_contract_has(app: Flask) -> None:
    held = Held(app.test_client(), "ann", says_tag=False)
    office(app, change_of(Area, NORTH, name="新北村"))
    said = {"epoch": None, "cursor": held.cursor, "ops": []}
    assert "setup_since" not in held.client.post("/api/v1/sync", json=said, headers=held.head).json
    assert kinds(held.ask()) == [("area", NORTH, False)]


def test_a_tag_of_another_shape_is_another_view(app: Flask, held: Held) -> None:
    office(app, change_of(Area, NORTH, name="新北村"))
    for tag in ("", "x", '"', "W/", "é" * 200):
        said = {"epoch": None, "cursor": held.cursor, "ops": [], "setup": tag}
        reply = held.client.post("/api/v1/sync", json=said, headers=held.head).json
        assert (reply["add"], reply["changes"]) == (["setup"], [])


def anything(rng: random.Random, n: int) -> Any:
    """Some act of the office; some touch nothing of the phones'."""
    village, person = rng.choice((NORTH, SOUTH, EAST, FAR)), rng.choice(PEOPLE)

    def some(model: Any, then: Any, *where: Any) -> Any:
        def act(session: Session) -> None:
            rows = list(session.scalars(select(model).where(*where)))
            if rows:
                then(session, rng.choice(rows))

        return act

    def put(name: str, *values: Any) -> Any:
        return lambda _session, row: setattr(row, name, rng.choice(values))

    def flip_code(session: Session) -> None:
        one = rng.choice(("visit.reason:away", "visit.outcome:refused"))
        codes.retire(session, one, rng.random() < 0.5, rng.choice((COUNTY, FAR[:6])))

    days = ("2026-01-02", None)
    acts = (
        change_of(Area, rng.choice((village, village[:9], village[:6])), name=f"地方{n}"),
        change_of(Person, key(person), name=f"人{n}"),
        change_of(Person, key("bao"), active=rng.random() < 0.5),
        change_of(Person, key("sun"), role=rng.choice(("supervisor", "nurse", "clinic", "surveyor"))),
        lambda session: session.merge(
            PersonArea(person=key(person), area=village, since="2026-01-01", until=rng.choice(days))
        ),
        lambda session: session.add(assignment(f"a{n}", person, area=village)),
        some(Assignment, put("ended", *days)),
        some(Assignment, put("expected", n)),
        some(Round, put("state", "open", "closed")),
        some(Campaign, put("areas", *(json.dumps([code]) for code in (COUNTY, EAST[:9], NORTH, SOUTH)))),
        some(Campaign, put("state", "open", "closed")),
        lambda session: session.add(
            Post(key=key(f"p{n}"), campaign=CAMPAIGN, area=village, name="点", kind="post")
        ),
        some(Post, lambda session, row: session.delete(row)),
        lambda session: session.add(
            Clinic(key=key(f"c{n}"), area=village[:9], name=f"卫生院{n}", kind="township")
        ),
        some(Clinic, put("area", NORTH[:9], EAST[:9], FAR[:9])),
        some(Clinic, put("days", f"{n}")),
        flip_code,
    )
    return rng.choice(acts)


@pytest.mark.parametrize("seed", range(examples(4)))
def test_whatever_the_office_does_a_phone_holds_what_the_package_has(app: Flask, seed: int) -> None:
    rng = random.Random(seed)
    asking = ("ann", "sun", "far")
    phones = [Held(app.test_client(), who, tag) for who in asking for tag in (True, False)]
    changes = 0
    for n in range(60):
        try:
            office(app, anything(rng, n))
        except codes.Problem:
            continue  # a county cannot offer again what is retired for all
        for phone in phones:
            if rng.random() < 0.4:
                changes += bool(phone.ask())
                assert phone.differs() == {}, (n, phone.head)
    assert changes > 20, "few of the rows came as changes"
