"""People, every area ever given to them, and their phones."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.accounts.permissions import ROLES
from fieldapp.db import Base


class Person(Base):
    """Someone who works with the software. `username` is usually a phone number.

    `issued_at`: when a one-time password was printed for her; None once she has chosen her own.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    phone: Mapped[str | None]
    certificate_no: Mapped[str | None]
    certificate_until: Mapped[str | None]
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="zh")
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint(f"role in {ROLES}", name="role"),)


class PersonArea(Base):
    """An area given to a person; `until` ends it, the row stays: work done then stays allowed."""

    __tablename__ = "person_area"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    since: Mapped[str]
    until: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "area"),)


OFFICE = uuid.UUID("6c8f4a52-9a51-5d0f-8f3e-2f1f9c1d7b10")


def office_device_id(person: str) -> str:
    """The id of the device under which a person's work in the office is recorded; no phone may have it."""
    return str(uuid.uuid5(OFFICE, person))


class Device(Base):
    """One person on one phone. `seen` holds the sequence numbers received, as ranges."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_until: Mapped[str]
    created: Mapped[str]
    last_seen: Mapped[str | None]
    stopped_at: Mapped[str | None]
    clock_off_s: Mapped[int | None]
    app: Mapped[str | None]
    seen: Mapped[str] = mapped_column(default="[]")

    __table_args__ = (Index(None, "person"),)


class SignInTry(Base):
    """A failed sign-in, kept for the rate limit."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    at: Mapped[str]

    __table_args__ = (Index(None, "who", "at"),)
