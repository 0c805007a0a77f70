"""Answers about a class written down: a check, or a second look at one that was checked, as operations of the person
signed in; and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.ground.words import language
from fieldapp.records.kinds import KINDS
from fieldapp.records.permissions import may_somewhere
from fieldapp.school.assessing.answers import AGAIN, ASK, FIRST, SAME, Said, beside, check_data
from fieldapp.school.assessing.class_here import ClassHere
from fieldapp.school.outcome import Look
from fieldapp.school.pupils import Pupil, more_of
from fieldapp.sync.from_office.office_device import is_taken, record_now
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

KEEP, REPLACE, LOST = "keep", "replace", "lost"  # further ways than those of `beside`
CHOICES = (AGAIN, REPLACE, KEEP)
Operation = dict[str, Any]
LookKey = tuple[
    str, ...
]  # kind and key of a check or a second look, and the key of the one it took the place of
WRITING = (FIRST, AGAIN, REPLACE)


@dataclass(frozen=True)
class Answer:
    """What is said of a pupil. `seen`: the last look that the page showed of it, empty for none, None where no page
    did; `choice`: what somebody chose where something else is recorded."""

    pupil: Pupil
    said: Said
    seen: str | None = None
    choice: str = ""


@dataclass(frozen=True)
class Came:
    """What came of an answer: how it was written (`first`, `again`, `replace`), that it was there already (`same`),
    that nobody said what is right (`ask`), that what stands was kept (`keep`), or why it was `lost`."""

    pupil: Pupil
    how: str
    look: LookKey | None = None
    why: str = ""

    @property
    def written(self) -> bool:
        """Whether it is recorded by this."""
        return self.how in WRITING


def may_take_back(who: Who, look: Look) -> bool:
    """Whether a look is hers to take back."""
    return look.by == who.id or may_somewhere(who.role, "void_others")


def may_replace(who: Who, pupil: Pupil) -> bool:
    """Whether the last look at a pupil may give way to what is said now: it may be taken back, and no notice was given
    because of it."""
    if not pupil.looks:
        return False
    last = pupil.looks[-1]
    return may_take_back(who, last) and not any(
        one.check == last.key and not one.withdrawn for one in pupil.notices
    )


def how_of(who: Who, one: Answer) -> str:
    """How an answer is written, as what is recorded and what somebody chose have it."""
    looks = one.pupil.looks
    how = beside(looks, one.said)
    if how == SAME:
        return SAME
    meanwhile = one.seen is not None and one.seen != (looks[-1].key if looks else "")
    if how != ASK and not meanwhile:
        return how
    chosen = one.choice if one.choice in CHOICES and looks else ""
    if chosen == REPLACE and not may_replace(who, one.pupil):
        chosen = ""
    return chosen or (FIRST if not looks else ASK)


def operations_of(here: ClassHere, one: Answer, how: str) -> list[Operation]:
    """The operations of an answer, the last of which says it."""
    pupil, said, looks = one.pupil, one.said, one.pupil.looks
    area = here.areas[pupil.enrolment]
    first = next((look for look in looks if look.first), None)
    gone = looks[-1] if how == REPLACE else None
    voided = [_void(gone, area)] if gone else []
    key = str(uuid.uuid4())
    about: dict[str, Any] = {"check": first.key, "on": max(said.checked_on, looks[-1].on)} if first else {}
    kind = "recheck"
    if first is None or (gone is not None and gone.first):
        kind, about = "certificate_check", {"enrolment": pupil.enrolment, "checked_on": said.checked_on}
    made = {"kind": kind, "id": key, "key": key, "area": area, "data": about | check_data(said)}
    return [*voided, made]


def _void(look: Look, area: str) -> Operation:
    kind = "certificate_check" if look.first else "recheck"
    return {"kind": kind, "key": look.key, "area": area, "void": True}


def record(who: Who, here: ClassHere, answers: Iterable[Answer]) -> list[Came]:
    """Write answers down; what came of each, in order."""
    planned = [(one, how_of(who, one)) for one in answers]
    operations: list[Operation] = []
    of: list[int] = []
    for place, (one, how) in enumerate(planned):
        if how in WRITING:
            made = operations_of(here, one, how)
            operations += made
            of += [place] * len(made)
    receipts = record_now(who.id, operations, language()) if operations else []
    came = [Came(one.pupil, how) for one, how in planned]
    for place, said, receipt in zip(of, operations, receipts, strict=True):
        one, how = planned[place]
        if is_taken(receipt):
            gone = (one.pupil.looks[-1].key,) if how == REPLACE else ()
            came[place] = Came(one.pupil, how, (said["kind"], said["key"], *gone))
        else:
            came[place] = Came(one.pupil, LOST, why=receipt.get("problem", {}).get("sentence", ""))
    return came


@dataclass(frozen=True)
class TakenBack:
    """How many looks were taken back, and the pupils whose look stays: somebody went on from it, or it is another
    person's."""

    taken: int
    stay: Sequence[Pupil]


def take_back(who: Who, here: ClassHere, looks: Iterable[LookKey]) -> TakenBack:
    """Take looks back, of pupils of the school; what one took the place of stands again. A check stays where a later
    look or a notice is about it."""
    replaced = {look[1]: look[2] if len(look) > 2 else "" for look in looks}
    wanted = set(replaced)
    found = [(one.pupil, look) for one in here.pupils for look in one.pupil.looks if look.key in wanted]
    stay = [pupil for pupil, look in found if not _may_go(who, pupil, look, wanted)]
    going = [(pupil, look) for pupil, look in found if _may_go(who, pupil, look, wanted)]
    going.sort(key=lambda pair: pair[1].first)  # second looks before the check they are about
    rows = _rows(here.school.county, [*wanted, *replaced.values()])
    operations = []
    for _pupil, look in going:
        row = rows[look.key]
        operations.append(_void(look, row["area"]) | {"base": row["version"]})
    again = [_again(look, rows, replaced[look.key]) for _pupil, look in going]
    operations += [one for one in again if one]
    receipts = record_now(who.id, operations, language()) if operations else []
    return TakenBack(sum(map(is_taken, receipts[: len(going)])), stay)


def _again(look: Look, rows: dict[str, Any], key: str) -> Operation | None:
    """What a look took the place of, said again: what was taken back stays so."""
    kind, about = ("certificate_check", "enrolment") if look.first else ("recheck", "check")
    now, row = rows[look.key], rows.get(key)
    if row is None or about not in row or not row["voided"] or row[about] != now[about]:
        return None
    said = {**more_of(row), **{name: row[name] for name in row if row[name] is not None}}
    data = {name: said[name] for name in KINDS[kind].fields if said.get(name) is not None}
    new = str(uuid.uuid4())
    return {"kind": kind, "id": new, "key": new, "area": row["area"], "data": data}


def _may_go(who: Who, pupil: Pupil, look: Look, wanted: set[str]) -> bool:
    noticed = any(one.check == look.key and not one.withdrawn for one in pupil.notices)
    gone_on = look.first and any(one.key not in wanted for one in pupil.looks)
    return may_take_back(who, look) and not noticed and not gone_on


@reads
def _rows(connection: Connection, county: str, keys: list[str]) -> dict[str, Any]:
    """The rows of looks, by key."""
    rows = [
        row
        for kind in ("certificate_check", "recheck")
        for row in row_store.fetch(connection, kind, county, "key", keys)
    ]
    return {row["key"]: row for row in rows}
