"""The day by which operations are judged: the latest the server has known, so that a clock set back (a battery empty, a
wrong year) refuses no child for being born in the future, which could never be made good.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from fieldapp.ground.clock import today
from fieldapp.ground.db import upsert
from fieldapp.models.settings import Setting
from fieldapp.sync.incoming import references

LATEST = "latest_day"


def day_of_judging(connection: Connection) -> date:
    """Today, or a later day on which something was received; kept in this writing transaction when it is a new one."""
    day, known = today().isoformat(), references.setting(connection, LATEST)
    if day > known:
        upsert(connection, Setting.__table__, [{"name": LATEST, "value": day}])  # type: ignore[arg-type]
    return date.fromisoformat(max(day, known))
