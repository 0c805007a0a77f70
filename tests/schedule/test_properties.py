"""What holds for every child, however odd: Hypothesis looks for one for which it does not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldapp.schedule import evaluate, packaged, programme_for
from fieldapp.schedule.evaluation import assess
from fieldapp.schedule.explaining import explain, marks
from fieldapp.schedule.history import read_doses
from fieldapp.schedule.judging import broken, keeps_all
from fieldapp.schedule.planning import plan
from fieldapp.schedule.plausible import problem_of
from tests.how_many import examples
from tests.schedule.cases import months_after
from tests.schedule.histories import checks, children, odd_children, odd_doses

RULES = programme_for()
WORSE = {"complete": 0, "incomplete_no_catchup": 1, "needs_catchup": 2}
# The lowest age in months of each number asked for, from the national table, whatever the edition (nip §1.1, §2).
LOWEST_AGE = {
    "hepb": [0, 1, 6],
    "bcg": [0],
    "polio": [2, 3, 4, 4],
    "dtp": [2, 4, 5, 18, 72],
    "mcv": [8, 18],
    "je": [8, 8, 24, 72],
    "mena": [6, 9],
    "menac": [24, 24],
    "hepa": [18, 24],
    "hpv": [156, 156],
}


def without_doses(answer):
    return {key: value for key, value in answer.items() if key != "doses"}


def verdicts(answer):
    return Counter((d["product"], d["given_on"], d["valid"], d.get("reason")) for d in answer["doses"])


@given(children(), st.data())
def test_repeating_a_dose_changes_nothing(one, data):
    child, doses, on = one
    dated = [dose for dose in doses if dose["given_on"]]
    if not dated:
        return
    again = data.draw(st.sampled_from(dated))
    before, after = evaluate(child, doses, on, RULES), evaluate(child, [*doses, again], on, RULES)
    assert without_doses(after) == without_doses(before)
    assert set(verdicts(after)) == set(verdicts(before))


@given(children(), st.randoms(use_true_random=False))
def test_the_order_of_doses_changes_nothing(one, chance):
    child, doses, on = one
    mixed = list(doses)
    chance.shuffle(mixed)
    before, after = evaluate(child, doses, on, RULES), evaluate(child, mixed, on, RULES)
    assert without_doses(after) == without_doses(before)
    assert verdicts(after) == verdicts(before)


@given(children(), checks)
def test_a_later_check_date_never_unvalidates_a_dose(one, other):
    child, doses, on = one
    first, second = sorted([on, max(other.isoformat(), child["born"])])
    before, after = evaluate(child, doses, first, RULES), evaluate(child, doses, second, RULES)
    for earlier, later in zip(before["doses"], after["doses"], strict=True):
        if earlier["valid"]:
            assert later["valid"]
        elif earlier["reason"] != "after_check_date":
            assert later == earlier


@given(children())
def test_a_dose_given_as_due_is_valid_and_makes_nothing_worse(one):
    child, doses, on = one
    before = evaluate(child, doses, on, RULES)
    for due in before["due"]:
        after = evaluate(child, [*doses, {"product": due["product"], "given_on": on}], on, RULES)
        assert after["doses"][-1]["valid"], due
        assert WORSE[after["result"]] <= WORSE[before["result"]], due


@given(children())
def test_all_due_doses_may_be_given_on_one_day(one):
    child, doses, on = one
    due = evaluate(child, doses, on, RULES)["due"]
    given_now = [{"product": row["product"], "given_on": on} for row in due]
    after = evaluate(child, [*doses, *given_now], on, RULES)
    assert all(dose["valid"] for dose in after["doses"][len(doses) :])


TOO_YOUNG_AND_NEAR = (  # the second MMR counts for nothing, and is itself a live dose less than 28 days ago
    {"born": "2019-10-01", "sex": "male", "states": []},
    [{"product": "MMR", "given_on": "2020-05-05"}, {"product": "MMR", "given_on": "2020-06-01"}],
    "2020-06-01",
)


@example(TOO_YOUNG_AND_NEAR)
@given(children())
def test_a_next_dose_given_on_its_day_is_valid(one):
    child, doses, on = one
    for row in evaluate(child, doses, on, RULES)["next"]:
        if RULES.era_of[_number(row["from"])] is not RULES.era_of[_number(on)]:
            continue  # another edition may ask for something else by then
        kept = [dose for dose in doses if dose["given_on"] is None or dose["given_on"] <= on]
        after = evaluate(
            child, [*kept, {"product": row["product"], "given_on": row["from"]}], row["from"], RULES
        )
        assert after["doses"][-1]["valid"], row


def _number(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days


@given(children())
def test_no_due_date_is_below_the_lowest_age(one):
    child, doses, on = one
    born = date.fromisoformat(child["born"])
    answer = evaluate(child, doses, on, RULES)
    for row in [*answer["due"], *answer["next"]]:
        ages = LOWEST_AGE[row["series"]]
        lowest = months_after(born, ages[min(row["n"], len(ages)) - 1]).isoformat()
        assert (row.get("earliest") or row["from"]) >= lowest, row
    for row in answer["due"]:
        assert row["earliest"] <= on
        assert row["overdue_since"] is None or row["earliest"] <= row["overdue_since"] <= on


@given(children())
def test_what_is_due_needs_catching_up_and_complete_means_nothing_is_due_or_closed(one):
    child, doses, on = one
    answer = evaluate(child, doses, on, RULES)
    if answer["due"]:
        assert answer["result"] == "needs_catchup"
    if answer["result"] == "complete":
        assert not answer["due"] and not answer["closed"]
    if answer["result"] == "incomplete_no_catchup":
        assert answer["closed"]


@given(children())
def test_a_child_is_complete_only_when_no_slot_is_missing(one):
    child, doses, on = one
    answer = evaluate(child, doses, on, RULES)
    assert (answer["result"] == "needs_catchup") == bool(answer["missing"])


@given(children())
def test_every_missing_slot_is_due_or_has_its_day_or_comes_after_one_that_is_missing(one):
    child, doses, on = one
    answer = evaluate(child, doses, on, RULES)
    due, before = {slot(row) for row in answer["due"]}, None
    assert due <= {slot(row) for row in answer["missing"]}
    for row in answer["missing"]:
        if before is None or before["series"] != row["series"]:
            assert (slot(row) in due) != ("waits_until" in row), row
        else:
            assert row["n"] > before["n"], row
            assert "waits_until" not in row, row
        assert row.get("waits_until", "9999") > on
        before = row
    places = [RULES.series.index(row["series"]) for row in answer["missing"]]
    assert places == sorted(places)
    closed = {(row["series"], row["n"]) for row in answer["closed"]}
    assert not closed & {(row["series"], row["n"]) for row in answer["missing"]}


def slot(row):
    return row["series"], row["n"], row["product"]


@given(children())
@settings(max_examples=examples(300))
def test_giving_what_is_due_fills_just_those_slots_and_a_half_caught_up_child_is_never_done(one):
    child, doses, on = one
    before = evaluate(child, doses, on, RULES)
    given_now = [{"product": row["product"], "given_on": on} for row in before["due"]]
    after = evaluate(child, [*doses, *given_now], on, RULES)
    due = {slot(row) for row in before["due"]}
    assert [slot(row) for row in after["missing"]] == [
        slot(row) for row in before["missing"] if slot(row) not in due
    ]
    if not child["states"]:  # what a contraindication closes is said by what is held: a DT may be enough
        assert after["closed"] == before["closed"]


@given(children())
@settings(max_examples=examples(300))
def test_a_slot_that_waits_may_be_filled_on_its_day_and_not_the_day_before(one):
    child, doses, on = one
    kept = [dose for dose in doses if dose["given_on"] and dose["given_on"] <= on]
    for row in evaluate(child, kept, on, RULES)["missing"]:
        day = row.get("waits_until")
        if day is None or RULES.era_of[_number(day)] is not RULES.era_of[_number(on)]:
            continue
        eve = (date.fromisoformat(day) - timedelta(1)).isoformat()
        for given_on, valid in ((day, True), (eve, False)):
            said = evaluate(
                child, [*kept, {"product": row["product"], "given_on": given_on}], given_on, RULES
            )
            assert said["doses"][-1]["valid"] == valid, (row, given_on)


@given(children())
def test_nothing_a_family_pays_for_is_on_any_list(one):
    child, doses, on = one
    answer = evaluate(child, doses, on, RULES)
    for row in [*answer["due"], *answer["missing"], *answer["next"]]:
        assert row["product"] not in PAID, row


PAID = {product["id"] for product in packaged().products if not product.get("programme", True)}


@given(children())
def test_what_cannot_be_is_said_of_every_dose_outside_the_childs_life_so_far(one):
    child, doses, on = one
    outside = [dose for dose in doses if dose["given_on"] and not child["born"] <= dose["given_on"] <= on]
    problem = problem_of(child, doses, on, RULES)
    assert (problem is not None and problem["code"] in ("before_birth", "after_day")) == bool(outside)


@given(children())
def test_without_a_sex_nothing_is_said_that_is_wrong_for_a_girl_or_a_boy(one):
    child, doses, on = one
    doses = [dose for dose in doses if dose["given_on"] is None or child["born"] <= dose["given_on"] <= on]
    child = {**child, "sex": None, "states": []}
    girl, boy, unknown = (
        {**evaluate({**child, "sex": sex}, doses, on, RULES), "next": None, "notes": None}
        for sex in ("female", "male", None)
    )
    problem = problem_of(child, doses, on, RULES)
    assert (problem is None) == (girl == boy)
    if problem is None:
        assert unknown == girl


@given(children())
def test_a_child_not_born_yet_is_never_complete(one):
    child, doses, _ = one
    eve = (date.fromisoformat(child["born"]) - timedelta(1)).isoformat()
    answer = evaluate(child, doses, eve, RULES)
    assert answer["result"] == "needs_catchup"
    assert {dose["reason"] for dose in answer["doses"]} <= {"not_born"}
    assert problem_of(child, doses, eve, RULES)["code"] == "not_born"


@given(children())
def test_a_series_is_either_due_or_next_and_named_once(one):
    child, doses, on = one
    answer = evaluate(child, doses, on, RULES)
    named = [row["series"] for row in [*answer["due"], *answer["next"]]]
    assert len(named) == len(set(named))
    closed = [(row["series"], row["n"]) for row in answer["closed"]]
    assert len(closed) == len(set(closed))
    asked = {(row["series"], row["n"]) for row in [*answer["due"], *answer["next"]]}
    assert not asked & set(closed)


@given(children(), st.none() | st.integers(1, 4))
@example(
    ({"born": "2006-06-02", "sex": "male", "states": []}, [], "2020-06-01"), 1
)  # over age at the next visit
@settings(max_examples=examples(60))
def test_following_the_plan_leaves_nothing_due_and_nothing_to_catch_up(one, at_most):
    child, doses, on = one
    doses = [dose for dose in doses if dose["given_on"] is None or dose["given_on"] <= on]
    visits = plan(child, doses, on, RULES, at_most)
    given_as_planned = [
        {"product": row["product"], "given_on": visit["on"]} for visit in visits for row in visit["doses"]
    ]
    end = date.fromisoformat(visits[-1]["on"] if visits else on)
    ends = (
        [end, end + timedelta(14)] if at_most else [end]
    )  # what one visit could not take is due on the next
    after = [evaluate(child, [*doses, *given_as_planned], day, RULES) for day in ends]
    assert all(dose["valid"] for dose in after[0]["doses"][len(doses) :])
    assert any(answer["due"] == [] and answer["result"] != "needs_catchup" for answer in after)
    assert [visit["on"] for visit in visits] == sorted({visit["on"] for visit in visits})


@given(children())
@settings(max_examples=examples(60))
def test_the_first_visit_of_a_plan_is_today_where_anything_is_due(one):
    child, doses, on = one
    doses = [dose for dose in doses if dose["given_on"] is None or dose["given_on"] <= on]
    due = evaluate(child, doses, on, RULES)["due"]
    visits = plan(child, doses, on, RULES)
    assert bool(visits and visits[0]["on"] == on) == bool(due)


@given(children())
@settings(max_examples=examples(60))
def test_explaining_and_marking_say_the_same_as_evaluating(one):
    child, doses, on = one
    answer, why = evaluate(child, doses, on, RULES), explain(child, doses, on, RULES)
    assert why["result"] == answer["result"]
    for plain, explained in zip(answer["doses"], why["doses"], strict=True):
        assert plain == {key: value for key, value in explained.items() if key != "parts"}
    cells = marks(child, doses, on, RULES)
    for row in answer["due"]:
        assert any(cell["mark"] == "missing" for cell in cells[row["series"]]), row
    for row in answer["closed"]:
        assert {"closed"} == {c["mark"] for c in cells[row["series"]] if c["reason"] == row["reason"]}
    for row in cells.values():
        assert len({cell["n"] for cell in row}) == len(row)


@given(children(), st.integers(0, 10_000), st.integers(0, 200))
@settings(max_examples=examples(400))
def test_the_short_way_to_a_valid_dose_is_the_clauses(one, place, days):
    child, doses, on = one
    known = assess(child, read_doses(doses, RULES), _number(on), RULES).child
    rules = list(RULES.era_of[_number(on)].rules.values())
    rule = rules[place % len(rules)]
    for day in (
        known.ages[rule.accept] + days - 100,
        known.last[rule.count] + days,
        known.ages[rule.end] + days - 100,
    ):
        assert keeps_all(rule, day, known) == (broken(rule, day, known) is None)


@given(odd_children, odd_doses, checks)
@settings(max_examples=examples(300))
def test_no_input_however_odd_raises(child, doses, on):
    answer = evaluate(child, doses, on, RULES)
    assert answer["result"] in WORSE
    assert len(answer["doses"]) == len(doses)
    explain(child, doses, on, RULES)
    marks(child, doses, on, RULES)
    plan(child, doses, on, RULES)
    problem_of(child, doses, on, RULES)


def test_five_hundred_doses_are_judged_like_any_other():
    born = date(2015, 1, 10)
    doses = [
        {"product": "bOPV", "given_on": (born + timedelta(days=7 * n)).isoformat()} for n in range(500)
    ] + [{"product": "DTaP", "given_on": None}] * 20
    answer = evaluate({"born": born.isoformat(), "sex": "male"}, doses, "2026-09-01", RULES)
    assert len(answer["doses"]) == 520
    # at 2, 3 and 4 months; the fourth came before 4 years (it counts in the total), all others are extra
    assert sum(dose["valid"] for dose in answer["doses"]) == 3
