"""Pages of the clinic's register: an export brought in, looked at line by line, its words asked about once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.register import bringing_in, carrying, imports, meanings, questions
from fieldapp.catchup.register.bringing_in import Asked, Read
from fieldapp.catchup.register.imports import Import
from fieldapp.catchup.register.review import Review
from fieldapp.ground.clock import china_time, today
from fieldapp.ground.words import t
from fieldapp.records.lists.choices import choices_in
from fieldapp.records.lists.likeness import REASONS
from fieldapp.web.aside import ahead
from fieldapp.web.forms import asks_again, comes_back_to, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.marked import MOST_ROWS, keep_marked
from fieldapp.web.once import alone
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.workbooks import form_response, uploaded

blueprint = Blueprint("clinic_register", __name__, url_prefix="/clinic-register")
SHOWN = 5  # lines not taken, named in the message
WORDS = "word-"


@blueprint.route("", methods=["GET", "POST"])
@needs("import")
@asks_again
def bring() -> Any:
    """What was brought in; an export uploaded, looked at, and its right lines written."""
    if not sent():
        return _index()
    token = entered("token")
    content, asked = kept(token) if token else uploaded(), _asked(request.form)
    if not token and ahead.is_large(content):
        return redirect(url_for("clinic_register.again", token=keep(content), **_carried(asked)))
    if ahead.is_large(content):
        carrying.confirm(g.person, content, asked, token, choices_in(request.form))
        return redirect(url_for("clinic_register.confirmed", token=token, **_carried(asked)))
    with alone(f"register {entered('county')}"):
        found = bringing_in.read(g.person, content, asked)
        what = bringing_in.compared(found, choices_in(request.form))
        return _written(found, what, token) if token else _reviewed(found, what, content, keep(content))


def _index() -> str:
    counties = bringing_in.counties_of(g.person)
    county = request.args.get("county") or (counties[0][0] if counties else "")
    words: dict[str, Any] = {"counties": [(code, place_said(name)) for code, name in counties]}
    words |= {"imports": imports.imports_of(g.person, county), "china_time": china_time}
    words |= {"waiting": questions.count_open(g.person, county), "sample": bringing_in.has_sample()}
    return render_template("catchup/register/index.html", county=county, **words)


@blueprint.get("/form.xlsx")
@needs("import")
def form() -> Any:
    """An empty register to fill in where a clinic's system gives no export."""
    return form_response(t("接种名单 空白表", "register form"), bringing_in.blank(), [])


@blueprint.get("/<token>")
@needs("import")
@comes_back_to(bring)
def again(token: str) -> Any:
    """The review of a register that was uploaded before; of a large one how far it is, until it is there."""
    content, asked = kept(token), _asked(request.args)
    if not ahead.is_large(content):
        found = bringing_in.read(g.person, content, asked)
        return _reviewed(found, bringing_in.compared(found, {}), content, token)
    who = g.person
    one = ahead.look((who.id, token, asked), lambda tell: bringing_in.looked_at(who, content, asked, tell))
    if one.found is None:
        return render_template("catchup/register/looking.html", one=one, county=asked.county)
    return _reviewed(*one.found, content, token)


@blueprint.get("/<token>/confirmed")
@needs("import")
@comes_back_to(bring)
def confirmed(token: str) -> Any:
    """How far a large register is that is brought in, until it is being written; then that."""
    one, asked = carrying.under_way(g.person, token), _asked(request.args)
    if one is not None and one.found is None:
        return render_template("catchup/register/looking.html", one=one, county=asked.county, writes=True)
    key = one.found if one else imports.key_of(g.person, token)
    if key:
        return redirect(url_for("clinic_register.brought", key=key))
    return redirect(url_for("clinic_register.again", token=token, **_carried(asked)))


@blueprint.post("/<token>/words")
@needs("import")
@comes_back_to(again, "token")
def say_words(token: str) -> Any:
    """Keep what words of the register mean for the county, and look at it again."""
    asked, _content = _asked(request.form), kept(token)
    said = {
        (kind, words): means
        for name, means in request.form.items()
        if name.startswith(WORDS) and means != "?"
        for kind, _, words in [name.removeprefix(WORDS).partition(":")]
    }
    bringing_in.put_words(asked.county, said)
    return redirect(url_for("clinic_register.again", token=token, **_carried(asked)))


def _asked(said: Any) -> Asked:
    as_of = said.get("as_of", today().isoformat())
    return bringing_in.asked_of(g.person, said.get("county", ""), as_of, said.get("area", ""))


def _carried(asked: Asked) -> dict[str, str]:
    """What was said of the whole register, as a form carries it on."""
    return {"county": asked.county, "as_of": asked.as_of, "area": asked.area}


def _reviewed(found: Read, what: Review, content: bytes, token: str) -> str:
    register = found.register
    said: dict[str, Any] = {"found": found, "what": what, "token": token, "carried": _carried(found.asked)}
    marked = keep_marked(content, register.wrong) if len(found.table.lines) <= MOST_ROWS else None
    said |= {"wrong": register.wrong, "marked": marked}
    said |= {"bad": len({one.line for one in register.wrong}), "unread": found.table.unread}
    said |= {"lost": bringing_in.not_counted(g.person, what), "reason": lambda why: t(*REASONS[why])}
    said |= {"villages": bringing_in.place_names(what, found.villages)}
    said["products"] = [(id_, t(zh, en)) for id_, zh, en in meanings.products()]
    said["to_say"] = [*dict.fromkeys([*found.headings, *register.asked])]
    return render_template("catchup/register/review.html", **said)


def _written(found: Read, what: Review, token: str) -> Any:
    work = carrying.begin(g.person, found, what, token, choices_in(request.form))
    at_once = carrying.do(work)
    if at_once:
        flash(_summary(found, what, imports.import_of(g.person, work.key)))
    if not at_once:
        return redirect(url_for("clinic_register.brought", key=work.key))
    if what.open or found.register.wrong:
        return redirect(url_for("clinic_register.again", token=token, **_carried(found.asked)))
    forget(token)
    return redirect(url_for("clinic_register.bring", county=found.asked.county))


def _summary(found: Read, what: Review, one: Import) -> str:
    """What came of it, by the server's receipts."""
    words = t(
        f"已导入：新增儿童 {len(what.new)} 名，补充 {len(what.gains)} 名，原有不变 {len(what.same)} 名；"
        f"新增剂次 {one.row.new_doses} 剂。",
        f"Imported: {len(what.new)} new children, {len(what.gains)} completed, {len(what.same)} unchanged; "
        f"{one.row.new_doses} new doses.",
    )
    if what.open:
        n = len(what.open)
        words += t(
            f"还有 {n} 名要您选，也可以以后再选。", f" {n} children wait for your choice, now or later."
        )
    bad = len({one.line for one in found.register.wrong})
    if bad:
        words += t(
            f"有 {bad} 行有错，错的没有导入。", f" {bad} lines are wrong; what is wrong was not imported."
        )
    if not one.lost:
        return words
    n = len(one.lost)
    words += t(f"有 {n} 行没有计入，见“待核实”：", f" {n} lines were not counted, see the inbox: ")
    said = [t(f"第 {line} 行 {why}", f"line {line}: {why}") for line, why in one.lost[:SHOWN]]
    return words + t("；", "; ").join(said)
