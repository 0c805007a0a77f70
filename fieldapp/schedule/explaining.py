"""`explain` and `marks`: the same answers with their rules, for pages and for the class register.

Pure. `explain` adds to `evaluate` which rule spoke, how sure it is and from which day a dose would have been valid;
`marks` gives the cells of the school-check register (domain words: given, missing, closed, not due).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fieldapp.schedule.days import ISO_TEXTS
from fieldapp.schedule.evaluation import Answer, answer, assess, check_day
from fieldapp.schedule.history import read_doses
from fieldapp.schedule.judging import Verdict
from fieldapp.schedule.programme import Programme


def explain(child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme) -> Answer:
    """What `evaluate` says, and why.

    Arguments as for `evaluate`. Adds `edition` and `unsure`; to each dose `parts` [{series, n, reason, rule, unsure,
    counts, from}]; to each due and next entry `rule` and `unsure`.
    """
    trace = list[Verdict]()
    found = assess(child, read_doses(doses, rules), check_day(on), rules, trace)
    whole = answer(found, rules)
    for dose in whole["doses"]:
        dose["parts"] = []
    for verdict in trace:
        whole["doses"][verdict.at]["parts"].append(_part(verdict, rules))
    rows = {row["series"]: row for row in [*whole["due"], *whole["next"]]}
    for asked in found.asks:
        row = rows[rules.series[asked.series]]
        row.update(rule=asked.rule.id, unsure=asked.rule.unsure)
    return {**whole, "edition": found.era.edition, "unsure": found.era.unsure}


def _part(verdict: Verdict, rules: Programme) -> Answer:
    return {
        "series": rules.series[verdict.series],
        "n": verdict.n,
        "reason": verdict.reason,
        "rule": verdict.rule.id if verdict.rule else None,
        "unsure": bool(verdict.rule and verdict.rule.unsure),
        "counts": verdict.counts,
        "from": None if verdict.allowed is None else ISO_TEXTS[verdict.allowed],
    }


def marks(
    child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme
) -> dict[str, list[Answer]]:
    """The cells of the register by series: [{n, mark, product, given_on, reason}], in order of n.

    Arguments as for `evaluate`. `mark` is given | date_unknown | missing | closed; a number that is not there is not
    due yet. Doses that count fill the numbers from 1 on; missing are the slots `evaluate` calls missing. No number
    stands twice.
    """
    history, trace, day = read_doses(doses, rules), list[Verdict](), check_day(on)
    said, found = history.said, assess(child, history, day, rules, trace)
    cells: dict[str, list[Answer]] = {name: [] for name in rules.series}
    for verdict in trace:
        row, dose = cells[rules.series[verdict.series]], said[verdict.at]
        if verdict.counts:
            row.append(
                _cell(len(row) + 1, _given(verdict), dose["product"], dose["given_on"], verdict.reason)
            )
    asked = [(gap.ask.n, gap.ask.series, "missing", gap.ask.product, None) for gap in found.missing]
    shut = [(closed.n, closed.series, "closed", None, closed.reason) for closed in found.closed]
    for n, series, mark, product, reason in sorted([*asked, *shut], key=lambda one: one[0]):
        row = cells[
            rules.series[series]
        ]  # of vaccines mixed more doses may have been given than their rules count
        row.append(_cell(max(n, row[-1]["n"] + 1 if row else n), mark, product, None, reason))
    return cells


def _given(verdict: Verdict) -> str:
    return "date_unknown" if verdict.reason == "date_unknown" else "given"


def _cell(n: int, mark: str, product: str | None, given_on: str | None, reason: str | None) -> Answer:
    return {"n": n, "mark": mark, "product": product, "given_on": given_on, "reason": reason}
