"""The code lists: what an outcome, a reason or a state may be."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base


class Code(Base):
    """One code of a list (`visit.outcome`), with its name in both languages; `key` is `list:code`. `county` is the
    county whose it is, by its partition name; a common one's is empty."""

    __tablename__ = "code"

    county: Mapped[str] = mapped_column(primary_key=True, default="")
    key: Mapped[str] = mapped_column(primary_key=True)
    list: Mapped[str]
    code: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    retired_on: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("county", "list", "code"),)
