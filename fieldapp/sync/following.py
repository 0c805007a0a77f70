"""What capabilities do when records of theirs were taken in and stand: handed in at the start, run after commit.

Nothing here decides what was taken: a follower that fails is written to the log, and the receipt stays as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from fieldapp.ground.db import reading
from fieldapp.ground.handed_in import HandedIn
from fieldapp.records.operation import Operation

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Follower:
    """Asked with a connection that only reads and the operations of its `kind` that came."""

    kind: str
    follow: Callable[[Connection, Sequence[Operation]], None]


FOLLOWERS: HandedIn[Follower] = HandedIn("followers")


def after(engine: Engine, operations: Sequence[Operation]) -> None:
    """Every follower of a kind that came."""
    for one in FOLLOWERS.all():
        some = [operation for operation in operations if operation.kind == one.kind]
        if some:
            try:
                with reading(engine) as connection:
                    one.follow(connection, some)
            except Exception:
                logger.exception("what follows %d records of %s went wrong", len(some), one.kind)
