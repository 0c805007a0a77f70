"""The code lists as one county has them: its own codes and the common ones; what its keeper may add and retire.

A code is a reference row: the version phones see and the line of the audit are written as it is saved, and what was
held for want of it is judged again (`fieldapp.sync.rework.rejudge.follow_saves`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from fieldapp.areas import tree
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.tree import holds_every_county
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.codes import Code
from fieldapp.sync import codes
from fieldapp.web.gate import Who

ALL = "all"  # how a form says the common list


def counties_of(who: Who) -> list[tuple[str, str]]:
    """The counties whose codes are this person's to keep, each with its name; the common list where that is hers."""
    here = tree.inside(Area.code, who.areas)
    query = select(Area.county, Area.name).where(Area.level == "county", Area.retired_on.is_(None), here)
    found = [(county, place_said(name)) for county, name in db.session.execute(query.order_by(Area.code))]
    common = holds_every_county(db.session.connection(), who.areas)
    return [*found, (ALL, t("公用（所有的县）", "common (every county)"))] if common else found


def common_list(who: Who) -> str:
    """The common list, for who has every county.

    Raises:
        Problem: `not_yours_alone`.
    """
    if not holds_every_county(db.session.connection(), who.areas):
        raise Problem("not_yours_alone")
    return codes.COMMON


def add(list_: str, code: str, zh: str, en: str, county: str) -> None:
    """Add a code to a list of a county, or to the common one.

    Raises:
        Problem: `wrong_value`, `code_taken`.
    """
    codes.add(db.session(), list_, code, zh, en, county)
    db.session.commit()


def retire(key: str, retired: bool, county: str) -> None:
    """Stop offering a code, or offer it again, in one county or (the common list) in all.

    Raises:
        Problem: `not_found`, `wrong_state`.
    """
    codes.retire(db.session(), key, retired, county)
    db.session.commit()


def rows(list_: str, county: str) -> list[dict[str, Any]]:
    """The codes of a list as a county has them, those offered first; `common` where every county has it, `fixed` where
    this county cannot offer it again."""
    query = select(Code).where(Code.list == list_, Code.county.in_([codes.COMMON, county]))
    found: dict[str, dict[str, Code]] = {}
    for row in db.session.scalars(query.order_by(Code.version, Code.key)):
        found.setdefault(row.key, {})[row.county] = row
    listed = [_row(of, county) for of in found.values()]
    return sorted(listed, key=lambda row: bool(row["retired_on"]))


def _row(of: dict[str, Code], county: str) -> dict[str, Any]:
    common, own = of.get(codes.COMMON), of.get(county)
    shown = own or common
    assert shown is not None
    days = [row.retired_on for row in (common, own) if row is not None and row.retired_on]
    told: dict[str, Any] = {name: getattr(shown, name) for name in ("key", "code", "zh", "en")}
    told |= {"retired_on": max(days, default=None), "common": common is not None}
    return told | {"fixed": bool(county and common and common.retired_on)}
