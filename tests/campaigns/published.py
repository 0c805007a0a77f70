"""Individual records that must give the published figures of two real places (summaries of townships)."""

from __future__ import annotations

from typing import Any

from tests.sync.county import EAST, NORTH, ROUND1, ROUND2, SOUTH, child, visit

RESIDENTS = (229, 275, 264, 256, 286, 280, 288)  # 青树嘴镇, by age <1 … 6 on 2025-12-01
MIGRANTS = (3, 4, 2, 2, 3, 3, 1)
BORN = ("2025-05-01", *(f"{2025 - age}-05-01" for age in range(1, 7)))


def township() -> list[dict[str, Any]]:
    """青树嘴镇: everybody on the list, everybody dosed in both rounds, in two villages."""
    operations = []
    for home, counts in (("county", RESIDENTS), ("other_province", MIGRANTS)):
        for age, n in enumerate(counts):
            for number in range(n):
                name, area = f"{home} {age} {number}", (NORTH, SOUTH)[number % 2]
                operations.append(child(name, born=BORN[age], registered_at=home, prior_polio="3", area=area))
                operations.append(visit(name, area=area))
                operations.append(visit(name, round=ROUND2, on="2026-01-05", mode="door", area=area))
    return operations


def farm(
    area: str, round_: str, day: str, listed: tuple[int, int], dosed: tuple[int, int]
) -> list[dict[str, Any]]:
    """One round of a farm hospital: `(local, migrant)` listed before it and dosed in it, the rest found."""
    operations = []
    for home, on_list, all_dosed in zip(("county", "other_city"), listed, dosed, strict=True):
        for number in range(all_dosed):
            name, found = f"{area} {home} {number}", number >= on_list
            words = {"registered_at": home, "area": area, "listed_on": day if found else "2025-11-20"}
            operations.append(child(name, **words))
            operations.append(visit(name, round=round_, on=day, found=found, area=area))
    return operations


def farm_rounds() -> list[dict[str, Any]]:
    """Round 1 in one village and round 2 in another, so that the two lists do not mix."""
    first = farm(SOUTH, ROUND1, "2025-12-01", (143, 35), (143, 48))
    return first + farm(EAST, ROUND2, "2026-01-05", (140, 62), (140, 79))
