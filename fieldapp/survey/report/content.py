"""What a survey's report says: the words, tables and pictures of the page's own figures, for Word and PDF alike.

Nothing names a child or a surveyor; no figure is worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.areas.latin.said import place_said
from fieldapp.ground.clock import today
from fieldapp.ground.typesetting.fonts import WANTED
from fieldapp.ground.words import t
from fieldapp.survey.interviews.watching import outcome_said
from fieldapp.survey.plan import desk
from fieldapp.survey.plan.shown import HOUSEHOLDS, PER_HOUSEHOLD, joined_of
from fieldapp.survey.result import drawn, page, wording
from fieldapp.survey.result.drawn import figures, share
from fieldapp.survey.tables.chart import FONT, letters

Line = tuple[str, ...]
FIGURES = (
    ("估计值", "Estimate"),
    ("95% 区间", "95% interval"),
    ("有 / 人数", "Had / n"),
    ("设计效应", "Design effect"),
)

LEAST_WIDE, MOST_WIDE = 8, 40
WHAT_BESIDE = (
    "只并排看，不合并：在区间里、或相差不到 5 个百分点，就算一致。",
    "Side by side, never merged: inside the interval, or within 5 points, they agree.",
)


@dataclass(frozen=True)
class Section:
    """One part of the report: a heading, paragraphs, a table, a picture (SVG)."""

    title: str
    paragraphs: tuple[str, ...] = ()
    heads: Line = ()
    rows: tuple[Line, ...] = ()
    plot: str = ""

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column of words is beside the others, in letters; 0 for one of numbers, as wide as it needs."""
        return tuple(widths_of((self.heads, *self.rows)))


@dataclass(frozen=True)
class Report:
    """The whole report."""

    title: str
    facts: tuple[Line, ...]
    summary: str
    sections: tuple[Section, ...] = field(default_factory=tuple)


def on_paper(plot: str) -> str:
    """A plot in the faces papers are set in, the best first: the one a browser would take may be a thin one there."""
    return plot.replace(FONT, ",".join(f"'{one}'" for one in WANTED))


def widths_of(lines: Sequence[Sequence[str]]) -> list[int]:
    """The same of the lines of a table, heads first."""
    found = []
    for head, *cells in zip(*lines, strict=True):
        in_words = any(letter.isalpha() for cell in cells for letter in cell)
        longest = max(map(letters, (head, *cells)))
        found.append(min(max(longest, LEAST_WIDE), MOST_WIDE) if in_words else 0)
    return found


def report_of(result: page.Result) -> Report:
    """The report of a survey as it stands now."""
    survey, main = result.survey, result.main
    record = result.tables.records.get(main.name) if main else None
    summary = t(*result.tables.problem) if result.tables.problem else ""
    if main and record:
        said = t(*wording.sentence(record, survey.goal))
        summary = f"{page.name_of(main)}{t('：', ': ')}{share(record['estimate'])}{t('，', ', ')}{said}"
    parts = [
        _done(result),
        _doses(result),
        *_parts(result),
        _beside(result),
        _groups(result),
        _reasons(result),
        _advice(result),
    ]
    kept = tuple(one for one in parts if one.rows or one.paragraphs)
    return Report(t("%s报告", "Report: %s") % survey.name, _facts(result), summary, kept)


def _facts(result: page.Result) -> tuple[Line, ...]:
    survey = result.survey
    return (
        (t("地区", "Area"), place_said(result.names.get(survey.area, survey.area))),
        (t("对象", "Children"), t("%s 至 %s 出生", "born %s to %s") % (survey.born_from, survey.born_to)),
        (t("调查日期", "Days"), f"{survey.first_day} – {survey.last_day}"),
        (t("目标", "Goal"), f"{survey.goal}%"),
        (t("打印日期", "Made on"), today().isoformat()),
    )


def _done(result: page.Result) -> Section:
    """Design, sample and response."""
    survey, response = result.survey, page.response_of(result)
    _said, size, _preset = desk.size_kept(survey)
    how = t(*HOUSEHOLDS[survey.households]) + t("；", "; ") + t(*PER_HOUSEHOLD[survey.per_household])
    drawn = (
        t("按大小成比例系统抽样，种子 %s。", "Systematic, probability proportional to size; seed %s.")
        % survey.seed
    )
    words = [t(*one) for one in size.steps] + [drawn, joined_of(survey), how]
    words = [one for one in words if one]
    words += [t(*note) for note in result.weighted.notes] + _replaced(result)
    rows = [(outcome_said(code), str(n)) for code, n in response.items() if code not in ("all", "done")]
    rows.append((t("合计", "All"), str(response["all"])))
    heads = (t("入户结果", "Outcome"), t("户", "Households"))
    return Section(t("怎么做的", "What was done"), tuple(words), heads, tuple(rows))


def _replaced(result: page.Result) -> list[str]:
    """The clusters that were replaced, with the reason."""
    by_key = {one.key: one for one in result.clusters}
    return [
        t("第 %d 群换成第 %d 群：%s", "Cluster %d was replaced by %d: %s")
        % (by_key[one.replaced].n, one.n, one.reason)
        for one in result.clusters
        if one.replaced
    ]


def _heads(first: Sequence[str]) -> Line:
    return (*first, *(t(*words) for words in FIGURES))


def _doses(result: page.Result) -> Section:
    lines = [one for one in page.dose_lines(result) if "any" in one]
    rows = []
    for one in lines:
        by = [_share(one.get(source)) for source in ("card", "register", "recall", "valid")]
        rows.append((one["dose"], *figures(one["any"]), *by))
    sources = ("按卡证", "By card"), ("按系统", "By register"), ("按回忆", "By recall"), ("合格", "Valid")
    heads = (*_heads([t("剂次", "Dose")]), *(t(*words) for words in sources))
    title = t("单苗接种率", "Coverage, dose by dose")
    return Section(title, (), heads, tuple(rows), drawn.plot_of_doses(result))


def _share(record: dict[str, Any] | None) -> str:
    return share(record["estimate"] if record else None)


def _parts(result: page.Result) -> list[Section]:
    found = []
    for part, words in page.PARTS:
        lines = [] if part == "doses" else page.part_lines(result, part)
        rows = tuple((page.name_of(one), *figures(record), vcqi(one.indicator.vcqi)) for one, record in lines)
        found.append(Section(t(*words), (), (*_heads([t("指标", "Indicator")]), "VCQI"), rows))
    return found


def vcqi(words: str) -> str:
    """The name of the WHO programme's measure alone; a dash where it has none."""
    return drawn.NOTHING if words == "none" else words.partition(";")[0].partition(" (")[0]


def _groups(result: page.Result) -> Section:
    main = result.main
    title, heads = t("分开看", "By group"), _heads([t("分组", "Grouping"), t("组", "Group")])
    lines = page.groups_of(result, main.name) if main else []
    if main is None or not lines:
        return Section(title)
    rows = tuple((group, value, *figures(record)) for group, value, record in lines)
    return Section(title, (page.name_of(main),), heads, rows, drawn.plot_of_groups(result, main))


def _beside(result: page.Result) -> Section:
    """What is reported and registered, never merged with what the survey found."""
    rows = tuple(
        (
            *(one.words, share(one.share), f"{one.numerator} / {drawn.number(one.denominator)}"),
            *(one.of, one.says or drawn.NOTHING),
        )
        for one in page.beside_lines(result)
    )
    heads = ("哪个数", "Figure"), ("比例", "Share"), ("分子 / 分母", "Of"), ("是什么的比例", "A share of")
    words = (t(*WHAT_BESIDE),) if rows else ()
    said = tuple(t(*one) for one in (*heads, ("和调查比", "Beside the survey")))
    return Section(t("和报告的、在册的比", "Beside what is reported and registered"), words, said, rows)


def _reasons(result: page.Result) -> Section:
    rows = tuple((name, str(n), share(part)) for name, n, part in page.reason_lines(result))
    heads = (t("主要原因", "Main reason"), t("孩子", "Children"), t("加权占比", "Weighted share"))
    return Section(t("没种的原因", "Why not vaccinated"), (), heads, rows)


def _advice(result: page.Result) -> Section:
    """Where to go: the villages in which fewer had it than the goal."""
    rows = tuple(
        (
            str(one["n"]),
            place_said(result.names.get(one["area"][:9], "")),
            place_said(result.names.get(one["area"], one["area"])),
            f"{one['had']} / {one['of']}",
        )
        for one in page.weak_clusters(result)
    )
    words = (
        t(
            "每村只问了几名：提示去看哪里，不是这个村的接种率。",
            "Of each few were asked: it says where to look.",
        ),
    )
    heads = (t("群号", "No."), t("乡镇", "Township"), t("村", "Village"), t("有 / 问到", "Had / asked"))
    return Section(t("建议补种的村", "Villages to catch up"), words if rows else (), heads, rows)
