"""Which indicators are asked of a table of children: `dropout:bcg1-mcv1:any@270` to an indicator, or a sentence.

A question is KIND:WHAT:SOURCE@DAYS; what it needs and the table or the rules do not have is said, never counted
as "not vaccinated". Decides no figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast, get_args

from fieldapp.ground.problems import BadInput
from fieldapp.survey.indicators import continuity as goes_on
from fieldapp.survey.indicators import coverage as has
from fieldapp.survey.indicators.coverage import Dose, Indicator
from fieldapp.survey.indicators.evidence import Interview, Record, Source, count_by, survey_rule
from fieldapp.survey.indicators.ground import PARTS, Ground

FORM = re.compile(r"([a-z0-9-]+)(?::([a-z0-9-]+))?(?::([a-z]+))?(?:@(\d{1,5}))?", re.ASCII)
DOSE = re.compile(r"([a-z][a-z0-9]*?)([1-9])", re.ASCII)
SETS = {"4": ("four vaccines", "四苗", has.FOUR), "5": ("five vaccines", "五苗", has.FIVE)}


@dataclass(frozen=True)
class Question:
    """One indicator as it was asked; `visits` counts (missed, due) of a child where visits and not children count."""

    asked: str
    indicator: Indicator
    visits: Callable[[Interview], tuple[int, int]] | None = None


@dataclass(frozen=True)
class _Asked:
    """A question taken apart: the words as typed, kind, what, source and age."""

    words: str
    kind: str
    what: str | None
    source: str | None
    days: int | None

    def wrong(self, why: str) -> BadInput:
        return BadInput(f"--indicator {self.words}: {why}.")


def question(words: str, ground: Ground) -> Question:
    """One question. Raises BadInput for a kind, dose or source that is not known or not in the table."""
    match = FORM.fullmatch(words)
    if match is None:
        raise BadInput(
            f"--indicator {words[:60]}: this is not KIND:WHAT:SOURCE@DAYS, such as crude:dtp3:card."
        )
    asked = _Asked(words, match[1], match[2], match[3], int(match[4]) if match[4] else None)
    if asked.kind == "none" and asked.source is None:  # it has no dose, so what follows is its source
        asked = replace(asked, what=None, source=asked.what)
    makers = {**PLAIN, **RULED}
    kind = asked.kind.removesuffix("-crude")
    if kind not in makers or (kind != asked.kind and kind not in MISSED):
        raise asked.wrong(f"'{asked.kind}' is no kind; known are {', '.join(makers)}")
    if kind in RULED and not ground.schedule:
        raise asked.wrong("it needs --rules")
    return makers[kind](asked, ground)


def _dose(asked: _Asked, what: str | None, ground: Ground, source: Source) -> Dose:
    match = DOSE.fullmatch(what or "")
    if match is None:
        raise asked.wrong(f"'{what or ''}' is no dose such as dtp3")
    dose = match[1], int(match[2])
    if not ground.knows(dose, source):
        raise asked.wrong(f"the table lacks a column of {match[0]} by {' or '.join(PARTS[source][:3])}")
    return dose


def _source(asked: _Asked, ground: Ground) -> Source:
    if asked.source is not None and asked.source not in get_args(Source):
        raise asked.wrong(f"'{asked.source}' is no source; known are {', '.join(get_args(Source))}")
    return cast(Source, asked.source) if asked.source else ground.source


def _record(asked: _Asked, ground: Ground) -> Record:
    if asked.source is not None and asked.source not in get_args(Record):
        raise asked.wrong(f"'{asked.source}' has no dates; known are {', '.join(get_args(Record))}")
    return cast(Record, asked.source) if asked.source else ground.record


def _ruled(asked: _Asked, ground: Ground, dose: Dose) -> Dose:
    if dose not in {(rule.antigen, rule.n) for rule in ground.schedule}:
        raise asked.wrong(f"the rules have no {dose[0]} {dose[1]}")
    return dose


def _bare(asked: _Asked, *, source: bool = False, age: bool = False) -> None:
    """Nothing is said that the kind would pass over."""
    if asked.what is not None or (asked.source is not None and not source):
        raise asked.wrong(f"{asked.kind} takes neither dose nor source")
    _no_age(asked, age)


def _no_age(asked: _Asked, allowed: bool = False) -> None:
    if asked.days is not None and not allowed:
        raise asked.wrong(f"{asked.kind} has no age")


def _as_asked(asked: _Asked, indicator: Indicator, by: str | None = None) -> Question:
    """A question whose name says the source it took."""
    parts = [asked.kind, asked.what, by]
    age = "" if asked.days is None else f"@{asked.days}"
    return Question(":".join(part for part in parts if part) + age, indicator)


def _crude(asked: _Asked, ground: Ground) -> Question:
    source = _source(asked, ground)
    dose = _dose(asked, asked.what, ground, source)
    days = asked.days if asked.days is not None else ground.from_days(dose)
    return _as_asked(asked, has.crude(*dose, source, days), source)


def _access(asked: _Asked, ground: Ground) -> Question:
    source = _source(asked, ground)
    antigen, _ = _dose(asked, f"{asked.what or ''}1", ground, source)
    return _as_asked(asked, has.access(antigen, source, asked.days), source)


def _scar(asked: _Asked, ground: Ground) -> Question:
    _bare(asked, age=True)
    _dose(asked, "bcg1", ground, "scar")
    return _as_asked(asked, has.scar(asked.days))


def _zero(asked: _Asked, ground: Ground) -> Question:
    source = _source(asked, ground)
    antigen, _ = _dose(asked, f"{asked.what or ''}1", ground, source)
    return _as_asked(asked, has.zero_dose(antigen, 60 if asked.days is None else asked.days, source), source)


def _none(asked: _Asked, ground: Ground) -> Question:
    _bare(asked, source=True, age=True)
    source = _source(asked, ground)
    if not any(ground.knows(dose, source) for dose in ground.doses):
        raise asked.wrong(f"the table has no column of doses by {source}")
    antigens = dict.fromkeys(antigen for antigen, _ in ground.doses)
    return _as_asked(asked, has.not_vaccinated(antigens, source, asked.days), source)


def _set(asked: _Asked, ground: Ground) -> Question:
    if asked.what not in SETS:
        raise asked.wrong(f"'{asked.what or ''}' is no set; known are {', '.join(SETS)}")
    name, zh, doses = SETS[asked.what]
    if asked.source == "valid":
        for antigen, n in doses.items():
            _ruled(asked, ground, (antigen, n))
        judge = count_by(survey_rule(ground.schedule), ground.record)
        return _as_asked(asked, has.full_set(name, zh, doses, judge, asked.days), "valid")
    source = _source(asked, ground)
    for antigen, n in doses.items():
        _dose(asked, f"{antigen}{n}", ground, source)
    return _as_asked(asked, has.full_set(name, zh, doses, source, asked.days), source)


def _dropout(asked: _Asked, ground: Ground) -> Question:
    source = _source(asked, ground)
    first, _, last = (asked.what or "").partition("-")
    pair = _dose(asked, first, ground, source), _dose(asked, last, ground, source)
    if pair[0] == pair[1] or (pair[0][0] == pair[1][0] and pair[0][1] > pair[1][1]):
        raise asked.wrong(f"{last} does not come after {first}")
    days = asked.days if asked.days is not None else ground.from_days(pair[1])
    return _as_asked(asked, goes_on.dropout_between(*pair, source, days), source)


def _card(asked: _Asked, _ground: Ground) -> Question:
    _bare(asked)
    return _as_asked(asked, has.card_availability())


def _register(asked: _Asked, ground: Ground) -> Question:
    _bare(asked)
    if not ground.children.register:
        raise asked.wrong("the table has no column of a register")
    return _as_asked(asked, has.register_availability())


def _valid(asked: _Asked, ground: Ground) -> Question:
    record = _record(asked, ground)
    dose = _ruled(asked, ground, _dose(asked, asked.what, ground, record))
    days = asked.days if asked.days is not None else ground.from_days(dose)
    return _as_asked(asked, has.valid(*dose, survey_rule(ground.schedule), days, record), record)


def _visited(asked: _Asked, ground: Ground) -> tuple[Dose | None, bool, Record]:
    """Dose (None: any), whether crude doses count, and the record of a missed opportunity."""
    _no_age(asked)
    record = _record(asked, ground)
    if asked.what == "any":
        return None, asked.kind.endswith("-crude"), record
    return (
        _ruled(asked, ground, _dose(asked, asked.what, ground, record)),
        asked.kind.endswith("-crude"),
        record,
    )


def _missed(asked: _Asked, ground: Ground) -> Question:
    dose, crude, record = _visited(asked, ground)
    return _as_asked(asked, goes_on.missed_opportunity(ground.schedule, dose, crude, record), record)


def _corrected(asked: _Asked, ground: Ground) -> Question:
    dose, crude, record = _visited(asked, ground)
    return _as_asked(asked, goes_on.corrected_opportunity(ground.schedule, dose, crude, record), record)


def _visits(asked: _Asked, ground: Ground) -> Question:
    dose, crude, record = _visited(asked, ground)
    made = _as_asked(asked, goes_on.missed_visits(ground.schedule, dose, crude, record), record)
    return replace(
        made, visits=lambda child: goes_on.seen(child, ground.schedule, crude, record).visits(dose)
    )


def _none_missed(asked: _Asked, ground: Ground) -> Question:
    dose, crude, record = _visited(asked, ground)
    if dose is None:
        raise asked.wrong("'any' is no dose such as dtp3")
    judge = survey_rule(ground.schedule)
    return _as_asked(asked, goes_on.valid_if_none_missed(ground.schedule, dose, judge, crude, record), record)


def _all_used(asked: _Asked, ground: Ground) -> Question:
    dose, _, record = _visited(asked, ground)
    if dose is None:
        raise asked.wrong("'any' is no dose such as dtp3")
    return _as_asked(asked, goes_on.valid_if_every_visit_used(ground.schedule, dose, record), record)


Maker = Callable[[_Asked, Ground], Question]
PLAIN: Mapping[str, Maker] = {
    "crude": _crude,
    "scar": _scar,
    "access": _access,
    "zero": _zero,
    "none": _none,
    "set": _set,
    "dropout": _dropout,
    "card": _card,
    "register": _register,
}
RULED: Mapping[str, Maker] = {
    "valid": _valid,
    "missed": _missed,
    "corrected": _corrected,
    "visits": _visits,
    "if-none-missed": _none_missed,
    "if-every-visit-used": _all_used,
}
MISSED = ("missed", "corrected", "visits", "if-none-missed")
