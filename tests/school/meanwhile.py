"""Two people at the same moment: the second begins when the first has read what is recorded and is about to write."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

ENOUGH_S = 1.5  # for the second to write first, where nothing makes her wait


def meanwhile(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, second: Callable[[], Any]) -> Thread:
    """Let `second` begin when `room.name` is first about to write; whoever asked joins it."""
    thread, write, first = Thread(target=second), getattr(room, name), [True]

    def write_meanwhile(*said: Any) -> Any:
        if first and first.pop():
            thread.start()
            thread.join(ENOUGH_S)
        return write(*said)

    monkeypatch.setattr(room, name, write_meanwhile)
    return thread
