"""Erasing a person: nothing personal is left in tables, log or files; no count moves; nothing counts twice."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Round
from fieldapp.records.blanking import MEMBER_STAYS, STAYS, Cuts, coarse
from fieldapp.records.kinds import KINDS
from fieldapp.sync import files
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.rework.erasure import erase, traces
from fieldapp.sync.rework.replay import recount, verify
from tests.how_many import examples
from tests.sync.county import (
    CAMPAIGN,
    COUNTY,
    EAST,
    FAR,
    NORTH,
    ROUND1,
    child,
    forget,
    found_county,
    key,
    operation,
    outcomes,
    send,
    tally,
    visit,
)
from tests.sync.test_any_order import CHILDREN, histories

SECRETS = ("张小宝", "张大山", "李桂英", "13800001111", "13900002222", "竹园12号", "KA778899", "ZH665544")
SECRETS += ("29.361234", "眉上有痣", "毛毛", "发热三天", "房东老孙")
NOBODY = Path("/nonexistent")


def secret_household() -> dict[str, Any]:
    words = {
        "head": "张大山",
        "address": "竹园12号",
        "phone": "13800001111",
        "lat": 29.361234,
        "note": "眉上有痣",
    }
    return operation("household", words, key=key("house"))


SAID = {
    "name": "张小宝",
    "guardian": "李桂英",
    "mother": "李桂英",
    "phone": "13800001111",
    "nickname": "毛毛",
}
SAID |= {"phone2": "13900002222", "card_no": "KA778899", "certificate_no": "ZH665544", "landlord": "房东老孙"}


def secret_child(who: str = "child", said: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    made = child(who, household=key("house"), **other)
    return made | {"data": made["data"] | SAID | (said or {})}


def secret_life() -> list[dict[str, Any]]:
    """A household, its child, an earlier value, doses, a reaction, an interview, held and refused words."""
    enrolment = operation(
        "enrolment", {"child": key("child"), "note": "眉上有痣"}, by="sun", key=key("class")
    )
    check = {"enrolment": key("class"), "checked_on": "2025-12-01", "note": "张小宝"}
    members = [
        {"child": key("child"), "name": "张小宝", "born": "2021-05-04"},
        {"child": key("other"), "name": "别人"},
    ]
    return [
        secret_household(),
        secret_child(at="2025-11-30T08:00:00.000Z"),
        secret_child(said={"name": "张小宝他哥"}, at="2025-11-29T08:00:00.000Z"),
        visit(lat=29.361234, note="眉上有痣"),
        operation("aefi", {"round": ROUND1, "child": key("child"), "symptoms": "发热三天"}),
        operation(
            "dose", {"child": key("child"), "product": "MMR", "given_on": "2022-01-01", "note": "毛毛"}
        ),
        visit(outcome="张小宝不在", lat=29.361234),
        visit(round=key("no such round"), note="眉上有痣"),
        secret_child(born="张小宝"),
        secret_child(area=FAR),
        operation("child", {"name": "张小宝"}, key=key("child").upper()),
        [secret_child()],
        enrolment,
        operation("certificate_check", check, by="sun"),
        operation("interview", {"survey": "s", "cluster": "c", "members": members, "note": "毛毛"}, by="sun"),
    ]


def everything(engine: Engine) -> str:
    """Every row of the database as text."""
    with engine.connect() as connection:
        rows = [
            list(row)
            for name, table in Base.metadata.tables.items()
            if name not in ("area", "person")
            for row in connection.execute(select(table))
        ]
    return json.dumps(rows, ensure_ascii=False)


def log(engine: Engine, *columns: str) -> list[tuple[Any, ...]]:
    table = Base.metadata.tables["operation"]
    with engine.connect() as connection:
        query = select(*(table.c[name] for name in columns)).order_by(table.c.county, table.c.position)
        return [tuple(row) for row in connection.execute(query)]


def counts(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(Base.metadata.tables["tally"])))


def row_of(engine: Engine, table: str, name: str) -> dict[str, Any]:
    source = Base.metadata.tables[table]
    with engine.connect() as connection:
        return dict(connection.execute(select(source).where(source.c.key == key(name))).one()._mapping)


def test_an_erased_child_has_no_personal_word_left_and_counts_as_before(engine: Engine) -> None:
    life = secret_life()
    for one in life:
        send(engine, one, by="sun" if isinstance(one, dict) and one["by"] == key("sun") else "ann")
    assert all(word in everything(engine) for word in SECRETS)
    before, lines = counts(engine), log(engine, "id", "hash", "verdict", "area", "at")
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    left = everything(engine)
    assert not [word for word in SECRETS if word in left]
    assert "别人" in left
    assert counts(engine) == before
    assert log(engine, "id", "hash", "verdict", "area", "at") == lines
    assert verify(engine) == []
    assert recount(engine) == []
    found = row_of(engine, "child", "child")
    assert (found["born"], found["sex"], found["registered_at"]) == ("2021-05-01", "female", "county")


def test_what_was_erased_and_comes_again_is_a_duplicate(engine: Engine) -> None:
    life = [secret_household(), secret_child(), visit(note="毛毛")]
    send(engine, *life)
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    assert outcomes(send(engine, *life)) == ["duplicate"] * 3
    assert "张小宝" not in everything(engine)


def test_words_that_arrive_after_the_erasure_count_and_are_blanked(engine: Engine) -> None:
    send(engine, secret_household(), secret_child())
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    late = [
        secret_child(at="2025-12-05T08:00:00.000Z"),
        visit(note="毛毛", lat=29.361234),
        secret_household(),
    ]
    assert outcomes(send(engine, *late)) == ["applied"] * 3
    assert tally(engine)["vaccinated"] == 1
    assert not [word for word in SECRETS if word in everything(engine)]
    assert outcomes(send(engine, *late)) == ["duplicate"] * 3
    assert verify(engine) == []


def test_a_blanked_operation_that_waited_counts_when_its_round_comes(engine: Engine) -> None:
    waits = visit(round=key("later round"), note="毛毛")
    send(engine, secret_child(), waits)
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    with Session(engine) as session:
        day = {"first_day": "2026-02-01", "last_day": "2026-02-09"}
        session.add(Round(key=key("later round"), campaign=CAMPAIGN, n=3, **day))
        session.commit()
    [receipt] = send(engine, waits)
    assert (receipt["outcome"], receipt["was"]) == ("duplicate", "applied")
    assert verify(engine) == []
    with Session(engine) as session:
        session.delete(session.get(Round, key("later round")))
        session.commit()


def test_who_has_seen_the_blanked_row_may_register_the_person_anew(engine: Engine) -> None:
    send(engine, secret_child())
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    seen = row_of(engine, "child", "child")["version"]
    again = operation("child", {"name": "张小宝"}, key=key("child"), at="2025-12-09T08:00:00.000Z", base=seen)
    assert outcomes(send(engine, again)) == ["applied"]
    assert row_of(engine, "child", "child")["name"] == "张小宝"


def test_a_household_keeps_its_door_while_somebody_else_lives_there(engine: Engine) -> None:
    send(engine, secret_household(), secret_child(), secret_child("sister", {"name": "妹妹"}))
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    assert row_of(engine, "household", "house")["head"] == "张大山"
    assert row_of(engine, "child", "sister")["name"] == "妹妹"
    erase(engine, COUNTY, key("sister"), key("sun"), NOBODY)
    assert row_of(engine, "household", "house")["head"] is None
    assert verify(engine) == []


def test_records_joined_as_one_child_are_erased_together(engine: Engine) -> None:
    send(engine, secret_child(), secret_child("twin record"))
    send(engine, operation("same_child", {"child": key("child"), "other": key("twin record")}))
    erase(engine, COUNTY, key("twin record"), key("sun"), NOBODY)
    assert row_of(engine, "child", "child")["name"] is None
    assert row_of(engine, "child", "twin record")["guardian"] is None
    assert verify(engine) == []


def test_phones_are_sent_the_blanked_child(engine: Engine) -> None:
    send(engine, secret_child(), visit())
    before = row_of(engine, "child", "child")["version"]
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    with engine.connect() as connection:
        news, _more = changes_since(connection, COUNTY, NORTH, before, 100)
    [told] = [change for change in news if change["kind"] == "child"]
    assert told["data"]["doses"] == [["bOPV", "2025-12-01", "campaign"]]
    assert "name" not in told["data"] and "phone" not in told["data"]


def test_the_audit_says_who_erased_and_names_nobody(engine: Engine) -> None:
    send(engine, secret_child())
    erase(engine, COUNTY, key("child"), key("sun"), NOBODY)
    with engine.connect() as connection:
        query = (
            select(Audit.by, Audit.row, Audit.before).where(Audit.action == "erase").order_by(Audit.id.desc())
        )
        assert tuple(connection.execute(query).first() or ()) == (key("sun"), key("child"), None)


def test_of_a_child_nobody_knows_nothing_is_found(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Problem) as refused:
        traces(connection, COUNTY, key("nobody"))
    assert refused.value.code == "not_found"


def test_kept_packages_of_the_village_are_removed(engine: Engine, tmp_path: Path) -> None:
    for scope in (NORTH, EAST):
        (tmp_path / "packages" / scope).mkdir(parents=True)
        (tmp_path / "packages" / scope / "old.json.br").write_bytes(b"old")
    send(engine, secret_child())
    erase(engine, COUNTY, key("child"), key("sun"), tmp_path)
    assert [folder.name for folder in (tmp_path / "packages").iterdir()] == [EAST]


def test_photos_of_the_person_go_and_those_that_others_name_stay(engine: Engine, tmp_path: Path) -> None:
    face, door = (sha256(words).hexdigest() for words in (b"face", b"door"))
    files.put(tmp_path / "files", face, b"face")
    files.put(tmp_path / "files", door, b"door")
    send(
        engine,
        secret_child(),
        secret_child("sister"),
        visit(photos=[face, door]),
        visit("sister", photo=door),
    )
    erase(engine, COUNTY, key("child"), key("sun"), tmp_path)
    assert [file.name for file in files.kept(tmp_path / "files")] == [door]


def test_the_file_of_sqlite_itself_holds_nothing_any_more(bare_app: Flask, tmp_path: Path) -> None:
    with bare_app.app_context():
        found_county(db.engine)
        send(db.engine, *secret_life()[:6])
        erase(db.engine, COUNTY, key("child"), key("sun"), NOBODY)
        kept = b"".join(part.read_bytes() for part in tmp_path.glob("fieldapp.sqlite*"))
        assert b"2021-05-01" in kept
        assert not [word for word in SECRETS if word.encode() in kept]


@given(histories(), st.sampled_from(CHILDREN))
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
def test_erasing_anybody_out_of_any_history_changes_no_count(
    county_engine: Engine, history: list[dict[str, Any]], who: str
) -> None:
    forget(county_engine)
    send(county_engine, *history)
    if not any(one["key"] == who or (one.get("data") or {}).get("child") == who for one in history):
        return
    table = Base.metadata.tables["child"]
    with county_engine.connect() as connection:
        if connection.execute(select(table).where(table.c.key == who)).first() is None:
            return
    before = counts(county_engine)
    erase(county_engine, COUNTY, who, key("sun"), NOBODY)
    assert counts(county_engine) == before
    assert verify(county_engine) == []
    assert set(outcomes(send(county_engine, *history))) <= {"duplicate"}


@given(
    st.dates(),
    st.lists(st.dates(), max_size=4),
    st.lists(st.dates(), max_size=4),
    st.lists(st.dates(), max_size=4),
)
def test_a_coarse_birth_date_stays_in_its_month_and_on_its_side_of_every_cut(
    born, firsts, lows, highs
) -> None:
    said = born.isoformat()
    cuts = Cuts(*(tuple(day.isoformat() for day in days) for days in (firsts, lows, highs)))
    left = coarse(said, cuts)
    assert left[:7] == said[:7] and left <= said
    for day in cuts.first_days:
        assert (day[5:] < left[5:]) == (day[5:] < said[5:])
    for low in cuts.born_from:
        assert (low <= left) == (low <= said)
    for high in cuts.born_to:
        assert (left <= high) == (said <= high)


def test_every_field_that_stays_is_a_field_of_its_kind() -> None:
    for kind, names in STAYS.items():
        assert set(names) <= set(KINDS[kind].fields) and set(KINDS[kind].required) <= set(names), kind
    assert not {"name", "mother", "lat"} & set(MEMBER_STAYS)
