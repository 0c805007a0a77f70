"""What the schedule says of a pupil: its gaps as an aid, what each dose counts as, and which doses an interval makes
invalid. Pure: the rules are an argument (`fieldapp.schedule.in_use`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fieldapp.schedule import Programme, evaluate
from fieldapp.schedule.rules.days import ISO_DAYS, plus
from fieldapp.school.outcome import COMPLETE, EXEMPT, NEEDS, SeriesAt
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
    said = evaluate({"born": born, "sex": sex}, [{"product": p, "given_on": d} for p, d in dated], on, rules)[
        "doses"
    ]
    return [
        (one["product"], one["given_on"]) for one in said if one["valid"] or one.get("reason") not in TOO_SOON
    ]


def counts_in(born: str | None, products: dict[str, list[dict[str, Any]]]) -> SeriesAt:
    """In which series a product counts for a child on a day: the conjugate meningococcal vaccine is A群 up to an age
    and A+C from then on. `products`: the parts of each, from `parts_of`."""
    first = ISO_DAYS[born] if born else None

    def series_at(product: str, day: str) -> list[str]:
        at, found = ISO_DAYS[day], []
        for part in products.get(product, ()):
            begins, ends = part.get("from"), part.get("until")
            if first is not None and at is not None:
                if begins is not None and at < plus(first, begins):
                    continue
                if ends is not None and at >= plus(first, ends):
                    continue
            found.append(part["series"])
        return found

    return series_at


def parts_of(products: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """By product what it counts in, of the library's list (`packaged().products`)."""
    return {one["id"]: list(one["counts"]) for one in products}
