"""The campaigns room's pages: the list of campaigns, and every module that adds pages to its blueprint."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for
from sqlalchemy import select

from fieldapp.campaigns import (  # noqa: F401
    assign_views,
    batch_views,
    children_views,
    look_after_views,
    map_views,
    overview_views,
    plan_views,
    remove_views,
    roster_views,
    table_views,
)
from fieldapp.campaigns.papers import views as paper_views  # noqa: F401
from fieldapp.campaigns.room import areas_of, blueprint, campaign_of, current_round, rounds_of
from fieldapp.ground.db import db
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Campaign
from fieldapp.web.gate import needs

__all__ = ["blueprint"]


@blueprint.get("")
@needs("campaign.see")
def index() -> str:
    """All campaigns of which a part is the person's."""
    query = select(Campaign).where(Campaign.kind == "sia").order_by(Campaign.born_to.desc(), Campaign.key)
    mine = [c for c in db.session.scalars(query) if overlap(g.person.areas, areas_of(c))]
    rounds = {campaign.key: rounds_of(campaign) for campaign in mine}
    return render_template("campaigns/index.html", campaigns=mine, rounds=rounds)


@blueprint.get("/<key>")
@needs("campaign.see")
def show(key: str) -> Any:
    """The campaign's current round, or its plan while there is no round."""
    return _of_today(key, "campaigns.overview")


def _of_today(key: str, page: str) -> Any:
    """A page of the round of today, the plan while there is no round."""
    campaign = campaign_of(key)
    round_ = current_round(campaign, rounds_of(campaign))
    if round_ is None:
        return redirect(url_for("campaigns.plan", key=key))
    return redirect(url_for(page, key=key, n=round_.n))


@blueprint.get("/<key>/map")
@needs("campaign.see")
def map_of_campaign(key: str) -> Any:
    """The map of the current round."""
    return _of_today(key, "campaigns.map_page")
