"""Tells the check of a school: roster, answers, notices, the list to the clinic, what was caught up, second looks; as
far as the day of the telling. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from fieldapp.demo.schools.calendar import SchoolDays
from fieldapp.demo.schools.cases import ASSESSED, Dose, usual
from fieldapp.demo.schools.places import DemoSchool, school_key
from fieldapp.demo.schools.pupils import Pupil
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import Operation, new_id
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.schedule import Programme
from fieldapp.school.outcome import birthdays_between
from fieldapp.school.slots import Slot

GAPS: dict[bool, tuple[tuple[Slot, ...], ...]] = {  # by whether it is a primary school
    True: ((("dtp", 5),), (("menac", 2),), (("dtp", 5), ("menac", 2)), (("je", 2),)),
    False: ((("menac", 1),), (("mcv", 2),), (("hepa", 1),), (("mcv", 2), ("je", 2))),
}
FILLS = {"dtp": "DTaP", "menac": "MPSV-AC", "je": "JE-L", "mcv": "MMR", "hepa": "HepA-L"}
ANSWERS = {  # certificate and assessment, by how often
    ("seen", "complete"): 62,
    ("electronic", "complete"): 16,
    ("seen", "needs"): 12,
    ("seen", "exempt"): 3,
    ("seen", "none"): 3,
    ("lost", "none"): 2,
    ("other_proof", "complete"): 2,
}
CAUGHT_UP, SLIP_BACK = 0.5, 0.7  # gaps filled by the clinic; of those left, slips that came back
STALE_DAYS = 87  # before the check, a report of spring
AGAIN_DAYS = 46  # after the check, the school looks again at those who were caught up


@dataclass(frozen=True)
class Answer:
    """What a check says."""

    certificate: str
    assessment: str
    assessed_on: str | None
    missing: tuple[Slot, ...] = ()
    exempt: tuple[tuple[str, int, str], ...] = ()


class SchoolStory:
    """Writes one school's check, by its nurse's phone and its clinic's."""

    def __init__(self, cast: Cast, school: DemoSchool, when: SchoolDays, rules: Programme) -> None:
        self.cast, self.school, self.when, self.rules = cast, school, when, rules
        self.key = school_key(cast.seed, school)
        self.nurse = cast.phone(school.nurse)
        self.clinic = cast.phone(school.clinic_doctor) if school.clinic_doctor else None
        self.rng = Random(f"{cast.seed}|check|{school.id}")  # nosec B311
        self.stale = False

    def told(self, pupils: list[Pupil]) -> Iterator[Operation]:
        """All of it, in order."""
        enrolled = {pupil.child: self.enrolled(pupil) for pupil in pupils}
        yield from enrolled.values()
        last = [pupil for pupil in pupils if pupil.class_ == self.school.entering[-1][0]]
        left = {pupil.child for pupil in last[len(last) - self.school.unchecked :]}
        listed: list[str] = []
        for pupil in pupils:
            day = self.when.after([class_ for class_, _most in self.school.entering].index(pupil.class_))
            if pupil.child in left or not self.when.is_past(day):
                continue
            answer = self.answer(pupil, day)
            yield from self.before(pupil, answer, day)
            check = self.checked(enrolled[pupil.child]["key"], answer, day)
            yield check
            if answer.missing or answer.certificate == "lost":
                listed.append(check["key"])
                yield from self.followed(pupil, answer, check["key"], day)
        yield from self.handed_over(listed)

    def enrolled(self, pupil: Pupil) -> Operation:
        """A child's place in its class."""
        grade, class_ = pupil.class_
        said = {"child": pupil.child, "school": self.key, "term": self.when.term.code, "grade": grade}
        said |= {"class_name": class_, "reason": "new", "joined_on": self.when.begins}
        at = self.at(self.when.roster)
        return self.nurse.say("enrolment", self.school.area, at, said, new_id(self.rng, at))

    def answer(self, pupil: Pupil, day: str) -> Answer:
        """What is seen of a child's certificate, and what the clinic wrote."""
        if case := pupil.case:
            assessed = None if case.assessment == "none" else self.when.day(ASSESSED)
            return Answer(case.certificate, case.assessment, assessed, case.missing, case.exempt)
        certificate, assessment = self.rng.choices(list(ANSWERS), list(ANSWERS.values()))[0]
        assessed = self.when.after(-self.rng.randrange(3, 22))
        gaps = self.rng.choice(GAPS[self.school.primary])
        if assessment == "none":
            return Answer(certificate, assessment, None)
        if assessment == "needs":
            return Answer(certificate, assessment, assessed, gaps)
        early = self.when.after(-STALE_DAYS)
        if not self.stale and assessment == "complete" and birthdays_between(pupil.born, early, day):
            self.stale = True
            return Answer(certificate, assessment, early)
        turned = max((on for _age, on in birthdays_between(pupil.born, assessed, day)), default=assessed)
        exempt = (("bcg", 1, "over_age"),) if assessment == "exempt" else ()
        return Answer(certificate, assessment, max(assessed, turned), (), exempt)

    def before(self, pupil: Pupil, answer: Answer, day: str) -> Iterator[Operation]:
        """What the clinic has on record of the cases and of those with gaps: what was given, what is not to be."""
        if self.clinic is None or not (pupil.case or answer.missing):
            return
        case = pupil.case
        without = case.without if case else answer.missing
        given = [(product, self.when.day(on)) for product, on in case.given] if case else []
        written = answer.assessed_on or self.when.after(-1)
        for dose in usual(pupil.born, pupil.sex, day, without, given, self.rules):
            yield self.dosed(pupil, dose, written)
        if case and case.state:
            series, n, state, on = case.state
            phone = self.nurse if state == "refused" else self.clinic
            said = {"child": pupil.child, "series": series, "n": n, "state": state, "on": self.when.day(on)}
            yield phone.say("dose_state", pupil.area, self.at(self.when.day(on)), said)

    def dosed(self, pupil: Pupil, dose: Dose, written: str) -> Operation:
        """A dose as the clinic's register has it."""
        assert self.clinic is not None
        said = {"child": pupil.child, "product": dose[0], "given_on": dose[1], "source": "register"}
        key = str(uuid.uuid5(uuid.UUID(pupil.child), "|".join(dose)))
        return self.clinic.say("dose", pupil.area, self.at(written), said, key)

    def checked(self, enrolment: str, answer: Answer, day: str) -> Operation:
        """The check of a child."""
        said: dict[str, Any] = {"enrolment": enrolment, "checked_on": day, "certificate": answer.certificate}
        said["clinic_assessment"] = answer.assessment
        if answer.assessed_on:
            number = f"BG{self.when.check.year}{self.rng.randrange(10**6):06d}"
            said |= {"assessed_on": answer.assessed_on, "report_no": number}
            said["assessed_by"] = self.cast.clinic(self.school.township)
        if answer.missing:
            said |= {"missing": [list(slot) for slot in answer.missing], "missing_from": "report"}
        said |= {"exempt": [list(one) for one in answer.exempt]} if answer.exempt else {}
        return self.nurse.say("certificate_check", self.school.area, self.at(day), said)

    def followed(self, pupil: Pupil, answer: Answer, check: str, day: str) -> Iterator[Operation]:
        """The notice a child took home, and what came of it by the day of the telling."""
        notice = self.noticed(check, answer, day)
        yield notice
        yield self.event(notice["key"], "printed", day)
        if pupil.case:
            yield from self.case_followed(pupil, notice["key"], check)
        elif answer.missing:
            yield from self.caught_up(pupil, answer, notice["key"], check)

    def noticed(self, check: str, answer: Answer, day: str) -> Operation:
        """A notice about missing doses, or about the certificate."""
        said: dict[str, Any] = {"kind": "doses" if answer.missing else "certificate", "check": check}
        said |= {"issued_on": day, "how": "slip"}
        said |= {"items": [list(slot) for slot in answer.missing]} if answer.missing else {}
        notice = self.nurse.say("notice", self.school.area, self.at(day), said)
        said["number"] = number_of(notice["key"])
        return notice

    def event(self, notice: str, event: str, day: str, **more: Any) -> Operation:
        """What became of a notice."""
        said = {"notice": notice, "event": event, "on": day, **more}
        return self.nurse.say("notice_event", self.school.area, self.at(day), said)

    def case_followed(self, pupil: Pupil, notice: str, check: str) -> Iterator[Operation]:
        """What one of the nine got, and its certificate where that was written anew."""
        assert pupil.case is not None
        for product, written in pupil.case.caught_up:
            day = self.when.day(written)
            if self.when.is_past(day):
                yield self.dosed(pupil, (product, day), day)
        if pupil.case.reissued and self.when.is_past(self.when.day(pupil.case.reissued)):
            day = self.when.day(pupil.case.reissued)
            yield self.event(notice, "returned", day)
            yield self.again(check, day)

    def caught_up(self, pupil: Pupil, answer: Answer, notice: str, check: str) -> Iterator[Operation]:
        """A gap filled at the clinic, or a slip that came back as a picture, or neither yet."""
        days = self.rng.randrange(6, 60)
        day, lot, slip = self.when.after(days), self.rng.random(), self.rng.random()
        if not self.when.is_past(day):
            return
        if lot < CAUGHT_UP and self.clinic is not None:
            for series, _n in answer.missing:
                yield self.dosed(pupil, (FILLS[series], day), day)
        elif slip < SLIP_BACK:
            event = self.rng.choice(("returned", "returned_picture"))
            yield self.event(notice, event, day, items=[list(answer.missing[0])])
        looked = max(self.when.after(AGAIN_DAYS), (date.fromisoformat(day) + timedelta(days=4)).isoformat())
        if lot < CAUGHT_UP and self.when.is_past(looked):
            yield self.again(check, looked)

    def again(self, check: str, day: str) -> Operation:
        """A second look that finds everything done."""
        said = {"check": check, "on": day, "certificate": "seen", "clinic_assessment": "complete"}
        return self.nurse.say("recheck", self.school.area, self.at(day), said | {"assessed_on": day})

    def handed_over(self, checks: list[str]) -> Iterator[Operation]:
        """The list given to the clinic, with day and receiver; nothing where it still lies at the school."""
        days = self.school.handed_over
        if days is None or not checks or not self.when.is_past(self.when.after(days)):
            return
        doctor = self.cast.workers[self.school.clinic_doctor]
        said = {"school": self.key, "clinic": self.cast.clinic(self.school.township)}
        said |= {"term": self.when.term.code, "on": self.when.after(days), "receiver": doctor.name}
        at = self.at(self.when.after(days))
        yield self.nurse.say("list_handover", self.school.area, at, said | {"checks": checks})

    def at(self, day: str) -> str:
        """A moment of a day at school."""
        return self.when.days.moment(day, self.rng)
