"""One phone's page: for whom it is registered, whose records it sent, and giving it to the person whose it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from sqlalchemy import select

from fieldapp.accounts import directory
from fieldapp.areas import tree
from fieldapp.ground.db import db, only_reads_follow
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import plain_username
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.office.phones import phones
from fieldapp.web.forms import asks_again, said, sent
from fieldapp.web.gate import may, needs
from fieldapp.web.versions import compare, seen

blueprint = Blueprint("phones", __name__)


def _counties() -> list[str]:
    """The partition names of the counties in which the signed-in person's areas lie, or which lie in them."""
    here = tree.inside(Area.code, g.person.areas)
    query = select(Area.county).where(Area.county.is_not(None), here).distinct()
    return [county for county in db.session.scalars(query) if county]


@blueprint.app_template_global()
def phone_claims() -> dict[str, list[phones.Claim]]:
    """Phones of one's own counties whose records name somebody else, by the phone's number."""
    found: dict[str, list[phones.Claim]] = {}
    for claim in phones.claims(db.session.connection(), _counties()):
        found.setdefault(claim.device, []).append(claim)
    return found


@blueprint.route("/phones/<device>", methods=["GET", "POST"])
@needs("phones.see")
@asks_again
def show(device: str) -> Any:
    """The phone with its number; who may change people gives it to whom it belongs."""
    row = phones.phone(device)
    holder = directory.person_seen(db.session, g.person.areas, row.person)
    shown = (device, 0, {"username": holder.username})
    if sent():
        came = seen()
        if came is not None:
            compare(came, device, 0, shown[2], {}, ("", ""))
        return _give(row)
    claims = phone_claims().get(device, [])
    return render_template(
        "sync/phone.html", phone=row, holder=holder, claims=claims, may_give=may("people.edit"), shown=shown
    )


def _give(row: Any) -> Any:
    """Both people must be one's own to change: nobody's phone is taken over a border.

    Raises:
        Problem: `not_allowed`; `no_such_person`.
    """
    if not may("people.edit"):
        raise Problem("not_allowed")
    directory.person_ruled(db.session, g.person.areas, row.person)
    username = plain_username(said("username", needed=True))
    key = db.session.scalar(select(Person.id).where(Person.username == username))
    if key is None:
        raise Problem("no_such_person", field="username", username=username)
    person = directory.person_ruled(db.session, g.person.areas, key)
    name, device, by = person.name, row.id, g.person.id
    counted = phones.give(db.engine, row, person.id, by)
    only_reads_follow()
    flash(
        t(f"已改登记给 {name}，重新计入 {counted} 条。", f"Given to {name}; {counted} records judged again.")
    )
    return redirect(url_for("phones.show", device=device))
