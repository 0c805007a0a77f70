"""The result of the check of one child in one enrolment: what was seen, what is owed, what was caught up. Pure.

应补 is frozen at the look that decides: the first, of checks and second looks in their order, at which a clinic's
assessment was there that still held. What comes due later is not owed, and what was given before never counts as 补种.
BCG is missing and shown, but in no rate. A refusal stays owed; so does the gap of a child who left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldapp.records.standing import completed_years
from fieldapp.schedule.asking import CLOSING_STATES
from fieldapp.schedule.series_of import SeriesAt
from fieldapp.school.slots import BCG, IPV_AGAIN, MMR_AGAIN, Slot, in_order

# Results, each with what the register says.
COMPLETE, NEEDS, EXEMPT = "complete", "needs", "exempt"
NO_CERTIFICATE, NOT_ASSESSED, STALE, UNCHECKED = "no_certificate", "not_assessed", "stale", "unchecked"
RESULTS = {
    COMPLETE: ("是", "complete"),
    NEEDS: ("否-需补种", "needs catch-up"),
    EXEMPT: ("否-无需补种", "incomplete, nothing to catch up"),
    NO_CERTIFICATE: ("无证", "no certificate"),
    NOT_ASSESSED: ("没评估，请先到接种单位评估", "not assessed: to the clinic first"),
    STALE: ("评估过期，请重新评估", "assessment out of date: assess again"),
    UNCHECKED: ("未查验", "not checked"),
}
HELD, OTHER, WITHOUT = ("seen", "electronic"), "other_proof", ("lost", "never")
STALE_AGES = (2, 3, 4, 6, 7)
CLOSING = ("returned", "returned_picture", "closed")
SPECIAL = {("polio", IPV_AGAIN): ("IPV", "DTaP-IPV-Hib"), ("mcv", MMR_AGAIN): ("MMR",)}


@dataclass(frozen=True)
class Look:
    """A check or a second look, as its record says it. `first`: it is a check. A second look's `result`, where it says
    no assessment, is one."""

    on: str
    first: bool = True
    key: str = ""
    at: str = ""
    certificate: str | None = None
    assessment: str | None = None
    assessed_on: str | None = None
    assessed_by: str | None = None
    report_no: str | None = None
    missing: tuple[Slot, ...] = ()
    missing_from: str | None = None
    exempt: tuple[tuple[str, int, str], ...] = ()
    by: str | None = None


@dataclass(frozen=True)
class Event:
    """What became of a notice: `items` are the slots it speaks of, of a returned slip those given; `by` said it."""

    on: str
    event: str
    items: tuple[Slot, ...]
    by: str | None = None


@dataclass(frozen=True)
class Story:
    """All that the result of one child in one enrolment depends on. `doses`: product and day of those that count,
    whoever wrote them, without what an interval makes invalid. `series_at`: see `schedule.series_of.counts_in`."""

    born: str | None
    looks: Sequence[Look] = ()
    doses: Sequence[tuple[str, str]] = ()
    events: Sequence[Event] = ()
    states: Sequence[tuple[str, int, str, str]] = ()  # series, n, state, day
    series_at: SeriesAt = lambda _product, _day: ()


@dataclass(frozen=True)
class Outcome:
    """What came of the check by a day.

    first: what the first look found; result: what stands now, the latest assessment first; counted: the column of the
    summary, `complete`, `needs` or `exempt`, None where nobody assessed yet.
    certificate: `held`, `other_proof`, `without`, None before any check; reissued_on: the day on which a child without
    one was seen with one.
    owed: the frozen 应补, without BCG; filled: those caught up, with the day; excused: those a clinic has closed since.
    missing: what was missing at the deciding look, BCG too; later: what a later and the latest assessment finds missing
    beside, which is not owed. stale_at: the age reached since the assessment. unnamed: the latest assessment finds
    something missing and does not say what.
    """

    first: str = UNCHECKED
    result: str = UNCHECKED
    counted: str | None = None
    certificate: str | None = None
    reissued_on: str | None = None
    checked_on: str | None = None
    decided_on: str | None = None
    stale_at: int | None = None
    missing: tuple[Slot, ...] = ()
    owed: tuple[Slot, ...] = ()
    filled: dict[Slot, str] = field(default_factory=dict)
    excused: tuple[Slot, ...] = ()
    exempt: tuple[tuple[str, int, str], ...] = ()
    refused: tuple[Slot, ...] = ()
    later: tuple[Slot, ...] = ()
    unnamed: bool = False

    @property
    def said_on(self) -> str | None:
        """The day whose age names a slot (百白破5 or 白破1) in register, notice, list and table alike."""
        return self.decided_on or self.checked_on

    @property
    def open(self) -> tuple[Slot, ...]:
        """What is still to be caught up, BCG too: what a notice printed now names."""
        closed = {*self.filled, *self.excused}
        return *(slot for slot in self.missing if slot not in closed), *self.later

    @property
    def lacks_certificate(self) -> bool:
        """Whether the child has no certificate: none was there, or it was lost since, and nobody has seen one again."""
        return self.result == NO_CERTIFICATE or (self.certificate == "without" and self.reissued_on is None)

    @property
    def caught_up_on(self) -> str | None:
        """The day on which the last owed slot was filled; None while one is open, or where none was owed."""
        done = self.counted == NEEDS and self.owed and all(slot in self.filled for slot in self.owed)
        return max(self.filled[slot] for slot in self.owed) if done else None


def stale_age(born: str | None, assessed_on: str | None, on: str) -> int | None:
    """The age (2, 3, 4, 6, 7) that a child reached between its assessment and the check, the highest; None where the
    report still holds."""
    if born is None or assessed_on is None:
        return None
    before, now = completed_years(born, assessed_on), completed_years(born, on)
    if before == now:
        return None
    return max((age for age in STALE_AGES if before < age <= now), default=None)


def birthdays_between(born: str, after: str, until: str) -> list[tuple[int, str]]:
    """The ages (2, 3, 4, 6, 7) a child reaches after one day and by another, each with its day: 满4岁 10-10."""
    ages = [age for age in STALE_AGES if completed_years(born, after) < age <= completed_years(born, until)]
    return [(age, birthday(born, age)) for age in ages]


def birthday(born: str, age: int) -> str:
    """The day a child is so many years old; of one born on 29 February 1 March in other years."""
    year = int(born[:4]) + age
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return f"{year}-03-01" if born[5:] == "02-29" and not leap else f"{year}{born[4:]}"


def outcome_of(story: Story, until: str) -> Outcome:
    """What came of the check of a child by the end of a day."""
    looks = sorted((one for one in story.looks if one.on <= until), key=lambda one: (one.on, one.at, one.key))
    start = next((place for place, look in enumerate(looks) if look.first), None)
    if start is None:
        return Outcome()
    looks = looks[start:]
    first, now = _seen(looks[0], story.born), _latest(looks, story.born)
    held, reissued = _certificate(looks)
    deciding = next((look for look in looks if _standing(look, story.born)), None)
    stale = _stale_at(looks, story.born) if now == STALE else None
    said = {"first": first, "result": now, "certificate": held, "reissued_on": reissued}
    if deciding is None:
        return Outcome(**said, checked_on=looks[0].on, stale_at=stale)  # type: ignore[arg-type]
    return _decided(story, looks, deciding, until, Outcome(**said, checked_on=looks[0].on, stale_at=stale))  # type: ignore[arg-type]


def _decided(story: Story, looks: list[Look], look: Look, until: str, so_far: Outcome) -> Outcome:
    start = _from_day(look, looks)
    slots = in_order(look.missing)
    before = _given(story, slots, look.assessed_on or look.on, start, closed=False)
    missing = tuple(slot for slot in slots if slot not in before)
    owed = tuple(slot for slot in missing if slot[0] != BCG)
    counted = look.assessment or NEEDS
    if counted == NEEDS and look.missing and not owed:
        counted = EXEMPT if missing else COMPLETE
    after = [one for one in looks[looks.index(look) + 1 :] if _standing(one, story.born)]
    filled = _filled(story, start, after, missing, until)
    left = [slot for slot in missing if slot not in filled]
    let_off = {(series, n) for one in after for series, n, _why in one.exempt}
    excused = tuple(
        slot for slot in left if slot in let_off or _state_of(story, slot, until) in CLOSING_STATES
    )
    later = _found_later(story, looks, after, until)
    later = tuple(slot for slot in later if slot not in left or slot in excused)
    refused = tuple(slot for slot in (*left, *later) if _state_of(story, slot, until) == "refused")
    result = (after[-1].assessment or counted) if after else counted
    result = STALE if so_far.result == STALE else result
    return Outcome(
        first=counted if look is looks[0] else so_far.first,
        result=result,
        counted=counted,
        certificate=so_far.certificate,
        reissued_on=so_far.reissued_on,
        checked_on=so_far.checked_on,
        decided_on=look.on,
        stale_at=so_far.stale_at,
        missing=missing if counted != COMPLETE else (),
        owed=owed if counted == NEEDS else (),
        filled=filled,
        excused=excused,
        exempt=look.exempt,
        refused=refused,
        later=later,
        unnamed=result == NEEDS and not (after or [look])[-1].missing,
    )


def _found_later(story: Story, looks: list[Look], after: Sequence[Look], until: str) -> tuple[Slot, ...]:
    """What the latest assessment finds missing, where it is not the one that decides, and nobody gave since."""
    if not after or after[-1].assessment != NEEDS:
        return ()
    last = after[-1]
    since = _filled(story, _from_day(last, looks), (), last.missing, until)
    ended = {(series, n) for series, n, _why in last.exempt}
    return tuple(
        slot
        for slot in in_order(last.missing)
        if slot not in since and slot not in ended and _state_of(story, slot, until) not in CLOSING_STATES
    )


def _from_day(look: Look, looks: list[Look]) -> str:
    """The day from which a dose counts as caught up: the check's, or, of a later look, the clinic's assessment."""
    return look.on if look is looks[0] else max(looks[0].on, look.assessed_on or look.on)


def _standing(look: Look, born: str | None) -> bool:
    """Whether a look has a clinic's assessment that still held."""
    if look.assessment not in (COMPLETE, NEEDS, EXEMPT):
        return False
    return look.assessment == NEEDS or stale_age(born, look.assessed_on, look.on) is None


def _seen(look: Look, born: str | None) -> str:
    if _standing(look, born):
        return look.assessment or NEEDS
    if look.assessment in (COMPLETE, EXEMPT):
        return STALE
    return NO_CERTIFICATE if look.certificate in WITHOUT else NOT_ASSESSED


def _latest(looks: list[Look], born: str | None) -> str:
    """What stands now: the latest look that says something of the result, else the last thing seen of the
    certificate."""
    for look in reversed(looks):
        if (found := _seen(look, born)) in (COMPLETE, NEEDS, EXEMPT, STALE):
            return found
    held = [look.certificate for look in looks if look.certificate]
    return NO_CERTIFICATE if held and held[-1] in WITHOUT else NOT_ASSESSED


def _stale_at(looks: list[Look], born: str | None) -> int | None:
    """The age reached since the latest assessment, which is out of date."""
    look = next(one for one in reversed(looks) if one.assessment in (COMPLETE, EXEMPT))
    return stale_age(born, look.assessed_on, look.on)


def _certificate(looks: list[Look]) -> tuple[str | None, str | None]:
    """What the first look saw of the certificate; and when a child without one was first seen with one."""
    code = looks[0].certificate
    held = "held" if code in HELD else OTHER if code == OTHER else "without" if code in WITHOUT else None
    if held != "without":
        return held, None
    return held, next((look.on for look in looks[1:] if look.certificate in HELD), None)


def _filled(
    story: Story, start: str, after: Sequence[Look], missing: Sequence[Slot], until: str
) -> dict[Slot, str]:
    """Which missing slots were caught up, and when: by a dose, a slip that came back, or a later assessment that finds
    nothing more; on the day of that look, where the assessment is older than the check."""
    filled = _given(story, missing, start, until)
    for event in sorted(story.events, key=lambda one: one.on):
        if event.event in CLOSING and start <= event.on <= until:
            for slot in event.items:
                if slot in missing:
                    filled[slot] = min(event.on, filled.get(slot, event.on))
    for later in after:
        if later.assessment == COMPLETE:
            day = later.assessed_on or later.on
            for slot in missing:
                filled.setdefault(slot, day if day >= start else later.on)
    return filled


def _given(
    story: Story, slots: Sequence[Slot], start: str, until: str, closed: bool = True
) -> dict[Slot, str]:
    """Slots filled by doses from one day to another (that day too, where `closed`), of each series in order."""
    filled: dict[Slot, str] = {}
    if not slots:
        return filled
    for product, day in sorted(set(story.doses), key=lambda dose: (dose[1], dose[0])):
        if day < start or day > until or (day == until and not closed):
            continue
        for series in story.series_at(product, day):
            fitting = (one for one in slots if one[0] == series and one not in filled and _fits(one, product))
            if (slot := next(fitting, None)) is not None:
                filled[slot] = day
    return filled


def _fits(slot: Slot, product: str) -> bool:
    """Whether a product may fill a slot of its series: the second IPV is an IPV, the second MMR an MMR."""
    series, n = slot
    wanted = next((products for (of, low), products in SPECIAL.items() if of == series and n >= low), None)
    return wanted is None or product in wanted


def _state_of(story: Story, slot: Slot, until: str) -> str | None:
    """The last state a clinic or a guardian gave a slot by a day."""
    said = [(day, state) for series, n, state, day in story.states if (series, n) == slot and day <= until]
    return max(said)[1] if said else None
