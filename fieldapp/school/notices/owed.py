"""Which notice a pupil is to get: doses that are still open, a certificate, or an assessment; and which it has. Pure.

A notice is out while something that it asks for is open. Printed again it names only that, under its own number; what
no notice names yet is for a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fieldapp.school.outcome import NOT_ASSESSED, STALE, UNCHECKED, Outcome
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.slots import VACCINES, Slot, in_order

DOSES, CERTIFICATE, ASSESSMENT = "doses", "certificate", "assessment"
KINDS = {
    DOSES: ("补种通知单", "catch-up notice"),
    CERTIFICATE: ("补证通知单", "re-issue notice"),
    ASSESSMENT: ("评估通知单", "assessment notice"),
}


class Paper(NamedTuple):
    """One notice to print: its kind (of `KINDS`), the slots it names, and the notice that is out already, None where it
    is still to be issued."""

    kind: str
    items: tuple[Slot, ...]
    notice: NoticeOf | None

    @property
    def recorded_as(self) -> str:
        """The kind of its record: a notice about doses that names none asks for an assessment."""
        return CERTIFICATE if self.kind == CERTIFICATE else DOSES


def papers_of(pupil: Pupil, outcome: Outcome) -> list[Paper]:
    """The notices of a pupil, those that are out first; none of who left, moved up, or was not checked."""
    if pupil.left_on or not pupil.entering or outcome.result == UNCHECKED:
        return []
    found = _doses(pupil.notices, outcome)
    if outcome.lacks_certificate:
        found.append(Paper(CERTIFICATE, (), _out(pupil.notices, CERTIFICATE)))
    elif outcome.result in (NOT_ASSESSED, STALE) and not found:
        found.append(Paper(ASSESSMENT, (), _out(pupil.notices, DOSES)))
    return sorted(found, key=lambda paper: paper.notice is None)


def _doses(notices: Iterable[NoticeOf], outcome: Outcome) -> list[Paper]:
    """What is open by the notice that names it; only vaccines of the programme are ever named."""
    left = [slot for slot in in_order(outcome.open) if slot[0] in VACCINES]
    found = []
    for notice in notices:
        named = tuple(slot for slot in left if slot in notice.items)
        if notice.kind == DOSES and named and not notice.withdrawn:
            found.append(Paper(DOSES, named, notice))
            left = [slot for slot in left if slot not in named]
    return [*found, Paper(DOSES, tuple(left), None)] if left else found


def _out(notices: Iterable[NoticeOf], kind: str) -> NoticeOf | None:
    """The notice without doses of this kind that is out: not taken back, its slip not returned."""
    out = (one for one in notices if one.kind == kind and not one.items)
    return next((one for one in out if not one.withdrawn and one.returned_on is None), None)
