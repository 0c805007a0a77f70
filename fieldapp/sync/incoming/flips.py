"""Writes verdicts that changed into the log, so that the phones of their authors are told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select, update

from fieldapp.records.verdicts import Flip
from fieldapp.sync.incoming.receipts import problem_text
from fieldapp.sync.incoming.resolution import LOG

GOOD = ("applied", "conflict")


def write_flips(connection: Connection, county: str, version: int, flips: list[Flip]) -> int:
    """Earlier operations whose standing changed: their authors are told."""
    for flip in flips:
        line = (LOG.c.county == county) & (LOG.c.id == flip.id)
        good = line & LOG.c.verdict.in_(GOOD)
        held = line & (LOG.c.verdict == "held") & LOG.c.problem.contains('"not_')
        as_it_was, other = (held, good) if flip.problem else (good, held)
        hangs = {"own_area": flip.own_area, "waits_for": flip.waits_for}
        connection.execute(update(LOG).where(as_it_was).values(**hangs))
        said = {"verdict": flip.outcome, "problem": problem_text(flip.problem) if flip.problem else None}
        moved = update(LOG).where(other).values(**hangs, **said, verdict_version=version + 1)
        version += connection.execute(moved).rowcount
        version = _agree(connection, line, version) if flip.agrees else version
    return version


def _agree(connection: Connection, line: ColumnElement[bool], version: int) -> int:
    """A conflict that is none any more: the word it was with does not stand."""
    conflict = line & (LOG.c.verdict == "conflict")
    for (note,) in connection.execute(select(LOG.c.note).where(conflict)).all():
        rest = [word for word in (note or "").split() if not word.startswith("differs:")]
        said = {"verdict": "applied", "note": " ".join(rest) or None, "verdict_version": version + 1}
        version += connection.execute(update(LOG).where(conflict).values(**said)).rowcount
    return version
