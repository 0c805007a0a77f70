"""A share as it is shown everywhere: two decimals, half up, from whole numbers. Pure."""

from __future__ import annotations

EMPTY = "—"


def percent(numerator: int, denominator: int | None) -> str:
    """`107.30`: two decimals, half up, from the integers; `—` when there is nothing to be a share of."""
    if not denominator or denominator < 0:
        return EMPTY
    hundredths = (20000 * numerator + denominator) // (2 * denominator)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"
