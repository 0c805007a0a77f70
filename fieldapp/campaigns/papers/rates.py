"""The lines of words under an official sheet's table: its rates, and how many of its children are 不详. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.campaigns.figures.indicators import (
    Counts,
    Figure,
    by_parts,
    round_coverage,
    round_coverage_with_elsewhere,
    zero_dose_share,
)
from fieldapp.campaigns.papers.layout import Say
from fieldapp.campaigns.papers.place_sheet import Place, zero_before

Words = tuple[str, str]  # what a sheet calls its target and its dosed
UNKNOWN_PARTS = {
    "born": ("出生日期", "birth date"),
    "residence": ("户籍", "residence"),
    "prior": ("既往剂次", "earlier doses"),
}


def rates_of(whole: Place, words: Words, say: Say) -> tuple[str, ...]:
    """The line of rates, each with its two integers."""
    everyone, (target, dosed), n = whole.all, words, whole.all.found
    migrant = by_parts(whole.parts, 1).get(("migrant",), Counts())
    found = say(f"，含现场新增 {n}", f", {n} of them found") if n else ""
    both = say(f"{dosed}＋他处已种", "dosed here or elsewhere")
    first = say("本轮第一剂", "first dose ever in this round")
    return (
        _rate(say, say("报告接种率", "Reported coverage"), round_coverage(everyone), dosed, target, found),
        _rate(say, say("其中流动", "of it migrants"), round_coverage(migrant), dosed, target),
        _rate(
            say,
            say("含他处已种", "with those dosed elsewhere"),
            round_coverage_with_elsewhere(everyone),
            both,
            target,
        ),
        _rate(say, say("0剂次占比", "zero-dose share"), zero_dose_share(everyone), first, dosed),
    )


def _rate(say: Say, name: str, figure: Figure, top: str, base: str, more: str = "") -> str:
    share = figure.percent + ("%" if figure.denominator else "")
    of = f"{top} {figure.numerator}÷{base} {figure.denominator}{more}"
    return say(f"{name} {share}（{of}）", f"{name} {share} ({of})")


def zero_dose_note(whole: Place, dosed: str, say: Say) -> str:
    """How the two figures of 0 doses on a sheet hang together: who had none before the campaign, and whose first dose
    ever this round was. In a later round they differ by those who had their first in between; empty where they do
    not."""
    before, first = zero_before(whole).vaccinated, whole.all.zero_dose
    if before <= first:
        return ""
    return say(
        f"活动前0剂次的儿童本轮{dosed} {before} 人：第一剂就在本轮的 {first} 人（算0剂次占比），"
        f"活动开始后、本轮以前已有第一剂的 {before - first} 人。",
        f"Of children without a dose before the campaign {before} were dosed in this round: {first} for the first time "
        f"ever (the zero-dose share), {before - first} had their first dose since the campaign began.",
    )


def unknown_words(unknown: Mapping[str, int], words: Words, say: Say) -> str:
    """`应种中不详 3 人：…`; empty when everything is known of everybody."""
    n = unknown["any"]
    if not n:
        return ""
    some = [
        say(f"{zh}不详 {unknown[part]}", f"{en} {unknown[part]}")
        for part, (zh, en) in UNKNOWN_PARTS.items()
        if unknown[part]
    ]
    head = say(f"{words[0]}中不详 {n} 人：", f"Something unknown of {n} in the target: ")
    return head + say("，", ", ").join(some)
