"""Which mark stands in each column of the register for a child. Pure.

A slot of the check comes first: missing, or caught up since. Then what a clinic closed; then what was given, each dose
in the column of its series, a substitute (五联) in those of all its series. What is left is blank: not due yet, or
nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldapp.schedule.series_of import SeriesAt
from fieldapp.school.outcome import SPECIAL, Outcome
from fieldapp.school.slots import BY_ID, INACTIVATED, Slot, column_of, product_by_age

GIVEN, MISSED, CAUGHT_UP, NOT_DUE, EXEMPT = "given", "missed", "caught_up", "not_due", "exempt"
ORDER = (GIVEN, EXEMPT, CAUGHT_UP, MISSED)  # of two slots in one column the later stands
CLOSED = ("contraindicated", "had_disease", "over_age")
Dose = tuple[str, str | None]
NAMES = {
    GIVEN: ("已种", "given"),
    MISSED: ("漏种", "missed"),
    CAUGHT_UP: ("查验后已补种", "caught up after the check"),
    NOT_DUE: ("没到年龄", "not due yet"),
    EXEMPT: (
        "不用补：禁忌、得过病、超过年龄",
        "nothing to catch up: contraindicated, had the disease, over age",
    ),
}


def given_slots(doses: Sequence[Dose], series_at: SeriesAt, on: str) -> dict[Slot, Dose]:
    """What valid doses fill, each series from its first on. A dose whose day is unknown counts as of `on`."""
    found: dict[Slot, Dose] = {}
    many: dict[str, int] = {}
    for product, day in sorted(doses, key=lambda dose: dose[1] or ""):
        for series in series_at(product, day or on):
            many[series] = many.get(series, 0) + 1
            found[series, many[series]] = product, day
    return found


def with_later(
    given: Mapping[Slot, Dose], doses: Sequence[Dose], series_at: SeriesAt, filled: Mapping[Slot, str]
) -> dict[Slot, Dose]:
    """What is given with the doses since the check: each in the slot it caught up, else after the last of its
    series."""
    found = dict(given)
    for product, day in sorted(doses, key=lambda dose: dose[1] or ""):
        for series in series_at(product, day or ""):
            own = [slot for slot in filled if slot[0] == series and filled[slot] == day and slot not in found]
            last = max((n for of, n in found if of == series), default=0)
            found[min(own, default=(series, last + 1))] = product, day
    return found


def marks_of(
    outcome: Outcome,
    given: Mapping[Slot, Dose],
    states: Sequence[tuple[str, int, str, str]],
    born: str | None,
) -> dict[str, str]:
    """The state of each column that is not blank, by the column's id.

    Args:
        given: as `given_slots` has them.
        states: what a clinic or a guardian said of slots: series, n, state, day.
    """
    found: dict[str, str] = {}
    on = outcome.said_on  # a product that changes with age keeps its slot, and so its column
    for slot, dose in given.items():
        if slot not in outcome.filled and _has_column(slot, dose[0]):
            _put(found, column_of(slot, dose[0]), GIVEN)
    closed: set[Slot] = {(one[0], one[1]) for one in outcome.exempt if one[2] in CLOSED}
    closed |= {(series, n) for series, n, state, _day in states if state in CLOSED}
    for slot in (*closed, *outcome.excused):
        if slot not in given:
            _put(found, _column(slot, given, born, on), EXEMPT)
    for slot in outcome.missing:
        if slot in outcome.filled:
            _put(found, _column(slot, given, born, on), CAUGHT_UP)
        elif slot not in outcome.excused:
            _put(found, _column(slot, given, born, on), MISSED)
    return found


def _put(found: dict[str, str], column: str, state: str) -> None:
    if column in BY_ID:
        found[column] = max(state, found.get(column, state), key=ORDER.index)


def _has_column(slot: Slot, product: str) -> bool:
    """A fifth polio dose has a column only where it is the second IPV."""
    wanted = next(
        (some for (series, low), some in SPECIAL.items() if slot[0] == series and slot[1] >= low), None
    )
    return slot[0] != "polio" or wanted is None or product in wanted


def _column(slot: Slot, given: Mapping[Slot, Dose], born: str | None, on: str | None) -> str:
    """The column of a slot that is missing, caught up or closed: of 百白破5 by the age on a day, as the table has it;
    of JE and hepatitis A the inactivated one's where the child began with that."""
    inactivated = INACTIVATED.get(slot[0])
    if inactivated in {dose[0] for dose in given.values()}:
        return column_of(slot, inactivated)
    return column_of(slot, product_by_age(slot, born, on) if on else None)
