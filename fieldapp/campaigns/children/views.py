"""The page behind every number of a round: the children who make it up, as a list and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for
from sqlalchemy import Connection

from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.cell_children import Counted, Line
from fieldapp.campaigns.children.cells import Cell, cell_words, read_cell
from fieldapp.campaigns.children.words import part_word
from fieldapp.campaigns.figures.closing import book_of, kept_at
from fieldapp.campaigns.figures.reading import Book, Villages, read_villages
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.ground.clock import china_time
from fieldapp.ground.db import db, reading
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import local_path, may, needs, require
from fieldapp.web.paging import page_asked, page_of
from fieldapp.web.workbooks import sheet_response

PAGE, MOST_LINES, LONGEST = 2000, 50_000, 100
SEX = {"male": ("男", "boy"), "female": ("女", "girl")}


@dataclass(frozen=True)
class Asked:
    """A cell as the page was asked for: its round and villages, its figure by village now, and as kept."""

    here: Counted
    cell: Cell
    villages: Villages
    names: dict[str, str]
    figures: dict[str, int]
    kept: int | None

    def name_of(self, code: str) -> str:
        """A village's name, the code where there is none."""
        return self.names.get(code, code)

    @property
    def total(self) -> int:
        """How many children there are now."""
        return sum(self.figures.values())


def _asked(connection: Connection, campaign: Campaign, round_: Round) -> Asked:
    cell = read_cell(request.args.get("cell", ""))
    here = cell_children.counted(connection, campaign.county, round_.key, campaign.name)
    villages = read_villages(connection, campaign.county, seen_of(campaign, request.args.get("area") or None))
    book, now = book_of(connection, campaign.county, round_.key), Book(campaign.county, round_.key)
    kept = cell_children.village_figures(connection, book, villages, cell) if book.closed else None
    return Asked(
        here,
        cell,
        villages,
        areas_named(connection, campaign.county),
        cell_children.village_figures(connection, now, villages, cell),
        sum(kept.values()) if kept is not None else None,
    )


def _lines(connection: Connection, asked: Asked, areas: list[str]) -> list[Line]:
    """The children of some villages, in order."""
    found = [one for area in areas for one in cell_children.behind(connection, asked.here, asked.cell, area)]
    return cell_children.describe(
        connection, asked.here, found, asked.name_of, sees(asked.villages), language()
    )


def sees(villages: Villages) -> Callable[[str], bool]:
    """Whether the signed-in person may see personal data of somebody who lives in a village."""
    return lambda code: may("children.see", code) or may("children.see", villages.standing(code))


def _page_of(connection: Connection, asked: Asked, number: int) -> list[Line]:
    """One page of the list; villages that come before it are not read."""
    first, before, areas = PAGE * (number - 1), 0, []
    skipped = None
    for area, n in asked.figures.items():
        if before + n > first and before < first + PAGE:
            skipped = before if skipped is None else skipped
            areas.append(area)
        before += n
    lines = _lines(connection, asked, areas)
    start = first - (skipped or 0)
    return lines[start : start + PAGE]


@blueprint.get("/<key>/rounds/<int:n>/children")
@needs("campaign.see")
def children(key: str, n: int) -> str:
    """Who is behind a cell (`?area=&cell=`); `?q=` looks for one; only numbers for who may not see children."""
    campaign, words = campaign_of(key), request.args.get("q", "").strip()[:LONGEST]
    round_ = round_of(campaign, n)
    with reading(db.engine) as connection:
        asked = _asked(connection, campaign, round_)
        last = max(1, -(-asked.total // PAGE))
        number = page_asked(last)
        named = may("children.see")
        lines = _found(connection, asked, words) if words else _page_of(connection, asked, number)
        said = {
            "title": _title(connection, asked),
            "closed": kept_at(connection, campaign.county, round_.key),
        }
    return render_template(
        "campaigns/children.html",
        campaign=campaign,
        round=round_,
        rounds=rounds_of(campaign),
        area=request.args.get("area") or None,
        asked=asked,
        places=_places(asked),
        lines=lines if named else [],
        named=named,
        words=words,
        pages=page_of(number, last, back=_back(campaign, round_)),
        size=PAGE,
        back=_back(campaign, round_),
        sex=lambda code: t(*SEX[code]) if code in SEX else "—",
        china_time=china_time,
        **said,
    )


def _found(connection: Connection, asked: Asked, words: str) -> list[Line]:
    """Children of the cell whose name or family holds `words`, those alone whose data the person may see."""
    found = cell_children.matching(connection, asked.here, asked.cell, asked.villages, words)
    shown = sees(asked.villages)
    return cell_children.describe(
        connection,
        asked.here,
        [one for one in found if shown(one.row["area"])],
        asked.name_of,
        shown,
        language(),
    )


def _title(connection: Connection, asked: Asked) -> str:
    speech = cell_children.speech_of_cell(connection, asked.here.county, asked.cell, language())
    return cell_words(asked.cell, lambda kind, part: part_word(speech, kind, part), language())


def _places(asked: Asked) -> list[tuple[str, str, int]]:
    """The figure by standing village: code, name, n."""
    found: dict[str, int] = {}
    for area, n in asked.figures.items():
        standing = asked.villages.standing(area)
        found[standing] = found.get(standing, 0) + n
    return [(code, asked.name_of(code), n) for code, n in found.items()]


def _back(campaign: Campaign, round_: Round) -> str:
    """The page one came from, else the round's: said again by every link of the list, so that it leads there."""
    came = request.args.get("back") or ""
    referrer = urlsplit(request.referrer or "")
    if not came and referrer.netloc == request.host and not referrer.path.endswith("/children"):
        came = referrer.path + (f"?{referrer.query}" if referrer.query else "")
    round_page = url_for("campaigns.overview", key=campaign.key, n=round_.n, area=request.args.get("area"))
    return local_path(came) if came else round_page


@blueprint.get("/<key>/rounds/<int:n>/children.xlsx")
@needs("children.see")
def children_sheet(key: str, n: int) -> Response:
    """The whole list as a workbook.

    Raises:
        Problem: `too_many_lines` where it is longer than a workbook is made for.
    """
    require("export")
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    with reading(db.engine) as connection:
        asked = _asked(connection, campaign, round_)
        if asked.total > MOST_LINES:
            raise Problem("too_many_lines", n=asked.total, limit=MOST_LINES)
        lines, title = _lines(connection, asked, list(asked.figures)), _title(connection, asked)
    zh = "村,户主,姓名,性别,出生日期,监护人,电话,家在,日期,结果,谁,说明"
    en = "Village,Household,Name,Sex,Born,Guardian,Telephone,Lives in,Day,Result,Who,Why"
    name = list_name(campaign, n, asked.villages, title)
    return sheet_response(name, t(zh, en).split(","), map(_cells, lines), page=title)


def _cells(line: Line) -> list[Any]:
    name = line["name"] if line["shown"] else t("（住在别处）", "(lives elsewhere)")
    visit = line["visit"] or {}
    sex = t(*SEX[line["sex"]]) if line["sex"] in SEX else ""
    who = [line["village"], line["household"], name]
    rest = [line["guardian"], line["phone"], line["home"], visit.get("day"), visit.get("words")]
    return [*who, sex, line["born"], *rest, visit.get("who"), line["why"]]
