"""What a paper's foot is made from besides tallies: vials, reactions, zero reports, batches, posts, numbers expected.

Read from the records of a round, or from what was kept when it was closed; both have one shape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.records import Batch, Fact

KINDS = ("vials", "aefi", "zero_report")
BATCH = ("product", "form", "maker", "lot", "expires", "doses_per_vial")


@dataclass(frozen=True)
class FootRecord:
    """One fact of a round: its kind, village, day and words."""

    kind: str
    area: str
    on: str | None
    words: dict[str, Any]


@dataclass(frozen=True)
class FootFacts:
    """Facts of some villages; batches by key; posts and numbers expected by village; the plan as it stood."""

    said: tuple[FootRecord, ...] = ()
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    planned: int | None = None
    goal: int = 95

    def of(self, kind: str) -> list[FootRecord]:
        """The facts of one kind."""
        return [one for one in self.said if one.kind == kind]

    def plan_of(self, everywhere: Mapping[str, Counts], whole: bool) -> tuple[int | None, int]:
        """The planned number, and how many were dosed where it is of: the campaign's own number where the `whole` of it
        is looked at, else that of the villages which have one."""
        if whole and self.planned:
            return self.planned, total(everywhere.values()).vaccinated
        known = total(one for code, one in everywhere.items() if code in self.expected)
        return sum(self.expected.values()) or None, known.vaccinated

    def as_json(self) -> str:
        """Everything, as it is kept."""
        said = [[one.kind, one.area, one.on, one.words] for one in self.said]
        kept = {"said": said, "batches": self.batches, "posts": self.posts, "expected": self.expected}
        return json.dumps(kept | {"planned": self.planned, "goal": self.goal}, ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: dict[str, Any], villages: Villages) -> FootFacts:
        """What was kept, of these villages."""

        def here(code: str) -> bool:
            return villages.standing(code) in villages.names

        said = (FootRecord(*one) for one in kept.get("said", ()))
        by_village = [
            {code: n for code, n in kept.get(name, {}).items() if here(code)}
            for name in ("posts", "expected")
        ]
        facts = tuple(one for one in said if here(one.area))
        return cls(facts, kept.get("batches", {}), *by_village, kept.get("planned"), kept.get("goal", 95))


def read_foot_facts(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages
) -> FootFacts:
    """The facts of these villages as they are now."""
    query = select(Fact.kind, Fact.area, Fact.on, Fact.more)
    query = query.where(Fact.county == campaign.county, Fact.kind.in_(KINDS), Fact.round == round_.key)
    query = query.where(Fact.known.is_(True), Fact.voided.is_(False), in_villages(Fact.area, villages))
    rows = connection.execute(query.order_by(Fact.at, Fact.key))
    said = tuple(FootRecord(row.kind, row.area, row.on, json.loads(row.more or "{}")) for row in rows)
    return FootFacts(
        said,
        _batches(connection, campaign.county, {one.words.get("batch") for one in said}),
        _posts(connection, campaign.key, villages),
        expected_by_village(connection, round_.key, villages),
        campaign.planned,
        campaign.goal,
    )


def _batches(connection: Connection, county: str, keys: set[Any]) -> dict[str, dict[str, Any]]:
    named = sorted(key for key in keys if isinstance(key, str))
    query = select(Batch.key, *(getattr(Batch, name) for name in BATCH))
    rows = connection.execute(query.where(Batch.county == county, Batch.key.in_(named)))
    return {row.key: {name: getattr(row, name) for name in BATCH} for row in rows}


def _posts(connection: Connection, campaign: str, villages: Villages) -> dict[str, int]:
    query = select(Post.area, func.count()).where(Post.campaign == campaign)
    rows = connection.execute(query.where(in_villages(Post.area, villages)).group_by(Post.area))
    return {row[0]: row[1] for row in rows}


def expected_by_village(connection: Connection, round_: str, villages: Villages) -> dict[str, int]:
    """How many children the standing assignments of a round expect, by standing village."""
    query = select(Assignment.area, func.sum(Assignment.expected)).where(Assignment.round == round_)
    query = query.where(Assignment.ended.is_(None), Assignment.expected.is_not(None))
    found: dict[str, int] = {}
    for area, n in connection.execute(
        query.where(in_villages(Assignment.area, villages)).group_by(Assignment.area)
    ):
        found[villages.standing(area)] = found.get(villages.standing(area), 0) + int(n)
    return found
