"""Every case table a nurse can read, against the evaluator: verdicts, due list, closed, next and result."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.schedule import evaluate, packaged, programme_for
from fieldapp.schedule.planning import plan
from tests.schedule.cases import all_cases, all_plans, on_time, told

CASES = all_cases()
PLANS = all_plans()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_case_is_judged_as_its_table_says(case):
    rules = programme_for(case["edition"], case["province"])
    answer = evaluate(case["child"], case["doses"], case["on"], rules)
    assert told(answer, case) == case["expected"], case["why"]
    assert [dose["valid"] for dose in answer["doses"]] == ["reason" not in dose for dose in answer["doses"]]


@pytest.mark.parametrize("case", PLANS, ids=[case["name"] for case in PLANS])
def test_the_plan_is_as_its_table_says(case):
    visits = plan(case["child"], case["doses"], case["on"], programme_for(), case["at_most"])
    assert visits == case["visits"], case["why"]


def test_there_are_at_least_two_hundred_cases_and_each_has_its_own_name():
    names = [case["name"] for case in CASES]
    assert len(names) >= 200
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("born", [date(2009, 2, 28), date(2012, 2, 29), date(2016, 1, 15), date(2016, 3, 1)])
@pytest.mark.parametrize("sex", ["male", "female"])
def test_a_child_always_on_time_is_complete_on_every_birthday(born, sex):
    doses = [
        {"product": product, "given_on": day.isoformat()}
        for given in on_time(born, sex).values()
        for product, day in given
    ]
    waits = {"series": "hpv", "n": 2, "product": "2vHPV", "waits_until": "2026-05-10"}
    for years in range(2, 18):
        on = date(born.year + years, 3, 1)
        answer = evaluate({"born": born, "sex": sex}, doses, on, programme_for())
        # HPV came into the programme when she was past 13 years and 6 months: the second waits six months
        waiting = (born, sex, on) == (date(2012, 2, 29), "female", date(2026, 3, 1))
        assert answer["missing"] == ([waits] if waiting else []), on
        assert answer["result"] == ("needs_catchup" if waiting else "complete"), on


def test_every_uncertain_rule_has_a_case_that_shows_what_the_software_does():
    cited = {rule for case in CASES for rule in case["rules"]}
    library = packaged()
    unsure = {
        entry["id"]
        for edition in [*library.by_id.values(), *library.provinces.values()]
        for table in ("rule", "choose", "enough", "close")
        for entry in edition.tables.get(table, [])
        if "confirm" in entry
    }
    unsure |= {
        name for name, held in [*library.by_id.items(), *library.provinces.items()] if "confirm" in held.head
    }
    assert sorted(unsure - cited) == []


def test_every_rule_a_case_cites_exists():
    library = packaged()
    there = {
        entry["id"]
        for edition in [*library.by_id.values(), *library.provinces.values()]
        for table in edition.tables.values()
        for entry in table
        if "id" in entry
    }
    there |= {*library.by_id, *library.provinces}
    assert {rule for case in CASES for rule in case["rules"]} - there == set()
