"""The page of two lists: how many children both have missed, with what must hold for it; refused where it does not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request

from fieldapp.areas.codes import require_code
from fieldapp.ground.problems import BadInput
from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.missed import counting
from fieldapp.survey.stats.missed import Missed, estimate_missed
from fieldapp.web.gate import needs, require

blueprint = Blueprint("missed", __name__, url_prefix="/two-lists")
MOST = 10**7
COUNTS = {
    "first": ("第一份几名", "On the first"),
    "second": ("第二份几名", "On the second"),
    "both": ("两份都有几名", "On both"),
}
ASSUMPTIONS = (
    (
        "在这份名单上，不影响在不在另一份上（两份各做各的）",
        "being on one list makes it neither more nor less likely to be on the other",
    ),
    ("两份名单之间没有出生、死亡、迁入迁出", "nobody was born, died or moved between the two lists"),
    ("两份上的同一个孩子都认出来了", "every child on both lists is recognised as the same child"),
    ("每个孩子上名单的机会差不多", "every child of one list had about the same chance to be on it"),
)  # fmt: skip
REFUSALS = {
    "one list was made": "两份名单不是各做各的",
    "children came": "两份名单之间孩子有进有出",
    "children could": "认不准是不是同一个孩子",
    "only ": "两份都有的孩子太少，至少要 7 名",
    "one list lies": "一份名单整个在另一份里面",
}


@blueprint.app_template_global()
def missed_refusal(words: str) -> str:
    """Why there is no estimate."""
    zh = next((zh for begins, zh in REFUSALS.items() if words.startswith(begins)), words)
    return t(zh, words)


@blueprint.get("")
@needs("survey.see")
def index() -> str:
    """The lists of an area, and the estimate of what was chosen or typed."""
    area = request.args.get("area", "") or (g.person.areas[0] if g.person.areas else "")
    require_code("area", area)
    require(access.SEE, area)
    typed = {name: request.args.get(name, "").strip() for name in COUNTS}
    numbers = [_number(said) for said in typed.values()]
    found = _estimate(numbers) if None not in numbers else None
    words: dict[str, Any] = {"area": area, "pairs": counting.pairs(g.person, area), "numbers": numbers}
    asked = any(typed.values())
    words |= {"typed": typed, "counts": COUNTS, "most": MOST}
    words["no_numbers"] = [name for name, n in zip(typed, numbers, strict=True) if asked and n is None]
    return render_template("survey/missed/index.html", **words, found=found, assumptions=ASSUMPTIONS)


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and int(said) <= MOST else None


def _estimate(numbers: list[Any]) -> Missed | None:
    """The estimate, or its refusal; None of counts that cannot be."""
    held = {name: request.args.get(name) == "1" for name in ("independent", "closed", "matched")}
    try:
        return estimate_missed(*numbers, **held)
    except BadInput:
        return None
