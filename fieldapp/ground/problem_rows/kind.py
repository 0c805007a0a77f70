"""What a row of the catalogue of problems says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One row of the catalogue: HTTP status where it is a whole answer, and the sentence in both languages."""

    status: int
    zh: str
    en: str
