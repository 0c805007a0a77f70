"""What the page of a survey's result shows, and its files: read, weighted and worked out anew whenever it is asked.

Reads only; what is derived of interviews is kept (`interviews.kept`), so that only new ones are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from fieldapp.areas.latin.said import place_said
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.ground.words import language, t
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.records.code_words import BY_HAND, REASONS
from fieldapp.survey import joined
from fieldapp.survey.frame import populations
from fieldapp.survey.group_words import GROUP_WORDS, VALUE_WORDS
from fieldapp.survey.interviews import kept
from fieldapp.survey.interviews.asked import Asked
from fieldapp.survey.interviews.standing import DONE, Household, households
from fieldapp.survey.plan.asked import series_words
from fieldapp.survey.result.beside import Line, registered_lines, reported_lines
from fieldapp.survey.result.known_numbers import brought_to
from fieldapp.survey.result.registered import Registered, registered
from fieldapp.survey.result.tables import Tables, group_of, reasons, tables
from fieldapp.survey.result.weights import Cluster, Weighted, weighted
from fieldapp.web.gate import may

CATCHUP = "catchup.plan"  # who may make a campaign of catch-up
PARTS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("campaign", ("本次活动", "The campaign")),
    ("doses", ("单苗接种率", "Coverage, dose by dose")),
    ("sets", ("几苗全程", "Sets of vaccines")),
    ("timely", ("及时接种", "In time")),
    ("zero", ("一剂没种", "No dose at all")),
    ("dropout", ("脱漏", "Dropout")),
    ("missed", ("错失同时接种机会", "Missed opportunities")),
    ("papers", ("卡、证、系统", "Card, certificate, register")),
)


@dataclass
class Result:
    """One survey with all that was found of it."""

    survey: Survey
    asking: kept.Asking
    clusters: Sequence[SurveyCluster]
    rows: Sequence[dict[str, Any]]
    wait: bool = False  # until what is registered is counted, where it never was

    @cached_property
    def households(self) -> list[Household]:
        """Each household with the interview that stands."""
        return households(self.rows)

    @cached_property
    def standing(self) -> dict[str, SurveyCluster]:
        """The clusters that count: those that were not replaced."""
        gone = {one.replaced for one in self.clusters if one.replaced}
        return {one.key: one for one in self.clusters if one.key not in gone}

    @cached_property
    def weighted(self) -> Weighted:
        """The children with their weights."""
        design = {key: _cluster(one) for key, one in self.standing.items()}
        drawn = self.survey.households != "walk"
        found = weighted(self.households, design, drawn, self.survey.per_household == "all")
        return brought_to(found, *populations.kept(self.survey))

    @cached_property
    def tables(self) -> Tables:
        """The figures."""
        return tables(self.weighted.children, self.asking.asked, self.survey.goal / 100)

    @cached_property
    def registered(self) -> Registered | None:
        """What children of the age have on record; None while it is counted for the first time."""
        return registered(self.survey, self.wait)

    @cached_property
    def names(self) -> dict[str, str]:
        """What areas are called."""
        codes = {code for one in self.clusters for code in (one.area, one.area[:9], one.stratum)}
        codes |= {str(one.interview["area"])[:9] for one in self.weighted.children} | {self.survey.area}
        return joined.names(db.session.connection(), self.survey, codes)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of each cluster."""
        return {one.key: str(one.n) for one in self.clusters}

    @property
    def main(self) -> Asked | None:
        """The indicator the page begins with: the campaign, else the largest set, else the first dose."""
        order = ("campaign", "set:5", "set:4")
        found = {one.name: one for one in self.asking.asked}
        first = next((found[name] for name in order if name in found), None)
        return first or next((one for one in self.asking.asked if one.broken_down), None)

    def said(self, group: str, value: str) -> str:
        """A value of a grouping as it is called."""
        if group in ("stratum", "township"):
            return place_said(self.names.get(value, value)) or t("全部", "all")
        return t(*VALUE_WORDS.get(value, (value, value)))


def _cluster(one: SurveyCluster) -> Cluster:
    listed = len(json.loads(one.households)) if one.households else None
    return Cluster(one.key, one.stratum, one.size, one.probability, listed)


def result_of(survey: Survey, wait: bool = False) -> Result:
    """The result of a survey as it stands now."""
    asking = kept.Asking(survey)
    query = select(SurveyCluster).where(SurveyCluster.survey == survey.key).order_by(SurveyCluster.n)
    rows = kept.rows_of(db.session.connection(), survey, asking)
    return Result(survey, asking, list(db.session.scalars(query)), rows, wait)


def name_of(one: Asked) -> str:
    """An indicator as the page calls it: with the vaccine's name, not its code."""
    words = one.indicator.zh if language() == "zh" else one.indicator.name
    place = 0 if language() == "zh" else 1
    said = {code: names[place] for code, names in series_words().items()}
    words = re.sub(r"\b[a-z]+\b", lambda found: said.get(found[0], found[0]), words, flags=re.ASCII)
    return words[:1].upper() + words[1:]


def dose_lines(result: Result) -> list[dict[str, Any]]:
    """A line for each dose: by every source, valid, and what it shows of the goal."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for one in result.asking.asked:
        if one.part == "doses" and one.dose and one.name in result.tables.records:
            kind = "valid" if one.name.startswith("valid:") else one.name.rpartition(":")[2]
            found.setdefault(one.dose, {"dose": dose_said(one.dose)})[kind] = result.tables.records[one.name]
    return list(found.values())


def beside_lines(result: Result) -> list[Line]:
    """What is reported of the campaign and registered of each dose, beside what the survey found."""
    records = result.tables.records
    any_source = {
        one.dose: records[one.name]
        for one in result.asking.asked
        if one.part == "doses" and one.dose and one.name.endswith(":any") and one.name in records
    }
    said = {dose: dose_said(dose) for dose in any_source}
    found = reported_lines(result.survey, records.get("campaign"))
    return [*found, *registered_lines(result.registered, any_source, said)]


def dose_said(dose: tuple[str, int]) -> str:
    """A dose in a few letters: 百白破3."""
    return (
        t(*series_words().get(dose[0], (dose[0], dose[0])))
        + (" " if language() == "en" else "")
        + str(dose[1])
    )


def part_lines(result: Result, part: str) -> list[tuple[Asked, dict[str, Any]]]:
    """The indicators of a part of the page with their records."""
    records = result.tables.records
    return [
        (one, records[one.name]) for one in result.asking.asked if one.part == part and one.name in records
    ]


def groups_of(result: Result, name: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The groups of an indicator: which grouping, which value, the record."""
    found = []
    for record in result.tables.groups.get(name, []):
        ((group, value),) = record["group"].items()
        found.append((t(*GROUP_WORDS[group]), result.said(group, value), record))
    return found


def reason_lines(result: Result) -> list[tuple[str, int, float]]:
    """The reasons in words; those of no list together, since what is written by hand may name somebody."""
    found: dict[str, tuple[int, float]] = {}
    for code, n, share in reasons(result.weighted.children):
        said = t(*REASONS.get(code, BY_HAND))
        others = found.get(said, (0, 0.0))
        found[said] = others[0] + n, others[1] + share
    return [(said, n, share) for said, (n, share) in found.items()]


def weak_clusters(result: Result) -> list[dict[str, Any]]:
    """Villages of which fewer children have what the page begins with than the goal: to be looked at, not estimates."""
    main = result.main
    if main is None:
        return []
    place = [one.name for one in result.asking.asked].index(main.name)
    seen: dict[str, list[str]] = {}
    for one in result.weighted.children:
        seen.setdefault(one.cluster.key, []).append(one.child["answers"][place])
    found = []
    for key, letters in seen.items():
        had, of = letters.count("1"), len(letters) - letters.count("-")
        if of and had * 100 < result.survey.goal * of:
            cluster = result.standing[key]
            found.append({"n": cluster.n, "area": cluster.area, "had": had, "of": of})
    return sorted(found, key=lambda one: (one["had"] / one["of"], one["n"]))


def response_of(result: Result) -> dict[str, int]:
    """How many households of the clusters that count came to what."""
    found: dict[str, int] = {}
    for one in result.households:
        if one.cluster in result.standing:
            found[one.outcome] = found.get(one.outcome, 0) + 1
    return found | {"all": sum(found.values()), "done": found.get(DONE, 0)}


def words_of(result: Result, chosen: str) -> dict[str, Any]:
    """Everything of the page; `chosen`: the indicator shown by groups, the first where none is asked for."""
    main = result.main
    down = [one for one in result.asking.asked if one.broken_down]
    shown = next((one for one in down if one.name == chosen), main)
    groups = groups_of(result, shown.name) if shown else []
    sections = [(words, part_lines(result, part)) for part, words in PARTS if part != "doses"]
    said: dict[str, Any] = {"survey": result.survey, "result": result, "main": main, "sections": sections}
    said |= {"doses": dose_lines(result), "groups": groups, "chosen": shown}
    said["down"] = [(one.name, name_of(one)) for one in down]
    said |= {"reasons": reason_lines(result), "weak": weak_clusters(result), "name_of": name_of}
    said["beside"] = beside_lines(result)
    said["catchup"] = catchup_fields(result) if may(CATCHUP, result.survey.area) else []
    return said | {"response": response_of(result)}


def catchup_fields(result: Result) -> list[tuple[str, str]]:
    """What a campaign of catch-up in the villages below the goal begins with: the fields of its form."""
    weak, first = weak_clusters(result), today()
    if not weak:
        return []
    said = [
        ("look", "1"),
        ("name", t("%s后补种", "Catch-up after %s") % result.survey.name),
        ("residence", "all"),
    ]
    said += [("first_day", first.isoformat()), ("last_day", (first + timedelta(days=30)).isoformat())]
    said += [("born_from", f"{first.year - 7}-{first.month:02d}-01"), ("born_to", first.isoformat())]
    said += [("series", one) for one in result.asking.series] + [("goal", str(result.survey.goal))]
    codes = {code for one in weak for code in joined.villages_of(result.survey, one["area"])}
    return [*said, ("more_areas", " ".join(sorted(codes)))]


def by_group(result: Result, name: str) -> list[str]:
    """The group each child is in, in the order of the records."""
    return [group_of(one, name) for one in result.weighted.children]
