"""A campaign's groups in words, and the ranking as a paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.catchup.groups.ranking import Number, Reached, Row
from fieldapp.catchup.plan.groups import DOSES, Group
from fieldapp.catchup.tables.sheet import Cell, Column, Line, Paper, Part, Rate, Words
from fieldapp.ground.showing import percent

TITLE = ("分组接种进度排名", "Groups: progress and rank")
CORNER, TOTAL = ("单位", "Unit"), ("合计", "Total")
NOTES: Sequence[Words] = (
    (
        "率是普查人数的百分比，不是名单人数的；没有普查人数的不算率、不排名，合计里有一处没有普查人数也不算。超过100%照实写，用※标出，请核对。",
        "Shares are of the people the census counts, not of the list; without a census number there is no share and no "
        "rank, nor a total while one is missing. Above 100 % is shown as it is, marked ※: please check.",
    ),
    (
        "年龄按活动开始那天的周岁，以后不变。第一剂：有一剂有效接种；全程：达到活动自己定的剂数，没有自己的定义时按免疫程序不缺。"
        "人和剂次分开：剂次是活动期间种的。",
        "Ages are completed years on the first day and stay. First dose: one valid dose; all doses: as many as the "
        "campaign asks, or nothing missing by the schedule. People and doses are counted apart: doses are those given "
        "in the campaign’s days.",
    ),
)


def goal_words(dose: str, one: Reached, on: str) -> Words | None:
    """What is wanted of a dose, where it stands and what is left; None without a goal."""
    if one.goal is None:
        return None
    zh, en = DOSES[dose]
    head = (
        f"{zh}目标：{one.goal.by} 前 {one.goal.share}%",
        f"Goal, {en}: {one.goal.share} % by {one.goal.by}",
    )
    now = _now(one)
    days = one.goal.days(on)
    if one.met:
        return f"{head[0]}；{now[0]}，已达到", f"{head[1]}; {now[1]}: reached"
    left = (f"，还差 {one.left} 人", f", {one.left} people to go") if one.left is not None else ("", "")
    when = (
        (f"，还有 {days} 天", f", {days} days left")
        if days > 0
        else ("，今天到期", ", due today")
        if days == 0
        else (f"，已过 {-days} 天", f", {-days} days past")
    )
    return f"{head[0]}；{now[0]}{left[0]}{when[0]}", f"{head[1]}; {now[1]}{left[1]}{when[1]}"


def _now(one: Reached) -> Words:
    if one.of is None:
        return (
            f"现在 {one.n} 人，没有普查人数，不能算率",
            f"reached now: {one.n}; no census number, so no share",
        )
    share = percent(one.n, one.of)
    return f"现在 {share}%（{one.n} / {one.of}）", f"now {share} % ({one.n} of {one.of})"


def lacking_words(number: Number) -> Words | None:
    """Why there is no census number, or that the parts say another."""
    if number.n is None:
        return f"{number.lacking} 个单位没有普查人数", f"units without a census number: {number.lacking}"
    if number.parts is not None:
        return (
            f"写的是 {number.n}，各单位相加是 {number.parts}，请核对",
            f"says {number.n}, its parts add up to {number.parts}: please check",
        )
    return None


COLUMNS: Sequence[Column] = (
    Column([("名次", "Rank")], 0.7),
    Column([("普查人数", "Census")]),
    Column([("名单人数", "On the list")]),
    *(
        Column([said, head], width)
        for said in DOSES.values()
        for head, width in (
            (("人", "people"), 1.0),
            (("率，%", "%"), 1.2),
            (("近7天", "last 7 days"), 1.0),
            (("距目标", "to the goal"), 1.0),
        )
    ),
    Column([("接种剂次", "Doses given")]),
)


def paper_of(
    unit: Words, facts: Sequence[Words], parts: Sequence[tuple[Group, Row, Sequence[Row], dict[str, Words]]]
) -> Paper:
    """The paper of an area: a grid a group, its total first, then areas by rank; `parts` with the names of units."""
    grids = [
        Part(
            group.words,
            CORNER,
            COLUMNS,
            [_line(TOTAL, whole, bold=True), *(_line(names[row.code], row) for row in rows)],
        )
        for group, whole, rows, names in parts
    ]
    notes = list(NOTES)
    for group, whole, _rows, _names in parts:
        notes += [
            (f"{group.words[0]}：{said[0]}。", f"{group.words[1]}: {said[1]}.")
            for said in [lacking_words(whole.census)]
            if said
        ]
    return Paper(TITLE, [(f"报告单位：{unit[0]}", f"Unit: {unit[1]}"), *facts], grids, notes)


def _line(name: Words, row: Row, *, bold: bool = False) -> Line:
    cells: list[Cell] = [
        row.rank or "—" if not bold else "",
        "—" if row.census.n is None else row.census.n,
        row.listed,
    ]
    for dose in DOSES:
        one = row.reached[dose]
        cells += [one.n, Rate(one.n, one.of or 0), one.week, "—" if one.left is None else one.left]
    return Line(name, [*cells, row.given], bold, "" if bold else row.code)
