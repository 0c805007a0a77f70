"""Something long is worked out by a thread of this server; whoever asked for it sees how far that is, may leave the
page, and finds what came of it when she comes back. Nothing is written.

What was found is handed out once: a page loaded again works it out again. One that a restart stopped is begun anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from fieldapp.ground.problems import Problem
from fieldapp.web.aside import threads

LARGE = 400_000  # bytes of a file that takes longer than three seconds
AT_ONCE, UNASKED_S = 3, 600  # threads of the server; seconds after which what nobody asked for is let go
PERCENT = {1: 5, 2: 45, 3: 65}  # what is behind a register at the beginning of each step
Tell = Callable[[int, int], None]  # the step that begins, and the rows there are


@dataclass
class Ahead:
    """How far something is: its step, its rows once they are counted; in the end what was found, or why it is not."""

    step: int = 1
    rows: int = 0
    found: Any = None
    problem: Problem | None = None
    ended: float = 0.0

    @property
    def percent(self) -> int:
        """How much is behind it, by what the steps take."""
        return PERCENT[self.step]

    def tell(self, step: int, rows: int) -> None:
        """A step begins."""
        self.step, self.rows = step, rows


ASKED: dict[Hashable, Ahead] = {}
GUARD = threading.Lock()


def is_large(content: bytes) -> bool:
    """Whether a file is looked at by a thread."""
    return len(content) > LARGE


def look(key: Hashable, work: Callable[[Tell], Any]) -> Ahead:
    """How far the work of this name is, begun where nobody has; one that is ended is handed out.

    Args:
        key: what tells it from all other work, with whose it is.

    Raises:
        Problem: `busy` while too much is worked out; and as of `work`.
    """
    with GUARD:
        _forget_old()
        one = ASKED.get(key)
        if one is None:
            if sum(not other.ended for other in ASKED.values()) >= AT_ONCE:
                raise Problem("busy")
            one = ASKED[key] = Ahead()
            _start(key, one, work)
    return handed_out(key) or one


def handed_out(key: Hashable) -> Ahead | None:
    """How far the work of this name is, handed out where it is ended; None where there is none.

    Raises:
        Problem: as of the work.
    """
    with GUARD:
        one = ASKED.get(key)
        if one and one.ended:
            del ASKED[key]
    if one and one.ended and one.problem:
        raise one.problem
    return one


def _forget_old() -> None:
    for key, one in list(ASKED.items()):
        if one.ended and time.monotonic() - one.ended > UNASKED_S:
            del ASKED[key]


def _start(key: Hashable, one: Ahead, work: Callable[[Tell], Any]) -> None:
    def noted() -> None:
        try:
            one.found = work(one.tell)
        except Problem as problem:
            one.problem = problem
        except Exception:
            one.problem = Problem("server_fault")
            raise
        finally:
            one.ended = time.monotonic()

    # Its own name: what was handed out may be begun again before its thread has ended.
    threads.begin(("ahead", key, id(one)), noted)
