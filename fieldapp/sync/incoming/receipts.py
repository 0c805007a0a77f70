"""What the log keeps of an operation and its verdict, and what the phone is answered. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from fieldapp.ground.problems import Problem
from fieldapp.records.operation import Operation, deeper
from fieldapp.records.rows.stamps import Row
from fieldapp.records.verdicts import Judged
from fieldapp.sync.incoming.resolution import note_with

FIELD_NAME = re.compile(r"[^\W,:][^\s,\x00-\x1f\x7f]{0,59}\Z")


def log_row(county: str, one: Judged, received: str) -> Row:
    """One line of the log."""
    o, verdict = one.operation, _verdict(one)
    return {
        "county": county,
        "position": one.position,
        "id": o.id,
        "hash": o.hash,
        "device": o.device,
        "seq": o.seq,
        "kind": o.kind,
        "key": o.key,
        "area": o.area,
        "at": o.at,
        "by": o.by,
        "raw": o.text,
        "received": one.received or received,
        "relayed": one.relayed,
        "signature": one.signature,
        "verdict": verdict,
        "problem": problem_text(one.problem) if one.problem else None,
        "note": note_of(one),
        "version": one.version,
        "waits_for": one.waits_for if verdict != "refused" else None,
        "by_supervisor": one.by_supervisor,
        "reach": json.dumps(one.reach) if o.void and one.reach is not None else None,
        "own_area": one.own_area if verdict == "held" else None,
        "late": one.late,
        "odd": bool(one.odd),
        "clock_off": one.clock_off,
        "verdict_version": one.position if one.received else None,
    }


def _verdict(one: Judged) -> str:
    """What is said of an operation: applied, but not as everyone has it, is a conflict."""
    return "conflict" if one.outcome == "applied" and one.differ else one.outcome


def problem_text(problem: Problem) -> str:
    """A problem as a log line holds it."""
    said = {"code": problem.code, "field": problem.field, "limit": problem.limit, "words": problem.words}
    return json.dumps(said, ensure_ascii=False)


def problem_from(text: str | None) -> Problem | None:
    """The problem a log line holds."""
    if not text:
        return None
    said = json.loads(text)
    return Problem(said["code"], field=said["field"], limit=said["limit"], **said["words"])


def note_of(one: Judged) -> str | None:
    """What the receipt adds: fields that differ, waiting for a parent, late, a day or place that cannot be."""
    notes = ["differs:" + ",".join(map(_field_name, one.differ))] if one.differ else []
    notes += ["waiting"] if one.waiting and one.outcome == "applied" else []
    notes += ["late"] if one.late else []
    notes += one.odd
    return " ".join(notes) or None


def _field_name(name: str) -> str:
    """A field's name as a note can hold it: a phone may call a field anything, a database may not hold anything."""
    return name if FIELD_NAME.match(name) else "?"


def receipt_of(operation: Operation, standing: Row | Judged, language: str) -> dict[str, Any]:
    """The receipt of one operation: the verdict just given, or the one that stands in the log."""
    fresh = isinstance(standing, Judged) and standing.operation is operation
    if isinstance(standing, Judged):
        verdict, version = _verdict(standing), standing.version
        note, problem = note_of(standing), standing.problem
    else:
        verdict, version = standing["verdict"], standing["version"]
        note = note_with(standing["note"], standing["mended_by"])
        problem = problem_from(standing["problem"])
    return _receipt(
        operation.id or _raw_id(operation),
        operation.hash,
        verdict if fresh else "duplicate",
        None if fresh else verdict,
        note,
        version,
        problem.as_dict(language) if problem else None,
    )


def _raw_id(operation: Operation) -> Any:
    said = operation.raw.get("id") if isinstance(operation.raw, dict) else None
    return None if deeper(said) else said


def _receipt(
    id_: Any,
    hash_: str | None,
    outcome: str,
    was: str | None,
    note: str | None,
    version: int | None,
    problem: dict[str, Any] | None,
) -> dict[str, Any]:
    """One receipt; what is not to be said is left out."""
    said = {"id": id_, "hash": hash_, "outcome": outcome, "was": was, "note": note, "version": version}
    said["problem"] = problem
    return {
        name: value for name, value in said.items() if value is not None or name in ("id", "hash", "outcome")
    }
