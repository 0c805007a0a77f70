"""Where the code on a notice leads: who may see the pupil to its page, everybody else to a page that names nobody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, url_for

from fieldapp.school.notices import scanning
from fieldapp.sync.from_office.notice_codes import number_in
from fieldapp.web.gate import anyone
from fieldapp.web.on_papers.scans import leads_to

blueprint = Blueprint("notice_codes", __name__)


@blueprint.get("/n/<said>")
@anyone
def scanned(said: str) -> Any:
    """A notice's code. Without a right to the pupil the answer is the same whether there is one or not."""
    number = number_in(said, str(current_app.secret_key))
    if number is None:
        return render_template("school/notices/public.html", number=None), 404
    led = scanning.led_to(g.person, number) if g.get("person") else []
    if len({one.pupil.child for one in led}) == 1:
        return redirect(url_for("classes.pupil", key=led[0].pupil.school, child=led[0].pupil.child))
    others = leads_to(g.person, number) if g.get("person") and not led else []
    if len(others) == 1:
        return redirect(others[0])
    page = "choose.html" if led else "public.html"
    return render_template(f"school/notices/{page}", number=number, led=led)
