"""One cluster of a survey: who works it, and by which it is replaced; in the caller's request."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from fieldapp.accounts import scopes
from fieldapp.areas import tree
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.people import Person, PersonArea, PersonScope
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.records.permissions import may_somewhere
from fieldapp.survey.joined import groups_of
from fieldapp.survey.plan import drawing
from fieldapp.survey.plan.desk import clusters_of
from fieldapp.survey.plan.drawing import Place
from fieldapp.survey.plan.joining import grouped

SCOPE = "cluster:"


def cluster_of(survey: Survey, key: str) -> SurveyCluster:
    """A cluster of this survey.

    Raises:
        Problem: `not_found`.
    """
    found = db.session.get(SurveyCluster, key)
    if found is None or found.survey != survey.key:
        raise Problem("not_found")
    return found


def workers(clusters: Iterable[SurveyCluster]) -> dict[str, list[Person]]:
    """Who works each of these clusters now."""
    scopes_ = [SCOPE + one.key for one in clusters]
    query = select(PersonScope.scope, Person).join(Person, Person.id == PersonScope.person)
    query = query.where(PersonScope.scope.in_(scopes_), PersonScope.until.is_(None)).order_by(Person.name)
    found: dict[str, list[Person]] = {}
    for scope, person in db.session.execute(query):
        found.setdefault(scope.removeprefix(SCOPE), []).append(person)
    return found


def surveyors(survey: Survey) -> list[Person]:
    """Who may interview and has an area in the survey's county, or the county's city, surveyors first."""
    roles = [role for role in ("surveyor", "supervisor") if may_somewhere(role, "phone.cluster")]
    given = select(PersonArea.person).where(
        PersonArea.until.is_(None), tree.inside(PersonArea.area, [survey.county])
    )
    query = select(Person).where(Person.role.in_(roles), Person.active, Person.id.in_(given))
    return sorted(db.session.scalars(query), key=lambda one: (one.role != "surveyor", one.name))


def give(survey: Survey, keys: Iterable[str], person: str) -> int:
    """Give clusters of a survey to a person; how many.

    Raises:
        Problem: `not_found`, `not_right`.
    """
    if person not in {one.id for one in surveyors(survey)}:
        raise Problem("bad_request", field="person")
    chosen = [cluster_of(survey, key) for key in keys]
    for one in chosen:
        scopes.give(db.session(), person, SCOPE + one.key, survey.county)
    db.session.commit()
    return len(chosen)


def take(survey: Survey, key: str, person: str) -> None:
    """Take a cluster back from a person; what she recorded stays."""
    scopes.take(db.session(), person, SCOPE + cluster_of(survey, key).key)
    db.session.commit()


def free_places(survey: Survey, cluster: SurveyCluster) -> list[Place]:
    """By which areas of its stratum a cluster may be replaced."""
    taken = {one.area for one in clusters_of(survey)}
    frame = grouped(drawing.read_text(survey.frame), groups_of(survey))
    return drawing.replacements(frame, taken, cluster.stratum)


def replace(survey: Survey, cluster: SurveyCluster, code: str, reason: str) -> SurveyCluster:
    """Put another area in the place of a cluster that cannot be visited: it is new, and names the old and the reason.

    Raises:
        Problem: `bad_request` without a reason, or for an area that may not be taken; `wrong_state`.
    """
    if survey.state == "closed" or any(one.replaced == cluster.key for one in clusters_of(survey)):
        raise Problem("wrong_state")
    place = next((one for one in free_places(survey, cluster) if one.code == code), None)
    if place is None:
        raise Problem("bad_request", field="area")
    expected = cluster.probability * place.size / cluster.size if cluster.size else cluster.probability
    words = {"stratum": cluster.stratum, "size": place.size, "probability": expected, "reason": reason}
    number = max(one.n for one in clusters_of(survey)) + 1
    new = SurveyCluster(
        key=str(uuid.uuid4()), survey=survey.key, n=number, area=code, replaced=cluster.key, **words
    )
    db.session.add(new)
    db.session.flush()
    for person in workers([cluster]).get(cluster.key, []):
        scopes.give(db.session(), person.id, SCOPE + new.key, survey.county)
    db.session.commit()
    return new
