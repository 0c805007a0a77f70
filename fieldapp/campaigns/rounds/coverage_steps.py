"""The scale of coverage: five steps of one hue below the goal, one clearly other where it is reached. Pure.

A step is chosen from whole numbers, so that what is exactly at a limit is in the step that begins there.
"""

from __future__ import annotations

LIMITS = (50, 80, 90)  # per cent: where the second, third and fourth step begin
NEAR = 95  # and the last below a goal that is higher
NONE, REACHED = "none", "reached"


def step_of(dosed: int, target: int, goal: int) -> str:
    """The step's name as static/tokens.css has its colour (`--cover-80`): `0`, `50`, `80`, `90`, `goal` (nearly),
    `reached`, or `none` where there is nobody to dose.

    Args:
        goal: in per cent.
    """
    if target <= 0:
        return NONE
    if 100 * dosed >= goal * target:
        return REACHED
    if goal > NEAR and 100 * dosed >= NEAR * target:
        return "goal"
    return str(max((low for low in LIMITS if 100 * dosed >= low * target), default=0))
