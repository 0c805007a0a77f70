"""The periods of the reason tables: ten days (旬), month, quarter. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

TEN_DAYS, MONTH, QUARTER = "ten_days", "month", "quarter"
KINDS = {TEN_DAYS: ("旬", "ten days"), MONTH: ("月", "month"), QUARTER: ("季", "quarter")}
THIRDS = ("上旬", "中旬", "下旬")


class Period(NamedTuple):
    """From a first to a last day."""

    kind: str
    first: str
    last: str

    @property
    def code(self) -> str:
        """What a table of it is kept as: `month|2026-12-01`."""
        return f"{self.kind}|{self.first}"

    def said(self) -> tuple[str, str]:
        """What it is called: 2026年11月中旬."""
        first = date.fromisoformat(self.first)
        if self.kind == TEN_DAYS:
            zh = f"{first.year}年{first.month}月{THIRDS[min(2, first.day // 10)]}"
        elif self.kind == MONTH:
            zh = f"{first.year}年{first.month}月"
        else:
            zh = f"{first.year}年第{(first.month + 2) // 3}季度"
        return zh, f"{self.first} to {self.last}"


def period_of(kind: str, day: str) -> Period:
    """The period of this kind that a day lies in."""
    at = date.fromisoformat(day)
    if kind == QUARTER:
        first = date(at.year, at.month - (at.month - 1) % 3, 1)
        return Period(kind, first.isoformat(), _month_end(first, 3).isoformat())
    first = date(at.year, at.month, 1)
    if kind == MONTH:
        return Period(kind, first.isoformat(), _month_end(first, 1).isoformat())
    third = min(2, (at.day - 1) // 10)
    begins = date(at.year, at.month, third * 10 + 1)
    ends = _month_end(first, 1) if third == 2 else begins + timedelta(days=9)
    return Period(TEN_DAYS, begins.isoformat(), ends.isoformat())


def before(period: Period, earliest: str) -> Period | None:
    """The one before; none where it would end before the day `earliest`."""
    if period.first <= earliest:
        return None
    return period_of(period.kind, (date.fromisoformat(period.first) - timedelta(days=1)).isoformat())


def after(period: Period, latest: str) -> Period | None:
    """The one after; none where it would begin after the day `latest`."""
    if period.last >= latest:
        return None
    return period_of(period.kind, (date.fromisoformat(period.last) + timedelta(days=1)).isoformat())


def _month_end(first: date, months: int) -> date:
    at = first.month - 1 + months
    return date(first.year + at // 12, at % 12 + 1, 1) - timedelta(days=1)
