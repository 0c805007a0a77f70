"""What the pages that change the tree do: one change of `fieldapp.areas.changes` each, committed; or a file of many.

The line of the audit and the version phones see are written as rows are saved. A whole file goes past the session, so
who waits for areas (records that name a village not known before) is told by `rows_came`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fieldapp.areas import changes, review
from fieldapp.areas.store import store_areas, store_outlines
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area, LocalUnit
from fieldapp.models.reference import rows_came
from fieldapp.web.versions import texts, unchanged


def change(verb: Callable[..., Any], *said: Any) -> Any:
    """One change of the tree (`changes.correct`, `rename`, `merge`, `split`, `recode`, `add`, `add_unit`), committed;
    what the change itself returns.

    Raises:
        Problem: as of the change.
    """
    result = verb(db.session, *said)
    db.session.commit()
    return result


def merge(*said: Any) -> str:
    """Merge an area into another; the code of the heir."""
    return str(change(changes.merge, *said).code)


def recode(*said: Any) -> str:
    """Give an area and all in it a new code; that code."""
    return str(change(changes.recode, *said).code)


def unchanged_since_shown(code: str, fields: tuple[str, ...]) -> None:
    """Go on only if nobody saved the area since the form showed it.

    Raises:
        Problem: `changed_meanwhile`.
    """
    area = db.session.get_one(Area, code)
    unchanged(area, code, lambda: texts(area, fields))


def retire_unit(key: str, allowed: Callable[[str], None]) -> str:
    """A local unit that is no more; records that name it stay. The code of its village.

    Raises:
        Problem: `not_found`, and what `allowed` raises for that village.
    """
    unit = db.session.get(LocalUnit, key)
    if unit is None:
        raise Problem("not_found")
    allowed(unit.area)
    unit.retired_on = today().isoformat()
    db.session.commit()
    return unit.area


def reviewed(*said: Any) -> review.Review:
    """What a file of areas or boundaries would do; `said` as of `fieldapp.areas.review.review`."""
    return review.review(db.session.connection(), *said)


def store(found: review.Review) -> None:
    """Do what was reviewed: areas and boundaries are stored, and what waited for these areas is judged again."""
    store_areas(db.session, found.rows)
    if found.outlines:
        store_outlines(db.session, found.outlines)
    db.session.commit()
    rows_came(db.engine)
