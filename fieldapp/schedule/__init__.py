"""The schedule: China's programme as data, evaluated with reasons. Pure, apart from reading its own data files."""

from __future__ import annotations

from functools import cache

from fieldapp.schedule.evaluation import evaluate
from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.compiling import compile_rules
from fieldapp.schedule.rules.library import packaged

__all__ = ["Programme", "compile_rules", "evaluate", "packaged", "programme_for"]


def programme_for(edition: str | None = None, province: str | None = None) -> Programme:
    """The packaged rules ready for `evaluate`: all editions by date, or one alone; with a province's on top.

    `province` an id, name or code; one of which nothing is known has the national rules. Raises `BadInput` for an
    unknown edition.
    """
    return _ready(edition, packaged().province(province))


@cache
def _ready(edition: str | None, province: str | None) -> Programme:
    return Programme(compile_rules(packaged(), edition, province))
