"""Campaigns, rounds, posts and assignments (written in the office); visits and tallies (written by apply)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base
from fieldapp.models.row_columns import FactColumns

NO_BATCH = "outcome = 'vaccinated' AND batch IS NULL"
# Of a round's visits few were elsewhere than where the child lives, and of few has a supervisor spoken: an index of
# those alone; a query that is to use it says the same words.
AWAY, REVIEWED = text("area <> package_area"), text("reviews IS NOT NULL")


class Campaign(Base):
    """What is ordered: product, birth-date window, areas (a JSON list of codes), goal in per cent.

    `door_allowed` is asked of injections alone: those are given at a door only where the document allows it.
    """

    __tablename__ = "campaign"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="sia")
    state: Mapped[str] = mapped_column(default="draft")
    product: Mapped[str]
    form: Mapped[str]
    born_from: Mapped[str]
    born_to: Mapped[str]
    min_age_days: Mapped[int | None]
    min_age_months: Mapped[int | None]
    min_interval_days: Mapped[int | None]
    mopup_days: Mapped[int] = mapped_column(default=14)
    door_allowed: Mapped[bool] = mapped_column(default=False)
    zero_dose_ipv_first: Mapped[bool] = mapped_column(default=False)
    goal: Mapped[int] = mapped_column(default=95)
    areas: Mapped[str] = mapped_column(Text, default="[]")
    document_name: Mapped[str | None]
    document_no: Mapped[str | None]
    document_by: Mapped[str | None]
    planned: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("state in ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("kind in ('sia', 'catchup')", name="kind"),
        Index(None, "county"),
    )


class Round(Base):
    """One round of a campaign; days are inclusive."""

    __tablename__ = "round"

    key: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.key"))
    n: Mapped[int]
    first_day: Mapped[str]
    last_day: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    closed_on: Mapped[str | None]
    closed_at: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("campaign", "n"),
        CheckConstraint("state in ('open', 'closed')", name="state"),
        CheckConstraint("first_day <= last_day", name="days"),
    )


class Post(Base):
    """A place where children come to be dosed, or a mobile team."""

    __tablename__ = "post"

    key: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("campaign.key"))
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    kind: Mapped[str]
    days: Mapped[str] = mapped_column(Text, default="[]")
    hours: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    staff: Mapped[str] = mapped_column(Text, default="[]")
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "campaign"),)


class Assignment(Base):
    """A village or a post given to a person for a round, with how many children are expected there."""

    __tablename__ = "assignment"

    key: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    post: Mapped[str | None] = mapped_column(ForeignKey("post.key"))
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    expected: Mapped[int | None]
    ended: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "round"), Index(None, "person"))


class Visit(FactColumns, Base):
    """What happened with one child in one round. A `vaccinated` visit is a dose. `reviews`: what supervisors said of
    whether it counts in its round, as `[[at, operation, counts, child], …]` in that order."""

    __tablename__ = "visit"

    round: Mapped[str | None]
    child: Mapped[str | None]
    on: Mapped[str | None]
    mode: Mapped[str | None]
    post: Mapped[str | None]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    found: Mapped[bool | None]
    product: Mapped[str | None]
    batch: Mapped[str | None]
    given_by: Mapped[str | None]
    reviews: Mapped[str | None] = mapped_column(Text)
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        Index(None, "county", "child"),
        Index(None, "county", "package_area", "version"),
        Index(None, "county", "round", "outcome", "package_area"),
        Index(
            "ix_visit_no_batch",
            "county",
            "round",
            "area",
            sqlite_where=text(NO_BATCH),
            postgresql_where=text(NO_BATCH),
        ),
        Index("ix_visit_away", "county", "round", "area", sqlite_where=AWAY, postgresql_where=AWAY),
        Index("ix_visit_reviewed", "county", "round", sqlite_where=REVIEWED, postgresql_where=REVIEWED),
    )


class ClosedRound(Base):
    """That the figures of a round were kept as they stood when it was closed, when, and the facts of its papers' foot
    by village (a JSON list of `[kind, area, on, words]`)."""

    __tablename__ = "closed_round"

    county: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str]
    facts: Mapped[str] = mapped_column(Text, default="[]")


class Tally(Base):
    """One count: children of a round in a village, in a slice (`all`, `age:3|migrant`, …), by measure."""

    __tablename__ = "tally"

    county: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(primary_key=True)
    slice: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class ClosedTally(Base):
    """A count of a closed round as it stood when the round was closed; columns as in `Tally`."""

    __tablename__ = "closed_tally"

    county: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(primary_key=True)
    slice: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
