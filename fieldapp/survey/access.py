"""Whose a survey is: of its area and the role as it is now, on every path."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from fieldapp.areas import tree
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.surveys import Lot, Survey
from fieldapp.web.gate import Who, may

SEE, PLAN = "survey.see", "survey.plan"


def hers(who: Who, model: type[Survey] | type[Lot] = Survey) -> ColumnElement[bool]:
    """The condition for the surveys, or lots, of her areas."""
    return tree.inside(model.area, list(who.areas))


def survey_of(key: str, action: str = SEE) -> Survey:
    """A survey where the person signed in may do this; another's is answered as one that is not there.

    Raises:
        Problem: `not_found`.
    """
    found = db.session.get(Survey, key)
    if found is None or not may(action, found.area):
        raise Problem("not_found")
    return found


def lot_of(key: str, action: str = SEE) -> Lot:
    """A lot likewise."""
    found = db.session.get(Lot, key)
    if found is None or not may(action, found.area):
        raise Problem("not_found")
    return found
