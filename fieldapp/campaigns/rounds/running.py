"""The figures of the rounds that are open now, as the front page shows them. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.figures.indicators import Counts, percent
from fieldapp.campaigns.figures.tally_slices import summed
from fieldapp.campaigns.room import areas_of
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book

MOST = 6  # a province sees hundreds: it opens one to see its figures


@dataclass(frozen=True)
class Running:
    """An open round, and its counts in the part of it that a person sees."""

    campaign: Campaign
    round: Round
    counts: Counts

    @property
    def coverage(self) -> str:
        """Round coverage in per cent."""
        return percent(self.counts.vaccinated, self.counts.target)


def open_rounds(
    connection: Connection, own: Iterable[str], rounds: list[tuple[Campaign, Round]]
) -> list[Running]:
    """The counts of the first of these rounds in the areas `own`."""
    shown, own = rounds[:MOST], list(own)
    villages = {}
    for campaign in {campaign.key: campaign for campaign, _round in shown}.values():
        seen = overlap(own, [campaign.county, *areas_of(campaign)])
        villages[campaign.key] = read_villages(connection, campaign.county, seen)
    return [
        Running(
            campaign, round_, summed(connection, Book(campaign.county, round_.key), villages[campaign.key])
        )
        for campaign, round_ in shown
    ]
