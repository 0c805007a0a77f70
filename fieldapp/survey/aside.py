"""A survey's interviews or children counted by a thread: what a page says meanwhile, and what broke off."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.web.aside import threads

FAILED: set[str] = set()


class BeingCounted(Exception):
    """So much of a survey's interviews is read; the rest is being read."""

    def __init__(self, survey: str, done: int, of: int) -> None:
        super().__init__(survey)
        self.survey, self.done, self.of = survey, done, of

    @property
    def percent(self) -> int:
        """How far it is, of 100."""
        return self.done * 100 // max(self.of, 1)


def go_aside(name: str, work: Callable[[], None]) -> bool:
    """Have this done aside, where that is not so already. False where it broke off before: who asks does it herself
    then, and whatever breaks is said."""
    if name in FAILED:
        FAILED.discard(name)
        return False

    def noted() -> None:
        try:
            work()
        except Exception:
            FAILED.add(name)
            raise

    threads.begin(name, noted)
    return True
