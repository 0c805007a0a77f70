"""Prints what the server finds missing of many children, and what campaigns count of it, as JSON, for the phone's
tests: the cases of the catch-up and children written at random."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from typing import Any

from fieldapp.catchup.gaps.missing import Known, missing_of
from fieldapp.catchup.plan.needed import Asker
from fieldapp.catchup.plan.plan import SERIES, Plan, Step
from fieldapp.schedule import programme_for
from tests.catchup.test_gaps import CASES, ON, history
from tests.schedule.cases import written

RULES = programme_for()
VILLAGE = "430921103001"
AGES = {"areas": ["430921"], "born_from": "1990-01-01", "born_to": "2030-01-01"}
PLANS = (  # what campaigns of catch-up may be set to; days are counted back from a child's own
    (10, {"series": SERIES}),
    (0, {"series": ("polio", "mcv"), "grace": {"polio": 30, "mcv": 90}}),
    (
        5,
        {"series": ("mcv", "hepb"), "rule": {"mcv": [Step(216, 2, or_unknown=True)], "hepb": [Step(216, 3)]}},
    ),
    (60, {"series": ("polio",), "rule": {"polio": [Step(2, 1), Step(6, 3, or_unknown=True)]}}),
)


def found(case: dict[str, Any]) -> dict[str, Any]:
    """A child with what the server says of it on a day."""
    states = [(one["series"], one["n"], one["state"]) for one in case["states"]]
    doses = [(one["product"], one["given_on"]) for one in case["doses"]]
    fields = {"born": case["born"], "sex": case["sex"]}
    said = missing_of(Known("k", "", fields, {}, doses, states), case["on"], RULES)
    gaps = [
        {
            "series": one.series,
            "n": one.n,
            "product": one.product,
            "earliest": one.earliest,
            "condition": one.condition,
            "refused": one.refused,
        }
        for one in said.missing
    ]
    needed = [_needed(case, doses, states, days, words) for days, words in PLANS if case["born"]]
    return case | {"said": {"unknown": said.unknown, "unasked": said.unasked, "gaps": gaps}, "needed": needed}


def _needed(
    case: dict[str, Any], doses: Any, states: Any, days: int, words: dict[str, Any]
) -> dict[str, Any]:
    """A campaign that began so many days before, and the slots it counts of the child."""
    first = (date.fromisoformat(case["on"]) - timedelta(days=days)).isoformat()
    plan = Plan(first_day=first, last_day=case["on"], **AGES, **words)
    child = Known("k", VILLAGE, {"born": case["born"], "sex": case["sex"]}, {}, doses, states)
    of = Asker(plan, case["on"], RULES).case(child)
    rule = {series: [step.said() for step in steps] for series, steps in plan.rule.items()}
    told = {
        "first_day": first,
        "of_series": list(plan.series),
        "grace": dict(plan.grace),
        "rule": rule,
        **AGES,
    }
    return {"campaign": told, "slots": None if of is None else [[one.series, one.n] for one in of.needed]}


def grown() -> list[dict[str, Any]]:
    """Adults: nothing recorded, one dose a short and a long time ago, two."""
    made = []
    days = [[], ["2026-11-01"], ["2026-06-01"], ["2026-06-01", "2026-08-01"], ["2026-11-08"]]
    for n, some in enumerate(days):
        doses = [{"product": "MMR", "given_on": day} for day in some]
        made.append(
            {
                "name": f"grown {n}",
                "born": "1995-03-01",
                "sex": "female",
                "doses": doses,
                "states": [],
                "on": ON,
            }
        )
    return made


def all_cases() -> list[dict[str, Any]]:
    """The six cases by hand, and children at random with refusals among them."""
    made = []
    for name, (born, sex, _without, _missing) in CASES.items():
        doses = [{"product": product, "given_on": day} for product, day in history(name)]
        made.append({"name": name, "born": born, "sex": sex, "doses": doses, "states": [], "on": ON})
    for n, one in enumerate(written(300)):
        child = one["child"]
        states = [state for state in child.get("states") or [] if _is_state(state)]
        if n % 3 == 0:
            states.append({"series": "mcv", "n": 1, "state": "refused"})
        doses = [dose for dose in child["doses"] if isinstance(dose, dict) and dose.get("product")]
        about = {"name": str(n), "born": child["born"], "sex": child.get("sex"), "on": child["on"]}
        made.append(about | {"doses": doses, "states": states})
    return [found(one) for one in [*made, *grown()]]


def _is_state(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("n"), int) and {"series", "state"} <= set(one)


if __name__ == "__main__":
    json.dump({"rules": RULES.plain, "cases": all_cases()}, sys.stdout)
