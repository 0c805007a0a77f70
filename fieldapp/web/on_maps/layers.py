"""What a capability adds to the map of a round: a layer of marks that somebody may switch on.

The map draws it, and knows nothing of what it is about; the capability says who may see it, where there is anything to
show, and what each mark says. Nothing of a child is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldapp.ground.handed_in import HandedIn
from fieldapp.web.gate import Who

Words = tuple[str, str]  # 中文, English


@dataclass(frozen=True)
class Step:
    """One row of a layer's legend: the step of the coverage scale its marks are drawn in (`--cover-` of
    static/tokens.css), and its words."""

    name: str
    words: Words


@dataclass(frozen=True)
class Mark:
    """One thing on the map: what it is called, the village it lies in and, where it is known, its own place (`at`:
    latitude and longitude, WGS-84), how it is drawn (`shape`: `square` or `round`,
    `step` of the legend, `figure` in it), what its box says, and the page it leads to."""

    key: str
    name: str
    village: str
    shape: str
    step: str
    figure: str
    lines: Sequence[Words]
    link: str | None
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class MapLayer:
    """A layer. `right`: the action whose holders see it; `note`: what stands under its legend;
    `lead`: the words of the link in a box.

    there: asked with a connection, who asks and areas (codes): whether there is anything to show.
    steps: asked with a connection and a county: the legend.
    marks: asked as `there`: everything that is hers to see, in no order.
    """

    name: str
    right: str
    words: Words
    note: Words
    lead: Words
    there: Callable[[Connection, Who, Sequence[str]], bool]
    steps: Callable[[Connection, str], Sequence[Step]]
    marks: Callable[[Connection, Who, Sequence[str]], Sequence[Mark]]


LAYERS: HandedIn[MapLayer] = HandedIn("map layers")
