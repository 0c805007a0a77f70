"""Reading what interviews found: a table of one child a row into `Interview`s, and a table of dose rules.

Every cell and heading is either understood or named by line and column: a word that is no date is not a tick,
a column nobody knows is not passed over. Half and impossible dates become ticks (given, date unknown), and are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from fieldapp.ground.problems import BadInput
from fieldapp.survey.indicators.evidence import CardDose, DoseRule, Interview, Schedule, believed, by_register
from fieldapp.survey.stats.table import Table

SERIES = ("bcg", "hepb", "polio", "dtp", "mcv", "je", "mena", "menac", "hepa", "hpv")
DOSE_COLUMN = re.compile(r"(card|register)_([a-z][a-z0-9]*?)_?([1-9])", re.ASCII)
RECALL_COLUMN = re.compile(r"recall_([a-z][a-z0-9]*)", re.ASCII)
FIXED = ("on", "born", "sex", "card", "bcg_scar", "id")
DAY = re.compile(r"((?:19|20)\d\d)(?:(\d\d)(\d\d)|([-/.])(\d{1,2})\4(\d{1,2}))", re.ASCII)
HALF_DAY = re.compile(
    r"(?:19|20)\d\d(?:\d\d|[-/.](?:\d{1,2}|[?xX]{1,2})(?:[-/.](?:\d{1,2}|[?xX]{1,2})?)?)?", re.ASCII
)
TICKS = {"tick", "✓", "√"}
YES = {"1": True, "0": False, "": False}
CARDS = ("seen", "not_seen", "lost")
SEXES = ("male", "female")
OLDEST = 20  # years; older is a mistyped year


@dataclass(frozen=True)
class Children:
    """Who was interviewed, which doses each source was asked for, and what the reader should know."""

    interviews: tuple[Interview, ...]
    card: tuple[tuple[str, int], ...]
    register: tuple[tuple[str, int], ...]
    recall: tuple[str, ...]
    scar: bool
    note: str | None


def read_rules(table: Table) -> Schedule:
    """Dose rules from columns antigen, n, min_age, min_interval, max_age: days; the last two may be empty.

    A series begins with dose 1 and has no gaps; ages rise; later doses have an interval.
    """
    _only(table, ("antigen", "n", "min_age", "min_interval", "max_age"), ())
    numbers = {name: _whole(table, name) for name in ("n", "min_age")}
    numbers |= {name: _whole(table, name, "") for name in ("min_interval", "max_age") if name in table.header}
    empty: list[int | None] = [None] * len(table.lines)
    rows = zip(
        table.names("antigen"),
        numbers["n"],
        numbers["min_age"],
        numbers.get("min_interval", empty),
        numbers.get("max_age", empty),
        table.lines,
        strict=True,
    )
    last: dict[str, DoseRule] = {}
    rules: list[DoseRule] = []
    for antigen, n, youngest, apart, oldest, line in rows:
        rule = DoseRule(antigen, cast(int, n), cast(int, youngest), apart or 0, oldest)
        wrong = _wrong_rule(rule, last.get(antigen))
        if wrong:
            raise BadInput(f"{table.name}, line {line}, column {wrong}.")
        last[antigen] = rule
        rules.append(rule)
    return tuple(rules)


def _wrong_rule(rule: DoseRule, before: DoseRule | None) -> str | None:
    """Column and reason of what a rule cannot say, or None."""
    due = before.n + 1 if before else 1
    if rule.n != due:
        return f"n: dose {due} of {rule.antigen} must stand here, not {rule.n}"
    if before and rule.min_age <= before.min_age:
        return f"min_age: {rule.min_age} days is not above the {before.min_age} of dose {before.n}"
    if (before is None) != (rule.min_interval == 0):
        need = "a later dose needs an interval of 1 day or more" if before else "a first dose has no interval"
        return f"min_interval: {need}"
    if rule.max_age is not None and rule.max_age < rule.min_age:
        return f"max_age: {rule.max_age} days is below the least age of {rule.min_age}"
    return None


def _whole(table: Table, column: str, *empty: str) -> list[int | None]:
    """Whole numbers from 0 to 9,999; empty cells (None) only where told."""
    cells = table.texts(column) if empty else table.names(column)
    wrong = [not re.fullmatch(r"\d{1,4}", cell, re.ASCII) and cell not in empty for cell in cells]
    if any(wrong):
        table.refuse(column, wrong, "'{}' is not a whole number of 0 or more")
    return [int(cell) if cell else None for cell in cells]


def _only(table: Table, known: Collection[str], named: Collection[str]) -> None:
    """No heading that nobody reads."""
    for heading in table.header:
        if heading not in known and heading not in named:
            words = ", ".join(known)
            raise BadInput(f"{table.name}, line 1: column '{heading}' is not known; known are {words}.")


def read_children(table: Table, schedule: Schedule = (), named: Collection[str] = ()) -> Children:
    """One child a row.

    on, born           days; `on` always, `born` empty where nobody knows
    card_dtp1 …        a day, `tick`, or empty: what card or certificate has; register_dtp1 … the clinic's register
    recall_dtp …       how many doses the guardian remembers; empty: not known
    bcg_scar, card, sex, id   1 or 0; seen, not_seen or lost; male or female; a name of the child's own

    Antigens are the series of the schedule and those of `schedule`; `named` are further columns, for the design.
    """
    written = {source: _dose_columns(table, source, schedule) for source in ("card", "register")}
    recalled = {column: match[1] for column in table.header if (match := RECALL_COLUMN.fullmatch(column))}
    for column, antigen in recalled.items():
        _known_antigen(table, column, antigen, schedule)
    _known_columns(table, {*written["card"], *written["register"], *recalled, *named})
    if "id" in table.header:
        table.unique("id")
    doses = {source: _doses(table, columns) for source, columns in written.items()}
    told = {antigen: _whole(table, column, "") for column, antigen in recalled.items()}
    plain = _plain(table, [bool(row) for row in doses["card"]])
    interviews = tuple(
        Interview(
            **plain[row],
            doses=doses["card"][row],
            register=doses["register"][row],
            recall={antigen: n for antigen, counts in told.items() if (n := counts[row]) is not None},
        )
        for row in range(len(table.lines))
    )
    return Children(
        interviews,
        tuple(written["card"].values()),
        tuple(written["register"].values()),
        tuple(recalled.values()),
        "bcg_scar" in table.header,
        _note(table, interviews),
    )


def _dose_columns(table: Table, source: str, schedule: Schedule) -> dict[str, tuple[str, int]]:
    """Headings of a source's doses and what they mean."""
    found: dict[str, tuple[str, int]] = {}
    for column in table.header:
        match = DOSE_COLUMN.fullmatch(column)
        if match and match[1] == source:
            antigen, n = match[2], int(match[3])
            _known_antigen(table, column, antigen, schedule)
            if (antigen, n) in found.values():
                raise BadInput(f"{table.name}, line 1: column '{column}' is {antigen} {n} a second time.")
            found[column] = antigen, n
    return found


def _known_antigen(table: Table, column: str, antigen: str, schedule: Schedule) -> None:
    known = dict.fromkeys((*SERIES, *(rule.antigen for rule in schedule)))
    if antigen not in known:
        raise BadInput(
            f"{table.name}, line 1: column '{column}' names no antigen that is known; known are {', '.join(known)}."
        )


def _known_columns(table: Table, used: Collection[str]) -> None:
    for heading in table.header:
        if heading not in FIXED and heading not in used:
            raise BadInput(
                f"{table.name}, line 1: column '{heading}' is not known; known are {', '.join(FIXED)}, "
                "card_dtp1, register_dtp1, recall_dtp and their like; say --ignore to pass it over."
            )


def _doses(table: Table, columns: dict[str, tuple[str, int]]) -> list[tuple[CardDose, ...]]:
    """The doses of every row by one source."""
    doses: list[list[CardDose]] = [[] for _ in table.lines]
    for column, (antigen, n) in columns.items():
        cells = table.texts(column)
        wrong = [
            not (cell in TICKS or DAY.fullmatch(cell) or HALF_DAY.fullmatch(cell) or not cell)
            for cell in cells
        ]
        if any(wrong):
            table.refuse(column, wrong, "'{}' is neither a day such as 2023-03-05, 'tick' nor empty")
        for row, cell in enumerate(cells):
            if cell:
                doses[row].append(CardDose(antigen, n, _day(cell)))
    return [tuple(row) for row in doses]


def _day(cell: str) -> date | None:
    match = DAY.fullmatch(cell)
    try:
        return date(*(int(part) for part in match.groups() if part and part.isdigit())) if match else None
    except ValueError:
        return None


def _plain(table: Table, has_card: Sequence[bool]) -> list[dict[str, Any]]:
    """The cells of one row that stand for themselves."""
    on, born = _days(table, "on", table.names("on")), _days(table, "born", table.texts("born"))
    _born_before(table, on, born)
    sexes = _among(table, "sex", SEXES)
    cards = _among(table, "card", CARDS)
    scars = _among(table, "bcg_scar", ("1", "0"))
    wrong = [has and card in ("not_seen", "lost") for has, card in zip(has_card, cards, strict=True)]
    if any(wrong):
        table.refuse("card", wrong, "'{}', but there are doses by card in this line")
    return [
        {
            "on": on[row],
            "born": born[row],
            "sex": sexes[row] or None,
            "card": cards[row] or ("seen" if has_card[row] else "not_seen"),
            "bcg_scar": YES[scars[row]],
        }
        for row in range(len(table.lines))
    ]


def _days(table: Table, column: str, cells: Sequence[str]) -> list[date | None]:
    days = [_day(cell) for cell in cells]
    wrong = [bool(cell) and day is None for cell, day in zip(cells, days, strict=True)]
    if any(wrong):
        table.refuse(
            column, wrong, "'{}' is no day such as 2023-03-05 (leave a birth date empty where nobody knows)"
        )
    return days


def _born_before(table: Table, on: Sequence[date | None], born: Sequence[date | None]) -> None:
    ages = [(day - birth).days if day and birth else 0 for day, birth in zip(on, born, strict=True)]
    if any(age < 0 for age in ages):
        table.refuse("born", [age < 0 for age in ages], "'{}' is after the interview")
    if any(age > OLDEST * 365.25 for age in ages):
        wrong = [age > OLDEST * 365.25 for age in ages]
        table.refuse("born", wrong, f"'{{}}' is more than {OLDEST} years before the interview")


def _among(table: Table, column: str, known: Sequence[str]) -> tuple[str, ...]:
    """Cells of a column that may be missing; each one of a few words, or empty."""
    if column not in table.header:
        return ("",) * len(table.lines)
    cells = table.texts(column)
    wrong = [cell not in ("", *known) for cell in cells]
    if any(wrong):
        table.refuse(column, wrong, f"'{{}}' is neither {' nor '.join(known)} nor empty")
    return cells


def _note(table: Table, children: Sequence[Interview]) -> str | None:
    """How many dates did not stand, and where the first is."""
    lines: list[int] = []
    for child, line in zip(children, table.lines, strict=True):
        for one in (child, by_register(child)):
            antigens = dict.fromkeys(dose.antigen for dose in one.doses)
            ticks = sum(on is None for antigen in antigens for on in believed(one, antigen).values())
            lines += [line] * ticks
    if not lines:
        return None
    doses = "1 dose" if len(lines) == 1 else f"{len(lines)} doses"
    return (
        f"{doses} without a day that stands, the first in line {lines[0]}, count as given on an unknown day: ticks, "
        "half or impossible dates, dates before birth, after the interview or out of order."
    )
