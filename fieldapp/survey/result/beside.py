"""What is registered and reported, laid beside what a survey found: never merged, and said in words how they agree.

Registered: of the children of the age on record in the survey's area, those with so many doses of a series by its
first day, whoever gave them. Source of the verdict: /survey formulas, "Administrative and survey coverage" (5 points).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from fieldapp.areas import tree
from fieldapp.ground.db import Base, db
from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey
from fieldapp.survey.interviews.reading import series_of
from fieldapp.survey.result.wording import beside
from fieldapp.web.on_papers.reported import reported_of

GONE = ("moved", "died")


@dataclass(frozen=True)
class Line:
    """One share beside the survey's: what it is, of what, its numbers, and what the two together say."""

    words: str
    of: str
    numerator: int
    denominator: int | None
    says: str

    @property
    def share(self) -> float | None:
        """The share; None of nobody."""
        return self.numerator / self.denominator if self.denominator else None


def reported_lines(survey: Survey, record: Mapping[str, Any] | None) -> list[Line]:
    """What was reported of the campaign a survey asks about, beside what it found of it."""
    if not survey.campaign or record is None:
        return []
    found = []
    for one in reported_of(survey.campaign, survey.area, survey.first_day):
        share = one.numerator / one.denominator if one.denominator else None
        says = t(*beside(share, record))
        found.append(Line(t(*one.words), t(*one.of), one.numerator, one.denominator, says))
    return found


def registered_lines(
    survey: Survey, records: Mapping[tuple[str, int], Mapping[str, Any]], said: Mapping[tuple[str, int], str]
) -> list[Line]:
    """Each dose of the survey as the children on record have it. `records`: what the survey found, by series and number
    of the dose; `said`: what each is called."""
    children, nothing, doses = registered(survey)
    if not children:
        return []
    of = t("在册的这个年龄的孩子", "children of the age on record")
    if nothing:
        of += t(
            f"（其中 {nothing} 名一剂记录也没有：先问接种单位）",
            f" ({nothing} of them without any dose on record: ask their clinic)",
        )
    return [
        Line(said[dose], of, doses[dose], children, t(*beside(doses[dose] / children, record)))
        for dose, record in records.items()
    ]


def registered(survey: Survey) -> tuple[int, int, Counter[tuple[str, int]]]:
    """How many children of the age are on record in a survey's area, joined ones once, how many without any dose,
    and how many with each dose by its first day: several products of one day are one dose of their series."""
    child, dose = Base.metadata.tables["child"], Base.metadata.tables["dose"]
    head = func.coalesce(child.c.joined, child.c.key).label("head")
    here = (
        *(
            child.c.county == survey.county,
            child.c.known,
            ~child.c.voided,
            tree.inside(child.c.area, [survey.area]),
        ),
        *(
            child.c.born.between(survey.born_from, survey.born_to),
            func.coalesce(child.c.status, "").not_in(GONE),
        ),
    )
    heads = set(db.session.scalars(select(head).where(*here)))
    on = (dose.c.county == child.c.county, dose.c.child == child.c.key)
    given = (dose.c.known, ~dose.c.voided, dose.c.given_on <= survey.first_day)
    query = (
        select(head, dose.c.product, dose.c.given_on)
        .join(dose, on[0] & on[1])
        .where(*here, *given)
        .distinct()
    )
    known, days = series_of(), defaultdict[tuple[str, str], set[str]](set)
    for key, product, day in db.session.execute(query):
        for series in known.get(product, ()):
            days[key, series].add(day)
    found: Counter[tuple[str, int]] = Counter()
    for (_key, series), some in days.items():
        found.update((series, n) for n in range(1, len(some) + 1))
    return len(heads), len(heads - {key for key, _series in days}), found
