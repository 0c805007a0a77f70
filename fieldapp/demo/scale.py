"""A county of any size: blocks of invented children, each block from a phone of its own. Pure.

A block is the same whatever the total, and its operations come child by child, so a smaller demo is the
beginning of a larger one. 青树嘴镇 and the farm's township are left as published.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fieldapp.demo import visits
from fieldapp.demo.cast import DAYS1, DAYS2, Cast, village_worker
from fieldapp.demo.families import Wanted, family, family_sizes
from fieldapp.demo.phone import Operation, Phone
from fieldapp.demo.places import COUNTY, FARM_TOWNSHIP, PUBLISHED, Place, villages_of
from fieldapp.demo.visits import Work

BLOCK = 600
FIRST_DOOR = 1000


def blocks(count: int) -> Iterator[tuple[Place, int, int]]:
    """Village, number of the block and how many children, until there are `count` more."""
    villages = [v for v in villages_of(COUNTY) if v.code[:9] not in (PUBLISHED, FARM_TOWNSHIP)]
    for number in range(-(-count // BLOCK)):
        size = min(BLOCK, count - number * BLOCK)
        yield villages[number % len(villages)], number // len(villages), size


def phone_of(seed: int, person: str, village: Place, number: int) -> Phone:
    """The phone a block is recorded with."""
    return Phone(seed, f"{village_worker(seed, village.code).username}-{number}", person)


def block(cast: Cast, phone: Phone, village: Place, number: int, size: int) -> Iterator[Operation]:
    """A block's children with their households and their visits in both rounds, round 2 on its fourth day."""
    first, second = (
        Work(phone, key, days, cast.post(village.code), cast.batch)
        for key, days in zip(cast.rounds, (DAYS1, DAYS2[:4]), strict=True)
    )
    listed = 0
    sizes = family_sizes(BLOCK, Random(f"{cast.seed}|sizes|{village.code}|{number}"))  # nosec B311
    for door, children in enumerate(sizes, FIRST_DOOR + number * BLOCK):
        rng = Random(f"{cast.seed}|block|{village.code}|{door}")  # nosec B311
        wanted = [Wanted(rng.randrange(7), migrant=rng.random() < 0.1) for _ in range(children)]
        for operation, child in family(phone, village, door, wanted, rng):
            if listed == size:
                return
            yield operation
            if child:
                listed += 1
                yield from visits.ordinary(first, child, 0.96, rng)
                if rng.random() < 0.45:
                    yield visits.dosed(second, child, rng.choice(second.days), rng)
