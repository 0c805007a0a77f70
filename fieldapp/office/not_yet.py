"""Roles whose work is not in the app yet: what the overview says to them, and whom they ask. Reads only.

Until surveys are built a surveyor would meet lists that are not hers and ways that lead nowhere. A role leaves `WORDS`
when its work is there.
"""

from __future__ import annotations

from fieldapp.ground.words import t

WORDS = {
    "surveyor": (
        "接种率调查还在做。做好以后，分给您的调查村和住户会在这里；现在请照县里发的调查表做。",
        "The coverage survey is being made. Your clusters and households will be here; until then use the county’s "
        "paper forms.",
    ),
}


def sentence(role: str) -> str | None:
    """What is said to a role whose work is not here yet; None to any other."""
    return t(*WORDS[role]) if role in WORDS else None
