"""The server's worker: a phone that loses the network in the middle of a request holds nobody else up.

Gunicorn's threads wait for ever for the rest of a body and for somebody to take an answer, and five seconds for the
first word of a connection; a few phones out of reach would take every thread.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

from gunicorn.workers import gthread

FIRST_WORD_S = 0.05  # a connection that says nothing yet waits outside the threads


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]
    """Closes a connection that stands still for `stalled_s` seconds in the middle of a request or an answer."""

    stalled_s = 20

    def handle(self, conn: Any) -> Any:
        """Handle a request on a connection, in a thread."""
        if not conn.initialized and not conn.wait_for_data(FIRST_WORD_S):
            return gthread._DEFER
        limit = struct.pack("ll", self.stalled_s, 0)  # kept by the kernel, however Gunicorn sets the socket
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, direction, limit)
        return super().handle(conn)
