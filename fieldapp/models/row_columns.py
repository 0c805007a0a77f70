"""The columns every folded row has, whatever it records.

`package_area` is the area whose package carries the row; `known` is false for a row only named by others so far;
`voids` and `stamps` are what the fold needs to give the same row in any order of arrival.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class RowColumns:
    """County, key and bookkeeping of one folded row."""

    county: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str]
    package_area: Mapped[str]
    version: Mapped[int]
    known: Mapped[bool]
    voided: Mapped[bool]
    at: Mapped[str | None]
    by: Mapped[str | None]
    voids: Mapped[str | None] = mapped_column(Text)
    more: Mapped[str | None] = mapped_column(Text)


class FactColumns(RowColumns):
    """A row of an append-only kind: one operation made it, `at` and `by` are that operation's."""


class MergedColumns(RowColumns):
    """A row of a merging kind: `at` and `by` are of the earliest operation (its author), `stamps` of each field."""

    stamps: Mapped[str] = mapped_column(Text)
