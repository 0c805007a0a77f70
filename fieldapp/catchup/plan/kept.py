"""What was worked out last of a county's records, kept until one of them changes: the children of villages, and the
cases of a campaign. A few at a time; whoever asks after a change is answered anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from fieldapp.areas.villages import Villages
from fieldapp.catchup.gaps.missing import Known
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.catchup.plan.needed import Case
from fieldapp.sync.outgoing.version import version_of

T = TypeVar("T")
MOST = 3  # answers of each kind; one may be of as many children as are worked out at once


class Kept(Generic[T]):
    """The last few answers with what they are of: server, county as it stands, and what was asked."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: list[tuple[list[Any], Sequence[T]]] = []

    def of(
        self, connection: Connection, county: str, asked: Sequence[Any], make: Callable[[], Sequence[T]]
    ) -> Sequence[T]:
        """The answer to a question, made anew where something of the county was recorded since."""
        key = [connection.engine, version_of(connection, county), *asked]
        with self.lock:
            found = next((answer for of, answer in self.answers if of == key), None)
        if found is None:
            found = make()
            with self.lock:
                self.answers = [(key, found), *self.answers[: MOST - 1]]
        return found


CHILDREN = Kept[Known]()
CASES = Kept[Case]()


def kept_children(connection: Connection, county: str, villages: Villages) -> Sequence[Known]:
    """The children of villages as they are now."""
    return CHILDREN.of(
        connection, county, [county, villages.codes], lambda: children_of(connection, county, villages)
    )
