"""Office pages about accounts: signing in and out, one's own password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.accounts import own
from fieldapp.accounts.people import check_sign_in
from fieldapp.accounts.showcase import sign_ins
from fieldapp.ground.clock import china_time
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import ROLE_NAMES
from fieldapp.web.forms import asks_again, sent
from fieldapp.web.gate import anyone, kept_form, known_here, local_path, needs
from fieldapp.web.workbooks import sheet_response

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
        return _refused(problem)
    try:
        own.begin(person)
    except Problem as problem:  # the same slip, used by two at a time
        return _refused(problem)
    kept = kept_form(person.id, said.get("kept", ""))
    if kept:
        return render_template("accounts/go_on.html", path=kept[0], fields=kept[1])
    return redirect(local_path(said.get("next")))


def _refused(problem: Problem) -> tuple[str, int]:
    words = {"problem": problem.sentence(language()), "demo": sign_ins()}
    words |= {name: request.form.get(name) for name in ("next", "kept")}
    return render_template("accounts/sign_in.html", **words), problem.status


@blueprint.post("/sign-out")
@needs("account.own")
def sign_out() -> Any:
    """End this session: the cookie, and every copy of it, opens nothing any more."""
    own.sign_out()
    flash(t("已退出。", "You are signed out."))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@needs("account.own")
@asks_again
def password() -> Any:
    """Choose a new password of one's own; other sessions of the person end."""
    if not sent():
        return render_template("accounts/password.html")
    said = request.form
    own.change_password(g.person, g.session, *(said.get(name, "") for name in ("old", "new", "again")))
    flash(t("新密码已生效。", "The new password holds from now on."))
    return redirect("/")


@blueprint.get("/account")
@needs("account.own")
def account() -> str:
    """One's own name, role and areas, where one is signed in, and one's phones."""
    return render_template("accounts/account.html", **own.page(g.person))


@blueprint.get("/account/sessions.xlsx")
@needs("account.own")
def sessions_sheet() -> Response:
    """Where one is and was signed in, as a workbook."""
    rows = []
    for one in own.page(g.person)["sessions"]:
        times = [china_time(at) for at in (one.made, one.last_used, one.ended_at)]
        rows.append([browser_name(one.agent), *times, session_end(one.ended_how) if one.ended_how else ""])
    heads = t("浏览器,登录,最后使用,退出,怎么退出的", "Browser,Signed in,Last used,Ended,How").split(",")
    return sheet_response(t("登录", "sessions"), heads, rows)


@blueprint.post("/account/sessions/end")
@needs("account.own")
def end_own_sessions() -> Any:
    """End one session of one's own, or every other one where none is named."""
    key = request.form.get("session")
    if key == g.session:
        return sign_out()
    ended = own.end_sessions(g.person, key, g.session)
    flash(t(f"已退出 {ended} 处。", f"Signed out in {ended} places."))
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/phones/<device>/end")
@needs("account.own")
def end_own_phone(device: str) -> Any:
    """End the sign-in of a phone of one's own: it asks for the password again, and keeps what is recorded."""
    own.end_phone(g.person, device)
    flash(
        t(
            "这部手机要重新登录；已记录的都还在手机上。",
            "That phone must sign in again; what it recorded stays on it.",
        )
    )
    return redirect(url_for("accounts.account"))


ENDS = {
    "signed_out": ("已退出", "signed out"),
    "expired": ("时间到", "time was over"),
    "password": ("换了密码", "password changed"),
    "role": ("换了角色", "role changed"),
    "stopped": ("账号停用", "account stopped"),
    "own_list": ("本人退出", "ended by herself"),
    "administrator": ("管理员退出", "ended by an administrator"),
    "restored": ("恢复备份", "backup restored"),
}


blueprint.add_app_template_global(own.nobody_yet)


@blueprint.app_template_global()
def session_end(how: str) -> str:
    """How a session ended, in the language of the page."""
    return t(*ENDS[how])


BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")


@blueprint.app_template_global()
def browser_name(agent: str) -> str:
    """Browser and system, as far as what a browser says of itself tells them; else the beginning of what it says."""
    browser = next((name for word, name in BROWSERS if word in agent), "")
    system = next((word for word in SYSTEMS if word in agent), "")
    return " · ".join(filter(None, (browser, system))) or agent[:30] or "—"


@blueprint.app_template_global()
def role_name(role: str) -> str:
    """A role's name in the language of the page."""
    return t(*ROLE_NAMES[role])
