"""Groups of people by age of whom a campaign says what share is to be reached, and by when. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldapp.records.standing import completed_years

FIRST, ALL_DOSES = "first", "all"
DOSES = {FIRST: ("第一剂", "first dose"), ALL_DOSES: ("全程", "all doses")}
OLDEST = 150
Words = tuple[str, str]


@dataclass(frozen=True)
class Goal:
    """A share in per cent of everybody counted in the census, to be reached by a day."""

    share: int
    by: str

    def left(self, n: int, of: int) -> int:
        """How many are still to be reached."""
        return max(0, -(-self.share * of // 100) - n)

    def days(self, on: str) -> int:
        """How many days are left; below nought once it is past."""
        return (date.fromisoformat(self.by) - date.fromisoformat(on)).days


@dataclass(frozen=True)
class Group:
    """People from an age in completed years on, up to another (None: any), on a campaign's first day; `goals` by
    dose."""

    low: int
    high: int | None = None
    goals: Mapping[str, Goal] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """What it is called in tables that are kept."""
        return f"{self.low}-{'' if self.high is None else self.high}"

    @property
    def words(self) -> Words:
        """What people call it."""
        if self.high is None:
            return f"{self.low}岁及以上", f"aged {self.low} and over"
        if self.high == self.low:
            return f"{self.low}岁", f"aged {self.low}"
        return f"{self.low}–{self.high}岁", f"aged {self.low}–{self.high}"

    def has(self, born: str, on: str) -> bool:
        """Whether somebody is of it on a day."""
        return born <= on and self.low <= completed_years(born, on) <= (
            OLDEST if self.high is None else self.high
        )

    def said(self) -> dict[str, Any]:
        """As it is stored."""
        goals = {dose: [goal.share, goal.by] for dose, goal in self.goals.items()}
        return {"from": self.low, "to": self.high, "goals": goals}


def groups_of(said: Sequence[Mapping[str, Any]]) -> list[Group]:
    """Groups as they are stored."""
    return [
        Group(one["from"], one["to"], {dose: Goal(*goal) for dose, goal in one["goals"].items()})
        for one in said
    ]
