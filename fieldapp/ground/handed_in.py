"""What capabilities hand to a room below them when the application is made: that room uses it and imports none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class HandedIn(Generic[T]):
    """One list of such things, called `what`; what was handed in last is in force."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.things: tuple[T, ...] | None = None

    def put(self, things: Iterable[T]) -> None:
        """These from now on, whatever was there before."""
        self.things = tuple(things)

    def all(self) -> tuple[T, ...]:
        """Everything in force.

        Raises:
            RuntimeError: nothing was ever handed in, and doing without would go wrong in silence.
        """
        if self.things is None:
            raise RuntimeError(f"no {self.what} were handed in: make the application with create_app first")
        return self.things
