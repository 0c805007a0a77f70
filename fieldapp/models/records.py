"""What is recorded about people: households, children, doses, enrolments, and every other fact.

Written by `fieldapp.sync` alone. Days are ISO texts: a day is a calendar day at UTC+8, never a time.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base
from fieldapp.models.row_columns import FactColumns, MergedColumns

VOIDED, VOIDED_PG = (
    text("voided = 1"),
    text("voided"),
)  # the few that were taken back have an index of their own


class Household(MergedColumns, Base):
    """The people behind one door."""

    __tablename__ = "household"

    head: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    group: Mapped[str | None]
    door: Mapped[str | None]
    door_order: Mapped[float | None]
    people: Mapped[int | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    note: Mapped[str | None]

    __table_args__ = (Index(None, "county", "package_area", "version"), Index(None, "key"))


class Child(MergedColumns, Base):
    """Anyone a campaign or check is about. `joined` names the child it is part of, itself included."""

    __tablename__ = "child"

    household: Mapped[str | None]
    name: Mapped[str | None]
    unnamed: Mapped[bool | None]
    sex: Mapped[str | None]
    born: Mapped[str | None]
    born_estimated: Mapped[bool | None]
    mother: Mapped[str | None]
    guardian: Mapped[str | None]
    phone: Mapped[str | None]
    phone2: Mapped[str | None]
    landlord: Mapped[str | None]
    registered_at: Mapped[str | None]
    since: Mapped[str | None]
    prior_polio: Mapped[str | None]
    prior_source: Mapped[str | None]
    card_no: Mapped[str | None]
    certificate_no: Mapped[str | None]
    status: Mapped[str | None]
    status_on: Mapped[str | None]
    listed_on: Mapped[str | None]
    moved_from: Mapped[str | None] = mapped_column(Text)
    joined: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "household"], ["household.county", "household.key"]),
        Index(None, "county", "package_area", "version"),
        Index(None, "county", "joined"),
        Index(None, "county", "household"),
        Index(None, "key"),
        Index("ix_child_voided", "county", "package_area", sqlite_where=VOIDED, postgresql_where=VOIDED_PG),
        Index(
            "ix_child_no_birth",
            "county",
            "package_area",
            sqlite_where=text("born IS NULL"),
            postgresql_where=text("born IS NULL"),
        ),
    )


class Dose(MergedColumns, Base):
    """One product, one child, one date, as a card, register or someone's memory has it."""

    __tablename__ = "dose"

    child: Mapped[str | None]
    product: Mapped[str | None]
    given_on: Mapped[str | None]
    source: Mapped[str | None]
    campaign: Mapped[str | None]
    round: Mapped[str | None]
    batch: Mapped[str | None]
    given_by: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        Index(None, "county", "child"),
    )


class Batch(MergedColumns, Base):
    """A lot of vaccine as it lies in the box."""

    __tablename__ = "batch"

    product: Mapped[str | None]
    form: Mapped[str | None]
    maker: Mapped[str | None]
    lot: Mapped[str | None]
    expires: Mapped[str | None]
    doses_per_vial: Mapped[int | None]
    trace_codes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "county", "package_area", "version"),)


class Enrolment(MergedColumns, Base):
    """A child in a class of a school."""

    __tablename__ = "enrolment"

    child: Mapped[str | None]
    school: Mapped[str | None]
    grade: Mapped[str | None]
    class_name: Mapped[str | None]
    term: Mapped[str | None]
    reason: Mapped[str | None]
    joined_on: Mapped[str | None]
    left_on: Mapped[str | None]
    left_to: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        Index(None, "county", "child"),
        Index(None, "county", "package_area", "version"),
        Index("ix_enrolment_class", "county", "school", "term", "grade", "class_name"),
    )


class CertificateCheck(FactColumns, Base):
    """What was seen of a child's certificate when it entered a class; a class is listed through its enrolments."""

    __tablename__ = "certificate_check"

    enrolment: Mapped[str | None]
    checked_on: Mapped[str | None]
    certificate: Mapped[str | None]
    clinic_assessment: Mapped[str | None]
    assessed_on: Mapped[str | None]
    assessed_by: Mapped[str | None]
    report_no: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "enrolment"], ["enrolment.county", "enrolment.key"]),
        Index("ix_certificate_check_report", "county", "report_no"),
        Index(None, "county", "enrolment"),
        Index(None, "county", "package_area", "version"),
    )


class Recheck(FactColumns, Base):
    """A second look at a check."""

    __tablename__ = "recheck"

    check: Mapped[str | None]
    on: Mapped[str | None]
    result: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "check"], ["certificate_check.county", "certificate_check.key"]),
        Index(None, "county", "check"),
        Index(None, "county", "package_area", "version"),
    )


class Notice(FactColumns, Base):
    """What a family was told, of a child, of a check or of a household; its `kind` is in `more`."""

    __tablename__ = "notice"

    child: Mapped[str | None]
    check: Mapped[str | None]
    household: Mapped[str | None]
    round: Mapped[str | None]
    issued_on: Mapped[str | None]
    how: Mapped[str | None]
    number: Mapped[str | None]
    campaign: Mapped[str | None]

    __table_args__ = (
        Index("ix_notice_number", "county", "number"),
        Index("ix_notice_campaign", "county", "campaign"),
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        ForeignKeyConstraint(["county", "check"], ["certificate_check.county", "certificate_check.key"]),
        ForeignKeyConstraint(["county", "household"], ["household.county", "household.key"]),
        Index(None, "county", "child"),
        Index(None, "county", "check"),
        Index(None, "county", "household"),
        Index(None, "county", "package_area", "version"),
    )


class NoticeEvent(FactColumns, Base):
    """What became of a notice."""

    __tablename__ = "notice_event"

    notice: Mapped[str | None]
    event: Mapped[str | None]
    on: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "notice"], ["notice.county", "notice.key"]),
        Index(None, "county", "notice"),
        Index(None, "county", "package_area", "version"),
    )


class SameChild(FactColumns, Base):
    """Two records of one child."""

    __tablename__ = "same_child"

    child: Mapped[str | None]
    other: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        ForeignKeyConstraint(["county", "other"], ["child.county", "child.key"]),
        Index(None, "county", "child"),
        Index(None, "county", "other"),
    )


class Fact(FactColumns, Base):
    """Any other append-only fact (zero report, vials, AEFI, interview, …); its words are in `more`."""

    __tablename__ = "fact"

    kind: Mapped[str | None]
    child: Mapped[str | None]
    round: Mapped[str | None]
    on: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"]),
        Index(None, "county", "kind", "round"),
        Index(None, "county", "child"),
        Index(None, "county", "package_area", "version"),
    )
