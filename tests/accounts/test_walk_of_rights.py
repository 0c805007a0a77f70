"""Every person of the cast goes through every door, and nothing of a child comes out that is not hers to see.

Three children lie in three places, each with words that stand nowhere else: in the cast's township, in the next
township of the county, and in another county. Whoever may see a place by the table of rights may find its words;
whoever may not finds none, in no page, workbook, package, change, file, receipt or answer to a handed-over file; and
whatever she sends under a village of her own changes nothing there.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import literal, select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Visit
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Notice, NoticeEvent
from fieldapp.models.schools import School
from fieldapp.office.inbox import items
from fieldapp.records import permissions
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.sync.from_office.notice_codes import address_of
from fieldapp.sync.incoming import own_record
from fieldapp.sync.incoming.hands import keep_key
from fieldapp.sync.phone_api import exchange_api, photos
from tests import cast
from tests.accounts.test_every_route import access, routes
from tests.answer_words import words_of
from tests.asked_words import ALL, asked_for, let_tell
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, phone_of, record, visited
from tests.cast import Member, signed_in
from tests.catchup.office import AGREEMENT, CATCHUP, found_catchup
from tests.grown import grown
from tests.sync.county import key, operation
from tests.sync.signed import public_key, signature

NEXT, NEXT_VILLAGE = "430921101", "430921101001"
NEXT_CLINIC = Member("next-clinic", "何平", "clinic", (NEXT,))
NEXT_SUPERVISOR = Member("next-supervisor", "邓华", "supervisor", (NEXT,))
FAR_VACCINATOR = Member("far-vaccinator", "龙飞", "vaccinator", (cast.OTHER_COUNTYS_VILLAGE,))
EVERYBODY = (*cast.CAST, NEXT_CLINIC, NEXT_SUPERVISOR, FAR_VACCINATOR)
PLACES = {  # village → who records there
    cast.VILLAGE: cast.VACCINATOR,
    NEXT_VILLAGE: NEXT_CLINIC,
    cast.OTHER_COUNTYS_VILLAGE: FAR_VACCINATOR,
}
PHOTOS = {village: b"\xff\xd8\xff" + village.encode() * 9 for village in PLACES}
NAMES = {village: sha256(photo).hexdigest() for village, photo in PHOTOS.items()}


def secrets(village: str) -> tuple[str, ...]:
    """The words that only the child of a village has: her name, her guardian's, two numbers."""
    return f"孩子{village}", f"家长{village}", f"139{village[-8:]}", f"card-{village}"


def seen_in(content: str) -> set[str]:
    """The places whose words stand in it."""
    return {village for village in PLACES if any(word in content for word in secrets(village))}


def name_of(village: str) -> str:
    return secrets(village)[0]


def notice_for(village: str, area: str | None = None, **other: Any) -> dict[str, Any]:
    """A notice for the household of a village, the first of which the others' phones can know the key of."""
    said = {"kind": "invitation", "household": key(village), "issued_on": "2025-12-01"}
    names = {} if area else {"id": key(f"notice {village}"), "key": key(f"notice {village}")}
    return operation("notice", said, area=area or village, **names, **other)


@pytest.fixture
@grown
def world(app: Flask) -> Flask:
    """Three places with a child each: listed, visited, photographed, one operation of it held and one refused."""
    found_campaign(app)
    found_catchup(app)
    with app.app_context():
        if db.session.get(Area, NEXT_VILLAGE) is None:
            raise AssertionError("the cast's country has no next township")
        for member in (NEXT_CLINIC, NEXT_SUPERVISOR, FAR_VACCINATOR):
            add_person(member.username, member.name, member.role, member.areas, cast.PASSWORD)
        db.session.commit()
    for village, member in PLACES.items():
        _found_school(app, village)
        name, guardian, phone, card = secrets(village)
        words = {"guardian": guardian, "phone": phone, "card_no": card, "photo": NAMES[village]}
        house = operation("household", {"head": guardian, "phone": phone}, key=key(village), area=village)
        child = listed(name, village, household=key(village), **words)
        seen = visited(name, "absent_short", village)
        refused = listed(name, village, name=name, born="2999-01-01")
        held = operation("visit", {**seen["data"], "outcome": "not_known_yet"}, area=village)
        said = (house, child, seen, notice_for(village), refused, held)
        assert [one["outcome"] for one in record(app, member, *said)] == ["applied"] * 4 + ["refused", "held"]
        member_phone = {"Authorization": f"Bearer {token(app, member)}"}
        put = app.test_client().put(
            f"/api/v1/files/{NAMES[village]}", data=PHOTOS[village], headers=member_phone
        )
        assert put.status_code == 200, put.text
        desk = cast.OUTSIDER if village == cast.OTHER_COUNTYS_VILLAGE else cast.SUPERVISOR
        [enrolled] = record(app, desk, _enrolled(village))
        assert enrolled["outcome"] == "applied"
    return app


def school_of(village: str) -> str:
    return key(f"school {village}")


def _found_school(app: Flask, village: str) -> None:
    """A school in each place, of no clinic and without a nurse: whoever has its area sees its pupils."""
    with app.app_context():
        words = {"area": village, "county": village[:6], "name": f"学校{village}"}
        db.session.add(School(key=school_of(village), **words))
        db.session.commit()


def _enrolled(village: str) -> dict[str, Any]:
    """The child of a village, in the first class of its school."""
    words = {"child": key(name_of(village)), "school": school_of(village), "term": "2025-1", "grade": "1"}
    return operation("enrolment", words | {"class_name": "1", "reason": "new"}, area=village)


def token(app: Flask, member: Member) -> str:
    return cast.phone_token(app, member, key(f"{member.username} walks"))


# What the table says.


def may_see(member: Member, village: str) -> bool:
    return permissions.allowed(member.role, "children.see", member.areas, village)


def may_carry(member: Member, village: str) -> bool:
    return may_see(member, village) and permissions.cell(member.role, "phone.villages") == "own"


# The doors.


def addresses(app: Flask, rule: Any) -> Iterator[str]:
    """A route with every place, record and line of the log in its variables."""
    choices: dict[str, list[Any]] = {
        "code": [*PLACES, NEXT, cast.COUNTY, cast.OTHER_COUNTY],
        "key": keys_for(rule),
        "said": [address_of("", number_of(key("any notice")), str(app.secret_key))[3:]],
        "name": ["1~1", "school_rate"],
        "child": [key(name_of(village)) for village in PLACES],
        "county": [cast.COUNTY, cast.OTHER_COUNTY],
        "position": list(range(1, 16)),
        "sha256": list(NAMES.values()),
        "n": [1],
        "which": [1, 2],
    }
    found: list[dict[str, Any]] = [{}]
    for name in sorted(rule.arguments):
        found = [one | {name: value} for one in found for value in choices.get(name, [key("nothing")])]
    adapter = app.url_map.bind("localhost")
    for values in found[:60]:
        try:
            yield adapter.build(rule.endpoint, values)
        except (ValueError, TypeError):
            continue


def keys_for(rule: Any) -> list[str]:
    """What stands for the key of a route: every school where it names one, else the campaign and the children."""
    if str(rule.rule).startswith("/schools/<key>"):
        return [school_of(village) for village in PLACES]
    if str(rule.rule).startswith("/catchup/<key>"):
        return [CATCHUP]
    if str(rule.rule).startswith("/agreement/<key>"):
        return [AGREEMENT]
    return [CAMPAIGN, *([] if of_campaign(rule) else (key(name_of(village)) for village in PLACES))]


def of_campaign(rule: Any) -> bool:
    """Whether its key names a campaign. No other key opens anything there: a test of its own."""
    return str(rule.rule).startswith("/campaigns/<key>")


def narrowed(path: str) -> list[str]:
    """The address with every place in `area`; a list of children is one of a cell."""
    cells = ("all+target", "all+missed") if path.endswith(("/children", "/children.xlsx")) else ()
    areas = [f"?area={code}" for code in (*PLACES, NEXT)]
    found = [path + area for area in areas]
    return found + [
        f"{path}{area or '?'}{'&' if area else ''}cell={cell}" for area in ("", *areas) for cell in cells
    ]


def every_page(app: Flask, client: FlaskClient, _member: Member) -> Iterator[tuple[str, str]]:
    """Every page and workbook of the office; with a place in `area` where the view asks for one or for a cell."""
    let_tell(app)
    for rule, method in routes(app):
        if method != "GET" or rule.endpoint == "static" or rule.rule.startswith("/api/"):
            continue
        if access(app, rule)[0] is None or rule.endpoint == "accounts.sign_out":
            continue
        for address in addresses(app, rule):
            content, words = asked_for(lambda address=address: words_of(client.get(address)))
            yield address, content
            if words & {"area", "cell", ALL} and (not rule.arguments or "key" in rule.arguments):
                yield from ((path, words_of(client.get(path))) for path in narrowed(address))


def every_package(app: Flask, client: FlaskClient, member: Member) -> Iterator[tuple[str, str]]:
    """Packages, with no ETag and with the one somebody else was given; changes; files."""
    head = {"Authorization": f"Bearer {token(app, member)}", "Accept-Encoding": "identity"}
    for scope in ("setup", *PLACES, "school:x", "cluster:x", NEXT, cast.COUNTY):
        path = f"/api/v1/packages/{scope}"
        yield path, words_of(client.get(path, headers=head))
    said = {"epoch": cast.EPOCH, "cursor": dict.fromkeys(("setup", *PLACES), 0), "ops": []}
    yield "/api/v1/sync", words_of(client.post("/api/v1/sync", json=said, headers=head))
    for village, name in NAMES.items():
        answer = client.get(f"/api/v1/files/{name}", headers=head)
        yield f"/api/v1/files of {village}", name_of(village) if answer.get_data() == PHOTOS[village] else ""


def walk(
    app: Flask,
    member: Member,
    door: Callable[[Flask, FlaskClient, Member], Iterator[tuple[str, str]]],
    may: Callable[[Member, str], bool],
    client: FlaskClient | None = None,
) -> int:
    """Go through a door to its end; returns how often she found what is hers to see."""
    found = 0
    for path, content in door(app, client or app.test_client(), member):
        seen = seen_in(content)
        wrong = {village for village in seen if not may(member, village)}
        assert not wrong, (member.username, path, wrong)
        found += len(seen)
    return found


@pytest.mark.parametrize("member", EVERYBODY, ids=lambda member: member.username)
def test_no_page_or_workbook_shows_a_child_of_a_place_that_is_not_hers(world: Flask, member: Member) -> None:
    found = walk(world, member, every_page, may_see, signed_in(world, member))
    if member.role in ("supervisor", "clinic", "administrator"):
        assert found > 0


def test_a_key_that_is_no_campaign_s_opens_no_page_of_campaigns(world: Flask) -> None:
    client, opened, asked = signed_in(world, cast.ADMINISTRATOR), [], 0
    for rule, method in routes(world):
        if method != "GET" or not of_campaign(rule):
            continue
        for address in addresses(world, rule):
            for village in PLACES:
                other = address.replace(CAMPAIGN, key(name_of(village)), 1)
                asked += 1
                if (status := client.get(other).status_code) != 404:
                    opened.append((other, status))
    assert asked > 100 and opened == []


@pytest.mark.parametrize("member", EVERYBODY, ids=lambda member: member.username)
def test_no_package_change_or_file_brings_a_child_that_is_not_hers_to_carry(
    world: Flask, member: Member
) -> None:
    found = walk(world, member, every_package, may_carry)
    assert (found > 0) == any(may_carry(member, village) for village in PLACES)


CARRIERS = [cast.VACCINATOR, cast.CLINIC, cast.SUPERVISOR]


@pytest.mark.parametrize("role", ["observer", "nurse", "surveyor"])
@pytest.mark.parametrize("member", CARRIERS, ids=lambda member: member.username)
def test_a_token_carries_what_its_person_is_now(world: Flask, member: Member, role: str) -> None:
    head = {"Authorization": f"Bearer {token(world, member)}", "Accept-Encoding": "identity"}
    client, path = world.test_client(), f"/api/v1/packages/{cast.VILLAGE}"
    before = client.get(path, headers=head)
    assert before.status_code == 200
    with world.app_context():
        db.session.scalars(select(Person).where(Person.username == member.username)).one().role = role
        db.session.commit()
    again = client.get(path, headers=head | {"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 403
    said = {"epoch": cast.EPOCH, "cursor": {"setup": 0, cast.VILLAGE: 0}, "ops": []}
    reply = client.post("/api/v1/sync", json=said, headers=head).json
    hers = [f"check:{area}" for area in member.areas if role == "surveyor"]  # checks name no child
    assert (reply["drop"], reply["add"]) == ([cast.VILLAGE], ["setup", *sorted(hers)])
    people = client.get("/api/v1/packages/setup", headers=head).json["changes"]
    assert {one["data"]["name"] for one in people if one["kind"] == "person"} == {member.name}
    changed = Member(member.username, member.name, role, member.areas)
    assert walk(world, changed, every_package, may_carry) == 0


def test_what_is_taken_away_is_dropped_whatever_way_it_was_given(world: Flask) -> None:
    person, _phone = phone_of(world, cast.VACCINATOR)
    with world.app_context():
        db.session.add(Assignment(key=key("lent"), round=ROUND1, area=NEXT_VILLAGE, person=person))
        db.session.commit()
    head, client = {"Authorization": f"Bearer {token(world, cast.VACCINATOR)}"}, world.test_client()
    paths = [f"/api/v1/packages/{village}" for village in (cast.VILLAGE, NEXT_VILLAGE)]
    assert [client.get(path, headers=head).status_code for path in paths] == [200, 200]
    administrator = signed_in(world, cast.ADMINISTRATOR)
    for village in cast.VACCINATOR.areas:
        assert cast.post(administrator, f"/people/{person}/areas/{village}/end").status_code == 302
    # who has left every area of the county has left its rounds as well
    assert [client.get(path, headers=head).status_code for path in paths] == [403, 403]
    cursor = {"setup": 0, cast.VILLAGE: 0, NEXT_VILLAGE: 0}
    reply = client.post("/api/v1/sync", json={"cursor": cursor, "ops": []}, headers=head).json
    assert reply["drop"] == [NEXT_VILLAGE, cast.VILLAGE]
    assert seen_in(json.dumps(reply, ensure_ascii=False)) == set()


# What she sends.


def attempts(village: str, own: str) -> list[dict[str, Any]]:
    """Everything that could take or change the child of a village, written under one's own."""
    name, at = name_of(village), "2025-12-03T08:00:00.000Z"
    child, mine = key(name), key("a child of my own")
    seen = {"round": ROUND1, "child": child, "on": "2025-12-01", "mode": "post"}
    return [
        operation("child", {"name": "改了", "guardian": "改了"}, key=child, area=own, at=at),
        operation("household", {"head": "改了"}, key=key(village), area=own, at=at),
        operation("child", None, key=child, area=own, at=at, void=True),
        operation("household", None, key=key(village), area=own, at=at, void=True),
        operation("visit", seen | {"outcome": "moved_away"}, area=own, at=at),
        operation("same_child", {"child": child, "other": mine}, area=own, at=at),
        operation("dose", {"child": child, "product": "MMR", "source": "card"}, area=own, at=at),
        notice_for(village, own, at=at),
        operation("notice_event", {"notice": key(f"notice {village}")} | CLOSED, area=own, at=at),
        listed("a child of my own", own),
        listed(f"mine, of {village}", own, household=key(village)),  # through which nothing of it is shown
    ]


CLOSED = {"event": "closed", "on": "2025-12-03"}


def standing(app: Flask, village: str) -> tuple[Any, ...]:
    """Where the child of a village lies, what is said of it, its visits, and what is said of its household's notice."""
    with app.app_context():
        child = db.session.scalars(select(Child).where(Child.key == key(name_of(village)), Child.known)).one()
        mine = select(Visit.outcome).where(
            Visit.county == child.county, Visit.child == child.key, Visit.voided.is_(False)
        )
        visits = sorted(str(outcome) for outcome in db.session.scalars(mine))
        noticed = select(literal("notice")).where(
            Notice.household == key(village), Notice.county == child.county, Notice.voided.is_(False)
        )
        followed = select(literal("notice_event")).where(
            NoticeEvent.notice == key(f"notice {village}"),
            NoticeEvent.county == child.county,
            NoticeEvent.voided.is_(False),
        )
        visits += [*db.session.scalars(noticed), *db.session.scalars(followed)]
        return child.area, child.package_area, child.name, child.guardian, child.voided, child.joined, visits


OWN = {
    member.username: next((v for v in PLACES if permissions.is_own(member.areas, v)), None)
    for member in EVERYBODY
}
WRITERS = [member for member in EVERYBODY if OWN[member.username]]


def send_as(app: Flask, client: FlaskClient, member: Member, way: str, said: list[dict[str, Any]]) -> str:
    """What she is answered, by her phone or as a file handed over by a colleague of the county; both signed, so that
    nothing but the right itself stands in the way."""
    person, device = phone_of(app, member)
    said = [one | {"by": person, "device": device} for one in said]
    with app.app_context(), db.engine.begin() as connection:
        keep_key(connection, device, public_key(device))
    signed = {"ops": said, "signatures": {one["id"]: signature(one) for one in said}}
    if way == "phone":
        head = {"Authorization": f"Bearer {token(app, member)}"}
        return words_of(client.post("/api/v1/sync", json=signed, headers=head))
    file = (io.BytesIO(json.dumps(signed).encode()), "unsent.json")
    return words_of(cast.post(client, "/inbox/handover", file=file))


def try_everything(world: Flask, member: Member, way: str) -> None:
    """Send every attempt at every child that is not hers; nothing of it stands, and no answer tells of a child."""
    own = OWN[member.username]
    assert own
    foreign = [village for village in PLACES if not permissions.is_own(member.areas, village)]
    desk = Member("desk", "", "clinic", (own[:9],))
    hander = {cast.COUNTY: cast.CLINIC, cast.OTHER_COUNTY: cast.OUTSIDER}[own[:6]]
    client = world.test_client() if way == "phone" else signed_in(world, hander)
    before = {village: standing(world, village) for village in foreign}
    for village in foreign:
        answer = send_as(world, client, member, way, attempts(village, own))
        assert seen_in(answer) <= {
            place for place in PLACES if may_see(member, place) or may_see(desk, place)
        }
    assert {village: standing(world, village) for village in foreign} == before


@pytest.mark.parametrize("way", ["phone", "file"])
@pytest.mark.parametrize("member", WRITERS, ids=lambda member: member.username)
def test_nothing_sent_under_her_own_village_touches_a_child_that_was_never_hers(
    world: Flask, member: Member, way: str
) -> None:
    try_everything(world, member, way)
    assert walk(world, member, every_package, may_carry) >= 0


@pytest.mark.parametrize("supervisor", [cast.SUPERVISOR, NEXT_SUPERVISOR], ids=lambda member: member.username)
@pytest.mark.parametrize("way", ["phone", "file"])
def test_no_page_shows_more_for_what_anybody_tried(world: Flask, supervisor: Member, way: str) -> None:
    """One walk through all pages after everybody's attempts: what each of them left behind is on them together."""
    for member in WRITERS:
        try_everything(world, member, way)
    assert walk(world, supervisor, every_page, may_see, signed_in(world, supervisor)) > 0


def test_what_is_held_is_seen_by_the_childs_own_supervisor_with_its_name_and_by_nobody_else_so(
    world: Flask,
) -> None:
    said = visited(name_of(NEXT_VILLAGE), "refused", cast.VILLAGE)
    [receipt] = record(world, cast.VACCINATOR, said)
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "not_your_record")
    with world.app_context():
        line = db.session.scalars(select(LoggedOperation).where(LoggedOperation.id == said["id"])).one()
        path = f"/inbox/{line.county}/{line.position}"
    own = signed_in(world, NEXT_SUPERVISOR).get(path)
    assert (own.status_code, name_of(NEXT_VILLAGE) in own.text) == (200, True)
    theirs = signed_in(world, cast.CLINIC).get(path)
    assert (theirs.status_code, seen_in(theirs.text) - {cast.VILLAGE}) == (200, set())
    assert signed_in(world, cast.OUTSIDER).get(path).status_code == 403


def test_the_childs_own_supervisor_takes_it_up(world: Flask) -> None:
    said = listed(name_of(NEXT_VILLAGE), cast.VILLAGE, certificate_no="Z-7")
    record(
        world, cast.VACCINATOR, said | {"data": {"certificate_no": "Z-7"}, "at": "2025-12-05T08:00:00.000Z"}
    )
    with world.app_context():
        line = db.session.scalars(select(LoggedOperation).where(LoggedOperation.id == said["id"])).one()
        path = f"/inbox/{line.county}/{line.position}"
    client = signed_in(world, NEXT_SUPERVISOR)
    assert f'value="{NEXT_VILLAGE}" selected' in client.get(path).text
    answer = cast.post(client, f"{path}/mend", area=NEXT_VILLAGE, **{"data.certificate_no": "Z-7"})
    assert answer.status_code == 302 and answer.location.endswith("/inbox")
    with world.app_context():
        child = db.session.scalars(select(Child).where(Child.key == key(name_of(NEXT_VILLAGE)))).one()
        assert (child.area, child.certificate_no) == (NEXT_VILLAGE, "Z-7")


# The walk finds it when a right is taken out of a door.


def always(*_: Any) -> bool:
    return True


TAKEN_OUT: dict[str, Any] = {
    "a package asks no area": (exchange_api, "allowed", every_package),
    "a package asks no role": (exchange_api, "carries_villages", every_package),
    "a file asks no place": (photos, "is_own", every_package),
    "the inbox asks no area of the child": (items, "in_areas", every_page),
}


@pytest.mark.parametrize("what", TAKEN_OUT)
def test_the_walk_stops_where_a_right_is_taken_out(
    world: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    module, name, door = TAKEN_OUT[what]
    everything = (lambda column, _areas: column.is_not(None)) if name == "in_areas" else always
    monkeypatch.setattr(module, name, everything)
    may = may_carry if door is every_package else may_see
    assert any(
        stops(world, member, door, may)
        for member in (NEXT_SUPERVISOR, cast.NURSE, cast.OBSERVER, FAR_VACCINATOR)
    )


def stops(world: Flask, member: Member, door: Any, may: Callable[[Member, str], bool]) -> bool:
    """Whether the walk of this person ends before its end."""
    try:
        walk(world, member, door, may, signed_in(world, member))
    except AssertionError:
        return True
    return False


def test_the_walk_stops_where_a_record_is_not_asked_for_its_own_area(
    world: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_record.OwnRecords, "settle", lambda *_: [])
    before = standing(world, NEXT_VILLAGE)
    send_as(world, world.test_client(), cast.VACCINATOR, "phone", attempts(NEXT_VILLAGE, cast.VILLAGE))
    assert standing(world, NEXT_VILLAGE) != before
