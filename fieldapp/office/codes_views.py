"""Office pages of the code lists: a county's own and the common ones as it sees them; add a code, retire one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.office import county_codes
from fieldapp.office.county_codes import ALL
from fieldapp.sync.codes import COMMON, LISTS
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("codes", __name__, url_prefix="/codes")


@blueprint.route("", methods=["GET", "POST"])
@needs("codes.edit")
@asks_again
def index() -> Any:
    """Every list with its codes as one county has them, or the common lists, and the form for one more."""
    county = _county()
    if sent():
        words = [entered(name, needed=True) for name in ("code", "zh", "en")]
        county_codes.add(entered("list"), *words, county)
        flash(t("已添加；手机下次上报时会拿到。", "Added; phones get it at their next exchange."))
        return redirect(url_for("codes.index", county=county or ALL))
    lists = [(name, t(*words), county_codes.rows(name, county)) for name, words in LISTS.items()]
    choices = [(name, words) for name, words, _rows in lists]
    return render_template(
        "sync/codes.html",
        lists=lists,
        choices=choices,
        county=county,
        counties=county_codes.counties_of(g.person),
    )


@blueprint.get("/list.xlsx")
@needs("codes.edit")
def download() -> Response:
    """The code lists of one county as a workbook."""
    county = _county()
    rows = [
        [
            t(*words),
            row["code"],
            row["zh"],
            row["en"],
            t("公用", "common") if row["common"] else "",
            row["retired_on"],
        ]
        for name, words in LISTS.items()
        for row in county_codes.rows(name, county)
    ]
    heads = t("代码表,代码,中文,英文,公用,停用", "List,Code,Chinese,English,Common,Retired").split(",")
    return sheet_response(t("代码表", "codes"), heads, rows)


def _county() -> str:
    """The county asked for by its partition name, by default the person's first; empty for the common list.

    Raises:
        Problem: `not_allowed`, `not_yours_alone`.
    """
    asked = request.values.get("county", "")
    if asked == ALL:
        require("codes.common")
        return county_codes.common_list(g.person)
    mine = [county for county, _name in county_codes.counties_of(g.person)]
    if not mine or (asked and asked not in mine):
        raise Problem("not_allowed")
    return (asked or mine[0]).replace(ALL, COMMON)


@blueprint.post("/<key>/retire")
@needs("codes.edit")
def retire(key: str) -> Any:
    """Stop offering a code, or offer it again, in one county or (the common list) in all."""
    county = _county()
    county_codes.retire(key, bool(request.form.get("retired")), county)
    return redirect(url_for("codes.index", county=county or ALL))
