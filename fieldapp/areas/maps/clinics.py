"""The clinic that serves a village, and its number to call. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from fieldapp.ground.subtrees import inside
from fieldapp.models.clinics import Clinic


def clinics_for(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """By village, the clinic that serves it: its name and telephone number."""
    query = select(Clinic.name, Clinic.phone, Clinic.serves).where(Clinic.retired_on.is_(None))
    rows = [(name, phone or "", json.loads(serves)) for name, phone, serves in connection.execute(query)]
    return {
        code: clinic
        for code in codes
        if (clinic := next(((name, phone) for name, phone, serves in rows if inside(code, serves)), None))
    }
