"""What stands under the wide table: reasons, doses, posts and people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldapp.ground.showing import EMPTY
from fieldapp.records.code_words import REASONS


@dataclass(frozen=True)
class Foot:
    """What stands under the table; None where nothing was reported."""

    reasons: tuple[tuple[str, int], ...] = ()
    no_reason: int = 0
    received: int = 0
    opened: int = 0
    discarded: int = 0
    returned: int = 0
    doses_in_vials: int | None = None
    given: int = 0
    posts: int = 0
    staff: int = 0
    aefi: int = 0
    zero_reports: int = 0
    form: str | None = None
    document: str = ""
    names: Mapping[str, tuple[str, str]] = field(default_factory=lambda: REASONS)

    @property
    def missed(self) -> int:
        """Children not dosed: those with a reason and those without."""
        return sum(n for _name, n in self.reasons) + self.no_reason

    @property
    def wastage(self) -> str:
        """Doses in vials opened over doses given, two decimals half up; `—` when either is unknown."""
        if not self.doses_in_vials or not self.given:
            return EMPTY
        hundredths = (200 * self.doses_in_vials + self.given) // (2 * self.given)
        return f"{hundredths // 100}.{hundredths % 100:02d}"
