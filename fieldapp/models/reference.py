"""Reference rows: every change takes the next reference version and leaves an audit line.

Rooms just add, change or retire rows through the session; phones learn of it through the `setup` scope.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import g, has_request_context
from sqlalchemy import BigInteger, Engine, String, cast, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fieldapp.ground.clock import now
from fieldapp.models.audit import Audit
from fieldapp.models.settings import Setting

COUNTER = "reference_version"
TAKEN_OUT = (
    "reference_taken_out"  # the version at which a row was last deleted, or left the phones of an area
)
WHERE_SEEN = {
    "campaign": "areas",
    "clinic": "area",
    "school": "area",
    "catchup_campaign": "areas",
    "catchup_session": "area",
}  # the column that says which phones are told a row
SECRET_COLUMNS = {"password_hash", "token_hash", "geometry", "figures", "frame"}
QUIET_TABLES = {
    "audit",
    "setting",
    "sign_in_try",
    "device",
    "device_key",
    "county",
    "office_session",
    "sign_in_slip",
    "sent_form",
}


def next_version(session: Session, count: int = 1) -> int:
    """The last of the next `count` numbers of the counter all reference rows share.

    One statement raises it, so that of two transactions at a time the second waits for the first:
    a phone that has seen a number has seen every row up to it.
    """
    raised = cast(cast(Setting.value, BigInteger) + count, String)
    return int(_set(session, COUNTER, str(count), raised))


def _set(session: Session, name: str, value: str, otherwise: Any) -> str:
    """Put a setting down in one statement, or make it `otherwise` where it stands already."""
    connection = session.connection()
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(Setting)
    statement = insert.values(name=name, value=value)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": otherwise})
    return str(connection.scalars(statement.returning(Setting.value)).one())


def _words(row: Any, old: bool) -> dict[str, Any]:
    said = {}
    for attribute in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].history
        if attribute.key in SECRET_COLUMNS or (old and not history.has_changes()):
            continue
        said[attribute.key] = (history.deleted or [None])[0] if old else getattr(row, attribute.key)
    return said


_followers: list[Callable[[Engine], object]] = []


def follow_imports(follower: Callable[[Engine], object]) -> None:
    """From now on `follower` is called when reference rows came in as a whole file, past any session."""
    if follower not in _followers:
        _followers.append(follower)


def rows_came(engine: Engine) -> None:
    """Say, after the commit, that reference rows came in as a whole file: what waits for one is judged again."""
    for follower in _followers:
        follower(engine)


def keep_track() -> None:
    """From now on every reference row a session saves takes the next version and leaves an audit line."""
    if not event.contains(
        Session, "before_flush", _version_and_audit
    ):  # of two applications in a process the second
        event.listen(Session, "before_flush", _version_and_audit)  # would take every version twice


def _version_and_audit(session: Session, _context: Any, _instances: Any) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    rows = [(r, "new") for r in session.new]
    rows += [(r, "change") for r in changed] + [(r, "delete") for r in session.deleted]
    rows = [(row, action) for row, action in rows if row.__tablename__ not in QUIET_TABLES]
    numbered = [row for row, action in rows if hasattr(row, "version") and action != "delete"]
    if numbered:
        last = next_version(session, len(numbered))
        for version, row in enumerate(numbered, start=last - len(numbered) + 1):
            row.version = version
    if any(hasattr(row, "version") and (action == "delete" or _leaves(row)) for row, action in rows):
        taken_out = str(next_version(session))
        _set(session, TAKEN_OUT, taken_out, taken_out)
    session.add_all([_line(row, action) for row, action in rows])


def _leaves(row: Any) -> bool:
    """Whether phones that were told a row may be told it no more: it is another area's. Of a draft no phone knows."""
    name = WHERE_SEEN.get(row.__tablename__, "")
    draft, state = getattr(row, "state", None) == "draft", inspect(row)
    return bool(name) and not draft and state.persistent and state.attrs[name].history.has_changes()


def _line(row: Any, action: str) -> Audit:
    state = inspect(row)
    by = g.person.id if has_request_context() and g.get("person") else None
    key = "/".join(str(getattr(row, column.key)) for column in state.mapper.primary_key)
    before = json.dumps(_words(row, old=True), ensure_ascii=False) if action == "change" else None
    after = json.dumps(_words(row, old=False), ensure_ascii=False, default=str)
    return Audit(at=now(), by=by, action=action, table=row.__tablename__, row=key, before=before, after=after)
