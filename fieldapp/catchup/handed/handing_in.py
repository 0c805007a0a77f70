"""Handing in a campaign's table; what was handed in is never changed, a later one stands beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.catchup.handed.kept import Change, as_paper, as_text, differences
from fieldapp.catchup.handed.made import Made
from fieldapp.catchup.plan.asking import campaign_in
from fieldapp.catchup.plan.plan import Plan, plan_of
from fieldapp.catchup.tables.sheet import Paper
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.models.catchups import CatchupReport
from fieldapp.models.people import Person
from fieldapp.web.gate import Who, require

HAND_IN = "catchup.notices"
TABLE = CatchupReport.__table__.c
MOST = 200


@dataclass(frozen=True)
class Issued:
    """A table as it was handed in: its row, the campaign, the paper."""

    row: Any
    plan: Plan
    paper: Paper

    def changes(self, today: Paper | None) -> list[Change] | None:
        """What is other by now; None where it cannot be made any more."""
        return None if today is None else differences(self.paper, today)


def hand_in(who: Who, table: Made) -> str:
    """Keep a table as it stands; its key.

    Raises:
        Problem: `not_allowed`; `nothing_to_hand_in`.
    """
    require(HAND_IN, table.code)
    if table.paper is None or not any(line.cells for part in table.paper.parts for line in part.lines):
        raise Problem("nothing_to_hand_in")
    said = {
        "campaign": table.plan.key,
        "county": table.plan.county,
        "area": table.code,
        "unit": table.name,
        "kind": table.kind,
        "until": table.until,
    }
    row = CatchupReport(key=str(uuid.uuid4()), **said, at=now(), by=who.id, paper=as_text(table.paper))
    db.session.add(row)
    db.session.commit()
    return str(row.key)


@reads
def listed(connection: Connection, who: Who, key: str) -> tuple[Plan, Sequence[Any]]:
    """A campaign, and what was handed in of it in the person's areas, the last first, with who did.

    Raises:
        Problem: `not_found`.
    """
    plan = plan_of(campaign_in(connection, who, key))
    query = select(*TABLE, Person.name.label("person")).join(Person, Person.id == TABLE.by)
    query = query.where(TABLE.campaign == key, tree.inside(TABLE.area, who.areas))
    return plan, connection.execute(query.order_by(TABLE.at.desc(), TABLE.key).limit(MOST)).all()


@reads
def issued(connection: Connection, who: Who, key: str, report: str) -> Issued:
    """A table that was handed in.

    Raises:
        Problem: `not_found` where there is none, or none of hers.
    """
    campaign = campaign_in(connection, who, key)
    query = select(*TABLE, Person.name.label("person")).join(Person, Person.id == TABLE.by)
    row = connection.execute(query.where(TABLE.campaign == key, TABLE.key == report)).first()
    if row is None or not inside(row.area, who.areas):
        raise Problem("not_found")
    return Issued(row, plan_of(campaign), as_paper(row.paper))
