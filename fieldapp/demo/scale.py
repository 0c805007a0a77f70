"""A county of any size: blocks of invented children, each block from a phone of its own. Pure.

A block is the same whatever the total, and its operations come child by child, so a smaller demo is the
beginning of a larger one. 青树嘴镇 and the farm's township are left as published.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from fieldapp.demo import visits
from fieldapp.demo.stage.cast import Cast, village_worker
from fieldapp.demo.stage.families import Wanted, family, family_sizes
from fieldapp.demo.stage.phone import Operation, Phone
from fieldapp.demo.stage.places import COUNTY, FARM_TOWNSHIP, PUBLISHED, Place, villages_of
from fieldapp.demo.townships import FOUND_ONE_IN
from fieldapp.demo.visits import Work

BLOCK = 600
FIRST_DOOR = 1000


def blocks(count: int) -> Iterator[tuple[Place, int, int]]:
    """Village, number of the block and how many children, until there are `count` more."""
    villages = [v for v in villages_of(COUNTY) if v.code[:9] not in (PUBLISHED, FARM_TOWNSHIP)]
    for number in range(-(-count // BLOCK)):
        size = min(BLOCK, count - number * BLOCK)
        yield villages[number % len(villages)], number // len(villages), size


def phone_of(cast: Cast, person: str, village: Place, number: int) -> Phone:
    """The phone a block is recorded with."""
    return Phone(cast.seed, f"{village_worker(cast.seed, village.code).username}-{number}", person, cast.days)


def block(cast: Cast, phone: Phone, village: Place, number: int, size: int) -> Iterator[Operation]:
    """A block's children with their households and their visits in both rounds, round 2 on its fourth day."""
    first, second = (
        Work(phone, key, days, cast.post(village.code), cast.batch)
        for key, days in zip(cast.rounds, (cast.days.first, cast.days.so_far), strict=True)
    )
    listed = 0
    sizes = family_sizes(BLOCK, Random(f"{cast.seed}|sizes|{village.code}|{number}"))  # nosec B311
    for door, children in enumerate(sizes, FIRST_DOOR + number * BLOCK):
        rng = Random(f"{cast.seed}|block|{village.code}|{door}")  # nosec B311
        found_in = _found_in(rng)
        came = rng.choice((first, second)[found_in].days[:4]) if found_in is not None else None
        wanted = [Wanted(rng.randrange(7), rng.random() < 0.1, came) for _ in range(children)]
        for operation, child in family(phone, village, door, wanted, rng):
            if listed == size:
                return
            yield operation
            if child:
                listed += 1
                if found_in is not None and came:
                    yield visits.dosed((first, second)[found_in], child, came, rng, found=True)
                if found_in is None:
                    yield from visits.ordinary(first, child, 0.96, rng)
                if found_in != 1 and rng.random() < 0.45:
                    yield visits.dosed(second, child, rng.choice(second.days), rng)


def _found_in(rng: Random) -> int | None:
    """The round (0 or 1) in which a family came to the post unlisted; None for one that was listed before. One in
    eight of those there are in either round."""
    lot, share = rng.random(), 1 / FOUND_ONE_IN
    return 1 if lot < share else 0 if lot < share + share * (1 - share) else None
