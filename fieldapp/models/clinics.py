"""The reference row of a 接种单位."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base

KINDS = ("township", "village", "hospital", "other")


class Clinic(Base):
    """Who may vaccinate. `area`: where it is; `serves`: the codes of the villages, townships or counties it serves, as
    JSON; `days`: the clinic days, in words. One that is no more keeps its row, for what names it."""

    __tablename__ = "clinic"

    key: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="township")
    address: Mapped[str | None]
    phone: Mapped[str | None]
    days: Mapped[str | None]
    serves: Mapped[str] = mapped_column(default="[]")
    retired_on: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "area"), CheckConstraint(f"kind in {KINDS}", name="kind"))
