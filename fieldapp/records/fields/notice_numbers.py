"""The eight digits of a notice, made from its key (docs/adr/0056). Pure.

Seven digits, the first not 0, from the last 48 bits of the key; then a check digit after Damm, which finds every single
wrong digit and every two neighbours that changed places.
"""

from __future__ import annotations

TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
LEAST, MANY = 1_000_000, 9_000_000  # seven digits without a leading 0


def number_of(key: str) -> str:
    """The number of the notice with this key (a UUID)."""
    digits = str(LEAST + int(key[-12:], 16) % MANY)
    return digits + str(_rest(digits))


def is_number(said: str) -> bool:
    """Whether these can be the digits of a notice: eight, and the last fits the others."""
    return len(said) == 8 and said.isascii() and said.isdecimal() and _rest(said) == 0


def _rest(digits: str) -> int:
    rest = 0
    for digit in digits:
        rest = int(TABLE[rest][int(digit)])
    return rest
