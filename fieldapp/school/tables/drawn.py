"""The tables of the school check as they stand in a page: where each number leads, for who may see children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import url_for

from fieldapp.ground.showing import EMPTY
from fieldapp.ground.words import t
from fieldapp.school.classes.naming import class_words
from fieldapp.school.summary import GROUP_NAMES
from fieldapp.school.tables.asked import HALVES, Asked, Wish
from fieldapp.school.tables.behind import Behind
from fieldapp.school.tables.table import (
    CLASS,
    RATES,
    SCHOOL,
    TOTAL,
    TOWNSHIP,
    Column,
    Line,
    Table,
    count_in,
    is_over,
    rate_in,
    said,
)


class Cell(NamedTuple):
    """One cell: its words, where it leads (empty: nowhere), and whether it is a rate over 100 %."""

    words: str
    href: str
    over: bool


class Row(NamedTuple):
    """One line: what it is of, where that leads, whether it is a total, and its cells."""

    name: str
    href: str
    total: bool
    cells: Sequence[Cell]


def address(endpoint: str, wish: Wish, **more: Any) -> str:
    """A page of the tables with what was wished; `more` is said beside, or instead."""
    told = {"year": wish.year, "half": wish.half, "until": wish.until, "group": wish.group or None}
    return url_for(f"school_tables.{endpoint}", **(told | more))


def rows(asked: Asked, sees: bool) -> list[Row]:
    """The lines of the table."""
    return [_row(asked, line, asked.table.columns, sees) for line in asked.table.lines]


def rates(table: Table) -> list[tuple[str, str, str]]:
    """The rates of everything: what each is called, the percentage, and what it is a share of."""
    found = []
    for column in RATES:
        words = t(
            *(one.replace("，%", "").removesuffix("（%）").removesuffix(", %") for one in column.heads[0])
        )
        share = said(table.whole, column)
        unit = "" if share == EMPTY else "%"
        found.append((words, f"{share}{unit}", "{} / {}".format(*rate_in(table.whole, column))))
    return found


def dose_rows(asked: Asked, sees: bool) -> tuple[list[Column], list[Row]]:
    """By vaccine and dose: the columns in which anything is owed, and the lines."""
    columns = [column for _id, *pair in asked.table.dose_columns() for column in pair]
    return columns, [_row(asked, line, columns, sees) for line in asked.table.lines]


def _row(asked: Asked, line: Line, columns: Sequence[Column], sees: bool) -> Row:
    href = _leads(asked, line, sees)
    cells = [
        Cell(said(line, one), _behind(asked, line, one, sees, href), is_over(line, one)) for one in columns
    ]
    return Row(t(*line.name), href, line.kind == TOTAL, cells)


def _leads(asked: Asked, line: Line, sees: bool) -> str:
    """Where a line leads: a township to its schools, a school to its classes, a class to its pupils."""
    if line.kind == TOWNSHIP:
        return address("area", asked.wish, area=line.key)
    if line.kind == SCHOOL:
        return address("school", asked.wish, key=line.key, group=None)
    if line.kind == CLASS and sees:
        return url_for("classes.show", key=asked.school.key, name=line.key, year=asked.wish.year)
    return ""


def _behind(asked: Asked, line: Line, column: Column, sees: bool, href: str) -> str:
    """Where a number leads: of a school or class to the children behind it, of a township to its schools."""
    if column.rate or not count_in(line, column):
        return ""
    if line.kind == TOWNSHIP:
        return href
    key = asked.school.key if asked.school is not None else line.key if line.kind == SCHOOL else ""
    if not key or not sees or column.id in ("schools", "schools_checked"):
        return ""
    of = line.key if line.kind == CLASS else None
    return address("children", asked.wish, key=key, group=None, cell=column.id, **{"class": of})


def links(asked: Asked) -> dict[str, Any]:
    """What may be chosen beside the table: halves, groups, days, lines; and its files."""
    wish = asked.wish
    end, more = ("area", {"area": wish.area or None, "by": wish.by or None}) if asked.school is None else (
        "school",
        {"key": asked.school.key},
    )  # fmt: skip
    here = {"endpoint": end, "wish": wish, **more}
    found: dict[str, Any] = {
        "halves": [
            (address(**here, half=half), t(*words), None, half == wish.half) for half, words in HALVES
        ],
        "days": [(address(**here, until=""), t("现在", "now"), None, wish.until is None)]
        + [(address(**here, until=day), day, None, wish.until == day) for day in asked.days],
        "xlsx": address(**here | {"endpoint": f"{end}_book"}),
        "pdf": address(**here | {"endpoint": f"{end}_pdf"}),
        "hand_in": address(**here | {"endpoint": f"{end}_hand_in"}),
    }
    if asked.school is None:
        found["groups"] = [(address(**here, group=None), t("全部", "all"), None, not wish.group)]
        found["groups"] += [
            (address(**here, group=group), t(*words), None, group == wish.group)
            for group, words in GROUP_NAMES.items()
        ]
        found["by"] = address(**here | {"by": SCHOOL if asked.table.kind == TOWNSHIP else TOWNSHIP})
    return found


UNNAMED = ("（已离校，不显示姓名）", "(left the school, not named here)")


def child_rows(found: Behind, lang: str) -> Iterator[Sequence[Any]]:
    """The children behind a number as rows of a sheet."""
    at = 0 if lang == "zh" else 1
    for one, n in found.children:
        pupil = one.pupil
        called = class_words(pupil.grade, pupil.class_name, lang)
        yield pupil.name, called, pupil.born, one.outcome.checked_on, one.result[at], n
    for class_, n in found.unnamed:
        yield UNNAMED[at], class_words(*class_, lang), None, None, None, n
