"""What is registered and reported, laid beside what a survey found: never merged, and said in words how they agree.

Registered: of the children of the age on record in the survey's area, those with so many doses of a series by its
first day, whoever gave them (`registered`). Source of the verdict: /survey formulas, "Administrative and survey
coverage" (5 points).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey
from fieldapp.survey.result.registered import Registered
from fieldapp.survey.result.wording import beside
from fieldapp.web.on_papers.reported import reported_of


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
    found: Registered | None,
    records: Mapping[tuple[str, int], Mapping[str, Any]],
    said: Mapping[tuple[str, int], str],
) -> list[Line]:
    """Each dose of the survey as the children on record have it. `found`: these; `records`: what the survey found, by
    series and number of the dose; `said`: what each is called."""
    if found is None or not found.children:
        return []
    children, nothing = found.children, found.nothing
    of = t("在册的这个年龄的孩子", "children of the age on record")
    if found.at:
        of += t("，数到 %s", ", counted on %s") % china_time(found.at)
    if nothing:
        of += t(
            f"（其中 {nothing} 名一剂记录也没有：先问接种单位）",
            f" ({nothing} of them without any dose on record: ask their clinic)",
        )
    return [
        Line(said[dose], of, found.doses[dose], children, t(*beside(found.doses[dose] / children, record)))
        for dose, record in records.items()
    ]
