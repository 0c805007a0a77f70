"""The list of campaigns, and the ways to a campaign's round of today."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for

from fieldapp.campaigns.room import blueprint, campaign_of, campaigns_of, current_round, rounds_of
from fieldapp.web.gate import needs


@blueprint.get("")
@needs("campaign.see")
def index() -> str:
    """All campaigns of which a part is the person's."""
    mine = campaigns_of(g.person.areas)
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
