"""明细表, the wide table of a round, on a page that prints and as a workbook."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from fieldapp.campaigns.detail_table.asked import choices, wide_table
from fieldapp.campaigns.detail_table.collecting import BY_AGE, BY_YEAR
from fieldapp.campaigns.detail_table.drawing import drawn
from fieldapp.campaigns.detail_table.workbook import foot_lines, round_workbook
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response


def _asked() -> tuple[str | None, str]:
    by = BY_YEAR if request.args.get("by") == BY_YEAR else BY_AGE
    return request.args.get("area") or None, by


@blueprint.get("/<key>/rounds/<int:n>/table")
@needs("campaign.see")
def table_page(key: str, n: int) -> str:
    """The table on a page; villages where nobody counts only with `?all=1`."""
    campaign, (area, by), empty = campaign_of(key), _asked(), "all" in request.args
    round_, children = round_of(campaign, n), url_for("campaigns.children", key=key, n=n)
    wide = wide_table(campaign, round_, area, by, empty, "now" in request.args)
    townships, slices = choices(campaign, round_, by)
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"area": area, "by": by, "wide": wide, "foot": foot_lines(wide.foot, language())}
    words |= {"title": _title(campaign, n), "table": wide.table, "name": wide.name}
    words |= {"empty": empty, "townships": townships}
    words["blocks"] = drawn(wide.table, slices, children, area or "", language())
    return render_template("campaigns/table.html", **words)


def _title(campaign: Campaign, n: int) -> str:
    return t(f"{campaign.name}第{n}轮明细表", f"{campaign_said(campaign)}, round {n}: detailed table")


@blueprint.get("/<key>/rounds/<int:n>/table.xlsx")
@needs("campaign.see")
def table_sheet(key: str, n: int) -> Response:
    """The table as a workbook, every village in it."""
    campaign, (area, by) = campaign_of(key), _asked()
    round_ = round_of(campaign, n)
    wide = wide_table(campaign, round_, area, by, empty=True, as_now="now" in request.args)
    content = round_workbook(
        _title(campaign, n), "　　".join(wide.facts), wide.table, wide.foot, language(), wide.name
    )
    return file_response(f"{wide.name}.xlsx", content)
