"""Geometry of the bar charts drawn as SVG. Pure: values in, boxes out; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 200, 44, 18, 26
WIDEST = 48


@dataclass(frozen=True)
class Bar:
    """One bar: its box, what it stands for, and the sum up to and with it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int
    to_date: int


def step_of(highest: int) -> int:
    """A round step that gives two to five lines up to `highest`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * step * factor:
                return step * factor
        step *= 10


def scale(highest: int) -> list[tuple[int, float]]:
    """Grid lines: value and height in the picture."""
    step = step_of(max(highest, 1))
    top = -(-max(highest, 1) // step) * step
    return [(value, _y(value, top)) for value in range(0, top + 1, step)]


def _y(value: int, top: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def bars(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """A bar for each value, in order."""
    if not values:
        return []
    highest = max(value for _label, value in values)
    top = scale(highest)[-1][0]
    room = (WIDTH - LEFT) / len(values)
    width = round(min(room * 0.7, WIDEST), 1)
    made, to_date = [], 0
    for number, (label, value) in enumerate(values):
        to_date += value
        x = round(LEFT + room * (number + 0.5) - width / 2, 1)
        y = _y(value, top)
        made.append(Bar(x, y, width, round(HEIGHT - BOTTOM - y, 1), label, value, to_date))
    return made
