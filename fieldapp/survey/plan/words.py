"""What the templates of surveys say by code, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from fieldapp.ground.words import t
from fieldapp.survey.access import PLAN
from fieldapp.survey.plan.shown import HOUSEHOLDS, PER_HOUSEHOLD
from fieldapp.survey.plan.sizing import PRESETS, PURPOSES
from fieldapp.web.gate import may

Choices = list[tuple[str, str]]
FIGURES = {
    "ess": ("有效 {} 人", "{} effective"),
    "respondents": ("{} 名孩子", "{} children"),
    "clusters": ("{} 群", "{} clusters"),
    "households": ("{} 户", "{} households"),
}
TABS: dict[str, tuple[str, tuple[str, str]]] = {
    "plan": ("surveys.show", ("计划", "Plan")),
    "watch": ("survey_watch.watch", ("进度", "Progress")),
    "result": ("survey_result.show", ("结果", "Result")),
    "report": ("survey_report.index", ("报告", "Report")),
}


def _choices(words: Mapping[str, tuple[str, str]]) -> Choices:
    return [(code, t(*said)) for code, said in words.items()]


def survey_purposes() -> Choices:
    """What may be wanted of a survey."""
    return _choices(PURPOSES)


def survey_households() -> Choices:
    """How households are found."""
    return _choices(HOUSEHOLDS)


def survey_each() -> Choices:
    """Whom of a household is asked about."""
    return _choices(PER_HOUSEHOLD)


def survey_figures(figures: Mapping[str, int]) -> str:
    """The figures of a plan in a line."""
    return t("，", ", ").join(t(*FIGURES[name]).format(n) for name, n in figures.items())


def survey_presets(current: str) -> list[tuple[str, str, str, bool]]:
    """The presets as a filter."""
    return [
        (url_for("surveys.new", preset=name), t(*one.words), "", name == current)
        for name, one in PRESETS.items()
    ]


def survey_tabs(survey: Any, current: str) -> list[tuple[str, str, bool]]:
    """The pages of one survey; of a draft the plan alone."""
    names = (
        ["plan"]
        if survey.state == "draft"
        else [name for name in TABS if name != "report" or may(PLAN, survey.area)]
    )
    return [(url_for(TABS[name][0], key=survey.key), t(*TABS[name][1]), name == current) for name in names]


GLOBALS = (survey_purposes, survey_households, survey_each, survey_figures, survey_presets, survey_tabs)
