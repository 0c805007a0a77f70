"""The codes a supervisor chooses among when she mends a record, with their words. Pure."""

from __future__ import annotations

from fieldapp.campaigns.words import MODES, REASONS, REGISTERED
from fieldapp.sync.kinds import OUTCOMES

Words = dict[str, tuple[str, str]]
YES = {"true": ("是", "yes")}
PRIOR: Words = {n: (f"{n}剂", n) for n in ("0", "1", "2")}
PRIOR |= {"3": ("3剂以上", "3 or more"), "unknown": ("不详", "unknown")}
SOURCES = {
    "certificate": ("接种证", "certificate"),
    "card": ("接种卡", "card"),
    "register": ("系统", "register"),
    "campaign": ("本次活动", "campaign"),
    "recall": ("口述", "recall"),
}
CHOICES: dict[str, Words] = {
    "outcome": {code: REASONS[code] for code in OUTCOMES},
    "mode": MODES,
    "found": YES,
    "sex": {"male": ("男", "male"), "female": ("女", "female")},
    "registered_at": REGISTERED,
    "prior_polio": PRIOR,
    "prior_source": SOURCES,
    "source": SOURCES,
    "status": {
        "here": ("在本地", "here"),
        "away": ("外出", "away"),
        "moved": ("搬走", "moved"),
        "died": ("死亡", "died"),
    },
}


def choices_of(field: str, language: str) -> list[tuple[str, str]]:
    """The codes of a field with their words; nothing for a field that is typed."""
    return [(code, words[0 if language == "zh" else 1]) for code, words in CHOICES.get(field, {}).items()]


def code_word(field: str, value: object, language: str) -> str:
    """A value as people say it; as it is where there is no word for it."""
    words = CHOICES.get(field, {}).get(str(value).lower() if isinstance(value, bool) else str(value))
    return words[0 if language == "zh" else 1] if words else str(value)
