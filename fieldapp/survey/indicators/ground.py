"""What questions of indicators stand on: the children's table, the dose rules, and whose records speak.

Decides whether a table can answer for a dose at all, and from what age it is asked. Computes no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fieldapp.survey.indicators.children import Children
from fieldapp.survey.indicators.coverage import Dose
from fieldapp.survey.indicators.evidence import Record, Schedule, Source

Records = Literal["card", "fallback", "all"]
SPEAKS: Mapping[Records, tuple[Source, Record]] = {
    "card": ("either", "card"),
    "fallback": ("fallback", "fallback"),
    "all": ("any", "record"),
}
PARTS: Mapping[Source, tuple[str, ...]] = {
    "card": ("card",),
    "register": ("register",),
    "record": ("card", "register"),
    "recall": ("recall",),
    "scar": ("scar",),
    "either": ("card", "recall", "scar"),
    "any": ("card", "register", "recall", "scar"),
    "fallback": ("card", "register", "recall", "scar"),
}


@dataclass(frozen=True)
class Ground:
    """What questions stand on: the children, the dose rules, which records speak, and the survey's least age.

    `youngest` is in days: a dose due later than that is asked of children known to be old enough for it alone
    (VCQI's VCQI_RI_MIN_AGE_OF_ELIGIBILITY).
    """

    children: Children
    schedule: Schedule = ()
    records: Records = "card"
    youngest: int | None = None

    @property
    def source(self) -> Source:
        """The source of a question that names none."""
        return SPEAKS[self.records][0]

    @property
    def record(self) -> Record:
        """The record of dates of a question that names none."""
        return SPEAKS[self.records][1]

    @property
    def doses(self) -> tuple[Dose, ...]:
        """Every dose that the table was asked for, the first ones of what is only remembered included."""
        table = self.children
        told = ((antigen, 1) for antigen in table.recall)
        return tuple(dict.fromkeys((*table.card, *table.register, *told)))

    def knows(self, dose: Dose, source: Source) -> bool:
        """Whether the table was asked for this dose by some part of the source, and by card and register if it has
        such columns at all: a dose they have no column of would count as not given."""
        table = self.children
        there = {
            "card": dose in table.card,
            "register": dose in table.register,
            "recall": dose[0] in table.recall,
            "scar": dose == ("bcg", 1) and table.scar,
        }
        whole = {"card": bool(table.card), "register": bool(table.register)}
        parts = PARTS[source]
        return any(there[part] for part in parts) and all(
            there[part] for part in parts if whole.get(part, False)
        )

    def from_days(self, dose: Dose) -> int | None:
        """The least age of the denominator of a dose, or None."""
        ages = [rule.min_age for rule in self.schedule if (rule.antigen, rule.n) == dose]
        return ages[0] if ages and self.youngest is not None and ages[0] > self.youngest else None
