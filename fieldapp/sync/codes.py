"""Code lists as reference rows: what an outcome, a reason or a state may be, with its name in both languages.

A common code (`county` empty) is every county's; a county adds codes of its own and hides common ones for itself, and
changes nothing of another's. Nothing that was used is renamed. A retired code is still known: phones that hold it go
on using it. Phones get the rows of their counties with `setup`. Why a reason is never held:
docs/adr/0009-code-lists.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.models.codes import Code
from fieldapp.records.code_words import CATCHUP_OUTCOMES, HOUSEHOLD_OUTCOMES, REASONS
from fieldapp.records.fields.checks import CODE_WORD
from fieldapp.records.kinds import INTERVIEW_OUTCOMES, OUTCOMES, STATES

COMMON = ""
LISTS = {
    "visit.outcome": ("走访结果", "result of a visit"),
    "visit.reason": ("未服原因", "reason missed"),
    "catchup_visit.outcome": ("补种走访结果", "result of a catch-up visit"),
    "dose_state.state": ("剂次状态", "state of a dose"),
    "interview.outcome": ("入户结果", "what came of a household"),
}
STATE_NAMES = {
    "refused": ("家长拒绝", "guardian refuses"),
    "contraindicated": ("禁忌", "contraindicated"),
    "had_disease": ("患过此病", "had the disease"),
    "unknown": ("不详", "unknown"),
}
BUILT_IN: dict[str, dict[str, tuple[str, str]]] = {
    "visit.outcome": {code: REASONS[code] for code in OUTCOMES},
    "visit.reason": {code: words for code, words in REASONS.items() if code not in OUTCOMES},
    "catchup_visit.outcome": CATCHUP_OUTCOMES,
    "dose_state.state": {code: STATE_NAMES[code] for code in STATES},
    "interview.outcome": {code: HOUSEHOLD_OUTCOMES[code] for code in INTERVIEW_OUTCOMES},
}


def key_of(list_: str, code: str) -> str:
    """The key of a code: what a held operation says it waits for."""
    return f"{list_}:{code}"


def seed(session: Session) -> None:
    """Add the built-in codes that have no row yet, and give those that have one the words of this version; commits."""
    known = {row.key: row for row in session.scalars(select(Code).where(Code.county == COMMON))}
    for list_, codes in BUILT_IN.items():
        for code, (zh, en) in codes.items():
            row = known.get(key_of(list_, code))
            if row is None:
                session.add(Code(key=key_of(list_, code), county=COMMON, list=list_, code=code, zh=zh, en=en))
            elif (row.zh, row.en) != (zh, en):
                row.zh, row.en = zh, en
    session.commit()


def add(session: Session, list_: str, code: str, zh: str, en: str, county: str = COMMON) -> None:
    """Add a code to a list: for one county (its partition name), or for all of them.

    Raises:
        Problem: `wrong_value` for a list or a code that cannot be, `code_taken`, also by a common one.
    """
    if list_ not in LISTS or not CODE_WORD.match(code):
        raise Problem("wrong_value", field="code" if list_ in LISTS else "list")
    key = key_of(list_, code)
    taken = session.get(Code, (COMMON, key)) or session.get(Code, (county, key))
    if taken or code in BUILT_IN[list_]:
        raise Problem("code_taken", field="code", value=code)
    session.add(Code(key=key, county=county, list=list_, code=code, zh=zh, en=en))


def retire(session: Session, key: str, retired: bool, county: str = COMMON) -> None:
    """Stop offering a code in one county or (the common row) in all, or offer it again; it stays known.

    A county hides a common code by a row of its own, which says the same words.

    Raises:
        Problem: `not_found`; `wrong_state` where a county offers again what is retired for all.
    """
    row, common = session.get(Code, (county, key)), session.get(Code, (COMMON, key))
    if row is None and common is None:
        raise Problem("not_found")
    if county and common is not None and common.retired_on and not retired:
        raise Problem("wrong_state")
    if row is None:
        assert common is not None
        row = Code(county=county, key=key, list=common.list, code=common.code, zh=common.zh, en=common.en)
        session.add(row)
    row.retired_on = today().isoformat() if retired else None


def for_counties(connection: Connection, counties: Iterable[str]) -> list[dict[str, Any]]:
    """The rows a phone of these counties is told, one a key: a county's own word for a code before the common one,
    and retired where no county of the phone's offers it any more."""
    wanted = sorted(set(counties))
    query = select(*Code.__table__.columns).where(Code.county.in_([COMMON, *wanted]))
    rows: dict[str, dict[str, Row[Any]]] = {}
    for row in connection.execute(query):
        rows.setdefault(row.key, {})[row.county] = row
    return [_told(found, wanted) for _key, found in sorted(rows.items())]


NEVER_OFFERED = "0000-00-00"  # earlier than any day: another county's row says since when


def _told(found: dict[str, Row[Any]], counties: list[str]) -> dict[str, Any]:
    common = found.get(COMMON)
    words = next((found[county] for county in counties if county in found), None) or found[COMMON]
    days = [_retired(found.get(county), common) for county in counties] or [_retired(None, common)]
    newest = max(row.version for row in found.values())
    return dict(words._mapping) | {"retired_on": max(days) if all(days) else None, "version": newest}


def _retired(own: Any, common: Any) -> str:
    """The day since which a county no longer offers a code, empty while it does; a code that is only another county's
    was never offered here."""
    if own is None and common is None:
        return NEVER_OFFERED
    return next((row.retired_on for row in (common, own) if row is not None and row.retired_on), "")


def names(connection: Connection, county: str) -> dict[str, tuple[str, str]]:
    """What outcomes and reasons are called in a county, its own among them."""
    query = select(Code.code, Code.zh, Code.en).where(Code.list.startswith("visit."))
    rows = connection.execute(query.where(Code.county.in_([COMMON, county])).order_by(Code.county))
    return REASONS | {row.code: (row.zh, row.en) for row in rows}
