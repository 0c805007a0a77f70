"""What a county sets for its surveys and quick checks, with what is usual where it sets nothing. Rows of
`survey_setting`, written online, versioned and audited; phones are told them in `setup`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from fieldapp.ground.problems import Problem
from fieldapp.models.surveys import SurveySetting

MOST, LEAST = 100, {"check_extra": 0}


@dataclass(frozen=True)
class Settings:
    """Everything a county may set, each with what is usual (guides differ: `confirm` with the county).

    check_children: children of a quick check; check_act_from: at so many missed the township does the place again;
    check_extra: with fewer missed so many more are looked at, 0: none (`stats.lots.QuickRule`).
    """

    check_children: int = 20
    check_act_from: int = 2
    check_extra: int = 10


NAMES = frozenset(one.name for one in fields(Settings))
USUAL: dict[str, Any] = asdict(Settings())


def read_settings(connection: Connection, county: str) -> Settings:
    """A county's settings."""
    query = select(SurveySetting.name, SurveySetting.value).where(SurveySetting.county == county)
    return Settings(**{name: json.loads(value) for name, value in connection.execute(query) if name in NAMES})


def put_setting(session: Session, county: str, name: str, value: int) -> None:
    """Set one thing for a county, in the caller's transaction.

    Raises:
        Problem: `wrong_value`.
    """
    if name not in NAMES or not LEAST.get(name, 1) <= value <= MOST:
        raise Problem("wrong_value", field=name)
    row = session.get(SurveySetting, (county, name))
    if row is None:
        session.add(SurveySetting(county=county, name=name, value=json.dumps(value)))
    elif json.loads(row.value) != value:
        row.value = json.dumps(value)
