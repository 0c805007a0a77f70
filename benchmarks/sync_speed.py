"""Operations per second over HTTP: one server process, batches of 200, validated, logged, counted.

    python -m benchmarks.sync_speed [--operations 20000] [--phones 4] [--database sqlite|postgres] [--mixed]

The bodies are made beforehand, so that the client's own work is small; the demo county is there already. A phone
sends in the order it recorded, so its ids, which begin with their moment, arrive in order; `--mixed` sends the same
operations child by child with weeks between them, as no outbox does: every index is then written all over.
"""

from __future__ import annotations

import argparse
import http.client
import json
import threading
import time
from typing import Any

from benchmarks import ground
from fieldapp.demo import scale
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import Phone
from fieldapp.demo.stage.places import place

BATCH = 200


def bodies(who: dict[str, Any], number: int, count: int, mixed: bool) -> list[bytes]:
    """Requests of 200 operations each: households, children and visits of one phone."""
    phone = Phone(0, f"bench {number}", who["user"]["id"])
    phone.device = who["device"]
    cast, village = Cast(1), place(who["user"]["areas"][0])
    said: list[dict[str, Any]] = []
    block = 100 * (number + 1)
    while len(said) < count:
        said += scale.block(cast, phone, village, block, scale.BLOCK)
        block += 1
    return requests_of(who, said[:count] if mixed else as_recorded(said[:count]))


def as_recorded(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The operations in the order of their moments, numbered so."""
    ordered = sorted(said, key=lambda operation: operation["at"])
    return [operation | {"seq": seq} for seq, operation in enumerate(ordered, 1)]


def requests_of(who: dict[str, Any], said: list[dict[str, Any]]) -> list[bytes]:
    """Bodies of sync requests, 200 operations each."""
    head = {"epoch": who["epoch"], "cursor": {}, "app": "benchmark"}
    return [json.dumps(head | {"ops": said[n : n + BATCH]}).encode() for n in range(0, len(said), BATCH)]


def send_all_operations(port: int, who: dict[str, Any], said: list[dict[str, Any]]) -> None:
    """Send operations of one phone; every one must be applied."""
    outcomes: list[str] = []
    send_all(port, who["token"], requests_of(who, said), outcomes)
    assert outcomes == ["applied"] * len(said), set(outcomes)


def send_all(port: int, token: str, requests: list[bytes], outcomes: list[str]) -> None:
    """One phone: batch after batch on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for body in requests:
        connection.request("POST", "/api/v1/sync", body, headers)
        answer = connection.getresponse()
        receipts = json.loads(answer.read())["receipts"]
        outcomes += [receipt["outcome"] for receipt in receipts]
    connection.close()


def measure(
    database: str, operations: int, phones: int, port: int, mixed: bool = False
) -> tuple[float, float]:
    """Operations per second from one phone, then from several at once."""
    with ground.instance(database) as environ:
        told = ground.demo(environ)
        workers = [person for person in told["people"] if person["role"] == "vaccinator"]
        with ground.Server(environ, port):
            return (
                _run(port, workers[:1], 0, operations, mixed),
                _run(port, workers[1 : phones + 1], 1, operations // phones, mixed),
            )


def _run(port: int, workers: list[dict[str, Any]], first: int, each: int, mixed: bool) -> float:
    jobs = []
    for number, worker in enumerate(workers, first):
        who = ground.sign_in(port, worker["username"], worker["password"])
        jobs.append((who["token"], bodies(who, number, each, mixed)))
    outcomes: list[str] = []
    threads = [threading.Thread(target=send_all, args=(port, *job, outcomes)) for job in jobs]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    assert set(outcomes) == {"applied"}, set(outcomes)
    return len(outcomes) / seconds


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--operations", type=int, default=20_000)
    arguments.add_argument("--phones", type=int, default=4)
    arguments.add_argument("--database", choices=ground.DATABASES)
    arguments.add_argument("--port", type=int, default=8401)
    arguments.add_argument("--mixed", action="store_true")
    said = arguments.parse_args()
    rows: list[tuple[str, ...]] = [
        ("database", "1 phone, operations/s", f"{said.phones} phones, operations/s")
    ]
    for database in [said.database] if said.database else ground.DATABASES:
        one, several = measure(database, said.operations, said.phones, said.port, said.mixed)
        rows.append((database, f"{one:,.0f}", f"{several:,.0f}"))
    ground.table(f"sync: {said.operations} operations in batches of {BATCH}, one server process", rows)


if __name__ == "__main__":
    main()
