"""A child with the usual doses: each two days after its earliest day, JE and HepA live; from the hand-written table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.schedule.cases import months_after, on_time

SEXES = {"f": "female", "m": "male"}


def usual(sex: str, born: str, on: str, without: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A line for `schedule evaluate`: what a child born then has by the day `on`.

    `without` names a whole series (`mcv`) or one slot (`dtp5`); `more` are further keys of the line.
    """
    day = date.fromisoformat(born)
    given = on_time(day, SEXES[sex])
    given["je"] = [("JE-L", months_after(day, months)) for months in (8, 24)]
    given["hepa"] = [("HepA-L", months_after(day, 18))]
    doses = [
        {"product": product, "given_on": (at + timedelta(2)).isoformat()}
        for series, slots in given.items()
        for n, (product, at) in enumerate(slots, 1)
        if series not in without and f"{series}{n}" not in without
    ]
    kept = [dose for dose in doses if dose["given_on"] <= on]
    return {"id": "c", "born": born, "sex": SEXES[sex], "doses": kept, **more}
