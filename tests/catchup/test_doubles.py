"""Records that may be one child: found by number, sound, birth date, telephone and household; twins and namesakes are
not; joined with both histories, parted again, and told apart for good."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from benchmarks.doubles import planted, shares
from fieldapp.areas.villages import read_villages
from fieldapp.catchup.doubles import searching
from fieldapp.catchup.doubles.likely import LARGEST, Who, likely, weigh
from fieldapp.catchup.doubles.sounds import sounds
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.ground.db import db, reading
from fieldapp.models.records import Child
from fieldapp.sync.from_office.office_device import record
from fieldapp.web.aside import threads
from tests import cast
from tests.catchup.test_registers_going_out import by_phone

PAGE = "/doubles"


def who(key: str, name: str = "王小明", born: str = "2024-05-01", **more: object) -> Who:
    """A record; `more` overrides."""
    words: dict[str, object] = {
        "area": "1",
        "sex": "male",
        "numbers": (),
        "family": ("li fan",),
        "phones": (),
    }
    words |= {"home": "", **more}
    return Who(key=key, name=name, heard=sounds(name), born=born, **words)  # type: ignore[arg-type]


CASES = {  # what the other record says, and whether the two may be one
    "the same of another village": ({"area": "2"}, True),
    "by ear: in and ing": ({"name": "王晓敏", "phones": ("13900000001",)}, True),
    "a homophone": ({"name": "王晓明"}, True),
    "a day written wrong": ({"born": "2024-05-11"}, True),
    "day and month swapped": ({"born": "2024-01-05"}, True),
    "the old calendar, the same family": ({"born": "2024-03-23"}, True),
    "a grandmother named, the same telephone": ({"family": ("zan",), "phones": ("13900000001",)}, True),
    "a character left out": ({"name": "王明", "phones": ("13900000001",)}, True),
    "twins: one character in common": ({"name": "王小亮", "phones": ("13900000001",), "home": "h"}, False),
    "a namesake of another family and day": ({"born": "2022-08-19", "family": ("zan",)}, False),
    "a namesake of one day far away": ({"family": ("zan",), "area": "2", "phones": ("13911111111",)}, False),
    "another number of the register": ({"numbers": ("4309210009",), "family": ()}, False),
    "without a name yet": ({"name": "", "phones": ("13900000001",)}, True),
}


@pytest.mark.parametrize("case", CASES)
def test_two_records_may_be_one_child(case: str) -> None:
    said, one = CASES[case]
    first = who("a", numbers=("4309210001",), phones=("13900000001",), home="h")
    assert bool(likely([first, who("b", **said)])) is one  # type: ignore[arg-type]


def test_it_is_said_why_and_the_likeliest_stand_first() -> None:
    first = who("a", phones=("13900000001",))
    found = likely([first, who("b", name="王晓明", phones=("13900000001",)), who("c", born="2024-05-02")])
    assert (found[0].one, found[0].other) == ("a", "b")
    assert found[0].reasons == ("sound", "born", "family", "phone")
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)


def test_sounds_that_are_mixed_up_are_one() -> None:
    for one, other in (("宁", "林"), ("曾", "真"), ("胡", "福"), ("黄", "房"), ("张", "赞"), ("杨", "颜")):
        assert sounds(one)[0][:1] == sounds(other)[0][:1], (one, other)
    assert sounds("胡宁") == sounds("福林") and sounds("陈生") == sounds("岑森")
    assert sounds("王小明") != sounds("王小亮")


def test_of_a_planted_county_nearly_all_are_found_and_nearly_nothing_else() -> None:
    everybody, true = planted(20_000, "a test")
    recall, precision = shares(likely([one.who() for one in everybody]), true)
    assert recall >= 0.95 and precision >= 0.9, (recall, precision)


def test_a_block_that_is_too_large_is_left_out() -> None:
    same = [
        who(f"{n:04}", phones=("13900000001",), born=f"{2000 + n // 300:04}-01-01")
        for n in range(LARGEST + 1)
    ]
    assert likely(same) == []


PEOPLE = st.builds(
    who,
    key=st.uuids().map(str),
    name=st.sampled_from(["王小明", "王晓明", "王明", "", "李四"]),
    born=st.sampled_from(["2024-05-01", "2024-05-11", "2023-05-01", ""]),
    numbers=st.sampled_from([(), ("4309210001",), ("4309210010",)]),
    phones=st.sampled_from([(), ("13900000001",)]),
)


@settings(max_examples=200)
@given(PEOPLE, PEOPLE)
def test_two_records_weigh_the_same_either_way_round(one: Who, other: Who) -> None:
    assert weigh(one, other) == weigh(other, one)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, signed in."""
    return cast.signed_in(app, cast.CLINIC)


def listed(app: Flask, name: str, area: str = cast.VILLAGE, **more: str) -> str:
    """A child that was enumerated; its key."""
    words = {"name": name, "born": "2024-05-01", "guardian": "李芳", "phone": "13900000001"} | more
    with app.app_context():
        said = {"kind": "child", "area": area, "data": words}
        (receipt,) = record(db.engine, cast.person_id(app, cast.SUPERVISOR), [said])
        assert receipt["outcome"] == "applied"
        return db.session.scalars(select(Child.key).where(Child.name == name, Child.area == area)).one()


def two(app: Flask) -> tuple[str, str]:
    """One child that two villages listed, a dose with each."""
    one, other = listed(app, "王小明"), listed(app, "王晓明", cast.OTHER_VILLAGE)
    by_phone(app, ("王小明", "IPV", "2024-07-05"), ("王晓明", "HepB", "2024-05-02"))
    return one, other


def looked(client: FlaskClient) -> str:
    """The page after a search."""
    answer = cast.post(client, f"{PAGE}/search", area=cast.TOWNSHIP)
    return client.get(answer.location).text


def gaps_of(app: Flask) -> dict[str, tuple[str, int]]:
    """By name the village and the doses of each child that gaps are looked for in."""
    with app.app_context(), reading(db.engine) as connection:
        found = children_of(connection, cast.COUNTY, read_villages(connection, cast.COUNTY, [cast.COUNTY]))
        return {str(one.fields["name"]): (one.village, len(one.doses)) for one in found}


def test_both_are_shown_joined_with_both_histories_and_parted_again(app: Flask, client: FlaskClient) -> None:
    one, other = two(app)
    assert "还没有找过" in client.get(PAGE).text
    page = looked(client)
    assert "王小明" in page and "王晓明" in page and "姓名同音" in page and "IPV 2024-07-05" in page
    assert len(gaps_of(app)) == 2
    cast.post(client, f"{PAGE}/join", area=cast.TOWNSHIP, one=one, other=other, lives=cast.VILLAGE)
    (only,) = gaps_of(app).values()
    assert only[1] == 2  # one child with the doses of both
    assert "现在有 0 对" in client.get(PAGE).text
    page = client.get(f"{PAGE}?show=joined").text
    assert "王小明" in page and "分开" in page
    link = page.split('name="link" value="')[1].split('"')[0]
    cast.post(client, f"{PAGE}/part", area=cast.TOWNSHIP, link=link)
    assert sorted(doses for _village, doses in gaps_of(app).values()) == [1, 1]
    assert "王晓明" in client.get(PAGE).text  # asked again


def carried(app: Flask, village: str) -> set[str]:
    """The products that a phone of a village has of its children."""
    token = cast.phone_token(app, cast.VACCINATOR, "01890000-0000-7000-8000-00000000cafe")
    bearer = {"Authorization": f"Bearer {token}"}
    package = app.test_client().get(f"/api/v1/packages/{village}", headers=bearer).json
    children = [row["data"] for row in package["changes"] if row["kind"] == "child"]
    return {dose[0] for child in children for dose in child.get("doses", ())}


@pytest.mark.parametrize("lives", [cast.VILLAGE, cast.OTHER_VILLAGE])
def test_a_child_that_moved_is_handed_over_with_its_doses_and_counts_in_one_village(
    app: Flask, client: FlaskClient, lives: str
) -> None:
    one, other = two(app)
    page = looked(client)
    assert "合并，住在青树嘴村委会" in page and "合并，住在玖丰庙村" in page
    cast.post(client, f"{PAGE}/join", area=cast.TOWNSHIP, one=one, other=other, lives=lives)
    left = ({cast.VILLAGE, cast.OTHER_VILLAGE} - {lives}).pop()
    assert carried(app, lives) == {"IPV", "HepB"} and carried(app, left) == set()
    assert list(gaps_of(app).values()) == [(lives, 2)]
    page = client.get(f"{PAGE}?show=joined").text
    cast.post(
        client, f"{PAGE}/part", area=cast.TOWNSHIP, link=page.split('name="link" value="')[1].split('"')[0]
    )
    assert carried(app, cast.VILLAGE) == {"IPV"} and carried(app, cast.OTHER_VILLAGE) == {"HepB"}
    assert sorted(gaps_of(app).values()) == [(cast.VILLAGE, 1), (cast.OTHER_VILLAGE, 1)]


def test_two_children_are_told_apart_for_good_and_that_is_taken_back(app: Flask, client: FlaskClient) -> None:
    one, other = two(app)
    looked(client)
    cast.post(client, f"{PAGE}/two", area=cast.TOWNSHIP, one=one, other=other, two="yes")
    assert "王晓明" not in looked(client)
    assert "王晓明" in client.get(f"{PAGE}?show=other").text
    cast.post(client, f"{PAGE}/two", area=cast.TOWNSHIP, one=one, other=other, two="no")
    assert "王晓明" in client.get(PAGE).text


def test_a_county_is_looked_through_while_one_may_leave_and_a_stopped_search_is_said(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    two(app)
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(threads, "begin", lambda name, work: False)  # the server goes down
        cast.post(client, f"{PAGE}/search", area=cast.TOWNSHIP)
    assert "没有找完" in client.get(PAGE).text
    cast.post(client, f"{PAGE}/search", area=cast.TOWNSHIP)
    threads.wait()
    assert "现在有 1 对" in client.get(PAGE).text


def test_nobody_sees_or_joins_children_of_another_place(app: Flask, client: FlaskClient) -> None:
    one, other = two(app)
    looked(client)
    stranger = cast.signed_in(app, cast.VILLAGE_WORKER)
    assert stranger.get(f"{PAGE}?area={cast.TOWNSHIP}").status_code == 403
    assert cast.post(stranger, f"{PAGE}/join", area=cast.VILLAGE, one=one, other=other).status_code in (
        403,
        404,
    )
    assert "王晓明" not in stranger.get(f"{PAGE}?area={cast.VILLAGE}").text
    assert len(gaps_of(app)) == 2


@pytest.mark.parametrize("show", ["open", "other"])
def test_pairs_are_asked_for_first_and_their_children_by_key(app: Flask, show: str) -> None:
    with app.app_context(), db.engine.connect() as connection:
        villages = read_villages(connection, cast.COUNTY, [cast.COUNTY])
        query = searching._query(searching.Here(cast.COUNTY, cast.COUNTY, "", villages), show)
        words = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
    children = [step for step in plan if "one_child" in step or "other_child" in step]
    assert "child_pair" in plan[0]
    assert len(children) == 2
    assert all("county=? AND key=?" in step for step in children), plan
