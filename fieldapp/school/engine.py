"""What the schedule says of a pupil: its gaps as an aid, and which doses an interval makes
invalid. Pure: the rules are an argument (`fieldapp.schedule.in_use`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fieldapp.schedule import Programme, evaluate
from fieldapp.schedule.evaluation import judged_doses
from fieldapp.school.outcome import COMPLETE, EXEMPT, NEEDS
from fieldapp.school.slots import Slot

TOO_SOON = {"too_soon", "live_28_days"}  # a dose so given fills no slot, whatever else is known of the child
RESULTS = {"complete": COMPLETE, "needs_catchup": NEEDS, "incomplete_no_catchup": EXEMPT}
Given = tuple[str, str | None]


def assessed(
    born: str | None,
    sex: str | None,
    doses: Iterable[Given],
    states: Iterable[tuple[str, int, str, str]],
    on: str,
    rules: Programme,
) -> dict[str, Any]:
    """The engine's answer for a pupil on a day, in the contract's shape (`missing`, `due` with `condition`, `closed`,
    `next`): an aid where nobody assessed, never a clinic's assessment."""
    child = {
        "born": born,
        "sex": sex,
        "states": [
            {"series": series, "n": n, "state": state} for series, n, state, day in states if day <= on
        ],
    }
    return evaluate(
        child, [{"product": p, "given_on": day} for p, day in doses if day is None or day <= on], on, rules
    )


def aid_of(answer: dict[str, Any]) -> tuple[str, tuple[Slot, ...], tuple[tuple[str, int, str], ...]]:
    """An answer of the engine as a check writes it: assessment, `missing` and `exempt`."""
    missing = tuple((one["series"], one["n"]) for one in answer["missing"])
    exempt = tuple((one["series"], one["n"], one["reason"]) for one in answer["closed"])
    return RESULTS[answer["result"]], missing, exempt


def valid_doses(
    born: str | None, sex: str | None, doses: Sequence[Given], on: str, rules: Programme
) -> list[tuple[str, str]]:
    """The dated doses up to a day, without those given too soon after another."""
    dated = [(product, day) for product, day in doses if day is not None and day <= on]
    asked = [{"product": product, "given_on": day} for product, day in dated]
    said = judged_doses({"born": born, "sex": sex}, asked, on, rules)
    return [
        (one["product"], one["given_on"]) for one in said if one["valid"] or one.get("reason") not in TOO_SOON
    ]
