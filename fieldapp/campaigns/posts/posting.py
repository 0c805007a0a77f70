"""What is done with a campaign's posts: listed, made and changed, removed where nothing rests on them. Each commits."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.plan import giving, removing, saving
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Post
from fieldapp.models.people import Person
from fieldapp.web.gate import require
from fieldapp.web.versions import texts, unchanged

POST_FIELDS = ("name", "kind", "area", "days", "hours", "staff", "lat", "lon")  # what a post's form changes


def post_lines(campaign: Campaign, villages: Villages) -> list[tuple[Post, list[str], list[str]]]:
    """The campaign's posts in these villages, each with its days and its staff."""
    return [
        (post, json.loads(post.days), json.loads(post.staff)) for post in giving.posts_in(campaign, villages)
    ]


def shown(post: Post) -> tuple[str, int, dict[str, Any]]:
    """Which post a form shows, in which version, with which values."""
    return post.key, post.version, dict(texts(post, POST_FIELDS))


def save_post(campaign: Campaign, key: str | None, values: dict[str, Any], kinds: Any) -> Post:
    """Make a post, or change the one of this key, and return it; `kinds` says a kind of post to people.

    Raises:
        Problem: `not_found`, `not_allowed`, `changed_meanwhile`, `campaign_closed`.
    """
    before = giving.post_of(campaign, key)
    for code in {before.area if before else values["area"], values["area"]}:
        require("campaign.assign", saving.village_of(campaign, code).code)
    if before:
        said = {"kind": kinds, "area": named(Area), "staff": named(Person)}
        unchanged(before, before.key, lambda: texts(before, POST_FIELDS), said)
    return saving.save_post(campaign, before, values)


def post_to_remove(campaign: Campaign, key: str) -> tuple[Post, list[str]]:
    """A post of the campaign in one's own areas, and what rests on it.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    post = db.session.get(Post, key)
    if post is None or post.campaign != campaign.key:
        raise Problem("not_found")
    require("campaign.assign", post.area)
    return post, removing.rests_on_post(campaign, post)


def named(model: Any) -> Any:
    """How a row of `model` is called by its key."""
    return lambda key: giving.name_of(model, key)


def places_of(villages: Villages) -> list[tuple[str, str, float, float]]:
    """Code, name, latitude and longitude of those villages that have a place."""
    query = select(Area.code, Area.name, Area.lat, Area.lon).where(
        Area.lat.is_not(None), Area.lon.is_not(None)
    )
    rows = db.session.execute(query.where(Area.level == "village", in_villages(Area.code, villages)))
    return [tuple(row) for row in rows if row.code in villages.names]
