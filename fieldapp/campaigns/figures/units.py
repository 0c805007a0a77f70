"""Which units a paper is of: the whole that a person sees, and under it every township. Decides on values alone.

A county's sheet has a line a township and is followed by the townships' own; a township's has a line a village.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import today
from fieldapp.ground.subtrees import inside, related
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign

TOWNS, VILLAGES = ("个乡镇", "townships"), ("个村", "villages")
NAMED = 3  # villages of a part of a township that its heading names


@dataclass(frozen=True)
class Unit:
    """One sheet's unit: its code (empty for a part of a township), its full name, the lines under it.

    Args:
        lines: `(code, name, villages)` of every line.
    """

    code: str
    name: str
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def villages(self) -> tuple[str, ...]:
        """All its villages."""
        return tuple(code for _code, _name, villages in self.lines for code in villages)


def units_of(villages: Villages, shown: Iterable[str], seen: Iterable[str], county: str) -> list[Unit]:
    """The units of the villages `shown` (codes), as a person sees them who sees `seen` (subtrees): all of them
    together first, unless they are of one township, then each township."""
    by_township: dict[str, list[str]] = {}
    for code in shown:
        by_township.setdefault(code[:TOWNSHIP], []).append(code)
    seen = tuple(seen)
    for code in seen:  # somebody asked for this township, so it has its sheet though nobody counts there
        if len(code) == TOWNSHIP:
            by_township.setdefault(code, [])
    if not by_township:
        return [Unit(_of_county(seen, county), _whole(villages, seen, county), ())]
    townships = [_township(villages, code, some, seen, county) for code, some in sorted(by_township.items())]
    if len(townships) == 1 and not inside(county, seen):
        return townships
    codes = sorted(by_township)
    lines = tuple(
        (code, place_said(villages.name(code)), one.villages)
        for code, one in zip(codes, townships, strict=True)
    )
    whole = Unit(_of_county(seen, county), _whole(villages, seen, county, codes), lines)
    return [whole, *townships]


def place_of(villages: Villages, seen: Iterable[str], county: str) -> str:
    """What a person sees, as a unit's name: the county, its townships, or the villages of a part."""
    seen = tuple(seen)
    if inside(county, seen):
        return place_said(villages.name(county))
    names = [place_said(villages.name(code)) for code in seen]
    return _under(villages, county) + _some(
        names, TOWNS if all(len(c) <= TOWNSHIP for c in seen) else VILLAGES
    )


def _under(villages: Villages, county: str) -> str:
    """The county before what lies in it."""
    return place_said(villages.name(county)) + t("", ", ")


def _some(names: list[str], counted: tuple[str, str] = VILLAGES) -> str:
    """The first few names, and how many there are where there are more."""
    more = t(f"等{len(names)}{counted[0]}", f" and {len(names) - NAMED} more {counted[1]}")
    return t("、", ", ").join(names[:NAMED]) + (more if len(names) > NAMED else "")


def _of_county(seen: tuple[str, ...], county: str) -> str:
    return county if inside(county, seen) else ""


def _whole(villages: Villages, seen: tuple[str, ...], county: str, townships: Iterable[str] = ()) -> str:
    if inside(county, seen):
        return place_said(villages.name(county))
    return _under(villages, county) + t("、", ", ").join(
        place_said(villages.name(code)) for code in sorted(townships)
    )


def _township(villages: Villages, code: str, some: list[str], seen: tuple[str, ...], county: str) -> Unit:
    lines = tuple((village, place_said(villages.name(village)), (village,)) for village in sorted(some))
    name = _under(villages, county) + place_said(villages.name(code))
    if inside(code, seen):
        return Unit(code, name, lines)
    return Unit("", name + t("（%s）", " (%s)") % _some([one[1] for one in lines]), lines)


def village_said(villages: Villages, code: str) -> str:
    """A township, or a village after its township, as one says them."""
    codes = [code[:TOWNSHIP]] if len(code) <= TOWNSHIP else [code[:TOWNSHIP], code]
    return t("", " ").join(place_said(villages.name(one)) for one in codes)


def list_name(campaign: Campaign, n: int, villages: Villages, what: str) -> str:
    """What the file of a list of today is called: place, campaign, round, which list, day."""
    place = place_of(villages, villages.codes, campaign.county)
    return file_name(place, campaign_said(campaign), n, what, today().isoformat(), language())


def townships(
    villages: Villages, seen: tuple[str, ...], areas: Iterable[str] | None = None
) -> list[tuple[str, str]]:
    """Townships to choose among: those a person sees and, where `areas` are a campaign's, that it is ordered for."""
    areas = None if areas is None else tuple(areas)
    return [
        (code, place_said(name))
        for code, name in villages.townships.items()
        if len(code) == TOWNSHIP
        and any(related(code, one) for one in seen)
        and (areas is None or any(related(code, one) for one in areas))
    ]
