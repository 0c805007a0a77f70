"""The form by which a child's record is put right in the office."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.correcting import form, saving
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.ground.words import language, t
from fieldapp.records.code_words import choices_of
from fieldapp.web.forms import asks_again, sent
from fieldapp.web.gate import needs


@blueprint.route("/<key>/rounds/<int:n>/children/<child>/edit", methods=["GET", "POST"])
@needs("child")
@asks_again
def correct_child(key: str, n: int, child: str) -> Any:
    """Name, birth, family, telephone, home and numbers of a child; POST records what was typed otherwise."""
    campaign = campaign_of(key)
    one = saving.held(campaign, child)
    page = url_for("campaigns.child", key=key, n=n, child=child)
    if sent():
        flash(_done(saving.save(g.person, one, request.form)))
        return redirect(page)
    words: dict[str, Any] = {
        "campaign": campaign,
        "round": round_of(campaign, n),
        "rounds": rounds_of(campaign),
    }
    words |= {"one": one, "page": page, "shown": one.shown(), "values": form.shown(one.child)}
    words["options"] = lambda name: [("", "—"), *choices_of(name, language())]
    return render_template("campaigns/correct_child.html", **words)


def _done(fields: int) -> str:
    if not fields:
        return t("没有改动。", "Nothing was changed.")
    return t(
        "已保存，数字跟着变；手机下次上报就能看到。",
        "Saved; the figures follow, phones see it when they next send.",
    )
