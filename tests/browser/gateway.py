"""What may stand between a phone and its server: everything passes through here and can be made to go wrong."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
HOP |= {
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
}  # answers come plain and whole: to be changed


@dataclass(frozen=True)
class Answer:
    """What the phone gets; `cut` bytes of the body are left out at the end, the announced length stays."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut: int = 0


@dataclass(frozen=True)
class Forward:
    """Asks the server what the phone asked; `body` is what the phone sent, as it came."""

    ask: Callable[[], Answer]
    body: bytes

    def __call__(self) -> Answer:
        return self.ask()


Fault = Callable[[Forward], Answer | None]


class Gateway:
    """Passes requests on to `server`. `faults` by path: each gets a function that asks the server, and gives the
    answer to pass back, or None to drop the connection."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.faults: dict[str, Fault] = {}
        self.requests: list[tuple[str, str]] = []
        self._listening = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._listening.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._listening.server_address[1]}"

    @contextmanager
    def open(self) -> Iterator[Gateway]:
        """Listen until the end of the block."""
        thread = threading.Thread(target=self._listening.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield self
        self._listening.shutdown()
        self._listening.server_close()
        thread.join()

    def asked(self, path: str) -> int:
        """How often the phone asked for `path`."""
        return sum(seen == path for _method, seen in self.requests)

    def _forward(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP}
        connection.request(handler.command, handler.path, body or None, headers)
        response = connection.getresponse()
        kept = {name: value for name, value in response.getheaders() if name.lower() not in HOP}
        answer = Answer(response.status, kept, response.read())
        connection.close()
        return answer

    def _fault(self, path: str) -> Fault | None:
        return self.faults.get(path.split("?")[0]) or self.faults.get("*")

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.requests.append((handler.command, handler.path))
        fault = self._fault(handler.path)
        try:
            forward = Forward(lambda: self._forward(handler, body), body)
            answer = fault(forward) if fault else forward()
        except OSError:
            answer = None
        handler.close_connection = True
        if answer is not None:
            _write(handler, answer)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                gateway._answer(self)

            do_POST = do_GET

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        return Handler


def _write(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    try:
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body[: len(answer.body) - answer.cut])
    except OSError:
        return  # the phone did not wait


def portal(_forward: Forward) -> Answer:
    """The sign-in page of some network, whatever was asked for."""
    page = "<!doctype html><title>欢迎上网</title><h1>请登录</h1>".encode()
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, page)


def lost(forward: Forward) -> None:
    """The server does its work; its answer never arrives."""
    forward()


def truncated(forward: Forward) -> Answer:
    """Half of the answer arrives."""
    answer = forward()
    return replace(answer, cut=len(answer.body) // 2)
