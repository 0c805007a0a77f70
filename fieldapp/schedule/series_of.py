"""In which series a product counts for a child, and what vaccines are called in the tables people hand in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fieldapp.schedule.rules.days import ISO_DAYS, plus

SeriesAt = Callable[[str, str], Iterable[str]]  # the series a product counts in on a day, for this child
VACCINES = {
    "bcg": ("卡介苗", "BCG"),
    "hepb": ("乙肝", "Hepatitis B"),
    "polio": ("脊灰", "Polio"),
    "dtp": ("百白破", "DTaP"),
    "dt": ("白破", "DT"),
    "mcv": ("含麻", "Measles-containing"),
    "je": ("乙脑", "JE"),
    "mena": ("A群流脑", "MenA"),
    "menac": ("A+C流脑", "MenAC"),
    "hepa": ("甲肝", "Hepatitis A"),
    "hpv": ("HPV", "HPV"),
}


def counts_in(born: str | None, products: dict[str, list[dict[str, Any]]]) -> SeriesAt:
    """In which series a product counts for a child on a day: the conjugate meningococcal vaccine is A群 up to an age
    and A+C from then on. `products`: the parts of each, from `parts_of`."""
    first = ISO_DAYS[born] if born else None

    def series_at(product: str, day: str) -> list[str]:
        at, found = ISO_DAYS[day], []
        for part in products.get(product, ()):
            begins, ends = part.get("from"), part.get("until")
            if first is not None and at is not None:
                if begins is not None and at < plus(first, begins):
                    continue
                if ends is not None and at >= plus(first, ends):
                    continue
            found.append(part["series"])
        return found

    return series_at


def parts_of(products: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """By product what it counts in, of the library's list (`packaged().products`)."""
    return {one["id"]: list(one["counts"]) for one in products}
