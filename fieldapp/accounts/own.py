"""What a person does with her own account: signing in and out, her password, her sessions, her phones. Each commits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from fieldapp.accounts.directory import has_people
from fieldapp.accounts.one_time import spend
from fieldapp.accounts.people import check_sign_in, end_token, set_password
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.people import Device, Person
from fieldapp.web import sessions
from fieldapp.web.gate import Who, end_session, start_session
from fieldapp.web.passwords import SHORTEST, is_weak


def begin(person: Any) -> None:
    """Sign a person in; the slip she came with is used up.

    Raises:
        Problem: the same slip was used by two at a time.
    """
    spend(db.session(), person.slip, start_session(person))
    db.session.commit()


def nobody_yet() -> bool:
    """Whether nobody at all can sign in on this server yet."""
    return not has_people(db.session())


def sign_out() -> None:
    """End this session: the cookie, and every copy of it, opens nothing any more."""
    end_session("signed_out")
    db.session.commit()


def change_password(who: Who, session: str, old: str, new: str, again: str) -> None:
    """Set a new password of one's own; every other session ends, and this one begins anew.

    Raises:
        Problem: the old one is wrong, or the new one is weak, guessed, not repeated or the same.
    """
    try:
        check_sign_in(who.username, old, session, known=[who.id])
    except Problem as problem:
        if problem.code != "wrong_password":
            raise
        raise Problem("present_password_wrong", field="old") from None
    if len(new) < SHORTEST:
        raise Problem("weak_password", field="new", limit=SHORTEST)
    if is_weak(new, who.role, who.username):
        raise Problem("guessed_password", field="new")
    if new != again or new == old:
        raise Problem("password_twice" if new != again else "same_password", field="new")
    person = db.session.get_one(Person, who.id)
    set_password(person, new)
    start_session(person)
    db.session.commit()


def page(who: Who) -> dict[str, Any]:
    """One's areas, one's sessions in the office, and one's phones, the newest first."""
    own = db.session.scalars(select(Area).where(Area.code.in_(who.areas)).order_by(Area.code))
    mine = (Device.person == who.id) & ~Device.office
    phones = db.session.scalars(select(Device).where(mine).order_by(Device.created.desc()))
    return {"own": list(own), "sessions": sessions.of_person(db.session(), who.id), "phones": list(phones)}


def end_sessions(who: Who, key: str | None, but: str) -> int:
    """End one session of one's own, or where none is named every one but this; how many ended."""
    ended = sessions.end_others(db.session(), "own_list", who.id, key, but)
    db.session.commit()
    return ended


def end_phone(who: Who, device: str) -> None:
    """End the sign-in of a phone of one's own.

    Raises:
        Problem: `not_found`.
    """
    row = db.session.get(Device, device)
    if row is None or row.office or row.person != who.id:
        raise Problem("not_found")
    end_token(row, "own_list")
    db.session.commit()
