"""Pages about people: the list, one person, adding, sign-in slips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for

from fieldapp.accounts import staff
from fieldapp.accounts.slips import Slip, slip
from fieldapp.accounts.views import role_name
from fieldapp.areas.codes import require_code
from fieldapp.areas.latin.said import place_said
from fieldapp.ground.clock import SILENT_HOURS, hours_between, now, today
from fieldapp.ground.parsing import TELEPHONE, is_odd_phone, telephone
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.people import Device, Person
from fieldapp.records.permissions import DESK_ROLES, ROLE_NAMES, ROLES, may_give, roles_given
from fieldapp.web.forms import asks_again, comes_back_to, day, entered, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.versions import texts, unchanged

blueprint = Blueprint("people", __name__)
CHANGED = (
    "name",
    "role",
    "phone",
    "certificate_no",
    "certificate_until",
    "clinic",
)  # what the form of a person changes
COUNTY_DIGITS = 6  # of the code of a county; those of what is above it are shorter
STATES = {
    "active": ("在岗", "working"),
    "waiting": ("还没登录过", "never signed in"),
    "expired": ("资格证过期", "certificate expired"),
    "left": ("已离开", "left"),
    "all": ("全部", "all"),
}


def filters() -> dict[str, str]:
    """What of the list is asked for."""
    said = {name: request.args.get(name, "").strip() for name in ("words", "area", "role", "state")}
    return said | {"state": said["state"] if said["state"] in STATES else "active"}


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, for a select."""
    return [(role, role_name(role)) for role in ROLE_NAMES]


def roles_offered() -> list[tuple[str, str]]:
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
    if not may_give(g.person.role, g.person.areas, role, area, g.person.withheld):
        raise Problem("area_too_large", field="area", area=area)


@blueprint.get("/people")
@needs("people.see")
def index() -> str:
    """Everybody who works in one's own areas."""
    page, areas, waiting = staff.page_of(g.person, filters())
    states = [(state, t(*names)) for state, names in STATES.items()]
    counts = {state: staff.how_many(g.person, state) for state in ("active", "waiting", "expired")}
    words = {"said": filters(), "roles": role_choices(), "states": states, "counts": counts}
    return render_template("people/index.html", page=page, areas=areas, waiting=waiting, **words)


@blueprint.route("/people/new", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def new() -> Any:
    """Add one person; her slip is printed next."""
    if not sent():
        return render_template("people/edit.html", person=None, roles=roles_offered())
    require_code("area", entered("area", needed=True))
    _ask_for(entered("role"), entered("area"))
    words = (
        entered("username", needed=True),
        entered("name", needed=True),
        entered("role"),
        [entered("area")],
    )
    issued = [staff.take_on(*words, **_more())]
    _warn_of_short_phone(issued[0][0].username)
    return slips_page(issued)


def _warn_of_short_phone(username: str) -> None:
    if username.isdecimal() and is_odd_phone(username):
        zh = "注意：用户名 %s 是 %d 位数字，手机号是 11 位。写错了请停用这个账号，重新添加。"
        en = "The user name %s has %d digits, a mobile 11. If it is wrong, stop this account and add another."
        flash(t(zh, en) % (username, len(username)))


def _more() -> dict[str, Any]:
    until = day("certificate_until", needed=False)
    return {
        "phone": _telephone(),
        "certificate_no": entered("certificate_no") or None,
        "certificate_until": until.isoformat() if until else None,
        "clinic": staff.clinic_chosen(g.person, entered("clinic")),
    }


def _telephone() -> str | None:
    """The number typed, None where none is: the user name usually is one.

    Raises:
        Problem: `not_right` for what cannot be called.
    """
    words = entered("phone")
    if words and not TELEPHONE.match(words):
        why = t("要写电话号码，例如 13800000000", "write a telephone number such as 13800000000")
        raise Problem("not_right", field="phone", why=why)
    return words or None


def slips_page(issued: staff.Issued) -> Response:
    """The page of slips: shown once, kept nowhere."""
    areas = staff.print_slips(g.person, issued)
    slips = [_slip(person, digits, areas.get(person.id, [])) for person, digits in issued]
    answer = make_response(render_template("people/slips.html", slips=slips))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _slip(person: Person, digits: str, given: Sequence[Any]) -> Slip:
    names = t("、", ", ").join(place_said(name) for area, name in given if not area.until)
    office = person.role in DESK_ROLES
    return slip(request.host_url, person.name, person.username, role_name(person.role), names, digits, office)


@blueprint.route("/people/rights", methods=["GET", "POST"])
@needs("people.rights")
@asks_again
def rights() -> Any:
    """Whether the clinic doctors of a county take on people of their township; POST gives it or keeps it."""
    if sent():
        county = entered("county", needed=True)
        require("people.rights", county)
        staff.give_right(g.person, county, entered("kept") != "1")
        flash(t("已保存，马上生效。", "Saved; it holds from now on."))
        return redirect(url_for("people.rights"))
    return render_template("people/rights.html", counties=staff.counties_ruled(g.person))


@blueprint.get("/people/<key>")
@needs("people.see")
def show(key: str) -> str:
    """One person: areas, phones, what may be done."""
    ruled = _ruled(key)
    words = staff.of_one(g.person, key, with_sessions=ruled and may("people.edit"))
    return render_template("people/show.html", ruled=ruled, **words)


@blueprint.post("/people/<key>/sessions/end")
@needs("people.edit")
def end_sessions(key: str) -> Any:
    """End a session of a person in the office, or every one where none is named."""
    ended = staff.end_sessions(g.person, key, request.form.get("session"), g.session)
    return _back_to(key, t(f"已退出 {ended} 处。", f"Signed out in {ended} places."))


def _ruled(key: str) -> bool:
    try:
        require("people.staff")
        return bool(staff.ruled(g.person, key))
    except Problem:
        return False


@blueprint.route("/people/<key>/edit", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def edit(key: str) -> Any:
    """Change name, role or certificate."""
    person = staff.ruled(g.person, key)
    if not sent():
        shown = (key, person.version, texts(person, CHANGED))
        return render_template("people/edit.html", person=person, roles=roles_offered(), shown=shown)
    if entered("role") in ROLES and entered("role") not in roles_given(g.person.role):
        raise Problem("role_not_yours", field="role", role=role_name(entered("role")))
    unchanged(person, key, lambda: texts(person, CHANGED), {"role": role_name, "clinic": staff.clinic_name})
    staff.change(person, entered("name", needed=True), entered("role"), **_more())
    return _back_to(key, t("已保存。", "Saved."))


def _back_to(key: str, words: str) -> Any:
    flash(words)
    return redirect(url_for("people.show", key=key))


@blueprint.post("/people/<key>/areas")
@needs("people.staff")
@comes_back_to(show, "key")
def give_area(key: str) -> Any:
    """Give a person one more area."""
    person, area = staff.give_area(g.person, key, entered("area", needed=True))
    zh = f"已把 {area} 分给 {person}。某一轮去哪个村，另在“分村到人”里分。"
    en = f"{area} is given to {person}. The villages of a round are given in its assignments."
    return _back_to(key, t(zh, en))


@blueprint.post("/people/<key>/areas/<area>/end")
@needs("people.staff", area="area")
def end_area(key: str, area: str) -> Any:
    """End an area of a person from today."""
    staff.end_area(g.person, key, area)
    return _back_to(key, t("已收回；以前的记录照常有效。", "Ended; what was recorded before stays."))


@blueprint.post("/people/<key>/slip")
@needs("people.staff")
def new_slip(key: str) -> Response:
    """A new one-time password on a printed slip; the old password ends."""
    return slips_page(staff.new_slip(g.person, key))


@blueprint.post("/people/<key>/leave")
@needs("people.staff")
def leave(key: str) -> Any:
    """A person stops working here."""
    if key == g.person.id:
        raise Problem("not_yourself")
    require("phones.stop")  # whose account ends, her phones end
    staff.leave(g.person, key)
    return _back_to(key, t("已停用账号和手机。", "The account and its phones are stopped."))


@blueprint.post("/people/<key>/return")
@needs("people.staff")
def come_back(key: str) -> Response:
    """A person works here again: a new slip; her old phones stay stopped."""
    require("phones.stop")
    return slips_page(staff.new_slip(g.person, key, back=True))


@blueprint.app_template_global()
def people_tabs(current: str) -> list[tuple[str, str, bool]]:
    """The tabs over the list of people."""
    tabs = [("people", "people.index", t("人员", "People"), "people.see")]
    if any(len(area) <= COUNTY_DIGITS for area in g.person.areas):  # a township decides nothing there
        tabs.append(("rights", "people.rights", t("防保医生的权限", "Clinic doctors"), "people.rights"))
    tabs.append(("audit", "audit.index", t("修改记录", "Changes"), "audit.see"))
    return [(url_for(view), words, name == current) for name, view, words, action in tabs if may(action)]


@blueprint.app_template_global()
def number_of(person: Person) -> str:
    """The number by which a person is called; empty where none is known."""
    return telephone(person.phone, person.username) or ""


@blueprint.app_template_global()
def silent_days(phone: Device) -> int:
    """For how many days a phone that is in use was not heard of; 0 where it was within one."""
    hours = hours_between(phone.last_seen or phone.created, now())
    return 0 if phone.stopped_at or hours < SILENT_HOURS else hours // 24


@blueprint.app_template_global()
def certificate(person: Person) -> str:
    """Until when a vaccinator's certificate is valid, with a warning when it is not."""
    until = person.certificate_until or ""
    return f"{until} {t('⚠ 已过期', '⚠ expired')}" if until and until < today().isoformat() else until
