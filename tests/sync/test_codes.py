"""Code lists are rows: a code not known yet is held and counts by itself when it appears; a retired one counts on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from fieldapp.ground.problems import Problem
from fieldapp.models.codes import Code
from fieldapp.sync import codes
from fieldapp.sync.outgoing.setup import setup_changes
from fieldapp.sync.rework.replay import verify
from tests.sync.county import COUNTY, FAR, NORTH, child, key, operation, outcomes, send, tally, visit


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """The small county with its built-in codes only."""
    with Session(engine) as session:
        yield session
    with engine.begin() as connection:
        connection.execute(delete(Code).where((Code.zh == "发大水") | (Code.county != "")))


def test_a_held_outcome_counts_by_itself_when_its_code_appears(engine: Engine, session: Session) -> None:
    early = visit(outcome="flooded")
    [_child, receipt] = send(engine, child(), early)
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "unknown_code")
    codes.add(session, "visit.outcome", "flooded", "发大水", "flooded")
    session.commit()
    [again] = send(engine, early)
    assert (again["outcome"], again["was"]) == ("duplicate", "applied")
    assert tally(engine, "outcome:flooded") == {"missed": 1}
    assert outcomes(send(engine, visit(outcome="flooded"))) == ["applied"]
    assert verify(engine) == []


def test_a_code_of_another_list_does_not_help(engine: Engine, session: Session) -> None:
    codes.add(session, "visit.reason", "flooded", "发大水", "flooded")
    session.commit()
    assert outcomes(send(engine, child(), visit(outcome="flooded"))) == ["applied", "held"]


def test_a_retired_code_that_phones_still_hold_counts(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    codes.add(session, "visit.outcome", "flooded", "发大水", "flooded")
    codes.retire(session, "visit.outcome:flooded", True)
    codes.retire(session, "visit.outcome:absent_short", True)
    session.commit()
    sent = [child(), visit(outcome="flooded"), visit(outcome="absent_short")]
    assert outcomes(send(engine, *sent)) == ["applied"] * 3
    codes.retire(session, "visit.outcome:absent_short", False)
    session.commit()


def test_a_state_of_a_dose_is_held_alike(engine: Engine, session: Session) -> None:
    said = {"child": key("child"), "series": "polio", "n": 1, "state": "flooded"}
    assert outcomes(send(engine, child(), operation("dose_state", said))) == ["applied", "held"]


def test_what_can_never_be_a_code_is_refused(engine: Engine) -> None:
    assert outcomes(send(engine, child(), visit(outcome="发大水了"))) == ["applied", "refused"]


def test_phones_get_every_code_with_setup_in_both_languages(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    codes.add(session, "visit.outcome", "flooded", "发大水", "flooded")
    codes.retire(session, "visit.outcome:flooded", True)
    session.commit()
    with engine.connect() as connection:
        rows = setup_changes(connection, [NORTH], str(tmp_path))
    told = {row["key"]: row["data"] for row in rows if row["kind"] == "code"}
    assert told["visit.outcome:refused"] == {
        "list": "visit.outcome",
        "code": "refused",
        "zh": "家长拒绝",
        "en": "refused",
    }
    assert told["visit.outcome:flooded"]["retired_on"]
    assert {name for name, _ in (k.split(":") for k in told)} == set(codes.LISTS)


def test_the_built_in_codes_are_added_once(session: Session) -> None:
    before = session.query(Code).count()
    codes.seed(session)
    assert session.query(Code).count() == before == sum(len(words) for words in codes.BUILT_IN.values())


@pytest.mark.parametrize(
    ("list_", "code", "why"),
    [
        ("visit.outcome", "refused", "code_taken"),
        ("visit.outcome", "发大水", "wrong_value"),
        ("visit.outcome", "a b", "wrong_value"),
        ("visit.weather", "flooded", "wrong_value"),
    ],
)
def test_what_cannot_be_added_says_why(session: Session, list_: str, code: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        codes.add(session, list_, code, "发大水", "flooded")
    assert refused.value.code == why


OTHER = FAR[:6]


def told(engine: Engine, folder: Path, *villages: str) -> dict[str, dict[str, str]]:
    """The codes that a phone of these villages is told."""
    with engine.connect() as connection:
        rows = setup_changes(connection, villages, str(folder))
    return {row["key"]: row["data"] for row in rows if row["kind"] == "code"}


def test_a_county_hides_a_common_code_for_itself_alone(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    codes.retire(session, "visit.reason:away", True, COUNTY)
    session.commit()
    here, there, both = (told(engine, tmp_path, *of) for of in ([NORTH], [FAR], [NORTH, FAR]))
    assert "retired_on" in here["visit.reason:away"]
    assert "retired_on" not in there["visit.reason:away"] and "retired_on" not in both["visit.reason:away"]
    assert here.keys() == there.keys()
    assert outcomes(send(engine, child(), visit(outcome="absent_long", reason="away"))) == [
        "applied",
        "applied",
    ]
    codes.retire(session, "visit.reason:away", False, COUNTY)
    session.commit()
    assert "retired_on" not in told(engine, tmp_path, NORTH)["visit.reason:away"]


def test_a_code_of_one_county_is_told_judged_and_named_there_alone(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    """Also when the record came first, and whichever county adds first: a code of another's helps nobody."""
    here = visit(outcome="flooded")
    there = visit("far", outcome="flooded", by="far", area=FAR)
    send(engine, child(), child("far", by="far", area=FAR))
    assert outcomes([*send(engine, here), *send(engine, there, by="far")]) == ["held", "held"]
    codes.add(session, "visit.outcome", "flooded", "发大水", "flooded", OTHER)
    session.commit()
    assert [one["was"] for one in (*send(engine, here), *send(engine, there, by="far"))] == [
        "held",
        "applied",
    ]
    assert "visit.outcome:flooded" not in told(engine, tmp_path, NORTH)
    assert told(engine, tmp_path, FAR)["visit.outcome:flooded"]["zh"] == "发大水"
    with engine.connect() as connection:
        assert "flooded" not in codes.names(connection, COUNTY)
        assert codes.names(connection, OTHER)["flooded"] == ("发大水", "flooded")
    codes.add(session, "visit.outcome", "flooded", "涨水", "high water", COUNTY)
    session.commit()
    assert send(engine, here)[0]["was"] == "applied"
    assert told(engine, tmp_path, NORTH)["visit.outcome:flooded"]["zh"] == "涨水"
    assert verify(engine) == []


def test_a_countys_code_that_it_retired_still_counts(engine: Engine, session: Session) -> None:
    codes.add(session, "visit.outcome", "flooded", "发大水", "flooded", COUNTY)
    codes.retire(session, "visit.outcome:flooded", True, COUNTY)
    session.commit()
    assert outcomes(send(engine, child(), visit(outcome="flooded"))) == ["applied"] * 2


def test_a_phone_that_moves_to_another_county_believes_the_rows_of_that_county(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    """A phone ignores a row that is no newer than what it holds: what counts is the moment of telling."""
    codes.retire(session, "visit.reason:away", True, COUNTY)
    session.commit()
    versions = []
    for village in (NORTH, FAR):
        with engine.connect() as connection:
            rows = setup_changes(connection, [village], str(tmp_path))
        versions += [row["version"] for row in rows if row["key"] == "visit.reason:away"]
        codes.add(session, "visit.reason", f"moved_{len(versions)}", "搬", "moved", OTHER)
        session.commit()
    assert versions[1] > versions[0]


def test_a_county_does_not_offer_again_what_is_retired_for_all(engine: Engine, session: Session) -> None:
    codes.retire(session, "visit.reason:away", True)
    with pytest.raises(Problem) as refused:
        codes.retire(session, "visit.reason:away", False, COUNTY)
    assert refused.value.code == "wrong_state"
    session.rollback()


def test_built_in_words_of_an_earlier_version_become_this_one_s(session: Session) -> None:
    row = session.get_one(Code, ("", codes.key_of("visit.outcome", "absent_short")))
    row.zh = "短期外出（本轮内回来）"
    session.commit()
    codes.seed(session)
    assert row.zh == "接种时外出/不在家"
    assert codes.names(session.connection(), COUNTY)["absent_short"][0] == "接种时外出/不在家"
