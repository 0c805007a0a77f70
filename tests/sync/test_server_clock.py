"""The server's own clock, set back and forward: nothing that phones send meanwhile is lost or counted twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from fieldapp.ground.clock import away, today
from fieldapp.ground.db import db
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.campaigns.office import found_campaign, listed, visited
from tests.sync.county import child, key, outcomes, send

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
JUMPS = {
    "steady": (timedelta(0),) * 5,
    "an hour back": (timedelta(0), -HOUR, -HOUR, timedelta(0), timedelta(0)),
    "a year forward and back": (timedelta(0), YEAR, YEAR, timedelta(0), -HOUR),
    "an empty battery": (timedelta(0), -26 * YEAR, -26 * YEAR, timedelta(0), timedelta(0)),
}
SetClock = Callable[[timedelta], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Moves the server's clock away from the true one."""

    def move(off: timedelta) -> None:
        class Moved(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Moved:
                return cls.fromtimestamp((datetime.now(tz) + off).timestamp(), tz)

        monkeypatch.setattr("fieldapp.ground.clock.datetime", Moved)

    return move


def born_last_month() -> str:
    return away(-timedelta(days=30))[:10]


class Phone:
    """A vaccinator's phone that sends what it has not been named, and signs in again when told to."""

    def __init__(self, app: Flask) -> None:
        self.app, self.device, self.by = app, str(uuid.uuid4()), cast.person_id(app, cast.VACCINATOR)
        self.token = cast.phone_token(app, cast.VACCINATOR, self.device)
        self.seq, self.sent = 0, []

    def sync(self, *ops: dict[str, Any]) -> dict[str, Any]:
        for op in ops:
            self.seq += 1
            self.sent.append(op | {"device": self.device, "by": self.by, "seq": self.seq})
        said = {"cursor": {}, "ops": self.sent}  # all of it every time
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.app.test_client().post("/api/v1/sync", json=said, headers=headers)
        if answer.status_code == 401:
            self.token = cast.phone_token(self.app, cast.VACCINATOR, self.device)
            return self.sync()
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.mark.parametrize("jumps", JUMPS)
def test_all_that_is_sent_while_the_clock_jumps_counts_once(
    each_database: Flask, set_clock: SetClock, jumps: str
) -> None:
    found_campaign(each_database)
    phone, born = Phone(each_database), born_last_month()
    for number, off in enumerate(JUMPS[jumps]):
        set_clock(off)
        name = f"孩子{number}"
        reply = phone.sync(listed(name, born=born), visited(name))
        verdicts = [receipt.get("was", receipt["outcome"]) for receipt in reply["receipts"]]
        assert verdicts == ["applied"] * (2 * number + 2)
        assert (reply["resend_from"], reply["device"]) == (None, "ok")
    with each_database.app_context():
        assert verify(db.engine) == []
        rows = db.session.execute(db.text("SELECT key FROM child WHERE born = :born"), {"born": born})
        assert {row.key for row in rows} == {key(f"孩子{number}") for number in range(5)}


def test_a_clock_set_back_makes_no_child_one_of_the_future(engine: Engine, set_clock: SetClock) -> None:
    born, tomorrow_but_one = born_last_month(), away(timedelta(days=3))[:10]
    assert outcomes(send(engine, child("小明", born=born))) == ["applied"]
    set_clock(-YEAR)
    assert outcomes(send(engine, child("小红", born=born))) == ["applied"]
    [receipt] = send(engine, child("小刚", born=tomorrow_but_one))
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "born_in_future")


def test_a_token_that_ran_out_is_renewed_and_outlives_the_jump(app: Flask, set_clock: SetClock) -> None:
    phone, true_day = Phone(app), today()
    token = phone.token
    set_clock(YEAR)
    assert today() > true_day
    phone.sync()
    assert phone.token != token  # it had run out, and was renewed by signing in
    set_clock(timedelta(0))
    phone.sync(listed("小明"))
    set_clock(-HOUR)
    assert phone.sync()["receipts"][0]["outcome"] == "duplicate"
