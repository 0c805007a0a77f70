"""What cannot be as it is written: a child of tomorrow, a dose before birth, a dose number the series has not.

Pure. The evaluator answers whatever it is given; this says when it should not have been asked, so that nobody is called
complete by a slip of the pen. The phone asks the same (static/field/schedule/plausible.js), the sentences are in
words.toml under `problem`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fieldapp.schedule.evaluation import Assessment, assess, check_day
from fieldapp.schedule.history import History, read_doses
from fieldapp.schedule.judging import SEX
from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.days import ISO_DAYS, ISO_TEXTS, parse_day, plus

OLDEST_YEARS = 30  # the programme ends at 18; a birth date further back is a slip (1923 for 2023)
Fault = dict[str, Any]


def problem_of(
    child: Mapping[str, Any], doses: Sequence[Any], on: date | str, rules: Programme
) -> Fault | None:
    """The first thing about a child that cannot be or is not enough, None where there is nothing.

    Arguments as for `evaluate`. A problem is `{code, field, ...}`: the code of its sentence in words.toml, the field
    it stands in, and the blanks of the sentence.
    """
    return problem_in(child, read_doses(doses, rules), check_day(on), rules)


def problem_in(child: Mapping[str, Any], history: History, on: int, programme: Programme) -> Fault | None:
    """`problem_of` a history that has been read. A child without a birth date is left to the evaluator."""
    said = child.get("born")
    born = ISO_DAYS[said] if type(said) is str else parse_day(said)
    if born is None:
        return None
    return (
        _of_birth(born, on)
        or _of_doses(history, born, on)
        or (_of_states(child["states"], history, programme) if child.get("states") else None)
        or (None if _has_sex(child) else _of_sex(child, history, on, programme))
    )


def _has_sex(child: Mapping[str, Any]) -> bool:
    said = child.get("sex")
    return type(said) is str and said in SEX


def _of_birth(born: int, on: int) -> Fault | None:
    said = {"field": "born", "born": ISO_TEXTS[born], "on": ISO_TEXTS[on]}
    if born > on:
        return {"code": "not_born", **said}
    if plus(born, 12 * OLDEST_YEARS) < on:
        return {"code": "too_old", **said, "years": OLDEST_YEARS}
    return None


def _of_doses(history: History, born: int, on: int) -> Fault | None:
    dated = history.dated
    if not dated or (born <= dated[0][0] and dated[-1][0] <= on):
        return None
    day, at = min((at, day) for day, _, at in dated if not born <= day <= on)[::-1]
    said = {"field": f"doses[{at}].given_on", "at": at + 1, "product": history.said[at]["product"]}
    if day < born:
        return {"code": "before_birth", **said, "day": ISO_TEXTS[day], "born": ISO_TEXTS[born]}
    return {"code": "after_day", **said, "day": ISO_TEXTS[day], "on": ISO_TEXTS[on]}


def _of_states(states: Any, history: History, programme: Programme) -> Fault | None:
    """A number beyond the series; where a rule speaks of all later doses, beyond what the doses held can lead to."""
    for at, state in enumerate(states if isinstance(states, list | tuple) else ()):
        told = state if isinstance(state, Mapping) else {}
        series, n = told.get("series"), told.get("n")
        if type(n) is not int or series not in programme.series:
            continue
        most, more = programme.highest[programme.series.index(series)]
        most = max(most, len(history.said) + 2) if more else most
        if not 1 <= n <= most:
            field = f"states[{at}].n"
            return {
                "code": "no_such_dose",
                "field": field,
                "at": at + 1,
                "series": series,
                "n": n,
                "most": most,
            }
    return None


def _of_sex(child: Mapping[str, Any], history: History, on: int, programme: Programme) -> Fault | None:
    """Without a sex the answer must be the same for a girl and a boy; only what comes later may differ."""
    girl, boy = (
        _what_matters(assess({**child, "sex": sex}, history, on, programme)) for sex in ("female", "male")
    )
    return None if girl == boy else {"code": "sex_unknown", "field": "sex"}


def _what_matters(found: Assessment) -> tuple[Any, ...]:
    missing = [(gap.ask.series, gap.ask.n, gap.ask.product, gap.ask.start) for gap in found.missing]
    return found.reasons, missing, [(shut.series, shut.n, shut.reason) for shut in found.closed]
