"""When a child left a school, and what the school knew of it by then. Pure.

A school keeps what it recorded itself, and is told nothing later of who left: no dose, no second look, no address.
Name, sex and birth date stay, so that its papers can still be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fieldapp.records.rows.enrolled import followed_by, going_on
from fieldapp.records.rows.stamps import AUTHOR, SEVERAL, Row, stamps_of, stored

KEPT = ("name", "sex", "born")
Words = tuple[str, str, dict[str, Any]]  # an operation's moment, its id, and what it says of a child


def left_at(school: str, enrolments: Iterable[Row]) -> str | None:
    """The moment when somebody said that a child had left a school, or that it was at another one since; None while it
    is there, and where no school was said. `enrolments`: all of the child that stand."""
    every = list(enrolments)
    if not school or any(row["school"] == school for row in going_on(every)):
        return None
    own = [row for row in every if row["school"] == school]
    last = [row for row in own if not any(followed_by(row, other) for other in own)]
    return max((_over_at(row, every) for row in last), default=None)


def _over_at(row: Row, every: Iterable[Row]) -> str:
    """When an enrolment was said to be over, or the first of those that follow it was said."""
    said = [_said(other, "school") for other in every if followed_by(row, other)]
    if row["left_on"]:
        said.append(
            min(_said(row, "left_on"), f"{row['left_on']}T15:59:59.999Z")
        )  # the end of the day in China
    return min(said)


def _said(row: Row, name: str) -> str:
    stamp = stamps_of(row).get(name)
    return str(stamp[0] if stamp else row["at"] or "")


def by_then(rows: Iterable[Row], moment: str) -> list[Row]:
    """Records that had been said by a moment."""
    return [row for row in rows if (row["at"] or "") <= moment]


def child_then(row: Row, moment: str, said: Iterable[Words] = ()) -> Row:
    """A child's row with what had been said of it by a moment. What was said otherwise since is what had been said
    before, of all that ever was (`said`); empty where that is not known."""
    kept = (AUTHOR, SEVERAL, *KEPT)
    later = {name for name, stamp in stamps_of(row).items() if str(stamp[0]) > moment and name not in kept}
    if not later:
        return row
    before: dict[str, Any] = {}
    for at, _id, words in sorted(said, key=lambda one: one[:2]):
        before |= words if at <= moment else {}
    more = json.loads(row["more"] or "{}")
    more = {name: value for name, value in more.items() if f".{name}" not in later}
    more |= {name: before[name] for name in before if f".{name}" in later and before[name] is not None}
    then = row | {name: stored(before.get(name)) for name in later if not name.startswith(".")}
    then["area"] = then["area"] or ""
    then["more"] = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None
    then["_stamps"] = {name: stamp for name, stamp in stamps_of(row).items() if name not in later}
    return then
