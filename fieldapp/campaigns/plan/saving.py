"""Verbs of planning: save a campaign, its rounds and posts, change states, assign villages to people.

Each verb changes rows of the current session and commits; the audit line, the version phones see and the
recount of tallies follow by themselves.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from fieldapp.campaigns.figures.closing import forget, keep
from fieldapp.campaigns.room import current_round, rounds_of
from fieldapp.campaigns.states import campaign_after, round_after, too_close
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.records import Child
from fieldapp.sync.incoming.receive import lock
from fieldapp.web.scopes import SETUP, scopes_of

USUAL_INTERVAL = (
    28  # days between doses of one vaccine, where the plan says nothing: four weeks, as of every live one
)


def new_key() -> str:
    """A key for a new reference row."""
    return str(uuid.uuid4())


def county_of(codes: list[str]) -> str:
    """The one county these areas lie in.

    Raises:
        Problem: `no_such_area`; `other_county` when they lie in several or above one.
    """
    found: dict[str, str | None] = {
        row.code: row.county
        for row in db.session.execute(select(Area.code, Area.county).where(Area.code.in_(codes)))
    }
    for code in codes:
        if code not in found:
            raise Problem("no_such_area", field="areas", area=code)
    counties = set(found.values())
    county = counties.pop() if len(counties) == 1 else None
    if county is None:
        raise Problem("one_county", field="areas")
    return county


def require_not_closed(campaign: Campaign) -> None:
    """Go on only while the campaign is planned or runs: what it handed in rests on its window, days and areas.

    Raises:
        Problem: `campaign_closed`.
    """
    if campaign.state == "closed":
        raise Problem("campaign_closed")


def save_campaign(campaign: Campaign | None, values: dict[str, Any]) -> Campaign:
    """Make a campaign (as a draft) or change one; `values` as `plan_form.read_plan` gives them."""
    county = county_of(values["areas"])
    if campaign is not None:
        require_not_closed(campaign)
    if campaign is None:
        campaign = Campaign(key=new_key(), county=county, kind="sia", state="draft")
        db.session.add(campaign)
    elif campaign.county != county:
        raise Problem("one_county", field="areas")
    for name, value in values.items():
        setattr(campaign, name, json.dumps(value) if name == "areas" else value)
    db.session.commit()
    return campaign


def save_round(campaign: Campaign, n: int | None, values: dict[str, Any]) -> Round:
    """Add the next round or change the days of one.

    Raises:
        Problem: `not_found`; `rounds_cross` when it does not lie between the rounds before and after it.
    """
    require_not_closed(campaign)
    rounds = list(db.session.scalars(select(Round).where(Round.campaign == campaign.key).order_by(Round.n)))
    row = next((r for r in rounds if r.n == n), None)
    if n is not None and row is None:
        raise Problem("not_found")
    number = row.n if row else max((r.n for r in rounds), default=0) + 1
    for other in rounds:
        if other is not row and (
            (other.n < number and other.last_day >= values["first_day"])
            or (other.n > number and other.first_day <= values["last_day"])
        ):
            raise Problem("rounds_cross", field="first_day")
    if row is None:
        row = Round(key=new_key(), campaign=campaign.key, n=number, state="open", **values)
        db.session.add(row)
    else:
        row.first_day, row.last_day = values["first_day"], values["last_day"]
    db.session.commit()
    return row


def has_document(campaign: Campaign) -> bool:
    """Whether a document that orders it is named: a name or a number."""
    return bool(campaign.document_no or campaign.document_name)


def doubts_of_opening(campaign: Campaign, villages: Iterable[str]) -> list[Problem]:
    """What should be known before a campaign is opened: no document, villages of its next round that nobody has,
    rounds that follow one another sooner than doses may.

    Args:
        villages: the codes of the campaign's villages.
    """
    found = [] if has_document(campaign) else [Problem("no_document")]
    rounds = rounds_of(campaign)
    next_, villages = current_round(campaign, rounds), set(villages)
    if campaign.state == "draft" and next_ is not None:
        given = select(Assignment.area).where(Assignment.round == next_.key, Assignment.ended.is_(None))
        free = len(villages - {*db.session.scalars(given)})
        found += [Problem("villages_free", n=next_.n, free=free, whole=len(villages))] if free else []
    if campaign.state == "draft":
        interval = campaign.min_interval_days if campaign.min_interval_days is not None else USUAL_INTERVAL
        for one, other, apart in too_close(rounds, interval):
            found.append(Problem("rounds_too_close", n=one.n, other=other.n, apart=apart, limit=interval))
    return found


def act_on_campaign(campaign: Campaign, act: str, confirmed: bool, villages: Iterable[str] = ()) -> None:
    """Open, close or open again.

    Raises:
        Problem: `wrong_state` when the act is not possible now; `no_rounds`; the first of `doubts_of_opening` (unless
            confirmed).
    """
    state = campaign_after(campaign.state, act)
    if state is None:
        raise Problem("wrong_state")
    if act == "open" and not db.session.scalar(select(Round.key).where(Round.campaign == campaign.key)):
        raise Problem("no_rounds")
    doubts = doubts_of_opening(campaign, villages) if act == "open" and not confirmed else []
    if doubts:
        raise doubts[0]
    campaign.state = state
    db.session.commit()


def act_on_round(round_: Round, act: str) -> None:
    """Close a round, keeping its figures as they stand; or open it again, and drop what was kept.

    Raises:
        Problem: `wrong_state`; `round_not_begun`: there is nothing to close yet.
    """
    if act == "close" and round_.first_day > today().isoformat():
        raise Problem("round_not_begun", n=round_.n, day=round_.first_day)
    state = round_after(round_.state, act)
    if state is None:
        raise Problem("wrong_state")
    closing = state == "closed"
    round_.state = state
    round_.closed_on, round_.closed_at = (today().isoformat(), now()) if closing else (None, None)
    campaign = db.session.get_one(Campaign, round_.campaign)
    connection = db.session.connection()
    lock(connection, campaign.county)  # no record may come in between the figures and their being kept
    if closing:
        keep(connection, campaign, round_, round_.closed_at)
    else:
        forget(connection, campaign.county, round_.key)
    db.session.commit()


def village_of(campaign: Campaign, code: str) -> Area:
    """A village of the campaign's county.

    Raises:
        Problem: `no_such_area`.
    """
    area = db.session.get(Area, code)
    if area is None or area.level != "village" or area.county != campaign.county:
        raise Problem("no_such_area", field="area", area=code)
    return area


def save_post(campaign: Campaign, post: Post | None, values: dict[str, Any]) -> Post:
    """Make a post, or change one; `values` hold columns of `Post`, days and staff as lists."""
    require_not_closed(campaign)
    village_of(campaign, values["area"])
    if post is None:
        post = Post(key=new_key(), campaign=campaign.key)
        db.session.add(post)
    for name, value in values.items():
        setattr(post, name, json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value)
    db.session.commit()
    return post


def standing(round_: Round, area: str, person: str, post: str | None) -> Assignment | None:
    """The assignment of a village or post to a person that holds now."""
    same = select(Assignment).where(Assignment.round == round_.key, Assignment.area == area)
    same = same.where(Assignment.person == person, Assignment.ended.is_(None))
    return db.session.scalar(
        same.where(Assignment.post.is_(None) if post is None else Assignment.post == post)
    )


def assign(
    round_: Round, area: str, person: str, expected: int | None, post: str | None = None
) -> Assignment:
    """Give a village (or a post in it) to a person for a round; giving it again changes the number expected.

    Not committed: a sheet gives many.
    """
    row = standing(round_, area, person, post)
    if row is None:
        row = Assignment(key=new_key(), round=round_.key, area=area, person=person, post=post)
        db.session.add(row)
    row.expected = expected
    db.session.flush()
    return row


def end_assignment(campaign: Campaign, assignment: Assignment) -> None:
    """Take a village away from today on; what was recorded there stays allowed. In a draft, of which no phone knows,
    nothing of it stays. Not committed: a table takes many."""
    if campaign.state == "draft":
        db.session.delete(assignment)
    else:
        assignment.ended = assignment.ended or today().isoformat()
    db.session.flush()


def children_on_phone(county: str, villages: set[str]) -> int:
    """How many children the packages of these villages hold now."""
    query = select(func.count()).select_from(Child)
    query = query.where(Child.county == county, Child.package_area.in_(villages), Child.voided.is_(False))
    return db.session.scalar(query) or 0


def villages_carried(person: str) -> set[str]:
    """The villages of a person's phone: those it holds, and those of open rounds whose campaign has yet to open."""
    query = select(Assignment.area).join(Round, Round.key == Assignment.round)
    query = query.where(Assignment.person == person, Assignment.ended.is_(None), Round.state == "open")
    return {*db.session.scalars(query), *scopes_of(db.session.connection(), person)} - {SETUP}
