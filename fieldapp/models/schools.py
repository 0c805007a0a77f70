"""The reference rows of schools and kindergartens, and what a county sets for their check."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base

KINDS = ("kindergarten", "nursery", "primary", "other")


class School(Base):
    """A school whose new children's certificates are checked; `school:KEY` is the scope of its pupils.

    `area`: the village it stands in, `county` the partition of its records; `clinic`: the key of the 接种单位 it
    belongs to. `lat`, `lon` (WGS-84): where it stands, as somebody said; else it is drawn where its village lies.
    One that closed keeps its row, for what names it; `replaced_by`: the school it was merged into.
    """

    __tablename__ = "school"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="primary")
    licensed: Mapped[bool] = mapped_column(default=True)
    clinic: Mapped[str | None] = mapped_column(ForeignKey("clinic.key"))
    address: Mapped[str | None]
    phone: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    retired_on: Mapped[str | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("school.key"))
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(None, "area"),
        Index(None, "county"),
        Index(None, "clinic"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
    )


class SchoolSetting(Base):
    """One thing a county sets for its school check, as JSON; what it does not set is as usual
    (`fieldapp.school.settings`)."""

    __tablename__ = "school_setting"

    county: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)


class SchoolReport(Base):
    """A table of the school check as it was handed in: whose, of which school year and half (0: both), up to which day,
    when and by whom, and its lines as they stood (JSON). Written once, never changed.

    `scope`: `school:KEY`, `clinic:KEY` or `area:CODE`; `area`: where that lies.
    """

    __tablename__ = "school_report"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    scope: Mapped[str]
    area: Mapped[str]
    unit: Mapped[str]
    year: Mapped[int]
    half: Mapped[int]
    group: Mapped[str]
    until: Mapped[str]
    kind: Mapped[str]
    at: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    figures: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "scope"), Index(None, "area"))
