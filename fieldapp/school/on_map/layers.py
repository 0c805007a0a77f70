"""Schools on a map: how many of the children who entered this term were checked, and how many have gaps still open.

The figures are those of the tally, of the schools where the person may see sums; nothing of a child.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.showing import percent
from fieldapp.models.schools import School
from fieldapp.records import permissions
from fieldapp.school import access
from fieldapp.school.settings import read_settings
from fieldapp.school.summary import GROUPS, PRIMARY, Sums
from fieldapp.school.tables.kept import sums_of
from fieldapp.school.terms import term_of
from fieldapp.web.gate import Who
from fieldapp.web.on_maps.layers import MapLayer, Mark, Step, Words

SUMS = "school.sums"
UNCHECKED, BELOW, REACHED, NONE = "0", "80", "reached", "none"  # steps of the coverage scale
SHAPES = {PRIMARY: "square"}
SHAPES_SAID = ("方的是小学，圆的是幼儿园", "square: primary schools; round: kindergartens")
LEAD = ("看这所学校", "See this school")
Drawn = tuple[str, str]  # step and figure


def there(connection: Connection, who: Who, areas: Sequence[str]) -> bool:
    """Whether she has a school there that is not closed."""
    query = select(School.key).where(*_hers(connection, who, areas))
    return connection.scalar(query.limit(1)) is not None


def _hers(connection: Connection, who: Who, areas: Sequence[str]) -> list[Any]:
    return [
        access.her_schools(connection, who),
        tree.inside(School.area, list(areas)),
        School.retired_on.is_(None),
    ]


def _read(connection: Connection, who: Who, areas: Sequence[str]) -> Iterable[tuple[Any, Sums, int]]:
    """Her schools with the sums of this term and the county's goal."""
    columns = School.key, School.name, School.area, School.kind, School.county, School.lat, School.lon
    schools = connection.execute(select(*columns).where(*_hers(connection, who, areas))).all()
    term = term_of(today()).code
    for county in sorted({one.county for one in schools}):
        some = [one for one in schools if one.county == county]
        sums = sums_of(connection, county, [one.key for one in some], [term], None)
        goal = read_settings(connection, county).goal_check
        for one in some:
            yield one, sums.get(one.key, Sums()), goal


def _marks(drawn: Callable[[Sums, int], Drawn]) -> Callable[..., list[Mark]]:
    """The marks of a layer that draws sums so."""

    def marks(connection: Connection, who: Who, areas: Sequence[str]) -> list[Mark]:
        if not permissions.may_somewhere(who.role, SUMS):
            return []
        leads = permissions.may_somewhere(who.role, access.SEE)
        found = []
        for school, sums, goal in _read(connection, who, areas):
            step, figure = drawn(sums, goal)
            link = url_for("schools.show", key=school.key) if leads else None
            shape = SHAPES.get(GROUPS[school.kind], "round")
            at = None if school.lat is None else (school.lat, school.lon)
            found.append(
                Mark(school.key, school.name, school.area, shape, step, figure, _lines(sums), link, at)
            )
        return found

    return marks


def _lines(sums: Sums) -> list[Words]:
    """What the box of a school says."""
    if not sums.expected:
        return [("本学期还没有新入学的孩子：先导入名册", "No new children this term: bring the roster in")]
    checked, expected = sums.check_rate
    share, open_ = percent(checked, expected), sums.needs - sums.caught_up
    doses = sums.owed - sums.given
    said = [
        (f"查验率 {share}%：{checked} / {expected}人", f"Checked {share}%: {checked} of {expected} children")
    ]
    if not checked:
        return [*said, ("还没开始查", "Not begun")]
    if open_:
        return [
            *said,
            (f"还要补种 {open_}人，{doses}剂", f"Still to catch up: {open_} children, {doses} doses"),
        ]
    return [*said, ("没有还要补种的孩子", "Nobody is left to catch up")]


def by_rate(sums: Sums, goal: int) -> Drawn:
    """How a school is drawn by its check rate: the whole per cent, rounded down, so that 100 is all of them."""
    checked, expected = sums.check_rate
    if not expected:
        return NONE, "—"
    if not checked:
        return UNCHECKED, "0%"
    step = REACHED if 100 * checked >= goal * expected else BELOW
    return step, f"{100 * checked // expected}%"


def by_gaps(sums: Sums, _goal: int) -> Drawn:
    """How a school is drawn by its children with gaps still open."""
    open_ = sums.needs - sums.caught_up
    if not sums.checked:
        return NONE, "—"
    return (UNCHECKED, str(open_)) if open_ else (REACHED, "✓")


def rate_steps(connection: Connection, county: str) -> list[Step]:
    """The legend of the check rate."""
    goal = read_settings(connection, county).goal_check
    return [
        Step(UNCHECKED, ("0%，还没开始查", "0%, not begun")),
        Step(BELOW, (f"{goal}% 以下", f"under {goal}%")),
        Step(REACHED, (f"≥ {goal}%（达到目标）", f"≥ {goal}% (goal reached)")),
        Step(NONE, ("没有新入学的孩子", "no new children")),
    ]


def gap_steps(_connection: Connection, _county: str) -> list[Step]:
    """The legend of open gaps."""
    return [
        Step(UNCHECKED, ("数字：还要补种几人", "the number: children still to catch up")),
        Step(REACHED, ("✓ 都补完了", "✓ all caught up")),
        Step(NONE, ("还没开始查", "not begun")),
    ]


RATE = MapLayer(
    name="school_rate",
    right=SUMS,
    words=("学校查验率", "Schools by check rate"),
    note=SHAPES_SAID,
    lead=LEAD,
    there=there,
    steps=rate_steps,
    marks=_marks(by_rate),
)
GAPS = MapLayer(
    name="school_gaps",
    right=SUMS,
    words=("学校还要补种的", "Schools by open gaps"),
    note=SHAPES_SAID,
    lead=LEAD,
    there=there,
    steps=gap_steps,
    marks=_marks(by_gaps),
)
