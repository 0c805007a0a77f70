"""Long lists by pages: fifty lines at a time, with the way to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

SIZE, LAST_PAGE = 50, 10_000


@dataclass(frozen=True)
class Pages:
    """Which page of a list is shown, and which others there are.

    Args:
        last: the number of the last one; None where only the next is known of.
        more: whether there is a next one.
        keeps: what its addresses say besides what this page's address says.
    """

    number: int
    last: int | None
    more: bool
    keeps: Mapping[str, str] = field(default_factory=dict)

    def address(self, number: int) -> str:
        """The address of another page of the same list, filters kept."""
        said = {name: value for name, value in request.args.items() if name != "page" and value}
        return f"{request.path}?{urlencode({**said, **self.keeps, 'page': number})}"


@dataclass(frozen=True)
class Listing(Pages):
    """One page of a list: its rows, and how many there are in all."""

    rows: Sequence[Any] = ()
    total: int = 0


def page_asked(last: int = LAST_PAGE) -> int:
    """The number of the page that the request asks for (`?page=2`); what is no number is the first, one too far the
    last."""
    asked = request.args.get("page", "1")
    return min(last, max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1))


def page_of(number: int, last: int, **keeps: str) -> Pages:
    """One page of `last`."""
    return Pages(number, last, number < last, keeps)


def listing(session: Session, query: Select[Any], size: int = SIZE) -> Listing:
    """The page of `query` that the request asks for; a page too far is the last."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    number = page_asked(last)
    rows = session.execute(query.limit(size).offset((number - 1) * size)).all()
    return Listing(number, last, number < last, rows=rows, total=total)
