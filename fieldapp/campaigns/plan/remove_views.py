"""Pages that remove a post, a round or a draft campaign: what goes, what forbids it, and one button."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from fieldapp.campaigns.plan import removing
from fieldapp.campaigns.room import blueprint, campaign_of, require_everywhere, round_of, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Campaign
from fieldapp.web.forms import asks_again, sent
from fieldapp.web.gate import needs


@blueprint.route("/<key>/remove", methods=["GET", "POST"])
@needs("campaign.plan")
@asks_again
def remove(key: str) -> Any:
    """Remove a campaign that was never opened."""
    campaign = campaign_of(key)
    require_everywhere("campaign.plan", campaign)
    if sent():
        removing.remove_draft(campaign)
        return gone(url_for("campaigns.index"))
    if campaign.state != "draft":
        raise Problem("wrong_state")
    used = removing.rests_on_draft(campaign)
    return asking_page(campaign, campaign_said(campaign), used, "campaigns.plan", whole=True)


@blueprint.route("/<key>/rounds/<int:n>/remove", methods=["GET", "POST"])
@needs("campaign.plan")
@asks_again
def remove_round(key: str, n: int) -> Any:
    """Remove a round of which nothing is recorded."""
    campaign = campaign_of(key)
    require_everywhere("campaign.plan", campaign)
    round_ = round_of(campaign, n)
    if sent():
        removing.remove_round(campaign, round_)
        return gone(url_for("campaigns.plan", key=key))
    name = t(f"第{n}轮（{round_.first_day} – {round_.last_day}）", f"round {n}, {round_.first_day}")
    return asking_page(campaign, name, removing.rests_on_round(campaign, round_), "campaigns.plan")


def gone(where: str) -> Any:
    """Say that it is removed, and go on there."""
    flash(t("已删除。", "Removed."))
    return redirect(where)


def asking_page(campaign: Campaign, name: str, used: list[str], back: str, whole: bool = False) -> str:
    """The page that asks; `whole` when the campaign itself goes, its rounds and posts with it."""
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "name": name}
    words |= {"used": used, "back": url_for(back, key=campaign.key), "whole": whole}
    return render_template("campaigns/remove.html", **words)
