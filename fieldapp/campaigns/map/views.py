"""The map: a page of the campaign, the framed document, and the two data addresses it polls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, current_app, g, render_template, request, url_for

from fieldapp.areas.maps.answering import framed, shift_in_use, tagged
from fieldapp.areas.maps.coverage_scale import steps
from fieldapp.campaigns.map import asked, layers
from fieldapp.campaigns.map.said import map_words
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.campaigns.words import in_form
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may, needs, require


@blueprint.get("/<key>/rounds/<int:n>/map")
@needs("campaign.see")
def map_page(key: str, n: int) -> str:
    """The page that frames the map; `?area=` shows one township."""
    campaign, area = campaign_of(key), _area()
    seen_of(campaign, area)  # refuses an area that is not hers
    words: dict[str, Any] = {"campaign": campaign, "round": round_of(campaign, n), "area": area}
    words |= {"rounds": rounds_of(campaign), "townships": asked.townships_of(campaign)}
    return render_template("campaigns/map.html", **words)


def _area() -> str | None:
    return request.args.get("area") or None


@blueprint.get("/<key>/rounds/<int:n>/map/frame")
@needs("campaign.see")
def map_frame(key: str, n: int) -> Response:
    """Folium's document."""
    campaign, area = campaign_of(key), _area()
    round_ = round_of(campaign, n)
    seen_of(campaign, area)  # refuses an area that is not hers
    title = t(f"第{n}轮地图", f"Map of round {n}")
    return framed(_said(campaign, round_, area), title)


def _said(campaign: Campaign, round_: Round, area: str | None) -> dict[str, Any]:
    """What the map's script needs to know."""
    where: dict[str, Any] = {"key": campaign.key, "n": round_.n}
    which = 0 if language() == "zh" else 1

    def said(words: str) -> str:
        return in_form(campaign.form, words)

    return {
        "poll": url_for("campaigns.poll", key=campaign.key),
        "villages": url_for("campaigns.map_villages", **where, area=area),
        "children": url_for("campaigns.map_children", **where) if may("children.see") else None,
        "list": url_for("campaigns.children", **where, cell="all short"),
        "village": url_for("campaigns.overview", **where),
        "assign": url_for("campaigns.assignments", **where) if may("campaign.assign") else None,
        "title": f"{campaign_said(campaign)} · {t(f'第{round_.n}轮', f'round {round_.n}')}",
        "short_title": t(f"第{round_.n}轮", f"Round {round_.n}"),
        "first_day": round_.first_day,
        "steps": [{"name": one.name, "words": said((one.zh, one.en)[which])} for one in steps(campaign.goal)],
        "reasons": {code: said(words[which]) for code, words in asked.reasons(campaign.county).items()},
        "layers": layers.offered(campaign, round_, area),
        "words": {name: said(words) for name, words in map_words().items()},
        "basemap": current_app.config["BASEMAP_URL"] or None,
        "credit": asked.credit(),
    }


@blueprint.get("/<key>/rounds/<int:n>/map/villages.json")
@needs("campaign.see")
def map_villages(key: str, n: int) -> Response:
    """Villages with shape, figures and step of the scale, outlines of the ground; nothing of a child."""
    campaign = campaign_of(key)
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return tagged(*asked.villages(campaign, round_of(campaign, n), _area(), folder, shift_in_use()))


@blueprint.get("/<key>/rounds/<int:n>/map/children.json")
@needs("children.see")
def map_children(key: str, n: int) -> Response:
    """Where the children are who are still to be dosed, in all her villages or those of every `?area=`; refused to who
    may not see them."""
    campaign = campaign_of(key)
    round_, areas = round_of(campaign, n), [one for one in request.args.getlist("area") if one]
    for code in areas or overlap(g.person.areas, [campaign.county]):
        require("children.see", code)
    return tagged(*asked.children(campaign, round_, areas, shift_in_use()))


@blueprint.get("/<key>/rounds/<int:n>/map/layers/<name>.json")
@needs("campaign.see")
def map_layer(key: str, n: int, name: str) -> Response:
    """What another piece of field work shows on this map: a mark each, nothing of a child."""
    campaign = campaign_of(key)
    round_of(campaign, n)
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return tagged(*layers.drawn(campaign, name, _area(), folder, shift_in_use()))
