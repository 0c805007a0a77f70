"""The nine cases with their register, notices, results by 31 December and the three columns of the summary, each
figure, through the pure modules, from the children's own doses."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from fieldapp.ground.showing import percent
from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule.series_of import counts_in, parts_of
from fieldapp.school import engine
from fieldapp.school.outcome import Event, Look, Outcome, Story, birthdays_between, outcome_of
from fieldapp.school.slots import Slot, short_name
from fieldapp.school.summary import CARE, GROUPS, PRIMARY, Sums, summed
from tests.school.cases import AC1, AC2, ASSESSED, BY_ID, CASES, CHECKED, DTP5, UNTIL, Case, history

RULES = programme_for()
PARTS = parts_of(packaged().products)


@cache
def doses_of(id_: str) -> tuple[tuple[str, str], ...]:
    return tuple(history(BY_ID[id_], RULES))


def story(case: Case, **other: Any) -> Story:
    """The records of a case as the pure modules take them."""
    assessed_on = ASSESSED if case.assessment != "none" else None
    looks = [
        Look(
            CHECKED, certificate=case.certificate, assessment=case.assessment, assessed_on=assessed_on,
            missing=case.missing, exempt=case.exempt, missing_from="report",
        )
    ]  # fmt: skip
    if case.reissued:
        looks += [
            Look(
                case.reissued,
                first=False,
                certificate="seen",
                assessment="complete",
                assessed_on=case.reissued,
            )
        ]
    doses = engine.valid_doses(case.born, case.sex, [*doses_of(case.id), *case.caught_up], UNTIL, RULES)
    said = {"looks": looks, "doses": doses, "states": case.states, "born": case.born}
    return Story(**said | {"series_at": counts_in(case.born, PARTS)} | other)


def came(id_: str, until: str = UNTIL) -> Outcome:
    return outcome_of(story(BY_ID[id_]), until)


@pytest.mark.parametrize("id_", [case.id for case in CASES if case.id != "P5"])
def test_the_schedule_finds_in_the_doses_what_the_clinic_wrote(id_: str) -> None:
    case = BY_ID[id_]
    said = engine.assessed(case.born, case.sex, doses_of(id_), case.states, CHECKED, RULES)
    assert engine.aid_of(said) == (case.assessment, case.missing, case.exempt)


@pytest.mark.parametrize(
    ("id_", "first", "missing", "by_31_december"),
    [
        ("P1", "complete", [], {}),
        ("P2", "needs", ["百白破5", "A+C2"], {"百白破5": "2026-09-19", "A+C2": "2026-09-19"}),
        ("P4", "exempt", [], {}),
        ("P5", "no_certificate", [], {}),
        ("P8", "needs", ["A+C2"], {}),
        ("K1", "needs", ["A+C1"], {"A+C1": "2026-09-22"}),
        ("K2", "complete", [], {}),
        ("K3", "needs", ["含麻2"], {"含麻2": "2026-10-08"}),
        ("K5", "exempt", [], {}),
    ],
)
def test_register_and_what_was_caught_up(
    id_: str, first: str, missing: list[str], by_31_december: dict[str, str]
) -> None:
    at_check, later = came(id_, CHECKED), came(id_)
    assert at_check.first == later.first == first
    assert [short_name(slot) for slot in at_check.open] == missing
    assert {short_name(slot): day for slot, day in later.filled.items()} == by_31_december
    assert [short_name(slot) for slot in later.owed] == missing


def test_a_lost_certificate_written_anew_is_complete() -> None:
    assert came("P5", CHECKED).result == "no_certificate"
    assert (came("P5").result, came("P5").reissued_on) == ("complete", "2026-09-18")


def test_who_refuses_still_needs_it() -> None:
    assert (came("P8").counted, [short_name(slot) for slot in came("P8").refused]) == ("needs", ["A+C2"])
    assert came("P8").open == (("menac", 2),)


def test_polio_at_four_is_announced_and_not_owed() -> None:
    assert birthdays_between(BY_ID["K2"].born, CHECKED, UNTIL) == [(4, "2026-10-10")]
    assert birthdays_between(BY_ID["K3"].born, CHECKED, UNTIL) == [(4, "2026-12-01")]
    assert came("K2").owed == () and "polio" not in {series for series, _n in came("K3").owed}


def sums(group: str) -> Sums:
    return summed((came(case.id), case.born) for case in CASES if GROUPS[case.school] == group)


BOTH = sums(PRIMARY).plus(sums(CARE))


@pytest.mark.parametrize(
    ("of", "figures"),
    [
        (sums(PRIMARY), "5 5 | 4 0 1 1 | 2 1 2 | 1 50.00 | 3 2 66.67"),
        (sums(CARE), "4 4 | 4 0 0 0 | 1 1 2 | 2 100.00 | 2 2 100.00"),
        (BOTH, "9 9 | 8 0 1 1 | 3 2 4 | 3 75.00 | 5 4 80.00"),
    ],
    ids=["小学", "托幼", "both"],
)
def test_every_figure_of_the_summary(of: Sums, figures: str) -> None:
    assert figures == (
        f"{of.expected} {of.checked} | {of.held} {of.other_proof} {of.without} {of.reissued} | "
        f"{of.complete} {of.exempt} {of.needs} | {of.caught_up} {percent(*of.caught_up_rate)} | "
        f"{of.owed} {of.given} {percent(*of.dose_rate)}"
    )


def test_the_summary_by_vaccine() -> None:
    said = {
        group: {v: (d.owed, d.given) for v, d in sums(group).by_vaccine.items()} for group in (PRIMARY, CARE)
    }
    assert said == {PRIMARY: {"dtp": (1, 1), "menac": (2, 1)}, CARE: {"menac": (1, 1), "mcv": (1, 1)}}


def test_a_report_of_before_a_birthday_is_to_be_written_again() -> None:
    look = Look(CHECKED, certificate="seen", assessment="complete", assessed_on="2026-06-15")
    found = outcome_of(Story("2020-08-20", [look]), CHECKED)
    assert (found.result, found.stale_at, found.counted) == ("stale", 6, None)
    assert outcome_of(Story("2020-06-10", [look]), CHECKED).result == "complete"


def test_a_report_stays_out_of_date_when_a_later_look_brings_none() -> None:
    look = Look(CHECKED, certificate="seen", assessment="complete", assessed_on="2026-06-15")
    again = Look("2026-10-01", first=False, certificate="seen")
    found = outcome_of(Story("2020-08-20", [look, again]), UNTIL)
    assert (found.result, found.stale_at) == ("stale", 6)


def needing(*missing: Slot) -> Look:
    """A check that found these missing, early on its day."""
    at = f"{CHECKED}T01:00:00.000Z"
    return Look(CHECKED, at=at, certificate="seen", assessment="needs", assessed_on=ASSESSED, missing=missing)


def test_what_the_clinic_says_later_on_the_day_of_the_check_counts() -> None:
    later = Look(CHECKED, first=False, at=f"{CHECKED}T07:00:00.000Z", assessed_on=CHECKED)
    done = replace(later, assessment="complete")
    found = outcome_of(Story("2020-05-20", [done, needing(DTP5, AC2)]), UNTIL)
    assert (found.counted, found.result, found.open) == ("needs", "complete", ())
    assert found.caught_up_on == CHECKED
    let_off = replace(later, assessment="exempt", exempt=(("menac", 2, "contraindicated"),))
    found = outcome_of(Story("2020-05-20", [needing(DTP5, AC2), let_off]), UNTIL)
    assert (found.result, found.open, found.excused) == ("exempt", (DTP5,), (AC2,))


def test_a_later_look_with_an_older_report_fills_no_slot_before_the_check() -> None:
    again = Look("2026-09-20", first=False, assessment="complete", assessed_on="2026-08-30")
    found = outcome_of(Story("2020-05-20", [needing(DTP5), again]), UNTIL)
    assert (found.checked_on, found.caught_up_on) == (CHECKED, "2026-09-20")


def test_a_dose_before_the_check_fills_the_first_slot_however_the_report_has_them() -> None:
    early, series_at = [("MPSV-AC", "2026-09-01")], counts_in("2020-05-20", PARTS)
    found = outcome_of(Story("2020-05-20", [needing(AC2, AC1)], early, series_at=series_at), UNTIL)
    assert found.owed == (AC2,)


def test_two_doses_of_one_day_fill_the_same_slots_in_whatever_order_they_come() -> None:
    both, series_at = [("IPV", "2026-10-01"), ("bOPV", "2026-10-01")], counts_in("2020-05-20", PARTS)
    for doses in (both, both[::-1]):
        look = needing(("polio", 4), ("polio", 5))
        found = outcome_of(Story("2020-05-20", [look], doses, series_at=series_at), UNTIL)
        assert found.filled == {("polio", 4): "2026-10-01"}


def test_a_slip_that_came_back_fills_what_it_names_and_the_rest_stays_open() -> None:
    case = BY_ID["P2"]
    slip = Event("2026-09-20", "returned_picture", (("dtp", 5),))
    found = outcome_of(story(case, doses=[], events=[slip, slip]), UNTIL)
    assert (found.filled, found.open) == ({("dtp", 5): "2026-09-20"}, (("menac", 2),))
    assert found.caught_up_on is None


def test_a_dose_before_the_check_is_not_caught_up() -> None:
    early = [("MPSV-AC", "2026-09-01")]
    found = outcome_of(story(BY_ID["P8"], doses=early), UNTIL)
    assert (found.owed, found.counted, found.filled) == ((), "complete", {})
    before_the_report = outcome_of(story(BY_ID["P8"], doses=[("MPSV-AC", "2026-08-01")]), UNTIL)
    assert before_the_report.owed == (("menac", 2),) and not before_the_report.filled


def test_bcg_is_missing_but_in_no_rate() -> None:
    look = Look(CHECKED, assessment="needs", missing=(("bcg", 1), ("menac", 1)))
    found = outcome_of(Story("2023-02-14", [look]), UNTIL)
    assert (found.open, found.owed) == ((("bcg", 1), ("menac", 1)), (("menac", 1),))


def test_a_dose_by_an_other_series_fills_nothing() -> None:
    found = outcome_of(story(BY_ID["P2"], doses=[("MMR", "2026-09-19")]), UNTIL)
    assert found.filled == {}
