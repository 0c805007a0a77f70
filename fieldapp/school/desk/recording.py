"""What a clinic does for a child of a school, recorded as operations of the person signed in: doses, a refusal or a
contraindication, a re-issued certificate, an assessment, and each of them taken back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.records.standing import derived_key
from fieldapp.school.assessing.answers import ASSESSED, COMPLETE, EXEMPT, NEEDS, WHY
from fieldapp.school.desk.child import TOWNSHIP, AtDesk, Said
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import Slot
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

HERE, ELSEWHERE = "register", "certificate"  # given at this clinic, or copied from the certificate
REFUSED_STATES = ("refused", "contraindicated", "had_disease")
ORAL = ("bOPV", "tOPV")
Operation = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """One dose that was given: product, lot and where on the body (empty: not said)."""

    product: str
    lot: str = ""
    body_site: str = ""


@dataclass(frozen=True)
class Report:
    """An assessment of the clinic: its answer, day and number, and the slots that are missing, or exempt and why."""

    answer: str
    on: date
    number: str = ""
    slots: Sequence[Slot] = ()
    why: str = ""


def give(who: Who, at: AtDesk, on: date, source: str, doses: Sequence[Given]) -> None:
    """Record doses of one visit. A dose that is recorded already stays one.

    Raises:
        Problem: `not_right`, `wrong_state`.
    """
    _not_later(on, at.one.pupil)
    if not doses:
        raise _wrong("dose", "要勾选种了哪一剂", "tick which doses were given")
    for one in doses:
        if not any(one.product in products for products in at.needs.offered.values()):
            raise _wrong("product", "不是这个孩子要补的", "is none that this child needs")
        if source == HERE and not one.lot:
            raise _wrong("lot", "要填写，印在疫苗盒上", "is needed; it is printed on the box")
    day, child = on.isoformat(), at.one.pupil.child
    taken = _voided(at.school.county, [derived_key(child, one.product, day) for one in doses])
    operations: list[Operation] = []
    for one in doses:
        batch = _batch(at, one) if one.lot else None
        operations += [batch] if batch and "data" in batch else []
        key = derived_key(child, one.product, day)
        words = {"child": child, "product": one.product, "given_on": day, "source": source}
        words |= {"batch": batch["key"]} if batch else {}
        words |= {"body_site": one.body_site} if one.body_site else {}
        words |= {"given_by": who.id} if source == HERE and who.role == "clinic" else {}
        made = {"kind": "dose", "key": str(uuid.uuid4()) if key in taken else key, "area": at.school.area}
        operations.append(made | {"data": words})
    record_all(who.id, operations, language())


def _batch(at: AtDesk, given: Given) -> Operation:
    """The batch of this lot that the township has, else a new one to be recorded."""
    known = _batches(at.school, given)
    if known:
        return {"key": known[0]}
    words = {"product": given.product, "lot": given.lot}
    words |= {"form": "drops" if given.product in ORAL else "injection"}
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{at.school.area[:TOWNSHIP]} {given.product} {given.lot}"))
    return {"kind": "batch", "key": key, "area": at.school.area, "data": words}


@reads
def _batches(connection: Connection, school: Any, given: Given) -> list[str]:
    rows = row_store.fetch(connection, "batch", school.county, "lot", [given.lot])
    town = school.area[:TOWNSHIP]
    return [
        row["key"]
        for row in rows
        if row["known"]
        and not row["voided"]
        and row["product"] == given.product
        and row["area"][:TOWNSHIP] == town
    ]


@reads
def _voided(connection: Connection, county: str, keys: Sequence[str]) -> set[str]:
    """Those of these keys that were taken back: a dose said again needs another."""
    rows = row_store.fetch(connection, "dose", county, "key", keys)
    return {row["key"] for row in rows if row["voided"]}


def say_state(who: Who, at: AtDesk, slot: Slot, state: str, on: date) -> None:
    """Record that a guardian refuses a dose, or that the child may not or need not have it.

    Raises:
        Problem: `not_right`, `wrong_value`, `wrong_state`.
    """
    _not_later(on, at.one.pupil)
    if state not in REFUSED_STATES:
        raise Problem("wrong_value", field="state")
    if slot not in {gap.slot for gap in at.needs.missing}:
        raise _wrong("dose", "不是这个孩子还差的", "is none that this child lacks")
    words = {"child": at.one.pupil.child, "series": slot[0], "n": slot[1]}
    words |= {"state": state, "on": on.isoformat()}
    record_all(who.id, [{"kind": "dose_state", "area": at.school.area, "data": words}], language())


def reissue(who: Who, at: AtDesk, on: date) -> None:
    """Record that a child without a certificate has one now.

    Raises:
        Problem: `not_right`, `wrong_state`.
    """
    first = at.one.pupil.check
    _not_later(on, at.one.pupil)
    if first is None or at.one.outcome.certificate != "without":
        raise Problem("wrong_state")
    if on.isoformat() < first.on:
        raise _wrong("on", f"不能早于查验那天（{first.on}）", f"cannot be before the check ({first.on})")
    words = {"check": first.key, "on": on.isoformat(), "certificate": "seen"}
    record_all(who.id, [{"kind": "recheck", "area": at.school.area, "data": words}], language())


def assess(who: Who, at: AtDesk, report: Report) -> None:
    """Record the clinic's assessment, as a second look does, or as the check where the school has not looked yet.

    Raises:
        Problem: `not_right`, `wrong_value`, `wrong_state`.
    """
    _not_later(report.on, at.one.pupil, "assessed_on")
    if report.answer not in ASSESSED or (report.answer == EXEMPT and report.why not in WHY):
        raise Problem("wrong_value", field="answer" if report.answer not in ASSESSED else "why")
    if report.answer != COMPLETE and not report.slots:
        raise _wrong("dose", "要勾选是哪几剂", "tick which doses")
    day = report.on.isoformat()
    words: dict[str, Any] = {"clinic_assessment": report.answer, "assessed_on": day}
    words |= {"assessed_by": at.clinic[0]} if at.clinic else {}
    words |= {"report_no": report.number} if report.number else {}
    if report.answer == NEEDS:
        words |= {"missing": [list(slot) for slot in report.slots], "missing_from": "report"}
    if report.answer == EXEMPT:
        words |= {"exempt": [[*slot, report.why] for slot in report.slots]}
    first = at.one.pupil.check
    kind = "recheck" if first else "certificate_check"
    about = {"check": first.key, "on": max(day, first.on)} if first else _first_check(at, day)
    record_all(who.id, [{"kind": kind, "area": at.school.area, "data": about | words}], language())


def _first_check(at: AtDesk, day: str) -> dict[str, Any]:
    return {"enrolment": at.one.pupil.enrolment, "checked_on": day, "certificate": "seen"}


def take_back(who: Who, at: AtDesk, kind: str, key: str) -> Said:
    """Take back something recorded here; what was.

    Raises:
        Problem: `not_found` where it is nothing of this child that she may take back; `wrong_state`.
    """
    said = next((one for one in at.said if (one.kind, one.key) == (kind, key) and one.mine), None)
    if said is None:
        raise Problem("not_found")
    operation = {"kind": kind, "key": key, "area": said.row["area"], "void": True}
    record_all(who.id, [operation | {"base": said.row["version"]}], language())
    return said


def _not_later(on: date, pupil: Pupil, field: str = "on") -> None:
    if on > today():
        raise _wrong(field, "不能晚于今天", "cannot be after today")
    if pupil.born and on.isoformat() < pupil.born:
        raise _wrong(field, f"不能早于出生日期（{pupil.born}）", f"cannot be before the birth ({pupil.born})")


def _wrong(field: str, zh: str, en: str) -> Problem:
    return Problem("not_right", field=field, why=t(zh, en))
