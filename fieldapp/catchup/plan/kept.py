"""The children of the campaign that is being set, kept between two inputs: they are read and asked about anew only when
something of their county was recorded since. One set of villages at a time."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from sqlalchemy import Connection

from fieldapp.areas.villages import Villages
from fieldapp.catchup.gaps.missing import Known
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.catchup.plan.needed import At
from fieldapp.schedule import Programme
from fieldapp.sync.outgoing.version import version_of

Answers = dict[tuple[str, str, str], At]
MOST_ANSWERS = 40_000  # of the schedule: eight days of as many children as are counted at once


class Kept:
    """The children that were asked for last, with what the schedule answered of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.whose: tuple[str, tuple[str, ...]] | None = None
        self.children: Sequence[Known] = ()
        self.answers: Answers = {}
        self.rules: Programme | None = None

    def of(
        self, connection: Connection, county: str, villages: Villages, rules: Programme
    ) -> tuple[Sequence[Known], Answers]:
        """The children of villages as they are now, and the answers that still hold of them."""
        whose = f"{connection.engine.url}{version_of(connection, county)}", villages.codes
        with self.lock:
            if whose != self.whose or rules is not self.rules:
                self.children, self.answers = children_of(connection, county, villages), {}
                self.whose, self.rules = whose, rules
            if len(self.answers) > MOST_ANSWERS:
                self.answers = {}
            return self.children, self.answers


KEPT = Kept()
