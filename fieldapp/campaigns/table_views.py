"""The round table on a page that prints, and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request, url_for
from markupsafe import Markup, escape

from fieldapp.accounts.web import needs
from fieldapp.campaigns.closing import book_of
from fieldapp.campaigns.models import Campaign, Round
from fieldapp.campaigns.overview_views import townships
from fieldapp.campaigns.reading import read_villages
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.campaigns.round_sheet import foot_lines, round_workbook
from fieldapp.campaigns.round_table import ROWS, Column, Foot, Table, cell_in
from fieldapp.campaigns.table_reading import BY_AGE, BY_YEAR, read_foot, read_table, slices_of
from fieldapp.campaigns.workbook import file_response
from fieldapp.db import db
from fieldapp.words import language, t


def _asked() -> tuple[str | None, str]:
    by = BY_YEAR if request.args.get("by") == BY_YEAR else BY_AGE
    return request.args.get("area") or None, by


def _read(
    campaign: Campaign, round_: Round, area: str | None, by: str, empty: bool
) -> tuple[Table, Foot, str]:
    """The table and its foot, and the name of the place they are of."""
    seen = seen_of(campaign, area)
    with db.engine.connect() as connection:
        villages = read_villages(connection, campaign.county, seen)
        book = book_of(connection, campaign.county, round_.key, as_now="now" in request.args)
        table = read_table(connection, campaign, round_, villages, by, empty, book)
        foot = read_foot(connection, campaign, round_, villages, book)
    return table, foot, "、".join(villages.name(code) for code in seen)


@blueprint.get("/<key>/rounds/<int:n>/table")
@needs("campaign.see")
def table_page(key: str, n: int) -> str:
    """The table on a page; villages where nobody counts only with `?all=1`."""
    campaign, (area, by), empty = campaign_of(key), _asked(), "all" in request.args
    round_ = round_of(campaign, n)
    table, foot, place = _read(campaign, round_, area, by, empty)
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"area": area, "by": by, "table": table, "place": place, "foot": foot_lines(foot, language())}
    with db.engine.connect() as connection:
        everywhere = read_villages(connection, campaign.county, seen_of(campaign))
        slices = slices_of(connection, campaign, round_, by)
    words |= {"empty": empty, "townships": townships(everywhere, seen_of(campaign))}
    page = url_for("campaigns.children", key=key, n=n)
    ways = {kind: links(table.columns, kind, slices) for kind in ("village", *ROWS)}
    parts = [
        (
            heads(table.columns[part], language()),
            [
                (
                    row,
                    line(row.cells[part], f"{page}?area={row.code or area or ''}&amp;", ways[row.kind][part]),
                )
                for row in table.rows
            ],
        )
        for part in blocks(table.columns)
    ]
    return render_template("campaigns/table.html", parts=parts, **words)


def links(columns: tuple[Column, ...], kind: str, slices: str) -> list[str]:
    """The cell that each column shows in rows of this kind, as an address has it."""
    return [quote(cell_in(column, kind, slices), safe=":") for column in columns]


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
    return Markup("<td>" + "</td><td>".join(words) + "</td>" if words else "")


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
    table, foot, place = _read(campaign, round_, area, by, empty=True)
    title = t(f"{campaign.name} 第{n}轮汇总表", f"{campaign.name}, round {n}")
    days = f"{place}  {round_.first_day} – {round_.last_day}"
    name = t(f"汇总表-第{n}轮.xlsx", f"round-table-{n}.xlsx")
    return file_response(name, round_workbook(title, days, table, foot, language()))
