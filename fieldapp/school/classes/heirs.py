"""Which school a pupil belongs to where its own was merged into another: the heir, from the school year in which that
was on. Earlier years stay with the school that they were of, and its tables as they stood. What is recorded keeps the
school it says; one that is opened again has its pupils back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from fieldapp.models.schools import School
from fieldapp.school.terms import read_term, term_of


@dataclass(frozen=True)
class Heirs:
    """Of each school that was merged into another: which, and the first school year that is the heir's."""

    of: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def at(self, school: str, term: str | None) -> str:
        """The school that has a school's pupils of a term."""
        said, seen = read_term(term) if self.of else None, {school}
        while said is not None and school in self.of:
            heir, since = self.of[school]
            if said.year < since or heir in seen:
                break
            school = heir
            seen.add(heir)
        return school

    def with_merged(self, schools: Iterable[str]) -> set[str]:
        """Schools, with those that were merged into them."""
        found = set(schools)
        newest = found
        while newest:
            newest = {one for one, (heir, _since) in self.of.items() if heir in newest} - found
            found |= newest
        return found


def heirs_in(connection: Connection, county: str) -> Heirs:
    """The schools of a county that were merged into others."""
    query = select(School.key, School.replaced_by, School.retired_on)
    query = query.where(School.county == county, School.replaced_by.is_not(None))
    return Heirs(
        {
            row.key: (
                row.replaced_by,
                term_of(date.fromisoformat(row.retired_on)).year if row.retired_on else 0,
            )
            for row in connection.execute(query)
        }
    )
