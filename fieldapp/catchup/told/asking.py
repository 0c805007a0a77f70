"""What the pages of telling families ask: who is still to do, what they were told, sessions with who is booked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.catchup.gaps.looking import AT_ONCE
from fieldapp.catchup.gaps.reading import are_more_than
from fieldapp.catchup.plan.plan import Plan
from fieldapp.catchup.tables.asking import place_of, stories_in
from fieldapp.catchup.tables.figures import Story
from fieldapp.catchup.told.slots import Booked, Session, Slot
from fieldapp.catchup.told.wording import SessionSaid, Where
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import among, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.models.catchups import CatchupSession
from fieldapp.models.clinics import Clinic
from fieldapp.models.records import Child, Notice, NoticeEvent
from fieldapp.web.gate import Who

TELL = "catchup.notices"
NOTICE = Notice.__table__.c


@dataclass(frozen=True)
class Said:
    """One time a family was told: the notice's key, how, when, its number and what came of it."""

    key: str
    area: str
    child: str | None
    how: str
    on: str
    number: str | None
    result: str
    session: str
    slot: str
    by: str | None
    at: str
    version: int
    returned: bool = False


@dataclass(frozen=True)
class Family:
    """A child that is still to do, with what its family was told, the latest last."""

    story: Story
    said: Sequence[Said]

    @property
    def slip(self) -> Said | None:
        """The slip that is out."""
        slips = [one for one in self.said if one.how == "slip" and one.number]
        return slips[-1] if slips else None

    @property
    def last(self) -> Said | None:
        """What was said last."""
        return self.said[-1] if self.said else None


@dataclass(frozen=True)
class Told:
    """The families of an area that are still to be told, its sessions and its clinic."""

    row: Any
    plan: Plan
    code: str
    name: str
    families: Sequence[Family]
    villages: dict[str, str]
    sessions: Sequence[Session]
    booked: Sequence[Booked]
    where: Where
    on: str
    broadcasts: Sequence[Said] = field(default_factory=list)
    towns: Sequence[tuple[str, str]] = field(default_factory=list)

    @property
    def whole_village(self) -> bool:
        """Whether it is one village."""
        return len(self.villages) == 1


@reads
def told_of(connection: Connection, who: Who, key: str, area: str, action: str = TELL) -> Told:
    """The families of a campaign's area.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row, plan, code, villages = place_of(connection, who, key, area, action)
    names = dict(villages.names)
    name = tree.names(connection, [code]).get(code, code)
    sessions = [one for one in sessions_in(connection, plan) if _is_near(one, villages.codes)]
    around: dict[str, Any] = {"sessions": sessions, "where": where_of(connection, plan.county, code)}
    around |= {"on": today().isoformat(), "villages": names}
    if are_more_than(connection, AT_ONCE, plan.county, villages):
        towns = [(town, villages.name(town)) for town in sorted({one[:9] for one in names})]
        return Told(row, plan, code, name, [], booked=[], towns=towns, **around)
    said = said_in(connection, plan)
    joined = heads_of(connection, plan.county, said)
    by_child: dict[str, list[Said]] = {}
    for one in said:
        if one.child:
            by_child.setdefault(joined.get(one.child, one.child), []).append(one)
    stories = [one for one in stories_in(connection, plan, villages.codes) if one.case.short]
    families = [Family(one, by_child.get(one.case.child.key, [])) for one in stories if not one.case.done]
    families.sort(key=lambda one: _at_home(one.story))
    heard = [one for one in said if one.child is None and inside(one.area, villages.codes)]
    booked = _booked(by_child, {one.case.child.key: one.case.child.village for one in stories})
    return Told(row, plan, code, name, families, booked=booked, broadcasts=heard, **around)


def _at_home(story: Story) -> tuple[str, str, str, str]:
    child, home = story.case.child, story.case.child.home
    return child.village, home.get("group") or "", home.get("door") or "", child.fields.get("name") or ""


def _is_near(session: Session, areas: Sequence[str]) -> bool:
    """Whether a session is for one of these areas: of no village's alone, for all."""
    return not session.villages or any(
        inside(village, areas) or inside(areas[0] if areas else "", [village]) for village in session.villages
    )


def sessions_in(connection: Connection, plan: Plan) -> list[Session]:
    """The sessions of a campaign, those called off too."""
    table = CatchupSession.__table__.c
    query = select(*table).where(table.campaign == plan.key).order_by(table.day, table.place, table.key)
    return [
        Session(
            row.key,
            row.area,
            row.place,
            row.day,
            [Slot(hours, most) for hours, most in json.loads(row.slots)],
            json.loads(row.villages),
            row.cutoff,
            row.cancelled,
        )
        for row in connection.execute(query)
    ]


def said_in(connection: Connection, plan: Plan) -> list[Said]:
    """All that was told in a campaign, by moment; what was taken back left out."""
    back = NoticeEvent.__table__.c
    query = select(*NOTICE).where(
        NOTICE.county == plan.county, NOTICE.campaign == plan.key, NOTICE.known, ~NOTICE.voided
    )
    rows = connection.execute(query.order_by(NOTICE.at, NOTICE.key)).all()
    events = select(back.notice).where(back.county == plan.county, back.known, ~back.voided)
    keys = [row.key for row in rows]
    returned = set(
        connection.scalars(
            events.where(back.event.in_(("returned", "closed")), among(connection, back.notice, keys))
        )
    )
    return [_one(row, row.key in returned) for row in rows]


def _one(row: Any, returned: bool) -> Said:
    more = json.loads(row.more) if row.more else {}
    words = [str(more.get(name) or "") for name in ("result", "session", "slot")]
    days = row.how or "", row.issued_on or "", row.number
    return Said(row.key, row.area, row.child, *days, *words, row.by, row.at or "", row.version, returned)


def heads_of(connection: Connection, county: str, said: Sequence[Said]) -> dict[str, str]:
    """The child that each record that was told of is part of."""
    table = Child.__table__.c
    keys = sorted({one.child for one in said if one.child})
    query = select(table.key, table.joined).where(table.county == county, table.joined.is_not(None))
    return {
        row.key: row.joined for row in connection.execute(query.where(among(connection, table.key, keys)))
    }


def _booked(by_child: dict[str, list[Said]], villages: dict[str, str]) -> list[Booked]:
    """Who is down for which time: a child's last word counts."""
    found = []
    for child, many in by_child.items():
        last = [one for one in many if one.how == "call"][-1:]
        if last and last[0].result == "booked" and last[0].session and child in villages:
            found.append(Booked(child, villages[child], last[0].session, last[0].slot))
    return found


def where_of(connection: Connection, county: str, code: str) -> Where:
    """The clinic that serves an area: the nearest that names it."""
    best: Any = None
    for row in connection.execute(select(*Clinic.__table__.columns).where(Clinic.retired_on.is_(None))):
        serves = [*json.loads(row.serves), row.area]
        length = max((len(one) for one in serves if code.startswith(one)), default=0)
        if length and row.area.startswith(county[:6]) and (best is None or length > best[0]):
            best = length, row
    if best is None:
        return Where()
    row = best[1]
    return Where(row.name, row.address or "", row.phone or "", row.days or "")


def sessions_said(told: Told) -> list[SessionSaid]:
    """The sessions to come, as families are told of them."""
    return [
        SessionSaid(one.day, one.hours, one.place)
        for one in told.sessions
        if not one.cancelled and one.day >= told.on
    ]


def down_for(told: Told, key: str) -> tuple[Session, dict[str, str]]:
    """A session, and the time of each child that is down for it.

    Raises:
        Problem: `not_found`.
    """
    for one in told.sessions:
        if one.key == key:
            return one, {each.child: each.slot for each in told.booked if each.session == key}
    raise Problem("not_found")


def china_now() -> datetime:
    """This minute by China's clock."""
    return datetime.fromisoformat(china_time(now())[:16].replace(" ", "T"))


def require_open(told: Told) -> None:
    """Go on only while the campaign is under way.

    Raises:
        Problem: `wrong_state`.
    """
    if told.plan.state != "open":
        raise Problem("wrong_state")
