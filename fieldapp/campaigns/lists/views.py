"""The enumeration list: which villages have one already, and a list from a workbook reviewed and then written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.listed.children import by_village
from fieldapp.campaigns.lists import bringing_in, importing, imports
from fieldapp.campaigns.lists.child_list import Entry
from fieldapp.campaigns.lists.columns import ANSWERS, COLUMNS, GLOSSED, READ
from fieldapp.campaigns.room import blueprint, campaign_of, current_round, rounds_of
from fieldapp.ground.clock import china_time, today
from fieldapp.ground.field_words import FIELD_WORDS
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign
from fieldapp.records.lists import choices as list_choices
from fieldapp.records.lists.likeness import REASONS
from fieldapp.web.forms import comes_back_to, day, entered
from fieldapp.web.gate import may, needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.workbooks import form_response, table_in, uploaded

FORM = tuple(replace(one, en=GLOSSED[one.name]) for one in READ if one.name not in ("township", "area"))
SHOWN = 5  # lines not taken, named in the message; all of them lie in the inbox


@blueprint.get("/<key>/list")
@needs("import")
def roster(key: str) -> str:
    """Children already listed in each village, and the way to bring in more."""
    campaign = campaign_of(key)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "china_time": china_time}
    words |= {"villages": bringing_in.villages_of(campaign), "counted": by_village(campaign)}
    listed_on = request.form.get("listed_on", today().isoformat())  # what was typed, where that was refused
    words["came"] = bringing_in.result(request.args.get("came", ""))
    words["imports"] = imports.imports_of(campaign)
    shown = current_round(campaign, words["rounds"]) if campaign.state != "draft" else None
    words["round"] = shown if may("children.see") else None
    made = words["came"]["listed_on"] if words["came"] else listed_on
    words["late"] = [one.n for one in words["rounds"] if one.first_day <= made]
    return render_template("campaigns/roster.html", listed_on=listed_on, **words)


def _is_early(campaign: Campaign, listed_on: str) -> bool:
    """Whether a list that is brought in now is said to be of a day before a round that has begun since: its children
    then become registered ones of that round, which changes its figures."""
    day_now = today().isoformat()
    return any(listed_on < round_.first_day <= day_now for round_ in rounds_of(campaign))


@blueprint.get("/<key>/list/form.xlsx")
@needs("import")
def roster_form(key: str) -> Any:
    """An empty list to fill in, with what each column takes and the codes of the villages on a second page."""
    campaign = campaign_of(key)
    villages = bringing_in.villages_of(campaign)
    head = {name: t(names[0], GLOSSED[name]) for name, names in COLUMNS.items()}
    rows = [(head[name], t(*words), "") for name, words in ANSWERS.items()]
    rows += [
        (head["area_code"], code, villages.name(code[:9]) + name) for code, name in villages.names.items()
    ]
    return form_response(t("摸底登记表", "enumeration-list"), FORM, [], rows)


@blueprint.post("/<key>/list/review")
@needs("import")
@comes_back_to(roster, "key")
def roster_review(key: str) -> Any:
    """Read a workbook and show line by line what importing it would do; nothing is written yet."""
    campaign, listed_on, content = campaign_of(key), _listed_on(), uploaded()
    return _shown(campaign, content, keep(content), listed_on)


def _listed_on() -> str:
    """The day typed, on which the list was made; today where the form asks for none.

    Raises:
        Problem: `bad_request`, `wrong_value`, `day_in_future`.
    """
    typed = day("listed_on") if "listed_on" in request.form else today()
    assert typed is not None  # an empty field is refused
    if typed > today():
        raise Problem("day_in_future", field="listed_on")
    return typed.isoformat()


@blueprint.get("/<key>/list/review/<token>")
@needs("import")
def roster_again(key: str, token: str) -> Any:
    """The review of a list that was uploaded before, with what was chosen in it."""
    campaign = campaign_of(key)
    listed_on = read_day(request.args.get("listed_on", "")) or today().isoformat()
    return _shown(campaign, kept(token), token, listed_on)


def _shown(campaign: Campaign, content: bytes, token: str, listed_on: str) -> str:
    table = table_in(content, READ)
    entries, wrong, villages = bringing_in.read(campaign, table)
    sheet = importing.Sheet(entries, listed_on, bringing_in.chosen(campaign.county, entries))
    found = bringing_in.review(campaign.county, sheet, villages)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "found": found}
    words |= {"villages": villages, "outside": [e.line for e in entries if not _in_window(campaign, e)]}
    words |= {"wrong": wrong, "token": token, "listed_on": listed_on, "lang": language()}
    words |= {"reason": lambda why: t(*REASONS[why]), "field": lambda name: t(*FIELD_WORDS[name])}
    words["early"] = _is_early(campaign, listed_on)
    words |= {
        "lost": bringing_in.not_counted(g.person, found),
        "unread": table.unread,
        "marked": keep_marked(content, wrong),
    }
    return render_template("campaigns/roster_review.html", **words)


def _in_window(campaign: Campaign, entry: Entry) -> bool:
    """Whether the campaign is for a child of this birth date."""
    return campaign.born_from <= str(entry.child["born"]) <= campaign.born_to


@blueprint.post("/<key>/list/import")
@needs("import")
@comes_back_to(roster, "key")
def roster_write(key: str) -> Any:
    """Keep what was chosen, then write the right lines that are no question any more, as operations of the person's
    office device; with `later` nothing is written yet."""
    campaign, token, listed_on = campaign_of(key), request.form.get("token", ""), _listed_on()
    if entered("asked") and not entered("sure") and _is_early(campaign, listed_on):
        raise Problem("list_day_asked", field="listed_on", day=listed_on)
    table, choices = table_in(kept(token), READ), list_choices.choices_in(request.form)
    if "later" in request.form:
        bringing_in.keep_choices(campaign, table, choices)
        return _again(key, token, listed_on)
    found, written, wrong = bringing_in.write(g.person, campaign, table, listed_on, choices)
    rows = len({cell.line for cell in wrong})
    flash(_summary(found, written, rows))
    if found.open:
        return _again(key, token, listed_on)
    came = bringing_in.keep_result(written, listed_on, rows, keep_marked(kept(token), wrong))
    forget(token)
    return redirect(url_for("campaigns.roster", key=key, came=came))


def _again(key: str, token: str, listed_on: str) -> Any:
    return redirect(url_for("campaigns.roster_again", key=key, token=token, listed_on=listed_on))


def _summary(found: importing.Review, written: importing.Written, wrong: int) -> str:
    """What came of it, by the server's receipts; lines that were not taken are named with the reason."""
    words = t(
        f"已导入：新增 {written.new} 名，补充 {written.gains} 名，原有不变 {len(found.same)} 名。",
        f"Imported: {written.new} new, {written.gains} completed, {len(found.same)} unchanged.",
    )
    if found.open:
        count = len(found.open)
        words += t(
            f"还有 {count} 行要您选，没有导入。",
            f" {count} lines wait for your choice and were not imported.",
        )
    if wrong:
        words += t(f"有 {wrong} 行有错，没有导入。", f" {wrong} lines are wrong and were not imported.")
    if not written.lost:
        return words
    count = len(written.lost)
    words += t(f"有 {count} 条没有计入，见“待核实”：", f" {count} were not counted, see the inbox: ")
    said = [t(f"第 {n} 行 {why}", f"line {n}: {why}") for n, why in written.lost[:SHOWN]]
    return words + t("；", "; ").join(said) + ("…" if count > SHOWN else "")
