"""Where the number on a paper leads the person signed in, beside what the reader of the code knows itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.ground.handed_in import HandedIn
from fieldapp.web.gate import Who


@dataclass(frozen=True)
class Scan:
    """A capability's papers with numbers. `leads`: asked with a connection, who asks and a number: the addresses of
    pages that are hers to see."""

    name: str
    leads: Callable[[Connection, Who, str], Sequence[str]]


SCANS: HandedIn[Scan] = HandedIn("papers with numbers")


@reads
def leads_to(connection: Connection, who: Who, number: str) -> list[str]:
    """The addresses that a number leads a person to."""
    return [address for one in SCANS.all() for address in one.leads(connection, who, number)]
