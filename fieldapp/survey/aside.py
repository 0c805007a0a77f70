"""Counting that takes longer than somebody waits: done by a thread of this server, one of a name at a time. What it
finds it keeps where the next who asks looks first."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask, current_app

AT_WORK: dict[str, threading.Thread] = {}
FAILED: set[str] = set()
GUARD = threading.Lock()


class BeingCounted(Exception):
    """So much of a survey's interviews is read; the rest is being read."""

    def __init__(self, survey: str, done: int, of: int) -> None:
        super().__init__(survey)
        self.survey, self.done, self.of = survey, done, of

    @property
    def percent(self) -> int:
        """How far it is, of 100."""
        return self.done * 100 // max(self.of, 1)


def is_at_work(name: str) -> bool:
    """Whether it goes on."""
    return name in AT_WORK


def go_aside(name: str, work: Callable[[], None]) -> bool:
    """Have this done aside, where that is not so already. False where it broke off before: who asks does it herself
    then, and whatever breaks is said."""
    with GUARD:
        if name in FAILED:
            FAILED.discard(name)
            return False
        if name not in AT_WORK:
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            AT_WORK[name] = threading.Thread(target=_at_work, args=(app, name, work), name=name, daemon=True)
            AT_WORK[name].start()
    return True


def _at_work(app: Flask, name: str, work: Callable[[], None]) -> None:
    try:
        with app.app_context():
            work()
    except Exception:
        app.logger.exception("a survey was not counted to the end")
        FAILED.add(name)
    finally:
        AT_WORK.pop(name, None)
