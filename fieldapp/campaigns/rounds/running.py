"""The rounds open now, as the front page shows them: counts, the worst villages, whom to call. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.figures.coverage_scale import step_of
from fieldapp.campaigns.figures.indicators import Counts, percent, total
from fieldapp.campaigns.figures.tally_slices import missed_by_village
from fieldapp.campaigns.responsible import Responsible, responsible_for
from fieldapp.campaigns.room import areas_of
from fieldapp.campaigns.rounds.overview import Place, below, worst
from fieldapp.campaigns.rounds.sentence import Lacking, Sentence, sentence
from fieldapp.campaigns.states import COMING, stage
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book

MOST = 6  # a province sees hundreds: it opens one to see its figures


@dataclass(frozen=True)
class Running:
    """An open round in the part of it that a person sees: its counts, where it stands, its worst villages, and who is
    responsible for those."""

    campaign: Campaign
    round: Round
    counts: Counts
    stage: str
    said: Sentence
    worst: list[Place]
    responsible: dict[str, list[Responsible]] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether there is anything to be a share of."""
        return self.stage != COMING

    @property
    def coverage(self) -> str:
        """Round coverage in per cent."""
        return percent(self.counts.vaccinated, self.counts.target)

    @property
    def step(self) -> str:
        """Its step of the coverage scale."""
        return step_of(self.counts.vaccinated, self.counts.target, self.campaign.goal)


def open_rounds(
    connection: Connection,
    own: Iterable[str],
    rounds: list[tuple[Campaign, Round]],
    on: date,
    language: str = "zh",
    named: bool = False,
) -> list[Running]:
    """The first of these rounds in the areas `own` as they stand on a day; with `named`, who is responsible too."""
    shown, own = rounds[:MOST], list(own)
    villages = {}
    for campaign in {campaign.key: campaign for campaign, _round in shown}.values():
        seen = overlap(own, [campaign.county, *areas_of(campaign)])
        villages[campaign.key] = read_villages(connection, campaign.county, seen)
    return [
        _running(connection, campaign, round_, villages[campaign.key], on, language, named)
        for campaign, round_ in shown
    ]


def _running(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    on: date,
    language: str,
    named: bool,
) -> Running:
    everywhere = missed_by_village(connection, Book(campaign.county, round_.key), villages)
    counts = total(everywhere.values()) if everywhere else Counts()
    places = [
        Place(
            code,
            place_said(villages.name(code)),
            place_said(villages.name(code[:TOWNSHIP])),
            c,
            None,
            below(c, campaign.goal),
        )
        for code, c in everywhere.items()
    ]
    stands = stage(campaign.state, round_, on, begun=counts.vaccinated > 0)
    lacking = [Lacking(one.name, one.township, one.counts.short) for one in places]
    said = sentence(stands, round_.first_day, counts, lacking, on, language)
    first = worst(places) if stands != COMING else []
    called = responsible_for(connection, round_.key, villages, [one.code for one in first]) if named else {}
    return Running(campaign, round_, counts, stands, said, first, called)
