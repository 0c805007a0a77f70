"""The map: a page of the campaign, the framed document, and the two data addresses it polls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, jsonify, render_template, request, url_for

from fieldapp.campaigns.figures.coverage_scale import steps
from fieldapp.campaigns.map import asked, layers
from fieldapp.campaigns.map.data import Shift, unshifted
from fieldapp.campaigns.map.gcj import to_gcj
from fieldapp.campaigns.map.page import map_document
from fieldapp.campaigns.map.said import map_words
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.campaigns.words import in_form
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may, needs, require
from fieldapp.web.responses import nonce


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
    answer = Response(
        map_document(_said(campaign, round_, area), nonce(), title, language()), mimetype="text/html"
    )
    answer.headers["Content-Security-Policy"] = _policy(nonce(), current_app.config["BASEMAP_URL"])
    return answer


def _policy(nonce_: str, basemap: str) -> str:
    """Only this page's own scripts and styles; pictures also from the basemap an administrator named."""
    host = urlsplit(basemap)
    tiles = f" {host.scheme}://{re.sub('{s}', '*', host.netloc)}" if host.netloc else ""
    return (
        f"default-src 'self'; script-src 'nonce-{nonce_}'; style-src 'self' 'nonce-{nonce_}'; "
        f"img-src 'self' data:{tiles}; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


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


def _shift() -> Shift:
    config = current_app.config
    return to_gcj if config["BASEMAP_URL"] and config["BASEMAP_GCJ02"] else unshifted


@blueprint.get("/<key>/rounds/<int:n>/map/villages.json")
@needs("campaign.see")
def map_villages(key: str, n: int) -> Response:
    """Villages with shape, figures and step of the scale, outlines of the ground; nothing of a child."""
    campaign = campaign_of(key)
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return _tagged(*asked.villages(campaign, round_of(campaign, n), _area(), folder, _shift()))


@blueprint.get("/<key>/rounds/<int:n>/map/children.json")
@needs("children.see")
def map_children(key: str, n: int) -> Response:
    """Where the children are who are still to be dosed, in all her villages or those of every `?area=`; refused to who
    may not see them."""
    campaign = campaign_of(key)
    round_, areas = round_of(campaign, n), [one for one in request.args.getlist("area") if one]
    for code in areas or overlap(g.person.areas, [campaign.county]):
        require("children.see", code)
    return _tagged(*asked.children(campaign, round_, areas, _shift()))


@blueprint.get("/<key>/rounds/<int:n>/map/layers/<name>.json")
@needs("campaign.see")
def map_layer(key: str, n: int, name: str) -> Response:
    """What another piece of field work shows on this map: a mark each, nothing of a child."""
    campaign = campaign_of(key)
    round_of(campaign, n)
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return _tagged(*layers.drawn(campaign, name, _area(), folder, _shift()))


def _tagged(content: dict[str, Any], version: str) -> Response:
    answer = jsonify(content)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.set_etag(version)
    return answer
