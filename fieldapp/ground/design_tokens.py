"""Colours of screens and papers, read out of `static/tokens.css`: the one place where a colour stands.

Browsers read that file themselves; what is drawn by Python (charts, PDF, workbooks, the phone's manifest) asks here.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SHEET = Path(__file__).resolve().parents[2] / "static" / "tokens.css"
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?)\s*;")


@cache
def colours() -> dict[str, str]:
    """Every colour by its name without the dashes: `#` and six hexadecimal digits."""
    return {name: _six_digits(value) for name, value in _COLOUR.findall(SHEET.read_text("utf-8"))}


def colour(name: str) -> str:
    """One of them.

    Raises:
        KeyError: the sheet has no colour of this name.
    """
    return colours()[name]


def _six_digits(value: str) -> str:
    return value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
