"""The figures of the school check, added up from outcomes (domain.md §6.6–8, docs/indicators.md). Pure.

Sums are of children unless they say doses. A rate is its numerator and denominator; nothing is clipped, an empty
denominator is no rate. 托幼 and 小学 are summed apart (`GROUPS`). BCG is in no figure of catch-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fieldapp.school.outcome import COMPLETE, EXEMPT, NEEDS, Outcome
from fieldapp.school.slots import Slot, column_of, product_by_age, vaccine_of_column

CARE, PRIMARY = "care", "primary"  # 托幼机构, 小学
GROUPS = {"kindergarten": CARE, "nursery": CARE, "primary": PRIMARY, "other": PRIMARY}
GROUP_NAMES = {CARE: ("托幼机构", "kindergartens and nurseries"), PRIMARY: ("小学", "primary schools")}
Rate = tuple[int, int]


@dataclass
class Doses:
    """Owed and given doses of one vaccine or slot."""

    owed: int = 0
    given: int = 0


@dataclass
class Sums:
    """The columns of 查验情况汇总表.

    expected 应查验, checked 查验, held 持接种证, other_proof 其他证明, without 无证, reissued 补证;
    complete 完成全程, exempt 无需补种, needs 需补种, caught_up 完成补种, unassessed 未评估;
    owed, given 应补、实补剂次, by vaccine and by column of the register.
    """

    expected: int = 0
    checked: int = 0
    held: int = 0
    other_proof: int = 0
    without: int = 0
    reissued: int = 0
    complete: int = 0
    exempt: int = 0
    needs: int = 0
    caught_up: int = 0
    owed: int = 0
    given: int = 0
    by_vaccine: dict[str, Doses] = field(default_factory=dict)
    by_column: dict[str, Doses] = field(default_factory=dict)

    def add(self, outcome: Outcome, born: str | None) -> None:
        """Count one child who was to be checked."""
        self.expected += 1
        if outcome.checked_on is None:
            return
        self.checked += 1
        self.held += outcome.certificate == "held"
        self.other_proof += outcome.certificate == "other_proof"
        self.without += outcome.certificate == "without"
        self.reissued += outcome.reissued_on is not None
        self.complete += outcome.counted == COMPLETE
        self.exempt += outcome.counted == EXEMPT
        self.needs += outcome.counted == NEEDS
        self.caught_up += outcome.caught_up_on is not None
        for slot in outcome.owed:
            self._dose(slot, slot in outcome.filled, born, outcome.said_on or outcome.checked_on)

    def _dose(self, slot: Slot, given: bool, born: str | None, on: str) -> None:
        self._count(column_of(slot, product_by_age(slot, born, on)), 1, int(given))

    def _count(self, column: str, owed: int, given: int) -> None:
        self.owed += owed
        self.given += given
        kept = (self.by_vaccine, vaccine_of_column(column)), (self.by_column, column)
        for doses in (where.setdefault(name, Doses()) for where, name in kept):
            doses.owed += owed
            doses.given += given

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        whole = Sums()
        for one in (self, other):
            for name, n in one.measures().items():
                whole.put(name, n)
        return whole

    def measures(self) -> Counter[str]:
        """What was counted, by name, as tallies keep it: the columns but those that follow from others, and
        `owed:dtp-5`, `given:dtp-5`."""
        found = Counter({name: getattr(self, name) for name in TALLIED if getattr(self, name)})
        for column, doses in self.by_column.items():
            said = {f"{OWED}:{column}": doses.owed, f"{GIVEN}:{column}": doses.given}
            found.update({name: n for name, n in said.items() if n})
        return found

    def put(self, measure: str, n: int) -> None:
        """Add what a tally says; a measure of another kind is passed over."""
        name, _, column = measure.partition(":")
        if column and name in (OWED, GIVEN):
            self._count(column, n if name == OWED else 0, n if name == GIVEN else 0)
        elif measure in TALLIED:
            setattr(self, measure, getattr(self, measure) + n)

    @property
    def unassessed(self) -> int:
        """未评估: checked, and no clinic has said yet what is missing."""
        return self.checked - self.complete - self.exempt - self.needs

    @property
    def check_rate(self) -> Rate:
        """查验率: checked of those to be checked."""
        return self.checked, self.expected

    @property
    def reissue_rate(self) -> Rate:
        """补证率: seen with a certificate since, of those without."""
        return self.reissued, self.without

    @property
    def caught_up_rate(self) -> Rate:
        """补种率（人）: children with every owed dose, of those who needed some."""
        return self.caught_up, self.needs

    @property
    def dose_rate(self) -> Rate:
        """补种率（剂次）: doses given of doses owed."""
        return self.given, self.owed


OWED, GIVEN = "owed", "given"
TALLIED = (
    *("expected", "checked", "held", "other_proof", "without", "reissued", "complete", "exempt", "needs"),
    "caught_up",
)
NAMES = {
    "expected": ("应查验人数", "to be checked"),
    "checked": ("查验人数", "checked"),
    "held": ("持接种证人数", "with a certificate"),
    "other_proof": ("其他证明人数", "with other proof"),
    "without": ("无证人数", "without certificate"),
    "reissued": ("补证人数", "certificates re-issued"),
    "complete": ("完成全程接种人数", "complete"),
    "exempt": ("无需补种人数", "incomplete, nothing to catch up"),
    "needs": ("需补种人数", "need catch-up"),
    "caught_up": ("完成补种人数", "caught up"),
    "unassessed": ("未评估人数", "not assessed"),
    "owed": ("应补种剂次", "doses owed"),
    "given": ("补种剂次", "doses given"),
    "check_rate": ("查验率（%）", "checked, %"),
    "reissue_rate": ("补证率（%）", "re-issued, %"),
    "caught_up_rate": ("补种率（人，%）", "caught up, % of children"),
    "dose_rate": ("补种率（剂次，%）", "caught up, % of doses"),
}


def summed(outcomes: Iterable[tuple[Outcome, str | None]]) -> Sums:
    """The sums of outcomes, each with the child's birth date."""
    sums = Sums()
    for outcome, born in outcomes:
        sums.add(outcome, born)
    return sums
