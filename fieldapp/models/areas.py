"""Areas of the statistical division tree, local units under a village, and their dated changes.

A code of 2, 4, 6, 9 or 12 digits is a province, city, county, township or village, so a subtree is a
prefix. `county` is the partition name field records carry: given once, never changed.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base

# sorted by character alone, so that a beginning is a range of the index in every locale
BY_CHARACTER = String().with_variant(String(collation="C"), "postgresql")


class Area(Base):
    """One division. A retired one stays, with what replaced it."""

    __tablename__ = "area"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(BY_CHARACTER)
    level: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    county: Mapped[str | None]
    population: Mapped[int | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    pinyin: Mapped[str] = mapped_column(BY_CHARACTER, default="")
    initials: Mapped[str] = mapped_column(BY_CHARACTER, default="")
    since: Mapped[str | None]
    retired_on: Mapped[str | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("area.code"))
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(None, "parent"),
        Index(None, "county"),
        Index(None, "name"),
        Index(None, "pinyin"),
        Index(None, "initials"),
        Index(None, "replaced_by"),
    )


class Boundary(Base):
    """The outline of an area as a GeoJSON geometry in WGS-84."""

    __tablename__ = "boundary"

    code: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    geometry: Mapped[str] = mapped_column(Text)


class LocalUnit(Base):
    """A farm, fishery, building site or market that belongs to a village."""

    __tablename__ = "local_unit"

    key: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    kind: Mapped[str]
    name: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    since: Mapped[str | None]
    retired_on: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "area"),)


class AreaChange(Base):
    """A dated merge, split or rename, so that history can follow."""

    __tablename__ = "area_change"

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    on: Mapped[str]
    code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    other: Mapped[str | None]
    old_name: Mapped[str | None]
    new_name: Mapped[str | None]
    document: Mapped[str | None]

    __table_args__ = (Index(None, "code"), Index(None, "other"))
