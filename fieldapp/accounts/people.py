"""Verbs about people and their phones: add, give an area, sign in, register and stop a phone.

Passwords are hashed and checked outside any transaction, so that no lock is held meanwhile.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, bindparam, select, update

from fieldapp.accounts import one_time
from fieldapp.accounts.tries import forget_failures, pause_after_many, remember_failure
from fieldapp.areas.given import give_area
from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import clean_name, plain_username
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import TOKEN_ENDS, Device, Person
from fieldapp.records.permissions import ROLES
from fieldapp.web import passwords, sessions

LONGEST = 200  # characters of a name; PostgreSQL indexes no words of any length


def add_person(
    username: str, name: str, role: str, areas: Iterable[str], password: str, **more: Any
) -> Person:
    """Add a person with the areas given (division codes), in the current transaction.

    `more`: phone, certificate_no, certificate_until (ISO day), must_change, language.

    Raises:
        Problem: `username_taken`, `unknown_role`, `no_such_area`, `bad_request`.
    """
    username, name = plain_username(username), clean_name(name)
    require_short(username=username, name=name, password=password)
    require_printable(username=username, name=name, **_said(more))
    if role not in ROLES:
        raise Problem("unknown_role", field="role", role=role[:60])
    if db.session.scalar(select(Person.id).where(Person.username == username)):
        raise Problem("username_taken", field="username", username=username)
    hashed = passwords.hash_password(password, current_app.config["ARGON2_MEMORY_KIB"])
    person = Person(
        id=str(uuid.uuid4()), username=username, name=name, role=role, password_hash=hashed, **more
    )
    db.session.add(person)
    db.session.flush()
    for area in dict.fromkeys(areas):
        give_area(person.id, area)
    return person


def require_short(**said: str) -> None:
    """Go on only if every one of these is said, and not longer than a name is.

    Raises:
        Problem: `bad_request`, `too_long`.
    """
    for field, words in said.items():
        if not words:
            raise Problem("bad_request", field=field)
        if len(words) > LONGEST:
            raise Problem("too_long", field=field, limit=LONGEST)


def require_printable(**said: str) -> None:
    """Go on only with what can be shown, and is not longer than a name is.

    Raises:
        Problem: `wrong_value`, `too_long`.
    """
    for field, words in said.items():
        if not words.isprintable():
            raise Problem("wrong_value", field=field)
        if len(words) > LONGEST:
            raise Problem("too_long", field=field, limit=LONGEST)


def _said(more: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in more.items() if isinstance(value, str)}


def change(person: Person, name: str, role: str, **more: Any) -> None:
    """Change name, role or certificate (`certificate_no`, `certificate_until`); another role ends open office
    sessions.

    Raises:
        Problem: `bad_request`, `too_long`, `wrong_value`, `unknown_role`.
    """
    name = clean_name(name)
    require_short(name=name)
    require_printable(name=name, **_said(more))
    if role not in ROLES:
        raise Problem("unknown_role", field="role", role=role[:60])
    if role != person.role:
        sessions.end(db.session(), "role", person=person.id)
    person.name, person.role = name, role
    for field, value in more.items():
        setattr(person, field, value)


def set_password(person: Person, password: str, *, must_change: bool = False) -> None:
    """Give a new password; the person's open office sessions and slips end. Phones keep their tokens."""
    person.password_hash = passwords.hash_password(password, current_app.config["ARGON2_MEMORY_KIB"])
    person.must_change = must_change
    one_time.end(db.session(), person, "password")
    sessions.end(db.session(), "password", person=person.id)


def issue_slip(person: Person) -> str:
    """Give a one-time password for a printed slip, and return it: it opens one phone, or the office once."""
    digits = passwords.one_time_password()
    one_time.end(db.session(), person, "new_slip")
    set_password(person, digits, must_change=True)
    one_time.issue(db.session(), person)
    return digits


def leave(person: Person) -> None:
    """A person stops working here: no more sign-in, sessions and slips end, every phone is stopped. Nothing recorded
    is lost."""
    person.active = False
    one_time.end(db.session(), person, "stopped")
    sessions.end(db.session(), "stopped", person=person.id)
    phones = (Device.person == person.id) & ~Device.office
    for device in db.session.scalars(select(Device).where(phones)):
        stop_device(device)


def check_sign_in(
    username: str, password: str, device: str | None = None, known: Iterable[str] = ()
) -> Row[Any]:
    """The row of the person who signs in, on a phone (or again in a session) when `device` is given; `known`: the ids
    of people who have signed in on this computer before.

    Raises:
        Problem: `wrong_password`; `slow_down` after too many failed tries, whatever the password;
            `slip_used`, `slip_expired` for a one-time password.
    """
    who, memory = plain_username(username), current_app.config["ARGON2_MEMORY_KIB"]
    with reading(db.engine) as connection:
        found = connection.execute(select(*Person.__table__.columns).where(Person.username == who)).first()
        owner = connection.scalar(select(Device.person).where(Device.id == (device or "")))
        pause_after_many(connection, who, found is not None and found.id in (owner, *known))
    if found is not None and found.slip:  # read off a paper; a password of one's own is taken as it is typed
        password = passwords.as_printed(password)
    if passwords.password_fits(password, found.password_hash if found else None, memory):
        assert found is not None
        if found.active:
            one_time.check(found, device)
            forget_failures(who)
            return found
    remember_failure(who)
    raise Problem("wrong_password")


def register_device(person: str, device: str, name: str) -> str:
    """Register a phone for a person, or renew its token; the ledger of what it sent stays. Returns the token.

    Raises:
        Problem: `device_of_another`: the number is somebody else's, an office's, or one whose waiting records name
            others; `phone_stopped`.
    """
    token = passwords.new_token()
    row = db.session.get(Device, device)
    if row is None:
        _not_waiting_for_another(person, device)
        row = Device(id=device, person=person, created=now())
        db.session.add(row)
    if row.person != person or row.office:
        raise Problem("device_of_another", field="device")
    if row.stopped_at:
        raise Problem("phone_stopped", field="device")
    row.name, row.token_hash = name[:100], passwords.token_hash(token)
    row.token_until = away(timedelta(days=current_app.config["TOKEN_DAYS"]))
    row.token_ended_at = row.token_ended_how = None
    return token


def _not_waiting_for_another(person: str, device: str) -> None:
    """A number no phone has (after a restore, say) is its author's: the records that wait for it name her."""
    waiting = select(LoggedOperation.by).where(LoggedOperation.waits_for == f"device:{device}")
    named = set(db.session.scalars(waiting))
    if named and person not in named:
        raise Problem("device_of_another", field="device")


def end_token(device: Device, how: str) -> None:
    """End a phone's token for good: it asks to sign in again, and what is recorded on it stays there."""
    assert how in TOKEN_ENDS
    device.token_hash, device.token_until = f"ended {device.id}", ""
    device.token_ended_at, device.token_ended_how = now(), how


def stop_device(device: Device) -> None:
    """Stop a lost phone: what it still sends is held for the supervisor, and it wipes itself."""
    device.stopped_at = device.stopped_at or now()


# Made once: putting a statement together takes longer than running it.
DEVICE_OF = select(*Device.__table__.columns).where(Device.token_hash == bindparam("token"))
PERSON_OF = select(*Person.__table__.columns).where(Person.id == bindparam("key"))


def person_of_token(connection: Connection, token: str) -> tuple[Row[Any], Row[Any]] | None:
    """The rows of the phone and of its person, None when the token is unknown or has ended; one that runs out is
    written down as ended.

    A stopped phone is found too (`stopped_at` says so): it may still hand in what it holds.
    """
    device = connection.execute(DEVICE_OF, {"token": passwords.token_hash(token)}).first()
    if device is None:
        return None
    if device.token_until < now():
        _expire(device.id)
        return None
    return device, connection.execute(PERSON_OF, {"key": device.person}).one()


def _expire(device: str) -> None:
    ended = {"token_hash": f"ended {device}", "token_ended_at": now(), "token_ended_how": "expired"}  # nosec B105
    with writing(db.engine) as connection:
        connection.execute(update(Device).where(Device.id == device).values(**ended))
