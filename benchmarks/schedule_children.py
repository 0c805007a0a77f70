"""A realistic mix of made-up children for the schedule benchmarks: complete, partial, without any dose; 0–14 years.

Every figure here is invented. Seeded: the same seed gives the same children.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from fieldapp.schedule.rules.days import ISO_TEXTS, day_number, plus

ROUTINE = [
    ("HepB", 0), ("BCG", 0), ("HepB", 1), ("polio1", 2), ("dtp1", 3), ("polio2", 3), ("polio3", 4), ("DTaP", 4),
    ("dtp3", 5), ("HepB", 6), ("MPSV-A", 6), ("mcv1", 8), ("JE-L", 8), ("MPSV-A", 9), ("MMR", 18), ("HepA-L", 18),
    ("DTaP", 18), ("JE-L", 24), ("MPSV-AC", 36), ("bOPV", 48), ("MPSV-AC", 72), ("dtp5", 72),
]  # fmt: skip


def _product(name: str, born: date, given: int) -> tuple[str, int]:
    """The product of the day, and how many months later than listed it comes (DTaP from 2025)."""
    new = given >= day_number(date(2025, 1, 1))
    if name == "polio1":
        return ("IPV" if born >= date(2016, 3, 1) else "tOPV"), 0
    if name == "polio2":
        return ("IPV" if born >= date(2019, 10, 1) else "bOPV" if born >= date(2016, 3, 1) else "tOPV"), 0
    if name == "polio3":
        return ("bOPV" if born >= date(2016, 3, 1) else "tOPV"), 0
    if name == "mcv1":
        return ("MMR" if born >= date(2019, 10, 1) else "MR"), 0
    if name in ("dtp1", "dtp3"):
        return "DTaP", 1 if new and name == "dtp3" else 0
    if name == "dtp5":
        return ("DTaP" if new else "DT"), 0
    return name, 0


def _visits(chance: random.Random, born: int, wait: int) -> dict[int, int]:
    """The day of each visit by the month it is due: as late as the child's habit, never nearer than listed."""
    late, days = chance.randrange(wait) if wait else 0, {}
    for months in sorted({months for _, months in ROUTINE}):
        late += chance.choice((0, 0, 0, 1, 2, 7)) if months else 0
        days[months] = plus(born, months) + (late if months else 0)
    return days


def one_child(chance: random.Random, on: date, number: int) -> dict[str, Any]:
    """One child in the contract's shape: seven in ten complete with small delays, the others late, partial or none."""
    born = on - timedelta(days=chance.randrange(14 * 365))
    kind = chance.choices(("complete", "partial", "late", "none"), (70, 18, 8, 4))[0]
    keep = {"complete": 1.0, "partial": 0.75, "late": 0.95, "none": 0.0}[kind]
    visits = _visits(chance, day_number(born), {"complete": 15, "partial": 40, "late": 600, "none": 0}[kind])
    doses = []
    for name, months in ROUTINE:
        product, more = _product(name, born, visits[months])
        given = plus(visits[months], more) if more > 0 else visits[months]
        if given <= day_number(on) and chance.random() < keep:
            doses.append({"product": product, "given_on": ISO_TEXTS[given]})
    sex = chance.choice(("male", "female"))
    return {"id": number, "born": born.isoformat(), "sex": sex, "doses": doses}


def children(many: int, on: date = date(2026, 11, 1), seed: int = 1) -> list[dict[str, Any]]:
    """`many` children, the same ones for the same seed."""
    chance = random.Random(seed)
    return [one_child(chance, on, number) for number in range(many)]
