"""A phone of the story: writes operations whose ids and sequence numbers follow from the seed and its name. Pure."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from fieldapp.demo.stage.days import STORY, Days
from fieldapp.ground.clock import stamp

Operation = dict[str, Any]


def named(seed: int, *words: str) -> str:
    """The same UUID for the same seed and words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(("fieldapp-demo", str(seed), *words))))


def new_id(rng: Random, at: str) -> str:
    """A UUID of version 7, as phones make them, from a moment and a generator that can be repeated."""
    since = datetime.fromisoformat(at) - datetime(1970, 1, 1, tzinfo=UTC)
    bits = f"{since // timedelta(milliseconds=1):012x}{rng.getrandbits(128) >> 48:020x}"
    return f"{bits[:8]}-{bits[8:12]}-7{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"


def soon_after(at: str, rng: Random) -> str:
    """A moment of the same visit, some seconds to three minutes later."""
    later = datetime.fromisoformat(at) + timedelta(milliseconds=rng.randrange(20_000, 180_000))
    return stamp(later)


class Phone:
    """One person's phone in one telling of the story. `say` gives the next operation of its ledger."""

    def __init__(self, seed: int, name: str, person: str, days: Days = STORY) -> None:
        self.name, self.person, self.device = name, person, named(seed, "phone", name)
        self.days = days
        self.rng = Random(f"{seed}|ids|{name}")  # nosec B311
        self.seq = 0

    def say(
        self, kind: str, area: str, at: str, data: dict[str, Any], key: str | None = None, **more: Any
    ) -> Operation:
        """One operation; `key` is its own id where none is given; `more` may hold `base` or `void`."""
        self.seq += 1
        id_ = new_id(self.rng, at)
        said = {"id": id_, "device": self.device, "seq": self.seq, "kind": kind, "key": key or id_}
        return {**said, "area": area, "at": at, "by": self.person, "base": 0, "data": data, **more}
