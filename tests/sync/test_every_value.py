"""Every field of every kind with every hostile value a stored operation can hold, sent by somebody who may write the
kind; also in the lines of interviews and checks. Then every list, page, export and paper is drawn, by the routes of the
application.

`test_whatever_comes.py` mixes at random; here nothing is left to chance: one operation a field and value, all else
right.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
import openpyxl
import pytest
from flask import Flask

from fieldapp.campaigns.children.cells import SLICES
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.records.fields.checks import uuid
from fieldapp.records.fields.surveyed import CHECKED, MEMBER
from fieldapp.records.kinds import KINDS
from fieldapp.records.permissions import ROLES
from fieldapp.school.terms import term_of
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.answer_words import words_of
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, record, some_children
from tests.catchup.office import CATCHUP, found_catchup
from tests.school.classes.office import found_schools
from tests.school.places import PRIMARY
from tests.school.tables.office import handed_in
from tests.survey.office.place import CLUSTER, LOT, SURVEY, found_survey
from tests.sync.anything import Land, Maker, Worker
from tests.sync.county import key, operation
from tests.sync.test_whatever_comes import addresses, getting, stand_ins

DEEP: Any = []
for _ in range(45):
    DEEP = [DEEP, {"a": DEEP}] if len(json.dumps(DEEP)) < 2000 else [DEEP]
VALUES: list[Any] = [
    "\ud800", "小\udfff明", "\ude00\ud83d", "a\x00b", "\x00", "\x01\x02\x1b[31m\x7f", "\u202e\u2066坏", "\ufffe\uffff",
    "\u2028\u2029", "\r\n\t", "𠮷", "e\u0301" * 500, "名" * 10_000, "x" * 10_000, "", " ", "\u3000",
    "<script>alert(1)</script>", "{{ 7*7 }}", "=1+1", "@SUM(A1)", "+86", "-1", "%s%n%(a)s", "]]>", "'\"\\",
    "#typst $x$ [y] *z*",
    "__proto__", "null", "NaN", "0000-00-00", "9999-12-31", "2025-02-30", "2025-12-01", "12025-12-01", "08:00",
    True, False, None, 0, -1, 1.5, -0.0, 2**31, 2**53, 2**63, 2**64, -(10**30), 10**400, 1e308, 5e-324,
    [], {}, [[]], [None, True, 1, "x", "\ud800"], {"\ud800": "\x00"}, {"a": {"b": [1, {"c": None}]}}, DEEP,
]  # fmt: skip
ABOUT = ("id", "device", "seq", "kind", "key", "area", "at", "by", "base", "void", "data", "more", "\ud800")
BATCH, DEVICE = 400, "01890000-0000-7000-8000-00000000abcd"
SENDERS = {cast.VACCINATOR: DEVICE, cast.SUPERVISOR: "01890000-0000-7000-8000-00000000abcf"}
DOSE = ("product", "n", "given_on", "said", "source")  # of a line of doses in an interview


def may_write(member: cast.Member, kind: str) -> bool:
    """Whether her role may write the kind."""
    return KINDS[kind].rights.split()[ROLES.index(member.role)] != "-"


def kinds_of(member: cast.Member) -> list[str]:
    """The kinds she sends: each goes to the first of the senders who may write it."""
    return [kind for kind in KINDS if next(one for one in SENDERS if may_write(one, kind)) == member]


class Sweep:
    """Makes the operations of one phone: right ones, but for one value each."""

    def __init__(self, person: str, device: str, kinds: list[str]) -> None:
        self.kinds = kinds
        worker = Worker(person, device, (cast.VILLAGE,))
        self.maker = Maker(
            Land([worker], [cast.VILLAGE], [ROUND1], {}), seed=[*SENDERS.values()].index(device)
        )
        self.worker, self.seq, self.numbers = worker, itertools.count(1), itertools.count(1)

    def right(self, kind: str) -> dict[str, Any]:
        """Data nobody would question: what is required, and what makes a record be drawn and counted."""
        usual = {
            "child": key("小明"),
            "other": key("小红"),
            "round": ROUND1,
            "campaign": CAMPAIGN,
            "name": "小苗",
        }
        usual |= {
            "born": "2021-05-04",
            "on": "2025-12-01",
            "given_on": "2025-12-01",
            "listed_on": "2025-11-20",
        }
        usual |= {
            "outcome": "vaccinated",
            "mode": "post",
            "sex": "female",
            "product": "bOPV",
            "lot": "L1",
            "head": "王",
            "survey": SURVEY,
            "cluster": CLUSTER,
            "household_no": next(self.numbers),
            "members": [LINE],
            "children": [CHECK],
        }
        usual |= USUAL.get(kind, {})
        made = {name: self.maker._right(kind, name, cast.VILLAGE) for name in KINDS[kind].required}
        return made | {name: value for name, value in usual.items() if name in KINDS[kind].fields}

    def one(self, kind: str, data: Any) -> dict[str, Any]:
        """An operation with this data."""
        id_ = self.maker.id()
        said = {"id": id_, "key": id_, "device": self.worker.device, "seq": next(self.seq), "kind": kind}
        return said | {
            "area": cast.VILLAGE,
            "at": "2025-12-01T08:15:30.000Z",
            "by": self.worker.person,
            "data": data,
        }

    def all(self) -> Iterator[dict[str, Any]]:
        """Every field of every kind of hers with every value, and every word about an operation."""
        for kind in self.kinds:
            for name in (*KINDS[kind].fields, "unheard_of"):
                for value in VALUES:
                    yield self.one(kind, self.right(kind) | {name: value})
            if "child" in KINDS[kind].fields:  # a record of a child that is hostile itself
                yield self.one(kind, self.right(kind) | {"child": self.maker.id()})
        yield from self.lines()
        for name, value in itertools.product(ABOUT, VALUES):
            kind = self.kinds[-1] if "child" not in self.kinds else "child"
            yield self.one(kind, self.right(kind)) | {name: value}

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every word of a line in an interview, of a dose in it, and of a line in a quick check, with every value."""
        for kind, field, usual, words in LINES:
            for name, value in itertools.product(words if kind in self.kinds else (), VALUES):
                yield self.one(kind, self.right(kind) | {field: [usual | {name: value}]})
        for name, value in itertools.product(DOSE if "interview" in self.kinds else (), VALUES):
            doses = [LINE["doses"][0] | {name: value}, *LINE["doses"]]
            yield self.one("interview", self.right("interview") | {"members": [LINE | {"doses": doses}]})


USUAL: dict[str, dict[str, Any]] = {
    "interview": {"outcome": "interviewed"},
    "quick_check": {"lot": LOT},
    "catchup_visit": {"outcome": "refused", "campaign": CATCHUP},
    "enrolment": {"school": PRIMARY, "term": "2025-1", "grade": "1", "class_name": "1", "reason": "new"},
}
LINE: dict[str, Any] = {"no": 1, "name": "小苗", "born": "2024-08-01", "sex": "female", "chosen": True}
LINE |= {"doses": [{"product": "BCG", "given_on": "2024-08-01", "source": "card"}], "card": "seen"}
CHECK: dict[str, Any] = {"no": 1, "born": "2024-08-01", "vaccinated": False, "reason": "away"}
LINES = (
    ("interview", "members", LINE, [*MEMBER["properties"], "unheard_of"]),
    ("quick_check", "children", CHECK, [*CHECKED["properties"], "unheard_of"]),
)


QUERIES: dict[str, list[str]] = {
    "children": [f"?cell=all+{measure}" for measure in SLICES["all"][1]],
    "look_after": [f"?list={name}" for name in ("left_out", "decided", "taken_back", "late")],
    "doses": [f"?what={what}" for what in ("no_batch", "expired", "door")],
    "inbox": [
        f"?verdict={verdict}&page={page}" for verdict in ("held", "refused", "conflict") for page in (1, 2, 9)
    ],
    "inbox.xlsx": ["?verdict=conflict"],  # without a word: what is held and what is refused
    "people": ["?group=0-13&vaccine=polio"],
    "odd": ["?page=2"],
    "conflicts": ["?page=2"],
    "audit": ["?page=1", "?page=2"],
    "erasure": ["?words=x", "?words=名", "?words=小"],
}


def queries(rule: str) -> list[str]:
    """What is asked of an address besides itself: lists and their files are, one record of theirs is not."""
    last = rule.rsplit("/", 1)[-1].replace("-", "_")
    return ["", *(QUERIES.get(last) or QUERIES.get(last.split(".")[0], ()))]


def opened(answer: Any) -> str:
    """The words of an answer, which can be read by what reads its kind of file."""
    content = answer.get_data()
    if answer.mimetype.endswith("wordprocessingml.document"):
        docx.Document(io.BytesIO(content))
    elif content[:2] == b"PK":
        openpyxl.load_workbook(io.BytesIO(content))
    if answer.mimetype == "text/html":
        content.decode("utf-8")
    if answer.mimetype.endswith("json"):
        json.loads(content)
    return words_of(answer)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def told(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Flask:
    """The county after all of it came from one phone."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    found_campaign(app)
    found_schools(app)
    found_catchup(app)
    found_survey(app)
    handed_in(app)
    some_children(app)
    made = {member: all_of(app, member) for member in SENDERS}
    assert sum(map(len, made.values())) > len(VALUES) * sum(len(kind.fields) for kind in KINDS.values())
    with caplog.at_level(logging.ERROR):
        applied = {kind for member, some in made.items() for kind in send(app, member, some)}
    assert applied == set(KINDS)
    assert [record.getMessage() for record in caplog.records] == []
    return app


def all_of(app: Flask, member: cast.Member) -> list[dict[str, Any]]:
    """Every operation of one of the senders."""
    return list(Sweep(cast.person_id(app, member), SENDERS[member], kinds_of(member)).all())


def send(app: Flask, member: cast.Member, made: list[dict[str, Any]]) -> set[str]:
    """From her phone in batches; the kinds of which something was taken."""
    headers = {"Authorization": f"Bearer {cast.phone_token(app, member, SENDERS[member])}"}
    client, outcomes, applied = app.test_client(), Counter[str](), set()
    for start in range(0, len(made), BATCH):
        some = made[start : start + BATCH]
        answer = client.post("/api/v1/sync", data=json.dumps({"ops": some, "cursor": {}}), headers=headers)
        assert answer.status_code == 200, answer.text[:500]
        came = [receipt["outcome"] for receipt in answer.json["receipts"]]
        applied |= {said["kind"] for said, outcome in zip(some, came, strict=True) if outcome == "applied"}
        outcomes.update(came)
    assert sum(outcomes.values()) == len(made)
    assert {"applied", "refused"} <= outcomes.keys(), outcomes
    return applied


@pytest.mark.long
def test_packages_the_log_and_every_page_stand_by_every_value_a_record_can_hold(told: Flask) -> None:
    travel_with_every_value(told)
    draw_every_page(told)


def draw_every_page(told: Flask) -> None:
    """Every page, export and paper, by the first of three people who may see it."""
    known, wrong, drawn = stand_ins(told), [], Counter[str]()
    known["county,key"], known["county,position"] = known["county,key"][:40], known["county,position"][::2]
    known["device"] = [DEVICE]
    known["key"] = [CAMPAIGN, *[one for one in known["key"] if one != CAMPAIGN][:4]]
    known["given"] = [handed_over(told), "x"]
    known["notice"] = [key("a notice"), "x"]
    known["report"] = [summary_handed_in(told), "x"]
    known["child"] = enrolled(told, [child for _county, child in known["county,key"]])
    for member in (cast.SUPERVISOR, cast.ADMINISTRATOR, cast.CLINIC):
        client = cast.signed_in(told, member)
        for rule in getting(told):
            if rule.rule.startswith("/api/") or drawn[rule.endpoint]:
                continue  # whoever comes later draws what nobody before her may
            for address in addresses(told, rule, known):
                for query in queries(rule.rule):
                    answer = client.get(address + query)
                    if answer.status_code >= 500:
                        wrong.append((member.username, address + query, answer.status_code))
                        continue
                    opened(answer)
                    drawn[rule.endpoint] += answer.status_code == 200 or no_glyph(address, answer)
    assert wrong == [], "\n".join(map(str, wrong[:20]))
    pages = {rule.endpoint for rule in getting(told) if not rule.rule.startswith("/api/")}
    assert {name for name in pages if not drawn[name]} == REDIRECTS.keys() & pages  # and not only refused


def summary_handed_in(app: Flask) -> str:
    """A catch-up's summary handed in; its key."""
    client = cast.signed_in(app, cast.SUPERVISOR)
    answer = cast.post(client, f"/catchup/{CATCHUP}/handed-in", area=cast.COUNTY)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"].rpartition("/")[2])


def no_glyph(address: str, answer: Any) -> bool:
    """Whether a paper names the child whose name no font of this machine can draw."""
    return address.endswith(".pdf") and answer.status_code == 422 and "没有这个字" in answer.text


def enrolled(told: Flask, children: list[str]) -> list[str]:
    """The children as pupils of one class of the primary school; those that are, and one that is none."""
    place = {
        "school": PRIMARY,
        "term": term_of(today()).code,
        "grade": "1",
        "class_name": "1",
        "reason": "new",
    }
    said = [
        operation("enrolment", place | {"child": child}, key=key(f"pupil {child}"))
        for child in children
        if uuid(child) is None
    ]
    receipts = record(told, cast.NURSE, *said)
    assert {one["outcome"] for one in receipts} == {"applied"}
    words = {"kind": "doses", "child": said[0]["data"]["child"], "issued_on": "2025-12-01"}
    noticed = operation(
        "notice", words | {"items": [["mcv", 2], ["x", 99]]}, id=key("a notice"), key=key("a notice")
    )
    assert [one["outcome"] for one in record(told, cast.NURSE, noticed)] == ["applied"]
    return [*[one["data"]["child"] for one in said], "x"]


def handed_over(told: Flask) -> str:
    """A list of the primary school, given to a clinic."""
    words = {
        "school": PRIMARY,
        "clinic": "x",
        "on": "2025-12-01",
        "receiver": "'\"<b>\\",
        "checks": [key("no check")],
    }
    said = operation("list_handover", words, id=key("a list"), key=key("a list"))
    assert [one["outcome"] for one in record(told, cast.NURSE, said)] == ["applied"]
    return key("a list")


REDIRECTS = {
    "notices.paper": "no notice was issued",
    "accounts.sign_in": "leads on who is signed in",
    "campaigns.show": "leads to a round",
    "campaigns.roster_again": "no list was uploaded",
    "campaigns.roster_undo": "no list was imported",
    "rosters.again": "no roster was uploaded",
    "clinic_register.again": "no register was uploaded",
    "clinic_register.confirmed": "no register was uploaded",
    "clinic_register.brought": "no register was brought in",
    "clinic_register.undo": "no register was brought in",
    "register_export.book": "no dose was given out",
    "register_export.text": "no dose was given out",
    "register_export.sample_book": "of a demonstration alone",
    "catchup_told.slips": "no slip was given",
    "survey_watch.one": "no household was interviewed",
    "class_sheet.again": "no sheet was uploaded",
    "class_sheet.imported": "no sheet was imported",
    "clinics.show": "no clinic was added",
    "clinics.edit": "no clinic was added",
    "marked.download": "no sheet was given back",
    "campaigns.map_of_campaign": "leads to a round",
    "campaigns.remove": "only for a draft",
    "campaigns.remove_post": "no post was made",
    "files.show": "no photo was sent",
    "offline.built": "a file of the phone's app",
    "static": "a file of the office",
}


def travel_with_every_value(told: Flask) -> None:
    """What a phone fetches can be read, and the log says what the tables hold."""
    token = cast.phone_token(told, cast.CLINIC, "01890000-0000-7000-8000-00000000abce")
    headers = {"Authorization": f"Bearer {token}"}
    client = told.test_client()
    for scope in ("setup", cast.VILLAGE):
        answer = client.get(f"/api/v1/packages/{scope}", headers=headers)
        assert answer.status_code == 200 and json.loads(answer.text)["changes"]
    with told.app_context():
        assert verify(db.engine) == []
