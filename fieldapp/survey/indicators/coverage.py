"""Coverage indicators: one child's record to 1, 0 or not applicable (None), each saying what it is.

Each function here makes an `Indicator`. A child counts 0 where nothing is known ("does not know" is not
vaccinated) and None only outside the denominator. Never weights, adds up or estimates: the column of an
indicator goes to `estimate`. Sources: WHO/IVB/18.09; the names of VCQI's equivalents are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fieldapp.schedule.rules.days import EPOCH, day_number, plus
from fieldapp.survey.indicators.evidence import (
    CountValid,
    Interview,
    Record,
    Source,
    believed,
    count_by,
    ever,
    has_dose,
)
from fieldapp.survey.stats.design import Floats

Answer = int | None
Dose = tuple[str, int]
WEIGHT = "survey weight (selection, non-response, post-stratification)"
UNWEIGHTED_IN_VCQI = f"{WEIGHT}; VCQI shows the share of children without weights, which stands beside it"
EVERYBODY = "all children of the age group interviewed"
DATES_ONLY = "card or certificate: dates only"


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


def of_age(child: Interview, from_days: int | None) -> bool:
    """Old enough for the denominator; an unknown age is not, where an age is asked."""
    return from_days is None or (child.age_days is not None and child.age_days >= from_days)


def among(from_days: int | None) -> str:
    """The words for a denominator of children at least so old."""
    return EVERYBODY if from_days is None else f"{EVERYBODY}, at least {from_days} days old"


SOURCES: Mapping[Source, tuple[str, str, str]] = {
    "card": ("by card", "按卡证", "card or certificate: date or tick"),
    "register": ("by register", "按接种单位系统", "the clinic's register: date or tick"),
    "record": (
        "by card or register",
        "按卡证或系统",
        "card, certificate or the clinic's register: date or tick",
    ),
    "recall": ("by recall", "按回忆", "the guardian's word"),
    "scar": ("by scar", "按卡痕", "the child's arm"),
    "either": (
        "by card or recall",
        "按卡证或回忆",
        "card or certificate, else the guardian's word; BCG also a scar",
    ),
    "any": (
        "by card, register or recall",
        "按卡证、系统或回忆",
        "card or certificate, the clinic's register, or the guardian's word; BCG also a scar",
    ),
    "fallback": (
        "by card (without one by register) or recall",
        "按卡证（无证按系统）或回忆",
        "card or certificate; the clinic's register where there is none; or the guardian's word; BCG also a scar",
    ),
}
RECORDS: Mapping[Record, tuple[str, str, str]] = {
    "card": ("", "", f"{DATES_ONLY}; ticks and recall never count"),
    "register": (", by register", "（按系统）", "the clinic's register: dates only"),
    "record": (
        ", by card or register",
        "（按卡证或系统）",
        "card or register, not mixed in one series: dates only",
    ),
    "fallback": (
        ", by card (without one by register)",
        "（按卡证，无证按系统）",
        "card, and the register where there is none: dates only",
    ),
}


def said_of(antigen: str, source: Source) -> tuple[str, str, str]:
    """The words of a source; BCG's say that a scar counts where recall does."""
    en, zh, evidence = SOURCES[source]
    if antigen != "bcg" or source not in ("either", "any", "fallback"):
        return en, zh, evidence.removesuffix("; BCG also a scar")
    return en.replace(" or recall", ", recall or scar"), zh.replace("或回忆", "、回忆或卡痕"), evidence


def crude(antigen: str, n: int, source: Source = "either", from_days: int | None = None) -> Indicator:
    """Crude coverage of dose n: given at all, whenever."""
    en, zh, said = said_of(antigen, source)
    return Indicator(
        f"crude coverage of {antigen} {n}, {en}",
        f"{antigen}第{n}剂接种率（{zh}）",
        f"children with dose {n} of {antigen} {en}",
        among(from_days),
        said,
        "RI_COVG_01" if source != "scar" else "RI_COVG_01 (got_crude_bcg_by_scar)",
        lambda child: int(has_dose(child, antigen, n, source)) if of_age(child, from_days) else None,
    )


def scar(from_days: int | None = None) -> Indicator:
    """BCG by scar, a source of its own beside card, register and recall."""
    return crude("bcg", 1, "scar", from_days)


def access(antigen: str = "dtp", source: Source = "either", from_days: int | None = None) -> Indicator:
    """Access to vaccination: the first dose of a series."""
    en, zh, said = said_of(antigen, source)
    return Indicator(
        f"access: {antigen} 1, {en}",
        f"接种服务可及性：{antigen}第1剂（{zh}）",
        f"children with dose 1 of {antigen} {en}",
        among(from_days),
        said,
        "RI_ACC_01",
        lambda child: int(has_dose(child, antigen, 1, source)) if of_age(child, from_days) else None,
    )


def valid(
    antigen: str, n: int, count: CountValid, from_days: int | None = None, record: Record = "card"
) -> Indicator:
    """Valid coverage of dose n; `count` is the judge: `survey_rule(…)` or `by_schedule(…)`."""
    en, zh, said = RECORDS[record]
    judge = count_by(count, record)
    return Indicator(
        f"valid coverage of {antigen} {n}{en}",
        f"{antigen}第{n}剂合格接种率{zh}",
        f"children with {n} valid doses of {antigen}: recorded dates at a valid age and interval",
        among(from_days),
        said,
        "RI_COVG_02",
        lambda child: int(judge(child, antigen) >= n) if of_age(child, from_days) else None,
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
        DATES_ONLY,
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

    how = ("valid doses", "合格", DATES_ONLY) if callable(source) else SOURCES[source]
    return Indicator(
        f"{name}, {how[0]}",
        f"{zh}全程接种率（{how[1]}）",
        "children with " + ", ".join(f"{antigen} {n}" for antigen, n in doses.items()) + f", {how[0]}",
        among(from_days),
        how[2],
        "RI_COVG_03",
        lambda child: int(has_all(child)) if of_age(child, from_days) else None,
    )


def not_vaccinated(
    doses: Iterable[str], source: Source = "either", from_days: int | None = None
) -> Indicator:
    """No dose of any antigen of a list."""
    antigens = tuple(doses)

    def of(child: Interview) -> Answer:
        if not of_age(child, from_days):
            return None
        return int(not any(ever(child, antigen, source) for antigen in antigens))

    return Indicator(
        f"not vaccinated at all, {SOURCES[source][0]}",
        f"未种任何一剂占比（{SOURCES[source][1]}）",
        "children without a dose of " + ", ".join(antigens),
        among(from_days),
        SOURCES[source][2],
        "RI_COVG_04",
        of,
    )


def zero_dose(antigen: str = "polio", from_days: int = 60, source: Source = "either") -> Indicator:
    """No dose of one antigen ever, at two months or older (WHO counts dtp, China's rounds polio)."""
    en, _, said = said_of(antigen, source)
    return Indicator(
        f"zero-dose children ({antigen})",
        f"0剂次儿童占比（{antigen}）",
        f"children without any dose of {antigen} {en}",
        among(from_days),
        said,
        "1 − RI_COVG_01 of dose 1",
        lambda child: int(not ever(child, antigen, source)) if of_age(child, from_days) else None,
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
        lambda child: int(child.card == "seen" or bool(child.doses)),
    )


def register_availability() -> Indicator:
    """The clinic's register has at least one dose of the child."""
    return Indicator(
        "register availability",
        "系统有记录率（接种单位系统查到该儿童接种记录）",
        "children with a dose, dated or ticked, in the clinic's register",
        EVERYBODY,
        "the clinic's register",
        "RI_QUAL_01 (had_register)",
        lambda child: int(bool(child.register)),
    )
