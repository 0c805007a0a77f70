"""What happens to the server: disk full, file locked by a backup, killed between commit and reply, a code retired.

In each case the phone is told plainly or not at all, keeps everything, sends again, and nothing counts twice.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.sync.rework.replay import verify
from fieldapp.web.passwords import hash_password
from fieldapp.web.worker import PacedSocket
from tests.ports import free_port
from tests.serving import serve
from tests.sync.county import NORTH, SOUTH, child, key, outcomes, send, tally, visit
from tests.sync.ready import small_county
from tests.sync.test_exchange import PASSWORD, Phone


class Running:
    """A server process of our own on a free port, with the small county; may be killed and started again."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        app = small_county(instance)
        with app.app_context():
            with Session(db.engine) as session:
                session.get_one(Person, key("ann")).password_hash = hash_password(PASSWORD, 8)
                session.commit()
            db.engine.dispose()
        self.engine: Engine = create_engine(f"sqlite:///{instance / 'fieldapp.sqlite'}")
        self.port = free_port()
        self.start()

    def start(self) -> None:
        environ = {**os.environ, "FIELDAPP_INSTANCE": str(self.instance), "FIELDAPP_STALLED_S": "1"}
        self.process = serve(environ, self.port, self.instance / "server.log")
        self.wait_for(listening=True)

    def wait_for(self, listening: bool) -> None:
        """Until the port answers, or nobody of the killed process group holds it any more."""
        for _ in range(400):
            with socket.socket() as probe:
                if (probe.connect_ex(("127.0.0.1", self.port)) == 0) == listening:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not start" if listening else "the server did not die")

    def kill(self) -> None:
        self.process.kill()
        self.wait_for(listening=False)

    def request(self, path: str, body: Any, token: str = "", promise: int | None = None) -> socket.socket:
        """A connection with the request sent (as `promise` bytes, however many there are) and nothing read."""
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        head += f"Authorization: Bearer {token}\r\nContent-Length: {promise or len(content)}\r\n\r\n"
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        wire.sendall(head.encode() + content)
        return wire

    def ask(self, path: str, body: Any, token: str = "") -> Any:
        with self.request(path, body, token) as wire:
            answer = b""
            while part := wire.recv(65536):
                answer += part
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    def stored(self, id_: str) -> int:
        with self.engine.connect() as connection:
            query = text("SELECT count(*) FROM operation WHERE id = :id")
            return int(connection.execute(query, {"id": id_}).scalar_one())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    server = Running(tmp_path / "instance")
    yield server
    server.kill()
    server.engine.dispose()


def sign_in(server: Running) -> tuple[str, str]:
    said = {"username": "ann", "password": PASSWORD, "device": key("a phone"), "name": "test"}
    return key("a phone"), server.ask("/api/v1/devices", said)["token"]


def batch(device: str) -> list[dict[str, Any]]:
    return [child() | {"device": device, "seq": 1}, visit() | {"device": device, "seq": 2}]


def wait_until_stored(server: Running, id_: str) -> None:
    for _ in range(400):
        if server.stored(id_):
            return
        time.sleep(0.01)
    raise AssertionError("never stored")


def test_kill_the_server_after_commit_before_the_reply(running: Running) -> None:
    device, token = sign_in(running)
    ops = batch(device)
    wire = running.request("/api/v1/sync", {"ops": ops}, token)
    wait_until_stored(running, ops[1]["id"])
    running.kill()
    wire.close()
    running.start()
    again = running.ask("/api/v1/sync", {"ops": ops}, token)
    assert [(r["outcome"], r["was"]) for r in again["receipts"]] == [("duplicate", "applied")] * 2
    assert tally(running.engine)["vaccinated"] == 1
    assert verify(running.engine) == []


def test_lose_the_reply(running: Running) -> None:
    device, token = sign_in(running)
    ops = batch(device)
    for _ in range(3):
        running.request("/api/v1/sync", {"ops": ops}, token).close()
    wait_until_stored(running, ops[1]["id"])
    again = running.ask("/api/v1/sync", {"ops": ops}, token)
    assert [r["outcome"] for r in again["receipts"]] == ["duplicate"] * 2
    assert tally(running.engine)["vaccinated"] == 1


def test_truncated_body(running: Running) -> None:
    device, token = sign_in(running)
    ops = batch(device)
    wire = running.request("/api/v1/sync", {"ops": ops}, token, promise=100_000)
    wire.shutdown(socket.SHUT_WR)
    wire.close()
    assert [r["outcome"] for r in running.ask("/api/v1/sync", {"ops": ops}, token)["receipts"]] == [
        "applied"
    ] * 2


def test_phones_out_of_reach_in_the_middle_of_a_request_hold_nobody_up(running: Running) -> None:
    stalled = [running.request("/api/v1/devices", {}, promise=500) for _ in range(8)]
    assert sign_in(running)[1]
    for wire in stalled:
        wire.settimeout(20)
        assert b" 400 " in wire.recv(100)
        wire.close()


def drip(wire: socket.socket, seconds: float) -> float:
    """A byte every half second until the server hangs up; how long it listened."""
    began = time.monotonic()
    wire.settimeout(0.5)
    while time.monotonic() - began < seconds:
        try:
            wire.sendall(b" ")
            if wire.recv(100):
                break
        except TimeoutError:
            continue
        except OSError:
            break
        break
    wire.close()
    return time.monotonic() - began


def test_a_byte_now_and_then_does_not_hold_a_thread(running: Running) -> None:
    head = b"POST /api/v1/devices HTTP/1.1\r\nHost: x\r\nX-Slow: "
    with ThreadPoolExecutor(8) as pool:
        body = [pool.submit(drip, running.request("/api/v1/devices", {}, promise=500), 60) for _ in range(4)]
        heads = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(4)]
        for wire in heads:
            wire.sendall(head)
        slow = [pool.submit(drip, wire, 60) for wire in heads]
        assert sign_in(running)[1]
        assert max(one.result() for one in [*body, *slow]) < 30  # a second each, by four threads


def test_a_slow_phone_that_goes_on_sending_is_waited_for(running: Running) -> None:
    device, token = sign_in(running)
    body = json.dumps({"ops": batch(device)}).encode() + b" " * 9000
    head = f"POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as wire:
        wire.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 1500):
            time.sleep(0.3)
            wire.sendall(body[start : start + 1500])
        assert wire.recv(100).startswith(b"HTTP/1.1 200 ")


def test_an_answer_taken_a_little_now_and_then_is_given_up() -> None:
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def sip() -> None:
        while not stop.wait(0.2):
            theirs.recv(50)

    sipping = threading.Thread(target=sip)
    sipping.start()
    began = time.monotonic()
    with pytest.raises(BlockingIOError):
        PacedSocket(ours, 1).sendall(b"x" * 2**23)
    assert time.monotonic() - began < 40  # fifteen times what it may stand still, and what it did stand
    stop.set()
    sipping.join()
    ours.close()
    theirs.close()


def test_connections_that_say_nothing_hold_nobody_up(running: Running) -> None:
    silent = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(40)]
    began = time.monotonic()
    assert sign_in(running)[1]
    assert time.monotonic() - began < 40  # five seconds each, by four threads, were fifty
    for wire in silent:
        wire.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Phone]:
    """A phone of a server whose SQLite waits for a lock 0.2 s only."""
    app = small_county(tmp_path)
    with app.app_context():
        with Session(db.engine) as session:
            session.get_one(Person, key("ann")).password_hash = hash_password(PASSWORD, 8)
            session.commit()
        engine = app.extensions["engine"] = db.engine
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=200"))
    engine.dispose()
    yield Phone(app.test_client(), "ann")
    engine.dispose()


def test_sqlite_file_locked_by_a_backup(small: Phone, tmp_path: Path) -> None:
    backup = sqlite3.connect(tmp_path / "fieldapp.sqlite", isolation_level=None)
    backup.execute("BEGIN IMMEDIATE")
    said = {"ops": [small.own(child())]}
    reply = small.client.post("/api/v1/sync", json=said, headers=small.headers)
    assert (reply.status_code, reply.json["problem"]["code"]) == (503, "busy")
    backup.execute("ROLLBACK")
    backup.close()
    reply = small.client.post("/api/v1/sync", json=said, headers=small.headers)
    assert outcomes(reply.json["receipts"]) == ["applied"]


def test_disk_full_on_the_server(small: Phone) -> None:
    engine = small.client.application.extensions["engine"]
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limits = [pages + 2, 10**9]
    event.listen(engine, "checkout", lambda raw, _r, _p: raw.execute(f"PRAGMA max_page_count={limits[0]}"))
    said = {"ops": [small.own(child(f"c{n}") | {"data": {"note": "x" * 3000}}) for n in range(200)]}
    reply = small.client.post("/api/v1/sync", json=said, headers=small.headers)
    assert (reply.status_code, reply.json["problem"]["code"]) == (503, "disk_full")
    limits.pop(0)  # somebody made room
    reply = small.client.post("/api/v1/sync", json=said, headers=small.headers)
    assert set(outcomes(reply.json["receipts"])) == {"applied"}


def test_a_code_retired_while_phones_still_hold_it(engine: Engine) -> None:
    send(engine, child())
    with Session(engine) as session:
        village = session.get_one(Area, NORTH)
        village.retired_on, village.replaced_by = "2025-12-01", SOUTH
        session.commit()
    assert outcomes(send(engine, visit())) == ["applied"]
    assert tally(engine)["vaccinated"] == 1
    assert verify(engine) == []
    with Session(engine) as session:
        village = session.get_one(Area, NORTH)
        village.retired_on = village.replaced_by = None
        session.commit()
