"""Which rules hold on this server: the one place that puts together what a child is judged by."""

from __future__ import annotations

from functools import lru_cache

from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.compiling import compile_rules
from fieldapp.schedule.rules.installed import editions_of
from fieldapp.schedule.rules.library import Editions


def programme_in_use(instance: str, area: str | None = None) -> Programme:
    """The rules in use for an area's province, corrected files on top, ready for `evaluate`. Which edition is in force
    is asked of each day: that of every dose, and that of the check."""
    library = editions_of(instance)
    return _ready(_Same(library), library.province(area))


class _Same:
    """A library as what to remember by: it is read anew when a corrected file changes, and then another one."""

    def __init__(self, library: Editions) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.library is self.library


@lru_cache(maxsize=16)
def _ready(same: _Same, place: str | None) -> Programme:
    return Programme(compile_rules(same.library, None, place))
