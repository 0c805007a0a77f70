"""What one child counts for in one round. Pure: the difference of two contributions keeps every tally.

Definitions: docs/sync.md and docs/indicators.md. `vaccinated_elsewhere` counts in round coverage and
never as a dose. A child counts once, in one village: the deciding visit's, else its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Visit = dict[str, Any]
Key = tuple[str, str, str, str]  # round, slice, area, measure
POLIO = {"IPV", "bOPV", "tOPV", "DTaP-IPV-Hib"}
RANK = {"vaccinated": 2, "vaccinated_elsewhere": 1}
REMOVED_OUTCOMES = {"moved_away", "not_eligible"}
GONE = {"moved", "died"}


@dataclass(frozen=True)
class RoundFacts:
    """What counting needs of a round. `areas` are code prefixes; days are ISO texts."""

    key: str
    n: int
    first_day: str
    campaign_first_day: str
    born_from: str
    born_to: str
    areas: tuple[str, ...]
    product: str = "bOPV"


@dataclass
class ChildFacts:
    """All that is known of one child: fields, un-voided visits, and doses `(product, given_on)`: records and
    vaccinated visits alike."""

    area: str
    known: bool = True
    hidden: bool = False
    born: str | None = None
    registered_at: str | None = None
    listed_on: str | None = None
    status: str | None = None
    prior_polio: str | None = None
    doses: list[tuple[str | None, str | None]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


def completed_years(born: str, on: str) -> int:
    """Completed years of age on a day; someone born later is 0."""
    years = int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])
    return max(years, 0)


def residence(registered_at: str | None) -> str:
    """`local` or `migrant` as round tables have it: registered in this county or not, however short the stay."""
    if registered_at is None:
        return "unknown"
    return "local" if registered_at == "county" else "migrant"


def prior_doses(child: ChildFacts, before: str) -> str:
    """Polio doses before the campaign: what the family said, else the recorded ones; `0 1 2 3 unknown`."""
    if child.prior_polio not in (None, "unknown"):
        return str(child.prior_polio)
    given = {day for product, day in child.doses if product in POLIO and day and day < before}
    return str(min(len(given), 3)) if given else "unknown"


def _first_ever(child: ChildFacts, round_: RoundFacts, visits: list[Visit]) -> bool:
    """Whether this round gave the first polio dose the child ever had: none said, none recorded earlier."""
    if prior_doses(child, round_.campaign_first_day) != "0":
        return False
    given = [v for v in visits if v["outcome"] == "vaccinated" and (v["product"] or round_.product) in POLIO]
    first = min((visit["on"] for visit in given), default="")
    return not any(product in POLIO and day and day < first for product, day in child.doses) and bool(given)


def _weight(visit: Visit) -> tuple[int, str, str]:
    return RANK.get(visit["outcome"], 0), visit["at"], visit["key"]


def deciding(visits: Iterable[Visit]) -> Visit | None:
    """The visit that gives the result: vaccinated, else vaccinated elsewhere, else the latest `at`."""
    return max(visits, key=_weight, default=None)


def missed_visit(child: ChildFacts, round_: RoundFacts) -> Visit | None:
    """The deciding visit of a child to come back to; None when it is settled, removed or was not visited."""
    result = deciding(visit for visit in child.visits if visit["round"] == round_.key)
    if result is None or result["outcome"] in RANK or _removed(child, round_, result):
        return None
    return result


def contribution(child: ChildFacts, round_: RoundFacts) -> list[Key]:
    """What one child counts for in one round, once each; empty when it is not in the round."""
    visits = [visit for visit in child.visits if visit["round"] == round_.key]
    if not visits and not _listed(child, round_):
        return []
    result = deciding(visits) if visits else None
    vaccinated = result is not None and result["outcome"] == "vaccinated"
    elsewhere = result is not None and result["outcome"] == "vaccinated_elsewhere"
    found = any(visit["found"] for visit in visits)
    covered = vaccinated or elsewhere
    removed = not covered and _removed(child, round_, result)
    measures = ["found" if found else "registered"]
    measures += ["removed"] if removed else []
    measures += ["vaccinated"] if vaccinated else ["elsewhere"] if elsewhere else []
    measures += ["covered_registered"] if covered and not found else []
    measures += ["zero_dose"] if vaccinated and _first_ever(child, round_, visits) else []
    area = result["area"] if result else child.area
    cuts = ["all", *_slices(child, round_), *(_visit_slices(child, round_, result) if result else ())]
    keys = [(round_.key, cut, area, name) for cut in cuts for name in measures]
    if not child.born:
        keys.append((round_.key, "all", area, "waiting"))
    if result and not (covered or removed):
        outcome, reason = result["outcome"], result["reason"] or result["outcome"]
        keys.append((round_.key, f"outcome:{outcome}", area, "missed"))
        keys.append((round_.key, f"reason:{reason}", area, "missed"))
    return keys


def _listed(child: ChildFacts, round_: RoundFacts) -> bool:
    """Whether a child without a visit was on the round's list."""
    if child.hidden or not child.known or not child.listed_on or child.listed_on >= round_.first_day:
        return False
    in_window = child.born is None or round_.born_from <= child.born <= round_.born_to
    return in_window and child.area.startswith(round_.areas)


def _removed(child: ChildFacts, round_: RoundFacts, result: Visit | None) -> bool:
    outside = child.born is not None and not round_.born_from <= child.born <= round_.born_to
    return (result is not None and result["outcome"] in REMOVED_OUTCOMES) or child.status in GONE or outside


def _slices(child: ChildFacts, round_: RoundFacts) -> list[str]:
    """The child's own slices: age on the round's first day, on the campaign's, year of birth, earlier doses."""
    lives = residence(child.registered_at)
    cuts = [f"prior:{prior_doses(child, round_.campaign_first_day)}"]
    if child.born:
        cuts += [
            f"age:{completed_years(child.born, round_.first_day)}|{lives}",
            f"born:{child.born[:4]}|{lives}",
        ]
        if round_.campaign_first_day != round_.first_day:
            cuts.append(f"first:{completed_years(child.born, round_.campaign_first_day)}|{lives}")
    return cuts


def _visit_slices(child: ChildFacts, round_: RoundFacts, result: Visit) -> list[str]:
    """Slices of the deciding visit: its day, worker and mode; and a mobile team's own line in the round table, in
    both age conventions."""
    cuts = [f"day:{result['on']}", f"worker:{result['by']}"]
    if result["mode"]:
        cuts.append(f"mode:{result['mode']}")
    if result["mode"] == "mobile" and child.born:
        lives, age = residence(child.registered_at), completed_years(child.born, round_.campaign_first_day)
        cuts += [f"mobile_age:{age}|{lives}", f"mobile_born:{child.born[:4]}|{lives}"]
    return cuts


def contributions(child: ChildFacts, rounds: Iterable[RoundFacts]) -> list[Key]:
    """What one child counts for in every round given; a `Counter` sums them up."""
    return [key for round_ in rounds for key in contribution(child, round_)]
