"""Indicators: who counts as one, who as none, who not at all; and the schedule as a judge of validity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from fieldapp.survey.indicators import campaign_indicators as campaigns
from fieldapp.survey.indicators import continuity
from fieldapp.survey.indicators import coverage as routine
from fieldapp.survey.indicators.evidence import CardDose, DoseRule, Interview, survey_rule
from fieldapp.survey.indicators.national import by_schedule, national_schedule
from fieldapp.survey.stats.design import build
from fieldapp.survey.stats.estimate import mean, ratio

BORN = date(2023, 3, 1)
SCHEDULE = (
    DoseRule("bcg", 1, 0),
    *(DoseRule("dtp", n, 90 + 30 * (n - 1), 28) for n in (1, 2, 3)),
    *(DoseRule("polio", n, 60 + 30 * (n - 1), 28) for n in (1, 2, 3)),
    DoseRule("mcv", 1, 240),
)
PRODUCTS = {"bcg": "BCG", "dtp": "DTaP", "polio": "IPV", "mcv": "MMR", "hepb": "HepB"}


def doses(antigen: str, *ages: int | None) -> tuple[CardDose, ...]:
    """Doses of one antigen at ages in days (None: a tick)."""
    return tuple(
        CardDose(antigen, n, None if age is None else BORN + timedelta(days=age), PRODUCTS[antigen])
        for n, age in enumerate(ages, start=1)
    )


FULL = Interview(
    date(2025, 3, 1),
    BORN,
    card="seen",
    doses=(
        *doses("bcg", 0),
        *doses("dtp", 92, 122, 153),
        *doses("polio", 61, 92, 122),
        *doses("mcv", 245),
        *doses("hepb", 0, 31, 184),
    ),
)
REMEMBERED = Interview(date(2025, 3, 1), BORN, recall={"bcg": 1, "dtp": 2, "polio": 3, "mcv": 1})
UNKNOWN = Interview(date(2025, 3, 1), BORN, card="lost")
TICKED = replace(FULL, doses=(*doses("dtp", None, 122, 153), *doses("bcg", None)))
YOUNG = replace(UNKNOWN, born=date(2025, 2, 1))
NO_BIRTH = replace(FULL, born=None)


def answers(indicator: routine.Indicator, *children: Interview) -> list[int | None]:
    return [indicator.of(child) for child in children]


@pytest.mark.parametrize(
    ("indicator", "full", "remembered", "unknown", "ticked"),
    [
        (routine.crude("dtp", 3, "card"), 1, 0, 0, 1),
        (routine.crude("dtp", 2, "recall"), 0, 1, 0, 0),
        (routine.crude("dtp", 3, "recall"), 0, 0, 0, 0),
        (routine.crude("dtp", 2), 1, 1, 0, 1),
        (routine.crude("bcg", 1), 1, 1, 0, 1),
        (routine.valid("dtp", 3, survey_rule(SCHEDULE)), 1, 0, 0, 0),
        (routine.valid("dtp", 2, survey_rule(SCHEDULE)), 1, 0, 0, 1),
        (routine.full_set("four", "四苗", routine.FOUR), 1, 0, 0, 0),
        (routine.full_set("four", "四苗", routine.FOUR, survey_rule(SCHEDULE)), 1, 0, 0, 0),
        (routine.full_set("five", "五苗", routine.FIVE, "card"), 1, 0, 0, 0),
        (routine.not_vaccinated(["bcg", "dtp", "polio", "mcv"]), 0, 0, 1, 0),
        (routine.not_vaccinated(["bcg", "dtp"], "card"), 0, 1, 1, 0),
        (routine.zero_dose(), 0, 0, 1, 1),
        (continuity.dropout("dtp"), 0, 1, None, 0),
        (continuity.dropout("dtp", 1, 2, "recall"), None, 0, None, None),
        (routine.card_availability(), 1, 0, 0, 1),
        (routine.scar(), 0, 0, 0, 0),
    ],
    ids=lambda value: value.name if isinstance(value, routine.Indicator) else str(value),
)
def test_four_children_by_every_indicator(indicator, full, remembered, unknown, ticked):
    """A child with all on its card; one whose mother remembers; one of whom nothing is known; one with ticks."""
    assert answers(indicator, FULL, REMEMBERED, UNKNOWN, TICKED) == [full, remembered, unknown, ticked]


def test_a_scar_is_its_own_evidence():
    assert routine.scar(from_days=30).of(replace(UNKNOWN, bcg_scar=True)) == 1


def test_a_child_too_young_or_of_unknown_age_is_outside_where_an_age_is_asked():
    assert answers(routine.crude("mcv", 1, from_days=240), FULL, UNKNOWN, YOUNG, NO_BIRTH) == [
        1,
        0,
        None,
        None,
    ]
    assert answers(routine.valid("mcv", 1, survey_rule(SCHEDULE), 240), FULL, YOUNG) == [1, None]
    assert answers(routine.zero_dose(), UNKNOWN, YOUNG) == [1, None]
    assert answers(routine.not_vaccinated(["bcg"], from_days=60), YOUNG) == [None]
    assert answers(routine.full_set("four", "四苗", routine.FOUR, from_days=365), YOUNG, FULL) == [None, 1]


@pytest.mark.parametrize(("age", "timely"), [(0, 1), (1, 1), (2, 0), (None, 0)])
def test_the_first_hepatitis_b_dose_is_in_time_within_a_day(age, timely):
    indicator = routine.timely("hepb", 1, routine.by_days(1), "24 h")
    assert indicator.of(replace(FULL, doses=doses("hepb", age))) == timely
    assert indicator.of(UNKNOWN) == 0
    assert indicator.of(NO_BIRTH) is None


def test_timely_asks_only_children_past_the_deadline():
    indicator = routine.timely("mcv", 1, routine.by_months(9), "9 months")
    assert answers(indicator, FULL, UNKNOWN, YOUNG) == [1, 0, None]
    assert indicator.of(replace(FULL, on=date(2023, 11, 30))) is None
    assert indicator.of(replace(FULL, on=date(2023, 12, 1))) == 1


@pytest.mark.parametrize(
    ("born", "months", "last"),
    [
        (date(2023, 3, 1), 9, date(2023, 11, 30)),
        (date(2023, 1, 31), 1, date(2023, 2, 27)),
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
        (date(2023, 12, 15), 12, date(2024, 12, 14)),
    ],
)
def test_a_deadline_in_months_is_the_day_before_the_month_is_completed(born, months, last):
    assert routine.by_months(months)(born) == last


def test_missed_opportunities_are_indicators_of_children():
    late = replace(FULL, doses=(*doses("bcg", 100), *doses("dtp", 130)))
    had = continuity.missed_opportunity(SCHEDULE)
    assert answers(had, late, replace(FULL, doses=doses("bcg", 0)), UNKNOWN) == [1, 0, None]
    assert answers(continuity.missed_opportunity(SCHEDULE, ("dtp", 1)), late) == [1]
    assert answers(continuity.corrected_opportunity(SCHEDULE, ("dtp", 1)), late, UNKNOWN) == [1, None]
    assert continuity.corrected_opportunity(SCHEDULE).of(late) == 0


DOSED = replace(UNKNOWN, campaign={"1": True, "2": False}, doses_before=0)
TWICE = replace(UNKNOWN, campaign={"1": True, "2": True}, doses_before=5)
NEVER = replace(UNKNOWN, campaign={"1": False}, doses_before=None)


@pytest.mark.parametrize(
    ("indicator", "dosed", "twice", "never"),
    [
        (campaigns.campaign_coverage("1"), 1, 1, 0),
        (campaigns.campaign_coverage("2"), 0, 1, 0),
        (campaigns.campaign_rounds(["1", "2"], 1), 1, 1, 0),
        (campaigns.campaign_rounds(["1", "2"], 2), 0, 1, 0),
        (campaigns.campaign_coverage_by_doses_before("1", 0), 1, None, None),
        (campaigns.campaign_coverage_by_doses_before("2", 3), None, 1, None),
        (campaigns.campaign_coverage_by_doses_before("1", None), None, None, 0),
        (campaigns.first_dose_in_campaign("1"), 1, 0, None),
        (campaigns.campaign_coverage("1", lambda child: child.doses_before == 5), None, 1, None),
    ],
    ids=lambda value: value.name if isinstance(value, routine.Indicator) else str(value),
)
def test_three_children_by_every_campaign_indicator(indicator, dosed, twice, never):
    assert answers(indicator, DOSED, TWICE, NEVER) == [dosed, twice, never]


def test_every_indicator_says_what_it_is():
    made = [
        routine.crude("dtp", 3),
        routine.scar(),
        routine.valid("dtp", 3, survey_rule(SCHEDULE)),
        routine.timely("hepb", 1, routine.by_days(1), "24 h"),
        routine.full_set("four", "四苗", routine.FOUR),
        routine.full_set("four", "四苗", routine.FOUR, survey_rule(SCHEDULE)),
        routine.not_vaccinated(["bcg"]),
        routine.zero_dose(),
        continuity.dropout("dtp"),
        routine.card_availability(),
        continuity.missed_opportunity(SCHEDULE),
        continuity.corrected_opportunity(SCHEDULE),
        campaigns.campaign_coverage("1"),
        campaigns.campaign_rounds(["1"], 1),
        campaigns.campaign_coverage_by_doses_before("1", 0),
        campaigns.first_dose_in_campaign("1"),
    ]
    for one in made:
        assert all((one.name, one.zh, one.numerator, one.denominator, one.weight, one.source, one.vcqi))
    assert len({one.name for one in made}) == len(made)


def test_weighted_dropout_of_children_is_the_ratio_of_the_two_coverages():
    rng = np.random.default_rng(4)
    children = [
        replace(UNKNOWN, recall={"dtp": int(number)}) if number else UNKNOWN
        for number in rng.integers(0, 4, 120)
    ]
    sample = build(120, rng.uniform(1, 9, 120), clusters=[str(i // 6) for i in range(120)])
    first, third = (routine.column(routine.crude("dtp", n), children) for n in (1, 3))
    by_child = mean(sample, routine.column(continuity.dropout("dtp"), children))
    by_ratio = ratio(sample, first - third, first)
    assert (by_child.value, by_child.se) == (pytest.approx(by_ratio.value), pytest.approx(by_ratio.se))


def test_the_national_schedule_can_be_the_judge():
    judge = national_schedule("2021")
    assert routine.valid("dtp", 3, judge).of(FULL) == 1
    early = replace(FULL, doses=(*doses("dtp", 30, 122, 153),))
    assert answers(routine.valid("dtp", 3, judge), early, REMEMBERED, TICKED) == [0, 0, 0]
    assert routine.full_set("five", "五苗", routine.FIVE, judge).of(FULL) == 1


def test_any_judge_sees_each_dose_once_and_counts_its_verdicts_by_antigen():
    seen = []

    def judge(child, given, on, rules):
        seen.append((child, given, on, rules))
        return {"doses": [{**dose, "valid": True} for dose in given]}

    both = replace(
        FULL, doses=(CardDose("dtp", 1, BORN, "DTaP-IPV-Hib"), CardDose("polio", 1, BORN, "DTaP-IPV-Hib"))
    )
    unnamed = replace(both, doses=(*both.doses, CardDose("dtp", 2, date(2023, 6, 1)), *doses("mcv", None)))
    assert [by_schedule(judge, "rules")(unnamed, antigen) for antigen in ("dtp", "polio", "mcv")] == [1, 1, 0]
    child, given, on, rules = seen[0]
    assert (child["born"], on, rules) == ("2023-03-01", FULL.on, "rules")
    assert given == [
        {"product": "DTaP-IPV-Hib", "given_on": "2023-03-01"},
        {"product": "MMR", "given_on": None},
    ]


def test_indicators_of_campaigns_name_vcqis_measure():
    assert campaigns.first_dose_in_campaign("1").vcqi == "SIA_COVG_02"
    assert campaigns.campaign_coverage("1").vcqi == "SIA_COVG_01"
