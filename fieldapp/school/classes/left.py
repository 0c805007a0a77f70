"""What is left to do for a pupil, and how far a class has come. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from fieldapp.school.outcome import NOT_ASSESSED, RESULTS, STALE, UNCHECKED, Outcome
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import in_order, product_by_age, short_name

Words = tuple[str, str]
OPEN, UNSEEN, DONE, GONE, OLD = "open", "unseen", "done", "gone", "old"
STATES = {
    UNSEEN: ("还没查验", "not checked"),
    OPEN: ("还有要办的", "something left"),
    DONE: ("都办好了", "done"),
    OLD: ("随班升级", "moved up"),
    GONE: ("已离校", "left"),
}
CHECK = ("查验", "check the certificate")
REISSUE = ("补证", "re-issue the certificate")
ASSESS = ("到接种单位评估", "to the clinic for an assessment")
AGAIN = ("重新评估", "assess again")
CATCH_UP = ("补种（缺哪几剂看评估报告）", "catch up doses (the report says which)")
CERTIFICATES = {
    "held": ("有", "yes"),
    "other_proof": ("其他证明", "other proof"),
    "without": ("无证", "none"),
}


class OneOf(NamedTuple):
    """A pupil of a class with what came of its check."""

    pupil: Pupil
    outcome: Outcome

    @property
    def state(self) -> str:
        """A code of `STATES`."""
        if self.pupil.left_on:
            return GONE
        if not self.pupil.entering:
            return OLD
        if self.outcome.result == UNCHECKED:
            return UNSEEN
        return OPEN if left_of(self.pupil, self.outcome) else DONE

    @property
    def left(self) -> list[Words]:
        """What is left to do, nothing of who left the school."""
        return [] if self.pupil.left_on else left_of(self.pupil, self.outcome)

    @property
    def result(self) -> Words:
        """What the register says of it; nothing of who is not checked again."""
        caught = self.outcome.caught_up_on
        if caught:
            return f"已补种 {caught}", f"caught up {caught}"
        return RESULTS[self.outcome.result] if self.pupil.entering else ("", "")

    @property
    def certificate(self) -> Words:
        """Whether it has a certificate."""
        again = self.outcome.reissued_on
        if again:
            return f"补证 {again}", f"re-issued {again}"
        return CERTIFICATES.get(self.outcome.certificate or "", ("", ""))


def left_of(pupil: Pupil, outcome: Outcome) -> list[Words]:
    """What is left to do for a pupil: to be checked, a certificate, an assessment, the doses a notice would name."""
    if not pupil.entering:
        return []
    if outcome.result == UNCHECKED:
        return [CHECK]
    found = []
    if outcome.lacks_certificate:
        found.append(REISSUE)
    elif outcome.result in (NOT_ASSESSED, STALE):
        found.append(AGAIN if outcome.result == STALE else ASSESS)
    elif outcome.unnamed:
        found.append(CATCH_UP)
    on = outcome.said_on or ""
    for slot in in_order(outcome.open):
        product = product_by_age(slot, pupil.born, on)
        zh, en = short_name(slot, "zh", product), short_name(slot, "en", product)
        refused = slot in outcome.refused
        found.append((zh + ("（拒绝）" if refused else ""), en + (" (refused)" if refused else "")))
    return found


@dataclass
class Sum:
    """How many pupils a class, a school or a filter has: here now, to be checked, not yet checked, with something left,
    done, and gone."""

    here: int = 0
    entering: int = 0
    unseen: int = 0
    open: int = 0
    done: int = 0
    gone: int = 0


def added_up(pupils: Iterable[OneOf]) -> Sum:
    """The pupils counted by what is left; who left is counted apart."""
    n = Counter(one.state for one in pupils)
    entering = n[UNSEEN] + n[OPEN] + n[DONE]
    return Sum(n.total() - n[GONE], entering, n[UNSEEN], n[OPEN], n[DONE], n[GONE])
