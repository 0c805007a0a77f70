"""The few values the server keeps for itself."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base


class Setting(Base):
    """A value the server keeps for itself: the epoch, the reference rows' counter."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
