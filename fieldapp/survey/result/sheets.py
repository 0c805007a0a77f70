"""The files of a survey's result: estimates, anonymised records, and what their columns are."""

from __future__ import annotations

from typing import Any

from fieldapp.ground.words import t
from fieldapp.survey.result import page, tables, wording

Sheet = tuple[list[str], list[tuple[Any, ...]]]
HEADS = (
    ("指标", "Indicator"),
    ("分组", "Grouping"),
    ("组", "Group"),
    ("估计值", "Estimate"),
    ("下限", "Lower"),
    ("上限", "Upper"),
    ("标准误", "Standard error"),
    ("有", "Count"),
    ("人数", "n"),
    ("加权人数", "Weighted n"),
    ("不加权", "Unweighted"),
    ("设计效应", "Design effect"),
    ("自由度", "df"),
    ("对照目标", "Against the goal"),
    ("分子", "Numerator"),
    ("分母", "Denominator"),
    ("VCQI", "VCQI"),
    ("代码", "Code"),
    ("说明", "Note"),
)


def estimates(result: page.Result) -> Sheet:
    """A line for each estimate: everybody first, then the groups of what is broken down."""
    lines = []
    for one in result.asking.asked:
        record = result.tables.records.get(one.name)
        if record is not None:
            lines.append(_line(result, one, "", t("全部", "all"), record))
            lines += [_line(result, one, *group) for group in page.groups_of(result, one.name)]
    return [t(*words) for words in HEADS], lines


def _line(result: page.Result, one: Any, group: str, value: str, record: dict[str, Any]) -> tuple[Any, ...]:
    figures = ("estimate", "ci_low", "ci_high", "se", "count", "n", "n_weighted", "unweighted", "deff", "df")
    said = [record[name] if record[name] is not None else "" for name in figures]
    shows = t(*wording.shown(record, result.survey.goal))
    words = (
        one.indicator.numerator,
        one.indicator.denominator,
        one.indicator.vcqi,
        tables.column_of(one.name),
    )
    return (page.name_of(one), group, value, *said, shows, *words, record["note"] or "")


def records(result: page.Result) -> str:
    """The anonymised records of the children that count."""
    return tables.records_csv(result.weighted.children, result.asking.asked, result.numbers)


def codebook(result: page.Result) -> Sheet:
    """What each column of the records is."""
    sample = {
        "cluster": ("群号", "number of the cluster"),
        "stratum": ("层（地区代码；all：不分层）", "stratum, an area's code; all: one stratum"),
        "weight": ("权重：抽样、户内、无应答", "weight: selection, household, non-response"),
        "residence": ("local 本地，migrant 流动", "local or migrant"),
        "sex": ("male 男，female 女", "male or female"),
        "township": ("乡镇代码", "code of the township"),
    }
    lines: list[tuple[Any, ...]] = [(name, t(*words), "", "", "") for name, words in sample.items()]
    for one in result.asking.asked:
        said = one.indicator
        lines.append(
            (tables.column_of(one.name), page.name_of(one), said.numerator, said.denominator, said.vcqi)
        )
    heads = [t("列", "Column"), t("意思", "Meaning"), t("1 是", "1 is"), t("分母", "Denominator"), "VCQI"]
    return heads, lines
