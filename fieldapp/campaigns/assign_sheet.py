"""A sheet of assignments read: village, person, number expected; every wrong cell named. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldapp.same import clean_name, plain_username
from fieldapp.typed import column_letter, plain, read_count

COLUMNS = {
    "area": ("村代码", "村", "village", "code"),
    "person": ("用户名", "手机号", "人员", "姓名", "person", "username"),
    "expected": ("预计人数", "预计儿童数", "人数", "expected"),
}


@dataclass(frozen=True)
class Wrong:
    """One wrong cell: line of the sheet, heading of its column, and why, in both languages."""

    line: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True)
class Line:
    """One right line."""

    line: int
    area: str
    person: str
    expected: int | None


def _title(heading: str) -> str:
    return plain(heading).replace(" ", "").lower()


def person_mark(words: str) -> str:
    """What a person is found by: user name, telephone or name, however it is written."""
    return plain_username(clean_name(words))


def find_columns(heading: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column holds which field: a heading that is, or begins with, one of the names."""
    titles = [_title(title) for title in heading]
    found: dict[str, int] = {}
    for exact in (True, False):
        for field, names in wanted.items():
            for number, title in enumerate(titles):
                hit = title in names if exact else title and title.startswith(names)
                if hit and field not in found and number not in found.values():
                    found[field] = number
    return found


def headed_twice(heading: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> list[Wrong]:
    """Headings of columns that are read and stand in the sheet twice: nobody can tell which one is meant."""
    titles = [_title(title) for title in heading]
    read = tuple(name for names in wanted.values() for name in names)
    wrong = []
    for place, title in enumerate(titles):
        if title.startswith(read) and title in titles[:place]:
            first, second = column_letter(titles.index(title)), column_letter(place)
            zh = f"这一列有两个（{first} 列和 {second} 列），请删去一个"
            wrong.append(
                Wrong(1, heading[place], zh, f"this column stands twice ({first} and {second}); remove one")
            )
    return wrong


def read_sheet(
    rows: Sequence[Sequence[str]], villages: Mapping[str, str], people: Mapping[str, str]
) -> tuple[list[Line], list[Wrong]]:
    """The lines of a sheet whose first row is the heading.

    Args:
        villages: code or name → code; a name two villages share is left out.
        people: user name, phone or name → id; likewise.
    """
    if not rows:
        return [], [Wrong(1, "", "表是空的", "the sheet is empty")]
    columns = find_columns(rows[0], COLUMNS)
    wrong = [
        Wrong(1, names[0], "缺少这一列", "this column is missing")
        for field, names in COLUMNS.items()
        if field not in columns and field != "expected"
    ]
    wrong += headed_twice(rows[0], COLUMNS)
    lines: list[Line] = []
    for number, row in enumerate(rows[1:], start=2):
        if not wrong or wrong[0].line > 1:
            _read_line(number, row, columns, villages, people, lines, wrong)
    return lines, wrong


def _read_line(
    number: int,
    row: Sequence[str],
    columns: Mapping[str, int],
    villages: Mapping[str, str],
    people: Mapping[str, str],
    lines: list[Line],
    wrong: list[Wrong],
) -> None:
    said = {field: plain(row[at]) if at < len(row) else "" for field, at in columns.items()}
    if not any(said.values()):
        return
    before = len(wrong)
    area, person = villages.get(said["area"]), people.get(person_mark(said["person"]))
    expected = read_count(said.get("expected", ""))
    if area is None:
        wrong.append(
            Wrong(number, COLUMNS["area"][0], f"没有这个村：{said['area']}", f"no village {said['area']}")
        )
    if person is None:
        words = f"没有这个人：{said['person']}", f"nobody called {said['person']}"
        wrong.append(Wrong(number, COLUMNS["person"][0], *words))
    if said.get("expected") and expected is None:
        wrong.append(Wrong(number, COLUMNS["expected"][0], "不是人数", "is no number of children"))
    if len(wrong) == before and area and person:
        lines.append(Line(number, area, person, expected))
