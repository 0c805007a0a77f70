"""What becomes of an operation: applied, held or refused. Pure.

A verdict looks at the operation, its author and the reference rows, never at other operations, so that
the order of arrival changes nothing (docs/adr/0003).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from fieldapp.ground.problems import Problem
from fieldapp.records.kinds import KINDS
from fieldapp.records.operation import Operation
from fieldapp.records.permissions import operation_allowed

HELD = {
    "unknown_area",
    "unknown_round",
    "unknown_device",
    "unknown_code",
    "device_stopped",
    "not_author",
    "not_your_record",
    "server_fault",
    "not_signed",
}


@dataclass(frozen=True)
class Author:
    """The person a device belongs to: role and every area ever assigned; `office`: no phone, and nobody hands over
    what was typed there."""

    person: str
    role: str
    areas: tuple[str, ...]
    stopped: bool
    may_void_others: bool = False
    office: bool = False


@dataclass
class Reference:
    """The reference rows a batch names, read once: devices, counties by village, rounds; of devices
    whose operations others hand over the public keys."""

    authors: dict[str, Author] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)
    successors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rounds: frozenset[str] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()  # (county, key); a common one has an empty county
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is applied, held or refused; `waits_for` names the reference row a held one waits for."""

    outcome: str
    problem: Problem | None = None
    waits_for: str | None = None


APPLIED = Verdict("applied")


def _against(problem: Problem, waits_for: str | None = None) -> Verdict:
    return Verdict("held" if problem.code in HELD else "refused", problem, waits_for)


def judge(operation: Operation, reference: Reference, today: date) -> Verdict:
    """The verdict on one operation received on `today` (a day at UTC+8)."""
    problem = operation.problem
    if problem and problem.code != "unknown_code":
        return _against(problem)
    author = reference.authors.get(operation.device or "")
    if author is None:
        return _against(Problem("unknown_device", field="device"), f"device:{operation.device}")
    if operation.by != author.person:
        return _against(Problem("not_your_name", field="by"))
    return _of_place(operation, author, reference) or _of_words(operation, reference, today) or APPLIED


def _of_place(operation: Operation, author: Author, reference: Reference) -> Verdict | None:
    area = operation.area or ""
    if area not in reference.counties:
        return _against(Problem("unknown_area", field="area", area=area), f"area:{area}")
    if not operation_allowed(author.role, operation.kind or ""):
        return _against(Problem("not_your_role", field="kind"))
    heirs = (area, *reference.successors.get(area, ()))
    if not any(heir.startswith(own) for own in author.areas for heir in heirs):
        return _against(Problem("not_your_area", field="area"))
    if author.stopped:
        return _against(Problem("device_stopped", field="device"))
    return None


def _of_words(operation: Operation, reference: Reference, today: date) -> Verdict | None:
    data = operation.data or {}
    if operation.void:
        return None
    if operation.problem:
        name = operation.problem.field or ""
        code = f"{operation.kind}.{name}:{data[name]}"
        if not {("", code), (reference.counties[operation.area or ""], code)} & reference.codes:
            return _against(operation.problem, f"code:{code}")
    born = data.get("born")
    if operation.kind == "child" and born and born > (today + timedelta(days=1)).isoformat():
        return _against(Problem("born_in_future", field="born"))
    round_key, kind = data.get("round"), KINDS[operation.kind or ""]
    if round_key and "round" in kind.fields and not kind.merging and round_key not in reference.rounds:
        return _against(Problem("unknown_round", field="round"), f"round:{round_key}")
    return None
