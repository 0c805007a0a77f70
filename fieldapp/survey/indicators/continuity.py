"""Indicators of how vaccination goes on: dropout within and across antigens, and missed opportunities.

The same kind of `Indicator` as coverage. Sources: WHO/IVB/18.09 Annex O; VCQI RI_CONT_01, RI_QUAL_07 to 09, which
shows dropout and missed opportunities without weights.
"""

from __future__ import annotations

from fieldapp.survey.indicators.coverage import (
    DATES_ONLY,
    EVERYBODY,
    UNWEIGHTED_IN_VCQI,
    Answer,
    Dose,
    Indicator,
    of_age,
    said_of,
)
from fieldapp.survey.indicators.evidence import (
    CountValid,
    Interview,
    Record,
    Schedule,
    Source,
    count_by,
    has_dose,
    one_record,
)
from fieldapp.survey.indicators.opportunities import Opportunities, opportunities

USUAL_PAIRS: tuple[tuple[Dose, Dose], ...] = (
    (("bcg", 1), ("mcv", 1)),
    (("dtp", 1), ("dtp", 3)),
    (("dtp", 1), ("mcv", 1)),
    (("polio", 1), ("polio", 3)),
    (("hepb", 1), ("hepb", 3)),
    (("mcv", 1), ("mcv", 2)),
)


def dropout(
    antigen: str, first: int = 1, last: int = 3, source: Source = "either", from_days: int | None = None
) -> Indicator:
    """Had the first dose, not the last, of one antigen."""
    return dropout_between((antigen, first), (antigen, last), source, from_days)


def dropout_between(
    first: Dose, last: Dose, source: Source = "either", from_days: int | None = None
) -> Indicator:
    """Had the first dose, not the last, of any two antigens (BCG to measles); weighted it equals (C1 − C2)/C1
    where the first's holders include the last's.

    With `from_days` only children known to be old enough for the later dose: VCQI leaves out who is not.
    """

    def of(child: Interview) -> Answer:
        if not of_age(child, from_days) or not has_dose(child, *first, source):
            return None
        return int(not has_dose(child, *last, source))

    en, zh, said = said_of("bcg" if "bcg" in (first[0], last[0]) else first[0], source)
    if first[0] == last[0]:
        name, told = f"{first[0]} from {first[1]} to {last[1]}", f"{first[0]}第{first[1]}剂至第{last[1]}剂"
    else:
        name, told = (
            f"{first[0]} {first[1]} to {last[0]} {last[1]}",
            f"{first[0]}第{first[1]}剂至{last[0]}第{last[1]}剂",
        )
    old = "" if from_days is None else f", at least {from_days} days old"
    return Indicator(
        f"dropout of {name}, {en}",
        f"{told}脱漏率（{zh}）",
        f"of them, children without {last[0]} {last[1]}",
        f"children with {first[0]} {first[1]}{old}",
        said,
        "RI_CONT_01",
        of,
        UNWEIGHTED_IN_VCQI,
    )


def _named(dose: Dose | None, crude: bool) -> tuple[str, str]:
    """The words for one dose or any, and for the kind of doses that count."""
    en = "any dose" if dose is None else f"{dose[0]} {dose[1]}"
    zh = "任一剂次" if dose is None else f"{dose[0]}第{dose[1]}剂"
    return (
        f"{en}, {'crude' if crude else 'valid'} doses",
        f"{zh}（{'含不合格剂次' if crude else '合格剂次'}）",
    )


def seen(child: Interview, schedule: Schedule, crude: bool = False, record: Record = "card") -> Opportunities:
    """The opportunities of a child by a record."""
    return opportunities(one_record(child, schedule, record), schedule, crude)


def missed_opportunity(
    schedule: Schedule, dose: Dose | None = None, crude: bool = False, record: Record = "card"
) -> Indicator:
    """Ever at a visit where the dose (None: any dose of the schedule) was due and not given."""
    en, zh = _named(dose, crude)
    return Indicator(
        f"missed opportunity for {en}",
        f"{zh}错失同时接种机会儿童占比",
        f"children with a visit on the card at which {en.partition(',')[0]} was due and not given",
        f"children with a visit on the card at which {en.partition(',')[0]} was due",
        DATES_ONLY,
        "RI_QUAL_09 (of children)",
        lambda child: seen(child, schedule, crude, record).had(dose),
        UNWEIGHTED_IN_VCQI,
    )


def corrected_opportunity(
    schedule: Schedule, dose: Dose | None = None, crude: bool = False, record: Record = "card"
) -> Indicator:
    """Of children with a missed opportunity: everything missed was given later."""
    en, zh = _named(dose, crude)
    return Indicator(
        f"missed opportunities corrected, {en}",
        f"{zh}错失机会已补种占比",
        "of them, children who had every missed dose later",
        f"children with a missed opportunity for {en}",
        DATES_ONLY,
        "RI_QUAL_09 (corrected)",
        lambda child: seen(child, schedule, crude, record).corrected(dose),
        UNWEIGHTED_IN_VCQI,
    )


def missed_visits(
    schedule: Schedule, dose: Dose | None = None, crude: bool = False, record: Record = "card"
) -> Indicator:
    """Visits, not children: the share of those at which the dose was due that missed it. A child's own answer is
    whether it had a visit that missed."""
    en, zh = _named(dose, crude)
    return Indicator(
        f"visits with a missed opportunity for {en}",
        f"{zh}错失同时接种机会的就诊占比",
        f"visits at which {en.partition(',')[0]} was due and not given",
        f"visits on the card at which {en.partition(',')[0]} was due",
        DATES_ONLY,
        "RI_QUAL_08 (of visits)",
        lambda child: seen(child, schedule, crude, record).had(dose),
        UNWEIGHTED_IN_VCQI,
    )


def valid_if_none_missed(
    schedule: Schedule, dose: Dose, count: CountValid, crude: bool = False, record: Record = "card"
) -> Indicator:
    """Valid coverage, had no opportunity been left missed: valid now, or missed at a visit and never given."""
    en, zh = _named(dose, crude)
    judge = count_by(count, record)

    def of(child: Interview) -> Answer:
        now = judge(child, dose[0]) >= dose[1]
        return int(now or seen(child, schedule, crude, record).uncorrected(dose))

    return Indicator(
        f"valid coverage had none been missed, {en}",
        f"无错失机会时的合格接种率：{zh}",
        f"children with a valid {dose[0]} {dose[1]}, or with a missed opportunity for it never corrected",
        EVERYBODY,
        DATES_ONLY,
        "RI_QUAL_07",
        of,
    )


def valid_if_every_visit_used(schedule: Schedule, dose: Dose, record: Record = "card") -> Indicator:
    """Valid coverage, had every visit given all that age and interval allowed."""
    return Indicator(
        f"valid coverage had every visit been used, {dose[0]} {dose[1]}",
        f"每次就诊均按程序接种时的合格接种率：{dose[0]}第{dose[1]}剂",
        f"children whose visits on the card would have given a valid {dose[0]} {dose[1]}",
        EVERYBODY,
        DATES_ONLY,
        "RI_QUAL_07B",
        lambda child: int(dose in seen(child, schedule, False, record).used),
    )
