"""The children of one village, as the round's page of it names them: those still to dose, and those whom phones show
besides. Reads only."""

from __future__ import annotations

from fieldapp.areas.villages import VILLAGE
from fieldapp.campaigns.children import behind_cell
from fieldapp.campaigns.children.cell_children import Line
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may

MISSING = "all short"


def missing(campaign: Campaign, round_: Round, area: str | None) -> tuple[list[Line] | None, list[Line], int]:
    """The first page of those still to dose, those added since the round began whom it does not count yet, and how
    many are still to dose; None and nobody where the page is of no village, its children are not the person's to see,
    or nothing is counted yet.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    if not area or len(area) != VILLAGE or campaign.state == "draft" or not may("children.see", area):
        return None, [], 0
    asked = behind_cell.asked_for(campaign, round_, MISSING, area)
    added = behind_cell.added_since(asked) if round_.state == "open" else []
    return behind_cell.page_of(asked, 1), added, asked.total
