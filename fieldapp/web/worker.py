"""The server's worker: a phone that loses the network in the middle of a request holds nobody else up, nor does one
that sends or takes a byte now and then.

Gunicorn's threads wait for ever for the rest of a body and for somebody to take an answer, and five seconds for the
first word of a connection; a few phones out of reach would take every thread. It also takes leave of a connection
for two seconds in the loop that all others wait for.
"""

from __future__ import annotations

import errno
import socket
import struct
import time
from typing import Any

from gunicorn import util
from gunicorn.workers import gthread

FIRST_WORD_S = 0.05  # a connection that says nothing yet waits outside the threads
SLOWEST = 2000  # bytes a second: what GPRS carries at its worst
PATIENCE = 15  # no request is read or answered longer than so many times what it may stand still


class PacedSocket:
    """A connection on which one request, and then its answer, may take so long and no longer: `stalled_s` seconds of
    waiting and one more for every `SLOWEST` bytes that went over, `PATIENCE` times `stalled_s` at most."""

    def __init__(self, plain: socket.socket, stalled_s: float) -> None:
        self.plain, self.stalled_s = plain, stalled_s
        limit = struct.pack("ll", int(stalled_s), 0)  # kept by the kernel, however Gunicorn sets the socket
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            plain.setsockopt(socket.SOL_SOCKET, direction, limit)
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def begin(self) -> None:
        """The next request: nothing was waited for yet."""
        self.waited, self.moved = {"in": 0.0, "out": 0.0}, {"in": 0, "out": 0}

    def _note(self, way: str, since: float, count: int) -> None:
        self.waited[way] += time.monotonic() - since
        self.moved[way] += count
        allowed = self.stalled_s + self.moved[way] / SLOWEST
        if self.waited[way] > min(allowed, PATIENCE * self.stalled_s):
            raise BlockingIOError(errno.EAGAIN, "too slow")  # what the kernel says of one that stands still

    def recv(self, size: int) -> bytes:
        """Up to `size` bytes, as they come."""
        since = time.monotonic()
        content = self.plain.recv(size)
        self._note("in", since, len(content))
        return content

    def sendall(self, content: bytes) -> None:
        """All of it, as it is taken."""
        left = memoryview(content)
        while left:
            since = time.monotonic()
            count = self.plain.send(left)
            left = left[count:]
            if left:
                self._note("out", since, count)

    def setblocking(self, blocking: bool) -> None:
        """As of any socket; nothing once it is closed."""
        if self.plain.fileno() >= 0:
            self.plain.setblocking(blocking)


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Closes a connection that stands still for `stalled_s` seconds in the middle of a request or an answer, or that
    is slower than any phone."""

    stalled_s = 20

    def handle(self, conn: Any) -> Any:
        """Handle a request on a connection, in a thread."""
        if not conn.initialized and not conn.wait_for_data(FIRST_WORD_S):
            return gthread._DEFER
        if not isinstance(conn.sock, PacedSocket):
            conn.sock = PacedSocket(conn.sock, self.stalled_s)
        conn.sock.begin()
        kept = super().handle(conn)
        if not kept:
            util.close_graceful(conn.sock.plain)
        return kept
