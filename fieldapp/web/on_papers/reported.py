"""What was reported of a campaign, told by the capability that counts it to one that measures coverage otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldapp.ground.handed_in import HandedIn


@dataclass(frozen=True)
class Share:
    """One reported share: what it is called and of what, in both languages, and its two numbers."""

    words: tuple[str, str]
    of: tuple[str, str]
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class Reported:
    """Where a capability's reported shares come from. `shares`: asked with a campaign's key, an area and a day: those
    of its last round begun by then, of the villages in the area; none of a campaign that is not its own."""

    name: str
    shares: Callable[[str, str, str], Sequence[Share]]


REPORTED: HandedIn[Reported] = HandedIn("reported shares")


def reported_of(campaign: str, area: str, by: str) -> list[Share]:
    """What was reported of a campaign in an area by a day."""
    return [share for one in REPORTED.all() for share in one.shares(campaign, area, by)]
