"""Which notice a pupil is to get: doses that are still open, a certificate, or an assessment; and which it has. Pure.

A notice is out while something that it asks for is open. Printed again it names only that, under its own number; what
no notice names yet, or was missing again after its slip came back, is for a new one. Where the slip about a certificate
or an assessment came back, nothing is offered until a later look finds that it is lacking still.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fieldapp.schedule.series_of import VACCINES
from fieldapp.school.outcome import CLOSING, NOT_ASSESSED, STALE, UNCHECKED, Outcome
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.slots import Slot, in_order

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
        found += _without_doses(pupil, CERTIFICATE)
    elif outcome.result in (NOT_ASSESSED, STALE) and not found:
        found += _without_doses(pupil, ASSESSMENT)
    return sorted(found, key=lambda paper: paper.notice is None)


def doubles(notices: Iterable[NoticeOf]) -> set[str]:
    """The keys of notices that say again what another of their day says that stands: two people, neither of whom saw
    the other's. The first is the one to follow."""
    found: set[str] = set()
    before: list[NoticeOf] = []
    for one in notices:
        alike = (
            other
            for other in before
            if (other.kind, other.check, other.issued_on) == (one.kind, one.check, one.issued_on)
        )
        if not one.withdrawn and any(set(one.items) <= set(other.items) for other in alike):
            found.add(one.key)
        elif not one.withdrawn:
            before.append(one)
    return found


def _doses(notices: Iterable[NoticeOf], outcome: Outcome) -> list[Paper]:
    """What is open by the notice that names it; only vaccines of the programme are ever named."""
    left = [slot for slot in in_order(outcome.open) if slot[0] in VACCINES]
    found = []
    for notice in notices:
        back = {slot for event in notice.events if event.event in CLOSING for slot in event.items}
        named = tuple(slot for slot in left if slot in notice.items and slot not in back)
        if notice.kind == DOSES and named and not notice.withdrawn:
            found.append(Paper(DOSES, named, notice))
            left = [slot for slot in left if slot not in named]
    return [*found, Paper(DOSES, tuple(left), None)] if left else found


def _without_doses(pupil: Pupil, kind: str) -> list[Paper]:
    """The notice about a certificate or an assessment that is out, else a new one; none where its slip came back and
    nobody looked since."""
    recorded = CERTIFICATE if kind == CERTIFICATE else DOSES
    given = [one for one in pupil.notices if one.kind == recorded and not one.items and not one.withdrawn]
    out = next((one for one in given if one.returned_on is None), None)
    last = max((look.on for look in pupil.looks), default="")
    done = any((one.returned_on or "") >= last for one in given)
    return [Paper(kind, (), out)] if out or not done else []
