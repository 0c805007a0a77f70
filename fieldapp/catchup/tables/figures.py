"""The figures of a catch-up: what each child counts for, added up by unit. Children (人) and doses (剂次) are counted
apart; totals are added up, never typed; nothing is clipped. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fieldapp.catchup.gaps.missing import APART, POLIO, Missing
from fieldapp.catchup.plan.needed import Case
from fieldapp.catchup.plan.plan import LOCAL, MIGRANT, UNKNOWN
from fieldapp.records.code_words import CATCHUP_OUTCOMES, REASONS
from fieldapp.records.rows.stamps import REFERENCE, day_in_china, stamps_of
from fieldapp.schedule.series_of import VACCINES

EVERYONE = ""
RESIDENCES = (EVERYONE, LOCAL, MIGRANT)
PRIORS = ("0", "1", "2", "3", UNKNOWN)
VACCINE_ORDER = ("hepb", "bcg", "polio", "dtp", "dt", "mcv", "je", "mena", "menac", "hepa", "hpv")
DONE = ("given", "vaccinated")
NOT_SAID = "not_said"
Figures = Counter[tuple[str, str]]  # (measure, residence) → children or doses


class Told(NamedTuple):
    """How often a family was told, by way."""

    slip: int = 0
    call: int = 0
    message: int = 0


class Story(NamedTuple):
    """A case with the visits made for it (rows, the earliest first) and how often its family was told."""

    case: Case
    visits: Sequence[Mapping[str, Any]] = ()
    told: Told = Told()


def vaccine_of(one: Missing) -> str:
    """The column of a missing dose: 白破 apart from 百白破."""
    return "dt" if one.series == "dtp" and one.product == "DT" else one.series


def reason_of(story: Story) -> str:
    """Why what is left was not given: the last visit's word, else what is known of the child; `not_said` where nobody
    said anything, never a made-up one."""
    case = story.case
    for visit in reversed(story.visits):
        if visit["outcome"] not in DONE and (said := visit["reason"] or visit["outcome"]) != "part_given":
            return str(said)
    if any(one.refused for one in case.open):
        return "refused"
    status = case.child.fields.get("status")
    return {"away": "absent_long", "moved": "moved_away"}.get(str(status), NOT_SAID)


def reason_words(code: str) -> tuple[str, str]:
    """A reason in both languages."""
    if code == NOT_SAID:
        return "未登记", "not said"
    return REASONS.get(code) or CATCHUP_OUTCOMES.get(code) or (code, code)


def figures_of(stories: Iterable[Story], first_day: str) -> Figures:
    """The figures of some children."""
    found: Figures = Counter()
    for story in stories:
        for measure, n in _of_one(story, first_day).items():
            for residence in (EVERYONE, story.case.residence):
                found[measure, residence] += n
    return found


def _of_one(story: Story, first_day: str) -> Counter[str]:
    case = story.case
    said: Counter[str] = Counter(children=1, short=case.short, done=case.done, unknown=case.unknown)
    said["zero"], said["zero_given"] = case.zero, case.zero and (POLIO, 1) in case.filled
    for name, field in (("certificate", "certificate_no"), ("card", "card_no")):
        since = said_on(case.child.fields, field)
        made = since is not None and since >= first_day > known_since(case.child.fields)
        said[f"no_{name}"], said[f"{name}_made"] = since is None or made, made
    said["asked"] = case.short or not case.unknown
    said["found"] = (case.child.fields.get("listed_on") or "") >= first_day
    said["visited"] = case.short and not case.done and bool(story.visits)
    said.update(f"lack:{one}" for one in {vaccine_of(gap) for gap in case.needed})
    said.update(f"left:{one}" for one in {vaccine_of(gap) for gap in case.open})
    for one in case.needed:
        given = (one.series, one.n) in case.filled
        _add_dose(said, vaccine_of(one), one.n, 1, int(given), case.prior if one.series == POLIO else "")
    for series, n in case.beyond.items():
        _add_dose(said, series, 0, 0, n, case.prior if series == POLIO else "")
    for way, n in story.told._asdict().items():
        said[f"told:{way}"] = n
    if case.short and not case.done:
        said[f"reason:{reason_of(story)}"] = 1
    return +said


def _add_dose(said: Counter[str], vaccine: str, n: int, needed: int, given: int, prior: str) -> None:
    names = [vaccine, f"{vaccine}-{n}", *([f"{vaccine}|{prior}"] if prior else [])]
    names += [] if vaccine == APART else ["all"]
    for name in names:
        said[f"need:{name}"] += needed
        said[f"given:{name}"] += given


def known_since(fields: Mapping[str, Any]) -> str:
    """Since which day anything is said of a child; the earliest of days where it is not known when. Of who was listed
    later with a certificate nobody says that it was issued here."""
    moments = [stamp[0] for stamp in _stamps(fields).values() if stamp[0][:1] != REFERENCE]
    return day_in_china(min(moments)) if moments else ""


def _stamps(fields: Mapping[str, Any]) -> dict[str, Any]:
    return stamps_of(dict(fields)) if fields.get("stamps") or fields.get("_stamps") else {}


def said_on(fields: Mapping[str, Any], name: str) -> str | None:
    """Since which day a field is said; None where nobody said it, the earliest of days where it is not known when."""
    if not fields.get(name):
        return None
    stamp = _stamps(fields).get(name)
    return day_in_china(stamp[0]) if stamp else ""


def vaccines_in(figures: Figures) -> list[str]:
    """The vaccines of which a dose was needed or given, in the order of the table."""
    there = {
        name
        for measure, _where in figures
        for kind, _, name in [measure.partition(":")]
        if kind in ("need", "given")
    }
    return [one for one in VACCINE_ORDER if one in there]


def vaccine_words(vaccine: str) -> tuple[str, str]:
    """What a vaccine is called in the tables."""
    return VACCINES.get(vaccine, (vaccine, vaccine))


def doubts_of(figures: Figures) -> list[tuple[str, int, int]]:
    """Vaccines of which more was given than needed: (vaccine, given, needed). Shown and flagged, never clipped."""
    found = []
    for vaccine in vaccines_in(figures):
        needed, given = figures[f"need:{vaccine}", EVERYONE], figures[f"given:{vaccine}", EVERYONE]
        if given > needed:
            found.append((vaccine, given, needed))
    return found
