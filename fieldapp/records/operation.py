"""One operation: read from JSON, checked for form, hashed as RFC 8785 has it. Pure.

An operation that cannot be read whole still becomes an `Operation`, with what could be read and its
problem, because nothing received is thrown away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import rfc8785

from fieldapp.ground.problems import Problem
from fieldapp.records.fields.checks import UUID, VILLAGE, is_moment
from fieldapp.records.kinds import KINDS
from fieldapp.records.oddity import impossible_place, without_place

BIGGEST = 2**53 - 1
LONGEST_NUMBER = 400  # digits; no double has so many before the point
BEYOND_FFFF = b"\xf0\xf1\xf2\xf3\xf4"  # begin a character of four bytes in UTF-8
DEEPEST = 50  # levels of lists and objects; what is nested deeper could not be read back everywhere


def whole_number(digits: str) -> int | float:
    """A whole number of a JSON text; one longer than any double becomes infinite, which no field takes."""
    return int(digits) if len(digits) < LONGEST_NUMBER else float(digits)


@dataclass(slots=True)
class Operation:
    """A fact named by a phone; see docs/sync.md for its fields. `problem` is set when its form is wrong;
    `odd_place` when it said a position that cannot be, which `data` then leaves out."""

    raw: Any
    hash: str | None
    id: str | None = None
    device: str | None = None
    seq: int | None = None
    kind: str | None = None
    key: str | None = None
    area: str | None = None
    at: str | None = None
    by: str | None = None
    void: bool = False
    base: int = 0
    data: dict[str, Any] | None = None
    problem: Problem | None = None
    odd_place: bool = False

    @property
    def text(self) -> str:
        """The operation as it came, as JSON text that both databases store."""
        if self.hash is not None:
            try:
                return orjson.dumps(self.raw).decode()
            except orjson.JSONEncodeError:
                pass  # a number beyond 64 bits
        raw = _cut(self.raw, DEEPEST) if deeper(self.raw) else self.raw
        words = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
        return words if words.isprintable() or _encodable(words) else json.dumps(raw)


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if type(value) is dict else value if type(value) is list else ()


def deeper(value: Any, levels: int = DEEPEST) -> bool:
    """Whether lists and objects are nested beyond so many levels."""
    return levels < 0 or any(type(one) in (dict, list) and deeper(one, levels - 1) for one in _inside(value))


def _cut(value: Any, levels: int) -> Any:
    """The value down to so many levels, null below: it can never count, and most of it is kept all the same."""
    if type(value) not in (dict, list):
        return value
    if not levels:
        return None
    if type(value) is dict:
        return {name: _cut(one, levels - 1) for name, one in value.items()}
    return [_cut(one, levels - 1) for one in value]


def _encodable(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def canonical_hash(value: Any) -> str | None:
    """Lower-case hex SHA-256 of `value` as RFC 8785 canonical JSON; None where there is no canonical form, or it is
    nested beyond `DEEPEST`."""
    plain = _is_plain((value,), DEEPEST)
    if not plain and deeper(value):
        return None
    try:
        return hashlib.sha256(_canonical(value, plain)).hexdigest()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, OverflowError, RecursionError):
        return None


def _canonical(value: Any, plain: bool) -> bytes:
    """RFC 8785 text. orjson writes the same many times as fast, but for some numbers and for keys beyond U+FFFF,
    which sort otherwise; whatever holds one of those takes the long way."""
    if not plain:
        return rfc8785.dumps(_as_doubles(value))
    try:
        words = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return rfc8785.dumps(value)
    return rfc8785.dumps(value) if words.translate(None, BEYOND_FFFF) != words else words


def _is_plain(values: Iterable[Any], levels: int) -> bool:
    """Whether these are nested no deeper than `levels` and hold no number that Python and RFC 8785 may write
    differently."""
    for value in values:
        kind = type(value)
        if kind is str or value is None or kind is bool:
            continue
        if kind is int:
            if not -BIGGEST <= value <= BIGGEST:
                return False
        elif kind is float:
            if not 1e-4 <= abs(value) < 1e15 or value.is_integer():
                return False
        elif levels < 0 or not _is_plain(_inside(value), levels - 1):
            return False
    return True


def _as_doubles(value: Any) -> Any:
    """Whole numbers beyond 2**53 as the double that every JSON number is to RFC 8785 and to a phone."""
    if isinstance(value, dict):
        return {name: _as_doubles(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_doubles(one) for one in value]
    return float(value) if type(value) is int and not -BIGGEST <= value <= BIGGEST else value


def read(raw: Any) -> Operation:
    """Read one element of `ops`. Never raises: what is wrong is in `problem`, naming the field."""
    operation = Operation(raw=raw, hash=canonical_hash(raw))
    if not isinstance(raw, dict):
        operation.problem = Problem("malformed", field="operation")
        return operation
    wrong = _take(operation, raw)
    if operation.hash is None:
        wrong = wrong or "operation"
    if wrong:
        operation.problem = Problem("malformed", field=wrong)
    elif operation.kind not in KINDS:
        operation.problem = Problem("unknown_kind", field="kind", kind=str(operation.kind)[:60])
    else:
        operation.problem = _check_data(operation)
    return operation


def is_uuid(value: Any) -> bool:
    """A lower-case UUID."""
    return isinstance(value, str) and bool(UUID.match(value))


def is_label(value: Any, limit: int) -> bool:
    """Text that both databases can hold and look for: no NUL, nothing that UTF-8 cannot say."""
    return isinstance(value, str) and len(value) <= limit and "\x00" not in value and _encodable(value)


def _is_count(value: Any, low: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= BIGGEST


def _take(operation: Operation, raw: dict[str, Any]) -> str | None:
    """Fill the envelope with every well-formed field; the name of the first one that is not."""
    data = raw.get("data", {} if raw.get("void") is True else None)
    checks = (
        ("id", is_uuid(raw.get("id"))),
        ("device", is_uuid(raw.get("device"))),
        ("seq", _is_count(raw.get("seq"), 1)),
        ("kind", is_label(raw.get("kind"), 60)),
        ("key", is_uuid(raw.get("key"))),
        ("area", isinstance(raw.get("area"), str) and bool(VILLAGE.match(raw["area"]))),
        ("at", is_moment(raw.get("at"))),
        ("by", is_uuid(raw.get("by"))),
        ("base", _is_count(raw.get("base", 0), 0)),
    )
    first = None
    for name, right in checks:
        if right:
            setattr(operation, name, raw.get(name, 0))
        else:
            first = first or name
    if operation.id is None and is_label(raw.get("id"), 64):
        operation.id = raw["id"]  # so that sending it again is known for what it is
    operation.void = raw.get("void") is True
    if "void" in raw and raw["void"] is not True:
        return first or "void"
    if not isinstance(data, dict):
        return first or "data"
    operation.data = data
    return first


def _check_data(operation: Operation) -> Problem | None:
    kind, data = KINDS[operation.kind or ""], operation.data or {}
    if operation.void:
        return None
    if not kind.merging and operation.key != operation.id:
        return Problem("malformed", field="key")
    for name in kind.required:
        if data.get(name) is None:
            return Problem("malformed", field=name)
    if operation.kind == "same_child" and data["child"] == data["other"]:
        return Problem("wrong_value", field="other")
    unknown = None
    if impossible_place(operation.kind or "", data):
        operation.odd_place, operation.data = True, without_place(data)
    for name, value in (operation.data or {}).items():
        problem = _check_field(kind.fields.get(name), name, value)
        if problem and problem.code != "unknown_code":
            return problem
        unknown = unknown or problem
    return unknown


def _check_field(check: Any, name: str, value: Any) -> Problem | None:
    if check is None or value is None:
        return None
    code = check(value)
    if code is None:
        return None
    code, _, limit = code.partition(":")
    return Problem(code, field=name, limit=int(limit) if limit else None, value=str(value)[:60])
