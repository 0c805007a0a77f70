"""Coverage indicators: one child's record to 1, 0 or not applicable (None), each saying what it is.

Each function here makes an `Indicator`. A child counts 0 where nothing is known ("does not know" is not
vaccinated) and None only outside the denominator. Never weights, adds up or estimates: the column of an
indicator goes to `estimate`. Sources: WHO/IVB/18.09; the names of VCQI's equivalents are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from fieldapp.schedule.days import EPOCH, day_number, plus
from fieldapp.survey.design import Floats
from fieldapp.survey.evidence import CountValid, Interview, Schedule, believed
from fieldapp.survey.opportunities import Dose, opportunities

Answer = int | None
Source = Literal["card", "recall", "either"]
WEIGHT = "survey weight (selection, non-response, post-stratification)"
EVERYBODY = "all children of the age group interviewed"


@dataclass(frozen=True)
class Indicator:
    """What a column of ones and zeros means.

    `of` gives 1, 0 or None for a child outside the denominator; `vcqi` names the WHO programme's measure.
    """

    name: str
    zh: str
    numerator: str
    denominator: str
    source: str
    vcqi: str
    of: Callable[[Interview], Answer]
    weight: str = WEIGHT


def column(indicator: Indicator, children: Iterable[Interview]) -> Floats:
    """An indicator's outcome per child, NaN where it does not apply: what `estimate` takes."""
    answers = (indicator.of(child) for child in children)
    return np.array([np.nan if answer is None else answer for answer in answers], dtype=np.float64)


def has_dose(child: Interview, antigen: str, n: int, source: Source) -> bool:
    """Whether dose n is on the card (date or tick), remembered, or either."""
    on_card = n in believed(child, antigen)
    told = child.recall.get(antigen, 0) >= n
    return {"card": on_card, "recall": told, "either": on_card or told}[source]


def _of_age(child: Interview, from_days: int | None) -> bool:
    """Old enough for the denominator; an unknown age is not, where an age is asked."""
    return from_days is None or (child.age_days is not None and child.age_days >= from_days)


def _among(from_days: int | None) -> str:
    return EVERYBODY if from_days is None else f"{EVERYBODY}, at least {from_days} days old"


SOURCES = {
    "card": ("by card", "按卡证", "card or certificate: date or tick"),
    "recall": ("by recall", "按回忆", "the guardian's word"),
    "either": ("by card or recall", "按卡证或回忆", "card or certificate, else the guardian's word"),
}


def crude(antigen: str, n: int, source: Source = "either", from_days: int | None = None) -> Indicator:
    """Crude coverage of dose n: given at all, whenever."""
    en, zh, said = SOURCES[source]

    def of(child: Interview) -> Answer:
        return int(has_dose(child, antigen, n, source)) if _of_age(child, from_days) else None

    return Indicator(
        f"crude coverage of {antigen} {n}, {en}",
        f"{antigen}第{n}剂接种率（{zh}）",
        f"children with dose {n} of {antigen} {en}",
        _among(from_days),
        said,
        "RI_COVG_01",
        of,
    )


def scar(from_days: int | None = None) -> Indicator:
    """BCG by scar, beside card and recall."""
    return Indicator(
        "crude coverage of bcg, by scar",
        "卡介苗接种率（按卡痕）",
        "children with a BCG scar",
        _among(from_days),
        "the child's arm",
        "RI_COVG_01 (got_crude_bcg_by_scar)",
        lambda child: int(child.bcg_scar) if _of_age(child, from_days) else None,
    )


def valid(antigen: str, n: int, count: CountValid, from_days: int | None = None) -> Indicator:
    """Valid coverage of dose n; `count` is the judge: `survey_rule(…)` or `by_schedule(…)`."""

    def of(child: Interview) -> Answer:
        return int(count(child, antigen) >= n) if _of_age(child, from_days) else None

    return Indicator(
        f"valid coverage of {antigen} {n}",
        f"{antigen}第{n}剂合格接种率",
        f"children with {n} valid doses of {antigen}: recorded dates at a valid age and interval",
        _among(from_days),
        "card or certificate: dates only; ticks and recall never count",
        "RI_COVG_02",
        of,
    )


def by_days(days: int) -> Callable[[date], date]:
    """A deadline: the last day in time is `days` days after birth."""
    return lambda born: born + timedelta(days=days)


def by_months(months: int) -> Callable[[date], date]:
    """A deadline: the last day before completing `months` months of age, as the schedule counts them."""
    return lambda born: date.fromordinal(plus(day_number(born), months) - 1 + EPOCH)


def timely(antigen: str, n: int, last_day: Callable[[date], date], deadline: str) -> Indicator:
    """Dose n given by its deadline. `last_day` gives the last day in time from the birth date."""

    def of(child: Interview) -> Answer:
        if child.born is None or child.on <= last_day(child.born):
            return None
        on = believed(child, antigen).get(n)
        return int(on is not None and on <= last_day(child.born))

    return Indicator(
        f"timely coverage of {antigen} {n} ({deadline})",
        f"{antigen}第{n}剂及时接种率（{deadline}）",
        f"children with a recorded date of dose {n} of {antigen} by {deadline}",
        "children interviewed with a known birth date who are past the deadline",
        "card or certificate: dates only",
        "RI_VCTC_01 (received in time); RI_QUAL_04 for given before an age",
        of,
    )


FOUR: Mapping[str, int] = {"bcg": 1, "polio": 3, "dtp": 3, "mcv": 1}
FIVE: Mapping[str, int] = {**FOUR, "hepb": 3}


def full_set(
    name: str,
    zh: str,
    doses: Mapping[str, int],
    source: Source | CountValid = "either",
    from_days: int | None = None,
) -> Indicator:
    """All doses of a set (四苗 FOUR, 五苗 FIVE, any antigen → number): crude by a source, or valid by a judge."""

    def has_all(child: Interview) -> bool:
        if callable(source):
            return all(source(child, antigen) >= n for antigen, n in doses.items())
        return all(
            has_dose(child, antigen, each, source) for antigen, n in doses.items() for each in range(1, n + 1)
        )

    how = ("valid doses", "合格", "card or certificate: dates only") if callable(source) else SOURCES[source]
    return Indicator(
        f"{name}, {how[0]}",
        f"{zh}全程接种率（{how[1]}）",
        "children with " + ", ".join(f"{antigen} {n}" for antigen, n in doses.items()) + f", {how[0]}",
        _among(from_days),
        how[2],
        "RI_COVG_03",
        lambda child: int(has_all(child)) if _of_age(child, from_days) else None,
    )


def not_vaccinated(
    doses: Iterable[str], source: Source = "either", from_days: int | None = None
) -> Indicator:
    """No dose of any antigen of a list."""
    antigens = tuple(doses)

    def of(child: Interview) -> Answer:
        if not _of_age(child, from_days):
            return None
        return int(not any(_ever(child, antigen, source) for antigen in antigens))

    return Indicator(
        f"not vaccinated at all, {SOURCES[source][0]}",
        f"未种任何一剂占比（{SOURCES[source][1]}）",
        "children without a dose of " + ", ".join(antigens),
        _among(from_days),
        SOURCES[source][2],
        "RI_COVG_04",
        of,
    )


def zero_dose(antigen: str = "polio", from_days: int = 60) -> Indicator:
    """No dose of one antigen ever, at two months or older (WHO counts dtp, China's rounds polio)."""
    return Indicator(
        f"zero-dose children ({antigen})",
        f"0剂次儿童占比（{antigen}）",
        f"children without any dose of {antigen} by card or recall",
        _among(from_days),
        SOURCES["either"][2],
        "1 − RI_COVG_01 of dose 1",
        lambda child: int(not _ever(child, antigen, "either")) if _of_age(child, from_days) else None,
    )


def _ever(child: Interview, antigen: str, source: Source) -> bool:
    """Any dose of an antigen, whatever its number."""
    on_card = bool(believed(child, antigen))
    told = child.recall.get(antigen, 0) > 0
    return {"card": on_card, "recall": told, "either": on_card or told}[source]


def dropout(antigen: str, first: int = 1, last: int = 3, source: Source = "either") -> Indicator:
    """Had the first dose, not the last; weighted it equals the ratio (C1 − C2)/C1."""

    def of(child: Interview) -> Answer:
        if not has_dose(child, antigen, first, source):
            return None
        return int(not has_dose(child, antigen, last, source))

    return Indicator(
        f"dropout of {antigen} from {first} to {last}, {SOURCES[source][0]}",
        f"{antigen}第{first}剂至第{last}剂脱漏率（{SOURCES[source][1]}）",
        f"children with dose {first} and without dose {last} of {antigen}",
        f"children with dose {first} of {antigen}",
        SOURCES[source][2],
        "RI_CONT_01",
        of,
    )


def card_availability() -> Indicator:
    """The card (or certificate) was seen."""
    return Indicator(
        "card availability",
        "持证率（调查员见到接种证或卡）",
        "children whose card or certificate the surveyor saw",
        EVERYBODY,
        "the surveyor",
        "RI_QUAL_01",
        lambda child: int(child.card == "seen"),
    )


def missed_opportunity(schedule: Schedule, dose: Dose | None = None) -> Indicator:
    """Ever at a visit where the dose (None: any dose of the schedule) was due and not given."""
    what = "any dose" if dose is None else f"{dose[0]} {dose[1]}"
    return Indicator(
        f"missed opportunity for {what}",
        f"{'任一剂次' if dose is None else f'{dose[0]}第{dose[1]}剂'}错失接种机会儿童占比",
        f"children with a visit on the card at which {what} was due and not given",
        f"children with a visit on the card at which {what} was due",
        "card or certificate: dates only",
        "RI_QUAL_09 (of children); RI_QUAL_08 (of visits)",
        lambda child: opportunities(child, schedule).had(dose),
    )


def corrected_opportunity(schedule: Schedule, dose: Dose | None = None) -> Indicator:
    """Of children with a missed opportunity: everything missed was given (validly) later."""
    what = "any dose" if dose is None else f"{dose[0]} {dose[1]}"
    return Indicator(
        f"missed opportunities corrected, {what}",
        f"{'任一剂次' if dose is None else f'{dose[0]}第{dose[1]}剂'}错失机会已补种占比",
        "of them, children who had every missed dose later",
        f"children with a missed opportunity for {what}",
        "card or certificate: dates only",
        "RI_QUAL_09 (corrected)",
        lambda child: opportunities(child, schedule).corrected(dose),
    )
