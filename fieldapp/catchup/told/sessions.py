"""Sessions of a campaign: set up, called off. Each is committed."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date

from fieldapp.catchup.told.asking import Told, require_open
from fieldapp.catchup.told.slots import Slot
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.catchups import CatchupSession


@dataclass(frozen=True)
class Line:
    """A session as it was typed."""

    place: str
    day: date
    slots: list[Slot]
    villages: list[str]
    cutoff: str | None


def add(told: Told, said: Line) -> str:
    """Set one up; its key.

    Raises:
        Problem: `wrong_state`; `not_found` of a village that is not of the area.
    """
    require_open(told)
    if not set(said.villages) <= told.villages.keys():
        raise Problem("not_found")
    row = CatchupSession(
        key=str(uuid.uuid4()),
        county=told.plan.county,
        campaign=told.plan.key,
        area=told.code,
        place=said.place,
        day=said.day.isoformat(),
        slots=json.dumps([list(one) for one in said.slots]),
        villages=json.dumps(said.villages),
        cutoff=said.cutoff,
    )
    db.session.add(row)
    db.session.commit()
    return row.key


def cancel(told: Told, key: str) -> None:
    """Call one off, or on again where it was.

    Raises:
        Problem: `not_found`.
    """
    row = db.session.get(CatchupSession, key)
    if row is None or row.campaign != told.plan.key or key not in {one.key for one in told.sessions}:
        raise Problem("not_found")
    row.cancelled = not row.cancelled
    db.session.commit()
