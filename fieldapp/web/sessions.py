"""Sessions of the office, as rows: begun at sign-in, looked up at every request, ended once and for good.

What a browser holds is a random word; only its digest is kept. Nothing is inferred from a clock alone: a session whose
hours are over is written down as ended the first time it is asked for.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, writing
from fieldapp.models.people import SESSION_ENDS, OfficeSession, Person
from fieldapp.web.passwords import token_hash

USED_EVERY = timedelta(
    minutes=15
)  # how exactly `last_used` is known; a page an hour writes nothing more often
REMEMBERED = timedelta(days=60)  # longer than a browser keeps the cookie
DISTRUSTED = (
    "password",
    "stopped",
    "own_list",
    "administrator",
)  # a browser put out so is no longer a known one
LONGEST_AGENT = 120

# Asked at every request, so put together once: the session and its person in one reading.
SESSION = OfficeSession.__table__
OF_TOKEN = (
    select(
        SESSION.c.id.label("session"),
        *(SESSION.c[name] for name in ("last_used", "until", "ended_at")),
        *Person.__table__.columns,
    )
    .join(Person, Person.id == SESSION.c.person)
    .where(SESSION.c.token_hash == bindparam("token"))
)


def begin(session: Session, person: str, browser: str, agent: str) -> tuple[str, str]:
    """Begin a session of a person in a browser, in the current transaction.

    Returns its id, and the word by which the browser is known from now on.
    """
    word, moment = secrets.token_urlsafe(32), now()
    old = (SESSION.c.person == person) & (SESSION.c.until < away(-REMEMBERED))
    session.execute(delete(OfficeSession).where(old))
    until = away(timedelta(hours=current_app.config["SESSION_HOURS"]))
    row = OfficeSession(id=str(uuid.uuid4()), token_hash=token_hash(word), person=person, until=until)
    row.browser, row.agent, row.made, row.last_used = token_hash(browser), _plain(agent), moment, moment
    session.add(row)
    session.flush()
    return row.id, word


def _plain(agent: str) -> str:
    return "".join(letter for letter in agent if letter.isprintable())[:LONGEST_AGENT]


def standing(connection: Connection, word: str) -> Row[Any] | None:
    """The session and the person of a browser's word: her columns, and `session`, `last_used`, `until`, `ended_at`;
    None when it never was, has ended, ends now, or she works here no longer."""
    row = connection.execute(OF_TOKEN, {"token": token_hash(word)}).first()
    if row is None or row.ended_at or not row.active:
        return None
    if row.until < now():
        _write(row.session, ended_at=now(), ended_how="expired")
        return None
    if datetime.fromisoformat(now()) - datetime.fromisoformat(row.last_used) > USED_EVERY:
        _write(row.session, last_used=now())
    return row


def _write(key: str, **values: str) -> None:
    """One value of one session, in a transaction of its own; a database that is busy is not waited for in vain."""
    try:
        with writing(db.engine) as connection:
            connection.execute(
                update(SESSION).where(SESSION.c.id == key, SESSION.c.ended_at.is_(None)).values(**values)
            )
    except OperationalError:
        current_app.logger.warning("the use of a session could not be written down")


def end(session: Session, how: str, *, key: str | None = None, person: str | None = None) -> int:
    """End one session by its `key`, all of a `person`, or hers of that key; how many ended now."""
    assert how in SESSION_ENDS and (key or person)
    query = update(SESSION).where(SESSION.c.ended_at.is_(None))
    if key:
        query = query.where(SESSION.c.id == key)
    if person:
        query = query.where(SESSION.c.person == person)
    return int(session.connection().execute(query.values(ended_at=now(), ended_how=how)).rowcount)


def end_others(session: Session, how: str, person: str, key: str | None, but: str) -> int:
    """End the session `key` of a person, or without one all of hers but the one named; how many ended now."""
    if key:
        return end(session, how, key=key, person=person)
    query = update(SESSION).where(
        SESSION.c.person == person, SESSION.c.id != but, SESSION.c.ended_at.is_(None)
    )
    return int(session.connection().execute(query.values(ended_at=now(), ended_how=how)).rowcount)


def known_in(browser: str) -> list[str]:
    """Ids of the people who have signed in in this browser before, the last first."""
    query = select(SESSION.c.person).where(SESSION.c.browser == token_hash(browser))
    trusted = SESSION.c.ended_how.is_(None) | SESSION.c.ended_how.not_in(DISTRUSTED)
    with reading(db.engine) as connection:
        found = connection.scalars(query.where(trusted).order_by(SESSION.c.made.desc()))
        return list(dict.fromkeys(found))


def owner(digests: Iterable[str], browser: str) -> str | None:
    """Whose session the first known of these digests is of, also one that has ended; without one, who was last signed
    in in this browser."""
    query = select(SESSION.c.person).order_by(SESSION.c.made.desc()).limit(1)
    with reading(db.engine) as connection:
        for digest in digests:
            if mine := connection.scalar(query.where(SESSION.c.token_hash == digest)):
                return str(mine)
        return connection.scalar(query.where(SESSION.c.browser == token_hash(browser)))


def of_person(session: Session, person: str, ended: int = 10) -> list[OfficeSession]:
    """A person's sessions, those that stand first, and the last `ended` of those that have ended."""
    query = select(OfficeSession).where(SESSION.c.person == person)
    stand = session.scalars(query.where(SESSION.c.ended_at.is_(None)).order_by(SESSION.c.last_used.desc()))
    gone = query.where(SESSION.c.ended_at.is_not(None)).order_by(SESSION.c.ended_at.desc()).limit(ended)
    return [*stand, *session.scalars(gone)]
