"""The campaigns room's blueprint, and which part of a campaign the signed-in person sees."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from sqlalchemy import Connection, select

from fieldapp.accounts.responsible import Responsible, responsible_for
from fieldapp.areas.villages import VILLAGE, read_villages
from fieldapp.campaigns.states import STAGES, campaign_stage, current, stage
from fieldapp.campaigns.words import age_words, document_words, in_form
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside, overlap
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may, require

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")


def areas_of(campaign: Campaign) -> list[str]:
    """The codes a campaign is ordered for."""
    codes: list[str] = json.loads(campaign.areas)
    return codes


def campaign_of(key: str) -> Campaign:
    """The campaign, for someone who has a part of it among her areas.

    Raises:
        Problem: `not_found`; `not_allowed` when none of it is hers.
    """
    campaign = db.session.get(Campaign, key)
    if campaign is None:
        raise Problem("not_found")
    if not overlap(g.person.areas, areas_of(campaign)):
        raise Problem("not_allowed")
    return campaign


def campaigns_of(own: Iterable[str]) -> list[Campaign]:
    """Every campaign of which a part lies in one's areas, those of the youngest children first."""
    query = select(Campaign).where(Campaign.kind == "sia").order_by(Campaign.born_to.desc(), Campaign.key)
    return [one for one in db.session.scalars(query) if overlap(own, areas_of(one))]


def rounds_of(campaign: Campaign) -> list[Round]:
    """A campaign's rounds, in order."""
    return list(db.session.scalars(select(Round).where(Round.campaign == campaign.key).order_by(Round.n)))


def current_round(campaign: Campaign, rounds: list[Round]) -> Round | None:
    """The round of today: the first that is not over, which it is once closed or when its mop-up days have passed; the
    last of them where all are; None where there is none."""
    return current(rounds, campaign.mopup_days, today())


@blueprint.app_template_global()
def number_of_tabs(campaign: Campaign, rounds: list[Round]) -> int | None:
    """The number of the round that tabs lead to from a page that is of no round: the one that led to it (`?round=`),
    else that of today."""
    asked = request.args.get("round", type=int)
    found = next((one for one in rounds if one.n == asked), None) or current_round(campaign, rounds)
    return found.n if found else None


OF_NO_ROUND = {
    "posts",
    "batches",
    "roster",
    "roster_undo",
    "listed_children",
    "plan",
    "edit",
    "remove_post",
}  # pages that carry it along


@blueprint.url_defaults
def _keep_round(endpoint: str, values: dict[str, Any]) -> None:
    """Say in the address of a page of no round which round one is in, so that its tabs lead back there."""
    if endpoint.partition(".")[2] not in OF_NO_ROUND or not request:
        return
    if request.endpoint == "campaigns.remove_round":
        return  # it is not there any more
    here = request.view_args or {}
    n = here.get("n") or request.args.get("round", type=int)
    if n and here.get("key") == values.get("key"):
        values.setdefault("round", n)


def round_of(campaign: Campaign, n: int) -> Round:
    """One round.

    Raises:
        Problem: `not_found`.
    """
    for found in rounds_of(campaign):
        if found.n == n:
            return found
    raise Problem("not_found")


def seen_of(campaign: Campaign, area: str | None = None) -> tuple[str, ...]:
    """The subtrees whose figures the person sees: her own inside the county, or `area` if it is hers.

    Raises:
        Problem: `not_allowed` for an area that is not hers, `not_found` for one that is none.
    """
    if area:
        if not area.isdecimal():
            raise Problem("not_found")
        require("campaign.see", area)
    return overlap([area] if area else g.person.areas, [campaign.county, *areas_of(campaign)])


def sees_all(campaign: Campaign, seen: tuple[str, ...]) -> bool:
    """Whether these subtrees hold the whole campaign."""
    return all(inside(code, seen) for code in areas_of(campaign))


def require_everywhere(action: str, campaign: Campaign) -> None:
    """Go on only if the person may do this in every area of the campaign.

    Raises:
        Problem: `not_allowed`.
    """
    if not may_everywhere(action, campaign):
        raise Problem("not_allowed")


@blueprint.app_template_global()
def may_everywhere(action: str, campaign: Campaign) -> bool:
    """Whether the person may do this in every area of the campaign: what its page offers."""
    return all(may(action, code) for code in areas_of(campaign))


@blueprint.app_template_global()
@pass_context
def campaign_words(context: Context, words: str) -> str:
    """Words about doses as they are said in the campaign of the page: `{{ campaign_words(t('应服', 'Target')) }}`."""
    return in_form(context["campaign"].form, words)


blueprint.add_app_template_global(in_form)


@blueprint.app_template_global()
def rests_on(campaign: Campaign) -> str:
    """The document that orders a campaign, or that there is none: for pages and papers."""
    named = (campaign.document_name, campaign.document_no, campaign.document_by)
    return document_words(*named, language())


@blueprint.app_template_global()
def round_stands(campaign: Campaign, round_: Round) -> str:
    """Where a round stands today, in words: a draft's is 筹备, one before its first day 还没开始."""
    return t(*STAGES[stage(campaign.state, round_, today())])


@blueprint.app_template_global()
def campaign_stands(campaign: Campaign, rounds: list[Round]) -> str:
    """Where a campaign stands today, in words."""
    return t(*STAGES[campaign_stage(campaign.state, rounds, today())])


@blueprint.app_template_global()
def responsible_on_paper(campaign: Campaign, round_: Round, area: str) -> str:
    """Who is responsible for a village, with a number to call: it stands on the printed list of its children. Empty for
    who may not see people, and of what is no village."""
    if len(area) != VILLAGE or not may("people.see", area):
        return ""
    people = _responsible(campaign.county, round_.key, area)
    named = t("、", ", ").join(f"{one.name} {one.phone or ''}".strip() for one in people)
    return t(f"负责：{named}", f"Responsible: {named}") if named else t("还没有分给人", "given to nobody yet")


@reads
def _responsible(connection: Connection, county: str, round_: str, area: str) -> list[Responsible]:
    villages = read_villages(connection, county, [area])
    return responsible_for(connection, round_, villages, [area]).get(area, [])


@blueprint.app_template_global()
def lowest_age(campaign: Campaign) -> str:
    """From which age on, in words; empty where the plan does not say."""
    return age_words(campaign.min_age_days, campaign.min_age_months, language())
