"""One pupil typed in, changed or taken out of its class, joined records taken apart, and classes moved up a year: each
an operation of the person signed in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.ground.clock import after, china_time, today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.people import Person
from fieldapp.records.lists.likeness import OTHER, SAME, compare
from fieldapp.records.rows.stamps import AUTHOR, SEVERAL, stamps_of
from fieldapp.school import access
from fieldapp.school.classes.looking import in_year, pupils_in, years_of
from fieldapp.school.classes.naming import Class, in_order
from fieldapp.school.pupils import Pupil
from fieldapp.school.reading import pupils_of_children
from fieldapp.school.rosters import bringing_in
from fieldapp.school.rosters.bringing_in import Asked, Read
from fieldapp.school.rosters.known import recorded
from fieldapp.school.rosters.lines import Entry
from fieldapp.school.rosters.review import Candidate, Operation, Question, candidate, is_named
from fieldapp.school.rosters.tries import note_tries
from fieldapp.school.terms import AUTUMN, Term, term_of
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

CHILD = ("name", "sex", "born", "guardian", "phone", "certificate_no")
PLACE = ("grade", "class_name", "reason", "joined_on", "left_on", "left_to")
Values = dict[str, str]


@dataclass(frozen=True)
class Change:
    """A pupil of a school to be changed: the newest rows of its child and its enrolment."""

    school: Any
    pupil: Pupil
    child: Mapping[str, Any]
    enrolment: Mapping[str, Any]
    joined: bool
    there: bool = True  # what is said of the child itself may be changed, not only its place

    @property
    def version(self) -> int:
        """That of whatever of it changed last."""
        return max(int(self.child["version"]), int(self.enrolment["version"]))

    @property
    def values(self) -> Values:
        """What its form shows."""
        said = {name: str(self.pupil.fields.get(name) or "") for name in CHILD}
        return said | {name: str(getattr(self.pupil, name) or "") for name in PLACE}


@reads
def pupil_to_change(connection: Connection, who: Who, key: str, child: str) -> Change:
    """A pupil where the person may enrol.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = bringing_in.school_where_may(connection, who, key, bringing_in.ENROL)
    found = [
        one for one in pupils_of_children(connection, school.county, [child]) if one.school == school.key
    ]
    if not found:
        raise Problem("not_found")
    pupil = max(access.as_seen(who, found), key=lambda one: (one.term, one.left_on is None))
    rows = row_store.fetch(connection, "child", school.county, "key", [pupil.child])
    places = row_store.fetch(connection, "enrolment", school.county, "key", [pupil.enrolment])
    joined = bool(_links(connection, school.county, pupil.child))
    return Change(school, pupil, rows[0], places[0], joined, access.follows(who, pupil))


def change(who: Who, of: Change, said: Values) -> None:
    """Save what was typed of a pupil; nothing where nothing is different. Of who left the school only its place.

    Raises:
        Problem: `pupil_left`; `wrong_state` where the server did not take it.
    """
    before = of.values
    different = {name: value or None for name, value in said.items() if value != before[name]}
    child = {name: value for name, value in different.items() if name in CHILD}
    place = {name: value for name, value in different.items() if name in PLACE}
    if child:
        access.require_there(who, of.pupil)
    operations = [
        _about(kind, row, words)
        for kind, row, words in (("child", of.child, child), ("enrolment", of.enrolment, place))
        if words
    ]
    record_all(who.id, operations, language())


@reads
def saved_by(connection: Connection, of: Change) -> tuple[str, str]:
    """Who last said something of a pupil, and when."""
    at, by = max(_said_last(of.child), _said_last(of.enrolment))
    name = connection.scalar(select(Person.name).where(Person.id == by))
    return name or "", china_time(at)


def _said_last(row: Mapping[str, Any]) -> tuple[str, str]:
    stamps = (stamp for name, stamp in stamps_of(dict(row)).items() if name not in (AUTHOR, SEVERAL))
    return max(((stamp[0], stamp[2] or "") for stamp in stamps), default=(row["at"] or "", row["by"] or ""))


def _about(kind: str, row: Mapping[str, Any], words: dict[str, Any]) -> Operation:
    made = {"kind": kind, "key": row["key"], "area": row["area"], "data": words, "base": row["version"]}
    return made | {"at": after(_said_last(row)[0])}


def typed_in(who: Who, school: Any, entry: Entry, choice: str) -> tuple[Question | None, str | None]:
    """Add one pupil. Where it may be a child known already and nobody has said so, the question; else the key of the
    child it is.

    Raises:
        Problem: `wrong_state` where the server did not take it.
    """
    roster = Read(school, Asked(term_of(today()), ("", ""), ""), [entry], ())
    found = bringing_in.compared(roster, {entry.line: choice} if choice else {})
    note_tries(who, school.key, found.tried)
    if found.open:
        return found.open[0], None
    said = bringing_in.write(who, found)
    if said.lost:
        raise Problem("wrong_state")
    return None, found.children.get(entry.line)


@reads
def _links_of(connection: Connection, county: str, child: str) -> list[Mapping[str, Any]]:
    return _links(connection, county, child)


def _links(connection: Connection, county: str, child: str) -> list[Mapping[str, Any]]:
    """The words that say a child's records are one."""
    rows = row_store.fetch(connection, "child", county, "key", [child])
    heads = [row["joined"] or row["key"] for row in rows]
    members = [row["key"] for row in row_store.fetch(connection, "child", county, "joined", heads)]
    link = row_store.table("same_child")
    of = or_(link.c.child.in_(members), link.c.other.in_(members))
    query = select(link).where(link.c.county == county, of, link.c.known, ~link.c.voided)
    return [dict(row) for row in connection.execute(query).mappings()]


def take_apart(who: Who, of: Change) -> None:
    """Take back that records are one child: each is one by itself again.

    Raises:
        Problem: `not_found` where nothing is joined; `pupil_left`; `wrong_state`.
    """
    access.require_there(who, of.pupil)
    links = _links_of(of.school.county, of.pupil.child)
    if not links:
        raise Problem("not_found")
    operations = [
        {"kind": "same_child", "key": row["key"], "area": row["area"], "void": True, "base": row["version"]}
        for row in links
    ]
    record_all(who.id, operations, language())


@reads
def others_of(connection: Connection, of: Change) -> list[Candidate]:
    """Records that may be the same child as a pupil, and are not joined with it; none of a child outside her school
    with which it has only a number in common, and none of who left."""
    if not of.there:
        return []
    said = {name: of.pupil.fields.get(name) for name in (*CHILD, "card_no")}
    classes = {"grade": of.pupil.grade, "class_name": of.pupil.class_name}
    entry = Entry(0, {name: value for name, value in said.items() if value}, classes)
    known = recorded(connection, of.school.county, of.school.key, term_of(today()).year, [entry])
    mine, own = entry.identity(of.school.area), of.child["joined"] or of.child["key"]
    found = []
    for one in known.values():
        why = compare(mine, one.identity)
        apart = (one.row["joined"] or one.key) != own
        if why != OTHER and apart and is_named(entry, one, why):
            found.append(candidate(entry, one, "twice" if why == SAME else why))
    return found


def join(who: Who, of: Change, other: str) -> None:
    """Say that another record is the same child as a pupil.

    Raises:
        Problem: `not_found` where it is none of those that may be; `wrong_state`.
    """
    if other not in {one.key for one in others_of(of)}:
        raise Problem("not_found")
    data = {"child": of.child["key"], "other": other}
    said = {"kind": "same_child", "area": of.school.area, "data": data}
    record_all(who.id, [said], language())


@dataclass(frozen=True)
class MovingUp:
    """The classes of a school year with their pupils still there, and who of them is enrolled in the next one."""

    school: Any
    year: int
    classes: Sequence[tuple[Class, list[Pupil]]]
    there: frozenset[str]

    def waiting(self, pupils: Sequence[Pupil]) -> list[Pupil]:
        """Those who are not in the next year yet."""
        return [one for one in pupils if one.child not in self.there]


@reads
def moving_up(connection: Connection, who: Who, key: str, year: str) -> MovingUp:
    """What can be moved up into the school year after `year`, by default the last one with pupils before this.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = bringing_in.school_where_may(connection, who, key, bringing_in.ENROL)
    years = years_of(connection, school)
    from_ = next((one for one in years if str(one) == year), next(iter(years), today().year))
    here = [one for one in in_year(pupils_in(connection, school, from_), from_) if not one.left_on]
    next_year = in_year(pupils_in(connection, school, from_ + 1), from_ + 1)
    classes: dict[Class, list[Pupil]] = {}
    for one in here:
        classes.setdefault((one.grade, one.class_name), []).append(one)
    ordered = sorted(classes.items(), key=lambda pair: in_order(pair[0]))
    return MovingUp(school, from_, ordered, frozenset(one.child for one in next_year))


def move_up(who: Who, up: MovingUp, chosen: Mapping[int, str]) -> int:
    """Enrol the pupils of these classes (by place in the list → grade they move up to) in the next school year; how
    many.

    Raises:
        Problem: `wrong_state`.
    """
    operations = []
    for place, grade in chosen.items():
        (_grade, name), pupils = up.classes[place]
        for pupil in up.waiting(pupils):
            words = {"child": pupil.child, "school": up.school.key, "term": Term(up.year + 1, AUTUMN).code}
            words |= {"grade": grade, "class_name": name}
            said = {"kind": "enrolment", "key": str(uuid.uuid4()), "area": up.school.area, "data": words}
            operations.append(said)
    record_all(who.id, operations, language())
    return len(operations)
