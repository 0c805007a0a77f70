"""Pages about people: the list, one person, adding, sign-in slips."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from fieldapp.accounts import directory
from fieldapp.accounts import people as verbs
from fieldapp.accounts.people_sheet import COLUMNS, EXAMPLE, TEMPLATE, Entry, read_roster
from fieldapp.accounts.slips import Slip, slip
from fieldapp.accounts.views import role_name
from fieldapp.areas import given
from fieldapp.areas.codes import require_code
from fieldapp.clinics.store import clinics
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import db
from fieldapp.ground.parsing import is_odd_phone
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.reader import read_table, required
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.audit import Audit
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person, SignInSlip
from fieldapp.records.permissions import DESK_ROLES, ROLE_NAMES, ROLES, may_give, roles_given
from fieldapp.web import sessions
from fieldapp.web.forms import asks_again, comes_back_to, day, said, sent, upload
from fieldapp.web.gate import may, needs, require
from fieldapp.web.marked import keep_marked
from fieldapp.web.paging import listing
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.versions import texts, unchanged

blueprint = Blueprint("people", __name__)
CHANGED = (
    "name",
    "role",
    "certificate_no",
    "certificate_until",
    "clinic",
)  # what the form of a person changes
STATES = {"active": ("在岗", "working"), "left": ("已离开", "left"), "all": ("全部", "all")}


def _filters() -> dict[str, str]:
    said = {name: request.args.get(name, "").strip() for name in ("words", "area", "role", "state")}
    return said | {"state": said["state"] if said["state"] in STATES else "active"}


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, for a select."""
    return [(role, role_name(role)) for role in ROLE_NAMES]


def _roles_given() -> list[tuple[str, str]]:
    """The roles that the signed-in person may give, with their names, for a select."""
    return [(role, role_name(role)) for role in roles_given(g.person.role)]


def _ask_for(role: str, area: str) -> None:
    """Go on only if the signed-in person may take somebody on as this for this area.

    Raises:
        Problem: `not_allowed` outside her areas; `unknown_role`, `role_not_yours`, `area_too_large`.
    """
    require("people.staff", area)
    if role not in ROLES:
        raise Problem("unknown_role", field="role", role=role)
    if role not in roles_given(g.person.role):
        raise Problem("role_not_yours", field="role", role=role_name(role))
    if not may_give(g.person.role, g.person.areas, role, area):
        raise Problem("area_too_large", field="area", area=area)


def _staff(key: str) -> Person:
    return directory.staff_ruled(db.session(), g.person.role, g.person.areas, key)


@blueprint.get("/people")
@needs("people.see")
def index() -> str:
    """Everybody who works in one's own areas."""
    page = listing(db.session, directory.people(g.person.areas, **_filters()))
    areas = directory.areas_of_people(db.session, [person.id for (person,) in page.rows])
    states = [(state, t(*names)) for state, names in STATES.items()]
    return render_template(
        "people/index.html", page=page, areas=areas, said=_filters(), roles=role_choices(), states=states
    )


@blueprint.get("/people.xlsx")
@needs("people.see")
def download() -> Response:
    """The list as a sheet, filters kept; it can be used as a roster."""
    found = list(db.session.scalars(directory.people(g.person.areas, **_filters())))
    areas = directory.areas_of_people(db.session, [person.id for person in found])
    rows = (
        (
            p.username,
            p.name,
            role_name(p.role),
            _codes(areas.get(p.id, [])),
            p.certificate_no,
            p.certificate_until,
        )
        for p in found
    )
    return sheet(t("人员", "People"), TEMPLATE, rows, form=True)


def _codes(given: Sequence[Any]) -> str:
    return " ".join(area.area for area, _name in given if not area.until)


@blueprint.get("/people/template.xlsx")
@needs("people.staff")
def template() -> Response:
    """An empty roster with an example line."""
    own = g.person.areas[0] if g.person.areas else ""
    example = (t(*EXAMPLE), t("张三", "Zhang San"), role_name("vaccinator"), own, "", "2027-12-31")
    return sheet(t("人员导入模板", "Roster template"), TEMPLATE, [example], form=True)


@blueprint.route("/people/new", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def new() -> Any:
    """Add one person; her slip is printed next."""
    if not sent():
        return render_template("people/edit.html", person=None, roles=_roles_given())
    require_code("area", said("area", needed=True))
    _ask_for(said("role"), said("area"))
    words = (said("username", needed=True), said("name", needed=True), said("role"), [said("area")])
    person = verbs.add_person(*words, verbs.passwords.new_token(), **_more())
    if person.username.isdecimal() and is_odd_phone(person.username):
        odd = (person.username, len(person.username))
        flash(
            t(
                "注意：用户名 %s 是 %d 位数字，手机号是 11 位。写错了请停用这个账号，重新添加。",
                "The user name %s has %d digits, a mobile 11. If it is wrong, stop this account and add another.",
            )
            % odd
        )
    return _print_slips([(person, verbs.issue_slip(person))])


def _more() -> dict[str, Any]:
    until = day("certificate_until", needed=False)
    return {
        "certificate_no": said("certificate_no") or None,
        "certificate_until": until.isoformat() if until else None,
        "clinic": _clinic(said("clinic")),
    }


def _clinic_name(key: str) -> str:
    clinic = db.session.get(Clinic, key) if key else None
    return clinic.name if clinic else "—"


def _clinic(key: str) -> str | None:
    """The 接种单位 chosen, one of the signed-in person's areas.

    Raises:
        Problem: `wrong_value`.
    """
    if key and db.session.scalar(clinics(g.person.areas).where(Clinic.key == key)) is None:
        raise Problem("wrong_value", field="clinic")
    return key or None


def _print_slips(issued: list[tuple[Person, str]]) -> Response:
    """The page of slips: shown once, kept nowhere."""
    areas = directory.areas_of_people(db.session, [person.id for person, _digits in issued])
    slips = [_slip(person, digits, areas.get(person.id, [])) for person, digits in issued]
    by = {"at": now(), "by": g.person.id, "action": "slip", "table": "person"}
    db.session.add_all(
        Audit(**by, row=person.id, after=json.dumps({"username": person.username}))
        for person, _digits in issued
    )
    db.session.commit()
    answer = make_response(render_template("people/slips.html", slips=slips))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _slip(person: Person, digits: str, given: Sequence[Any]) -> Slip:
    names = "、".join(name for area, name in given if not area.until)
    office = person.role in DESK_ROLES
    return slip(request.host_url, person.name, person.username, role_name(person.role), names, digits, office)


@blueprint.get("/people/<key>")
@needs("people.see")
def show(key: str) -> str:
    """One person: areas, phones, what may be done."""
    person = directory.person_seen(db.session, g.person.areas, key)
    phones = db.session.scalars(
        select(Device).where(Device.person == key, ~Device.office).order_by(Device.created.desc())
    )
    areas = directory.areas_of_people(db.session, [key]).get(key, [])
    ruled = _ruled(key)
    words: dict[str, Any] = {
        "sessions": sessions.of_person(db.session(), key) if ruled and may("people.edit") else []
    }
    words |= {"clinic": db.session.get(Clinic, person.clinic) if person.clinic else None}
    words |= {"slip": db.session.get(SignInSlip, person.slip) if person.slip else None}
    return render_template(
        "people/show.html", person=person, areas=areas, phones=list(phones), ruled=ruled, **words
    )


@blueprint.post("/people/<key>/sessions/end")
@needs("people.edit")
def end_sessions(key: str) -> Any:
    """End a session of a person in the office, or every one where none is named."""
    directory.person_ruled(db.session, g.person.areas, key)
    ended = sessions.end_others(
        db.session(), "administrator", key, request.form.get("session"), but=g.session
    )
    by = {"at": now(), "by": g.person.id, "action": "end", "table": "office_session", "row": key}
    db.session.add(Audit(**by, after=json.dumps({"count": ended})))
    return _back_to(key, t(f"已退出 {ended} 处。", f"Signed out in {ended} places."))


def _ruled(key: str) -> bool:
    try:
        require("people.staff")
        return bool(_staff(key))
    except Problem:
        return False


@blueprint.route("/people/<key>/edit", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def edit(key: str) -> Any:
    """Change name, role or certificate."""
    person = _staff(key)
    if not sent():
        shown = (key, person.version, texts(person, CHANGED))
        return render_template("people/edit.html", person=person, roles=_roles_given(), shown=shown)
    if said("role") in ROLES and said("role") not in roles_given(g.person.role):
        raise Problem("role_not_yours", field="role", role=role_name(said("role")))
    unchanged(person, key, lambda: texts(person, CHANGED), {"role": role_name, "clinic": _clinic_name})
    verbs.change(person, said("name", needed=True), said("role"), **_more())
    return _back_to(key, t("已保存。", "Saved."))


def _back_to(key: str, words: str) -> Any:
    db.session.commit()
    flash(words)
    return redirect(url_for("people.show", key=key))


@blueprint.post("/people/<key>/areas")
@needs("people.staff")
@comes_back_to(show, "key")
def give_area(key: str) -> Any:
    """Give a person one more area."""
    person, area = _staff(key), said("area", needed=True)
    require_code("area", area)
    if not may_give(g.person.role, g.person.areas, person.role, area):
        raise Problem("not_allowed")
    given.give_area(key, area)
    return _back_to(key, t("已分给。", "Given."))


@blueprint.post("/people/<key>/areas/<area>/end")
@needs("people.staff", area="area")
def end_area(key: str, area: str) -> Any:
    """End an area of a person from today."""
    person = directory.person_seen(db.session, g.person.areas, key)
    if not may_give(g.person.role, g.person.areas, person.role, area):
        raise Problem("not_allowed")
    given.end_area(key, area)
    return _back_to(key, t("已收回；以前的记录照常有效。", "Ended; what was recorded before stays."))


@blueprint.post("/people/<key>/slip")
@needs("people.staff")
def new_slip(key: str) -> Response:
    """A new one-time password on a printed slip; the old password ends."""
    person = _staff(key)
    return _print_slips([(person, verbs.issue_slip(person))])


@blueprint.post("/people/<key>/leave")
@needs("people.staff")
def leave(key: str) -> Any:
    """A person stops working here."""
    if key == g.person.id:
        raise Problem("not_yourself")
    require("phones.stop")  # whose account ends, her phones end
    verbs.leave(_staff(key))
    return _back_to(key, t("已停用账号和手机。", "The account and its phones are stopped."))


@blueprint.post("/people/<key>/return")
@needs("people.staff")
def come_back(key: str) -> Response:
    """A person works here again: a new slip; her old phones stay stopped."""
    require("phones.stop")
    person = _staff(key)
    person.active = True
    return _print_slips([(person, verbs.issue_slip(person))])


@blueprint.route("/people/import", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def import_sheet() -> Any:
    """Upload a roster, look at it line by line, then add everybody and print the slips."""
    if not sent():
        return render_template("people/import.html", entries=None, roles=_roles_given())
    token = said("kept")
    content = kept(token) if token else upload("file")[1]
    table = required(read_table(content, COLUMNS))
    entries = read_roster(db.session.connection(), table.lines, g.person.areas, g.person.role)
    if not entries:
        raise Problem("sheet_empty")
    wrong = [one for entry in entries for one in entry.wrong]
    if not token or wrong:
        words: dict[str, Any] = {"kept": keep(content), "marked": keep_marked(content, wrong)}
        words |= {"unread": table.unread, "roles": _roles_given()}
        return render_template("people/import.html", entries=entries, **words)
    forget(token)
    return _print_slips([_added(entry) for entry in entries])


def _added(entry: Entry) -> tuple[Person, str]:
    more = {"certificate_no": entry.certificate_no, "certificate_until": entry.certificate_until}
    words = (entry.username, entry.name, entry.role, entry.areas)
    person = verbs.add_person(*words, verbs.passwords.new_token(), **more)
    return person, verbs.issue_slip(person)


@blueprint.app_template_global()
def people_tabs(current: str) -> list[tuple[str, str, bool]]:
    """The tabs over the list of people."""
    tabs = [("people", "people.index", t("人员", "People"), "people.see")]
    tabs.append(("audit", "audit.index", t("修改记录", "Changes"), "audit.see"))
    return [(url_for(view), words, name == current) for name, view, words, action in tabs if may(action)]


@blueprint.app_template_global()
def certificate(person: Person) -> str:
    """Until when a vaccinator's certificate is valid, with a warning when it is not."""
    until = person.certificate_until or ""
    return f"{until} {t('⚠ 已过期', '⚠ expired')}" if until and until < today().isoformat() else until
