"""The table 入托、入学预防接种证查验情况汇总表: its lines and columns, with what stands in each cell. Pure.

托幼 and 小学 are summed apart and together; totals stand before their parts. A rate is its numerator and denominator;
over 100 % it is shown as it is and marked, of nothing it is a dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldapp.ground.showing import percent
from fieldapp.schedule.series_of import VACCINES
from fieldapp.school.slots import COLUMNS as SLOTS
from fieldapp.school.slots import column_words, vaccine_of_column
from fieldapp.school.summary import CARE, GROUP_NAMES, NAMES, PRIMARY, Doses, Rate, Sums

Words = tuple[str, str]
TITLE = ("入托、入学预防接种证查验情况汇总表", "Check of vaccination certificates on entry: summary")
CLASS, SCHOOL, TOWNSHIP, TOTAL = "class", "school", "township", "total"
OVER = "※"  # beside a rate over 100 %
BOTH = ("合计", "total")
UNITS = {CLASS: ("班级", "Class"), SCHOOL: ("学校", "School"), TOWNSHIP: ("乡镇", "Township")}


@dataclass(frozen=True)
class Line:
    """One line: whose figures, and the figures.

    kind: `class`, `school`, `township` or `total`; key: a class's address, a school's key, a township's code, of totals
    their group; group: `care` or `primary`, empty of both.
    schools, schools_checked: how many there are, and in how many anybody was checked; nothing of a class.
    """

    kind: str
    key: str
    name: Words
    sums: Sums
    group: str = ""
    schools: int = 0
    schools_checked: int = 0


class Column(NamedTuple):
    """One column: its id, and its heads from the top down. `rate`: it shows a percentage."""

    id: str
    heads: tuple[Words, ...]
    rate: bool = False
    dose: bool = False


SCHOOLS = (
    Column("schools", (("应查验学校数", "schools to check"),)),
    Column("schools_checked", (("查验学校数", "schools checked"),)),
)
PEOPLE = tuple(
    Column(name, (NAMES[name],))
    for name in (
        *("expected", "checked", "held", "other_proof", "without", "reissued"),
        *("complete", "exempt", "needs", "caught_up", "unassessed"),
    )
)
DOSES = tuple(Column(name, (NAMES[name],)) for name in ("owed", "given"))
RATES = tuple(
    Column(name, (NAMES[name],), rate=True)
    for name in ("check_rate", "reissue_rate", "caught_up_rate", "dose_rate")
)
FORMULAS = {
    "check_rate": ("查验率 = 查验人数 ÷ 应查验人数", "check rate = checked ÷ to be checked"),
    "reissue_rate": ("补证率 = 补证人数 ÷ 无证人数", "re-issue rate = re-issued ÷ without certificate"),
    "caught_up_rate": (
        "补种率（人）= 完成补种人数 ÷ 需补种人数",
        "catch-up rate, children = caught up ÷ need catch-up",
    ),
    "dose_rate": ("补种率（剂次）= 补种剂次 ÷ 应补种剂次", "catch-up rate, doses = doses given ÷ doses owed"),
}
REMARKS = (
    (
        "应补种剂次按查验当天所缺计，以后不变；查验前种的不算补种。卡介苗不计入任何一栏的补种。",
        "Doses owed are what was missing at the check and stay so; a dose given before the check is not counted. BCG "
        "is in no figure of catch-up.",
    ),
    (
        "查验后转走的仍计在应查验人数内；监护人拒绝的仍计为需补种。",
        "Who left after the check stays among those to be checked; a refusal stays among those who need catch-up.",
    ),
)
OVER_WORDS = (
    f"{OVER} 超过100%：分子比分母大，原样列出，请核对后再上报。",
    f"{OVER} over 100 %: more than there should be, shown as it is; please check before handing in.",
)


@dataclass(frozen=True)
class Table:
    """A table in words of both languages; `kind`: what its lines are of."""

    kind: str
    unit: Words
    facts: tuple[Words, ...]
    lines: tuple[Line, ...]
    file_name: Words = ("", "")
    remarks: tuple[Words, ...] = field(default=REMARKS)

    @property
    def corner(self) -> Words:
        """What its lines are called, in the corner of its heads."""
        return UNITS[self.kind]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table; the rates last."""
        return (*(SCHOOLS if self.kind != CLASS else ()), *PEOPLE, *DOSES, *RATES)

    def dose_columns(self, every: bool = False) -> list[tuple[str, Column, Column]]:
        """For each column of the register that is owed somewhere (`every`: for all but BCG) the owed and the given."""
        known = [one.id for one in SLOTS if one.vaccine != "bcg"]
        seen = {column for line in self.lines for column in line.sums.by_column}
        order = [*known, *sorted(seen - set(known))]
        return [_doses(column) for column in order if every or column in seen]

    @property
    def whole(self) -> Line:
        """The line of everything."""
        return self.lines[0]

    @property
    def over(self) -> bool:
        """Whether any rate is over 100 %."""
        return any(is_over(line, column) for line in self.lines for column in RATES)

    @property
    def notes(self) -> list[Words]:
        """What stands under it: how the rates are made, what counts, and that a rate is over 100 %."""
        zh, en = (("；", "; ")[at].join(words[at] for words in FORMULAS.values()) for at in (0, 1))
        return [(f"{zh}。", f"{en}."), *self.remarks, *([OVER_WORDS] if self.over else [])]


def _doses(column: str) -> tuple[str, Column, Column]:
    vaccine, words = vaccine_of_column(column), column_words(column)
    heads = VACCINES.get(vaccine, (vaccine, vaccine)), words
    owed = Column(f"owed:{column}", (*heads, ("应", "owed")), dose=True)
    return column, owed, Column(f"given:{column}", (*heads, ("实", "given")), dose=True)


def count_in(line: Line, column: Column) -> int:
    """What stands in a cell that holds a number."""
    name, _, of = column.id.partition(":")
    if of:
        doses = line.sums.by_column.get(of, Doses())
        return doses.owed if name == "owed" else doses.given
    if name in ("schools", "schools_checked"):
        return int(getattr(line, name))
    return int(getattr(line.sums, name))


def rate_in(line: Line, column: Column) -> Rate:
    """What the percentage in a cell is a share of."""
    rate: Rate = getattr(line.sums, column.id)
    return rate


def is_over(line: Line, column: Column) -> bool:
    """Whether a rate is over 100 %."""
    if not column.rate:
        return False
    numerator, denominator = rate_in(line, column)
    return numerator > denominator > 0


def said(line: Line, column: Column) -> str:
    """A cell as page and paper show it."""
    if not column.rate:
        return str(count_in(line, column))
    words = percent(*rate_in(line, column))
    return f"{words}{OVER}" if is_over(line, column) else words


def with_totals(lines: Sequence[Line], parts: Sequence[Line]) -> tuple[Line, ...]:
    """The lines under their totals: all, and where both are there 托幼 and 小学 apart: those of `parts`, whose group
    is known: the schools or classes."""
    groups = sorted({line.group for line in parts}, key=group_order)
    if len(groups) < 2:
        return (_total(groups[0] if groups else "", BOTH, parts), *lines)
    apart = [
        _total(group, GROUP_NAMES[group], [one for one in parts if one.group == group]) for group in groups
    ]
    return (_total("", BOTH, parts), *apart, *lines)


def together(lines: Iterable[Line], kind: str, key: str, name: Words, group: str) -> Line:
    """Several lines as one: the schools of a township."""
    found = list(lines)
    sums = Sums()
    for line in found:
        for measure, n in line.sums.measures().items():
            sums.put(measure, n)
    schools = sum(line.schools for line in found), sum(line.schools_checked for line in found)
    return Line(kind, key, name, sums, group, *schools)


def _total(group: str, name: Words, lines: Sequence[Line]) -> Line:
    return together(lines, TOTAL, group, name, group)


def group_order(group: str) -> int:
    """托幼 before 小学."""
    return (CARE, PRIMARY, "").index(group)


def differences(
    then: Sequence[Line], now: Sequence[Line]
) -> list[tuple[Line | None, Line | None, list[str]]]:
    """The lines that are others now than when a table was handed in, each with the columns that differ; None of a line
    that is not there."""
    marks = {(line.kind, line.key, line.group): line for line in now}
    before = {(line.kind, line.key, line.group): line for line in then}
    found = []
    for mark in [*before, *(one for one in marks if one not in before)]:
        old, new = before.get(mark), marks.get(mark)
        changed = [column.id for column in (*PEOPLE, *DOSES) if _count(old, column) != _count(new, column)]
        if changed:
            found.append((old, new, changed))
    return found


def _count(line: Line | None, column: Column) -> int:
    return count_in(line, column) if line else 0


class Head(NamedTuple):
    """One cell of the heading: its words, where it begins, and how many columns and lines it covers."""

    words: Words
    place: int
    across: int
    down: int


def head_lines(columns: Sequence[Column]) -> list[list[Head]]:
    """The lines of the heading; a head common to neighbours stands once over them, a short one reaches down."""
    depth = max(len(column.heads) for column in columns)
    lines: list[list[Head]] = [[] for _ in range(depth)]
    for level, line in enumerate(lines):
        place = 0
        while place < len(columns):
            heads = columns[place].heads[: level + 1]
            across = 1
            while place + across < len(columns) and columns[place + across].heads[: level + 1] == heads:
                across += 1
            if len(heads) == level + 1:
                leaf = len(columns[place].heads) == level + 1
                line.append(Head(heads[level], place, across, depth - level if leaf else 1))
            place += across
    return lines
