"""Missed opportunities: the manual's five children, and what a tick does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldapp.survey.indicators import continuity
from fieldapp.survey.indicators import coverage as routine
from fieldapp.survey.indicators.evidence import CardDose, DoseRule, Interview, survey_rule
from fieldapp.survey.indicators.opportunities import opportunities
from tests.survey.reference_data import rows

DOSES = {
    "BCG": ("bcg", 1),
    "OPV0": ("opv0", 1),
    **{f"DTPCV{n}": ("dtp", n) for n in (1, 2, 3)},
    **{f"OPV{n}": ("opv", n) for n in (1, 2, 3)},
    **{f"RV{n}": ("rv", n) for n in (1, 2, 3)},
    "MCV1": ("mcv", 1),
}
# Ages of the manual: 6, 10, 14 weeks, nine months as 270 days, the birth dose of polio in the first two weeks. Its
# figures need doses 21 days apart to count (with 28, child C's second doses would not)
SCHEDULE = (
    DoseRule("bcg", 1, 0),
    DoseRule("opv0", 1, 0, max_age=14),
    *(DoseRule(antigen, n, 42 + 28 * (n - 1), 21) for antigen in ("dtp", "opv", "rv") for n in (1, 2, 3)),
    DoseRule("mcv", 1, 270),
)


def written(text: str) -> date | None:
    if not text:
        return None
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


def five_children() -> list[Interview]:
    return [
        Interview(
            date(2014, 1, 1),
            written(row["dob"]),
            card="seen",
            doses=tuple(CardDose(*dose, written(row[name])) for name, dose in DOSES.items() if row[name]),
        )
        for row in rows("who2018/annexO_five_children.csv")
    ]


FOUND = [opportunities(child, SCHEDULE) for child in five_children()]
EXPECTED = {row["dose"]: row for row in rows("who2018/annexO_expected.csv")}


@pytest.mark.parametrize("name", DOSES)
def test_each_dose_of_the_manuals_five_children(name):
    dose, row = DOSES[name], EXPECTED[name]
    visits = [one for found in FOUND for one in found.of(dose)]
    assert (sum(one.missed for one in visits), len(visits)) == (int(row["VB1_num"]), int(row["VB1_den"]))
    children = [found.had(dose) for found in FOUND if found.had(dose) is not None]
    assert (sum(children), len(children)) == (int(row["CB1_num"]), int(row["CB1_den"]))
    assert sum(found.corrected(dose) == 0 for found in FOUND) == int(row["CB1a_uncorrected"])


def test_all_doses_of_the_manuals_five_children_together():
    row = EXPECTED["ALL"]
    visits = [{one.on for one in found.due} for found in FOUND]
    missed = [{one.on for one in found.due if one.missed} for found in FOUND]
    assert (sum(map(len, missed)), sum(map(len, visits))) == (int(row["VB1_num"]), int(row["VB1_den"]))
    assert [found.had(None) for found in FOUND].count(1) == int(row["CB1_num"])
    times = sum(one.missed for found in FOUND for one in found.due)
    all_corrected = sum(found.corrected(None) or 0 for found in FOUND)
    some_corrected = sum(found.corrected_some() or 0 for found in FOUND)
    none_corrected = int(row["CB1_num"]) - all_corrected - some_corrected
    said = f"VB3={times}/29; CB2a={none_corrected} CB2b={some_corrected} CB2c={all_corrected}"
    assert said == row["CB1a_uncorrected"]


BORN = date(2023, 1, 1)


def visits(*doses: CardDose, **changed) -> list[tuple[str, bool]]:
    child = Interview(**({"on": date(2024, 6, 1), "born": BORN, "doses": doses} | changed))
    return [
        (f"{one.dose[0]}{one.dose[1]} {one.on:%m%d}", one.missed)
        for one in opportunities(child, SCHEDULE).due
    ]


def test_a_dose_with_a_tick_and_those_after_it_are_never_due():
    told = visits(
        CardDose("dtp", 1, None), CardDose("dtp", 2, date(2023, 4, 1)), CardDose("bcg", 1, date(2023, 1, 5))
    )
    assert not [what for what, _ in told if what.startswith("dtp")]


def test_a_dose_only_remembered_is_a_tick():
    told = visits(CardDose("bcg", 1, date(2023, 4, 1)), recall={"dtp": 1})
    assert not [what for what, _ in told if what.startswith("dtp")]
    assert ("opv1 0401", True) in told


def test_a_dose_given_at_the_visit_is_not_missed_and_not_due_again():
    told = visits(CardDose("bcg", 1, date(2023, 1, 1)), CardDose("opv0", 1, date(2023, 1, 10)))
    assert told == [("bcg1 0101", False), ("opv01 0101", True), ("opv01 0110", False)]


def test_without_a_birth_date_nothing_is_due():
    assert visits(CardDose("bcg", 1, date(2023, 1, 1)), born=None) == []
    nobody = opportunities(Interview(date(2024, 1, 1)), SCHEDULE)
    assert (nobody.had(None), nobody.corrected(None), nobody.corrected_some()) == (None, None, None)


DTP = (*(DoseRule("dtp", n, 42 + 28 * (n - 1), 28) for n in (1, 2, 3)), DoseRule("mcv", 1, 270))


def child_of(*doses: tuple[str, int, int]) -> Interview:
    """A child with doses at ages in days."""
    cards = tuple(CardDose(antigen, n, BORN + timedelta(days=age)) for antigen, n, age in doses)
    return Interview(date(2024, 6, 1), BORN, doses=cards)


@pytest.mark.parametrize(
    ("doses", "crude", "due", "received"),
    [
        # given at 20 days, too early: valid, the visit at 50 days misses dose 1; crude, dose 1 was had
        ([("dtp", 1, 20), ("mcv", 1, 300)], False, ["dtp1 300 missed", "mcv1 300"], {("mcv", 1)}),
        ([("dtp", 1, 20), ("mcv", 1, 300)], True, ["dtp2 300 missed", "mcv1 300"], {("dtp", 1), ("mcv", 1)}),
        # the second dose after 10 days: valid, it is not dose 2 and the third is; crude, the third is dose 3
        (
            [("dtp", 1, 50), ("dtp", 2, 60), ("dtp", 3, 110)],
            False,
            ["dtp1 50", "dtp2 110"],
            {("dtp", 1), ("dtp", 2)},
        ),
        (
            [("dtp", 1, 50), ("dtp", 2, 60), ("dtp", 3, 110)],
            True,
            ["dtp1 50", "dtp3 110"],
            {("dtp", 1), ("dtp", 2), ("dtp", 3)},
        ),
        # a visit for measles at 60 days misses nothing before 28 days have passed, in either way
        ([("dtp", 1, 42), ("mcv", 1, 60)], True, ["dtp1 42"], {("dtp", 1), ("mcv", 1)}),
    ],
)
def test_valid_and_crude_opportunities(doses, crude, due, received):
    """VCQI calculate_MOV_flags, its types valid and crude, counted by hand."""
    found = opportunities(child_of(*doses), DTP, crude)
    said = [
        f"{one.dose[0]}{one.dose[1]} {(one.on - BORN).days}{' missed' if one.missed else ''}"
        for one in found.due
    ]
    assert (said, found.received) == (due, frozenset(received))


def test_a_least_and_a_greatest_age_are_kept_by_crude_doses_too():
    """VCQI gives a birth dose with a greatest age no credit outside its ages, crude or not."""
    rules = (DoseRule("opv0", 1, 0, max_age=14), DoseRule("mcv", 1, 270))
    late = opportunities(child_of(("opv0", 1, 20), ("mcv", 1, 280)), rules, crude=True)
    assert ("opv0", 1) not in late.received


def test_visits_are_counted_once_however_many_doses_they_missed():
    found = opportunities(child_of(("mcv", 1, 300), ("mcv", 2, 340)), DTP)
    assert found.visits(None) == (2, 2)
    assert found.visits(("dtp", 1)) == (2, 2)
    assert found.visits(("mcv", 1)) == (0, 1)


@pytest.mark.parametrize(
    ("doses", "used"),
    [
        # every 28 days from six weeks on: three doses; a visit too soon in between gives none
        (
            [("dtp", 1, 42), ("mcv", 1, 60), ("dtp", 2, 70), ("dtp", 3, 98)],
            {("dtp", 1), ("dtp", 2), ("dtp", 3)},
        ),
        ([("dtp", 1, 42), ("mcv", 1, 60)], {("dtp", 1)}),
        ([("dtp", 1, 20), ("dtp", 2, 300)], {("dtp", 1), ("mcv", 1)}),
        ([], set()),
    ],
)
def test_what_every_visit_would_have_given(doses, used):
    """VCQI RI_QUAL_07B by hand."""
    assert opportunities(child_of(*doses), DTP).used == frozenset(used)


def test_valid_coverage_had_none_been_missed():
    """VCQI RI_QUAL_07: valid now, or missed and never given."""
    judge = survey_rule(DTP)
    missed = child_of(("mcv", 1, 300))
    corrected = child_of(("mcv", 1, 300), ("dtp", 1, 330))
    too_soon = child_of(("dtp", 1, 20))
    indicator = continuity.valid_if_none_missed(DTP, ("dtp", 1), judge)
    assert [indicator.of(one) for one in (missed, corrected, too_soon)] == [1, 1, 0]
    assert routine.valid("dtp", 1, judge).of(missed) == 0
    assert continuity.valid_if_every_visit_used(DTP, ("dtp", 1)).of(missed) == 1


def test_the_manuals_children_by_crude_doses():
    """Crude doses count as given whenever they were; the manual's late BCG and measles doses stay missed alike."""
    crude = [opportunities(child, SCHEDULE, crude=True) for child in five_children()]
    for dose in (("bcg", 1), ("dtp", 1), ("mcv", 1)):
        assert [one.had(dose) for one in crude] == [one.had(dose) for one in FOUND]
    assert all(valid.received <= told.received for valid, told in zip(FOUND, crude, strict=True))
