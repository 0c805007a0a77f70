"""明细表, the wide table of a round, on a page that prints and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request, url_for
from markupsafe import Markup, escape

from fieldapp.campaigns.detail_table.reading import BY_AGE, BY_YEAR, read_foot, read_table, slices_of
from fieldapp.campaigns.detail_table.table import ROWS, Column, Foot, Table, cell_in
from fieldapp.campaigns.detail_table.workbook import foot_lines, round_workbook
from fieldapp.campaigns.figures.closing import book_of, day_of_book
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.reading import read_villages
from fieldapp.campaigns.figures.units import place_of
from fieldapp.campaigns.room import blueprint, campaign_of, rests_on, round_of, rounds_of, seen_of
from fieldapp.campaigns.rounds.views import townships
from fieldapp.ground.db import db
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response


def _asked() -> tuple[str | None, str]:
    by = BY_YEAR if request.args.get("by") == BY_YEAR else BY_AGE
    return request.args.get("area") or None, by


@dataclass(frozen=True)
class Wide:
    """What was asked for: the table and its foot, the lines above it, and what its file is called."""

    table: Table
    foot: Foot
    facts: tuple[str, ...]
    name: str


def _read(campaign: Campaign, round_: Round, area: str | None, by: str, empty: bool) -> Wide:
    seen = seen_of(campaign, area)
    with db.engine.connect() as connection:
        villages = read_villages(connection, campaign.county, seen)
        book = book_of(connection, campaign.county, round_.key, as_now="now" in request.args)
        table = read_table(connection, campaign, round_, villages, by, empty, book)
        foot = read_foot(connection, campaign, round_, villages, book)
        day = day_of_book(connection, book).isoformat()
    foot = replace(foot, form=campaign.form, document=rests_on(campaign))
    place = place_of(villages, seen, campaign.county)
    days = (round_.first_day, round_.last_day)
    facts = (
        t(f"填报单位：{place}", f"Reporting unit: {place}"),
        t(f"接种日期：{days[0]} 至 {days[1]}", f"Days: {days[0]} to {days[1]}"),
        t("单位：人", "In: children"),
    )
    name = file_name(place, campaign.name, round_.n, t("明细表", "wide-table"), day, language())
    return Wide(table, foot, facts, name)


@blueprint.get("/<key>/rounds/<int:n>/table")
@needs("campaign.see")
def table_page(key: str, n: int) -> str:
    """The table on a page; villages where nobody counts only with `?all=1`."""
    campaign, (area, by), empty = campaign_of(key), _asked(), "all" in request.args
    round_ = round_of(campaign, n)
    wide = _read(campaign, round_, area, by, empty)
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"area": area, "by": by, "wide": wide, "foot": foot_lines(wide.foot, language())}
    words |= {"title": _title(campaign, n), "table": wide.table, "name": wide.name}
    with db.engine.connect() as connection:
        everywhere = read_villages(connection, campaign.county, seen_of(campaign))
        slices = slices_of(connection, campaign, round_, by)
    words |= {"empty": empty, "townships": townships(everywhere, seen_of(campaign))}
    page = url_for("campaigns.children", key=key, n=n)
    ways = {kind: links(wide.table.columns, kind, slices) for kind in ("village", *ROWS)}
    parts = [
        (
            heads(wide.table.columns[part], language()),
            [
                (
                    row,
                    line(row.cells[part], f"{page}?area={row.code or area or ''}&amp;", ways[row.kind][part]),
                )
                for row in wide.table.rows
            ],
        )
        for part in blocks(wide.table.columns)
    ]
    return render_template("campaigns/table.html", blocks=parts, **words)


def _title(campaign: Campaign, n: int) -> str:
    return t(f"{campaign.name}第{n}轮明细表", f"{campaign.name}, round {n}: wide table")


def links(columns: tuple[Column, ...], kind: str, slices: str) -> list[str]:
    """The cell that each column shows in rows of this kind, as an address has it."""
    return [quote(cell_in(column.cell, kind, slices), safe=":") for column in columns]


def line(cells: tuple[int | str, ...], page: str = "", ways: Sequence[str] = ()) -> Markup:
    """The cells of one row as they stand in the page, empty where none says anything. A county's table has some
    fifty thousand, and the template would take a third of a second to write them one by one.

    Args:
        page: the beginning of the address of the children behind a cell.
        ways: each column's cell; a number that is not 0 leads there.
    """
    said = cells if any(cell != "" for cell in cells) else ()
    words = [str(cell) if isinstance(cell, int) else escape(cell) for cell in said]
    for place, way in enumerate(ways if said else ()):
        if way and said[place] and isinstance(said[place], int):
            words[place] = f'<a href="{page}cell={way}">{words[place]}</a>'
    return Markup("<td>" + "</td><td>".join(words) + "</td>" if words else "")  # nosec B704


BLOCK = 37


def blocks(columns: tuple[Column, ...]) -> list[slice]:
    """The columns cut into parts that fit a landscape page, never inside a top heading."""
    parts, start, end = [], 0, 0
    for _top, group in groupby(columns, key=lambda column: column.top):
        width = len(list(group))
        if end > start and end + width - start > BLOCK:
            parts.append(slice(start, end))
            start = end
        end += width
    return [*parts, slice(start, end)]


def heads(columns: tuple[Column, ...], language: str) -> list[list[tuple[str, int]]]:
    """The three lines of heading as (words, columns spanned)."""
    which = 0 if language == "zh" else 1
    tops = [(key[which], len(list(group))) for key, group in groupby(columns, key=lambda c: c.top)]
    middles = [
        (key[1][which], len(list(group))) for key, group in groupby(columns, key=lambda c: (c.top, c.middle))
    ]
    return [tops, middles, [(column.low[which], 1) for column in columns]]


@blueprint.get("/<key>/rounds/<int:n>/table.xlsx")
@needs("campaign.see")
def table_sheet(key: str, n: int) -> Response:
    """The table as a workbook, every village in it."""
    campaign, (area, by) = campaign_of(key), _asked()
    round_ = round_of(campaign, n)
    wide = _read(campaign, round_, area, by, empty=True)
    content = round_workbook(
        _title(campaign, n), "　　".join(wide.facts), wide.table, wide.foot, language(), wide.name
    )
    return file_response(f"{wide.name}.xlsx", content)
