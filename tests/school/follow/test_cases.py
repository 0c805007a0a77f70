"""Who is followed up, how long, by when, who is looked at again, and whose birthday comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule.series_of import parts_of
from fieldapp.school.classes.left import OneOf
from fieldapp.school.deadlines import Days, day_in_year, within
from fieldapp.school.follow.cases import (
    CHECK,
    GAPS,
    LIST,
    NOTICE,
    REFUSED,
    birthdays,
    cases_of,
    dues_of,
    standing_of,
    to_look_at_again,
)
from fieldapp.school.lists.naming import is_late, is_of_year, to_name
from fieldapp.school.lists.telling import deadline_words
from fieldapp.school.outcome import Look
from fieldapp.school.pupils import Handover, NoticeOf, Pupil, outcome_of_pupil
from tests.school.cases import ASSESSED, BY_ID, CASES, CHECKED, TERM, history

RULES, PARTS = programme_for(), parts_of(packaged().products)
SECOND = date(2026, 12, 31)


def pupil(case_id: str, upto: str, **other: object) -> Pupil:
    """A case of the page, with what it had been given by a day."""
    case = BY_ID[case_id]
    doses = [(p, d, "card") for p, d in (*history(case, RULES), *case.caught_up) if d <= upto]
    assessed = ASSESSED if case.assessment != "none" else None
    look = Look(CHECKED, True, f"check {case.id}", "", case.certificate, case.assessment, assessed)
    looks = [replace(look, missing=case.missing, exempt=case.exempt)]
    if case.reissued and case.reissued <= upto:
        looks.append(Look(case.reissued, False, "again", "", "seen", "complete", case.reissued))
    made = Pupil(
        case.id, "e", ("e",), "s", TERM, "1", "1", "new", "2026-09-01", None, None, "a",
        {"name": case.id, "born": case.born, "sex": case.sex}, tuple(looks), (), tuple(doses), case.states,
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def known(one: Pupil, on: str) -> OneOf:
    return OneOf(one, outcome_of_pupil(one, on, RULES, PARTS))


def all_of(on: str, **others: Pupil) -> list[OneOf]:
    return [known(others.get(case.id) or pupil(case.id, on), on) for case in CASES]


def given(on: str, *checks: str) -> Handover:
    return Handover(f"list {on}", "s", "c", TERM, on, "李医生", checks, "nurse")


def cases(on: str, *lists: Handover, **others: Pupil):
    return cases_of(all_of(on, **others), lists, date.fromisoformat(on), Days())


def test_children_with_gaps_stand_first_and_who_was_caught_up_is_gone() -> None:
    assert [(one.one.pupil.child, one.kind) for one in cases("2026-09-10")] == [
        *(("K1", GAPS), ("K3", GAPS), ("P2", GAPS), ("P8", REFUSED), ("P5", "certificate")),
    ]
    assert [one.one.pupil.child for one in cases("2026-09-30")] == ["K3", "P8"]
    assert [one.one.pupil.child for one in cases("2026-12-31")] == ["P8"]


def test_one_of_two_doses_leaves_the_other_open() -> None:
    half = pupil("P2", "2026-09-18")
    half = replace(half, doses=(*half.doses, ("DTaP", "2026-09-19", "card")))
    (case,) = [one for one in cases("2026-10-01", P2=half) if one.one.pupil.child == "P2"]
    assert case.one.left == [("A+C2", "MenAC 2")] and case.kind == GAPS


def test_what_a_second_look_finds_is_followed_though_it_is_not_owed() -> None:
    """K2 was complete at the check; at four years it needs its fourth polio dose."""
    k2 = pupil("K2", CHECKED)
    again = Look("2026-11-01", False, "again", "", "seen", "needs", "2026-11-01", missing=(("polio", 4),))
    (case,) = [
        one
        for one in cases("2026-11-02", K2=replace(k2, looks=(*k2.looks, again)))
        if one.one.pupil.child == "K2"
    ]
    assert case.kind == GAPS and case.one.left == [("脊灰4", "Polio 4")] and case.one.outcome.owed == ()


def test_a_certificate_lost_after_the_check_is_to_be_issued_again() -> None:
    p1 = pupil("P1", CHECKED)
    first = replace(p1.looks[0], assessment=None, assessed_on=None)
    looks = (first, Look("2026-10-01", False, "again", "", "lost"))
    (case,) = [one for one in cases("2026-10-02", P1=replace(p1, looks=looks)) if one.one.pupil.child == "P1"]
    assert case.kind == "certificate" and case.one.left == [("补证", "re-issue the certificate")]


def test_who_left_is_not_chased_nor_named_nor_looked_at_again() -> None:
    gone = pupil("P8", "2026-09-30", left_on="2026-09-30")
    found = all_of("2026-10-20", P8=gone)
    assert cases("2026-10-20", P8=gone) == []
    assert to_name(found, []) == ([], [])
    assert "P8" not in [again.one.pupil.child for again in to_look_at_again(found)]


@pytest.mark.parametrize(
    ("on", "age"),
    [("2026-09-10", "fresh"), ("2026-09-17", "fresh"), ("2026-09-18", "month"), ("2026-10-10", "month"),
     ("2026-10-11", "old")],
)  # fmt: skip
def test_a_case_grows_old_from_its_check(on: str, age: str) -> None:
    (case,) = [one for one in cases(on) if one.one.pupil.child == "P8"]
    assert case.age() == age and case.age(LIST) is None and case.age(NOTICE) is None


def test_days_are_counted_from_the_list_and_the_notice_too() -> None:
    notice = NoticeOf("n", "1", "doses", "2026-09-14", "check P8", (("menac", 2),))
    case = cases("2026-09-20", given("2026-09-12", "check P8"), P8=pupil("P8", CHECKED, notices=(notice,)))[
        -1
    ]
    assert [case.days_since(step) for step in (CHECK, LIST, NOTICE)] == [10, 8, 6]
    assert (case.age(LIST), case.age(NOTICE)) == ("month", "fresh")


def test_doses_are_due_by_their_own_notice_not_by_one_about_the_certificate() -> None:
    doses = NoticeOf("n", "1", "doses", "2026-09-01", "check P2", (("dtp", 5), ("menac", 2)))
    other = NoticeOf("m", "2", "certificate", "2026-09-15", "check P2")
    found = cases("2026-09-16", P2=pupil("P2", CHECKED, notices=(doses, other)))
    (case,) = [one for one in found if one.one.pupil.child == "P2"]
    assert (case.noticed_on, case.catch_up_by.last) == ("2026-09-01", date(2026, 10, 8))


def test_thirty_days_over_the_national_day_end_after_it() -> None:
    """From 1 September: 1 October, so 8 October; the last working day before is 30 September."""
    late = within(date(2026, 9, 1), 30)
    assert (late.last, late.before) == (date(2026, 10, 8), date(2026, 9, 30))
    assert deadline_words(late, date(2026, 10, 5))[0] == (
        "2026-10-08，还有 3 天（逢节假日顺延，之前最后一个工作日 2026-09-30）"
    )
    assert deadline_words(late, date(2026, 10, 9)) == (
        "2026-10-08，已过 1 天（逢节假日顺延，之前最后一个工作日 2026-09-30）",
        "2026-10-08, 1 day ago (moved past days off, working day before: 2026-09-30)",
    )
    assert deadline_words(late, date(2026, 10, 8))[1].startswith("2026-10-08, today")
    checked = pupil("P2", "2026-09-10", looks=(replace(pupil("P2", CHECKED).looks[0], on="2026-09-01"),))
    (case,) = [one for one in cases("2026-09-10", P2=checked) if one.one.pupil.child == "P2"]
    assert case.catch_up_by == late


def test_a_holiday_nobody_knows_yet_is_said() -> None:
    zh, en = deadline_words(within(date(2026, 12, 20), 16), date(2026, 12, 31))
    assert zh == "2027-01-05，还有 5 天（2026年以后的节假日安排还没有，只按周末算）"
    assert "holidays after 2026 are not known yet" in en


def test_without_a_list_a_school_is_red_after_thirty_days_and_with_one_it_is_not() -> None:
    """The check of 10 September: 30 days end on Saturday 10 October, a working day that year."""
    waiting = to_name(all_of("2026-10-10"), [])[0]
    assert not is_late(waiting, date(2026, 10, 10)) and is_late(waiting, date(2026, 10, 11))
    stands = standing_of(all_of("2026-10-12"), [], date(2026, 10, 12), Days())
    assert stands.late and stands.waiting == 1 and stands.old == 1 and stands.oldest == 32
    named = standing_of(all_of("2026-10-12"), [given("2026-09-12", "check P8")], date(2026, 10, 12), Days())
    assert not named.late and named.by is None and named.last is not None and named.open == 1
    nothing = standing_of([], [], date(2026, 10, 12), Days())
    assert not nothing.late and nothing.oldest is None and nothing.last is None


def test_a_birthday_before_the_second_look_is_said_and_is_not_owed() -> None:
    found = birthdays(all_of("2026-09-10"), SECOND)
    said = {(one.one.pupil.child, one.years, one.day) for one in found}
    assert ("K2", 4, "2026-10-10") in said and ("K3", 4, "2026-12-01") in said
    (k2,) = [one for one in all_of("2026-11-30") if one.pupil.child == "K2"]
    assert k2.outcome.owed == () and k2.left == []
    assert "P8" not in {child for child, _years, _day in said}
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert birthdays([known(pupil("K2", CHECKED, left_on="2026-10-01"), "2026-10-01")], SECOND) == []


def test_who_is_looked_at_again() -> None:
    said = {one.one.pupil.child: (one.why, one.over) for one in to_look_at_again(all_of("2026-10-20"))}
    assert said == {
        "P2": ("needs", False), "P8": ("needs", False), "K1": ("needs", False), "K3": ("needs", False),
        "P5": ("no_certificate", True),
    }  # fmt: skip
    old = pupil("P1", "2026-09-10")
    stale = replace(old, looks=(replace(old.looks[0], assessed_on="2026-02-01"),))
    none = replace(old, looks=(replace(old.looks[0], assessment="none", assessed_on=None),))
    for one, why in ((stale, "stale"), (none, "not_assessed")):
        (again,) = to_look_at_again([known(one, "2026-10-01")])
        assert again.why == why and not again.over


def test_deadlines_lie_ahead_by_day_and_those_passed_stay_while_something_is_open() -> None:
    settings = Days(interim=("10-15", "05-31"))
    on = date(2026, 10, 12)
    due = dues_of(cases_of(all_of("2026-10-01"), [], on, settings), 2026, on, settings, "township")
    said = [(one.words[0], one.deadline.last.isoformat()) for one in due]
    assert said == [
        ("名单交接种单位", "2026-09-17"),
        ("最早一个孩子补种", "2026-10-10"),
        ("阶段报数", "2026-10-15"),
        ("再次查验", "2026-12-31"),
        ("乡镇上报汇总表", "2027-01-11"),
        ("阶段报数", "2027-05-31"),
    ]
    assert [one.words[0] for one in dues_of([], 2026, date(2027, 1, 15), settings, "county")] == [
        *("全县上报汇总表", "阶段报数"),
    ]


def test_a_day_that_no_month_has_is_the_last_of_it() -> None:
    assert day_in_year("02-31", 2026) == date(2027, 2, 28)
    assert day_in_year("09-30", 2026) == date(2026, 9, 30)


def test_a_list_without_a_term_belongs_to_the_year_of_its_day() -> None:
    assert is_of_year(replace(given("2026-09-12"), term=None), 2026)
    assert not is_of_year(given("2026-09-12"), 2025)
