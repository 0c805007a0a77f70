"""Catch-up: campaigns and sessions (written in the office), visits (written by apply), and gaps counted nightly.

Lists and settings are JSON texts.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base
from fieldapp.models.row_columns import FactColumns


class CatchupCampaign(Base):
    """A catch-up as a county orders it.

    `areas`: codes; `series`: of the schedule; `born_from` to `born_to`: whom it is about, and `residence` (all, local,
    migrant); `grace`: days after the due age, by series; `rule`: what counts as a gap, by series (empty: what the
    schedule misses), e.g. `{"polio": [{"from_months": 6, "fewer_than": 3, "or_unknown": true}]}`; `goal` in per cent;
    `apart`: days between two doses of the grown; `groups`: people by age and what share of them is to be reached by
    when, e.g. `[{"from": 60, "to": 79, "goals": {"first": [80, "2027-01-31"]}}]`.
    """

    __tablename__ = "catchup_campaign"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    areas: Mapped[str] = mapped_column(Text, default="[]")
    series: Mapped[str] = mapped_column(Text, default="[]")
    born_from: Mapped[str]
    born_to: Mapped[str]
    residence: Mapped[str] = mapped_column(default="all")
    first_day: Mapped[str]
    last_day: Mapped[str]
    grace: Mapped[str] = mapped_column(Text, default="{}")
    rule: Mapped[str] = mapped_column(Text, default="{}")
    goal: Mapped[int] = mapped_column(default=95)
    apart: Mapped[int] = mapped_column(default=28, server_default="28")
    groups: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    document_name: Mapped[str | None]
    document_no: Mapped[str | None]
    document_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("state in ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("residence in ('all', 'local', 'migrant')", name="residence"),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("born_from <= born_to", name="born"),
        Index(None, "county"),
    )


class CatchupCensus(Base):
    """How many people live in an area by the census, by group of a campaign: `{"60-79": 1200}` as JSON."""

    __tablename__ = "catchup_census"

    campaign: Mapped[str] = mapped_column(ForeignKey("catchup_campaign.key"), primary_key=True)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    people: Mapped[str] = mapped_column(Text, default="{}")


class CatchupSession(Base):
    """A day and place at which children of a campaign may come: `area` where it is held, `villages` whom it is for,
    `slots` as `[["08:30-09:30", 20], …]` (how many may come; null: no limit), `cutoff` the hour of the day before up to
    which one may be put down."""

    __tablename__ = "catchup_session"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    campaign: Mapped[str] = mapped_column(ForeignKey("catchup_campaign.key"))
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    place: Mapped[str]
    day: Mapped[str]
    slots: Mapped[str] = mapped_column(Text, default="[]")
    villages: Mapped[str] = mapped_column(Text, default="[]")
    cutoff: Mapped[str | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "campaign"),)


class CatchupVisit(FactColumns, Base):
    """What came of going to a child that lacks doses. The doses given are records of their own."""

    __tablename__ = "catchup_visit"

    child: Mapped[str | None]
    on: Mapped[str | None]
    outcome: Mapped[str | None]
    campaign: Mapped[str | None]
    mode: Mapped[str | None]
    reason: Mapped[str | None]
    planned_on: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        Index(None, "county", "child"),
        Index(None, "county", "package_area", "version"),
        Index(None, "county", "on"),
    )


class GapCount(Base):
    """Gaps of a village as they were counted one night: children or doses (`measure`) of a series (empty: of all)."""

    __tablename__ = "gap_count"

    county: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    on: Mapped[str]


class CatchupReport(Base):
    """A table of a campaign as it was handed in: of which area (and what it was called), up to which day, when and by
    whom, and the paper as it stood (JSON). Written once, never changed."""

    __tablename__ = "catchup_report"

    key: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("catchup_campaign.key"))
    county: Mapped[str]
    area: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[str]
    until: Mapped[str]
    at: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    paper: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "campaign"),)


class ChildPair(Base):
    """Two records of a county that may be one child, the smaller key first, as they were found last: what they weigh
    (in tenths), why (a JSON list), and when (`found`). `said`: `other` where somebody said they are two children."""

    __tablename__ = "child_pair"

    county: Mapped[str] = mapped_column(primary_key=True)
    one: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[int]
    reasons: Mapped[str]
    found: Mapped[str]
    said: Mapped[str | None]
    by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[str | None]

    __table_args__ = (Index(None, "county", "weight"),)


class PairSearch(Base):
    """One search for doubles, kept for its county's area: when it began and ended (`done`, None while it goes on), how
    many records were looked at and how many pairs found."""

    __tablename__ = "pair_search"

    county: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    began: Mapped[str]
    done: Mapped[str | None]
    records: Mapped[int]
    pairs: Mapped[int]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))


class AgreementRun(Base):
    """One time certificates, cards and register are held against each other: where, of whom (born from and to; of a
    sample the keys of those drawn, as JSON), and the days on which papers are looked at for it. `issued`: its result as
    JSON as it stood when it was issued, without names; never changed after."""

    __tablename__ = "agreement_run"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    first_day: Mapped[str]
    last_day: Mapped[str]
    born_from: Mapped[str]
    born_to: Mapped[str]
    drawn: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[str]
    issued: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[str | None]
    issued_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index(None, "county"),)
