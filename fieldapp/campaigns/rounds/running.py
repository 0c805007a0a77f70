"""The rounds open now, as the front page shows them: counts, the worst villages, whom to call. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from fieldapp.accounts.responsible import Responsible, county_office, responsible_for
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.maps.coverage_scale import step_of
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.figures.tally_slices import missed_by_village
from fieldapp.campaigns.room import areas_of
from fieldapp.campaigns.rounds.overview import Place, below, to_goal, worst
from fieldapp.campaigns.rounds.paper_tallies import read_paper
from fieldapp.campaigns.rounds.sentence import Lacking, Sentence, sentence
from fieldapp.campaigns.rounds.silence import Unheard, no_record, quiet, silent_in, unheard_in
from fieldapp.campaigns.rounds.watch import Silent
from fieldapp.campaigns.states import COMING, PAST, RUNNING, day_of_round, stage
from fieldapp.ground.showing import percent
from fieldapp.ground.subtrees import overlap
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book

MOST = 6  # a province sees hundreds: it opens one to see its figures


@dataclass(frozen=True)
class Running:
    """An open round in the part of it that a person sees: its counts, where it stands, its worst villages, who is
    responsible for those, of which villages no record has come, how long nothing was heard of whom, which of its days
    it is; and whom the county names to those who see nobody."""

    campaign: Campaign
    round: Round
    counts: Counts
    stage: str
    said: Sentence
    worst: list[Place]
    responsible: dict[str, list[Responsible]] = field(default_factory=dict)
    unheard: dict[str, Unheard] = field(default_factory=dict)
    quiet: dict[str, str] = field(default_factory=dict)
    day: tuple[int, int] | None = None
    county_office: list[Responsible] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether there is anything to be a share of."""
        return self.stage != COMING

    @property
    def coverage(self) -> str:
        """Round coverage in per cent."""
        return percent(self.counts.vaccinated, self.counts.target)

    @property
    def to_goal(self) -> int:
        """How many more are to be dosed until the goal is reached."""
        return to_goal(self.counts, self.campaign.goal)

    def no_record(self, code: str, language: str) -> str:
        """What is said of a village of which no record has come."""
        return no_record(self.unheard.get(code), language)

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
    """The most pressing of these rounds in the areas `own` as they stand on a day: those running now, then those past
    their last day, then those to come; with `named`, who is responsible too."""
    shown, own = sorted(rounds, key=lambda one: _urgency(one[0], one[1], on))[:MOST], list(own)
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
    places = _places(everywhere, villages, campaign.goal)
    stands = stage(campaign.state, round_, on, begun=counts.vaccinated > 0)
    shown = places if stands != COMING else []
    first, short = worst(shown), {one.code for one in shown if one.counts.short > 0}
    silent = silent_in(connection, campaign, round_, villages)
    called, unheard = _reported(connection, campaign, round_, villages, silent, everywhere, short)
    return Running(
        campaign,
        round_,
        counts,
        stands,
        sentence(stands, round_.first_day, counts, [_lacking(one) for one in places], on, language),
        first,
        {one.code: called.get(one.code, []) for one in first} if named else {},
        unheard,
        {one.id: quiet(one.hours, language) for one in silent} if named else {},
        day_of_round(round_, on) if stands == RUNNING else None,
        [] if named else county_office(connection, campaign.county),
    )


def _lacking(place: Place) -> Lacking:
    return Lacking(place.name, place.township, place.counts.short, place.code)


def _reported(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    silent: list[Silent],
    everywhere: dict[str, Counts],
    short: set[str],
) -> tuple[dict[str, list[Responsible]], dict[str, Unheard]]:
    """Whom one calls about the villages with somebody still to dose, and of which of them no record has come."""
    if not short:
        return {}, {}
    called = responsible_for(connection, round_.key, villages, short)
    paper = read_paper(connection, campaign.county, round_.key, villages)
    unheard = unheard_in(campaign, round_, called, silent, paper, everywhere)
    return called, {code: why for code, why in unheard.items() if code in short}


def _places(everywhere: Mapping[str, Counts], villages: Villages, goal: float) -> list[Place]:
    """The villages as places with their names, and whether they are below the goal."""
    return [
        Place(
            code,
            place_said(villages.name(code)),
            place_said(villages.name(code[:TOWNSHIP])),
            counts,
            None,
            below(counts, goal),
        )
        for code, counts in everywhere.items()
    ]


def _urgency(campaign: Campaign, round_: Round, on: date) -> tuple[int, str, str]:
    """Sorts rounds: running now, past the last day, to come; the one that began or begins first before others."""
    order = (RUNNING, PAST, COMING)
    stands = stage(campaign.state, round_, on)
    return order.index(stands) if stands in order else len(order), round_.first_day, round_.key
