"""The reference row of a 接种单位, what a county said of its clinics' register, and each time one was brought in."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
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
    children and doses it had and brought.

    `state`: `writing`, `done` or `failed`; `total` and `written`: its operations, and how many were sent already;
    `seen`: when that was last said. All its operations have its moment (`at`) and lie in the log after `version`.
    `token`, `within` and `choices`: by which it is taken up again. `layout`: its columns (`going_out`). As JSON `lost`:
    lines the server did not take; `passed`: words for vaccines that were not read; `taken_back`: when that was done.
    """

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
    state: Mapped[str] = mapped_column(default="done")
    total: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    token: Mapped[str] = mapped_column(default="")
    within: Mapped[str] = mapped_column(default="")
    choices: Mapped[str] = mapped_column(Text, default="{}")
    layout: Mapped[str] = mapped_column(Text, default="{}")
    lost: Mapped[str] = mapped_column(Text, default="[]")
    passed: Mapped[str] = mapped_column(Text, default="{}")
    taken_back: Mapped[str] = mapped_column(Text, default="[]")

    __table_args__ = (Index(None, "county"),)


class RegisterChild(Base):
    """A child that a register had, and the doses it had of it, product and day as JSON: the register's own word, which
    the record of a dose does not keep once somebody else has said the same. `made`: nobody had recorded it before."""

    __tablename__ = "register_child"

    brought: Mapped[str] = mapped_column(ForeignKey("register_import.key"), primary_key=True)
    child: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    made: Mapped[bool]
    doses: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "county", "child"),)


class RegisterQuestion(Base):
    """A line of a register that may be a child known already, kept until somebody says so.

    `entry`: the line as it was read, as JSON; `answer`: `same` or `new`, said at the moment `at` when the county's
    counter stood at `version`, by which it is taken back; `undone`: when that was done, as JSON.
    """

    __tablename__ = "register_question"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str]
    brought: Mapped[str] = mapped_column(ForeignKey("register_import.key"))
    entry: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None]
    by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[str | None]
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    undone: Mapped[str] = mapped_column(Text, default="[]")

    __table_args__ = (Index(None, "county", "answer"),)


class RegisterExport(Base):
    """One time doses were given out in the register's own columns: of where, when, by whom, how many."""

    __tablename__ = "register_export"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str]
    at: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    children: Mapped[int]
    doses: Mapped[int]
    layout: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "county"),)


class RegisterExported(Base):
    """A dose that an export gave out: no name, no number; who the child is is read when it is downloaded again."""

    __tablename__ = "register_exported"

    export: Mapped[str] = mapped_column(ForeignKey("register_export.key"), primary_key=True)
    child: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(primary_key=True)
    given_on: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]

    __table_args__ = (Index(None, "county", "child"),)
