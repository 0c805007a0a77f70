"""Verbs about people and their phones: add, give an area, sign in, register and stop a phone.

Passwords are hashed and checked outside any transaction, so that no lock is held meanwhile.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, bindparam, select

from fieldapp.accounts import passwords
from fieldapp.accounts.models import Device, Person, PersonArea, office_device_id
from fieldapp.accounts.permissions import ROLES
from fieldapp.accounts.tries import forget_failures, pause_after_many, remember_failure
from fieldapp.areas.models import Area
from fieldapp.clock import away, now, today
from fieldapp.db import db, reading
from fieldapp.problems import Problem

LONGEST = 200  # characters of a name; PostgreSQL indexes no words of any length


def plain_username(username: str) -> str:
    """The user name as it is kept: no outer blanks, no full-width digits, no capitals."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def add_person(
    username: str, name: str, role: str, areas: Iterable[str], password: str, **more: Any
) -> Person:
    """Add a person with the areas given (division codes), in the current transaction.

    `more`: phone, certificate_no, certificate_until (ISO day), must_change, language.

    Raises:
        Problem: `username_taken`, `unknown_role`, `no_such_area`, `bad_request`.
    """
    username, name = plain_username(username), name.strip()
    for field, said in (("username", username), ("name", name), ("password", password)):
        if not said:
            raise Problem("bad_request", field=field)
        if len(said) > LONGEST:
            raise Problem("too_long", field=field, limit=LONGEST)
    for field, said in (("username", username), ("name", name)):
        if not said.isprintable():
            raise Problem("wrong_value", field=field)
    if role not in ROLES:
        raise Problem("unknown_role", field="role", role=role)
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


def change(person: Person, name: str, role: str, **more: Any) -> None:
    """Change name, role or certificate (`certificate_no`, `certificate_until`).

    Raises:
        Problem: `unknown_role`.
    """
    if role not in ROLES:
        raise Problem("unknown_role", field="role", role=role)
    person.name, person.role = name.strip(), role
    for field, value in more.items():
        setattr(person, field, value)


def give_area(person: str, area: str) -> PersonArea:
    """Give a person an area from today on; giving it again takes an end back.

    Raises:
        Problem: `no_such_area`.
    """
    if db.session.get(Area, area) is None:
        raise Problem("no_such_area", field="area", area=area)
    given = db.session.get(PersonArea, (person, area))
    if given is None:
        given = PersonArea(person=person, area=area, since=today().isoformat())
        db.session.add(given)
    given.until = None
    db.session.flush()
    return given


def end_area(person: str, area: str) -> None:
    """End an area today. The row stays: work done there before stays allowed."""
    given = db.session.get(PersonArea, (person, area))
    if given is None:
        raise Problem("not_found")
    given.until = given.until or today().isoformat()


def set_password(person: Person, password: str, *, must_change: bool = False) -> None:
    """Give a new password and end the person's open office sessions. Phones keep their tokens."""
    person.password_hash = passwords.hash_password(password, current_app.config["ARGON2_MEMORY_KIB"])
    person.must_change, person.issued_at = must_change, None
    person.session_epoch += 1


def issue_slip(person: Person) -> str:
    """Give a one-time password for a printed slip, and return it: it opens one phone, or the office once."""
    digits = passwords.one_time_password()
    set_password(person, digits, must_change=True)
    person.issued_at = now()
    return digits


def leave(person: Person) -> None:
    """A person stops working here: no more sign-in, and every phone is stopped. Nothing recorded is lost."""
    person.active = False
    person.session_epoch += 1
    phones = (Device.person == person.id) & (Device.id != office_device_id(person.id))
    for device in db.session.scalars(select(Device).where(phones)):
        stop_device(device)


def check_sign_in(
    username: str, password: str, device: str | None = None, known: Iterable[str] = ()
) -> Row[Any]:
    """The row of the person who signs in, on a phone when `device` is given; `known`: the ids of people who have
    signed in on this computer before.

    Raises:
        Problem: `wrong_password`; `slow_down` after too many failed tries, whatever the password;
            `slip_used`, `slip_expired` for a one-time password.
    """
    who, memory = plain_username(username), current_app.config["ARGON2_MEMORY_KIB"]
    with reading(db.engine) as connection:
        found = connection.execute(select(*Person.__table__.columns).where(Person.username == who)).first()
        owner = connection.scalar(select(Device.person).where(Device.id == (device or "")))
        pause_after_many(connection, who, found is not None and found.id in (owner, *known))
    if passwords.password_fits(password, found.password_hash if found else None, memory):
        assert found is not None
        if found.active:
            _check_slip(found, device)
            forget_failures(who)
            return found
    remember_failure(who)
    raise Problem("wrong_password")


def _check_slip(person: Row[Any], device: str | None) -> None:
    """A slip found later must open nothing: it is good for some days, and for the first phone that uses it."""
    if not person.must_change or not person.issued_at:
        return
    if person.issued_at < away(-timedelta(days=current_app.config["SLIP_DAYS"])):
        raise Problem("slip_expired")
    others = select(Device.id).where(Device.person == person.id, Device.created >= person.issued_at)
    with reading(db.engine) as connection:
        if connection.scalar(others.where(Device.id != (device or ""))):
            raise Problem("slip_used")


def register_device(person: str, device: str, name: str) -> str:
    """Register a phone for a person, or renew its token; the ledger of what it sent stays. Returns the token.

    Raises:
        Problem: `device_of_another`, `phone_stopped`.
    """
    if device == office_device_id(person):
        raise Problem("device_of_another", field="device")
    token = passwords.new_token()
    row = db.session.get(Device, device)
    if row is None:
        row = Device(id=device, person=person, created=now())
        db.session.add(row)
    if row.person != person:
        raise Problem("device_of_another", field="device")
    if row.stopped_at:
        raise Problem("phone_stopped", field="device")
    row.name, row.token_hash = name[:100], passwords.token_hash(token)
    row.token_until = away(timedelta(days=current_app.config["TOKEN_DAYS"]))
    return token


def stop_device(device: Device) -> None:
    """Stop a lost phone: what it still sends is held for the supervisor, and it wipes itself."""
    device.stopped_at = device.stopped_at or now()


# Made once: putting a statement together takes longer than running it.
DEVICE_OF = select(*Device.__table__.columns).where(Device.token_hash == bindparam("token"))
PERSON_OF = select(*Person.__table__.columns).where(Person.id == bindparam("key"))


def person_of_token(connection: Connection, token: str) -> tuple[Row[Any], Row[Any]] | None:
    """The rows of the phone and of its person, None when the token is unknown or has run out.

    A stopped phone is found too (`stopped_at` says so): it may still hand in what it holds.
    """
    device = connection.execute(DEVICE_OF, {"token": passwords.token_hash(token)}).first()
    if device is None or device.token_until < now():
        return None
    return device, connection.execute(PERSON_OF, {"key": device.person}).one()
