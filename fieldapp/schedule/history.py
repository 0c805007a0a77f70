"""A child's doses as somebody wrote them down: which have a day and a product we know, in the order they were given.

Pure, and judges nothing: whatever stands in a row, reading it never raises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.days import ISO_DAYS, parse_day

Dated = tuple[int, int, int]


class History(NamedTuple):
    """Doses as they were written down: each as said and taken as valid so far; those with a date as (day, product,
    place) by day; those without as (product, place). `plain`: every one has a date and a product of ours.
    """

    plain: bool
    said: list[dict[str, Any]]
    dated: list[Dated]
    undated: list[tuple[int, int]]


def read_doses(doses: Sequence[Any], programme: Programme) -> History:
    """A history as it was written down, whatever stands there: read in one sweep while every dose is plain, else one by
    one.
    """
    ranks, said, dated = programme.ranks, list[dict[str, Any]](), list[Any]()
    try:
        for at, dose in enumerate(doses):
            product, given = dose["product"], dose["given_on"]
            said.append({"product": product, "given_on": given, "valid": True})
            dated.append((ISO_DAYS[given], ranks[product], at))
        dated.sort()
    except (LookupError, TypeError, ValueError):  # no product of ours, no day, no dose
        return _one_by_one(doses, ranks)
    return (
        History(True, said, dated, []) if not dated or dated[0][0] is not None else _one_by_one(doses, ranks)
    )


def _one_by_one(doses: Sequence[Any], ranks: dict[str, int]) -> History:
    whole = History(False, [], [], [])
    for at, dose in enumerate(doses):
        told = dose if isinstance(dose, Mapping) else {}
        product, given = told.get("product"), told.get("given_on")
        whole.said.append({"product": product, "given_on": given, "valid": True})
        day = parse_day(given)
        if type(product) is not str or product not in ranks:
            continue
        if day is None:
            whole.undated.append((ranks[product], at))
        else:
            whole.dated.append((day, ranks[product], at))
    whole.dated.sort()
    whole.undated.sort()
    return whole
