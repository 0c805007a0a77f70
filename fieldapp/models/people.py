"""People, every area ever given to them, their phones, their sessions in the office and their sign-in slips."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base
from fieldapp.records.permissions import ROLES

SESSION_ENDS = (
    "signed_out",
    "expired",
    "password",
    "role",
    "stopped",
    "own_list",
    "administrator",
    "restored",
)
SLIP_ENDS = ("password", "new_slip", "stopped", "expired")
TOKEN_ENDS = ("expired", "own_list", "administrator", "given")
OF_OFFICE = text("office")


class Person(Base):
    """Someone who works with the software. `username` is usually a phone number.

    `clinic`: the key of the 接种单位 she belongs to (no foreign key: SQLite would rebuild this table for one, and a
    `Clinic` is retired, never deleted). `slip`: the printed slip whose digits are her password now; None once she has
    chosen her own.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    phone: Mapped[str | None]
    certificate_no: Mapped[str | None]
    certificate_until: Mapped[str | None]
    clinic: Mapped[str | None]
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=False)
    slip: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
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


class PersonScope(Base):
    """A scope that is no area, `school:KEY`, held by a person in a county (`partition`) until a day."""

    __tablename__ = "person_scope"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[str]
    since: Mapped[str]
    until: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)


class Device(Base):
    """One person on one phone, or (`office`) what a person types in the office. `seen` holds the sequence numbers
    received, as ranges. A token that has ended has no hash any more, so that no clock brings it back."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_until: Mapped[str]
    token_ended_at: Mapped[str | None]
    token_ended_how: Mapped[str | None]
    created: Mapped[str]
    last_seen: Mapped[str | None]
    stopped_at: Mapped[str | None]
    clock_off_s: Mapped[int | None]
    app: Mapped[str | None]
    seen: Mapped[str] = mapped_column(default="[]")
    office: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        Index(None, "person"),
        Index("uq_device_office", "person", unique=True, sqlite_where=OF_OFFICE, postgresql_where=OF_OFFICE),
    )


class OfficeSession(Base):
    """One sign-in to the office: whose, in which browser, and when and how it ended. `token_hash` and `browser` are
    digests of random words that only the browser's cookie holds."""

    __tablename__ = "office_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    agent: Mapped[str] = mapped_column(default="")
    made: Mapped[str]
    last_used: Mapped[str]
    until: Mapped[str]
    ended_at: Mapped[str | None]
    ended_how: Mapped[str | None]

    __table_args__ = (
        Index(None, "person"),
        Index(None, "browser"),
        CheckConstraint(f"ended_how in {SESSION_ENDS}", name="ended_how"),
    )


class SignInSlip(Base):
    """One printed slip: when its digits were made, which phone or session used them, when and how it ended."""

    __tablename__ = "sign_in_slip"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[str]
    used_at: Mapped[str | None]
    used_by: Mapped[str | None]
    ended_at: Mapped[str | None]
    ended_how: Mapped[str | None]

    __table_args__ = (
        Index(None, "person"),
        CheckConstraint(f"ended_how in {SLIP_ENDS}", name="ended_how"),
    )


class SentForm(Base):
    """A form of the office that was taken, by a digest of all it said, so that it is not taken twice; `answer`: where
    it led, None for a page."""

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[str]
    answer: Mapped[str | None]

    __table_args__ = (Index(None, "at"),)


class SignInTry(Base):
    """A failed sign-in, kept for the rate limit."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    at: Mapped[str]

    __table_args__ = (Index(None, "who", "at"),)


class DeviceKey(Base):
    """A public key a phone registered when someone signed in on it: what it hands over by others is checked with it.

    Kept when it makes another one: what it signed before may still be on its way.
    """

    __tablename__ = "device_key"

    device: Mapped[str] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    public_key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[str]
