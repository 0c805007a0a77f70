"""The audit lines of reference rows."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base


class Audit(Base):
    """Who changed which reference row, and what was said before and after."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    by: Mapped[str | None]
    action: Mapped[str]
    table: Mapped[str]
    row: Mapped[str]
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
