"""What a county sets for its school check, with what is usual where it sets nothing. Rows of `school_setting`, written
online, versioned and audited; phones are told them in `setup`."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from fieldapp.ground.problems import Problem
from fieldapp.models.schools import SchoolSetting
from fieldapp.school.deadlines import Days

LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Settings(Days):
    """Everything a county may set, each with what is usual; days as `Days` has them.

    marks: how given, missed, caught up, not yet due and exempt are marked in the register, never by colour alone.
    goal_check, goal_reissue, goal_caught_up: percent.
    notice_text, reissue_text, unassessed_text: what stands on notices beside what every notice says.
    """

    mark_given: str = "✓"
    mark_missed: str = "✗"
    mark_caught_up: str = "✓补"
    mark_not_due: str = ""
    mark_exempt: str = "○"
    goal_check: int = 95
    goal_reissue: int = 98
    goal_caught_up: int = 95
    notice_text: str = ""
    reissue_text: str = ""
    unassessed_text: str = ""


NAMES = {one.name: type(getattr(Settings(), one.name)) for one in fields(Settings)}
MONTH_AND_DAY = ("second_look", "school_report", "township_report", "county_report")


def read_settings(connection: Connection, county: str) -> Settings:
    """A county's settings."""
    rows = connection.execute(
        select(SchoolSetting.name, SchoolSetting.value).where(SchoolSetting.county == county)
    )
    said = {name: json.loads(value) for name, value in rows if name in NAMES}
    return Settings(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    )


def put_setting(session: Session, county: str, name: str, value: Any) -> None:
    """Set one thing for a county, in the caller's transaction; None: as usual again.

    Raises:
        Problem: `wrong_value`, `too_long`.
    """
    row = session.get(SchoolSetting, (county, name))
    if value is None:
        if row is not None:
            session.delete(row)
        return
    _check(name, value)
    text = json.dumps(value, ensure_ascii=False)
    if row is None:
        session.add(SchoolSetting(county=county, name=name, value=text))
    elif row.value != text:
        row.value = text


def _check(name: str, value: Any) -> None:
    kind = NAMES.get(name)
    days = [value] if name in MONTH_AND_DAY else value if name == "interim" else []
    if kind is None or not isinstance(value, list if kind is tuple else kind) or isinstance(value, bool):
        raise Problem("wrong_value", field=name)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Problem("too_long", field=name, limit=LONGEST_TEXT)
    if any(not _is_day(day) for day in days) or (kind is int and not 0 <= value <= 366):
        raise Problem("wrong_value", field=name)


def _is_day(said: Any) -> bool:
    """Whether this is a month and a day, 12-31."""
    if not isinstance(said, str) or len(said) != 5 or said[2] != "-":
        return False
    month, day = said[:2], said[3:]
    return month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
