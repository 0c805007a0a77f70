"""查漏补种汇总表 (table 5): units by children and by doses, local and migrant, by vaccine, polio by prior. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fieldapp.catchup.plan.plan import LOCAL, MIGRANT, UNKNOWN
from fieldapp.catchup.tables.figures import (
    EVERYONE,
    PRIORS,
    Figures,
    doubts_of,
    reason_words,
    vaccine_words,
    vaccines_in,
)
from fieldapp.catchup.tables.sheet import Cell, Column, Line, Paper, Part, Rate, Words

TITLE = ("查漏补种汇总表", "Summary of catch-up vaccination")
CORNER, TOTAL = ("单位", "Unit"), ("合计", "Total")
WHERE = ((EVERYONE, ("合计", "all")), (LOCAL, ("本地", "local")), (MIGRANT, ("流动", "migrant")))
PRIOR_WORDS = {"0": ("0剂", "0"), "1": ("1剂", "1"), "2": ("2剂", "2"), "3": ("≥3剂", "3 or more")}
PRIOR_WORDS[UNKNOWN] = ("不详", "unknown")
CHILDREN_N, DOSES_N = ("人", "children"), ("剂次", "doses")
VACCINES_A_PART = 3
Ask = Callable[[Figures], Cell]
Asked = tuple[Column, Ask]
Named = tuple[str, Words, Figures]  # a unit: code, name, figures


def paper_of(unit: Words, facts: Sequence[Words], units: Sequence[Named], whole: Figures) -> Paper:
    """The paper of an area. `facts`: what it is of and up to which day."""
    parts = [_part(("人数（人）", "Children"), _children(whole), units, whole)]
    parts += _by_vaccine(units, whole)
    polio = [one for prior in PRIORS for one in _of_doses("polio", [], prior)]
    if "polio" in vaccines_in(whole):
        named = ("脊灰，按开始前的剂次（剂次）", "Polio by earlier doses (doses)")
        parts.append(_part(named, polio, units, whole))
    parts.append(_part(("未补原因、通知（人、次）", "Why not, and how told"), _reasons(whole), units, whole))
    return Paper(TITLE, [(f"报告单位：{unit[0]}", f"Unit: {unit[1]}"), *facts], parts, notes_of(whole))


def notes_of(whole: Figures) -> list[Words]:
    """What must be said under the table."""
    notes = [
        (
            "人数和剂次分开计算。应补：活动开始那天按程序（或活动的定义）缺的剂次，以后不变；实补：活动期间种的，不论哪里记的。"
            "卡介苗不计入合计。流动：户籍不在本县。",
            "Children and doses are counted apart. Needed: what was missing on the first day, by the schedule or the "
            "campaign's own definition; given: in its days, whoever recorded it. BCG is in no sum. Migrant: registered "
            "outside this county.",
        )
    ]
    if n := whole["children", UNKNOWN]:
        notes.append(
            (
                f"合计里有 {n} 人户籍不详，不在本地、流动两栏。",
                f"Of {n} children the registration is not known.",
            )
        )
    if n := whole["unknown", EVERYONE]:
        notes.append(
            (
                f"另有 {n} 人一剂记录也没有，没有按缺种计算。",
                f"Of {n} children no dose is recorded: not reckoned as gaps.",
            )
        )
    for vaccine, given, needed in doubts_of(whole):
        zh, en = vaccine_words(vaccine)
        notes.append(
            (
                f"※ {zh}：实补 {given} 多于应补 {needed}，超过100%，照实填写，请核对（活动期间到龄的也在活动里种了）。",
                f"※ {en}: {given} given, {needed} needed: above 100 %, shown as it is; please check.",
            )
        )
    return notes


def _part(named: Words, asked: Sequence[Asked], units: Sequence[Named], whole: Figures) -> Part:
    lines = [Line(TOTAL, [ask(whole) for _column, ask in asked], bold=True)]
    lines += [
        Line(name, [ask(figures) for _column, ask in asked], code=code) for code, name, figures in units
    ]
    return Part(named, CORNER, [column for column, _ask in asked], lines)


def _n(heads: Sequence[Words], measure: str, where: str = EVERYONE) -> Asked:
    return Column(heads), lambda figures: figures[measure, where]


def _rate(heads: Sequence[Words], n: str, of: str, where: str = EVERYONE) -> Asked:
    return Column(heads, 1.2), lambda figures: Rate(figures[n, where], figures[of, where])


def _children(_whole: Figures) -> list[Asked]:
    looked, short, done = (
        ("摸底儿童", "Looked at"),
        ("需补种儿童", "Need doses"),
        ("完成补种儿童", "Complete"),
    )
    rate = ("补种率（人），%", "Caught up, % of children")
    found = [_n([looked, said], "children", where) for where, said in WHERE]
    found += [
        _n([("无证", "No certificate")], "no_certificate"),
        _n([("补证", "Issued")], "certificate_made"),
    ]
    found += [_n([("无卡", "No card")], "no_card"), _n([("补建", "Made")], "card_made")]
    found += [_n([short, said], "short", where) for where, said in WHERE]
    found += [_n([done, said], "done", where) for where, said in WHERE]
    found += [_rate([rate, said], "done", "short", where) for where, said in WHERE]
    zero = ("脊灰0剂次", "No polio dose")
    return [*found, _n([zero, ("应补", "found")], "zero"), _n([zero, ("已补", "dosed")], "zero_given")]


def _of_doses(vaccine: str, heads: Sequence[Words], prior: str = "", where: str = EVERYONE) -> list[Asked]:
    name = f"{vaccine}|{prior}" if prior else vaccine
    above = [*heads, *([PRIOR_WORDS[prior]] if prior else [])]
    need, given = f"need:{name}", f"given:{name}"
    return [
        _n([*above, ("应补", "needed")], need, where),
        _n([*above, ("实补", "given")], given, where),
        _rate([*above, ("率，%", "%")], given, need, where),
    ]


def _by_vaccine(units: Sequence[Named], whole: Figures) -> list[Part]:
    """Doses by vaccine, several vaccines a part; the sum of all first."""
    there = ["all", *vaccines_in(whole)]
    parts = []
    for start in range(0, len(there), VACCINES_A_PART):
        some = there[start : start + VACCINES_A_PART]
        asked = [
            one
            for vaccine in some
            for where, said in WHERE
            for one in _of_doses(vaccine, [_called(vaccine), said], where=where)
        ]
        parts.append(_part(("按疫苗（剂次）", "By vaccine (doses)"), asked, units, whole))
    return parts


def _called(vaccine: str) -> Words:
    return TOTAL if vaccine == "all" else vaccine_words(vaccine)


def _reasons(whole: Figures) -> list[Asked]:
    left = ("未完成的原因（人）", "Why not complete (children)")
    codes = [
        m.partition(":")[2] for (m, where), n in whole.most_common() if m.startswith("reason:") and not where
    ]
    found = [_n([left, reason_words(code)], f"reason:{code}") for code in codes]
    told = ("通知（次）", "Told (times)")
    ways = (("slip", ("通知单", "slip")), ("call", ("电话", "call")), ("message", ("短信", "message")))
    return [*found, *(_n([told, said], f"told:{way}") for way, said in ways)]
