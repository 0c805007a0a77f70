"""The figures of a campaign of catch-up from individual records: the six cases with their totals, and what was
published of a month and of a year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldapp.catchup.gaps.missing import Known
from fieldapp.catchup.plan.needed import Asker, Case, count_of
from fieldapp.catchup.plan.plan import SERIES, Plan, Step
from fieldapp.catchup.tables.figures import (
    EVERYONE,
    Figures,
    Story,
    doubts_of,
    figures_of,
    reason_of,
    vaccines_in,
)
from fieldapp.ground.showing import percent
from tests import cast
from tests.catchup.children import CASES, ON, RULES, Given, Slot, known, raised

KEY = "0193a000-0000-7000-8000-000000000001"
PLAN = Plan([cast.VILLAGE], SERIES, "2019-11-11", ON, ON, "2026-11-30", key=KEY)
GIVEN = {
    "C1": [("bOPV", "2026-11-12")],
    "C2": [("MMR", "2026-11-12"), ("JE-L", "2026-11-12")],
    "C5": [("MPSV-AC", "2026-11-13")],
    "C8": [("DTaP", "2026-11-14")],
}


def asker(plan: Plan = PLAN, on: str = "2026-11-30") -> Asker:
    return Asker(plan, on, RULES)


def caught_up(case: str) -> Known:
    """A case with what it was given in the campaign, and what was said of it."""
    child = known(case)
    child = replace(child, doses=[*child.doses, *GIVEN.get(case, [])])
    if case == "C8":
        child = replace(child, states=[("menac", 2, "refused")])
    return child


def case_of(child: Known, of: Asker) -> Case:
    found = of.case(child)
    assert found is not None
    return found


def visit(outcome: str, reason: str | None = None) -> dict[str, str | None]:
    return {"outcome": outcome, "reason": reason}


def six() -> list[Story]:
    cases = {case: case_of(caught_up(case), asker()) for case in CASES}
    return [Story(one, [visit("absent_long")] if name == "C11" else []) for name, one in cases.items()]


def test_the_six_together_are_the_totals_of_the_table() -> None:
    figures = figures_of(six(), PLAN.first_day)

    def three(measure: str) -> tuple[int, int, int]:
        return tuple(figures[measure, where] for where in ("", "local", "migrant"))  # type: ignore[return-value]

    assert three("children") == (6, 4, 2)
    assert three("short") == (5, 3, 2)
    assert three("done") == (3, 3, 0)
    assert three("need:all") == (7, 4, 3)
    assert three("given:all") == (5, 4, 1)
    assert percent(3, 5) == "60.00" and percent(5, 7) == "71.43"
    by_vaccine = {
        one: (figures[f"need:{one}", EVERYONE], figures[f"given:{one}", EVERYONE])
        for one in vaccines_in(figures)
    }
    assert by_vaccine == {"polio": (2, 1), "dtp": (1, 1), "mcv": (1, 1), "je": (1, 1), "menac": (2, 1)}
    assert figures["need:polio|2", EVERYONE] == 1 and figures["need:polio|3", EVERYONE] == 1
    assert {m: n for (m, w), n in figures.items() if m.startswith("reason") and not w} == {
        "reason:refused": 1,
        "reason:absent_long": 1,
    }
    assert doubts_of(figures) == []


def test_a_child_half_caught_up_stays_and_its_second_live_vaccine_has_its_day() -> None:
    child = replace(known("C2"), doses=[*known("C2").doses, ("MMR", "2026-11-12")])
    case = case_of(child, asker(on="2026-11-13"))
    assert case.short and not case.done and case.filled == {("mcv", 1)}
    (left,) = case.open
    assert (left.series, left.n, left.earliest) == ("je", 1, "2026-12-10")


def test_a_dose_given_before_and_recorded_late_is_no_gap_whatever_brought_it() -> None:
    child = known("C1")
    late = replace(child, doses=[*child.doses, ("bOPV", "2026-11-01")])
    assert not case_of(late, asker()).short
    assert case_of(replace(child, doses=[*child.doses, ("bOPV", "2026-11-10")]), asker()).done


def test_days_of_grace_a_window_and_residence_are_the_campaigns() -> None:
    child = known("C1")  # the third polio dose came due on 5 October
    assert case_of(child, asker(replace(PLAN, grace={"polio": 36}))).short
    assert not case_of(child, asker(replace(PLAN, grace={"polio": 37}))).short
    assert asker(replace(PLAN, born_to="2026-01-01")).case(child) is None
    assert asker(replace(PLAN, residence="migrant")).case(child) is None
    assert asker(replace(PLAN, areas=[cast.OTHER_VILLAGE])).case(child) is None
    assert not case_of(child, asker(replace(PLAN, series=["mcv"]))).short
    gone = replace(child, gone_on="2026-11-09")
    assert asker().case(gone) is None and asker().case(replace(child, gone_on="2026-11-10")) is not None


def test_a_county_says_itself_what_a_gap_of_polio_is() -> None:
    steps = [Step(2, 1), Step(6, 3, or_unknown=True)]
    plan = replace(PLAN, series=["polio"], rule={"polio": steps})
    assert not case_of(known("C1"), asker(plan)).short  # five months old with two doses
    assert not case_of(known("C11"), asker(plan)).short  # three doses are enough here
    nothing = Known("x", cast.VILLAGE, {"born": "2025-01-01", "sex": "male"}, {}, [], [])
    assert [(m.series, m.n) for m in case_of(nothing, asker(plan)).needed] == [
        ("polio", n) for n in (1, 2, 3)
    ]
    assert not case_of(nothing, asker()).needed and case_of(nothing, asker()).unknown
    young = Known("y", cast.VILLAGE, {"born": "2026-08-01", "sex": "male"}, {}, [("BCG", "2026-08-01")], [])
    assert [(m.series, m.n) for m in case_of(young, asker(plan)).needed] == [("polio", 1)]
    count = count_of((nothing, young), asker(plan))
    assert (count.children, count.short, count.needed, count.unknown) == (2, 2, 4, 1)


def test_nobody_says_why_is_said_so() -> None:
    case = case_of(known("C11"), asker())
    assert reason_of(Story(case)) == "not_said"
    assert reason_of(Story(case, [visit("refused", "fear"), visit("absent_short")])) == "absent_short"
    assert reason_of(Story(case, [visit("part_given", "no_vaccine")])) == "no_vaccine"
    away = replace(case.child, fields=dict(case.child.fields) | {"status": "away"})
    assert reason_of(Story(case_of(away, asker()))) == "absent_long"


MONTH = Plan([cast.VILLAGE], SERIES, "2015-01-01", ON, ON, "2026-12-31", key=KEY)


def many(n: int, given: int, born: str, slot: Slot, product: str, plan: Plan, first: str) -> list[Story]:
    """So many children who lack one dose when the plan begins, some of whom get it."""
    doses = raised(born, "male", frozenset({slot}), first)
    later = [(product, plan.first_day)]
    stories = []
    for at in range(n):
        mine: Given = (*doses, *later) if at < given else doses
        fields = {"born": born, "sex": "male", "registered_at": "county"}
        child = Known(f"{slot}{at}", cast.VILLAGE, fields, {}, mine, [], {KEY: later} if at < given else {})
        stories.append(Story(case_of(child, asker(plan, plan.last_day))))
    return stories


def shares(figures: Figures) -> dict[str, tuple[int, int, str]]:
    """By vaccine: given, needed and the share."""
    found = {}
    for (measure, where), needed in figures.items():
        name = measure.removeprefix("need:")
        if measure != name and not where and "|" not in name:
            given = figures[f"given:{name}", EVERYONE]
            found[name] = given, needed, percent(given, needed)
    return found


def test_a_month_s_published_figures_come_from_individual_records() -> None:
    """鼓楼区: 122 of 122 measles-containing, 703 of 710 polio, 1,891 children needing something."""
    stories = [
        *many(122, 122, "2025-12-20", ("mcv", 1), "MMR", MONTH, "2026-10-10"),
        *many(710, 703, "2026-06-05", ("polio", 3), "bOPV", MONTH, "2026-10-10"),
        *many(1059, 1000, "2025-12-20", ("je", 1), "JE-L", MONTH, "2026-10-10"),
    ]
    figures = figures_of(stories, MONTH.first_day)
    found = shares(figures)
    assert figures["short", EVERYONE] == 1891
    assert found["mcv"] == (122, 122, "100.00") and found["polio"] == (703, 710, "99.01")


YEAR = Plan([cast.VILLAGE], SERIES, "2012-01-01", "2026-12-31", "2026-01-01", "2026-12-31", key=KEY)
PUBLISHED = [  # needed, given, born, the slot that is missing, what is given, its name in the figures, the share
    (325, 298, "2025-08-01", ("polio", 3), "bOPV", "polio", "91.69"),
    (355, 352, "2025-06-01", ("dtp", 3), "DTaP", "dtp", "99.15"),
    (86, 84, "2025-03-01", ("mcv", 1), "MMR", "mcv-1", "97.67"),
    (123, 120, "2024-05-01", ("mcv", 2), "MMR", "mcv-2", "97.56"),
    (132, 129, "2025-03-01", ("je", 1), "JE-L", "je", "97.73"),
    (356, 353, "2025-06-01", ("hepb", 3), "HepB", "hepb", "99.16"),
    (42, 39, "2018-06-01", ("dtp", 5), "DT", "dt", "92.86"),
    (231, 231, "2022-06-01", ("menac", 1), "MPSV-AC", "menac", "128.57"),
]


@pytest.fixture(scope="module")
def year() -> Figures:
    """The figures of a township's year."""
    stories = []
    for needed, given, born, slot, product, _name, _share in PUBLISHED:
        stories += many(needed, given, born, slot, product, YEAR, "2025-12-20")
    for at in range(66):  # they turned three while it ran
        doses = raised("2023-06-01", "male", frozenset(), "2025-12-20")
        later = ("MPSV-AC", "2026-06-10")
        fields = {"born": "2023-06-01", "sex": "male", "registered_at": "county"}
        child = Known(f"three {at}", cast.VILLAGE, fields, {}, (*doses, later), [], {KEY: [later]})
        stories.append(Story(case_of(child, asker(YEAR, YEAR.last_day))))
    return figures_of(stories, YEAR.first_day)


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[5])
def test_a_township_s_year_in_doses(year: Figures, row: tuple[int, int, str, Slot, str, str, str]) -> None:
    needed, given, _born, _slot, _product, name, share = row
    given = 297 if name == "menac" else given
    assert shares(year)[name] == (given, needed, share)


def test_more_given_than_needed_is_flagged(year: Figures) -> None:
    assert doubts_of(year) == [("menac", 297, 231)]


def test_of_the_grown_two_doses_are_asked_each_counted_once_the_second_28_days_after_the_first() -> None:
    rule = {"mcv": [Step(18 * 12, 2, or_unknown=True)]}
    plan = replace(PLAN, series=("mcv",), born_from="1990-01-01", born_to="2019-11-10", rule=rule)

    def of(born: str, doses: Given) -> tuple[int, set[Slot], list[tuple[int, str | None]], bool]:
        child = Known("a", cast.VILLAGE, {"born": born, "sex": "female"}, {}, doses, [], {KEY: doses})
        case = case_of(child, asker(plan))
        left = [(one.n, one.earliest) for one in case.left]
        return len(case.needed), set(case.filled), left, case.done

    first, second = ("MMR", "2026-11-11"), ("MMR", "2026-12-09")
    assert of("1995-03-01", []) == (2, set(), [(1, ON), (2, None)], False)
    assert of("1995-03-01", [first]) == (2, {("mcv", 1)}, [(2, "2026-12-09")], False)
    apart = asker(replace(plan, apart=56))
    longer = Known("a", cast.VILLAGE, {"born": "1995-03-01"}, {}, [first], [], {KEY: [first]})
    assert [(one.n, one.earliest) for one in case_of(longer, apart).left] == [(2, "2027-01-06")]
    late = replace(plan, last_day="2026-12-31")
    child = Known("a", cast.VILLAGE, {"born": "1995-03-01"}, {}, [first, second], [], {KEY: [first, second]})
    assert case_of(child, asker(late, "2026-12-31")).done
    assert of("2012-03-01", [])[0] == 0  # the definition speaks of the grown alone


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_a_dose_told_by_several_fills_its_slot_once(order: int) -> None:
    """From register, certificate, campaign and phone, in whatever order."""
    child, dose = known("C1"), ("bOPV", "2026-11-12")
    told = [*child.doses, dose, dose]
    told = [*told[order:], *told[:order]]
    case = case_of(replace(child, doses=told, given_in={KEY: [dose]}), asker())
    assert case.done and case.filled == {("polio", 3)} and not case.beyond
    figures = figures_of([Story(case)], PLAN.first_day)
    assert (figures["need:polio", EVERYONE], figures["given:polio", EVERYONE]) == (1, 1)


def test_every_due_of_a_list_may_be_given_and_every_missing_has_a_day_or_a_condition() -> None:
    """Engine and register agree."""
    for name in CASES:
        for on in ("2026-11-10", "2026-11-20", "2026-11-30"):
            for gap in case_of(caught_up(name), asker(on=on)).open:
                first = gap.earliest or gap.condition
                later = any(
                    one.n < gap.n
                    for one in case_of(caught_up(name), asker(on=on)).left
                    if one.series == gap.series
                )
                assert first or later, (name, on, gap)


def test_the_last_day_of_a_dose_is_the_day_before_it_closes() -> None:
    """BCG without a PPD up to the day before three months; the second A群 up to the day before two years."""
    doses = raised("2026-10-01", "male", frozenset({("bcg", 1)}), "2026-11-09")
    baby = Known("b", cast.VILLAGE, {"born": "2026-10-01", "sex": "male"}, {}, doses, [])
    of = asker(on="2026-11-12")
    case = case_of(baby, of)
    (bcg,) = [one for one in case.open if one.series == "bcg"]
    assert of.last_day(case, bcg) == "2026-12-31"
    two = raised("2024-12-20", "male", frozenset({("mena", 2)}), "2026-11-09")
    case = case_of(Known("t", cast.VILLAGE, {"born": "2024-12-20", "sex": "male"}, {}, two, []), of)
    (mena,) = [one for one in case.open if one.series == "mena"]
    assert of.last_day(case, mena) == "2026-12-19"
    case = case_of(known("C1"), of)
    assert of.last_day(case, case.open[0]) is None
