"""Work is done by a thread of this server, one of a name at a time; what it finds it keeps where the next who asks
looks first. A restart of the server ends it: whoever has it done knows by what was kept, or was not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from flask import Flask, current_app

AT_WORK: dict[Hashable, threading.Thread] = {}
GUARD = threading.Lock()


def is_at_work(name: Hashable) -> bool:
    """Whether work of this name goes on in this process."""
    return name in AT_WORK


def begin(name: Hashable, work: Callable[[], None]) -> bool:
    """Have this done by a thread; False where work of this name goes on already. What breaks it is logged.

    Args:
        name: what tells the work from all other: what is done, and of what.
    """
    with GUARD:
        if name in AT_WORK:
            return False
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        AT_WORK[name] = threading.Thread(target=_do, args=(app, name, work), name=str(name), daemon=True)
        AT_WORK[name].start()
    return True


def wait(seconds: float = 60) -> None:
    """Until all work that goes on now is done, each at most so long."""
    for thread in list(AT_WORK.values()):
        thread.join(seconds)


def _do(app: Flask, name: Hashable, work: Callable[[], None]) -> None:
    try:
        with app.app_context():
            work()
    except Exception:
        app.logger.exception("work aside was not done to its end: %s", name)
    finally:
        AT_WORK.pop(name, None)
