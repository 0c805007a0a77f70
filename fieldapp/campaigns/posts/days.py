"""The days of a post: as they are typed beside a round's, and which round each lies in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fieldapp.campaigns.states import Days
from fieldapp.ground.parsing import plain, read_day

SHORT = re.compile(r"(\d{1,2}) ?[-/.月] ?(\d{1,2})[日号]?\Z")
ByRound = list[tuple[int | None, list[str]]]


def read_round_day(text: str, rounds: Sequence[Days]) -> str | None:
    """A day as `read_day` reads it, or month and day alone (12-1, 12/1, 12月1日), which are of the year in which they
    lie nearest to a round; None for anything else, and for those where there is no round yet."""
    found = SHORT.match(plain(text))
    if found is None:
        return read_day(text)
    near = [date.fromisoformat(one.first_day) for one in rounds]
    days = [
        _day(year, *map(int, found.groups())) for year in {d.year + more for d in near for more in (-1, 0, 1)}
    ]
    known = [day for day in days if day]
    return min(known, key=lambda day: min(abs(day - one) for one in near)).isoformat() if known else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def by_round(days: Iterable[str], rounds: Sequence[Days], mopup_days: int, first: int | None) -> ByRound:
    """The days by the number of the round they lie in, its mop-up included; those of the round `first` before all
    others, those of none (None) last."""
    found: dict[int | None, list[str]] = {}
    for day in sorted(days):
        found.setdefault(_round_of(day, rounds, mopup_days), []).append(day)
    return sorted(found.items(), key=lambda one: (one[0] is None, one[0] != first, one[0] or 0))


def _round_of(day: str, rounds: Sequence[Days], mopup_days: int) -> int | None:
    for one in rounds:
        last = date.fromisoformat(one.last_day) + timedelta(days=mopup_days)
        if one.first_day <= day <= last.isoformat():
            return one.n
    return None


def example_days(rounds: Sequence[Days], today: str) -> str:
    """Two days as they are typed: the first of the next round, or of the last one; of today where there is none."""
    coming = [one for one in rounds if one.last_day >= today] or list(rounds[-1:])
    first = date.fromisoformat(coming[0].first_day if coming else today)
    return " ".join(f"{first + timedelta(days=n):%Y%m%d}" for n in (0, 1))
