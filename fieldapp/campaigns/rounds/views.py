"""The campaign page of a round, what it polls, and its village table as a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, jsonify, render_template, request

from fieldapp.accounts.responsible import Responsible
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.room import blueprint, campaign_of, round_of
from fieldapp.campaigns.rounds import page, village
from fieldapp.campaigns.rounds.overview import Place
from fieldapp.campaigns.rounds.silence import no_records
from fieldapp.campaigns.words import in_form
from fieldapp.ground.showing import EMPTY, percent
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response


@blueprint.get("/<key>/rounds/<int:n>")
@needs("campaign.see")
def overview(key: str, n: int) -> str:
    """The round's figures; `?area=` narrows them, `?part=figures` gives the part that refreshes."""
    campaign = campaign_of(key)
    round_, area = round_of(campaign, n), request.args.get("area") or None
    words = page.page_of(campaign, round_, area, "now" in request.args)
    words["missing"], words["added"], words["missing_n"] = village.missing(campaign, round_, area)
    name = "_figures" if request.args.get("part") == "figures" else "overview"
    return render_template(f"campaigns/{name}.html", **words)


@blueprint.get("/<key>/rounds/<int:n>/wall")
@needs("campaign.see")
def wall(key: str, n: int) -> str:
    """The round in large figures for a screen on a wall or a leader's telephone: no person's name, nothing to change;
    it refreshes by itself. `?part=wall` gives the part that does."""
    campaign = campaign_of(key)
    round_, area = round_of(campaign, n), request.args.get("area") or None
    words = page.page_of(campaign, round_, area, as_now=False)
    name = "_wall" if request.args.get("part") == "wall" else "wall"
    return render_template(f"campaigns/{name}.html", **words)


@blueprint.get("/<key>/now.json")
@needs("campaign.see")
def poll(key: str) -> Response:
    """The version of what the campaign's pages show; 304 while nothing changed."""
    version = page.version_now(campaign_of(key))
    answer = jsonify(version=version)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(version)
    return answer.make_conditional(request)


@blueprint.get("/<key>/rounds/<int:n>/villages.xlsx")
@needs("campaign.see")
def villages_sheet(key: str, n: int) -> Response:
    """Every village the person sees, as a workbook."""
    campaign, area = campaign_of(key), request.args.get("area") or None
    round_, what = round_of(campaign, n), t("各村进度", "villages")
    places, name = page.places_of(campaign, round_, area, "now" in request.args, what)
    heads = [in_form(campaign.form, head) for head in _heads()]
    called = page.called_in(campaign, round_, places)
    if called is not None:
        heads = [*heads, *t("谁负责,电话", "Responsible,Telephone").split(",")]
    return sheet_response(name, heads, [_line(place, called) for place in places], page=what)


def _heads() -> list[str]:
    zh = "村代码,乡镇,村,登记,现场新增,不应服,应服,实服,他处已种,还差,服苗率%,含他处已种%,登记儿童服苗率%,"
    zh += "计划数,计划完成率%,服苗数与登记数之比%"
    en = "Code,Township,Village,Registered,Found,Removed,Target,Dosed,Elsewhere,Short,Round coverage %,"
    en += "With elsewhere %,Registered coverage %,Planned,Plan completion %,Dosed over registered %"
    return t(zh, en).split(",")


def _share(words: str) -> Decimal | str:
    """A share as a number; the share of nothing stays a dash."""
    return words if words == EMPTY else Decimal(words)


def _line(place: Place, called: dict[str, list[Responsible]] | None) -> list[Any]:
    """`called`: whom to call in each village, where the person may see people."""
    c = place.counts
    figures = [c.registered, c.found, c.removed, c.target, c.vaccinated, c.elsewhere, c.short]
    shares = [_share(place.coverage), _share(percent(c.with_elsewhere, c.target))]
    shares += [_share(place.registered_coverage), place.planned, _share(place.plan_completion)]
    shares.append(_share(place.dosed_over_registered))
    people = [] if called is None else called.get(place.code, [])
    whom = [] if called is None else ["、".join(one.name for one in people), _numbers(people)]
    return [place.code, place.township, place.name, *figures, *shares, *whom]


def _numbers(people: list[Responsible]) -> str:
    return "、".join(one.phone for one in people if one.phone)


@blueprint.app_template_global()
def no_records_of(campaign: Campaign, round_: Round, villages: Villages, areas: list[str]) -> dict[str, str]:
    """What lists say of children without a visit in those of these villages of which no record has come, by village."""
    return no_records(campaign, round_, villages, areas, language())
