"""Valid doses by China's schedule, as a judge the indicators can take instead of the survey rule.

A thin bridge to `fieldapp.schedule`, which decides; here only records are put into its shape and its verdicts
counted. Source: the edition in force on each dose's day, as that engine has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from fieldapp.schedule import evaluate, programme_for
from fieldapp.survey.indicators.evidence import CountValid, Interview, believed

Evaluate = Callable[[Mapping[str, Any], Sequence[Any], date, Any], Mapping[str, Any]]
Given = tuple[str, str | None]


def by_schedule(judge: Evaluate, rules: Any) -> CountValid:
    """Count valid doses of an antigen (a series of the schedule) by an evaluator and its rules.

    Doses without a product cannot be judged and are not valid. A tick is shown to the evaluator, since it
    numbers the doses after it, but is never counted.
    """

    def count(child: Interview, antigen: str) -> int:
        given = _given(child)
        doses = [{"product": product, "given_on": on} for product, on in dict.fromkeys(given.values())]
        about = {"born": None if child.born is None else child.born.isoformat(), "sex": child.sex}
        judged = judge(about, doses, child.on, rules)["doses"]
        valid = {(dose["product"], dose["given_on"]) for dose in judged if dose["valid"]}
        return sum(
            one in valid and one[1] is not None for (series, _), one in given.items() if series == antigen
        )

    return count


def _given(child: Interview) -> dict[tuple[str, int], Given]:
    """Product and believed date of every dose with a product, by antigen and number."""
    products = {(dose.antigen, dose.n): dose.product for dose in child.doses if dose.product}
    given: dict[tuple[str, int], Given] = {}
    for (antigen, n), product in products.items():
        on = believed(child, antigen)[n]
        given[antigen, n] = (product, None if on is None else on.isoformat())
    return given


def national_schedule(edition: str | None = None, province: str | None = None) -> CountValid:
    """Count valid doses by the national schedule, with an edition alone or a province's rules on top."""
    return by_schedule(evaluate, programme_for(edition, province))
