"""The foot of an official sheet, from what was said of vials, reactions and posts. Decides on values alone.

使用 is vials opened. 损耗系数 is doses in vials opened over doses given, for all batches together: which dose came out
of which vial is not counted. 应报天数 is village-days: every village of the sheet on every day of the round so far;
已报 those of them on which a zero report or a reaction was sent. 例数 counts reactions of any day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from fieldapp.campaigns.detail_table.foot import Foot as WideFoot
from fieldapp.campaigns.figures.foot_facts import FootFacts, FootRecord
from fieldapp.campaigns.papers.layout import Cell, Foot, Say
from fieldapp.ground.showing import EMPTY
from fieldapp.records.code_words import FORMS, word

MEASURES = ("received", "opened", "discarded", "returned")
UNITS = {"drops": ("瓶", "vials"), "injection": ("支", "ampoules"), "pill": ("粒", "pills")}
BLANK = "　" * 6
Pair = tuple[int, int | None]  # vials, and the doses in them where that is known


def days_between(first: str, last: str) -> list[str]:
    """Every day from the first to the last."""
    start, n = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(start + timedelta(days=day)).isoformat() for day in range(n + 1)]


@dataclass(frozen=True)
class About:
    """What a foot is of.

    Args:
        villages: those of the sheet; facts of others are not looked at.
        days: first day of the round, and its last or the day the figures are of, whichever is earlier: what is to come
            is not due yet. Before the first day there is none.
        given: doses given, for 损耗系数.
        staff: people who gave them.
        form: the campaign's; with those of the batches it says what vaccine is counted in.
    """

    villages: frozenset[str]
    days: tuple[str, str]
    given: int
    staff: int
    form: str | None = None


def foot_of(facts: FootFacts, about: About, standing: Callable[[str], str], language: str, say: Say) -> Foot:
    """The foot of a sheet; `standing`: the village that now counts what another counted."""

    def of(kind: str) -> list[FootRecord]:
        said = (replace(one, area=standing(one.area)) for one in facts.of(kind))
        return [one for one in said if one.area in about.villages]

    posts = sum(n for code, n in facts.posts.items() if standing(code) in about.villages)
    told = {(one.area, one.on or one.words.get("seen_on")) for one in [*of("aefi"), *of("zero_report")]}
    return Foot(
        _heads(facts.batches, about.form, language, say),
        _vaccine(of("vials"), facts.batches, about.given, language, say),
        (
            say(f"设点数：{posts}", f"Posts: {posts}"),
            say(f"接种人员数：{about.staff}", f"Vaccinators: {about.staff}"),
            _reactions(about, told, len(of("aefi")), say),
        ),
        (
            say("填表人：", "Filled in by: ") + BLANK,
            say("审核人：", "Checked by: ") + BLANK,
            say("单位（章）：", "Unit (seal): ") + BLANK,
            say("日期：", "Date: ") + BLANK,
        ),
    )


def _reactions(about: About, told: set[tuple[str, Any]], cases: int, say: Say) -> str:
    """`told`: the villages and days that were reported, those outside the round among them."""
    asked, villages = set(days_between(*about.days)), len(about.villages)
    due, done = len(asked) * villages, sum(day in asked for _village, day in told)
    until = about.days[1]
    return say(
        f"AEFI：截至 {until} 应报天数 {due}（{villages} 个村×{len(asked)} 天），已报天数 {done}，例数 {cases}",
        f"AEFI: village-days to report by {until} {due} ({villages} × {len(asked)}), reported {done}, cases {cases}",
    )


def _heads(
    batches: Mapping[str, Mapping[str, Any]], form: str | None, language: str, say: Say
) -> tuple[str, ...]:
    forms = {form, *(batch.get("form") for batch in batches.values())}
    unit = "/".join(word(UNITS, one, language) for one in UNITS if one in forms) or say("瓶", "vials")
    columns = [
        say("批号", "Batch"),
        say("疫苗、剂型", "Vaccine"),
        say("厂家", "Maker"),
        say("有效期至", "Expires"),
        say("每瓶剂数", "Doses per vial"),
    ]
    for zh, en in (("领取", "Received"), ("使用", "Opened"), ("报废", "Spoilt"), ("退回", "Returned")):
        columns += [say(f"{zh}（{unit}）", f"{en}, {unit}"), say(f"{zh}（剂）", f"{en}, doses")]
    return (*columns, say("损耗系数", "Wastage factor"))


def _vaccine(
    said: list[FootRecord], batches: Mapping[str, Mapping[str, Any]], given: int, language: str, say: Say
) -> tuple[tuple[Cell, ...], ...]:
    """A line a batch, then all together; doses are `—` where it is not known how many a vial holds."""
    by_batch: dict[str, list[int]] = {}
    for one in said:
        vials = by_batch.setdefault(str(one.words.get("batch") or ""), [0] * len(MEASURES))
        for place, name in enumerate(MEASURES):
            vials[place] += one.words.get(name) or 0
    order = sorted(by_batch, key=lambda key: (str(batches.get(key, {}).get("lot") or "~"), key))
    pairs = [_in_doses(by_batch[key], batches.get(key, {}).get("doses_per_vial")) for key in order]
    lines = [
        (*_named(batches.get(key, {}), language, say), *_cells(some), "")
        for key, some in zip(order, pairs, strict=True)
    ]
    whole = [_added([some[place] for some in pairs]) for place in range(len(MEASURES))]
    factor = WideFoot(doses_in_vials=whole[1][1], given=given).wastage
    return (*lines, (say("合计", "Total"), "", "", "", "", *_cells(whole), factor))


def _in_doses(vials: list[int], per_vial: int | None) -> list[Pair]:
    return [(n, 0 if not n else n * per_vial if per_vial else None) for n in vials]


def _added(pairs: list[Pair]) -> Pair:
    """The sum of some; doses are unknown as soon as those of one are."""
    doses = [n for _vials, n in pairs if n is not None]
    return sum(vials for vials, _doses in pairs), sum(doses) if len(doses) == len(pairs) else None


def _cells(pairs: list[Pair]) -> list[Cell]:
    return [cell for vials, doses in pairs for cell in (vials, EMPTY if doses is None else doses)]


def _named(batch: Mapping[str, Any], language: str, say: Say) -> tuple[Cell, ...]:
    form = word(FORMS, batch["form"], language) if batch.get("form") else ""
    vaccine = " ".join(part for part in (batch.get("product"), form) if part)
    lot = batch.get("lot") or say("批号不详", "no batch said")
    return (
        lot,
        vaccine,
        batch.get("maker") or "",
        batch.get("expires") or "",
        batch.get("doses_per_vial") or "",
    )
