"""Failed sign-ins, counted for a pause: under the user name at one address, under the name from everywhere, and all
that one address has failed with and not got in with since.

Who guesses from one address locks that one out, not the person herself at hers; who tries one password on many names
is slowed down as well. A hall full of people who mistype and then get in is no such thing, and a phone or computer on
which a person has signed in before is not kept waiting for what others tried.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import current_app, has_request_context, request
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.people import SignInTry

WINDOW = timedelta(minutes=15)
MORE = 10  # so many times the tries of one name at one address are for a name, or for an address, together
Limits = list[tuple[ColumnElement[bool], int]]


def pause_after_many(connection: Connection, who: str, familiar: bool) -> None:
    """Go on unless too many failed; `familiar`: this person has signed in on this phone or computer before.

    Raises:
        Problem: `slow_down`.
    """
    start, until = away(-WINDOW), now()  # a try still to come was made before the clock was set back
    for counted, limit in _limits(who, familiar):
        query = select(func.count(), func.min(SignInTry.at)).where(counted)
        tries, first = connection.execute(query.where(SignInTry.at.between(start, until))).one()
        if tries >= limit:
            wait = datetime.fromisoformat(first) - datetime.fromisoformat(start)
            raise Problem("slow_down", limit=math.ceil(wait.total_seconds() / 60))


def _limits(who: str, familiar: bool) -> Limits:
    limit = current_app.config["SIGN_IN_TRIES"]
    own: Limits = [(SignInTry.who == _here(who), limit)]
    everywhere, address = (
        SignInTry.who == _everywhere(who),
        SignInTry.who.startswith(_here(""), autoescape=True),
    )
    return own if familiar else [*own, (everywhere, MORE * limit), (address, MORE * limit)]


def _everywhere(who: str) -> str:
    return f"* {who}"[:200]  # no name can look like an address


def _here(who: str) -> str:
    """The words under which a try of this name at this address is kept."""
    return f"{_address()} {who}"[:200]


def _address() -> str:
    """Where the request comes from; one household or office has a whole network of the sixth version."""
    said = request.remote_addr if has_request_context() else None
    try:
        address = ip_address(said or "")
    except ValueError:
        return str(said)
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))


def remember_failure(who: str) -> None:
    """Keep a failed try, and forget those that no longer count."""
    with writing(db.engine) as connection:
        connection.execute(delete(SignInTry).where((SignInTry.at < away(-WINDOW)) | (SignInTry.at > now())))
        connection.execute(
            insert(SignInTry), [{"who": one, "at": now()} for one in (_here(who), _everywhere(who))]
        )


def forget_failures(who: str) -> None:
    """Whoever got in mistyped before, and guessed nothing."""
    mistyped = SignInTry.who == _here(who)
    with reading(db.engine) as connection:
        if connection.scalar(select(SignInTry.id).where(mistyped).limit(1)) is None:
            return
    with writing(db.engine) as connection:
        connection.execute(delete(SignInTry).where(mistyped))
