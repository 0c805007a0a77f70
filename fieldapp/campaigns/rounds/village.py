"""The children of one village who are still to dose, as the round's page of that village names them. Reads only."""

from __future__ import annotations

from fieldapp.areas.villages import VILLAGE
from fieldapp.campaigns.children import behind_cell
from fieldapp.campaigns.children.cell_children import Line
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import may

MISSING = "all short"


def missing(campaign: Campaign, round_: Round, area: str | None) -> list[Line] | None:
    """The first page of them; None where the page is of no village, its children are not the person's to see, or
    nothing is counted yet.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    if not area or len(area) != VILLAGE or campaign.state == "draft" or not may("children.see", area):
        return None
    asked = behind_cell.asked_for(campaign, round_, MISSING, area)
    return behind_cell.page_of(asked, 1)
