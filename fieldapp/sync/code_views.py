"""Office pages of the code lists: see them, add a code, retire one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from fieldapp.accounts.web import needs
from fieldapp.db import db
from fieldapp.forms import asks_again, said, sent
from fieldapp.sync import codes
from fieldapp.sync.models import Code
from fieldapp.words import t

blueprint = Blueprint("codes", __name__, url_prefix="/codes")


@blueprint.route("", methods=["GET", "POST"])
@needs("codes.edit")
@asks_again
def index() -> Any:
    """Every list with its codes, and the form for one more."""
    if sent():
        codes.add(
            db.session,
            said("list"),
            said("code", needed=True),
            said("zh", needed=True),
            said("en", needed=True),
        )
        db.session.commit()
        flash(t("已添加；手机下次上报时会拿到。", "Added; phones get it at their next exchange."))
        return redirect(url_for("codes.index"))
    rows = db.session.scalars(
        select(Code).order_by(Code.retired_on.is_not(None), Code.version, Code.key)
    ).all()
    lists = [
        (name, t(*words), [row for row in rows if row.list == name]) for name, words in codes.LISTS.items()
    ]
    choices = [(name, words) for name, words, _rows in lists]
    return render_template("sync/codes.html", lists=lists, choices=choices)


@blueprint.post("/<key>/retire")
@needs("codes.edit")
def retire(key: str) -> Any:
    """Stop offering a code, or offer it again."""
    codes.retire(db.session, key, bool(request.form.get("retired")))
    db.session.commit()
    return redirect(url_for("codes.index"))
