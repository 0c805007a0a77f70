"""One line of `schedule evaluate`'s input: what makes it usable, said in one sentence when it is not.

Pure. Strict about what would silently change an answer (a date that is no date, an unknown state), lenient about what
the evaluator itself can judge (an unknown product, a dose before birth, a missing sex). Most lines are plain and are
read by orjson; what it does not take, or not digit for digit, is read again by the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import orjson

from fieldapp.problems import BadInput
from fieldapp.schedule.days import ISO_DAYS, NEVER
from fieldapp.schedule.history import History, read_doses
from fieldapp.schedule.programme import Programme

STATES = ("refused", "contraindicated", "had_disease", "unknown")
SEXES = ("male", "female", "", None)


def read_line(line: bytes, rules: Programme) -> tuple[dict[str, Any], History]:
    """A child of the contract and its doses as read. Raises `BadInput` naming the field."""
    child = _parse(line)
    if not isinstance(child, dict):
        raise BadInput("must be a JSON object with id, born, sex and doses.")
    _day(child.get("born"), "born")
    if child.get("sex") not in SEXES:
        raise BadInput(f"sex: must be male or female, not {_short(child['sex'])}.")
    if not isinstance(child.get("province") or "", str):
        raise BadInput("province: must be a text.")
    doses = _list(child, "doses")
    history = read_doses(doses, rules)
    if not history.plain:
        for at, dose in enumerate(doses):
            _dose(dose, f"doses[{at}]")
    for at, state in enumerate(_list(child, "states")):
        _state(state, f"states[{at}]", rules.series)
    return child, history


def write_line(answer: dict[str, Any]) -> bytes:
    """An answer as one line of JSON. Half of a surrogate pair in an id is written as its escape, as it came in."""
    try:
        return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        words = json.dumps(answer, ensure_ascii=False, check_circular=False, separators=(",", ":"))
        return (words + "\n").encode("utf-8", "backslashreplace")


def _parse(line: bytes) -> Any:
    try:
        child = orjson.loads(line)
        if type(child) is dict and type(child.get("id")) in (str, int):
            return child
    except orjson.JSONDecodeError:
        pass
    try:  # any other id must come back digit for digit, and orjson rounds numbers beyond 64 bits
        return json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"not valid JSON: {wrong}") from wrong


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"{said} is no JSON value")


def _list(child: dict[str, Any], key: str) -> list[Any]:
    found = child.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadInput(f"{key}: must be a list.")
    return found


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 40 else said[:39] + "…"


def _day(value: Any, where: str) -> None:
    if value is None:
        raise BadInput(f"{where}: is missing.")
    if type(value) is not str or ISO_DAYS[value] is None:
        raise BadInput(f"{where}: must be a day such as 2024-03-05, not {_short(value)}.")


def _dose(dose: Any, where: str) -> None:
    if not isinstance(dose, dict):
        raise BadInput(f"{where}: must be an object with product and given_on.")
    if type(dose.get("product")) is not str or not dose["product"]:
        raise BadInput(f"{where}.product: must be a product code.")
    if dose.get("given_on") is not None:
        _day(dose["given_on"], f"{where}.given_on")


def _state(state: Any, where: str, series: Sequence[str]) -> None:
    if not isinstance(state, dict):
        raise BadInput(f"{where}: must be an object with series, n and state.")
    if state.get("series") not in series:
        raise BadInput(f"{where}.series: no such series: {_short(state.get('series'))}.")
    if state.get("state") not in STATES:
        raise BadInput(
            f"{where}.state: must be one of {', '.join(STATES)}, not {_short(state.get('state'))}."
        )
    n = state.get("n")
    if n is not None and (type(n) is not int or not 1 <= n < NEVER):
        raise BadInput(f"{where}.n: must be a dose number from 1, not {_short(n)}.")
