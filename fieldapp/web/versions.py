"""What a form of the office showed, so that the second of two people who save the same thing sees both values.

A form carries, signed, the version of its row and the values it showed (`parts.shown` in its template). When it comes
back, `unchanged` compares them with what stands now. Where somebody else saved meanwhile the form is shown again with
both values of every field on which the two differ, and whoever filled it chooses field by field: the other's value is
put into what was typed before the view reads it (`take_theirs`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer
from markupsafe import Markup
from sqlalchemy import inspect, select
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from fieldapp.ground.clock import china_time
from fieldapp.ground.db import db
from fieldapp.ground.parsing import plain, read_day
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.people import Person
from fieldapp.web.forms import field_words

FIELD, CHOICE = "shown", "take."  # names of the hidden field, and of a choice before the field's own
Value = str | list[str]
Values = Mapping[str, Value]
Words = Mapping[str, Callable[[str], str]]


@dataclass(frozen=True)
class Both:
    """One field on which two people differ: its name in words, what stands now, what this person typed, and whether
    she typed anything into it at all."""

    field: str
    label: str
    theirs: str
    mine: str
    touched: bool


def texts(row: Any, names: Sequence[str]) -> dict[str, Value]:
    """The values of a row as its form shows them: text, empty for None, lists (stored as JSON) as lists."""
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> Value:
    if isinstance(value, str) and value.startswith("["):
        return sorted(str(one) for one in json.loads(value))
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form-shown")


def hidden(key: str, version: int, values: Values) -> Markup:
    """The hidden field of a form: which row it shows, in which version, with which values. A form that comes back
    because of somebody else's save holds what that person saved."""
    stands = g.get("stands_now")
    if stands and stands[0] == key:
        _key, version, values = stands
    said = _signer().dumps([key, version, dict(values)])
    return Markup('<input type="hidden" name="shown" value="{}">').format(said)


def seen() -> tuple[str, int, dict[str, Value]] | None:
    """Row, version and values that the form which came had shown; None for a form that carries none.

    Raises:
        Problem: `form_expired` when it is not what this server wrote.
    """
    said = request.form.get(FIELD)
    if not said:
        return None
    try:
        key, version, values = _signer().loads(said)
    except (BadData, ValueError):
        raise Problem("form_expired") from None
    return key, version, values


def unchanged(row: Any, key: str, values_of: Callable[[], Values], words: Words | None = None) -> None:
    """Go on only if nobody saved the row since the form showed it, or what was saved is what is typed now.

    Args:
        row: of a reference table; read again and locked until the transaction ends.
        values_of: its values as the form shows them, asked after that.
        words: by field, how a value is said to people.

    Raises:
        Problem: `changed_meanwhile`, with what stands and what was typed in `g.both`; `form_expired`.
    """
    shown = seen()
    if shown is None:
        return
    db.session.refresh(row, with_for_update=True)
    if shown[0] == key and shown[1] == row.version:
        return
    compare(shown, key, row.version, values_of(), words or {}, who_saved(row))


def compare(
    shown: tuple[str, int, dict[str, Value]],
    key: str,
    version: int,
    now: Values,
    words: Words,
    by: tuple[str, str],
) -> None:
    """`unchanged` of what is no reference row: `now` its values, `by` who saved last and when.

    Raises:
        Problem: `changed_meanwhile`; `form_expired` when the form showed something else.
    """
    if shown[0] != key:
        raise Problem("form_expired")
    before = shown[2]
    if all(_same(now[name], before.get(name, "")) for name in now):
        return
    both = [_both(name, now[name], before, words) for name in now if not _same(now[name], _typed(name, now))]
    if both:
        g.both, g.saved_by, g.stands_now = both, by, (key, version, now)
        raise Problem("changed_meanwhile")


def _typed(name: str, now: Values) -> Value:
    if isinstance(now[name], list):
        return sorted(request.form.getlist(name))
    return request.form.get(name, "").strip()


def _both(name: str, now: Value, before: Values, words: Words) -> Both:
    mine = _typed(name, {name: now})
    said = words.get(name, str)
    touched = not _same(mine, before.get(name, ""))
    return Both(name, field_words(name), _said(now, said), _said(mine, said), touched)


def _said(value: Value, words: Callable[[str], str]) -> str:
    return "、".join(words(one) for one in ([value] if isinstance(value, str) else value)) or "—"


def _same(one: Value, other: Value) -> bool:
    """Whether two values mean the same, however a day was typed."""
    if isinstance(one, str) and isinstance(other, str):
        return plain(one) == plain(other) or (read_day(one) is not None and read_day(one) == read_day(other))
    return one == other


def who_saved(row: Any) -> tuple[str, str]:
    """Who last saved a reference row, and when; empty where nobody is named."""
    key = "/".join(str(getattr(row, column.key)) for column in inspect(row).mapper.primary_key)
    query = select(Audit.by, Audit.at).where(Audit.table == row.__tablename__, Audit.row == key)
    last = db.session.execute(query.order_by(Audit.id.desc()).limit(1)).first()
    if last is None:
        return "", ""
    person = db.session.get(Person, last.by) if last.by else None
    return person.name if person else "", china_time(last.at)


def take_theirs() -> None:
    """Put the other person's value into what was typed, for every field where that was chosen."""
    chosen = [name for name, value in request.form.items() if name.startswith(CHOICE) and value == "theirs"]
    shown = seen() if chosen else None
    if not shown:
        return
    form: MultiDict[str, str] = MultiDict(request.form)
    for name in (one.removeprefix(CHOICE) for one in chosen):
        value = shown[2].get(name, "")
        form.setlist(name, [value] if isinstance(value, str) else value)
    request.form = ImmutableMultiDict(form)  # type: ignore[misc]


def _before() -> None:
    if request.method == "POST" and g.get("person") is not None:
        take_theirs()


def install(app: Flask) -> None:
    """Let what was chosen reach every view, and every template write what it shows."""
    app.before_request(_before)
    app.jinja_env.globals.update(shown_now=hidden)
