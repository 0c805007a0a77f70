"""One line of `schedule evaluate`'s input: what makes it usable, said in one sentence when it is not.

Pure. Strict about what would silently change an answer (a date that is no date, an unknown state), lenient about what
the evaluator itself can judge (an unknown product, a dose before birth, a missing sex).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fieldapp.problems import BadInput
from fieldapp.schedule.days import ISO_DAYS, NEVER

STATES = ("refused", "contraindicated", "had_disease", "unknown")
SEXES = ("male", "female", "", None)


def read_line(line: bytes | str, series: Sequence[str]) -> dict[str, Any]:
    """A child of the contract; `series` the names a state may use. Raises `BadInput` naming the field."""
    try:
        child = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"not valid JSON: {wrong}") from wrong
    if not isinstance(child, dict):
        raise BadInput("must be a JSON object with id, born, sex and doses.")
    _day(child.get("born"), "born")
    if child.get("sex") not in SEXES:
        raise BadInput(f"sex: must be male or female, not {_short(child['sex'])}.")
    if not isinstance(child.get("province") or "", str):
        raise BadInput("province: must be a text.")
    doses = _list(child, "doses")
    if not _plainly_fine(doses):
        for at, dose in enumerate(doses):
            _dose(dose, f"doses[{at}]")
    for at, state in enumerate(_list(child, "states")):
        _state(state, f"states[{at}]", series)
    return child


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


def _plainly_fine(doses: list[Any]) -> bool:
    """True for doses with nothing to say about them, in one pass: most lines have twenty."""
    for dose in doses:
        if type(dose) is not dict:
            return False
        product, given = dose.get("product"), dose.get("given_on")
        if type(product) is not str or not product or type(given) is not str or ISO_DAYS[given] is None:
            return False
    return True


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
