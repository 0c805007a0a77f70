"""A surveyor's phone: she is told of the clusters she was given, and what two surveyors say of one reaches both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from fieldapp.accounts.scopes import give, take
from fieldapp.models.people import Person, PersonScope
from fieldapp.models.reference import keep_track
from fieldapp.models.surveys import Lot, Survey, SurveyCluster, SurveySetting
from fieldapp.survey.for_phones import of_surveys
from fieldapp.survey.settings import put_setting
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.rework.replay import verify
from fieldapp.web.scopes import held_by
from tests.sync.county import COUNTY, EAST, NORTH, add_person, key, operation, outcomes, send

SURVEYORS = ("sue", "tom")
FIRST, SECOND = key("cluster 1"), key("cluster 2")


@pytest.fixture
def surveyed(engine: Engine) -> Iterator[Engine]:
    """An open survey of two clusters, the first given to both surveyors, and a lot of the township."""
    keep_track()
    with Session(engine) as session:
        for name in SURVEYORS:
            if session.get(Person, key(name)) is None:
                add_person(session, name, "surveyor", [])
        ages = {"born_from": "2023-12-01", "born_to": "2024-11-30"}
        days = {"first_day": "2025-12-01", "last_day": "2025-12-20"}
        session.add(
            Survey(key=key("survey"), county=COUNTY, area=COUNTY, name="年度", state="open", **ages, **days)
        )
        session.flush()
        for n, area in enumerate((NORTH, EAST), 1):
            words = {"survey": key("survey"), "n": n, "area": area, "size": 40, "probability": 0.5}
            session.add(SurveyCluster(key=key(f"cluster {n}"), **words))
        session.add(Lot(key=key("lot"), county=COUNTY, area=NORTH[:9], name="一批", clusters="[]", **ages))
        session.flush()
        for name in SURVEYORS:
            give(session, key(name), f"cluster:{FIRST}", COUNTY)
        put_setting(session, COUNTY, "check_act_from", 3)
        session.commit()
    yield engine
    with Session(engine) as session:
        session.execute(delete(PersonScope).where(PersonScope.scope.startswith("cluster:")))
        for table in (SurveyCluster, Survey, Lot, SurveySetting):
            session.execute(delete(table))
        session.commit()


def told(engine: Engine, name: str, villages: list[str] | None = None) -> dict[str, list[Any]]:
    """What `name`'s phone is told, by kind; with villages, a supervisor of those."""
    with engine.connect() as connection:
        rows, _people = of_surveys(connection, villages or [], None if villages else key(name))
    found: dict[str, list[Any]] = {}
    for _version, change in rows:
        found.setdefault(change["kind"], []).append(change)
    return found


def interviewed(by: str, **data: Any) -> dict[str, Any]:
    said = {"survey": key("survey"), "cluster": FIRST, "household_no": 4, "outcome": "interviewed"}
    members = [{"no": 1, "name": "小明", "born": "2024-05-01", "card": "seen", "chosen": True, "doses": []}]
    return operation("interview", said | {"members": members} | data, by)


def interviews(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        rows, _more = changes_since(connection, COUNTY, f"cluster:{FIRST}", 0, 1000)
        village, _more = changes_since(connection, COUNTY, NORTH, 0, 1000)
    assert [row for row in village if row["kind"] == "interview"] == []
    return {row["key"]: row["data"] for row in rows}


def test_two_surveyors_of_a_cluster_see_what_each_of_them_was_told(surveyed: Engine) -> None:
    said = told(surveyed, "sue")
    (cluster,), (survey,) = said["cluster"], said["survey"]
    assert (cluster["key"], cluster["data"]["place"]) == (
        FIRST,
        [f"township {NORTH[:9]}", f"village {NORTH}"],
    )
    assert (survey["data"]["state"], survey["data"]["vaccines"]) == ("open", [])
    with surveyed.connect() as connection:
        assert list(held_by(connection, key("sue"), "surveyor")) == [f"cluster:{FIRST}"]
    first = interviewed("sue")
    assert outcomes(send(surveyed, first, by="sue")) == ["applied"]
    second = interviewed("tom", corrects=first["key"], outcome="refused", members=[])
    assert outcomes(send(surveyed, second, by="tom")) == ["applied"]
    found = interviews(surveyed)
    assert found.keys() == {first["key"], second["key"]}
    with surveyed.connect() as connection:
        rows, _more = changes_since(connection, COUNTY, f"cluster:{FIRST}", 0, 1000)
    assert {row["key"]: row["by"] for row in rows} == {first["key"]: key("sue"), second["key"]: key("tom")}
    assert found[first["key"]]["members"][0]["name"] == "小明"
    assert verify(surveyed) == []


def test_a_cluster_never_hers_takes_no_interview_of_hers(surveyed: Engine) -> None:
    strange = interviewed("sue", cluster=SECOND) | {"area": EAST}
    (receipt,) = send(surveyed, strange, by="sue")
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "not_your_area")


def test_a_cluster_taken_back_is_removed_and_what_was_recorded_stays_allowed(surveyed: Engine) -> None:
    before = told(surveyed, "sue")["cluster"][0]["version"]
    with Session(surveyed) as session:
        take(session, key("sue"), f"cluster:{FIRST}")
        session.commit()
    (cluster,) = told(surveyed, "sue")["cluster"]
    assert cluster["removed"] and cluster["version"] > before
    assert outcomes(send(surveyed, interviewed("sue"), by="sue")) == ["applied"]
    with Session(surveyed) as session:
        give(session, key("sue"), f"cluster:{FIRST}", COUNTY)
        session.commit()
    (again,) = told(surveyed, "sue")["cluster"]
    assert "removed" not in again and again["version"] > cluster["version"]


def test_a_supervisor_is_told_of_her_villages_and_who_works_there(surveyed: Engine) -> None:
    said = told(surveyed, "sun", [EAST])
    assert [one["key"] for one in said["cluster"]] == [SECOND]
    (lot,) = told(surveyed, "sun", [NORTH])["lot"]
    assert (lot["data"]["limits"], lot["data"]["clusters"]) == ([3, 8, 19], [])
    (setting,) = said["survey_setting"]
    assert (setting["data"]["name"], setting["data"]["value"]) == ("check_act_from", 3)


def test_no_phone_is_told_of_a_draft(surveyed: Engine) -> None:
    with Session(surveyed) as session:
        session.get_one(Survey, key("survey")).state = "draft"
        session.commit()
    assert told(surveyed, "sue").keys() <= {"lot", "survey_setting"}


def test_an_outcome_nobody_listed_waits_for_its_code(surveyed: Engine) -> None:
    (receipt,) = send(surveyed, interviewed("sue", outcome="moved"), by="sue")
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "unknown_code")


def test_a_line_that_is_no_line_is_refused_and_an_odd_one_is_kept(surveyed: Engine) -> None:
    odd = interviewed("sue", members=[{"no": "x", "born": 7, "doses": "two"}])
    assert outcomes(send(surveyed, odd, interviewed("sue", members=["a word"]), by="sue")) == [
        "applied",
        "refused",
    ]
