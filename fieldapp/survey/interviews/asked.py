"""Which indicators a survey's result has: of the series it asked about and the ages it looked at. Pure.

Ages and deadlines are the lowest and latest of the national editions in force for children born since 2020 (DTaP from
two months in the edition of 2025): a survey judges what a card shows, it does not give doses. `months` are calendar
months; as days the shortest that many can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fieldapp.survey.indicators import coverage as has
from fieldapp.survey.indicators.children import Children
from fieldapp.survey.indicators.continuity import seen
from fieldapp.survey.indicators.coverage import Answer, Indicator
from fieldapp.survey.indicators.evidence import DoseRule, Interview, Schedule, believed, by_register
from fieldapp.survey.indicators.ground import Ground
from fieldapp.survey.indicators.opportunities import Opportunities
from fieldapp.survey.indicators.questions import question
from fieldapp.survey.interviews.reading import ROUND

# series, dose: youngest age in months, least interval in days, in time before so many months (None: no deadline)
AGES: Mapping[tuple[str, int], tuple[int, int, int | None]] = {
    ("hepb", 1): (0, 0, None),
    ("hepb", 2): (1, 28, None),
    ("hepb", 3): (6, 60, 12),
    ("bcg", 1): (0, 0, 3),
    ("polio", 1): (2, 0, None),
    ("polio", 2): (3, 28, None),
    ("polio", 3): (4, 28, 12),
    ("polio", 4): (48, 28, None),
    ("dtp", 1): (2, 0, None),
    ("dtp", 2): (3, 28, None),
    ("dtp", 3): (4, 28, 12),
    ("dtp", 4): (18, 180, 24),
    ("mcv", 1): (8, 0, 12),
    ("mcv", 2): (18, 28, 24),
    ("je", 1): (8, 0, 12),
    ("je", 2): (24, 28, 36),
    ("mena", 1): (6, 0, 18),
    ("mena", 2): (9, 90, 24),
    ("menac", 1): (36, 0, None),
    ("menac", 2): (72, 28, None),
    ("hepa", 1): (18, 0, 24),
}
SETS: Mapping[str, tuple[str, str, Mapping[str, int]]] = {
    "4": ("four vaccines", "四苗", has.FOUR),
    "5": ("five vaccines", "五苗", has.FIVE),
    "7": ("seven vaccines", "七苗", {**has.FIVE, "mena": 2, "je": 1}),
    "8": ("eight vaccines", "八苗", {**has.FIVE, "mena": 2, "je": 1, "hepa": 1}),
}
DROPOUTS = (
    *(("dtp", 1, "dtp", 3), ("polio", 1, "polio", 3), ("hepb", 1, "hepb", 3)),
    *(("bcg", 1, "mcv", 1), ("mcv", 1, "mcv", 2)),
)
MONTH = 30  # a dose that only the last month of the age group can have is not asked about
SOURCES = ("any", "card", "register", "recall")


@dataclass(frozen=True)
class Asked:
    """One indicator of a result: its name, which part of the page it stands in, whether it is also broken down."""

    name: str
    part: str
    indicator: Indicator
    dose: tuple[str, int] | None = None
    broken_down: bool = False


def least_days(months: int) -> int:
    """The shortest that so many calendar months can be, in days."""
    starts = (date(2021 + y, m, 1) for y in range(4) for m in range(1, 13))
    return min((_later(day, months) - day).days for day in starts) if months else 0


def _later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, day.day)


def rules_of(series: Sequence[str]) -> Schedule:
    """The dose rules of these series, in days."""
    return tuple(
        DoseRule(antigen, n, least_days(months), gap if n > 1 else 0)
        for (antigen, n), (months, gap, _limit) in AGES.items()
        if antigen in series
    )


def doses_of(series: Sequence[str], oldest: int) -> tuple[tuple[str, int], ...]:
    """The doses that children up to `oldest` days can be asked about."""
    return tuple((rule.antigen, rule.n) for rule in rules_of(series) if rule.min_age + MONTH <= oldest)


def asked_of(series: Sequence[str], youngest: int, oldest: int, after_campaign: bool = False) -> list[Asked]:
    """Every indicator of a survey of these series and ages, in the order of its page."""
    doses = doses_of(series, oldest)
    table = Children((), doses, doses, tuple(dict.fromkeys(antigen for antigen, _n in doses)), True, None)
    ground = Ground(table, rules_of(series), "all", youngest)
    found = [_campaign()] if after_campaign else []
    found += [one for dose in doses for one in _of_dose(ground, dose)]
    found += _sets(doses) + _whole(ground, doses) + _goes_on(ground, doses)
    return found


def _make(
    ground: Ground, words: str, part: str, dose: tuple[str, int] | None = None, down: bool = False
) -> Asked:
    one = question(words, ground)
    return Asked(one.asked, part, one.indicator, dose, down)


def _of_dose(ground: Ground, dose: tuple[str, int]) -> list[Asked]:
    name = f"{dose[0]}{dose[1]}"
    found = [_make(ground, f"crude:{name}:{source}", "doses", dose, source == "any") for source in SOURCES]
    found.append(_make(ground, f"valid:{name}:record", "doses", dose))
    limit = AGES[dose][2]
    if dose == ("hepb", 1):
        found.append(Asked(f"timely:{name}", "timely", _first_day(), dose))
    elif limit is not None:
        found.append(Asked(f"timely:{name}", "timely", _in_time(dose, limit), dose))
    return found


def _first_day() -> Indicator:
    """Hepatitis B within the day of birth or the next: a card has days, no hours."""
    made = has.timely("hepb", 1, has.by_days(1), "the day after birth")
    return replace(made, zh="hepb第1剂及时接种率（出生24小时内，次日以内）")


def _in_time(dose: tuple[str, int], months: int) -> Indicator:
    made = has.timely(*dose, has.by_months(months), f"{months} months of age")
    return replace(made, zh=f"{dose[0]}第{dose[1]}剂及时接种率（{months}月龄前）")


def _sets(doses: Sequence[tuple[str, int]]) -> list[Asked]:
    there = set(doses)
    return [
        Asked(f"set:{code}", "sets", has.full_set(name, zh, parts, "any"), None, code in ("4", "5"))
        for code, (name, zh, parts) in SETS.items()
        if all((antigen, n) in there for antigen, n in parts.items())
    ]


def _whole(ground: Ground, doses: Sequence[tuple[str, int]]) -> list[Asked]:
    names = {antigen for antigen, _n in doses}
    found = [_make(ground, "none:any", "zero", None, True)]
    found += [_make(ground, f"zero:{one}:any", "zero") for one in ("polio", "dtp") if one in names]
    found += [_make(ground, "card", "papers", None, True), _make(ground, "register", "papers")]
    found += [_make(ground, "scar", "papers")] if "bcg" in names else []
    return [*found, Asked("agreement", "papers", _agreement(doses))]


def _goes_on(ground: Ground, doses: Sequence[tuple[str, int]]) -> list[Asked]:
    there = set(doses)
    found = [
        _make(ground, f"dropout:{a}{n}-{b}{m}:any", "dropout")
        for a, n, b, m in DROPOUTS
        if (a, n) in there and (b, m) in there
    ]
    once = _Once(ground)
    for dose in (None, *doses):
        made = _make(ground, f"missed:{dose[0]}{dose[1]}" if dose else "missed:any", "missed", dose)
        found.append(replace(made, indicator=replace(made.indicator, of=partial(once.missed, dose))))
    corrected = _make(ground, "corrected:any", "missed")
    found.append(replace(corrected, indicator=replace(corrected.indicator, of=once.corrected)))
    return found


class _Once:
    """The opportunities of the child asked about last: its doses are asked in turn, and look at the same."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.child: Interview | None = None
        self.found: Opportunities | None = None

    def _of(self, child: Interview) -> Opportunities:
        if child is not self.child or self.found is None:
            self.child, self.found = child, seen(child, self.ground.schedule, False, self.ground.record)
        return self.found

    def missed(self, dose: tuple[str, int] | None, child: Interview) -> Answer:
        """As `continuity.missed_opportunity`."""
        return self._of(child).had(dose)

    def corrected(self, child: Interview) -> Answer:
        """As `continuity.corrected_opportunity` of any dose."""
        return self._of(child).corrected(None)


def _agreement(doses: Sequence[tuple[str, int]]) -> Indicator:
    """Card or certificate and the clinic's register say the same, dose by dose."""

    def of(child: Interview) -> Answer:
        if not child.doses or not child.register:
            return None
        return int(all(_same(child, antigen) for antigen in dict.fromkeys(antigen for antigen, _n in doses)))

    return Indicator(
        "agreement of card and register, dose by dose",
        "证、卡、系统一致率",
        "children whose card or certificate and register have the same doses on the same days",
        "children of whom both were seen",
        "card or certificate, and the clinic's register",
        "none",
        of,
    )


def _same(child: Interview, antigen: str) -> bool:
    return believed(child, antigen) == believed(by_register(child), antigen)


def _campaign() -> Asked:
    """Dosed in the campaign asked about: who does not know counts as not dosed."""
    indicator = Indicator(
        "dosed in the campaign",
        "活动接种率（本次活动）",
        "children dosed in the campaign, by record, mark or word",
        has.EVERYBODY,
        "certificate, or the guardian's word",
        "SIA_COVG_01",
        lambda child: int(child.campaign.get(ROUND, False)),
    )
    return Asked("campaign", "campaign", indicator, None, True)


def answers(child: Interview, asked: Sequence[Asked]) -> str:
    """What a child says to every indicator, a letter each: 1, 0, or - where it does not apply."""
    found = (one.indicator.of(child) for one in asked)
    return "".join("-" if answer is None else str(answer) for answer in found)
