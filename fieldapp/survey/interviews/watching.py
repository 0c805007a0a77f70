"""A survey while it goes on: clusters done, who answered, what is odd by surveyor; and one interview with its versions.

Reads only. Names are shown to who may see interviews (`survey.plan`), on the pages of interviews alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import select

from fieldapp.areas.latin.said import person_said
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Person
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.records.code_words import HOUSEHOLD_OUTCOMES, REASONS, word
from fieldapp.survey.access import PLAN
from fieldapp.survey.interviews import flags, kept, where
from fieldapp.survey.interviews.reading import lines
from fieldapp.survey.interviews.standing import DONE, Household, households
from fieldapp.sync import files
from fieldapp.sync.phone_api.photos import folder
from fieldapp.web.gate import may

PAPER_WORDS = {
    "certificate": ("接种证", "certificate"),
    "card": ("接种卡", "card"),
    "register": ("系统", "register"),
    "recall": ("口述", "recall"),
}
TRIES = 3  # a household nobody was met in is come to so often, on different days


def of_survey(survey: Survey) -> dict[str, Any]:
    """What the page of progress shows."""
    rows = kept.rows_of(db.session.connection(), survey, kept.Asking(survey))
    query = select(SurveyCluster).where(SurveyCluster.survey == survey.key).order_by(SurveyCluster.n)
    clusters = list(db.session.scalars(query))
    gone = {one.replaced for one in clusters if one.replaced}
    found = households(rows)
    odd = flagged(rows, found)
    said: dict[str, Any] = {
        "survey": survey,
        "names": kept.cluster_names(db.session.connection(), survey, clusters),
    }
    homes: dict[str, list[Household]] = {}
    for home in found:
        homes.setdefault(home.cluster, []).append(home)
    said["lines"] = [_line(survey, one, homes.get(one.key, [])) for one in clusters if one.key not in gone]
    said["done"] = sum(line["done"] for line in said["lines"])
    stand = {one.key for one in clusters} - gone
    there = [one for one in found if one.cluster in stand]
    said |= {"outcomes": Counter(one.outcome for one in there), "homes": len(there)}
    said["elsewhere"] = len(found) - len(there)  # in clusters that were replaced, or in none of the survey's
    said["again"] = [one for one in there if one.outcome == "nobody" and one.tries < TRIES]
    said |= {"surveyors": _surveyors(rows, odd), "late": late(survey)}
    return said | (where.map_of(survey, clusters, said["names"], rows, odd) if may(PLAN, survey.area) else {})


def _line(survey: Survey, cluster: SurveyCluster, here: Sequence[Household]) -> dict[str, Any]:
    children = sum(len(one.standing["children"]) for one in here if one.outcome == DONE)
    wanted = survey.children_per_cluster or 7
    n = Counter(one.outcome for one in here)
    again = sum(one.outcome == "nobody" and one.tries < TRIES for one in here)
    said = {"cluster": cluster, "homes": len(here), "children": children, "wanted": wanted, "again": again}
    return said | {"refused": n["refused"], "nobody": n["nobody"], "done": children >= wanted}


def flagged(rows: Sequence[dict[str, Any]], homes: Sequence[Household]) -> dict[str, list[str]]:
    """The flags of each interview, with those it gets beside its surveyor's others, or another's of its household."""
    found = {row["key"]: list(row["flags"]) for row in rows}
    people: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        people.setdefault(row["by"] or "", []).append(row)
    for some in people.values():
        for flag, keys in flags.of_surveyor(some).items():
            for key in keys:
                found[key].append(flag)
    for home in homes:
        for row in home.ends if home.twice else ():
            found[row["key"]] += [flags.TWICE] if row["outcome"] == DONE else []
    return found


def _surveyors(rows: Sequence[dict[str, Any]], odd: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Each surveyor with interviews, response, and how often each flag."""
    people: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        people.setdefault(row["by"] or "", []).append(row)
    names = names_of(list(people))
    found = []
    for person, some in people.items():
        counts = Counter(flag for row in some for flag in odd[row["key"]])
        met = sum(row["outcome"] == DONE for row in some)
        said = [(flag, t(*flags.WORDS[flag]), n) for flag, n in counts.most_common()]
        found.append(
            {"person": person, "name": names.get(person, "—"), "n": len(some), "done": met, "flags": said}
        )
    return sorted(found, key=lambda one: (-sum(n for _flag, _words, n in one["flags"]), one["name"]))


def names_of(people: Sequence[str]) -> dict[str, str]:
    """What these people are called."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {id_: person_said(name) for id_, name in rows}


def late(survey: Survey) -> int:
    """How many interviews of a closed survey came after it was closed."""
    if survey.closed_at is None:
        return 0
    log = LoggedOperation
    query = select(log.raw).where(
        log.county == survey.county, log.kind == "interview", log.received > survey.closed_at
    )
    return sum(survey.key in raw for raw in db.session.scalars(query))


def interviews(survey: Survey, flag: str, person: str) -> list[dict[str, Any]]:
    """The interviews of a survey that stand, or those with a flag, or of a person, by cluster and household."""
    rows = kept.rows_of(db.session.connection(), survey, kept.Asking(survey))
    homes = households(rows)
    odd = flagged(rows, homes)
    query = select(SurveyCluster.key, SurveyCluster.n).where(SurveyCluster.survey == survey.key)
    numbers = dict(db.session.execute(query).all())  # type: ignore[arg-type]
    names = names_of(list({row["by"] for row in rows if row["by"]}))
    found = []
    for one in homes:
        row = one.standing
        if (not flag or flag in odd[row["key"]]) and (not person or row["by"] == person):
            said = {
                "key": row["key"],
                "n": numbers.get(one.cluster, "—"),
                "household": one.number,
                "on": row["on"],
            }
            said |= {
                "outcome": outcome_said(one.outcome),
                "tries": one.tries,
                "by": names.get(row["by"], "—"),
            }
            said |= {"versions": len(one.versions), "children": len(row["children"])}
            found.append(said | {"flags": [t(*flags.WORDS[name]) for name in odd[row["key"]]]})
    return sorted(found, key=lambda one: (str(one["n"]).zfill(6), one["household"].zfill(6)))


def outcome_said(code: str) -> str:
    """What came of a household, in words."""
    return word(HOUSEHOLD_OUTCOMES, code, language())


def paper_said(paper: str) -> str:
    """A source of doses in words."""
    return t(*PAPER_WORDS[paper])


def one_household(survey: Survey, key: str) -> dict[str, Any]:
    """The household of an interview with all its versions, each as it was recorded.

    Raises:
        Problem: `not_found`.
    """
    rows = kept.rows_of(db.session.connection(), survey, kept.Asking(survey))
    homes = households(rows)
    odd = flagged(rows, homes)
    home = next((one for one in homes if any(row["key"] == key for row in one.versions)), None)
    if home is None:
        raise Problem("not_found")
    names = names_of(list({row["by"] for row in home.versions if row["by"]}))
    said = _as_recorded(survey, [row["key"] for row in home.versions])
    versions = [
        {
            "key": row["key"],
            "at": row["at"],
            "by": names.get(row["by"], "—"),
            "outcome": outcome_said(row["outcome"]),
        }
        | {
            "stands": row["key"] == home.standing["key"],
            "flags": [t(*flags.WORDS[one]) for one in odd[row["key"]]],
        }
        | said.get(row["key"], {})
        for row in reversed(home.versions)
    ]
    cluster = db.session.get(SurveyCluster, home.cluster)
    return {"survey": survey, "home": home, "versions": versions, "cluster": cluster}


def _as_recorded(survey: Survey, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The words of interviews, with names."""
    fact = Base.metadata.tables["fact"]
    query = select(fact.c.key, fact.c.more, fact.c.on).where(
        fact.c.county == survey.county, fact.c.key.in_(keys)
    )
    found = {}
    for key, more, on in db.session.execute(query):
        data = orjson.loads(more) if more else {}
        children = [_child(line) for line in lines(data)]
        words = {name: data.get(name) for name in ("head", "note", "started", "ended", "tries")}
        found[key] = words | {"on": on or data.get("on"), "members": children}
    return found


def _child(line: Any) -> dict[str, Any]:
    """A child as the page shows it: doses by paper, in the order they were given."""
    papers: dict[str, list[str]] = {source: [] for source in PAPER_WORDS}
    for one in flags.doses_of(line):
        if one.get("source") in papers:
            papers[one["source"]].append(
                f"{one.get('product')} {one.get('given_on') or one.get('said') or '?'}"
            )
    said = {
        name: line.get(name) for name in ("name", "born", "sex", "card", "certificate", "bcg_scar", "chosen")
    }
    reason = line.get("reason")
    said["reason"] = word(REASONS, reason, language()) if isinstance(reason, str) else ""
    return said | {"papers": papers, "recall": line.get("recall") or {}} | _photo(line.get("photo"))


def _photo(name: Any) -> dict[str, Any]:
    """The photo of a child's paper, and whether it came: phones send it after their records."""
    if not (isinstance(name, str) and files.NAME.match(name)):
        return {"photo": ""}
    return {"photo": name, "photo_came": files.place(folder(), name).exists()}
