"""The language of an answer, and texts in both languages side by side where they are used."""

from __future__ import annotations

from flask import request

from fieldapp.ground.english.in_number import Sentence, in_number

LANGUAGES = ("zh", "en")
SETTLED = "fieldapp.language"


def language() -> str:
    """`zh` or `en`: the person's choice on pages, else what the browser asks for, Chinese by default.

    A command speaks English.
    """
    try:
        asked = request.environ
    except (
        RuntimeError
    ):  # there is no request: asking for that first, for each word of a page, takes as long again
        return "en"
    if SETTLED not in asked:  # a page asks for each of its words
        asked[SETTLED] = _language_asked_for()
    said: str = asked[SETTLED]
    return said


def _language_asked_for() -> str:
    chosen = None if request.path.startswith("/api/") else request.cookies.get("lang")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "zh"


def t(zh: str, en: str) -> str:
    """The text in the language of this answer; what is counted in an English one is said in its number."""
    if language() != "en":
        return zh
    return Sentence(en) if "%" in en else in_number(en)
