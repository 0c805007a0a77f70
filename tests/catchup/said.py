"""Prints what the server finds missing of many children, as JSON, for the phone's tests: the cases of the catch-up and
children written at random."""

from __future__ import annotations

import json
import sys
from typing import Any

from fieldapp.catchup.gaps.missing import Known, missing_of
from fieldapp.schedule import programme_for
from tests.catchup.test_gaps import CASES, ON, history
from tests.schedule.cases import written

RULES = programme_for()


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
    return case | {"said": {"unknown": said.unknown, "unasked": said.unasked, "gaps": gaps}}


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
    return [found(one) for one in made]


def _is_state(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("n"), int) and {"series", "state"} <= set(one)


if __name__ == "__main__":
    json.dump({"rules": RULES.plain, "cases": all_cases()}, sys.stdout)
