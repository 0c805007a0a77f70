"""Code lists as reference rows: what an outcome, a reason or a state may be, with its name in both languages.

A county may add a code and retire one, never rename one that was used. A retired code is still known: phones
that hold it go on using it. Phones get the rows with `setup`. Why a reason is never held: docs/adr/0009-code-lists.md.
"""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from fieldapp.campaigns.words import REASONS
from fieldapp.clock import today
from fieldapp.problems import Problem
from fieldapp.sync.kinds import CODE_WORD, OUTCOMES, STATES
from fieldapp.sync.models import Code

LISTS = {
    "visit.outcome": ("走访结果", "result of a visit"),
    "visit.reason": ("未服原因", "reason missed"),
    "dose_state.state": ("剂次状态", "state of a dose"),
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
    "dose_state.state": {code: STATE_NAMES[code] for code in STATES},
}


def key_of(list_: str, code: str) -> str:
    """The key of a code: what a held operation says it waits for."""
    return f"{list_}:{code}"


def seed(session: Session) -> None:
    """Add the built-in codes that have no row yet, and give those that have one the words of this version; commits."""
    known = {row.key: row for row in session.scalars(select(Code))}
    for list_, codes in BUILT_IN.items():
        for code, (zh, en) in codes.items():
            row = known.get(key_of(list_, code))
            if row is None:
                session.add(Code(key=key_of(list_, code), list=list_, code=code, zh=zh, en=en))
            elif (row.zh, row.en) != (zh, en):
                row.zh, row.en = zh, en
    session.commit()


def add(session: Session, list_: str, code: str, zh: str, en: str) -> None:
    """Add a code to a list.

    Raises:
        Problem: `wrong_value` for a list or a code that cannot be, `code_taken`.
    """
    if list_ not in LISTS or not CODE_WORD.match(code):
        raise Problem("wrong_value", field="code" if list_ in LISTS else "list")
    if session.get(Code, key_of(list_, code)) or code in BUILT_IN[list_]:
        raise Problem("code_taken", field="code", value=code)
    session.add(Code(key=key_of(list_, code), list=list_, code=code, zh=zh, en=en))


def retire(session: Session, key: str, retired: bool) -> None:
    """Stop offering a code, or offer it again; it stays known.

    Raises:
        Problem: `not_found`.
    """
    row = session.get(Code, key)
    if row is None:
        raise Problem("not_found")
    row.retired_on = today().isoformat() if retired else None


def names(connection: Connection) -> dict[str, tuple[str, str]]:
    """What outcomes and reasons are called, the county's own among them."""
    rows = connection.execute(select(Code.code, Code.zh, Code.en).where(Code.list.startswith("visit.")))
    return REASONS | {row.code: (row.zh, row.en) for row in rows}
