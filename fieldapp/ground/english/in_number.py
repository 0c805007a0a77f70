"""Nouns and verbs of English sentences after the number they were filled with: `1 lines are wrong` becomes `1 line is
wrong`.

Sentences are written in the plural; this is the one place that knows the singular. Pure.
"""

from __future__ import annotations

import re

NOUNS = {noun + "s": noun for noun in (
    "account", "area", "assignment", "byte", "cell", "certificate", "character", "clinic", "code", "column",
    "computer", "day", "difference", "digit", "dose", "field", "figure", "file", "form", "hour", "letter",
    "line", "minute", "mistake", "month", "name", "notice", "number", "operation", "outline", "page", "part", "phone",
    "place", "post", "pupil", "question", "reason", "record", "round", "row", "rule", "school", "second", "sheet",
    "slip", "step", "thing", "township", "vaccinator", "vial", "village", "visit", "week", "year",
)}  # fmt: skip
NOUNS |= {
    "children": "child",
    "classes": "class",
    "people": "person",
    "batches": "batch",
    "boundaries": "boundary",
    "families": "family",
    "tries": "try",
}
VERBS = {"are": "is", "were": "was", "have": "has", "do": "does"}
VERBS |= {verb: verb + "s" for verb in (
    "begin", "come", "count", "differ", "hold", "lack", "lie", "need", "record", "remain", "stand", "wait",
)}  # fmt: skip
BETWEEN = r"(?:(?:earlier|further|more|new|old|other|right|wrong|late|missing|open|whole|sign-in|unsent) )?"
ONE = re.compile(
    r"(?<![\d.,:/–-])(?<!ound )(?<!ose )(?<!ine )(?<!ow )(?<!age )\b1 "
    rf"({BETWEEN})({'|'.join(sorted(NOUNS, key=len, reverse=True))})\b"
    rf"(?: ({'|'.join(VERBS)})\b)?"
)
THERE = re.compile(r"\b([Tt]here) are (?=1 )")


def in_number(words: str) -> str:
    """An English sentence with its numbers in it, its words after a 1 in the singular."""
    if "1 " not in words:
        return words
    return THERE.sub(r"\1 is ", ONE.sub(_of_one, words))


def _of_one(found: re.Match[str]) -> str:
    between, noun, verb = found.groups()
    return f"1 {between}{NOUNS[noun]}" + (f" {VERBS[verb]}" if verb else "")


class Sentence(str):
    """An English sentence that may still be filled: `Sentence('%d lines are wrong') % 1`."""

    __slots__ = ()

    def __mod__(self, filled: object) -> str:
        return in_number(super().__mod__(filled))
