"""Missed opportunities: the manual's five children, and what a tick does."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.survey.evidence import CardDose, DoseRule, Interview
from fieldapp.survey.opportunities import opportunities
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
