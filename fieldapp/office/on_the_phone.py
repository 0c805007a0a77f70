"""Roles whose work is on the phone alone: what the overview says to them, and the way there. Reads only.

A surveyor would meet lists in the office that are not hers; her clusters, interviews and quick checks are in `/field`.
"""

from __future__ import annotations

from fieldapp.ground.words import t

WORDS = {
    "surveyor": (
        "分给您的调查群、入户访谈和快速评估都在手机上做，没网也能记。",
        "Your clusters, interviews and quick checks are on the phone; they need no network.",
    ),
}


def sentence(role: str) -> str | None:
    """What is said to a role whose work is on the phone; None to any other."""
    return t(*WORDS[role]) if role in WORDS else None
