"""Geometry of the chart of a round's days: doses of each day as bars, and above them the coverage so far with the goal.
Pure: values in, boxes and points out; the template draws them.

A day stands where it lies between the others: two days with three between them are four steps apart, and a day on which
nobody was dosed has its place. Every figure is written beside what it belongs to, so that no legend is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fieldapp.ground.showing import percent

GAP = 4  # between a figure and what it belongs to


class Frame(NamedTuple):
    """The room of a chart, in units of its picture: `letter` is the height of a letter. It is shown so that a unit is
    one pixel of the page, or nearly, and letters stay as large as other text."""

    width: int
    letter: int
    line: int  # height of the panel of the coverage so far
    bars: int  # height of the panel of the days
    widest: int  # a bar's width at most

    @property
    def left(self) -> int:
        """Where the first day's step begins."""
        return self.letter // 2

    @property
    def right(self) -> int:
        """Where the last one's ends: beyond it stand goal and coverage."""
        return self.width - 5 * self.letter

    @property
    def line_foot(self) -> int:
        """The height of 0 %."""
        return 2 * self.letter + self.line

    @property
    def bars_foot(self) -> int:
        """The height of no dose."""
        return self.line_foot + 4 * self.letter + self.bars

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return self.bars_foot + 2 * self.letter


WIDE = Frame(width=760, letter=16, line=120, bars=120, widest=44)
NARROW = Frame(width=340, letter=17, line=110, bars=110, widest=30)


@dataclass(frozen=True)
class Bar:
    """One day: its box, its day, what it stands for, and the sum up to and with it; whether day and number have room
    to be written."""

    x: float
    y: float
    width: float
    height: float
    day: str
    value: int
    to_date: int
    named: bool
    counted: bool

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class DayChart:
    """A chart as it is drawn; `points` and `goal_y` are empty where there is no target to be a share of."""

    frame: Frame
    bars: tuple[Bar, ...]
    points: tuple[tuple[float, float], ...]
    coverage: str
    goal_y: float | None
    goal_words_y: float | None


def day_chart(
    days: Sequence[tuple[str, int]], first: str, last: str, target: int, goal: int, frame: Frame
) -> DayChart | None:
    """The chart of a round; None where nobody was dosed yet.

    Args:
        days: day (ISO) and doses, each day once.
        first, last: of the round; days of its mop-up lie beyond.
        target: children to be dosed; goal: in per cent.
    """
    if not days:
        return None
    days = sorted(days)
    start, end = min(first, days[0][0]), max(min(last, days[-1][0]), days[-1][0])
    step = (frame.right - frame.left) / (_apart(start, end) + 1)
    made = _bars(days, start, step, frame)
    top = max(100.0, 100 * made[-1].to_date / target) if target > 0 else 100.0

    def height(share: float) -> float:
        return round(frame.line_foot - frame.line * share / top, 1)

    points = tuple((bar.middle, height(100 * bar.to_date / target)) for bar in made) if target > 0 else ()
    goal_y = height(goal) if points else None
    words_y = _beside(goal_y, points[-1][1], frame) if points and goal_y is not None else None
    return DayChart(frame, made, points, percent(made[-1].to_date, target), goal_y, words_y)


def _beside(goal_y: float, end_y: float, frame: Frame) -> float:
    """Where the goal is written: at its line, moved off the coverage's own figure where they would touch."""
    apart = 1.3 * frame.letter
    if abs(goal_y - end_y) >= apart:
        return goal_y
    return round(end_y - apart if goal_y <= end_y else end_y + apart, 1)


def _bars(days: Sequence[tuple[str, int]], start: str, step: float, frame: Frame) -> tuple[Bar, ...]:
    highest = max(max(value for _day, value in days), 1)
    width = round(min(step * 0.7, frame.widest), 1)
    named = _with_room(
        [frame.left + step * (_apart(start, day) + 0.5) for day, _n in days], 3.2 * frame.letter
    )
    made, to_date = [], 0
    for number, (day, value) in enumerate(days):
        to_date += value
        tall = round(frame.bars * max(value, 0) / highest, 1)
        x = round(frame.left + step * (_apart(start, day) + 0.5) - width / 2, 2)
        room = len(str(value)) * 0.62 * frame.letter + GAP
        counted = room <= step or number in named
        made.append(
            Bar(
                x,
                round(frame.bars_foot - tall, 1),
                width,
                tall,
                day,
                value,
                to_date,
                number in named,
                counted,
            )
        )
    return tuple(made)


def _with_room(middles: Sequence[float], room: float) -> set[int]:
    """The numbers of those that can be written without touching: the last, the first, and what fits between."""
    chosen = [len(middles) - 1]
    for number in [0, *range(1, len(middles) - 1)]:
        if all(abs(middles[number] - middles[one]) >= room for one in chosen):
            chosen.append(number)
    return set(chosen)


def _apart(one: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(one)).days
