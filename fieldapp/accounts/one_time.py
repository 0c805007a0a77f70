"""Printed sign-in slips, as rows: one use, on one phone or in one session of the office.

Which slip a person's password is says the person; whether it was used says the slip. Only its age is reckoned from
the clock, and a slip found too old once is written down as ended, so that setting the clock back opens nothing.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.people import Person, SignInSlip

SLIP = SignInSlip.__table__


def issue(session: Session, person: Person) -> None:
    """A new slip, whose digits are the person's password from now on; those before it end."""
    end(session, person, "new_slip")
    slip = SignInSlip(id=str(uuid.uuid4()), person=person.id, issued_at=now())
    session.add(slip)
    person.slip = slip.id


def end(session: Session, person: Person, how: str) -> None:
    """End whatever slips of a person stand."""
    session.flush()
    mine = (SLIP.c.person == person.id) & SLIP.c.ended_at.is_(None)
    session.connection().execute(update(SLIP).where(mine).values(ended_at=now(), ended_how=how))
    person.slip = None


def check(person: Row[Any], by: str | None) -> None:
    """Go on if the slip that is this person's password, if one is, may still be used; `by`: the phone or session that
    may have used it before, and lost the answer.

    Raises:
        Problem: `slip_used`, `slip_expired`.
    """
    if not person.slip:
        return
    with reading(db.engine) as connection:
        slip = connection.execute(select(SLIP).where(SLIP.c.id == person.slip)).first()
    if slip is None or (slip.ended_at and slip.ended_how != "expired"):
        raise Problem("slip_used")
    if slip.ended_at or slip.issued_at < away(-timedelta(days=current_app.config["SLIP_DAYS"])):
        with writing(db.engine) as connection:
            mine = (SLIP.c.id == slip.id) & SLIP.c.ended_at.is_(None)
            connection.execute(update(SLIP).where(mine).values(ended_at=now(), ended_how="expired"))
        raise Problem("slip_expired")
    if slip.used_by and slip.used_by != by:
        raise Problem("slip_used")


def spend(session: Session, slip: str | None, by: str) -> None:
    """Use a slip, in the current transaction; of two who use it at a time one gets in.

    Raises:
        Problem: `slip_used`.
    """
    if not slip:
        return
    unused = (SLIP.c.id == slip) & SLIP.c.used_by.is_(None) & SLIP.c.ended_at.is_(None)
    connection = session.connection()
    if connection.execute(update(SLIP).where(unused).values(used_at=now(), used_by=by)).rowcount:
        return
    mine = (SLIP.c.id == slip) & (SLIP.c.used_by == by) & SLIP.c.ended_at.is_(None)
    if connection.scalar(select(SLIP.c.id).where(mine)) is None:
        raise Problem("slip_used")
