"""One line of `schedule evaluate`'s input: what makes it usable, said in one sentence when it is not.

Pure. Strict, for a slip must not become an answer: a key or a code nobody knows, a key written twice, a date that is
none; and whatever `plausible` finds. An unknown date of a dose is said as `"given_on": null`, never by leaving it out.
Most lines are plain and are read by orjson; what it does not take, or not digit for digit, is read again by the
standard library.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import orjson

from fieldapp.ground.problems import BadInput
from fieldapp.schedule.history import History, read_doses
from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.days import ISO_DAYS

STATES = ("refused", "contraindicated", "had_disease", "unknown")
SEXES = ("male", "female", "", None)
KEYS = frozenset(("id", "born", "sex", "doses", "states", "province"))
DOSE_KEYS = frozenset(("product", "given_on"))
STATE_KEYS = frozenset(("series", "n", "state"))


def read_line(line: bytes, rules: Programme) -> tuple[dict[str, Any], History]:
    """A child of the contract and its doses as read. Raises `BadInput` naming the field."""
    if not line.strip():
        raise BadInput("the line is empty.")
    child = _parse(line)
    if not isinstance(child, dict):
        raise BadInput("must be a JSON object with id, born, sex and doses.")
    if not child.keys() <= KEYS:
        raise BadInput(_unknown_key(child, KEYS, ""))
    _day(child.get("born"), "born")
    if child.get("sex") not in SEXES:
        raise BadInput(f"sex: must be male or female, not {_short(child['sex'])}.")
    if not isinstance(child.get("province") or "", str):
        raise BadInput("province: must be a text.")
    doses, states = _list(child, "doses"), _list(child, "states")
    history = read_doses(doses, rules)
    if not history.plain or sum(map(len, doses)) != 2 * len(doses):
        for at, dose in enumerate(doses):
            _dose(dose, f"doses[{at}]", rules)
    for at, state in enumerate(states):
        _state(state, f"states[{at}]", rules.series)
    _no_key_twice(line, len(child) + 2 * len(doses) + sum(map(len, states)))
    return child, history


def problem_sentence(fault: dict[str, Any], words: dict[str, dict[str, str]]) -> str:
    """What `plausible` found as a sentence that begins with its field; `words` the table `problem` of words.toml."""
    return f"{fault['field']}: {words[fault['code']]['en'].format_map(fault)}"


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


def _no_key_twice(line: bytes, keys: int) -> None:
    """Every reader keeps one of two values under one key, and says nothing. A line has at least as many colons as keys
    are written in it, so where there are no more than keys were read none is there twice: most lines need no second
    look."""
    if line.count(b":") != keys:
        json.loads(line, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise BadInput(f"{_short(twice)}: is there twice.")
    return found


def _unknown_key(said: dict[str, Any], known: frozenset[str], where: str) -> str:
    odd = next(key for key in said if key not in known)
    return f"{where}{_short(odd)}: no such key; there are {', '.join(sorted(known))}."


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


def _dose(dose: Any, where: str, rules: Programme) -> None:
    if not isinstance(dose, dict):
        raise BadInput(f"{where}: must be an object with product and given_on.")
    if not dose.keys() <= DOSE_KEYS:
        raise BadInput(_unknown_key(dose, DOSE_KEYS, f"{where}."))
    if type(dose.get("product")) is not str or dose["product"] not in rules.ranks:
        raise BadInput(f"{where}.product: no such product: {_short(dose.get('product'))}.")
    if "given_on" not in dose:
        raise BadInput(f"{where}.given_on: is missing; null where the date is not known.")
    if dose["given_on"] is not None:
        _day(dose["given_on"], f"{where}.given_on")


def _state(state: Any, where: str, series: Sequence[str]) -> None:
    if not isinstance(state, dict):
        raise BadInput(f"{where}: must be an object with series, n and state.")
    if not state.keys() <= STATE_KEYS:
        raise BadInput(_unknown_key(state, STATE_KEYS, f"{where}."))
    if state.get("series") not in series:
        raise BadInput(f"{where}.series: no such series: {_short(state.get('series'))}.")
    if state.get("state") not in STATES:
        raise BadInput(
            f"{where}.state: must be one of {', '.join(STATES)}, not {_short(state.get('state'))}."
        )
    n = state.get("n")
    if n is not None and (type(n) is not int or n < 1):
        raise BadInput(f"{where}.n: must be a dose number from 1, not {_short(n)}.")
