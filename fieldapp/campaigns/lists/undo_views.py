"""An import of a list taken back: what that would do, and doing it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from fieldapp.campaigns.lists import imports
from fieldapp.campaigns.room import blueprint, campaign_of, current_round, rounds_of
from fieldapp.ground.clock import china_time
from fieldapp.ground.field_words import field_word
from fieldapp.ground.words import language, t
from fieldapp.records.lists.undoing import CHANGED, JOINED, VISITED
from fieldapp.web.forms import asks_again, sent
from fieldapp.web.gate import may, needs

WHY = {
    VISITED: ("去过或有接种记录", "visited, or a dose is recorded"),
    JOINED: ("和另一条记录合并了", "joined with another record"),
}


@blueprint.route("/<key>/list/imports/<int:n>", methods=["GET", "POST"])
@needs("import")
@asks_again
def roster_undo(key: str, n: int) -> Any:
    """What taking an import back would do, what stays and why; POST does it."""
    campaign = campaign_of(key)
    if sent():
        flash(_done(*imports.take_back(g.person, campaign, n)))
        return redirect(url_for("campaigns.roster", key=key))
    one, rounds = imports.import_of(campaign, n), rounds_of(campaign)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds, "one": one, "why": _why}
    words |= {"found": imports.foreseen(campaign, one), "may_undo": one.may_be_taken_back(g.person)}
    shown = current_round(campaign, rounds) if campaign.state != "draft" and may("children.see") else None
    return render_template("campaigns/roster_undo.html", shown_in=shown, china_time=china_time, **words)


def _why(kept: Any, people: dict[str, str]) -> str:
    """Why a child stays."""
    if kept.reason != CHANGED:
        return t(*WHY[kept.reason])
    fields = t("、", ", ").join(field_word(name, language()) for name in kept.fields)
    who = f"{people.get(kept.by, '')} {china_time(kept.at)}".strip()
    return t(f"后来改过：{fields}（{who}）", f"changed since: {fields} ({who})")


def _done(found: imports.Foreseen, lost: int, why: str) -> str:
    """What came of it."""
    gone, back, kept = found.undo.count("child"), found.undo.completed, len(found.kept())
    words = t(f"已撤回：撤销 {gone} 名", f"Taken back: {gone} children removed")
    if back:
        words += t(f"，恢复 {back} 名", f", {back} as they were")
    words += t("。", ".")
    if kept:
        words += t(f"后来改过、去过的 {kept} 名留着。", f" {kept} changed or visited since stay.")
    if lost:
        words += t(
            f"有 {lost} 条没有计入，见“待核实”：{why}", f" {lost} were not counted, see the inbox: {why}"
        )
    return words
