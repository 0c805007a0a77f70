"""The list of campaigns, and the ways to a campaign's round of today."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for
from sqlalchemy import select

from fieldapp.campaigns.room import areas_of, blueprint, campaign_of, current_round, rounds_of
from fieldapp.ground.db import db
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Campaign
from fieldapp.web.gate import needs


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
