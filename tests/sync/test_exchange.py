"""The phone's endpoints over HTTP: tokens, bodies, cursors, packages, and what a restored server says."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Assignment
from fieldapp.models.people import Device, Person
from fieldapp.sync.outgoing import exchange
from fieldapp.web.passwords import hash_password
from tests.sync.county import NORTH, ROUND1, SOUTH, child, key, operation, outcomes, visit, void
from tests.sync.ready import small_county
from tests.sync.signed import public_key, signature

PASSWORD = "eight plum trees"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = small_county(tmp_path_factory.mktemp("instance"))
    with app.app_context():
        with Session(db.engine) as session:
            for person in session.query(Person):
                person.password_hash = hash_password(PASSWORD, 8)
            session.commit()
        app.extensions["engine"] = db.engine
    yield app  # outside its context: each request must have its own, as on a server
    app.extensions["engine"].dispose()


def engine_of(phone: Phone) -> Engine:
    """The server's database, to look behind the answers."""
    return phone.client.application.extensions["engine"]


class Phone:
    """A phone as a program: signs in, sends, keeps its cursor."""

    def __init__(self, client: FlaskClient, who: str) -> None:
        self.client, self.who, self.device, self.number = client, who, str(uuid.uuid4()), 0
        said = {"username": who, "password": PASSWORD, "device": self.device, "name": "test"}
        said["public_key"] = public_key(self.device)
        signed = client.post("/api/v1/devices", json=said)
        assert signed.status_code == 200, signed.text
        self.token, self.epoch = signed.json["token"], signed.json["epoch"]
        self.scopes = signed.json["scopes"]
        self.cursor: dict[str, int] = {}

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def own(self, said: dict[str, Any], **change: Any) -> dict[str, Any]:
        """An operation as this phone would make it."""
        self.number += 1
        return said | {"device": self.device, "seq": self.number} | change

    def sync(self, *ops: Any, **change: Any) -> dict[str, Any]:
        said = {
            "epoch": self.epoch,
            "cursor": self.cursor,
            "now": "2026-01-01T00:00:00.000Z",
            "ops": list(ops),
        }
        reply = self.client.post("/api/v1/sync", json=said | change, headers=self.headers)
        assert reply.status_code == 200, reply.text
        self.cursor = reply.json["cursor"]
        answer: dict[str, Any] = reply.json
        return answer

    def package(self, scope: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/packages/{scope}", headers=self.headers | headers)

    def fetch(self) -> None:
        """Hold every scope, as after the first download."""
        for scope in self.scopes:
            self.cursor |= self.package(scope).json["cursor"]


@pytest.fixture
def ann(app: Flask) -> Phone:
    return Phone(app.test_client(), "ann")


@pytest.fixture
def bao(app: Flask) -> Phone:
    return Phone(app.test_client(), "bao")


def fresh() -> tuple[str, dict[str, Any]]:
    """A child nobody has seen, with its key."""
    name = str(uuid.uuid4())
    return key(name), child(name)


def test_what_one_phone_sends_the_other_receives_with_doses_inside_the_child(ann: Phone, bao: Phone) -> None:
    for phone in (ann, bao):
        phone.fetch()
    who, listed = fresh()
    sent = ann.sync(ann.own(listed), ann.own(operation("visit", visit()["data"] | {"child": who})))
    assert outcomes(sent["receipts"]) == ["applied", "applied"]
    news = {(c["kind"], c["key"]): c for c in bao.sync()["changes"]}
    assert news["child", who]["data"]["doses"] == [["bOPV", "2025-12-01", "campaign"]]
    assert bao.sync()["changes"] == []


def test_a_receipts_version_is_reached_by_the_cursor_of_its_scope(ann: Phone) -> None:
    ann.fetch()
    _, listed = fresh()
    reply = ann.sync(ann.own(listed))
    assert reply["cursor"][NORTH] >= reply["receipts"][0]["version"]


def test_the_first_exchange_names_the_packages_to_fetch(ann: Phone) -> None:
    reply = ann.sync()
    assert reply["add"] == ann.scopes
    assert (reply["changes"], reply["reset"], reply["resend_from"], reply["device"]) == (
        [],
        False,
        None,
        "ok",
    )


def test_a_package_is_one_sync_reply_and_answers_304_until_it_changes(ann: Phone) -> None:
    first = ann.package(NORTH)
    assert first.json["scope"] == NORTH
    assert set(first.json) == {"scope", "epoch", "cursor", "changes"}
    tag = first.headers["ETag"]
    assert ann.package(NORTH, **{"If-None-Match": tag}).status_code == 304
    ann.sync(ann.own(fresh()[1]))
    assert ann.package(NORTH, **{"If-None-Match": tag}).status_code == 200


def test_a_package_goes_compressed_to_who_accepts_it(ann: Phone) -> None:
    zipped = ann.package(NORTH, **{"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(zipped.data))["scope"] == NORTH


def test_setup_holds_the_areas_above_the_round_and_the_people(ann: Phone) -> None:
    kinds = {(c["kind"], c["key"]) for c in ann.package("setup").json["changes"]}
    assert {("area", "43"), ("area", NORTH), ("round", ROUND1), ("person", key("bao"))} <= kinds
    assert ("area", "430922") not in kinds


@pytest.mark.parametrize("scope", ["430922100201", "430921103999", "school:x", "../../secret_key", "0"])
def test_a_scope_that_is_not_mine_is_refused(ann: Phone, scope: str) -> None:
    assert ann.package(scope).status_code in (403, 404)


def test_a_scope_slipped_into_the_cursor_yields_nothing_and_is_dropped(ann: Phone) -> None:
    reply = ann.sync(cursor={"430922100201": 0, NORTH: 0})
    assert reply["drop"] == ["430922100201"]
    assert all(change["area"] != "430922100201" for change in reply["changes"])


def test_long_news_come_in_pages_that_lose_nothing(
    ann: Phone, bao: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bao.fetch()
    keys = set()
    for _ in range(3):
        batch = [fresh() for _ in range(20)]
        keys |= {who for who, _ in batch}
        ann.sync(*(ann.own(listed) for _, listed in batch))
    monkeypatch.setattr(exchange, "CHANGES", 7)
    seen, more, pages = set(), True, 0
    while more:
        reply = bao.sync()
        assert len(reply["changes"]) <= 7 + 60
        seen |= {change["key"] for change in reply["changes"]}
        more, pages = reply["more"], pages + 1
        assert pages < 60
    assert keys <= seen
    assert pages > 5


def test_a_child_that_changes_village_leaves_one_scope_and_enters_the_other_with_its_visits(
    ann: Phone, bao: Phone
) -> None:
    who, listed = fresh()
    ann.fetch()
    bao.fetch()
    seen = operation("visit", visit()["data"] | {"child": who})
    ann.sync(ann.own(listed), ann.own(seen))
    bao.sync()
    moved = operation("child", {}, key=who, area=SOUTH, at="2025-12-20T00:00:00.000Z")
    ann.sync(ann.own(moved))
    news = bao.sync()["changes"]
    gone = {(c["kind"], c["key"]) for c in news if c.get("removed")}
    here = {(c["kind"], c["key"]): c for c in news if not c.get("removed")}
    assert gone == {("child", who), ("visit", seen["id"])}
    assert here["child", who]["area"] == SOUTH
    assert ("visit", seen["id"]) in here


def test_a_joined_child_is_shown_inside_the_other(ann: Phone) -> None:
    (one, first), (two, second) = fresh(), fresh()
    ann.fetch()
    link = operation("same_child", {"child": one, "other": two})
    ann.sync(ann.own(first), ann.own(second), ann.own(link))
    low, high = sorted((one, two))
    package = {c["key"]: c for c in ann.package(NORTH).json["changes"] if c["kind"] == "child"}
    assert package[high]["data"] == {"joined": low}
    assert package[low]["data"]["name"]


def test_a_voided_row_travels_as_removed(ann: Phone, bao: Phone) -> None:
    who, listed = fresh()
    bao.fetch()
    listed = ann.own(listed)
    ann.sync(listed)
    assert [c.get("removed") for c in bao.sync()["changes"] if c["key"] == who] == [None]
    ann.sync(ann.own(void(listed)))
    assert [c.get("removed") for c in bao.sync()["changes"] if c["key"] == who] == [True]


def test_a_changed_verdict_reaches_the_phone_that_sent_it(ann: Phone, bao: Phone) -> None:
    ann.fetch()
    bao.fetch()
    who, listed = fresh()
    seen = ann.own(operation("visit", visit()["data"] | {"child": who}))
    early = bao.own(void(seen, by="bao"))
    assert outcomes(bao.sync(early)["receipts"]) == ["applied"]
    ann.sync(ann.own(listed), seen)
    told = [c for c in bao.sync()["changes"] if c["kind"] == "receipt"]
    assert [(c["key"], c["data"]["outcome"], c["data"]["problem"]["code"]) for c in told] == [
        (early["id"], "held", "not_author")
    ]
    assert [c for c in bao.sync()["changes"] if c["kind"] == "receipt"] == []


def test_a_missing_sequence_number_is_asked_for_again(ann: Phone) -> None:
    one, two, three = (ann.own(fresh()[1]) for _ in range(3))
    assert ann.sync(one, three)["resend_from"] == 2
    assert ann.sync(two)["resend_from"] is None


def test_a_server_restored_from_an_old_backup_asks_for_what_it_lost(ann: Phone, app: Flask) -> None:
    ann.fetch()
    ops = [ann.own(fresh()[1]) for _ in range(4)]
    ann.sync(*ops)
    with engine_of(ann).begin() as connection:  # what a backup taken after the second operation holds
        for lost in ops[2:]:
            connection.execute(text(f"DELETE FROM operation WHERE id = '{lost['id']}'"))
            connection.execute(text(f"DELETE FROM child WHERE key = '{lost['key']}'"))
        connection.execute(text(f"UPDATE device SET seen = '[[1, 2]]' WHERE id = '{ann.device}'"))
        connection.execute(text(f"UPDATE setting SET value = '{uuid.uuid4()}' WHERE name = 'epoch'"))
    reply = ann.sync()
    assert (reply["reset"], reply["resend_from"], reply["changes"]) == (True, 3, [])
    assert reply["add"] == ann.scopes
    again = ann.sync(*ops, epoch=reply["epoch"])
    assert [r["outcome"] for r in again["receipts"]] == ["duplicate", "duplicate", "applied", "applied"]


def test_a_hand_over_is_judged_for_the_person_of_its_own_phone(ann: Phone, bao: Phone) -> None:
    theirs = bao.own(fresh()[1] | {"by": key("bao")})
    (receipt,) = ann.sync(theirs, signatures={theirs["id"]: signature(theirs)})["receipts"]
    assert receipt["outcome"] == "applied"
    with engine_of(ann).connect() as connection:
        relayed = connection.execute(
            text(f"SELECT relayed FROM operation WHERE id = '{theirs['id']}'")
        ).scalar()
    assert relayed == ann.device


@pytest.mark.parametrize("signatures", [None, 7, [], {}, {"x": 7}, {"": ""}, "…"])
def test_signatures_of_any_shape_cost_nobody_anything(ann: Phone, bao: Phone, signatures: Any) -> None:
    mine, theirs = ann.own(fresh()[1]), bao.own(fresh()[1] | {"by": key("bao")})
    reply = ann.sync(mine, theirs, signatures=signatures)
    assert outcomes(reply["receipts"]) == ["applied", "held"]
    assert outcomes(bao.sync(theirs)["receipts"]) == ["duplicate"]


def test_who_brings_another_phones_records_is_written_down_once(ann: Phone, bao: Phone) -> None:
    theirs = [bao.own(fresh()[1] | {"by": key("bao")}) for _ in range(3)]
    for _again in range(2):
        ann.sync(*theirs, ann.own(fresh()[1]), signatures={one["id"]: signature(one) for one in theirs[:2]})
    with engine_of(ann).connect() as connection:
        query = select(Audit.__table__).where(Audit.table == "handover").order_by(Audit.id.desc())
        line = connection.execute(query).first()
    assert line is not None
    assert (line.by, line.action, line.row) == (key("ann"), "relay", NORTH[:6])
    said = {"county": NORTH[:6], "device": bao.device, "author": key("bao"), "operations": 3}
    assert json.loads(line.after) == said | {"applied": 2, "held": 1, "signed": 2}
    with engine_of(ann).connect() as connection:
        words = f"SELECT count(*) FROM audit WHERE after LIKE '%{bao.device}%'"
        assert connection.execute(text(words)).scalar() == 1


@pytest.mark.parametrize("public_key", ["", "x", "A" * 87, 7, [], "BA" * 50, "\ud800"])
def test_what_is_no_public_key_is_refused_and_named(ann: Phone, public_key: Any) -> None:
    said = {"username": "ann", "password": PASSWORD, "device": str(uuid.uuid4()), "public_key": public_key}
    answer = ann.client.post("/api/v1/devices", json=said)
    assert answer.status_code == (200 if public_key == "" else 400), answer.text
    assert public_key == "" or answer.json["problem"]["field"] == "public_key"


def test_a_clock_a_year_off_is_flagged_and_everything_counts(ann: Phone) -> None:
    sent = ann.own(fresh()[1] | {"at": "2027-12-01T08:00:00.000Z"})
    assert outcomes(ann.sync(sent, now="2027-12-01T08:00:00.000Z")["receipts"]) == ["applied"]
    with engine_of(ann).connect() as connection:
        flag = connection.execute(text(f"SELECT clock_off FROM operation WHERE id = '{sent['id']}'")).scalar()
    assert flag


def test_a_stopped_phone_may_send_and_is_told(ann: Phone, app: Flask) -> None:
    with Session(engine_of(ann)) as session:
        session.get_one(Device, ann.device).stopped_at = "2025-12-01T00:00:00.000Z"
        session.commit()
    reply = ann.sync(ann.own(fresh()[1]), cursor={NORTH: 0})
    assert (reply["device"], reply["changes"], reply["add"]) == ("stopped", [], [])
    assert reply["receipts"][0]["problem"]["code"] == "device_stopped"
    assert ann.package(NORTH).status_code == 403


def test_an_area_taken_away_with_unsent_rows_still_takes_them_and_is_dropped(app: Flask, ann: Phone) -> None:
    phone = Phone(app.test_client(), "far")
    with Session(engine_of(ann)) as session:
        session.add(Assignment(key=key("lent"), round=ROUND1, area=NORTH, person=key("far")))
        session.commit()
    assert NORTH in phone.sync()["add"]
    phone.cursor |= phone.package(NORTH).json["cursor"]
    with Session(engine_of(ann)) as session:
        session.get_one(Assignment, key("lent")).ended = "2025-12-02"
        session.commit()
    reply = phone.sync(phone.own(fresh()[1] | {"by": key("far")}))
    assert outcomes(reply["receipts"]) == ["applied"]
    assert reply["drop"] == [NORTH]


BODIES = [
    (b"{", {}, 400, "not_json"),
    (b"", {}, 400, "not_json"),
    (b"[1]", {}, 400, "bad_request"),
    (b'{"ops": 5}', {}, 400, "bad_request"),
    (b'{"cursor": {"setup": "x"}}', {}, 400, "bad_request"),
    (b'{"ops": [NaN]}', {}, 400, "not_json"),
    (b"[" * 100_000, {}, 400, "not_json"),
    (gzip.compress(b'{"ops": []}')[:-9], {"Content-Encoding": "gzip"}, 400, "not_json"),
    (b"plain", {"Content-Encoding": "gzip"}, 400, "not_json"),
    (gzip.compress(b" " * (8 * 2**20 + 1)), {"Content-Encoding": "gzip"}, 413, "too_large"),
    (b" " * (2**20 + 1), {}, 413, "too_large"),
    (json.dumps({"ops": [{}] * 501}).encode(), {}, 413, "too_many"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_cannot_be_used_has_its_code_and_sentence(
    ann: Phone, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    reply = ann.client.post("/api/v1/sync", data=body, headers=ann.headers | headers)
    assert (reply.status_code, reply.json["problem"]["code"]) == (status, code)
    assert reply.json["problem"]["sentence"]


def test_a_gzip_body_is_read(ann: Phone) -> None:
    body = gzip.compress(
        json.dumps({"epoch": ann.epoch, "cursor": {}, "ops": [ann.own(fresh()[1])]}).encode()
    )
    reply = ann.client.post("/api/v1/sync", data=body, headers=ann.headers | {"Content-Encoding": "gzip"})
    assert outcomes(reply.json["receipts"]) == ["applied"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic x"}])
def test_without_a_good_token_the_answer_is_sign_in_again(app: Flask, header: dict[str, str]) -> None:
    reply = app.test_client().post("/api/v1/sync", json={"ops": []}, headers=header)
    assert (reply.status_code, reply.json["problem"]["code"]) == (401, "sign_in_again")


def test_sentences_come_in_the_language_asked_for(app: Flask) -> None:
    client = app.test_client()
    chinese = client.post("/api/v1/sync", json={}).json["problem"]["sentence"]
    english = client.post("/api/v1/sync", json={}, headers={"Accept-Language": "en"}).json["problem"][
        "sentence"
    ]
    assert "登录" in chinese
    assert "sign in" in english
