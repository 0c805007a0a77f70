"""Register, notice, list and table call a slot alike, and offer what is open and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fieldapp.schedule import packaged, programme_for
from fieldapp.schedule.series_of import parts_of
from fieldapp.school.classes.left import OneOf
from fieldapp.school.notices.owed import CERTIFICATE, doubles, papers_of
from fieldapp.school.outcome import Event, Look, outcome_of
from fieldapp.school.pupils import NoticeOf, Pupil, story_of
from fieldapp.school.register.marks import marks_of
from fieldapp.school.slots import Slot, called_then
from fieldapp.school.summary import Sums

RULES, PARTS = programme_for(), parts_of(packaged().products)
DTP5, AC2, JE2 = ("dtp", 5), ("menac", 2), ("je", 2)
TURNS_SEVEN = "2019-11-01"


def pupil(born: str, *looks: Look, doses: tuple[Any, ...] = (), notices: tuple[NoticeOf, ...] = ()) -> Pupil:
    """A child of class 1 that is new."""
    words: dict[str, Any] = {"child": "c", "enrolment": "e", "enrolments": ("e",), "school": "s", "area": "a"}
    words |= {"term": "2026-1", "grade": "1", "class_name": "1", "reason": "new", "joined_on": "2026-09-01"}
    fields = {"name": "小苗", "born": born, "sex": "male"}
    return Pupil(
        **words, left_on=None, left_to=None, fields=fields, looks=looks, notices=notices, doses=doses
    )


def needs(on: str, *slots: Slot, first: bool = True) -> Look:
    return Look(
        on, first, f"look {on}", certificate="seen", assessment="needs", assessed_on=on, missing=slots
    )


def notice(on: str, *slots: Slot, kind: str = "doses", back: str | None = None) -> NoticeOf:
    events = (Event(back, "returned", slots),) if back else ()
    return NoticeOf(f"notice {on}", "12345678", kind, on, None, slots, events)


def came(one: Pupil, until: str = "2026-12-31") -> OneOf:
    return OneOf(one, outcome_of(story_of(one, until, RULES, PARTS), until))


def test_who_turns_seven_after_the_check_has_one_slot_under_one_name() -> None:
    """Checked at six without 百白破5, given 白破 at seven: register, list and table say what the look said."""
    given = (("DT", "2026-11-20", "register"),)
    one = came(pupil(TURNS_SEVEN, needs("2026-09-10", DTP5), doses=given))
    sums = Sums()
    sums.add(one.outcome, one.pupil.born)
    assert {name: (of.owed, of.given) for name, of in sums.by_column.items()} == {"dtp-5": (1, 1)}
    marks = marks_of(one.outcome, {DTP5: ("DT", "2026-11-20")}, (), TURNS_SEVEN)
    assert marks == {"dtp-5": "caught_up"}
    assert called_then(DTP5, TURNS_SEVEN, one.outcome.said_on, "2026-11-20") == "白破1（查验时百白破5）"
    assert called_then(DTP5, TURNS_SEVEN, one.outcome.said_on, "2026-10-20") == "百白破5"


def test_a_slot_is_named_by_the_day_of_the_look_that_found_it() -> None:
    """Not assessed at the check, at six; the report that decides is of after the seventh birthday."""
    first = Look("2026-09-10", certificate="seen")
    one = came(pupil(TURNS_SEVEN, first, needs("2026-11-10", DTP5, first=False)))
    sums = Sums()
    sums.add(one.outcome, one.pupil.born)
    assert list(sums.by_column) == ["dt-1"] and one.left == [("白破1", "DT 1")]
    assert marks_of(one.outcome, {}, (), TURNS_SEVEN) == {"dt-1": "missed"}


def test_what_a_second_look_finds_missing_is_for_a_notice_of_exactly_that() -> None:
    """Its fifth dose was given, its slip came back; the second report finds the meningococcal dose missing as well."""
    looks = needs("2026-09-10", DTP5), needs("2026-11-10", AC2, first=False)
    child = pupil("2020-05-20", *looks, notices=(notice("2026-09-11", DTP5, back="2026-09-20"),))
    one = came(child)
    assert (one.outcome.owed, one.outcome.later, one.outcome.open) == ((DTP5,), (AC2,), (AC2,))
    assert one.left == [("A+C2", "MenAC 2")]
    (paper,) = papers_of(*one)
    assert (paper.items, paper.notice) == ((AC2,), None)
    child = pupil(
        "2020-05-20", *looks, notices=(*child.notices, notice("2026-11-11", AC2, back="2026-11-20"))
    )
    assert came(child).outcome.open == () and papers_of(*came(child)) == [] and came(child).left == []


def test_a_dose_said_to_be_given_that_a_second_look_misses_again_gets_a_new_notice() -> None:
    looks = needs("2026-09-10", DTP5, AC2), needs("2026-11-10", DTP5, first=False)
    slip = notice("2026-09-11", DTP5, AC2, back="2026-09-20")
    one = came(pupil("2020-05-20", *looks, notices=(slip,)))
    (paper,) = papers_of(*one)
    assert (paper.items, paper.notice) == ((DTP5,), None)
    assert one.outcome.filled[DTP5] == "2026-09-20"  # the table keeps what it counted


def test_a_later_look_that_says_needs_and_names_nothing_is_left_to_do() -> None:
    given = (("DTaP", "2026-09-20", "register"),)
    one = came(pupil("2020-05-20", needs("2026-09-10", DTP5), needs("2026-11-10", first=False), doses=given))
    assert one.outcome.unnamed and [zh for zh, _en in one.left] == ["补种（缺哪几剂看评估报告）"]


def test_a_slip_about_the_certificate_that_came_back_is_not_offered_anew() -> None:
    lost = Look("2026-09-10", certificate="lost", key="first")
    out = notice("2026-09-11", kind="certificate")
    assert [one.notice for one in papers_of(*came(pupil("2020-05-20", lost, notices=(out,))))] == [out]
    back = notice("2026-09-11", kind="certificate", back="2026-09-20")
    assert papers_of(*came(pupil("2020-05-20", lost, notices=(back,)))) == []
    seen = Look(
        "2026-10-10", False, "again", certificate="seen", assessment="complete", assessed_on="2026-10-10"
    )
    assert papers_of(*came(pupil("2020-05-20", lost, seen, notices=(back,)))) == []
    still = Look("2026-10-10", False, "again", certificate="lost")
    (paper,) = papers_of(*came(pupil("2020-05-20", lost, still, notices=(back,))))
    assert (paper.kind, paper.notice) == (CERTIFICATE, None)


def test_of_two_notices_of_one_day_that_say_the_same_the_second_is_a_double() -> None:
    one, two = notice("2026-09-11", DTP5, AC2), notice("2026-09-11", DTP5)
    later, other = notice("2026-09-12", DTP5), notice("2026-09-11", JE2)
    keyed = [replace(each, key=str(n)) for n, each in enumerate((one, two, later, other))]
    assert doubles(keyed) == {"1"}
    taken_back = replace(keyed[0], events=(Event("2026-09-11", "withdrawn", ()),))
    assert doubles([taken_back, keyed[1]]) == set()
