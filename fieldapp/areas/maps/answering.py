"""Answers with a map: its framed document with what it may load, its data with their version, and the shift of the
basemap in use."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, jsonify

from fieldapp.areas.maps.gcj import to_gcj
from fieldapp.areas.maps.page import map_document
from fieldapp.areas.maps.spots import Shift, unshifted
from fieldapp.ground.words import language
from fieldapp.web.responses import nonce


def framed(said: dict[str, Any], title: str) -> Response:
    """Folium's document of a map; `said`: what static/office/map.js needs to know."""
    answer = Response(map_document(said, nonce(), title, language()), mimetype="text/html")
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


def shift_in_use() -> Shift:
    """How recorded places are moved to lie right on the basemap."""
    config = current_app.config
    return to_gcj if config["BASEMAP_URL"] and config["BASEMAP_GCJ02"] else unshifted


def tagged(content: dict[str, Any], version: str) -> Response:
    """Data of a map, kept by nobody but asked again for nothing while its version stands."""
    answer = jsonify(content)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.set_etag(version)
    return answer
