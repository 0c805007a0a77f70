"""A pupil: a child in a class of a school, with its checks, second looks, notices, doses and states. Pure: rows in,
pupils out.

Records joined by `same_child` are one child, so two enrolments of one child in one class are one pupil: of its fields
the latest, of checks, notices and doses all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.schedule import Programme
from fieldapp.schedule.series_of import counts_in
from fieldapp.school.engine import valid_doses
from fieldapp.school.outcome import CLOSING, Event, Look, Outcome, Story, outcome_of
from fieldapp.school.slots import Slot, read_slots

Row = Mapping[str, Any]
ENTERING = ("new", "transfer", "mid_term")  # who moved up with the class gives none and is not checked again


@dataclass(frozen=True)
class NoticeOf:
    """A notice and what became of it, in order. `items`: the slots it names; none of one about the certificate."""

    key: str
    number: str | None
    kind: str
    issued_on: str
    check: str | None
    items: tuple[Slot, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return any(event.event == "withdrawn" for event in self.events)

    @property
    def returned_on(self) -> str | None:
        """The day the slip came back, or it was closed by hand; None while it is out."""
        return next((event.on for event in self.events if event.event in CLOSING), None)


@dataclass(frozen=True)
class Handover:
    """A list that a school gave to a clinic: the day, who took it, and the checks on it."""

    key: str
    school: str
    clinic: str
    term: str | None
    on: str
    receiver: str | None
    checks: tuple[str, ...]
    by: str | None


@dataclass(frozen=True)
class Pupil:
    """One child in one class. `child`: the key of the child it is, joined records taken together; `enrolment`: the key
    of its enrolment here, `enrolments` all of one child in this school and term; `fields` its fields as now known
    (name, sex, born, guardian, phone, registered_at, certificate_no …). `gone_on`: the day since when it is a pupil
    of the school no more, and `then`: the pupil as the school knew it (`departed`); None of who is there. `roster`: the
    school whose roster has it, another where that was merged into this one, until this one's roster names it."""

    child: str
    enrolment: str
    enrolments: tuple[str, ...]
    school: str
    term: str
    grade: str
    class_name: str
    reason: str | None
    joined_on: str | None
    left_on: str | None
    left_to: str | None
    area: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    notices: tuple[NoticeOf, ...] = ()
    doses: tuple[tuple[str, str | None, str], ...] = ()
    states: tuple[tuple[str, int, str, str], ...] = ()
    roster: str = ""
    gone_on: str | None = None
    then: Pupil | None = None

    @property
    def name(self) -> str:
        """As now known; empty of an unnamed one."""
        return str(self.fields.get("name") or "")

    @property
    def born(self) -> str | None:
        """The birth date as now known."""
        return self.fields.get("born")

    @property
    def guardian(self) -> str:
        """Who answers for it: the guardian, else the mother; empty where nobody is known."""
        return str(self.fields.get("guardian") or self.fields.get("mother") or "")

    @property
    def merged_from(self) -> str:
        """The school it came from with a merger; empty of all others."""
        return self.roster if self.roster and self.roster != self.school else ""

    @property
    def entering(self) -> bool:
        """Whether it entered this term, so that its certificate is to be checked."""
        return self.reason in ENTERING

    @property
    def check(self) -> Look | None:
        """The first check."""
        return next((look for look in self.looks if look.first), None)


def outcome_of_pupil(
    pupil: Pupil, until: str, rules: Programme, parts: dict[str, list[dict[str, Any]]]
) -> Outcome:
    """What came of a pupil's check by the end of a day. `parts`: `series_of.parts_of(packaged().products)`."""
    return outcome_of(story_of(pupil, until, rules, parts), until)


def story_of(pupil: Pupil, until: str, rules: Programme, parts: dict[str, list[dict[str, Any]]]) -> Story:
    """All that what came of a pupil's check by a day depends on."""
    given = [(product, day) for product, day, _source in pupil.doses]
    needed = any(look.missing for look in pupil.looks)
    doses = valid_doses(pupil.born, pupil.fields.get("sex"), given, until, rules) if needed else []
    events = [event for notice in pupil.notices if not notice.withdrawn for event in notice.events]
    return Story(pupil.born, pupil.looks, doses, events, pupil.states, counts_in(pupil.born, parts))


def more_of(row: Row) -> dict[str, Any]:
    """What a row says beside its columns."""
    more: dict[str, Any] = json.loads(row["more"]) if row["more"] else {}
    return more


def look_of(row: Row, first: bool) -> Look:
    """A check or a second look as its record has it."""
    said = {**more_of(row), **{name: value for name, value in row.items() if value is not None}}
    certificate = said.get("certificate")
    assessment = said.get("clinic_assessment") or (None if first else said.get("result"))
    exempt = said.get("exempt") or ()
    return Look(
        on=said.get("checked_on" if first else "on") or "",
        first=first,
        key=row["key"],
        at=row["at"] or "",
        certificate="never" if certificate == "missing" else certificate,
        assessment=assessment if assessment in ("complete", "needs", "exempt") else None,
        assessed_on=said.get("assessed_on"),
        assessed_by=said.get("assessed_by"),
        report_no=said.get("report_no"),
        missing=read_slots(said.get("missing")),
        missing_from=said.get("missing_from"),
        exempt=tuple((one[0], one[1], one[2]) for one in exempt),
        by=row["by"],
    )


def notices_of(notices: Iterable[Row], events: Iterable[Row]) -> list[tuple[Row, NoticeOf]]:
    """Notices with what became of them, by day of issue. An event that names no slots speaks of all its notice did."""
    about: dict[str, list[Row]] = {}
    for event in sorted(events, key=lambda row: (row["on"] or "", row["at"] or "", row["key"])):
        about.setdefault(event["notice"], []).append(event)
    found = []
    for row in sorted(notices, key=lambda one: (one["issued_on"] or "", one["at"] or "", one["key"])):
        more = more_of(row)
        items = read_slots(more.get("items"))
        after = tuple(
            Event(
                event["on"] or "",
                event["event"] or "",
                read_slots(more_of(event).get("items")) or items,
                event["by"],
            )
            for event in about.get(row["key"], ())
        )
        issued = row["issued_on"] or ""
        found.append(
            (
                row,
                NoticeOf(row["key"], row["number"], more.get("kind", ""), issued, row["check"], items, after),
            )
        )
    return found
