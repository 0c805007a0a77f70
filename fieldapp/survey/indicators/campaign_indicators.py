"""Indicators of a campaign: by round, by rounds together, and by doses a child had before.

The same kind of `Indicator` as those of the routine programme. A child of whom nobody knows whether it
was dosed counts as not dosed; a child outside the campaign's ages is outside the denominator.
Source: WHO/IVB/18.09; VCQI SIA_COVG_01 to 04.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fieldapp.survey.indicators.coverage import Answer, Indicator
from fieldapp.survey.indicators.evidence import Interview

Eligible = Callable[[Interview], bool]
ELIGIBLE = "children the round was for (its birth dates)"
EVIDENCE = "finger mark, campaign card, or the guardian's word"
MANY = 3


def everybody(_child: Interview) -> bool:
    """The denominator when the sample holds only children the round was for."""
    return True


def campaign_coverage(round_name: str, eligible: Eligible = everybody) -> Indicator:
    """Dosed in one round."""
    return Indicator(
        f"campaign coverage, round {round_name}",
        f"强化免疫接种率（第{round_name}轮）",
        f"children dosed in round {round_name}",
        ELIGIBLE,
        EVIDENCE,
        "SIA_COVG_01",
        lambda child: int(_dosed(child, round_name)) if eligible(child) else None,
    )


def campaign_rounds(rounds: Sequence[str], at_least: int, eligible: Eligible = everybody) -> Indicator:
    """Dosed in at least so many of several rounds."""
    return Indicator(
        f"dosed in at least {at_least} of {len(rounds)} rounds",
        f"{len(rounds)}轮中至少服（种）{at_least}轮的比例",
        f"children dosed in at least {at_least} of the rounds {', '.join(rounds)}",
        ELIGIBLE,
        EVIDENCE,
        "SIA_COVG_01 of every round",
        lambda child: int(_rounds(child, rounds) >= at_least) if eligible(child) else None,
    )


def campaign_coverage_by_doses_before(
    round_name: str, before: int | None, eligible: Eligible = everybody
) -> Indicator:
    """Dosed in one round, among children with so many doses before (3: three or more; None: not known)."""
    group = doses_before_name(before)

    def of(child: Interview) -> Answer:
        if not eligible(child) or doses_before_name(child.doses_before) != group:
            return None
        return int(_dosed(child, round_name))

    return Indicator(
        f"campaign coverage, round {round_name}, {group} doses before",
        f"强化免疫接种率（第{round_name}轮，既往{group}剂次）",
        f"of them, children dosed in round {round_name}",
        f"{ELIGIBLE} with {group} doses before",
        f"{EVIDENCE}; doses before by card or word",
        "SIA_COVG_04",
        of,
    )


def first_dose_in_campaign(round_name: str, eligible: Eligible = everybody) -> Indicator:
    """Of the children dosed in a round, those who had never had one: its zero-dose share."""

    def of(child: Interview) -> Answer:
        return int(child.doses_before == 0) if eligible(child) and _dosed(child, round_name) else None

    return Indicator(
        f"first dose ever in round {round_name}",
        f"0剂次占比（第{round_name}轮）",
        "of them, children without a dose before",
        f"children dosed in round {round_name}",
        f"{EVIDENCE}; doses before by card or word",
        "SIA_COVG_02",
        of,
    )


def doses_before_name(before: int | None) -> str:
    """The group of a number of doses before: 0, 1, 2, 3+ or unknown (a grouping for estimates)."""
    if before is None:
        return "unknown"
    return str(before) if before < MANY else f"{MANY}+"


def _dosed(child: Interview, round_name: str) -> bool:
    return child.campaign.get(round_name) is True


def _rounds(child: Interview, rounds: Sequence[str]) -> int:
    return sum(_dosed(child, name) for name in rounds)
