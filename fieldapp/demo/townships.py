"""The townships' stories: the published one, the farm's two rounds, and the ordinary mess. Pure.

The figures are those of published summaries: every child is invented so that counting gives them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fieldapp.demo import visits
from fieldapp.demo.stage.cast import SILENT, Cast
from fieldapp.demo.stage.families import Child, Wanted, settle
from fieldapp.demo.stage.phone import Operation, Phone
from fieldapp.demo.stage.places import FARM, ORDINARY, PUBLISHED, Place, place, villages_of
from fieldapp.demo.stage.story import Story
from fieldapp.demo.visits import Work

RESIDENTS = (229, 275, 264, 256, 286, 280, 288)  # by completed years, 0 to 6
MIGRANTS = (3, 4, 2, 2, 3, 3, 1)
FARM_FIRST = (143, 35, 13)  # local, migrant, and migrant children found on the day
FARM_SECOND = (14, 17)  # migrant children listed between the rounds, and found on the day
FARM_LEFT = 3
NEXT_VILLAGE = "430921201230"
WEAK = {"430921102226": 0.71, "430921106224": 0.78, "430921107227": 0.83, "430921132245": 0.66}
LATE_FROM = "v3"
FOUND_ONE_IN = 8
LISTED_TO_ONE = (
    7,
    6,
)  # by round; silent villages have told of none in the second, the others make up for them


def published(story: Story, cast: Cast) -> None:
    """青树嘴镇: residents and migrants by age as published, all dosed in both rounds."""
    rng = Random(f"{cast.seed}|published")  # nosec B311
    wanted = [Wanted(age) for age, count in enumerate(RESIDENTS) for _ in range(count)]
    wanted += [Wanted(age, migrant=True) for age, count in enumerate(MIGRANTS) for _ in range(count)]
    rng.shuffle(wanted)
    for village, some in _deal(wanted, villages_of(PUBLISHED)):
        children = story.list_(settle(cast.lister(village.code), village, some, rng), village.code)
        first, second = works(cast, village.code)
        story.first_round += [_given(first, child, rng) for child in children]
        story.second_round += [_given(second, child, rng) for child in children]


def _given(work: Work, child: Child, rng: Random) -> Operation:
    at_post = rng.random() < 0.85
    past = [day for day in work.days if day <= work.phone.days.today]
    day = rng.choice(past[:3] if at_post else past[3:6])
    return visits.dosed(work, child, day, rng, "post" if at_post else "door")


def _deal(wanted: list[Wanted], villages: list[Place]) -> Iterator[tuple[Place, list[Wanted]]]:
    """Share children out by population, the last village taking the rest."""
    total, start, people = sum(v.population or 0 for v in villages), 0, 0
    for village in villages:
        people += village.population or 0
        end = round(len(wanted) * people / total)
        yield village, wanted[start:end]
        start = end


def works(cast: Cast, village: str) -> tuple[Work, Work]:
    """Both rounds of a village."""
    phone, post = cast.vaccinator(village), cast.post(village)
    return (
        Work(phone, cast.rounds[0], cast.days.first, post, cast.batch),
        Work(phone, cast.rounds[1], cast.days.second, post, cast.batch),
    )


def mess(story: Story, cast: Cast) -> None:
    """The other townships: round 1 with gaps, round 2 on its fourth day, some villages silent."""
    for village in (village for township in ORDINARY for village in villages_of(township)):
        rng = Random(f"{cast.seed}|ordinary|{village.code}")  # nosec B311
        lister, phone = cast.lister(village.code), cast.vaccinator(village.code)
        wanted = [_anyone(rng) for _ in range(rng.randrange(24, 46))]
        children = story.list_(settle(lister, village, wanted, rng), village.code)
        first, second = works(cast, village.code)
        chance = WEAK.get(village.code, rng.uniform(0.88, 0.99))
        for child in children:
            _keep_some_back(story, phone, visits.ordinary(first, child, chance, rng))
        children += _newcomers(
            story.first_round, story, village, first, len(children) / LISTED_TO_ONE[0], rng
        )
        if phone.name not in SILENT:
            _half_way(story, second, children, chance, rng)
            _newcomers(story.second_round, story, village, second, len(children) / LISTED_TO_ONE[1], rng)


def _anyone(rng: Random, listed_on: str | None = None) -> Wanted:
    return Wanted(rng.randrange(7), migrant=rng.random() < 0.12, listed_on=listed_on)


def _keep_some_back(story: Story, phone: Phone, said: list[Operation]) -> None:
    """One phone had no signal for days: what it recorded late in round 1 arrives after the round was closed."""
    for operation in said:
        held_back = phone.name == LATE_FROM and operation["data"]["on"] >= phone.days.first[2]
        (story.late if held_back else story.first_round).append(operation)


def _newcomers(
    told: list[Operation], story: Story, village: Place, work: Work, count: float, rng: Random
) -> list[Child]:
    """Children nobody had listed, who came to the post: one in eight of all there are in the round."""
    found = []
    for _ in range(round(count)):
        day = rng.choice(work.days[:4])
        for operation, child in settle(work.phone, village, [_anyone(rng, listed_on=day)], rng):
            told.append(operation)
            if child:
                story.children[village.code].append(child)
                told.append(visits.dosed(work, child, day, rng, found=True))
                found.append(child)
    return found


def _half_way(story: Story, work: Work, children: list[Child], chance: float, rng: Random) -> None:
    so_far = Work(work.phone, work.round, work.days[:4], work.post, work.batch)
    for child in children:
        if rng.random() < 0.75:
            story.second_round += visits.ordinary(so_far, child, chance, rng)


def farm(story: Story, cast: Cast) -> None:
    """A farm's hospital: 178 registered and 191 dosed, then 202 and 219; three families move to the next village."""
    rng = Random(f"{cast.seed}|farm")  # nosec B311
    village, phone = place(FARM), cast.vaccinator(FARM)
    first, second = (Work(phone, key, days, None, cast.batch) for key, days in _farm_days(cast))
    local, migrant, found = FARM_FIRST
    wanted = [Wanted(rng.randrange(7)) for _ in range(local)]
    wanted += [Wanted(rng.randrange(7), migrant=True) for _ in range(migrant)]
    children = story.list_(settle(cast.lister(FARM), village, wanted, rng), FARM)
    story.first_round += [
        visits.dosed(first, child, rng.choice(first.days[:3]), rng, "clinic") for child in children
    ]
    children += _farm_newcomers(story.first_round, first, village, first.days[1], found, rng)
    story.first_round += [_moves(phone, child, rng) for child in children[:FARM_LEFT]]
    for operation, child in settle(
        phone,
        village,
        [Wanted(rng.randrange(7), True, cast.days.day("2025-12-20")) for _ in range(FARM_SECOND[0])],
        rng,
    ):
        story.second_round.append(operation)
        children += [child] if child else []
    story.second_round += [
        visits.dosed(second, child, rng.choice(second.days[:3]), rng, "clinic")
        for child in children[FARM_LEFT:]
    ]
    _farm_newcomers(story.second_round, second, village, second.days[1], FARM_SECOND[1], rng)


def _farm_days(cast: Cast) -> list[tuple[str, list[str]]]:
    return list(zip(cast.farm_rounds, (cast.days.first, cast.days.second), strict=True))


def _farm_newcomers(
    said: list[Operation], work: Work, village: Place, day: str, count: int, rng: Random
) -> list[Child]:
    """Migrant children found on the day."""
    found = []
    wanted = [Wanted(rng.randrange(7), True, day) for _ in range(count)]
    for operation, child in settle(work.phone, village, wanted, rng):
        said.append(operation)
        if child:
            found.append(child)
            said.append(visits.dosed(work, child, day, rng, "clinic", found=True))
    return found


def _moves(phone: Phone, child: Child, rng: Random) -> Operation:
    """The child's record now names the next village, where the farm's campaign does not reach."""
    return phone.say(
        "child",
        NEXT_VILLAGE,
        phone.days.moment(phone.days.day("2025-12-22"), rng),
        {"status": "here"},
        child.key,
    )
