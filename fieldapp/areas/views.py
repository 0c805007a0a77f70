"""Pages that show the division tree: search, one area, downloads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for
from sqlalchemy import Row, func, select

from fieldapp.areas import changes, tree
from fieldapp.areas.books import NAMES as BOOKS
from fieldapp.areas.books import book_followed
from fieldapp.areas.codes import LEVEL_NAMES, level_of, path_of, span
from fieldapp.areas.files import COLUMNS
from fieldapp.areas.outlines import drawing
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.areas import Area, AreaChange, Boundary, LocalUnit
from fieldapp.web.gate import needs

blueprint = Blueprint("areas", __name__)
MOST_PICKED = 12


@blueprint.app_template_global()
def level_name(level: str) -> str:
    """A level's name in the language of the page."""
    return t(*LEVEL_NAMES[level])


@blueprint.get("/areas")
@needs("areas.see")
def index() -> str:
    """Search, one's own areas, and the provinces."""
    connection, words = db.session.connection(), request.args.get("q", "")
    own = [row for code in g.person.areas if (row := tree.area(connection, code))]
    rows = tree.search(connection, words) or tree.search(connection, words, g.person.areas)
    provinces = tree.children(connection, None)
    paths = paths_of([*rows, *own])
    return render_template(
        "areas/index.html", words=words, rows=rows, own=own, provinces=provinces, paths=paths
    )


@blueprint.get("/areas/find.json")
@needs("areas.see")
def find() -> Response:
    """Areas for a box that opens while typing: `{areas: [{code, name, path}]}`."""
    said = request.args
    under = [said["under"]] if level_of(said.get("under", "")) else []
    rows = tree.search(db.session.connection(), said.get("q", ""), under)
    rows = [row for row in rows if not row.retired_on and said.get("level", "") in ("", row.level)][
        :MOST_PICKED
    ]
    paths = paths_of(rows)
    return jsonify(
        areas=[
            {"code": row.code, "name": row.name, "path": f"{paths[row.code]} {row.name}".strip()}
            for row in rows
        ]
    )


@blueprint.get("/areas/<code>")
@needs("areas.see")
def show(code: str) -> str:
    """One area: what it is, what lies in it, what happened to it."""
    connection = db.session.connection()
    area = known(code)
    boundary = db.session.get(Boundary, code)
    return render_template(
        "areas/show.html",
        area=area,
        path=tree.path(connection, code),
        children=tree.children(connection, code, retired=True),
        below=_counts_below(code),
        units=tree.units(connection, code),
        history=changes.history(db.session, code),
        names=tree.names(connection, _codes_named(code, area)),
        book=BOOKS.get(book_followed(connection, code) or "") if area.level == "county" else None,
        outline=drawing(json.loads(boundary.geometry), area.lat, area.lon) if boundary else None,
    )


@blueprint.get("/areas/<code>.xlsx")
@needs("areas.see")
def download(code: str) -> Response:
    """Everything in an area as a sheet that can be changed and imported again."""
    area = known(code)
    query = select(Area).where(Area.code.between(*span(code)), Area.retired_on.is_(None)).order_by(Area.code)
    rows = db.session.scalars(query)
    cells = ((a.code, a.name, a.level, a.population, a.lat, a.lon) for a in rows)
    return sheet(f"{t('地区', 'Areas')} {area.name}", COLUMNS, cells, form=True)


def known(code: str) -> Row[Any]:
    """The area of a page's address.

    Raises:
        Problem: `not_found`.
    """
    area = tree.area(db.session.connection(), code)
    if area is None:
        raise Problem("not_found")
    return area


def paths_of(rows: Sequence[Row[Any]]) -> dict[str, str]:
    """What lies above each area, the two nearest levels: `南县 青树嘴镇`."""
    steps = {row.code: path_of(row.code)[-3:-1] for row in rows}
    names = tree.names(db.session.connection(), {code for codes in steps.values() for code in codes})
    return {code: " ".join(names.get(step, step) for step in above) for code, above in steps.items()}


def _counts_below(code: str) -> dict[str, int]:
    """How many current areas and local units lie in an area, by level."""
    query = select(Area.level, func.count().label("n")).where(
        Area.code.between(*span(code)), Area.code != code
    )
    found = db.session.execute(query.where(Area.retired_on.is_(None)).group_by(Area.level))
    counts = {row.level: row.n for row in found}
    units = select(func.count()).select_from(LocalUnit).where(LocalUnit.area.between(*span(code)))
    return counts | {"unit": db.session.scalar(units.where(LocalUnit.retired_on.is_(None))) or 0}


def _codes_named(code: str, area: Row[Any]) -> set[str]:
    named = {change.code for change in changes.history(db.session, code)}
    named |= {change.other for change in changes.history(db.session, code) if change.other}
    return named | ({area.replaced_by} if area.replaced_by else set())


@blueprint.app_template_global()
def crumb_steps(path: Sequence[Row[Any]], all_linked: bool = False) -> list[tuple[str | None, str]]:
    """The steps of the tree down to an area, for `parts.crumbs`; the last without address unless asked."""
    steps = [(url_for("areas.show", code=row.code), row.name) for row in path]
    return [*steps] if all_linked else [*steps[:-1], (None, path[-1].name)]


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
