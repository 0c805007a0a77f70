"""The coverage classes of the map: limits, colours, and an outline beside each colour. Pure.

Colours are ColorBrewer's RdBu, which the colour-blind tell apart. A class is chosen from integers, so that
what is exactly at a limit is in the class that begins there.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.campaigns.figures.indicators import Counts


@dataclass(frozen=True)
class Class:
    """One class: lowest coverage in per cent that is in it, colour, width of the outline, words."""

    name: str
    low: int | None
    colour: str
    dash: str
    zh: str
    en: str


def classes(goal: int) -> list[Class]:
    """The classes for a goal in per cent, best first; the last is for villages without a target."""
    middle, poor = goal - 5, goal - 15
    return [
        Class("reached", goal, "#2166ac", "", f"≥ {goal}%（达到目标）", f"≥ {goal}% (goal reached)"),
        Class("near", middle, "#92c5de", "8 4", f"{middle}% – {goal}% 以下", f"{middle}% to under {goal}%"),
        Class("low", poor, "#f4a582", "4 4", f"{poor}% – {middle}% 以下", f"{poor}% to under {middle}%"),
        Class("poor", 0, "#b2182b", "1 5", f"{poor}% 以下", f"under {poor}%"),
        Class("none", None, "#bdbdbd", "2 8", "没有应服儿童", "no children in the target"),
    ]


def class_of(counts: Counts, goal: int) -> str:
    """The class of a village's round coverage."""
    if counts.target <= 0:
        return "none"
    for one in classes(goal):
        if one.low is not None and 100 * counts.vaccinated >= one.low * counts.target:
            return one.name
    return "poor"
