"""The log of operations, the county's counter, what left a scope, and who was erased."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base

VERDICTS = ("applied", "conflict", "held", "refused")
# Most operations are applied, most are visits: an index that is not for them leaves them out, and a query that is
# to use it says the same words.
UNSETTLED, NO_VISIT, ODD = text("verdict <> 'applied'"), text("kind <> 'visit'"), text("odd")


def _index(name: str, where: TextClause, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class County(Base):
    """The unit of consistency: its row is the lock, `version` the counter every changed row takes one from."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class LoggedOperation(Base):
    """One operation as it came (`raw`), with the verdict that now stands.

    `relayed` says who handed it over where that was not its own phone: another phone, `office` for what was typed
    there, `office:PERSON` for a file; `signature` the phone's, with which it was handed over.
    `reach`: of a void, every area ever its author's (a JSON list); `own_area`: of a held one, where the record lies
    that was not its author's. `seen_by`, `seen_at`: who looked at one that says what cannot be (`odd`), and left it so.
    """

    __tablename__ = "operation"

    county: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[str | None]
    hash: Mapped[str | None]
    device: Mapped[str | None]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str | None]
    key: Mapped[str | None]
    area: Mapped[str | None]
    at: Mapped[str | None]
    by: Mapped[str | None]
    raw: Mapped[str] = mapped_column(Text)
    received: Mapped[str]
    relayed: Mapped[str | None]
    verdict: Mapped[str]
    problem: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None]
    version: Mapped[int | None] = mapped_column(BigInteger)
    waits_for: Mapped[str | None]
    by_supervisor: Mapped[bool] = mapped_column(default=False)
    reach: Mapped[str | None] = mapped_column(Text)
    own_area: Mapped[str | None]
    late: Mapped[bool] = mapped_column(default=False)
    clock_off: Mapped[bool] = mapped_column(default=False)
    odd: Mapped[bool] = mapped_column(default=False)
    mended_by: Mapped[str | None]
    verdict_version: Mapped[int | None] = mapped_column(BigInteger)
    signature: Mapped[str | None]
    seen_by: Mapped[str | None]
    seen_at: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("county", "id", "hash"),
        CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
        Index(None, "id"),
        _index("ix_operation_unsettled", UNSETTLED, "county", "verdict", "position"),
        _index("ix_operation_of_record", NO_VISIT, "county", "kind", "key"),
        _index("ix_operation_waits_for", text("waits_for IS NOT NULL"), "waits_for"),
        _index(
            "ix_operation_verdict_version",
            text("verdict_version IS NOT NULL"),
            "county",
            "device",
            "verdict_version",
        ),
        Index("ix_operation_late", "county", sqlite_where=text("late = 1"), postgresql_where=text("late")),
        _index("ix_operation_odd", ODD, "county", "position"),
    )


class Departure(Base):
    """A row that left a scope: phones that hold the scope are told `removed`."""

    __tablename__ = "departure"

    county: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index(None, "county", "scope", "version"),)


class InScope(Base):
    """A child, or a fact that is about none, that travels in a scope beside its village: `school:KEY`. What is the
    child's travels with it. What is there no more lies in no scope."""

    __tablename__ = "in_scope"

    county: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    child: Mapped[str | None]
    fact: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["county", "child"], ["child.county", "child.key"], ondelete="CASCADE"),
        ForeignKeyConstraint(["county", "fact"], ["fact.county", "fact.key"], ondelete="CASCADE"),
        Index(None, "county", "key"),
        Index(None, "county", "child"),
        Index(None, "county", "fact"),
    )


class Erased(Base):
    """A record of a person who was erased; `version` is the county's counter when that was done."""

    __tablename__ = "erased"

    county: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[str]

    __table_args__ = (Index(None, "key"),)
