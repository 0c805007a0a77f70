"""The list of campaigns, and the ways to a campaign's round of today."""

from __future__ import annotations

from typing import Any

from flask import Response, g, redirect, render_template, url_for

from fieldapp.campaigns.plan import asking
from fieldapp.campaigns.room import (
    blueprint,
    campaign_of,
    campaign_stands,
    campaigns_of,
    current_round,
    round_stands,
    rounds_of,
)
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response


@blueprint.get("")
@needs("campaign.see")
def index() -> str:
    """All campaigns of which a part is the person's."""
    mine = campaigns_of(g.person.areas)
    rounds = {campaign.key: rounds_of(campaign) for campaign in mine}
    words = {"makers": asking.others_who_plan(g.person), "plan_for": asking.plans_for(g.person)}
    return render_template("campaigns/index.html", campaigns=mine, rounds=rounds, **words)


@blueprint.get("/campaigns.xlsx")
@needs("campaign.see")
def index_sheet() -> Response:
    """The list of campaigns as a workbook, a line a round."""
    zh, en = (
        "名称,状态,疫苗,目标%,出生日期从,到,轮次,首日,末日,本轮状态",
        "Name,State,Vaccine,Goal %,Born from,to,Round,First day,Last day,State of the round",
    )
    lines = [line for one in campaigns_of(g.person.areas) for line in _lines(one, rounds_of(one))]
    name = t("活动", "campaigns")
    return sheet_response(name, t(zh, en).split(","), lines, page=name)


def _lines(campaign: Campaign, rounds: list[Round]) -> list[list[Any]]:
    """A line a round; of a campaign without rounds one."""
    words = [campaign_said(campaign), campaign_stands(campaign, rounds), campaign.product, campaign.goal]
    words += [campaign.born_from, campaign.born_to]
    stands = [[one.n, one.first_day, one.last_day, round_stands(campaign, one)] for one in rounds]
    return [words + one for one in stands or [[None] * 4]]


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
