"""Pages of notices: what a class is to get and has got, issued, printed and taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.school.classes.left import UNSEEN
from fieldapp.school.classes.naming import address_of, class_of, class_words
from fieldapp.school.deadlines import doubt, within
from fieldapp.school.notices import issuing, looking
from fieldapp.school.notices.looking import ClassNotices, Held
from fieldapp.school.notices.owed import KINDS, doubles
from fieldapp.school.notices.typesetting import notices_as_pdf
from fieldapp.school.terms import read_term
from fieldapp.web.forms import comes_back_to
from fieldapp.web.gate import needs
from fieldapp.web.once import alone
from fieldapp.web.workbooks import paper_fonts, pdf_response

blueprint = Blueprint("notices", __name__, url_prefix="/schools/<key>")


@blueprint.app_template_global()
def notice_called(kind: str) -> str:
    """A kind of notice in the language of the page."""
    return t(*KINDS[kind])


@blueprint.app_template_global()
def notice_doubles(notices: Any) -> set[str]:
    """The keys of a pupil's notices that say again what another says."""
    return doubles(notices)


def _asked(key: str, name: str) -> ClassNotices:
    """The class asked for with its notices.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = class_of(name)
    if of is None:
        raise Problem("not_found")
    found = looking.of_class(g.person, key, of, request.args.get("year", ""), current_app.config["INSTANCE"])
    if not found.found.pupils:
        raise Problem("not_found")
    return found


@blueprint.get("/classes/<name>/notices")
@needs("school.notices")
def of_class(key: str, name: str) -> str:
    """A class: who is to get which notice, who has one that is out."""
    found = _asked(key, name)
    by = within(today(), found.settings.catch_up_days)
    unseen = [one for one in found.found.pupils if one.state == UNSEEN]
    words = {"of": found, "school": found.found.school, "address": name, "unseen": unseen, "by": by}
    return render_template("school/notices/class.html", **words, doubt=doubt(by))


@blueprint.post("/classes/<name>/notices")
@needs("school.notices")
@comes_back_to(of_class, "key", "name")
def issue(key: str, name: str) -> Any:
    """Issue notices for the pupils that were ticked."""
    chosen = request.form.getlist("child")
    if not chosen:
        raise Problem("bad_request", field="child")
    with alone(f"notices {key}"):
        found = _asked(key, name)
        many = len(issuing.issue(g.person, found, chosen))
    if many:
        flash(t(f"已发 {many} 张通知单，请打印。", f"{many} notices were issued: print them now."))
    else:
        said = t(
            "没有再发：这些孩子已有通知单，或没有要办的。",
            "None was issued: these have theirs, or lack nothing.",
        )
        flash(said)
    return redirect(url_for("notices.of_class", key=key, name=name, year=found.found.year))


@blueprint.get("/classes/<name>/notices.pdf")
@needs("school.notices")
def paper(key: str, name: str) -> Response:
    """The notices that are out as PDF, two on a sheet; of one pupil where it is named."""
    found, child = _asked(key, name), request.args.get("child", "")
    held = [each for each in found.out if child in ("", each.one.pupil.child)]
    if not held:
        raise Problem("not_found")
    server = request.host_url, str(current_app.secret_key), current_app.config["INSTANCE"]
    content = notices_as_pdf(found, held, language(), server, paper_fonts())
    return pdf_response(_named(found, held, child), content)


def _named(found: ClassNotices, held: list[Held], child: str) -> str:
    """What the file is called: after the class, or the one pupil."""
    what = t("通知单", "notices")
    who = held[0].one.pupil.name if child else class_words(*found.of, language())
    return f"{what} {found.found.school.name} {who} {today().isoformat()}"


@blueprint.post("/pupils/<child>/notices/<notice>/withdraw")
@needs("school.notices")
def withdraw(key: str, child: str, notice: str) -> Any:
    """Take back a notice that was issued by mistake."""
    pupil = issuing.withdraw(g.person, key, child, notice)
    flash(t("已收回这张通知单；要发的可以再发一张。", "Taken back; another can be issued."))
    term, name = read_term(pupil.term), address_of(pupil.grade, pupil.class_name)
    return redirect(url_for("notices.of_class", key=key, name=name, year=term.year if term else None))
