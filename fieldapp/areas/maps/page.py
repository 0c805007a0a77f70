"""The map's own page, made by Folium with everything served from here.

Folium's default page loads a dozen files from other hosts; this one loads Leaflet from static/build/vendor
and three scripts of ours, which draw and refresh. Nothing of a record is written into it.
"""

from __future__ import annotations

import re
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

VENDOR = "/static/build/vendor"
ZOOM_MOST = 18


class LocalMap(folium.Map):  # type: ignore[misc]
    """A Leaflet map whose scripts and styles come from this server, without jQuery and Bootstrap."""

    default_js = [("leaflet", f"{VENDOR}/leaflet.js")]  # noqa: RUF012  # Folium's own way of saying it
    default_css = [("leaflet_css", f"{VENDOR}/leaflet.css")]  # noqa: RUF012


class CoverageLayers(JSCSSMixin, MacroElement):  # type: ignore[misc]
    """The layers of villages and children: a call of static/office/map.js with where to fetch them."""

    default_js = [  # noqa: RUF012
        ("office_map_view", "/static/office/map_view.js"),
        ("office_map_boxes", "/static/office/map_boxes.js"),
        ("office_map_numbers", "/static/office/map_numbers.js"),
        ("office_map_layers", "/static/office/map_layers.js"),
        ("office_map", "/static/office/map.js"),
    ]
    default_css = [  # noqa: RUF012
        ("tokens_css", "/static/tokens.css"),
        ("office_map_css", "/static/office/map.css"),
    ]
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            officeMap({{ this._parent.get_name() }}, {{ this.said|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__()
        self._name = "CoverageLayers"
        self.said = said


def html_zoomable(html: str) -> str:
    """Folium forbids zooming the page with two fingers; people who need it larger may."""
    return html.replace(", maximum-scale=1.0, user-scalable=no", "")


def map_document(said: dict[str, Any], nonce: str, title: str, language: str) -> str:
    """The whole HTML document.

    Args:
        said: what map.js needs: addresses of the data, classes, words, basemap.
        nonce: every script and style of the document carries it.
    """
    # Drawn as SVG: a canvas is drawn a frame later than the page is printed, and covers there what lies under it.
    page = LocalMap(location=(29.4, 112.4), zoom_start=11, tiles=None)
    page.options["maxZoom"] = ZOOM_MOST
    CoverageLayers(said).add_to(page)
    head = page.get_root().header
    icon = '<link rel="icon" href="/static/field/icon-192.png">'  # else the browser asks for one that is not there
    head.add_child(Element(f"<title>{title}</title>{icon}"), name="title")
    page.get_root().html.add_child(
        Element(f'<p class="opening" role="status">{said["words"]["opening"]}</p>')
    )
    html = html_zoomable(page.get_root().render())
    html = re.sub(r"<(script|style)\b", rf'<\1 nonce="{nonce}"', html)
    return html.replace("<html>", f'<html lang="{"zh-CN" if language == "zh" else "en"}">', 1)
