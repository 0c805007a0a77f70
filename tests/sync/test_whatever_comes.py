"""Random operations of every kind, most of them wrong, by phone and by file; then every page, export and package.

Nothing answers 500, no fault of ours is hidden in a receipt, and no word of a township is read by anybody of another.
How many is `FIELDAPP_EXAMPLES`: a few hundred here, 10,000 when asked.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Device
from fieldapp.records import permissions
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.sync.from_office.notice_codes import address_of
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.rework.replay import verify
from fieldapp.web import gate
from tests import cast
from tests.answer_words import words_of
from tests.campaigns.office import CAMPAIGN, ROUND1, ROUND2, found_campaign
from tests.cast import Member
from tests.catchup.office import AGREEMENT, CATCHUP, SESSION, found_catchup
from tests.how_many import examples
from tests.school.classes.office import found_schools
from tests.school.places import PRIMARY
from tests.school.tables.office import handed_in
from tests.survey.office.place import CLUSTER, LOT, SURVEY, found_survey
from tests.sync.anything import Land, Maker, Worker, as_file
from tests.sync.county import key
from tests.sync.signed import public_key

EXAMPLES = examples(500)
SEED = int(os.environ.get("FIELDAPP_SEED", "1"))
BATCH, PAGES_OF_LIST, OF_EACH, AROUND = 100, 6, 75, 200  # of each on one database, and others on the other
HERE, NEXT, FAR = cast.TOWNSHIP, "430921101", "430922102"
CANARIES = {HERE: "金丝雀甲", NEXT: "金丝雀乙", FAR: "金丝雀丙"}
NEXT_VILLAGE = "430921101001"
STRANGERS = (
    Member("next-vaccinator", "何平", "vaccinator", (NEXT,)),
    Member("next-clinic", "郭勇", "clinic", (NEXT,)),
    Member("far-vaccinator", "邓军", "vaccinator", (FAR,)),
    Member("far-administrator", "胡兰", "administrator", (cast.OTHER_COUNTY,)),
)
EVERYBODY = (*cast.CAST, *STRANGERS)


def device_of(number: int) -> str:
    """The phone of the n-th person."""
    return f"01890000-0000-7000-8000-{number:012d}"


def phones(app: Flask) -> dict[Member, str]:
    """Everybody's bearer token; their phones register a key."""
    tokens = {}
    for number, member in enumerate(EVERYBODY):
        device = device_of(number)
        said = {
            "username": member.username,
            "password": cast.PASSWORD,
            "device": device,
            "name": "机\u202e\ufffe",
        }
        said["public_key"] = public_key(device)
        answer = app.test_client().post("/api/v1/devices", json=said)
        assert answer.status_code == 200, answer.text
        tokens[member] = answer.json["token"]
    return tokens


def land_of(app: Flask) -> Land:
    """Who writes where."""
    with app.app_context():
        villages = sorted(db.session.scalars(select(Area.code).where(Area.level == "village")))
        workers = []
        for number, member in enumerate(EVERYBODY):
            own = tuple(code for code in villages if code.startswith(member.areas))
            person = db.session.scalars(select(Device.person).where(Device.id == device_of(number))).one()
            workers.append(Worker(person, device_of(number), own))
    return Land(workers, villages, [ROUND1, ROUND2, "nonsense"], CANARIES)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def told(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> tuple[Flask, Any]:
    """The county after all of it came, and everybody's tokens."""
    app = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    found_campaign(app)
    found_schools(app)
    found_catchup(app)
    found_survey(app)
    handed_in(app)
    with app.app_context():
        for member in STRANGERS:
            add_person(member.username, member.name, member.role, member.areas, cast.PASSWORD)
        db.session.commit()
    tokens = phones(app)
    maker = Maker(land_of(app), SEED)
    with caplog.at_level(logging.ERROR):
        outcomes = send_all(app, tokens, maker, list(maker.operations(EXAMPLES // 2)))
        maker.land.settled = settled(app)
        outcomes += send_all(app, tokens, maker, list(maker.operations(EXAMPLES // 2)))
    assert {"applied", "held", "refused"} <= outcomes.keys(), outcomes
    faults = [record.getMessage() + "\n" + str(record.exc_info) for record in caplog.records]
    assert faults == []
    return app, tokens


def settled(app: Flask) -> dict[str, list[str]]:
    """What the server has by now: children that are known, and visits."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for kind in ("child", "visit"):
            table = row_store.table(kind)
            query = (
                select(table.c.key).where(table.c.known, table.c.county == cast.COUNTY).order_by(table.c.at)
            )
            found[kind] = list(connection.scalars(query))
    return found


def send_all(
    app: Flask, tokens: dict[Member, str], maker: Maker, made: list[tuple[Worker, Any]]
) -> Counter[str]:
    """Three quarters by phone, its own or another's; the rest as files that the clinic brings. What became of them."""
    by_device = dict(zip(map(device_of, range(len(EVERYBODY))), EVERYBODY, strict=True))
    clinic = cast.signed_in(app, cast.CLINIC)
    outcomes: Counter[str] = Counter()
    for some in _batched(made, BATCH):
        if maker.some(0.25):
            file = (io.BytesIO(as_file(maker, [operation for _worker, operation in some])), "unsent.json")
            answer = cast.post(clinic, "/inbox/handover", file=file)
            assert answer.status_code in (200, 422), answer.text
            continue
        for device, own in _by_sender(some).items():
            headers = {"Authorization": f"Bearer {tokens[by_device[device]]}"}
            body = json.dumps({"ops": own, "cursor": {}})
            answer = app.test_client().post("/api/v1/sync", data=body, headers=headers)
            assert answer.status_code in (200, 400), answer.text
            if answer.status_code == 200:
                assert len(answer.json["receipts"]) == len(own)
                outcomes.update(receipt["outcome"] for receipt in answer.json["receipts"])
    return outcomes


def _batched(made: list[Any], n: int) -> Iterable[Any]:
    return (made[start : start + n] for start in range(0, len(made), n))


def _by_sender(some: Iterable[tuple[Worker, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for worker, operation in some:
        found.setdefault(worker.device, []).append(operation)
    return found


def some_of(listed: Sequence[Any], most: int = OF_EACH) -> list[Any]:
    """About so many of a list, evenly; what one database is not asked about is asked of the other."""
    step = max(len(listed) // most, 1)
    return list(listed[step // 2 if db.engine.dialect.name == "postgresql" else 0 :: step])


def stand_ins(app: Flask) -> dict[str, list[Any]]:
    """What each part of an address may be, out of the database and out of the air."""
    with app.app_context(), db.engine.connect() as connection:
        child = row_store.table("child")
        log = LoggedOperation.__table__
        waiting = log.c.verdict.in_(("held", "refused", "conflict"))
        lines = connection.execute(select(log.c.county, log.c.position).where(waiting)).all()
        children = connection.execute(select(child.c.county, child.c.key)).all()
        areas = list(connection.scalars(select(Area.code)))
        people = list(connection.scalars(select(Device.person)))
        few, some = some_of(lines), some_of(children)
    return {
        "code": areas,
        "area": areas[:2],
        "scope": ["setup", "school:x", *areas],
        "county,position": [*few, ("000000", 1), ("430921", 2**70)],
        "county,key": [*some, ("430921", "x")],
        "key": [CAMPAIGN, *people, "visit.reason:away", "x"],
        "/campaigns key": [CAMPAIGN, people[0], "x"],
        "/campaigns name": ["school_rate", "x"],
        "/schools key": [PRIMARY, "x"],
        "/surveys key": [SURVEY, "x"],
        "/quick-checks key": [LOT, "x"],
        "cluster": [CLUSTER, "x"],
        "interview": ["x"],
        "/catchup key": [CATCHUP, "x"],
        "/agreement key": [AGREEMENT, "x"],
        "meeting": [SESSION, "x"],
        "name": ["1~1"],
        "said": [address_of("", number_of(key("any notice")), str(app.secret_key))[3:], "x"],
        "n": [1, 2, 3],
        "sha256": ["0" * 64, "x"],
        "device": [device_of(1)],
        "child": [children[0][1], "x"],
        "given": ["x"],
        "notice": ["x"],
        "event": ["x"],
        "post": ["x"],
        "which": [1, 2],
        "token": ["0" * 32],
        "report": ["x"],
        "key,token": [(CAMPAIGN, "0" * 32)],
    }


def addresses(app: Flask, rule: Rule, known: dict[str, list[Any]]) -> Iterator[str]:
    """Every address of a route that the stand-ins give."""
    names, room = sorted(rule.arguments), "/" + rule.rule.split("/")[1]
    joined = ",".join(names)
    each = (known.get(f"{room} {name}", known[name]) for name in names)
    parts = known[joined] if joined in known and len(names) > 1 else itertools.product(*each)
    with app.test_request_context():
        for values in parts:
            yield app.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, values, strict=True)))


QUERIES = {
    "/inbox": [
        "",
        *(f"?verdict={v}&page={n}" for v in ("held", "refused", "") for n in range(1, PAGES_OF_LIST)),
    ],
    "/inbox/inbox.xlsx": ["", "?verdict=conflict", "?verdict=held"],
    "/inbox/conflicts": ["", "?page=2"],
    "/inbox/waiting": ["", "?page=2"],
    "/erasure": ["", "?words=金丝", "?words=%25", "?words=_", "?words=x"],
    "/people": ["", "?words=x%1b%e2%80%ae", "?page=99999999999999999999"],
    "/areas/find.json": ["", "?words=青", "?words=%ed%a0%80"],
    "/audit": ["", "?table=handover", "?table=x"],
}


def getting(app: Flask) -> list[Rule]:
    """Every route that answers GET and is not a file of the phone's app."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static", "/sw.js"))
    ]


def may_read(member: Member) -> set[str]:
    """The canaries of townships that are a person's business: none for who may see no children."""
    if not permissions.may_somewhere(member.role, "children.see"):
        return set()
    return {
        word
        for township, word in CANARIES.items()
        if any(township.startswith(area) or area.startswith(township) for area in member.areas)
    }


def foreign_words(member: Member, words: str) -> list[str]:
    """Where an answer says what this person may not read, with what stands around it."""
    foreign = [word for word in CANARIES.values() if word in words and word not in may_read(member)]
    return [words[max(words.index(word) - AROUND, 0) : words.index(word) + AROUND] for word in foreign]


def walk_every_page(app: Flask, tokens: dict[Member, str]) -> None:
    """No page, export or package breaks, and none tells what is another's."""
    known, wrong, seen = stand_ins(app), [], Counter[str]()
    for member in EVERYBODY:
        client = cast.signed_in(app, member)
        bearer = {"Authorization": f"Bearer {tokens[member]}"}
        for rule in getting(app):
            by_token = getattr(app.view_functions[rule.endpoint], "access", ("",))[0] == gate.BY_TOKEN
            for address in addresses(app, rule, known):
                for query in QUERIES.get(rule.rule, [""]):
                    answer = client.get(address + query, headers=bearer if by_token else {})
                    words = words_of(answer)
                    seen.update(word for word in CANARIES.values() if word in words)
                    if answer.status_code >= 500:
                        wrong.append((member.username, address + query, answer.status_code))
                    wrong += [
                        (member.username, address + query, word) for word in foreign_words(member, words)
                    ]
    assert wrong == [], "\n".join(map(str, wrong[:20]))
    assert set(seen) == set(CANARIES.values())


def read_by_every_phone(app: Flask, tokens: dict[Member, str]) -> None:
    """No phone is told what is another's."""
    wrong = []
    for member in EVERYBODY:
        reader = Reader(app.test_client(), tokens[member])
        for words in reader.everything():
            wrong += [(member.username, word) for word in foreign_words(member, words)]
    assert wrong == [], "\n".join(map(str, wrong[:20]))


class Reader:
    """A phone that fetches its packages and every change since the beginning."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def everything(self) -> Iterator[str]:
        """The texts of all answers."""
        said: dict[str, Any] = {"ops": [], "cursor": {}}
        first = self._sync(said)
        yield json.dumps(first, ensure_ascii=False)
        said["cursor"], more = dict.fromkeys(first["add"], 1), True
        while more:
            reply = self._sync(said)
            yield json.dumps(reply, ensure_ascii=False)
            more, said["cursor"] = reply["more"] and reply["cursor"] != said["cursor"], reply["cursor"]

    def _sync(self, said: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post("/api/v1/sync", json=said, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found


def compare_with_the_log(app: Flask) -> None:
    """Rows and counts are what the log says, and no fault of ours is hidden in a verdict."""
    with app.app_context():
        assert verify(db.engine) == []
        with db.engine.connect() as connection:
            fault = select(LOG.c.raw).where(LOG.c.problem.contains("server_fault"))
            assert connection.scalars(fault).all() == []


def act_on_what_waits(app: Flask) -> None:
    """Every act on what waits is answered in words."""
    client = cast.signed_in(app, cast.SUPERVISOR)
    with app.app_context(), db.engine.connect() as connection:
        lines = connection.execute(
            select(LOG.c.county, LOG.c.position, LOG.c.area).where(LOG.c.verdict != "applied")
        )
        few = some_of(lines.all(), 3 * OF_EACH)
    wrong = []
    for number, (county, position, area) in enumerate(few):
        act = ("mend", "choose", "set-aside")[number % 3]
        answer = cast.post(
            client, f"/inbox/{county}/{position}/{act}", area=area or "", field="name", value=0
        )
        wrong += [(county, position, act)] if answer.status_code >= 500 else []
    for number in range(len(EVERYBODY)):
        answer = cast.post(client, f"/inbox/unsigned/{device_of(number)}/take")
        wrong += [("take", number)] if answer.status_code >= 500 else []
    assert wrong == [], "\n".join(map(str, wrong[:20]))
    with app.app_context():
        assert verify(db.engine) == []


@pytest.mark.long
def test_whatever_comes_nothing_breaks_and_nobody_reads_what_is_anothers(told: tuple[Flask, Any]) -> None:
    app, tokens = told
    walk_every_page(app, tokens)
    read_by_every_phone(app, tokens)
    compare_with_the_log(app)
    act_on_what_waits(app)
