"""The map: a page of the campaign, the framed document, and the two data addresses it polls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, jsonify, render_template, request, url_for

from fieldapp.campaigns.map import asked
from fieldapp.campaigns.map.classes import classes
from fieldapp.campaigns.map.data import Shift, unshifted
from fieldapp.campaigns.map.gcj import to_gcj
from fieldapp.campaigns.map.page import map_document
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
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
    where: dict[str, Any] = {"key": campaign.key, "n": round_.n, "area": area}
    which = 0 if language() == "zh" else 1
    return {
        "poll": url_for("campaigns.poll", key=campaign.key),
        "villages": url_for("campaigns.map_villages", **where),
        "children": url_for("campaigns.map_children", **where) if may("children.see") else None,
        "classes": [
            {
                "name": c.name,
                "colour": c.colour,
                "dash": c.dash,
                "words": in_form(campaign.form, (c.zh, c.en)[which]),
            }
            for c in classes(campaign.goal)
        ],
        "reasons": {
            code: in_form(campaign.form, words[which])
            for code, words in asked.reasons(campaign.county).items()
        },
        "words": {name: in_form(campaign.form, words) for name, words in _map_words().items()},
        "basemap": current_app.config["BASEMAP_URL"] or None,
        "credit": asked.credit(),
    }


def _map_words() -> dict[str, str]:
    return {
        "villages": t("各村服苗率", "Coverage by village"),
        "children": t("还要再去的孩子", "Children to come back to"),
        "legend": t("服苗率", "Round coverage"),
        "key": t("图例：服苗率", "Key: round coverage"),
        "target": t("应服", "Target"),
        "dosed": t("实服", "Dosed"),
        "short": t("还差", "Short"),
        "basemap": t("底图", "Basemap"),
        "more": t("太多了，只显示一部分；请放大或只看一个乡镇", "Too many: only some are shown"),
        "nowhere": t("还没有村的位置", "No village has a place yet"),
        "far": t("位置不对、没有画的村：", "Not drawn, since their place cannot be right: "),
        "lost": t("连不上服务器，地图可能不是最新", "No connection; the map may be old"),
    }


def _shift() -> Shift:
    config = current_app.config
    return to_gcj if config["BASEMAP_URL"] and config["BASEMAP_GCJ02"] else unshifted


@blueprint.get("/<key>/rounds/<int:n>/map/villages.json")
@needs("campaign.see")
def map_villages(key: str, n: int) -> Response:
    """Villages with shape, figures and class, townships' names and borders; no personal data."""
    campaign = campaign_of(key)
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return _tagged(*asked.villages(campaign, round_of(campaign, n), _area(), folder, _shift()))


@blueprint.get("/<key>/rounds/<int:n>/map/children.json")
@needs("children.see")
def map_children(key: str, n: int) -> Response:
    """Where the children are who were visited and not dosed, with the reason; refused to who may not see them."""
    campaign = campaign_of(key)
    round_, area = round_of(campaign, n), _area()
    for code in [area] if area else overlap(g.person.areas, [campaign.county]):
        require("children.see", code)
    return _tagged(*asked.children(campaign, round_, area, _shift()))


def _tagged(content: dict[str, Any], version: str) -> Response:
    answer = jsonify(content)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.set_etag(version)
    return answer
