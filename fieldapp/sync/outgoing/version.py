"""The version of what a county's pages are made of."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fieldapp.models.log import County
from fieldapp.sync.incoming.references import epoch, setting


def version_of(connection: Connection, county: str) -> str:
    """What changes whenever anything of the county or any reference row does."""
    version = connection.scalar(select(County.version).where(County.code == county)) or 0
    return f"{epoch(connection)[:8]}-{version}-{setting(connection, 'reference_version', '0')}"
