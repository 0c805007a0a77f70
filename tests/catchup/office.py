"""A campaign of catch-up for tests about other things."""

from __future__ import annotations

import json

from flask import Flask

from fieldapp.catchup.plan.plan import SERIES
from fieldapp.ground.db import db
from fieldapp.models.catchups import AgreementRun, CatchupCampaign, CatchupCensus, CatchupSession
from tests import cast
from tests.sync.county import key

CATCHUP, SESSION, AGREEMENT = key("a catch-up"), key("a session"), key("an agreement")


def found_catchup(app: Flask) -> None:
    """One that is under way in the whole county, about everybody under fifteen; and papers that are compared there."""
    days = {
        "born_from": "2011-01-01",
        "born_to": "2026-12-31",
        "first_day": "2025-12-01",
        "last_day": "2025-12-31",
    }
    lists = {"areas": json.dumps([cast.COUNTY]), "series": json.dumps(SERIES)}
    with app.app_context():
        lists |= {"groups": '[{"from": 0, "to": 13, "goals": {"first": [80, "2025-12-31"]}}]'}
        words = {"county": cast.COUNTY, "name": "冬季查漏补种", "state": "open", **days, **lists}
        db.session.add(CatchupCampaign(key=CATCHUP, **words))
        db.session.flush()
        db.session.add(CatchupCensus(campaign=CATCHUP, area=cast.VILLAGE, people='{"0-13": 9}'))
        when = {
            "area": cast.VILLAGE,
            "place": "村卫生室",
            "day": "2025-12-06",
            "slots": '[["08:30-09:30", 20]]',
        }
        db.session.add(CatchupSession(key=SESSION, county=cast.COUNTY, campaign=CATCHUP, **when))
        span = {"born_from": "2000-01-01", "born_to": "2099-12-31"}
        span |= {"first_day": "2000-01-01", "last_day": "2099-12-31"}
        by = {"by": cast.person_id(app, cast.SUPERVISOR), "at": "2025-12-01T00:00:00.000Z"}
        where = {"county": cast.COUNTY, "area": cast.COUNTY, "name": "卡证核对"}
        db.session.add(AgreementRun(key=AGREEMENT, **where, **span, **by))
        db.session.commit()
