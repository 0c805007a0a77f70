"""A phone's export of unsent operations, read: JSON lines, a JSON list, or `{"ops": […]}`. Pure."""

from __future__ import annotations

import json
from typing import Any

from fieldapp.problems import Problem

MOST = 50_000


def read_handover(content: bytes) -> list[Any]:
    """The operations of a file, as they are.

    Raises:
        Problem: `bad_handover` when it is none of the three forms, `too_many`.
    """
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("bad_handover", field="file") from None
    found = _whole(words)
    if found is None:
        found = _lines(words)
    if not found:
        raise Problem("bad_handover", field="file")
    if len(found) > MOST:
        raise Problem("too_many", limit=MOST)
    return found


def _whole(words: str) -> list[Any] | None:
    try:
        said = json.loads(words)
    except (ValueError, RecursionError):
        return None
    if isinstance(said, dict) and isinstance(said.get("ops"), list):
        said = said["ops"]
    if isinstance(said, dict):
        said = [said]
    return [_operation(one) for one in said] if isinstance(said, list) else []


def _lines(words: str) -> list[Any]:
    found = []
    for line in words.splitlines():
        if not line.strip():
            continue
        try:
            found.append(_operation(json.loads(line)))
        except (ValueError, RecursionError):
            raise Problem("bad_handover", field="file") from None
    return found


def _operation(said: Any) -> Any:
    """An operation, also where the phone wrapped it together with its hash."""
    if isinstance(said, dict) and isinstance(said.get("op"), dict):
        return said["op"]
    return said
