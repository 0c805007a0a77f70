"""The reference row of a 接种单位, what a county said of its clinics' register, and each time one was brought in."""

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


class RegisterWord(Base):
    """What a word of a county's register means, asked once: a vaccine's name a product (empty: not read), a heading
    the name of a column.

    `kind`: `vaccine` or `column`; `words`: as they are compared.
    """

    __tablename__ = "register_word"

    county: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True)
    means: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[str]


class RegisterImport(Base):
    """One time a register was brought in: of where, by whom, up to which day it speaks (`as_of`), and how many
    children and doses it had and brought."""

    __tablename__ = "register_import"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str]
    as_of: Mapped[str]
    at: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    children: Mapped[int]
    new_children: Mapped[int]
    doses: Mapped[int]
    new_doses: Mapped[int]

    __table_args__ = (Index(None, "county"),)
