"""Where the number of a catch-up's slip leads: to the child it was made out for."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import Connection

from fieldapp.catchup.child import asking
from fieldapp.web.gate import Who
from fieldapp.web.on_papers.scans import Scan


def _leads(connection: Connection, who: Who, number: str) -> list[str]:
    return [
        url_for("catchup_child.show", key=campaign, child=child)
        for campaign, child in asking.slips_of(connection, who, number)
    ]


SLIPS = Scan("catchup_slips", _leads)
