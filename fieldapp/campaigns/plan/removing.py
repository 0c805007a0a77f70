"""Verbs that remove a post, a round or a draft campaign: only what nothing rests on, and first of all what does.

Records are never removed with it: what a phone recorded under a round or at a post keeps both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from fieldapp.campaigns.plan.saving import require_not_closed
from fieldapp.campaigns.room import rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round, Tally, Visit
from fieldapp.models.records import Fact, Notice
from fieldapp.records.kinds import KINDS
from fieldapp.sync.incoming.receive import lock

OF_A_ROUND = [
    name for name, kind in KINDS.items() if "round" in kind.fields and name not in ("visit", "dose")
]


def rests_on_post(campaign: Campaign, post: Post) -> list[str]:
    """What names a post, in words: work given there, and records made there."""
    rounds = [round_.key for round_ in rounds_of(campaign)]
    there = (Visit.county == campaign.county, Visit.round.in_(rounds), Visit.post == post.key)
    return _work(Assignment.post == post.key) + _records(Visit, *there)


def rests_on_round(campaign: Campaign, round_: Round) -> list[str]:
    """What names a round: villages given to people for it, and records of it."""
    of_round = (Fact.county == campaign.county, Fact.kind.in_(OF_A_ROUND), Fact.round == round_.key)
    noticed = (Notice.county == campaign.county, Notice.round == round_.key)
    visits = _records(Visit, Visit.county == campaign.county, Visit.round == round_.key)
    return _work(Assignment.round == round_.key) + (
        visits or _records(Fact, *of_round) or _records(Notice, *noticed)
    )


def rests_on_draft(campaign: Campaign) -> list[str]:
    """What names any round of a campaign that was never opened."""
    return [words for round_ in rounds_of(campaign) for words in rests_on_round(campaign, round_)]


def _work(here: ColumnElement[bool]) -> list[str]:
    n = db.session.scalar(select(func.count()).select_from(Assignment).where(here)) or 0
    return [t(f"分给人员的 {n} 项分工（含已收回的）", f"{n} assignments (ended ones included)")] if n else []


def _records(of: type[Visit] | type[Fact] | type[Notice], *here: ColumnElement[bool]) -> list[str]:
    found = db.session.scalar(select(of.key).where(*here).limit(1))
    return [t("手机上报的记录", "records that phones sent")] if found else []


def remove_post(campaign: Campaign, post: Post) -> None:
    """Remove a post.

    Raises:
        Problem: `campaign_closed`; `still_used`.
    """
    require_not_closed(campaign)
    lock(db.session.connection(), campaign.county)
    _only_unused(post.name, rests_on_post(campaign, post))
    _remove(post)


def remove_round(campaign: Campaign, round_: Round) -> None:
    """Remove a round and what was counted for it, which is nobody's record.

    Raises:
        Problem: `campaign_closed`; `last_round` of an open campaign; `still_used`.
    """
    require_not_closed(campaign)
    lock(db.session.connection(), campaign.county)
    if campaign.state == "open" and len(rounds_of(campaign)) == 1:
        raise Problem("last_round")
    _only_unused(t(f"第{round_.n}轮", f"round {round_.n}"), rests_on_round(campaign, round_))
    db.session.execute(delete(Tally).where(Tally.county == campaign.county, Tally.round == round_.key))
    _remove(round_)


def remove_draft(campaign: Campaign) -> None:
    """Remove a campaign that was never opened, with its rounds and posts.

    Raises:
        Problem: `wrong_state`; `still_used`.
    """
    if campaign.state != "draft":
        raise Problem("wrong_state")
    lock(db.session.connection(), campaign.county)
    _only_unused(campaign_said(campaign), rests_on_draft(campaign))
    posts = db.session.scalars(select(Post).where(Post.campaign == campaign.key)).all()
    _remove(*rounds_of(campaign), *posts, campaign)


def _only_unused(name: str, used: list[str]) -> None:
    if used:
        raise Problem("still_used", name=name, what=t("、", ", ").join(dict.fromkeys(used)))


def _remove(*rows: Any) -> None:
    for row in rows:
        db.session.delete(row)
        db.session.flush()  # one after the other: a campaign after its rounds
    db.session.commit()
