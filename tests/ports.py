"""Ports for the servers of tests: none that another process of tests on this machine takes, in this run or another.

The kernel's own choice may be the same twice, since a port is free again between asking and listening, and while a
server that was killed is started again. So each process goes through a stretch of numbers of its own, below those the
kernel gives to connections; the first of them it holds itself, which tells all others that the stretch is taken.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

LOWEST, HIGHEST = 10_000, 30_000
STRETCH = 50


def free_port() -> int:
    """A port of this machine that nobody listens on, and that this process has not had before."""
    for port in _NUMBERS:
        if taken := bound(port):
            taken.close()
            return port
    raise AssertionError(f"no stretch of {STRETCH} ports is free between {LOWEST} and {HIGHEST}")


def bound(port: int) -> socket.socket | None:
    """A socket that has this port, or None where another has it."""
    wanted = socket.socket()
    try:
        wanted.bind(("127.0.0.1", port))
    except OSError:
        wanted.close()
        return None
    return wanted


def numbers() -> Iterator[int]:
    """Those of one free stretch after another, each held as long as this process lives."""
    stretches = range(LOWEST, HIGHEST, STRETCH)
    for n in range(len(stretches)):
        first = stretches[(os.getpid() + n) % len(stretches)]
        if holding := bound(first):
            _HELD.append(holding)
            yield from range(first + 1, first + STRETCH)


_HELD: list[socket.socket] = []
_NUMBERS = numbers()
