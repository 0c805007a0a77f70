"""Pages of a campaign's census numbers: typed in a table, or brought by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.naming import VillageWords
from fieldapp.catchup.groups import asking, saving
from fieldapp.catchup.groups.asking import Census, field_of
from fieldapp.catchup.groups.census import MOST_PEOPLE, columns_of, read_census, rows_of
from fieldapp.ground.problems import Together
from fieldapp.ground.spreadsheets.lines import Wrong
from fieldapp.ground.words import t
from fieldapp.web.forms import FIELDS, asks_again, comes_back_to, number, sent
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.versions import compare, seen
from fieldapp.web.workbooks import form_response, table_in, uploaded

blueprint = Blueprint("catchup_census", __name__, url_prefix="/catchup/<key>/census")
FIELDS["people"] = "普查人数", "census number"


def _census(key: str) -> Census:
    return asking.census_of(g.person, key, request.values.get("area", "").strip())


@blueprint.route("", methods=["GET", "POST"])
@needs("catchup.plan")
@asks_again
def index(key: str) -> Any:
    """How many people each area has, by group; POST keeps what was typed."""
    census = _census(key)
    if sent():
        return _back(census, saving.put(census, _typed(census)))
    return _page(census)


def _page(census: Census, wrong: list[Wrong] | None = None, more: Mapping[str, Any] | None = None) -> str:
    words: dict[str, Any] = {"census": census, "plan": census.plan, "field_of": field_of, "wrong": wrong}
    words["shown"] = (f"census:{census.plan.key}:{census.code}", 0, census.values())
    return render_template("catchup/groups/census.html", **words, **(more or {}))


def _typed(census: Census) -> dict[str, dict[str, int | None]]:
    """The numbers that were typed; where somebody else saved meanwhile both are shown.

    Raises:
        Problem: `no_number`, with all others; `changed_meanwhile`.
    """
    wrong, found = Together(), dict[str, dict[str, int | None]]()
    for area, _name in census.places:
        for group in census.plan.groups:
            said = wrong.read(number, field_of(area, group), int, 0, MOST_PEOPLE)
            found.setdefault(area, {})[group.code] = said
    wrong.end()
    showed = seen()
    if showed is not None:
        compare(showed, f"census:{census.plan.key}:{census.code}", 0, census.values(), {}, ("", ""))
    return found


def _back(census: Census, changed: int) -> Any:
    flash(t(f"已保存，改了 {changed} 个数。", f"Saved: {changed} numbers are other than before."))
    return redirect(url_for("catchup_census.index", key=census.plan.key, area=census.code))


@blueprint.post("/import")
@needs("catchup.plan")
@comes_back_to(index, "key")
def bring(key: str) -> Any:
    """Bring the numbers by sheet; nothing is kept while a cell is wrong."""
    census, content = _census(key), uploaded()
    table = table_in(content, columns_of(census.plan.groups))
    numbers, wrong = read_census(table, _words(census), census.plan.groups)
    if wrong:
        more = {"unread": table.unread, "marked": keep_marked(content, wrong)}
        return _page(census, wrong, more), 422
    for words in table.unread:
        flash(t(*words))
    return _back(census, saving.put(census, numbers))


def _words(census: Census) -> VillageWords:
    """All areas a line of the sheet may be of, by all the words people use for them."""
    villages = census.villages
    places = [(code, name, villages.name(code[:9])) for code, name in villages.names.items()]
    whole = [(code, name, "") for code, name in {**dict(census.towns), census.code: census.name}.items()]
    mine = [one for one in whole if one[0] not in villages.names and asking.is_whole(census, one[0])]
    return VillageWords([*places, *mine])


@blueprint.get("/sheet.xlsx")
@needs("catchup.plan")
def sheet(key: str) -> Response:
    """The numbers as a sheet to fill in and bring back: all townships and villages."""
    census = _census(key)
    towns = [one for one in census.towns if asking.is_whole(census, one[0])]
    places = [*towns, *census.villages.names.items()]
    groups = census.plan.groups
    rows = rows_of(sorted(places), census.typed, groups)
    name = f"{census.name} {t('普查人数', 'census')} {census.plan.name}"
    return form_response(name, columns_of(groups), rows, page=t("普查人数", "census"))
