"""What the campaign page shows of one round, read from tallies and put in order. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.maps.coverage_scale import step_of
from fieldapp.areas.pinyin import pinyin_of
from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.campaigns.counting.rules import LIVES
from fieldapp.campaigns.detail_table.collecting import BY_AGE, slices_of
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import foot_facts_of
from fieldapp.campaigns.figures.foot_facts import FootFacts
from fieldapp.campaigns.figures.indicators import Counts, Figure, by_parts, coverages, total
from fieldapp.campaigns.rounds.sentence import Lacking
from fieldapp.ground.showing import percent
from fieldapp.ground.subtrees import inside
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Person
from fieldapp.records.standing import UNKNOWN
from fieldapp.sync.tallies import Book

SHOWN_VILLAGES = 200
WORST = 3  # villages that stand out in red, and at the head of a page: more would be none


@dataclass(frozen=True)
class Place:
    """One village or township: its counts, what was planned there, and whether it is below the goal."""

    code: str
    name: str
    township: str
    counts: Counts
    planned: int | None
    weak: bool
    given: int | None = None

    @property
    def coverage(self) -> str:
        """Round coverage."""
        return percent(self.counts.vaccinated, self.counts.target)

    @property
    def listed(self) -> bool:
        """Whether there is anybody on its list."""
        return bool(self.counts.target or self.counts.removed)

    @property
    def letters(self) -> str:
        """Its name in pinyin, and the initials of it, by which one looks for it too."""
        return " ".join(pinyin_of(self.name))

    @property
    def of_township(self) -> dict[str, str]:
        """Its township's name, as what it stands under has it."""
        return {"name": self.township}

    def step(self, goal: int) -> str:
        """The step of the coverage scale it is on, for a goal in per cent."""
        return step_of(self.counts.vaccinated, self.counts.target, goal)

    @property
    def registered_coverage(self) -> str:
        """Registered coverage."""
        return percent(self.counts.registered_before_dosed, self.counts.registered_before)

    @property
    def plan_completion(self) -> str:
        """Plan completion: of the villages whose number was planned."""
        return percent(self.given if self.given is not None else self.counts.vaccinated, self.planned)

    @property
    def dosed_over_registered(self) -> str:
        """Doses given against the list."""
        return percent(self.counts.vaccinated, self.counts.registered_before)


@dataclass
class Overview:
    """Everything of one round in one part of the county."""

    counts: Counts
    figures: list[Figure]
    villages: list[Place]
    townships: list[Place]
    ages: list[tuple[str, dict[str, Counts]]]
    reasons: list[tuple[str, int]]
    days: list[tuple[str, int]]
    workers: list[tuple[str | None, str, Counts]]
    more_villages: int = 0
    residence: dict[str, Counts] = field(default_factory=dict)
    planned_in: int | None = None
    worst: list[Place] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    by_age: str = "age"  # the kind of slice the ages are of: as 明细表 has it, on day 1 of round 1

    @property
    def rates(self) -> dict[str, str]:
        """Every figure in per cent, by its name."""
        return {one.name: one.percent for one in self.figures}

    @property
    def by_township(self) -> list[tuple[Place | None, list[Place]]]:
        """The villages shown under their townships, the township with most still to dose first; of one township alone
        its villages under nothing."""
        if len(self.townships) < 2:
            return [(None, self.villages)]
        found: dict[str, list[Place]] = {one.code: [] for one in self.townships}
        for place in self.villages:
            found[place.code[:TOWNSHIP]].append(place)
        ordered = sorted(self.townships, key=lambda one: (-one.counts.short, one.code))
        return [(one, found[one.code]) for one in ordered]

    @property
    def no_reason(self) -> int:
        """Children still to dose of whom no reason is known: not visited yet, as a rule."""
        return self.counts.short - sum(n for _code, n in self.reasons)


def worst(places: Iterable[Place]) -> list[Place]:
    """The few villages below the goal with most children still to dose: where to send somebody first."""
    lacking = [place for place in places if place.weak and place.counts.short > 0]
    return sorted(lacking, key=lambda place: (-place.counts.short, place.code))[:WORST]


def below(counts: Counts, goal: int) -> bool:
    """Whether round coverage is under the goal, in integers; an empty target is not weak."""
    return counts.target > 0 and 100 * counts.vaccinated < goal * counts.target


def to_goal(counts: Counts, goal: int) -> int:
    """How many more are to be dosed here until the goal in per cent is reached; 0 where it is, or nobody is to be."""
    return max(-(-goal * counts.target // 100) - counts.vaccinated, 0)


def read_overview(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    areas: list[str],
    whole: bool,
    book: Book | None = None,
    typed_names: bool = True,
) -> Overview:
    """The round as seen in `villages`; `whole` when they hold the whole campaign; `book` as `closing.book_of` has it,
    as now where nothing is said; without `typed_names` only people of the list are named (`_workers`)."""
    book = book or Book(campaign.county, round_.key)
    facts = foot_facts_of(connection, campaign, round_, villages, book)
    everywhere, expected = tally_slices.by_village(connection, book, villages), facts.expected
    places = _places(villages, everywhere, areas, facts)
    counts = total(everywhere.values())
    planned, given = facts.plan_of(everywhere, whole)
    by_age = slices_of(connection, campaign, round_, BY_AGE)
    ages = _ages(tally_slices.by_slice(connection, book, by_age, villages))
    places.sort(key=lambda place: (-place.counts.short, place.code))
    return Overview(
        counts,
        coverages(counts, planned, given),
        places[:SHOWN_VILLAGES],
        _townships(villages, places, facts.goal),
        ages,
        _reasons(tally_slices.by_slice(connection, book, "reason", villages)),
        _days(tally_slices.by_slice(connection, book, "day", villages)),
        _workers(connection, tally_slices.by_slice(connection, book, "worker", villages), typed_names),
        max(len(places) - SHOWN_VILLAGES, 0),
        {lives: total(cells.get(lives, Counts()) for _age, cells in ages) for lives in LIVES},
        None if whole and facts.planned else len(expected),
        worst(places),
        [Lacking(one.name, one.township, one.counts.short, one.code) for one in places],
        by_age,
    )


def read_places(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    areas: list[str],
    book: Book,
) -> list[Place]:
    """Every village, for the download."""
    facts = foot_facts_of(connection, campaign, round_, villages, book)
    return _places(villages, tally_slices.by_village(connection, book, villages), areas, facts)


def _places(
    villages: Villages, everywhere: dict[str, Counts], areas: list[str], facts: FootFacts
) -> list[Place]:
    """The villages that are in the campaign's areas or count somebody all the same."""
    return [
        _place(villages, code, counts, facts.expected.get(code), facts.goal)
        for code, counts in everywhere.items()
        if counts != Counts() or inside(code, areas)
    ]


def _place(villages: Villages, code: str, counts: Counts, planned: int | None, goal: int) -> Place:
    township = place_said(villages.name(code[:TOWNSHIP]))
    return Place(code, place_said(villages.name(code)), township, counts, planned, below(counts, goal))


def _townships(villages: Villages, places: list[Place], goal: int) -> list[Place]:
    found: dict[str, Counts] = {}
    planned: dict[str, int] = {}
    given: dict[str, int] = {}
    for place in places:
        code = place.code[:TOWNSHIP]
        found[code] = found.get(code, Counts()) + place.counts
        planned[code] = planned.get(code, 0) + (place.planned or 0)
        given[code] = given.get(code, 0) + (place.counts.vaccinated if place.planned else 0)
    return [
        replace(_place(villages, code, counts, planned[code] or None, goal), given=given[code])
        for code, counts in sorted(found.items())
    ]


def _ages(slices: dict[str, Counts]) -> list[tuple[str, dict[str, Counts]]]:
    """Age → residence → counts, `all` among the residences, in order of age, unknown last."""
    found: dict[str, dict[str, Counts]] = {}
    for (age, lives), counts in by_parts(slices, 0, 1).items():
        cells = found.setdefault(age, {})
        cells[lives] = counts
        cells["all"] = cells.get("all", Counts()) + counts
    return sorted(found.items(), key=lambda item: (item[0] == UNKNOWN, item[0].zfill(4)))


def _reasons(slices: dict[str, Counts]) -> list[tuple[str, int]]:
    return sorted(((cut, c.missed) for cut, c in slices.items() if c.missed), key=lambda r: (-r[1], r[0]))


def _days(slices: dict[str, Counts]) -> list[tuple[str, int]]:
    """Doses by day; who was dosed elsewhere got none on the day somebody heard of it."""
    return [(day, c.vaccinated) for day, c in slices.items() if c.vaccinated]


def _workers(
    connection: Connection, slices: dict[str, Counts], typed_names: bool
) -> list[tuple[str | None, str, Counts]]:
    """Id, name and counts of everybody who worked in the round, who dosed most first. A giver who is nobody's account
    was typed on a phone, and what was typed may be a child's name: without `typed_names` these are one line, no id."""
    query = select(Person.id, Person.name).where(Person.id.in_(list(slices)))
    names: dict[str, str] = {row.id: person_said(row.name) for row in connection.execute(query)}
    named: list[tuple[str | None, str, Counts]] = [
        (person, names.get(person, person), counts)
        for person, counts in slices.items()
        if typed_names or person in names
    ]
    others = [counts for person, counts in slices.items() if person not in names]
    if others and not typed_names:
        named.append((None, "", total(others)))
    return sorted(named, key=lambda one: (-one[2].vaccinated, one[1]))
