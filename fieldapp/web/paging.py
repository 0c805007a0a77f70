"""Long lists by pages: fifty lines at a time, with the way to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

SIZE = 50


@dataclass(frozen=True)
class Listing:
    """One page of a list: its rows, which page it is, how many pages and rows there are."""

    rows: Sequence[Any]
    number: int
    last: int
    total: int

    def address(self, number: int) -> str:
        """The address of another page of the same list, filters kept."""
        said = {name: value for name, value in request.args.items() if name != "page" and value}
        return f"{request.path}?{urlencode({**said, 'page': number})}"


def listing(session: Session, query: Select[Any], size: int = SIZE) -> Listing:
    """The page of `query` that the request asks for (`?page=2`); a page too far is the last."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    asked = request.args.get("page", "1")
    number = min(last, max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1))
    rows = session.execute(query.limit(size).offset((number - 1) * size)).all()
    return Listing(rows, number, last, total)
