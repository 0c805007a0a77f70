"""What an option of a survey or lot command may be: its unit and its range, said once and checked before anything runs.

A figure in the wrong unit (0.95 for 95 per cent, 85 for 0.85) is never taken as it stands: it is a `BadInput`
that names the option as it was typed. So is an option given twice, of which the last would win in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Literal

import click

from fieldapp.ground.problems import BadInput

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
Unit = Literal["fraction", "per cent", "number"]
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Figure(click.ParamType[float]):
    """A number from `least` to `most`; a fraction typed as a percentage, or the reverse, is told so."""

    name = "figure"

    def __init__(self, least: float, most: float, unit: Unit = "number") -> None:
        self.least, self.most, self.unit = least, most, unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if not isinstance(value, str):
            return float(value)
        option, typed = _option(param), value.strip()
        if not PLAIN.fullmatch(typed):
            raise BadInput(f"{option} must be a number, not '{typed}'.")
        figure = float(typed)
        if self.least <= figure <= self.most:
            return figure
        raise BadInput(f"{option} {self._wrong(figure)}, not {typed}.")

    def _wrong(self, figure: float) -> str:
        if self.unit == "per cent" and 0 < abs(figure) < 1:
            return f"is in per cent: {figure * 100:g}"
        if self.unit == "fraction" and 1 < abs(figure) <= 100 and self.least <= figure / 100 <= self.most:
            return f"is a fraction: {figure / 100:g}"
        unit = " per cent" if self.unit == "per cent" else ""
        return f"must be from {self.least:g} to {self.most:g}{unit}"


class Nonresponse(Figure):
    """Per cent: 0, or 1 and more; what lies between is a fraction in the wrong unit."""

    def __init__(self) -> None:
        super().__init__(0, 99, "per cent")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        figure = super().convert(value, param, ctx)
        if 0 < figure < 1:
            raise BadInput(f"{_option(param)} {self._wrong(figure)}, not {value}.")
        return figure


class Whole(click.ParamType[int]):
    """A whole number from `least` to `most`."""

    name = "whole number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not isinstance(value, str):
            return int(value)
        option, typed = _option(param), value.strip()
        if not WHOLE.fullmatch(typed):
            raise BadInput(
                f"{option} must be a whole number, not '{typed}': an integer such as {self.least}."
            )
        if len(typed) > 20 or not self.least <= int(typed) <= self.most:
            raise BadInput(f"{option} must be from {self.least} to {self.most}, not {typed}.")
        return int(typed)


class Limits(click.ParamType[tuple[int, ...]]):
    """Whole numbers that rise, with commas between."""

    name = "limits"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if not isinstance(value, str):
            return tuple(value)
        parts = [part.strip() for part in value.split(",")]
        if not all(WHOLE.fullmatch(part) and len(part) < 10 for part in parts):
            raise BadInput(f"{_option(param)} must be whole numbers with commas between, not '{value}'.")
        limits = tuple(map(int, parts))
        if limits[0] < 0 or any(low >= high for low, high in pairwise(limits)):
            raise BadInput(f"{_option(param)} must rise from 0 or more, which {value} does not.")
        return limits


class Column(click.ParamType[str]):
    """The name of a column of the file."""

    name = "column"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            raise BadInput(f"{_option(param)} needs the name of a column.")
        return str(value)


def _option(param: click.Parameter | None) -> str:
    return param.opts[0] if param and param.opts else "The value"


COVERAGE = Figure(0, 1, "fraction")
INSIDE = Figure(0.0001, 0.9999, "fraction")
GOAL = Figure(0.0001, 1, "fraction")
HALF_WIDTH = Figure(0.0001, 0.4999, "fraction")
DIFFERENCE = Figure(-0.9999, 0.9999, "fraction")
RISK = Figure(0.000001, 0.5, "fraction")
POWER = Figure(0.5, 0.999999, "fraction")
ICC = Figure(0, 1, "fraction")
VARIATION = Figure(0, 5, "fraction")
SPREAD = Figure(0, 0.5, "fraction")
LEVEL = Figure(50, 99.99, "per cent")
COLUMN = Column()


class Once(click.Command):
    """A command that takes each of its options once, unless it says that it may be repeated."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            given = Counter(
                param for param in order if isinstance(param, click.Option) and not param.multiple
            )
            for param, times in given.items():
                if times > 1:
                    raise BadInput(f"{_option(param)} is given {times} times.")
        return super().parse_args(ctx, args)


def distinct(option: str, values: Sequence[str]) -> None:
    """A repeatable option names each thing once."""
    for value, times in Counter(values).items():
        if times > 1:
            raise BadInput(f"{option} {value} is given {times} times.")


def options(*several: Decorator) -> Decorator:
    """Several click options as one decorator, in their order."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(several):
            command = option(command)
        return command

    return decorate


FORMAT = click.option(
    "--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True
)
