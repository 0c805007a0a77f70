"""Who can sign in to a demonstration: one person a role, shown on its sign-in page and nowhere else."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import Connection, func, select

from fieldapp.ground.db import db, reading
from fieldapp.models.people import Person
from fieldapp.models.settings import Setting
from fieldapp.records.permissions import ROLES

PASSWORD = "demo2025"  # nosec B105: of the demo people, and everybody knows it


def sign_ins() -> list[dict[str, str]]:
    """User name, password and role of the demo people; nobody unless the server says it is a demonstration."""
    if not current_app.config["DEMO"]:
        return []
    query = (
        select(Person.role, func.min(Person.username).label("username"))
        .where(Person.active)
        .group_by(Person.role)
    )
    with reading(db.engine) as connection:
        if not is_demonstration(connection):
            return []
        found = {row.role: row.username for row in connection.execute(query)}
    return [{"role": r, "username": found[r], "password": PASSWORD} for r in reversed(ROLES) if r in found]


def is_demonstration(connection: Connection) -> bool:
    """Whether the database holds the demo county."""
    return connection.scalar(select(Setting.value).where(Setting.name == "demo")) is not None
