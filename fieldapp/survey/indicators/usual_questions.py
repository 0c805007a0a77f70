"""The questions of a usual survey report, as far as a table of children can answer them. Decides no figure."""

from __future__ import annotations

from fieldapp.survey.indicators.continuity import USUAL_PAIRS
from fieldapp.survey.indicators.evidence import Source
from fieldapp.survey.indicators.ground import Ground
from fieldapp.survey.indicators.questions import SETS


def usual_questions(ground: Ground) -> list[str]:
    """What a survey's report asks of this table: every source and dose it has, the usual dropouts and sets, and with
    rules valid doses and missed opportunities, crude and valid."""
    table = ground.children
    by: tuple[Source, ...] = ("card", "register", "recall", ground.source)
    by_source = [
        f"crude:{antigen}{n}:{source}"
        for antigen, n in ground.doses
        for source in dict.fromkeys(by)
        if ground.knows((antigen, n), source)
    ]
    pairs = [
        f"dropout:{first[0]}{first[1]}-{last[0]}{last[1]}"
        for first, last in USUAL_PAIRS
        if ground.knows(first, ground.source) and ground.knows(last, ground.source)
    ]
    sets = [
        f"set:{name}"
        for name, (_, _, parts) in SETS.items()
        if all(ground.knows((antigen, n), ground.source) for antigen, n in parts.items())
    ]
    seen = ["card", *(["register"] if table.register else [])]
    return [
        *by_source,
        *(["scar"] if table.scar else []),
        *sets,
        "none",
        *pairs,
        *seen,
        *_ruled_questions(ground),
    ]


def _ruled_questions(ground: Ground) -> list[str]:
    """What rules let be asked, of the doses that the table and the rules share."""
    doses = [
        f"{rule.antigen}{rule.n}"
        for rule in ground.schedule
        if ground.knows((rule.antigen, rule.n), ground.record)
    ]
    kinds = ("missed", "missed-crude", "corrected", "corrected-crude", "visits", "visits-crude")
    each = ("valid", "missed", "missed-crude", "if-none-missed", "if-every-visit-used")
    if not doses:
        return []
    return [f"{kind}:{dose}" for kind in each for dose in doses] + [f"{kind}:any" for kind in kinds]
