"""Pages that show the division tree: search, one area, downloads."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for

from fieldapp.areas.codes import LEVEL_NAMES, level_of
from fieldapp.areas.files import COLUMNS
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.pages import asking
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.areas import AreaChange
from fieldapp.web.gate import needs

blueprint = Blueprint("areas", __name__)
MOST_PICKED = 12


@blueprint.app_template_global()
def level_name(level: str) -> str:
    """A level's name in the language of the page."""
    return t(*LEVEL_NAMES[level])


@blueprint.app_template_global()
def area_called(code: str) -> str:
    """What an area is called, from its township on; empty for what is no code of one."""
    rows = asking.path(code) if level_of(code) else []
    return " ".join(place_said(row.name) for row in rows[-2:]) if rows and rows[-1].code == code else ""


@blueprint.get("/areas")
@needs("areas.see")
def index() -> str:
    """Search, one's own areas, and the provinces."""
    words = request.args.get("q", "")
    return render_template("areas/index.html", words=words, **asking.front(words, g.person.areas))


@blueprint.get("/areas/find.json")
@needs("areas.see")
def find() -> Response:
    """Areas for a box that opens while typing: `{areas: [{code, name, path}]}`."""
    said = request.args
    under = [said["under"]] if level_of(said.get("under", "")) else []
    rows = asking.found(said.get("q", ""), under)
    rows = [row for row in rows if not row.retired_on and said.get("level", "") in ("", row.level)][
        :MOST_PICKED
    ]
    paths = asking.paths_of(rows)
    return jsonify(
        areas=[
            {"code": row.code, "name": row.name, "path": f"{paths[row.code]} {row.name}".strip()}
            for row in rows
        ]
    )


@blueprint.get("/areas/template.xlsx")
@needs("areas.edit")
def template() -> Response:
    """A form for a sheet of areas, with an example line for a township and one for its village."""
    county = next((code[:6] for code in g.person.areas if len(code) >= 6), "430921")
    lines = [(f"{county}999", t("例镇", "Example town"), "township", 20000, None, None)]
    lines.append((f"{county}999201", t("例村", "Example village"), "village", 1500, 29.36, 112.41))
    return sheet(t("地区导入模板", "areas form"), COLUMNS, lines, form=True)


@blueprint.get("/areas/template.geojson")
@needs("areas.edit")
def outline_template() -> Response:
    """A file of boundaries as the import reads it, with one village to put one's own in the place of."""
    code = next((code for code in g.person.areas if len(code) >= 6), "430921")
    square = [[112.40, 29.35], [112.42, 29.35], [112.42, 29.37], [112.40, 29.37], [112.40, 29.35]]
    example = {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    answer = jsonify(type="FeatureCollection", features=[example])
    answer.headers["Content-Disposition"] = "attachment; filename=boundaries.geojson"
    return answer


@blueprint.get("/areas/<code>")
@needs("areas.see")
def show(code: str) -> str:
    """One area: what it is, what lies in it, what happened to it."""
    return render_template("areas/show.html", **asking.of_one(code))


@blueprint.get("/areas/<code>.xlsx")
@needs("areas.see")
def download(code: str) -> Response:
    """Everything in an area as a sheet that can be changed and imported again."""
    area = asking.known(code)
    rows = asking.everything_in(code)
    cells = ((a.code, a.name, a.level, a.population, a.lat, a.lon) for a in rows)
    return sheet(f"{t('地区', 'areas')} {place_said(area.name)}", COLUMNS, cells, form=True)


@blueprint.app_template_global()
def crumb_steps(path: asking.Areas, all_linked: bool = False) -> list[tuple[str | None, str]]:
    """The steps of the tree down to an area, for `parts.crumbs`; the last without address unless asked."""
    steps = [(url_for("areas.show", code=row.code), place_said(row.name)) for row in path]
    return [*steps] if all_linked else [*steps[:-1], (None, place_said(path[-1].name))]


@blueprint.app_template_global()
def change_words(change: AreaChange, names: dict[str, str]) -> str:
    """One line of an area's history."""
    name = change.old_name or names.get(change.code, change.code)
    other = names.get(change.other or "", change.other or "")
    sentences = {
        "rename": t("“{name}”改名为“{new}”", "“{name}” renamed to “{new}”"),
        "merge": t("{name}（{code}）并入 {other}", "{name} ({code}) merged into {other}"),
        "split": t("从 {name} 分出 {other}（{other_code}）", "{other} ({other_code}) split off {name}"),
        "recode": t("{name} 的代码由 {code} 改为 {other_code}", "{name} recoded from {code} to {other_code}"),
        "new": t("设立 {new}（{code}）", "{new} ({code}) set up"),
    }
    sentence = sentences.get(change.kind, change.kind)
    return sentence.format(
        name=name, new=change.new_name, code=change.code, other=other, other_code=change.other
    )
