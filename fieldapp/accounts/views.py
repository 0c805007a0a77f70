"""Office pages about accounts: signing in and out, one's own password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fieldapp.accounts.models import Person
from fieldapp.accounts.passwords import SHORTEST
from fieldapp.accounts.people import check_sign_in, set_password
from fieldapp.accounts.permissions import ROLE_NAMES
from fieldapp.accounts.showcase import sign_ins
from fieldapp.accounts.web import (
    anyone,
    end_session,
    kept_form,
    known_here,
    local_path,
    needs,
    start_session,
)
from fieldapp.areas.models import Area
from fieldapp.db import db
from fieldapp.problems import Problem
from fieldapp.words import language, t

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@anyone
def sign_in() -> Any:
    """The sign-in page."""
    if g.person:
        return redirect(local_path(request.args.get("next")))
    return render_template("accounts/sign_in.html", next=request.args.get("next"), demo=sign_ins())


@blueprint.post("/sign-in")
@anyone
def sign_in_now() -> Any:
    """Sign in, then go on where one was; a form filled before comes back to be sent."""
    said = request.form
    try:
        person = check_sign_in(said.get("username", ""), said.get("password", ""), known=known_here())
    except Problem as problem:
        words = problem.sentence(language())
        page = render_template(
            "accounts/sign_in.html", problem=words, next=said.get("next"), kept=said.get("kept")
        )
        return page, problem.status
    start_session(person)
    kept = kept_form(said.get("kept", ""))
    if kept:
        return render_template("accounts/go_on.html", path=kept[0], fields=kept[1])
    return redirect(local_path(said.get("next")))


@blueprint.post("/sign-out")
@needs("account.own")
def sign_out() -> Any:
    """End this session."""
    end_session()
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@needs("account.own")
def password() -> Any:
    """Choose a new password of one's own; other sessions of the person end."""
    if request.method == "GET":
        return render_template("accounts/password.html")
    said = request.form
    try:
        _change_own(said.get("old", ""), said.get("new", ""), said.get("again", ""))
    except Problem as problem:
        return render_template("accounts/password.html", problem=problem.sentence(language())), problem.status
    flash(t("新密码已生效。", "The new password holds from now on."))
    return redirect("/")


def _change_own(old: str, new: str, again: str) -> None:
    check_sign_in(g.person.username, old, known=[g.person.id])
    if len(new) < SHORTEST:
        raise Problem("weak_password", field="new", limit=SHORTEST)
    if new != again or new == old:
        raise Problem("password_twice" if new != again else "same_password", field="new")
    person = db.session.get_one(Person, g.person.id)
    set_password(person, new)
    db.session.commit()
    start_session(person)


@blueprint.get("/account")
@needs("account.own")
def account() -> str:
    """One's own name, role and areas."""
    own = db.session.scalars(select(Area).where(Area.code.in_(g.person.areas)).order_by(Area.code))
    return render_template("accounts/account.html", own=list(own))


@blueprint.app_template_global()
def role_name(role: str) -> str:
    """A role's name in the language of the page."""
    return t(*ROLE_NAMES[role])
