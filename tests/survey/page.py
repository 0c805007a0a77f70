"""Writes what docs/survey.md shows: `python -m tests.survey.page` runs its examples and prints its table anew."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fieldapp.survey.indicators import campaign_indicators as campaigns
from fieldapp.survey.indicators import continuity
from fieldapp.survey.indicators import coverage as routine
from fieldapp.survey.indicators.evidence import DoseRule, survey_rule
from tests.examples import refreshed
from tests.survey.reference_data import path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "survey.md"
BEGIN, END = "| indicator | numerator", "\n\n*Valid* is judged"
RULES = (DoseRule("dtp", 1, 90), DoseRule("dtp", 2, 120, 28), DoseRule("dtp", 3, 150, 28))
SHOWN = {
    "crude": routine.crude("dtp", 3),
    "scar": routine.scar(),
    "access": routine.access(),
    "valid": routine.valid("dtp", 3, survey_rule(RULES)),
    "timely": routine.timely("hepb", 1, routine.by_days(1), "24 h"),
    "full_set": routine.full_set("four vaccines", "四苗", routine.FOUR),
    "not_vaccinated": routine.not_vaccinated(routine.FOUR),
    "zero_dose": routine.zero_dose(),
    "dropout": continuity.dropout("dtp"),
    "dropout_between": continuity.dropout_between(("bcg", 1), ("mcv", 1), from_days=270),
    "card_availability": routine.card_availability(),
    "register_availability": routine.register_availability(),
    "missed_opportunity": continuity.missed_opportunity(RULES),
    "corrected_opportunity": continuity.corrected_opportunity(RULES),
    "missed_visits": continuity.missed_visits(RULES),
    "valid_if_none_missed": continuity.valid_if_none_missed(RULES, ("dtp", 3), survey_rule(RULES)),
    "valid_if_every_visit_used": continuity.valid_if_every_visit_used(RULES, ("dtp", 3)),
    "campaign_coverage": campaigns.campaign_coverage("1"),
    "campaign_rounds": campaigns.campaign_rounds(["1", "2"], 2),
    "campaign_coverage_by_doses_before": campaigns.campaign_coverage_by_doses_before("1", 0),
    "first_dose_in_campaign": campaigns.first_dose_in_campaign("1"),
}


def indicator_table() -> str:
    """An example of every indicator, as it describes itself."""
    lines = ["| indicator | numerator | denominator | source | VCQI |", "|---|---|---|---|---|"]
    for function, one in SHOWN.items():
        cells = (
            f"`{function}`: {one.name}<br>{one.zh}",
            one.numerator,
            one.denominator,
            one.source,
            one.vcqi,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def written_anew(page: str, folder: Path) -> str:
    """The page with its table and what its examples print now."""
    shutil.copy(path("r/survey30.csv"), folder)
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    return refreshed(before + indicator_table() + END + after, folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8"), Path(empty)), encoding="utf-8")
