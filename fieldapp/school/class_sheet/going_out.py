"""The rows of a class's sheet as it goes out, with what is recorded already. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fieldapp.school.assessing.answers import ANSWERS, ASSESSED, CERTIFICATES, NO_PROOF, NONE, WHY
from fieldapp.school.assessing.slot_words import said_of
from fieldapp.school.class_sheet.columns import mark_of
from fieldapp.school.classes.naming import class_words
from fieldapp.school.classes.telling import WORDS
from fieldapp.school.outcome import WITHOUT, Look
from fieldapp.school.pupils import Pupil


def rows(pupils: Iterable[Pupil], language: str) -> Iterator[Sequence[Any]]:
    """A row for each pupil, in the order of the list."""
    at = 0 if language == "zh" else 1
    for n, pupil in enumerate(pupils, start=1):
        said = pupil.fields
        yield (
            n,
            pupil.name,
            WORDS["sex"].get(said.get("sex") or "", ("", ""))[at],
            pupil.born,
            said.get("card_no"),
            pupil.guardian,
            said.get("phone"),
            class_words(pupil.grade, pupil.class_name, language),
            *_filled(pupil.looks, language),
            mark_of(pupil.enrolment, pupil.name, pupil.born),
        )


def _filled(looks: Sequence[Look], language: str) -> tuple[Any, ...]:
    """What is recorded, in the columns that the clinic fills in; nothing of who was not checked."""
    if not looks:
        return ("",) * 7
    look, at = looks[-1], 0 if language == "zh" else 1
    answer = NO_PROOF if look.certificate in WITHOUT else look.assessment or NONE
    slots = look.missing or tuple((series, n) for series, n, _why in look.exempt)
    why = look.exempt[0][2] if look.exempt else ""
    assessed = answer in ASSESSED
    return (
        ANSWERS[answer][at],
        said_of(slots, language) if assessed else "",
        WHY.get(why, ("", ""))[at],
        look.assessed_on if assessed else "",
        look.report_no if assessed else "",
        CERTIFICATES.get(look.certificate or "seen", ("", ""))[at],
        "",
    )
