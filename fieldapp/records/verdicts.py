"""An operation with its verdict, and a verdict that changes later."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldapp.ground.problems import Problem
from fieldapp.records.fold import Standing
from fieldapp.records.operation import Operation


@dataclass
class Judged:
    """An operation with its verdict and how it came; `apply` fills `version`, `differ`, and holds what was not its
    author's to say of the record: `own_area` is then where the record lies, and `waits_for` the child it hangs on.

    `received`: when it first came, of one that is judged again because it came again, surely from its own phone now.
    `reach`: every area ever her own, None where nobody knows (an older line of the log).
    """

    operation: Operation
    outcome: str
    problem: Problem | None = None
    waits_for: str | None = None
    by_supervisor: bool = False
    reach: tuple[str, ...] | None = None
    relayed: str | None = None
    signature: str | None = None
    clock_off: bool = False
    late: bool = False
    position: int = 0
    version: int | None = None
    differ: list[str] = field(default_factory=list)
    waiting: bool = False
    own_area: str | None = None
    barred: bool = False
    settled: bool = False
    received: str | None = None
    odd: list[str] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        """What the fold asks beside the words."""
        return Standing(self.by_supervisor, self.reach, self.barred, self.settled)


@dataclass
class Flip:
    """The verdict of an earlier operation: it stands now, or is held for a problem; `agrees`: it stands as before,
    but nobody whose word stands says otherwise any more."""

    id: str
    problem: Problem | None
    own_area: str | None = None
    waits_for: str | None = None
    agrees: bool = False

    @property
    def outcome(self) -> str:
        """What the log calls it."""
        return "held" if self.problem else "applied"


def hold(judged: Judged, problem: Problem, own_area: str, waits_for: str | None = None) -> None:
    """Hold an operation of this batch for whoever has the record's own area."""
    judged.outcome, judged.problem, judged.differ = "held", problem, []
    judged.own_area, judged.waits_for = own_area, waits_for
