"""The coverage scale of map, tables and charts: which step a coverage is in, and its words. Pure.

Five steps below the goal, darker the lower, and one clearly other for the goal reached; each is drawn in the colour
`--cover-` and its name of static/tokens.css. A step is chosen from integers, so that what is exactly at a limit is in
the step that begins there. The fixed limits are those of docs/indicators.md; one at or above the goal falls away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

LIMITS = (50, 80, 90)  # per cent
ZERO, REACHED, NONE = "0", "reached", "none"


@dataclass(frozen=True)
class Step:
    """One step: its name, the coverages in it as `low` up to and without `high` (per cent), and its words."""

    name: str
    low: int | None
    high: int | None
    zh: str
    en: str


def steps(goal: int) -> list[Step]:
    """The steps for a goal in per cent, the worst first; then the goal reached, then no target.

    `goal` is the last step below it, so that `--cover-goal` is always the one just under the goal where there are
    limits enough; a goal of 85 has 0, to 50, to 80, to 85.
    """
    below = [limit for limit in LIMITS if limit < goal]
    between = [
        Step(_name(low, high, goal), low, high, f"{low}%–{high}%", f"{low}–{high}%")
        for low, high in pairwise([*below, goal])
    ]
    first = below[0] if below else goal
    return [
        Step(ZERO, 0, 0, "0%，没有服苗记录", "0%, no dose on record"),
        Step("50", 0, first, f"{first}% 以下", f"under {first}%"),
        *between,
        Step(REACHED, goal, None, f"≥ {goal}%（达到目标）", f"≥ {goal}% (goal reached)"),
        Step(NONE, None, None, "没有应服儿童", "no children in the target"),
    ]


def _name(low: int, high: int, goal: int) -> str:
    return "goal" if high == goal and low == LIMITS[-1] else str(next(one for one in LIMITS if one >= high))


def step_of(dosed: int, target: int, goal: int) -> str:
    """The name of the step of `dosed` of `target` children.

    `0` is nobody at all; a share that rounds to nothing is not. What is dosed beyond the target reaches any goal.
    """
    if target <= 0:
        return NONE
    if 100 * dosed >= goal * target:
        return REACHED
    if dosed <= 0:
        return ZERO
    reached = [one for one in steps(goal) if one.low is not None and 100 * dosed >= one.low * target]
    return reached[-1].name
