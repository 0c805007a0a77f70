"""Who asks, and whether she may: office sessions, and the gate every request passes. Deny by default.

A view says who may call it with one mark: `@anyone`, `@by_token` (it checks a phone's bearer token
itself) or `@needs("action")`. A view without a mark answers nobody.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, render_template, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from fieldapp.ground.db import db, reading
from fieldapp.ground.problems import Problem
from fieldapp.models import county_rights
from fieldapp.records import permissions
from fieldapp.web import sessions
from fieldapp.web.passwords import token_hash
from fieldapp.web.scopes import areas_named
from fieldapp.web.uploads import keep, kept_for

View = TypeVar("View", bound=Callable[..., Any])
ANYONE, BY_TOKEN = "anyone", "by_token"
COOKIE_DAYS = 31
ANYBODY = "anybody"  # for whom a form waits that came without any sign of who filled it in
LARGEST_FORM = 256 * 1024  # bytes; what people type, not what they upload
SECRET_FIELDS = {"password", "old", "new", "again"}  # no page says them again
FREE_OF_NEW_PASSWORD = {"accounts.password", "accounts.sign_out", "office.language"}


@dataclass(frozen=True)
class Who:
    """The person who is signed in to the office, as she was when the request came."""

    id: str
    username: str
    name: str
    role: str
    areas: tuple[str, ...]
    must_change: bool = False
    withheld: frozenset[str] = frozenset()  # counties that keep a right from her role
    places: tuple[str, ...] = ()  # what her areas are called, in the order of their codes


def anyone(view: View) -> View:
    """Mark a view that answers without sign-in."""
    view.access = (ANYONE, None)  # type: ignore[attr-defined]
    return view


def by_token(view: View) -> View:
    """Mark a view that checks a phone's bearer token itself."""
    view.access = (BY_TOKEN, None)  # type: ignore[attr-defined]
    return view


def needs(action: str, area: str | None = None) -> Callable[[View], View]:
    """Mark a view that needs a right of the table in `permissions`.

    `area` names the view's argument that holds an area's code: the right is then needed there. Without
    it the role must have the right somewhere, and the view calls `require` once it knows the area.
    """
    permissions.cell(permissions.ROLES[0], action)

    def mark(view: View) -> View:
        view.access = (action, area)  # type: ignore[attr-defined]
        return view

    return mark


def may(action: str, area: str | None = None) -> bool:
    """Whether the signed-in person may do this, in `area` or (without one) somewhere."""
    person: Who | None = g.get("person")
    if person is None:
        return False
    if area is None:
        return permissions.may_somewhere(person.role, action, person.areas, person.withheld)
    return permissions.allowed(person.role, action, person.areas, area, person.withheld)


def require(action: str, area: str | None = None) -> None:
    """Go on only if the signed-in person may do this.

    Raises:
        Problem: `not_allowed`.
    """
    if not may(action, area):
        raise Problem("not_allowed")


def browser() -> str:
    """The random word by which this browser is known, made when it is first needed."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(32)
        session.permanent = True
    return str(session["browser"])


def known_here() -> list[str]:
    """The ids of people who have signed in in this browser, the last first."""
    return sessions.known_in(browser())


def start_session(person: Any) -> str:
    """Sign a person (a row with `id`) in to the office, in the current transaction; returns the session's id.

    Whoever was signed in in this browser is so no longer.
    """
    here = browser()
    end_session("signed_out")
    agent = request.headers.get("User-Agent", "")
    key, word = sessions.begin(db.session(), person.id, here, agent)
    session["signed_in"] = word
    session["csrf_token"] = token_hash(word)  # so that a form says in whose session it was made
    return key


def end_session(how: str) -> None:
    """Nobody is signed in any more, with this cookie or a copy of it; the browser stays known to those who were."""
    if g.get("session"):
        sessions.end(db.session(), how, key=g.session)
    here = browser()
    session.clear()
    session["browser"], session.permanent = here, True


def _who() -> Who | None:
    """The person of the session, None when there is none or it has ended."""
    if "signed_in" not in session:
        return None
    with reading(db.engine) as connection:
        row = sessions.standing(connection, str(session["signed_in"]))
        if row is None:
            return None
        areas = areas_named(connection, row.id)
        kept = county_rights.withheld(connection, row.role)
    g.session = row.session
    return Who(
        *(row.id, row.username, row.name, row.role, tuple(areas), row.must_change, kept),
        places=tuple(filter(None, areas.values())),
    )


def _gate() -> Any:
    if request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint] if request.endpoint else anyone(lambda: None)
    access, area = getattr(view, "access", (None, None))
    if access != BY_TOKEN and not request.path.startswith("/api/"):
        g.person = _who()
    if access in (ANYONE, BY_TOKEN):
        return None
    if access is None:
        raise Problem("not_allowed")
    if g.get("person") is None:
        return _ask_to_sign_in()
    require(access, (request.view_args or {}).get(area) if area else None)
    if g.person.must_change and request.endpoint not in FREE_OF_NEW_PASSWORD:
        return redirect(url_for("accounts.password"))
    return None


def _ask_to_sign_in() -> Any:
    """A page is asked for again after sign-in; a filled form is kept in the sign-in page meanwhile."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        raise Problem("sign_in_again")
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    came = urlsplit(request.referrer or "")
    where = local_path(came._replace(scheme="", netloc="").geturl())  # where a chosen file is chosen again
    kept = None if any(file.filename for file in request.files.values()) else _keep_form()
    return render_template("accounts/sign_in.html", kept=kept, ended=True, next=where), 401


def typed() -> list[tuple[str, str]] | None:
    """The fields of the form that was sent, to be sent again; None where a password is among them."""
    if SECRET_FIELDS & request.form.keys():
        return None
    return [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]


def _keep_form() -> str | None:
    """Keep a form of ours for the person whose session has ended, and for nobody else."""
    fields = typed()
    if fields is None or not from_here():
        return None
    content = json.dumps([request.full_path.rstrip("?"), fields]).encode()
    return keep(content, form_owner() or ANYBODY) if len(content) <= LARGEST_FORM else None


def from_here() -> bool:
    """Whether a page of ours sent this form."""
    said = (request.headers.get("Origin"), request.referrer)
    return any(address and urlsplit(address).netloc == request.host for address in said)


def form_owner() -> str | None:
    """Who was signed in when the form that was sent was made: its token says it, else the cookie, else who was last
    signed in in this browser; None where nobody ever was."""
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        of_form = str(signer.loads(request.form.get("csrf_token", "")))
    except BadData:
        of_form = ""
    return sessions.owner([of_form, token_hash(str(session.get("signed_in", "")))], browser())


def kept_form(person: str, token: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Path and fields of a form that this person filled when her session had ended; None if there is none."""
    content = kept_for(person, token) or kept_for(ANYBODY, token)
    if content is None:
        return None
    try:
        path, fields = json.loads(content)
    except ValueError:
        return None  # an uploaded file, which waits under a token alike
    return path, [(name, value) for name, value in fields]


def local_path(path: str | None) -> str:
    """`path` when it stays on this server, else the front page."""
    inside = path and path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if path and inside and path.isprintable() else "/"


def install(app: Flask) -> None:
    """Put the gate before every view. The cookie outlives the sign-in, so that a form's CSRF token does too."""
    app.config.update(
        PERMANENT_SESSION_LIFETIME=timedelta(days=COOKIE_DAYS), SESSION_REFRESH_EACH_REQUEST=False
    )
    app.before_request(_gate)
    app.jinja_env.globals.update(may=may)
