"""A form of the office that is sent twice makes one thing: a double tap, a page loaded again, a network that lost the
answer.

Every form carries a random word of its own (`form_keys` writes it beside the CSRF token). What came of a form is kept
under a digest of that word, the person and everything typed, in the transaction that did the work: so the same form
with other words typed into it (the browser's Back) is another form, and one that was refused can be sent again. While
one is being worked on the same form waits for it: what came of it may not be written yet.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask, Response, flash, g, redirect, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, upsert, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.people import SentForm

FIELD, KEPT_DAYS, WAIT_S = "once", 7, 30.0
NAMES = uuid.UUID("0b3d9c64-6f0f-4f0f-9a44-5d1f0f7d2c11")
SENT = SentForm.__table__
UNDER_WAY: set[str] = set()  # what this one process does: digests of forms, and what is done alone
DONE = threading.Condition()  # said when one of them is not any more


def form_keys(once: bool = True) -> Markup:
    """The hidden fields every form begins with: CSRF token, and the word that tells it from every other, which a form
    that is sent as often as one likes does without (`once` false)."""
    token = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    word = Markup('<input type="hidden" name="once" value="{}">').format(secrets.token_urlsafe(16))
    return token + word if once else token


def _digest(word: str) -> str:
    """Of a form as it came: whose, which, where it was sent, and all that was typed or chosen."""
    said = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    files = []
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        files.append((name, file.filename or "", hashlib.sha256(file.stream.read()).hexdigest()))
        file.stream.seek(0)
    whole = json.dumps([g.person.id, word, request.path, said, files])
    return hashlib.sha256(whole.encode()).hexdigest()


def key_for(kind: str) -> str:
    """The key of the one record that the form which came is to make; a new one each time where the form carries no
    word of its own."""
    return str(uuid.uuid5(NAMES, f"{kind} {g.once}") if g.get("once") else uuid.uuid4())


def _before() -> Any:
    """Answer a form that was taken already with what came of it; note any other as taken, if its work is kept."""
    word = request.form.get(FIELD) if request.method == "POST" and g.get("person") is not None else None
    if not word:
        return None
    g.once = _digest(word)
    _begin(g.once)
    g.under_way = g.once
    taken = _taken(g.once)
    if taken is not None:
        return _already(taken)
    db.session.add(SentForm(key=g.once, person=g.person.id, at=now()))  # written with the view's own work
    return None


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Do something that nobody else does meanwhile: what was read at its beginning still holds when it is written.

    Raises:
        Problem: `busy` where somebody else takes too long.
    """
    _begin(what)
    try:
        yield
    finally:
        _end(what)


def _begin(what: str) -> None:
    with DONE:
        if not DONE.wait_for(lambda: what not in UNDER_WAY, WAIT_S):
            raise Problem("busy")
        UNDER_WAY.add(what)


def _end(what: str) -> None:
    with DONE:
        UNDER_WAY.discard(what)
        DONE.notify_all()


def _over(_error: BaseException | None) -> None:
    """The form is worked on no more, whatever came of it."""
    if key := g.pop("under_way", None):
        _end(key)


def _taken(key: str) -> str | None:
    """Where a form that was taken led; empty where its answer was a page."""
    with reading(db.engine) as connection:
        row = connection.execute(select(SENT.c.answer).where(SENT.c.key == key)).first()
    return None if row is None else (row.answer or "")


def _already(answer: str) -> Any:
    g.pop("once", None)
    if not answer:
        raise Problem("sent_already")
    flash(t("这一张刚才已经存上了，没有再存一份。", "This was saved already; it was not saved twice."))
    return redirect(answer)


def _after(response: Response) -> Response:
    """Keep where the form led; of a view that writes through `receive` that is all that is kept."""
    key = g.pop("once", None)
    if key is None or response.status_code not in (302, 303):
        return response
    db.session.rollback()  # what was to be kept is: the view committed
    row = {"key": key, "person": g.person.id, "at": now(), "answer": response.location}
    with writing(db.engine) as connection:
        upsert(connection, SENT, [row])
        connection.execute(delete(SENT).where(SENT.c.at < away(-timedelta(days=KEPT_DAYS))))
    return response


def _from_constraint(error: IntegrityError) -> Any:
    """Of two forms at a time that cannot both hold the second is turned away: as the same form, or to be sent again.
    Of anything that is no form it is a fault as any other."""
    from fieldapp.web.responses import render_problem

    key = g.pop("once", None)
    if key is None:
        raise error
    db.session.rollback()
    taken = _taken(key)
    if taken:
        return _already(taken)
    return render_problem(Problem("busy" if taken is None else "sent_already"))


def install(app: Flask) -> None:
    """Look at every form before and after its view."""
    app.before_request(_before)
    app.after_request(_after)
    app.teardown_request(_over)
    app.register_error_handler(IntegrityError, _from_constraint)
    app.jinja_env.globals.update(form_keys=form_keys)
