"""A phone's export of unsent operations, read: JSON lines, a JSON list, or `{"ops": […]}`. Pure.

Signatures stand beside the operations, so that these stay what their phone hashed: `{"signatures": {ID: …}}` in
the object, or `{"op": …, "signature": …}` for each.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import shown
from fieldapp.records.operation import whole_number

MOST = 50_000
SHORT = 60  # letters of a name on the page


@dataclass
class Handed:
    """What a file holds: operations as they are, and by their ids what is said to be their signature."""

    operations: list[Any] = field(default_factory=list)
    signatures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HandedLine:
    """What a line of a file is about, fit to be shown: the kind, the child's or household's name, the day."""

    kind: str = ""
    name: str = ""
    on: str = ""


def handed_lines(operations: list[Any], language: str) -> list[HandedLine]:
    """What to call each operation of a file, by what the file itself says: of a visit, its child there."""
    names = {key: name for key, name in map(_named, operations) if key and name}
    found = []
    for said in operations:
        kind, data = _of(said, "kind"), _of(said, "data")
        name = _named(said)[1] or names.get(_text(_of(data, "child")), "")
        day = _of(data, "on") or _of(data, "given_on")
        found.append(HandedLine(*(shown(one, language, SHORT) if one else "" for one in (kind, name, day))))
    return found


def _of(said: Any, name: str) -> Any:
    return said.get(name) if isinstance(said, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _named(said: Any) -> tuple[str, Any]:
    """The key of the record an operation makes, and the name it gives it."""
    data = _of(said, "data")
    return _text(_of(said, "key")), _of(data, "name") or _of(data, "head")


def read_handover(content: bytes) -> Handed:
    """The operations of a file and their signatures.

    Raises:
        Problem: `bad_handover` when it is none of the three forms, `too_many`.
    """
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("bad_handover", field="file") from None
    said, signatures = _whole(words)
    handed = Handed(signatures=signatures)
    for one in _lines(words) if said is None else said:
        _take(handed, one)
    if not handed.operations:
        raise Problem("bad_handover", field="file")
    if len(handed.operations) > MOST:
        raise Problem("too_many", limit=MOST)
    return handed


def _loads(words: str) -> Any:
    return json.loads(words, parse_int=whole_number)


def _whole(words: str) -> tuple[list[Any] | None, dict[str, Any]]:
    """The elements of a file that is one JSON value, None where it is not; and the signatures beside them."""
    try:
        said = _loads(words)
    except (ValueError, RecursionError):
        return None, {}
    if isinstance(said, dict) and isinstance(said.get("ops"), list):
        signatures = said.get("signatures")
        return said["ops"], dict(signatures) if isinstance(signatures, dict) else {}
    if isinstance(said, dict):
        said = [said]
    return said if isinstance(said, list) else [], {}


def _lines(words: str) -> list[Any]:
    found = []
    for line in words.split(
        "\n"
    ):  # and at nothing else: a name may hold what other programs call a line's end
        if not line.strip():
            continue
        try:
            found.append(_loads(line))
        except (ValueError, RecursionError):
            raise Problem("bad_handover", field="file") from None
    return found


def _take(handed: Handed, said: Any) -> None:
    """An operation, also where the phone wrapped it together with its hash and signature."""
    if isinstance(said, dict) and isinstance(said.get("op"), dict):
        if isinstance(said["op"].get("id"), str) and "signature" in said:
            handed.signatures.setdefault(said["op"]["id"], said["signature"])
        said = said["op"]
    handed.operations.append(said)
