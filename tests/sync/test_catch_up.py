"""What phones and the office say to each other of catch-up: campaigns in `setup`, visits, and doses of a campaign."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base, reading
from fieldapp.models.catchups import CatchupCampaign, CatchupSession, CatchupVisit
from fieldapp.models.records import Dose, Notice
from fieldapp.records.standing import derived_key
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.outgoing.setup import setup_changes
from fieldapp.sync.rework.replay import recount, verify
from tests.sync.county import COUNTY, EAST, NORTH, child, key, operation, outcomes, send, tally, visit, void

CATCHUP = key("catch-up")
GRACE = {"polio": 30}
RULE = {"polio": [{"from_months": 6, "fewer_than": 3, "or_unknown": True}]}
SAID = {
    "child": key("child"),
    "on": "2025-12-03",
    "outcome": "part_given",
    "campaign": CATCHUP,
    "mode": "door",
}
SAID |= {"reason": "no_vaccine", "measure": "约下周", "planned_on": "2025-12-10", "slots": [["polio", 3]]}


@pytest.fixture(autouse=True)
def no_campaign(engine: Engine) -> None:
    """No catch-up of another test is there."""
    with engine.begin() as connection:
        for model in (CatchupSession, CatchupCampaign):
            connection.execute(delete(model))


def a_campaign(**other: Any) -> CatchupCampaign:
    """A catch-up of the northern village, not opened yet."""
    words: dict[str, Any] = {
        "key": CATCHUP,
        "county": COUNTY,
        "name": "冬季查漏补种",
        "areas": json.dumps([NORTH]),
    }
    words |= {"series": '["polio"]', "born_from": "2018-12-01", "born_to": "2025-12-01"}
    words |= {"first_day": "2025-12-01", "last_day": "2025-12-31"}
    words |= {"grace": json.dumps(GRACE), "rule": json.dumps(RULE)}
    return CatchupCampaign(**words | other)


def told(engine: Engine, village: str, role: str = "vaccinator") -> dict[str, Any]:
    """What a phone of a village is told of catch-up, by key."""
    with reading(engine) as connection:
        rows = setup_changes(connection, [village], "", role=role)
    return {row["key"]: row for row in rows if row["kind"] in ("catchup", "catchup_session")}


def test_phones_of_its_villages_are_told_of_a_campaign_while_it_is_open(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(a_campaign())
        session.flush()
        session.add(
            CatchupSession(
                key=key("session"), county=COUNTY, campaign=CATCHUP, area=NORTH, place="村卫生室",
                day="2025-12-06", slots='[["08:30-09:30", 20]]', villages=json.dumps([NORTH]), cutoff="17:00",
            )
        )  # fmt: skip
        session.commit()
        assert told(engine, NORTH) == {}
        session.get_one(CatchupCampaign, CATCHUP).state = "open"
        session.commit()
        rows = told(engine, NORTH)
        assert rows[CATCHUP]["data"]["grace"] == GRACE and rows[CATCHUP]["data"]["rule"] == RULE
        assert rows[CATCHUP]["data"]["areas"] == [NORTH] and rows[CATCHUP]["data"]["of_series"] == ["polio"]
        assert rows[key("session")]["data"]["slots"] == [["08:30-09:30", 20]]
        assert told(engine, EAST) == {} and told(engine, NORTH, "nurse") == {}
        session.get_one(CatchupCampaign, CATCHUP).state = "closed"
        session.commit()
        assert told(engine, NORTH) == {}
        with reading(engine) as connection:
            news = setup_changes(connection, [NORTH], "", since=1, role="vaccinator")
        assert {row["kind"] for row in news if row.get("removed")} == {"catchup", "catchup_session"}


def test_a_visit_is_kept_sent_to_phones_and_taken_back(engine: Engine) -> None:
    made = operation("catchup_visit", SAID)
    assert outcomes(send(engine, made, child())) == ["applied", "applied"]
    with reading(engine) as connection:
        changes, _more = changes_since(connection, COUNTY, NORTH, 0, 100)
        row = connection.execute(select(CatchupVisit.__table__)).mappings().one()
    assert (row["outcome"], row["planned_on"], row["campaign"]) == ("part_given", "2025-12-10", CATCHUP)
    [sent] = [change for change in changes if change["kind"] == "catchup_visit"]
    assert {name: sent["data"][name] for name in SAID} == SAID
    assert verify(engine) == []
    send(engine, void(made))
    with reading(engine) as connection:
        assert connection.scalar(select(CatchupVisit.voided))
    assert recount(engine) == []


def test_an_outcome_of_no_list_waits_and_a_day_must_be_said(engine: Engine) -> None:
    assert outcomes(send(engine, child(), operation("catchup_visit", SAID | {"outcome": "flooded"}))) == [
        "applied",
        "held",
    ]
    without = {name: value for name, value in SAID.items() if name != "on"}
    assert outcomes(send(engine, operation("catchup_visit", without))) == ["refused"]


def test_no_count_of_a_round_reads_a_dose_of_catch_up_as_its_own(engine: Engine) -> None:
    send(engine, child(), visit())
    before = tally(engine)
    words = {"child": key("child"), "product": "MMR", "given_on": "2025-12-03", "source": "campaign"}
    dose = operation(
        "dose", words | {"campaign": CATCHUP}, key=derived_key(key("child"), "MMR", "2025-12-03")
    )
    assert outcomes(send(engine, dose, operation("catchup_visit", SAID))) == ["applied", "applied"]
    assert tally(engine) == before
    with reading(engine) as connection:
        assert connection.scalar(select(Dose.campaign)) == CATCHUP
    assert verify(engine) == []


def test_a_notice_says_its_campaign_and_what_came_of_a_call(engine: Engine) -> None:
    words = {"kind": "doses", "child": key("child"), "issued_on": "2025-12-02", "how": "call"}
    words |= {"campaign": CATCHUP, "result": "booked", "session": key("session"), "slot": "08:30-09:30"}
    assert outcomes(send(engine, child(), operation("notice", words, "sun"))) == ["applied", "applied"]
    assert outcomes(send(engine, operation("notice", words | {"result": "perhaps"}, "sun"))) == ["refused"]
    with reading(engine) as connection:
        row = connection.execute(select(Notice.__table__)).mappings().one()
        changes, _more = changes_since(connection, COUNTY, NORTH, 0, 100)
    assert row["campaign"] == CATCHUP and json.loads(row["more"])["result"] == "booked"
    [sent] = [change["data"] for change in changes if change["kind"] == "notice"]
    assert (sent["campaign"], sent["result"], sent["slot"]) == (CATCHUP, "booked", "08:30-09:30")


def test_its_tables_begin_with_the_county() -> None:
    for name in ("catchup_visit", "gap_count"):
        assert next(iter(Base.metadata.tables[name].primary_key)).name == "county"
