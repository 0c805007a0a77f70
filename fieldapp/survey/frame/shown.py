"""What the pages of a survey's frame, households and populations show. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from fieldapp.areas import tree
from fieldapp.areas.latin.said import place_said
from fieldapp.ground.db import db
from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey
from fieldapp.survey import joined
from fieldapp.survey.frame import desk, populations
from fieldapp.survey.frame.frame_sheet import Entry
from fieldapp.survey.group_words import GROUP_WORDS
from fieldapp.survey.plan import drawing


def of_frame(survey: Survey, entries: Sequence[Entry] = ()) -> dict[str, Any]:
    """A frame: that of a sheet looked at, else the one kept; its strata with their sizes, and what is too small."""
    places = [one.place for one in entries] if entries else drawing.read_text(survey.frame)
    names = tree.names(db.session.connection(), {one.stratum for one in places} | {survey.area})
    strata = [
        (place_said(names.get(name, name)), len(some), sum(one.size for one in some))
        for name, some in drawing.strata_of(places).items()
    ]
    least = survey.children_per_cluster or 1
    words: dict[str, Any] = {"survey": survey, "strata": strata, "places": len(places), "least": least}
    words |= {"size": sum(one.size for one in places), "small": sum(0 < one.size < least for one in places)}
    words |= {"empty": sum(not one.size for one in places), "all": len(desk.villages_of(survey))}
    return words | {"changes": desk.changes(survey, entries) if entries else 0}


def of_households(survey: Survey) -> dict[str, Any]:
    """The clusters with how many households are listed and to be visited."""
    rows, found, begun = desk.standing(survey), desk.listed(survey), desk.begun(survey)
    codes = {code for one in rows for code in (one.area, one.area[:9])}
    names = joined.names(db.session.connection(), survey, codes)
    lines = [
        {
            "cluster": one,
            "township": names.get(one.area[:9], ""),
            "village": names.get(one.area, one.area),
            "listed": len(found[one.key]),
            "chosen": sum(len(home) < 4 or bool(home[3]) for home in found[one.key]),
            "begun": one.key in begun,
        }
        for one in rows
    ]
    return {"survey": survey, "lines": lines, "missing": sum(not line["listed"] for line in lines)}


def of_population(survey: Survey, by: str) -> dict[str, Any]:
    """The numbers known by a way, and the other ways."""
    kept_by, cells = populations.kept(survey)
    here = url_for("survey_frame.population", key=survey.key)
    ways = [
        (f"{here}?by={name}", t(*words), "", name == by)
        for name, words in GROUP_WORDS.items()
        if name in populations.WAYS
    ]
    values = [
        (value, words, cells.get(value, "") if kept_by == by else "")
        for value, words in populations.values_of(survey, by)
    ]
    kept_words = t(*GROUP_WORDS[kept_by]) if kept_by else ""
    return {"survey": survey, "by": by, "ways": ways, "values": values, "kept_by": kept_words}
