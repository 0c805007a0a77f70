"""A school's children, with all that is theirs, travel to whoever carries the school, as a village's do; interviews to
who has their cluster. A phone's store is the package, from whatever moment it began."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select

from fieldapp.ground.db import Base, reading
from fieldapp.records.kinds import prefix_of
from fieldapp.records.permissions import is_carried
from fieldapp.sync.outgoing.changes import changes_since, county_version
from fieldapp.sync.rework.replay import recount, verify
from tests.how_many import examples
from tests.sync.county import COUNTY, EAST, NORTH, ROUND1, SOUTH, child, key, operation, send

SCHOOLS = ("school:a", "school:b")
CLUSTER = "cluster:7"
LATER = "2025-12-05T08:00:00.000Z"
Store = dict[tuple[str, str], Any]


def package(engine: Engine, scope: str) -> tuple[Store, int]:
    """The rows of a scope by kind and key, and the cursor they stand at."""
    with reading(engine) as connection:
        reached = county_version(connection, COUNTY)
        rows, _more = changes_since(connection, COUNTY, scope, 0, 10**6, reached)
    return {(row["kind"], row["key"]): row for row in rows}, reached


def follow(engine: Engine, scope: str, held: Store, since: int, limit: int = 10**6) -> tuple[Store, int]:
    """What a phone holds after the changes since a cursor, page by page."""
    held = dict(held)
    with reading(engine) as connection:
        reached = county_version(connection, COUNTY)
        more: int | None = since
        while more is not None:
            rows, more = changes_since(connection, COUNTY, scope, since, limit, reached)
            since = more if more is not None else since
            for row in rows:
                mark = row["kind"], row["key"]
                if row.get("removed"):
                    assert row.get("scope") == (scope if ":" in scope else None)
                    held.pop(mark, None)
                elif mark not in held or held[mark]["version"] < row["version"]:
                    held[mark] = row
    return held, reached


def said(store: Store) -> dict[tuple[str, str], Any]:
    return {mark: row["data"] for mark, row in store.items()}


def enrolled(name: str = "e", school: str | None = "a", of: str = "child", **other: Any) -> dict[str, Any]:
    words = {"child": key(of), "school": school, "term": "2025", "grade": "1"}
    more = {field: other.pop(field) for field in ("at", "area") if field in other}
    return operation("enrolment", words | other, "sun", key=key(name), **more)


def kinds(engine: Engine, scope: str) -> list[str]:
    return sorted(kind for kind, _key in package(engine, scope)[0])


def told(engine: Engine, *ops: Any) -> None:
    send(engine, *ops, by="sun")


def everything(of: str = "child") -> list[dict[str, Any]]:
    """An enrolment, and all that a phone is shown of a child."""
    on = "2025-12-02"
    enrolment = enrolled(of=of)
    check = operation("certificate_check", {"enrolment": enrolment["key"], "checked_on": on}, "sun")
    notice = operation("notice", {"kind": "doses", "check": check["key"], "issued_on": on}, "sun")
    return [
        child(of, by="sun"),
        enrolment,
        check,
        operation("recheck", {"check": check["key"], "on": on}, "sun"),
        notice,
        operation("notice_event", {"notice": notice["key"], "event": "closed", "on": on}, "sun"),
        operation("visit", {"round": ROUND1, "child": key(of), "on": on, "outcome": "ill"}, "sun"),
        operation("dose", {"child": key(of), "product": "MMR", "given_on": "2022-01-01"}, "sun"),
        operation("dose_state", {"child": key(of), "series": "mcv", "n": 2, "state": "refused"}, "sun"),
    ]


ALL = sorted(
    {"child", "enrolment", "certificate_check", "recheck", "notice", "notice_event", "visit", "dose_state"}
)


@pytest.mark.parametrize("seed", range(4))
def test_an_enrolment_draws_the_child_and_all_that_is_its_own(engine: Engine, seed: int) -> None:
    ops = everything()
    random.Random(seed).shuffle(ops)
    held, since = package(engine, "school:a")
    for one in ops:
        told(engine, one)
    assert kinds(engine, "school:a") == ALL
    (dose,) = package(engine, "school:a")[0]["child", key("child")]["data"]["doses"]
    assert dose[:3] == ["MMR", "2022-01-01", "recall"]
    assert said(follow(engine, "school:a", held, since)[0]) == said(package(engine, "school:a")[0])
    assert (kinds(engine, "school:b"), verify(engine)) == ([], [])


def test_who_leaves_a_school_leaves_its_phones_and_stays_in_the_village(engine: Engine) -> None:
    told(engine, *everything())
    held, since = package(engine, "school:a")
    told(engine, enrolled(left_on="2025-12-04", at=LATER))
    assert said(follow(engine, "school:a", held, since)[0]) == {}
    assert "child" in kinds(engine, NORTH)
    told(engine, enrolled(left_on=None, at=LATER[:-2] + "9Z"))
    assert kinds(engine, "school:a") == ALL
    assert said(follow(engine, "school:a", held, since)[0]) == said(package(engine, "school:a")[0])
    assert verify(engine) == []


def test_a_child_that_another_school_took_over_leaves_the_phones_of_the_first(engine: Engine) -> None:
    told(engine, *everything())
    held, since = package(engine, "school:a")
    words = {"child": key("child"), "school": "b", "reason": "transfer"}
    told(engine, operation("enrolment", words, "sun", key=key("f"), at=LATER))
    assert said(follow(engine, "school:a", held, since)[0]) == {} == said(package(engine, "school:a")[0])
    assert set(kinds(engine, "school:b")) == set(ALL)
    told(engine, operation("enrolment", None, "sun", key=key("f"), void=True, at=LATER[:-2] + "9Z"))
    assert (kinds(engine, "school:a"), kinds(engine, "school:b"), verify(engine)) == (ALL, [], [])


def test_a_child_that_changes_school_leaves_one_and_enters_the_other(engine: Engine) -> None:
    told(engine, *everything())
    phones = {scope: package(engine, scope) for scope in SCHOOLS}
    told(engine, enrolled(school="b", at=LATER))
    for scope, (held, since) in phones.items():
        assert said(follow(engine, scope, held, since)[0]) == said(package(engine, scope)[0])
    assert (kinds(engine, "school:a"), kinds(engine, "school:b")) == ([], ALL)
    told(engine, operation("enrolment", None, "sun", key=key("e"), void=True))
    assert kinds(engine, "school:b") == []
    assert verify(engine) == []


def test_a_record_that_is_joined_comes_along_and_goes_when_the_link_is_undone(engine: Engine) -> None:
    told(engine, *everything(), child("twin", by="sun", area=EAST))
    held, since = package(engine, "school:a")
    link = operation("same_child", {"child": key("child"), "other": key("twin")}, "sun")
    told(engine, link)
    held, since = follow(engine, "school:a", held, since)
    assert {("child", key("twin")), ("same_child", link["key"])} <= held.keys()
    assert said(held) == said(package(engine, "school:a")[0])
    told(engine, operation("same_child", None, "sun", key=link["key"], void=True))
    held, since = follow(engine, "school:a", held, since)
    assert ("child", key("twin")) not in held
    assert said(held) == said(package(engine, "school:a")[0])
    assert verify(engine) == []


def test_a_link_leaves_a_school_once_with_the_two_it_joins(engine: Engine) -> None:
    told(engine, *everything(), child("twin", by="sun"))
    link = operation("same_child", {"child": key("child"), "other": key("twin")}, "sun")
    told(engine, link)
    held, since = package(engine, "school:a")
    assert ("same_child", link["key"]) in held
    receipts = send(engine, enrolled(left_on="2025-12-04", at=LATER), by="sun")
    assert [one["outcome"] for one in receipts] == ["applied"]
    assert said(follow(engine, "school:a", held, since)[0]) == {} == said(package(engine, "school:a")[0])
    assert verify(engine) == []


def test_interviews_travel_to_their_cluster_and_to_no_village(engine: Engine) -> None:
    words = {"survey": "s", "cluster": "7", "members": []}
    held, since = package(engine, CLUSTER)
    seen = operation("interview", words, "sun")
    told(engine, seen)
    assert kinds(engine, CLUSTER) == ["interview"] and kinds(engine, NORTH) == []
    held, since = follow(engine, CLUSTER, held, since)
    told(engine, operation("interview", None, "sun", key=seen["key"], void=True))
    assert said(follow(engine, CLUSTER, held, since)[0]) == {}
    assert verify(engine) == []


def test_a_recount_mends_what_lies_in_a_scope(engine: Engine) -> None:
    told(engine, *everything())
    with engine.begin() as connection:
        connection.execute(delete(Base.metadata.tables["in_scope"]))
    assert len(verify(engine)) == len(recount(engine)) == 1
    assert (verify(engine), kinds(engine, "school:a")) == ([], ALL)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("school:a", "school"),
        ("cluster:7", "cluster"),
        ("school:实验小学 2", "school"),
        ("school:", None),
        ("school: a", None),
        ("school:a\n", None),
        ("school:" + "x" * 61, None),
        ("clinic:a", None),
        ("School:a", None),
        ("setup", None),
        (NORTH, None),
        ("", None),
        ("school", None),
    ],
)
def test_only_what_can_be_a_school_or_a_cluster_is_a_scope(name: str, prefix: str | None) -> None:
    assert prefix_of(name) == prefix
    assert is_carried("nurse", name) == (prefix == "school")
    assert is_carried("surveyor", name) == (prefix == "cluster")
    assert is_carried("supervisor", name) == (prefix == "cluster")  # who may interview too
    assert not is_carried("observer", name)


def anything(rng: random.Random, made: list[dict[str, Any]], n: int) -> dict[str, Any]:
    """Some act upon a few children, enrolments and what hangs on them."""
    who, name = rng.choice("xyz"), rng.choice("efg")
    words = {"at": f"2025-12-01T08:{n // 60:02}:{n % 60:02}.{rng.randrange(1000):03}Z"}
    words["area"] = rng.choice((NORTH, SOUTH, EAST))
    kind = rng.randrange(12)
    if kind == 0 and made:
        of = rng.choice(made)
        return operation(of["kind"], None, "sun", key=of["key"], void=True, **words)
    if kind <= 2:
        return child(who, by="sun", **words)
    if kind <= 6:
        left, school = rng.choice((None, None, "2025-12-03")), rng.choice(("a", "a", "b", None))
        said = {"child": key(who), "school": school, "left_on": left}
        some = {field: value for field, value in said.items() if rng.random() < 0.8}
        return operation("enrolment", some, "sun", key=key(name), **words)
    if kind == 7:
        two = rng.sample("xyz", 2)
        return operation("same_child", {"child": key(two[0]), "other": key(two[1])}, "sun", **words)
    if kind == 8:
        return operation(
            "visit",
            {"round": ROUND1, "child": key(who), "on": "2025-12-01", "outcome": "ill"},
            "sun",
            **words,
        )
    checks = [one["key"] for one in made if one["kind"] == "certificate_check"] or [key("no check")]
    if kind == 9:
        return operation(
            "certificate_check", {"enrolment": key(name), "checked_on": "2025-12-01"}, "sun", **words
        )
    if kind == 10:
        return operation("recheck", {"check": rng.choice(checks), "on": "2025-12-02"}, "sun", **words)
    hangs = rng.choice(({"check": rng.choice(checks)}, {"child": key(who)}))
    return operation("notice", {"kind": "doses", "issued_on": "2025-12-02"} | hangs, "sun", **words)


@pytest.mark.parametrize("seed", range(examples(6)))
def test_whatever_comes_a_phone_of_any_moment_holds_what_the_package_has(engine: Engine, seed: int) -> None:
    rng, made = random.Random(seed), []
    phones = {scope: [package(engine, scope)] for scope in (*SCHOOLS, NORTH)}
    for n in range(25):
        batch = [anything(rng, made, n * 4 + i) for i in range(rng.choice((1, 1, 2, 4)))]
        made += [one for one in batch if not one.get("void")]
        told(engine, *rng.sample(batch, len(batch)))
        for scope, held in phones.items():
            now, reached = package(engine, scope)
            assert all(
                said(follow(engine, scope, *one, rng.choice((2, 10**6)))[0]) == said(now) for one in held
            ), n
            if n % 6 == 0:
                held.append((now, reached))
    assert verify(engine) == []
    with engine.connect() as connection:
        scopes = set(connection.scalars(select(Base.metadata.tables["in_scope"].c.scope)))
    assert scopes <= set(SCHOOLS)
