"""Known numbers of children by residence, sex or township, to which the weights of a result are brought (post-strata).

Kept in the survey's design. Source: WHO/IVB/18.09 Annex J, step 3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.areas import tree
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey
from fieldapp.survey.frame.desk import standing
from fieldapp.survey.group_words import VALUE_WORDS, VALUES
from fieldapp.web.forms import entered

WAYS = (*VALUES, "township")
LARGEST = 10**8


def way_of(said: str, survey: Survey) -> str:
    """By what numbers are known: as asked for, else as kept, else by residence."""
    return said if said in WAYS else kept(survey)[0] or "residence"


def kept(survey: Survey) -> tuple[str, dict[str, int]]:
    """By what numbers are known of a survey, and the numbers; nothing where none are."""
    said = json.loads(survey.design).get("population") or {}
    return said.get("by", ""), said.get("cells", {})


def values_of(survey: Survey, by: str) -> list[tuple[str, str]]:
    """The cells of a way, each with its words: of townships those clusters lie in."""
    if by != "township":
        return [(value, t(*VALUE_WORDS[value])) for value in VALUES[by]]
    codes = sorted({one.area[:9] for one in standing(survey)})
    names = tree.names(db.session.connection(), codes)
    return [(code, names.get(code, code)) for code in codes]


def typed(survey: Survey, by: str) -> dict[str, int]:
    """The numbers of the form: all of them.

    Raises:
        Problem: `not_right` where one is missing, or no whole number above 0.
    """
    found = {}
    for value, words in values_of(survey, by):
        text = entered(f"cell.{value}").replace(",", "")
        if not (text.isascii() and text.isdecimal() and 0 < int(text) <= LARGEST):
            why = t(
                f"：“{words}”要填一个整数；要么都填，要么不校正",
                f": {words} needs a whole number: say all, or none",
            )
            raise Problem("not_right", field="population", why=why)
        found[value] = int(text)
    return found


def put(survey: Survey, by: str, cells: Mapping[str, int]) -> None:
    """Keep them, or that there are none."""
    said = json.loads(survey.design)
    said["population"] = {"by": by, "cells": dict(cells)} if cells else None
    survey.design = json.dumps(said)
    db.session.commit()
