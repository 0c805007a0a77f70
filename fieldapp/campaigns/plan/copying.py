"""What is taken over from before: a round's assignments from the last one, and a plan's posts from another campaign.

Each verb commits. Whoever has left, or works elsewhere now, is not taken over and is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.plan import giving, saving
from fieldapp.campaigns.room import rounds_of
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person

Key = tuple[str, str, str | None]  # village, person, post


@dataclass(frozen=True)
class Source:
    """The round whose assignments can be taken over, and which of its villages nobody has yet in the new one."""

    campaign: Campaign
    round: Round
    given: dict[Key, int | None]
    villages: frozenset[str]


def source_of(campaign: Campaign, round_: Round, villages: Villages) -> Source | None:
    """The last round before this one that gave any of these villages: of this campaign, else of the one before.

    Villages somebody has already are left as they are; None where there is nothing to take over.
    """
    taken = {a.area for a, _person, _post in giving.given_in(round_, villages) if not a.ended}
    for other, earlier in _earlier(campaign, round_):
        given = _given(earlier, villages)
        if not given:
            continue
        free = {key: n for key, n in given.items() if key[0] in villages.names and key[0] not in taken}
        return Source(other, earlier, free, frozenset(key[0] for key in free)) if free else None
    return None


def _earlier(campaign: Campaign, round_: Round) -> Iterator[tuple[Campaign, Round]]:
    """The rounds before one, the nearest first."""
    for own in reversed(rounds_of(campaign)):
        if own.n < round_.n:
            yield campaign, own
    query = select(Campaign, Round).join(Round, Round.campaign == Campaign.key)
    query = query.where(Campaign.county == campaign.county, Campaign.key != campaign.key)
    query = query.where(Round.first_day <= round_.first_day)
    for row in db.session.execute(query.order_by(Round.first_day.desc(), Campaign.key, Round.n.desc())):
        yield row[0], row[1]


def _given(round_: Round, villages: Villages) -> dict[Key, int | None]:
    """Who has what in a round; villages that were merged since are their heir's, numbers expected added up."""
    query = select(Assignment).where(Assignment.round == round_.key, Assignment.ended.is_(None))
    found: dict[Key, int | None] = {}
    for row in db.session.scalars(
        query.where(in_villages(Assignment.area, villages)).order_by(Assignment.area)
    ):
        key = (villages.standing(row.area), row.person, row.post)
        before = found.get(key)
        found[key] = row.expected if before is None else before + (row.expected or 0)
    return found


def take_over(campaign: Campaign, round_: Round, villages: Villages) -> tuple[int, list[str]]:
    """Give the villages that nobody has as the last round did: how many now have somebody, and whom it left out.

    Raises:
        Problem: `not_allowed`, `campaign_closed`.
    """
    source = source_of(campaign, round_, villages)
    if source is None:
        return 0, []
    here = {person.id for person in giving.people_for(campaign)}
    posts = _posts_alike(campaign, source, villages)
    done: set[str] = set()
    for (area, person, post), expected in source.given.items():
        if person in here:
            giving.assign(campaign, round_, area, person, expected, posts.get(post or ""))
            done.add(area)
    db.session.commit()
    gone = {person for _area, person, _post in source.given if person not in here}
    names = db.session.scalars(select(Person.name).where(Person.id.in_(gone)).order_by(Person.name))
    return len(done), list(names)


def _posts_alike(campaign: Campaign, source: Source, villages: Villages) -> dict[str, Post]:
    """For each post of the source the one here: itself within one campaign, else that of the same village and name."""
    mine = {(post.area, post.name): post for post in giving.posts_in(campaign, villages)}
    theirs = db.session.scalars(select(Post).where(Post.campaign == source.campaign.key))
    pairs = ((post.key, mine.get((villages.standing(post.area), post.name))) for post in theirs)
    return {key: post for key, post in pairs if post is not None}


def copy_posts(from_: Campaign, campaign: Campaign, villages: Villages) -> int:
    """Make the posts of one campaign in another, without their days, which are of that round; how many."""
    query = select(Post).where(Post.campaign == from_.key, Post.area.in_(list(villages.names)))
    posts = list(db.session.scalars(query.order_by(Post.key)))
    same = ("area", "name", "kind", "hours", "lat", "lon", "staff")
    for post in posts:
        values = {name: getattr(post, name) for name in same}
        db.session.add(Post(key=saving.new_key(), campaign=campaign.key, **values))
    db.session.commit()
    return len(posts)
