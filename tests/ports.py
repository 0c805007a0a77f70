"""Ports for the servers of tests: none that another worker of this run takes in the same moment.

The kernel's own choice may be the same twice, since a port is free again between asking and listening, and while a
server that was killed is started again. So each process goes through numbers of its own, below those the kernel gives
to connections.
"""

from __future__ import annotations

import os
import socket
from itertools import count

LOWEST, HIGHEST = 10_000, 30_000
APART = 211  # numbers between two processes that follow each other
_NEXT = count(os.getpid() * APART)


def free_port() -> int:
    """A port of this machine that nobody listens on, and that this process has not had before."""
    for number in _NEXT:
        port = LOWEST + number % (HIGHEST - LOWEST)
        with socket.socket() as wanted:
            try:
                wanted.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("never: numbers do not end")
