"""Office pages of the code lists: a county's own and the common ones as it sees them; add a code, retire one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fieldapp.areas import tree
from fieldapp.areas.tree import holds_every_county
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.codes import Code
from fieldapp.sync import codes
from fieldapp.web.forms import asks_again, said, sent
from fieldapp.web.gate import needs, require

blueprint = Blueprint("codes", __name__, url_prefix="/codes")
ALL = "all"  # how a form says the common list


@blueprint.route("", methods=["GET", "POST"])
@needs("codes.edit")
@asks_again
def index() -> Any:
    """Every list with its codes as one county has them, or the common lists, and the form for one more."""
    county = _county()
    if sent():
        words = [said(name, needed=True) for name in ("code", "zh", "en")]
        codes.add(db.session, said("list"), *words, county)
        db.session.commit()
        flash(t("已添加；手机下次上报时会拿到。", "Added; phones get it at their next exchange."))
        return redirect(url_for("codes.index", county=county or ALL))
    lists = [(name, t(*words), _rows(name, county)) for name, words in codes.LISTS.items()]
    choices = [(name, words) for name, words, _rows in lists]
    return render_template(
        "sync/codes.html", lists=lists, choices=choices, county=county, counties=_counties()
    )


def _counties() -> list[tuple[str, str]]:
    """The counties whose codes are this person's to keep, each with its name; the common list where that is hers."""
    here = tree.inside(Area.code, g.person.areas)
    query = select(Area.county, Area.name).where(Area.level == "county", Area.retired_on.is_(None), here)
    found = [(county, name) for county, name in db.session.execute(query.order_by(Area.code))]
    common = holds_every_county(db.session.connection(), g.person.areas)
    return [*found, (ALL, t("公用（所有的县）", "common (every county)"))] if common else found


def _county() -> str:
    """The county asked for by its partition name, by default the person's first; empty for the common list.

    Raises:
        Problem: `not_allowed`, `not_yours_alone`.
    """
    asked = request.values.get("county", "")
    if asked == ALL:
        require("codes.common")
        if not holds_every_county(db.session.connection(), g.person.areas):
            raise Problem("not_yours_alone")
        return codes.COMMON
    mine = [county for county, _name in _counties()]
    if not mine or (asked and asked not in mine):
        raise Problem("not_allowed")
    return (asked or mine[0]).replace(ALL, codes.COMMON)


def _rows(list_: str, county: str) -> list[dict[str, Any]]:
    """The codes of a list as a county has them, those offered first; `common` where every county has it, `fixed` where
    this county cannot offer it again."""
    query = select(Code).where(Code.list == list_, Code.county.in_([codes.COMMON, county]))
    found: dict[str, dict[str, Code]] = {}
    for row in db.session.scalars(query.order_by(Code.version, Code.key)):
        found.setdefault(row.key, {})[row.county] = row
    rows = [_row(of, county) for of in found.values()]
    return sorted(rows, key=lambda row: bool(row["retired_on"]))


def _row(of: dict[str, Code], county: str) -> dict[str, Any]:
    common, own = of.get(codes.COMMON), of.get(county)
    shown = own or common
    assert shown is not None
    days = [row.retired_on for row in (common, own) if row is not None and row.retired_on]
    told: dict[str, Any] = {name: getattr(shown, name) for name in ("key", "code", "zh", "en")}
    told |= {"retired_on": max(days, default=None), "common": common is not None}
    return told | {"fixed": bool(county and common and common.retired_on)}


@blueprint.post("/<key>/retire")
@needs("codes.edit")
def retire(key: str) -> Any:
    """Stop offering a code, or offer it again, in one county or (the common list) in all."""
    county = _county()
    codes.retire(db.session, key, bool(request.form.get("retired")), county)
    db.session.commit()
    return redirect(url_for("codes.index", county=county or ALL))
