"""Many phones at once on a bad network: is every operation stored, and is each counted once?

    python -m benchmarks.phones [--phones 300] [--operations 60] [--seed 0] [--database sqlite|postgres]

Each phone lists children and doses them, and doses and corrects children of its neighbours too. It sends in
any order, in batches of any size, now and then again what it has sent; a reply in six is lost after the server
got the request, a request in twenty breaks off half-way, and the server is killed twice while they send.
A phone forgets an operation only when a receipt names its id and its hash.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

import rfc8785
from sqlalchemy import create_engine, text

from benchmarks import ground
from fieldapp.demo.stage.phone import Phone, named, new_id

LOST_REPLY, BROKEN_OFF, SENT_AGAIN = 1 / 6, 1 / 20, 1 / 8
LARGEST = 40
LISTED, DAY = "2026-01-04", "2026-01-06"


@dataclass
class Job:
    """One phone: whom it signed in as, what it has to say, and what happened to it."""

    number: int
    token: str
    outbox: list[dict[str, Any]]
    said: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    lost: int = 0
    outcomes: set[str] = field(default_factory=set)
    trouble: str | None = None
    seed: int = 0


def write_outbox(
    phone: Phone, village: str, round_: str, number: int, neighbour: int, count: int, seed: int = 0
) -> list[dict[str, Any]]:
    """What one phone recorded: its own children, and words about those of its neighbour in the village."""
    rng = Random(f"outbox {number} {seed}")
    own = [named(seed, village, str(number), str(n)) for n in range(count // 3)]
    others = [named(seed, village, str(neighbour), str(n)) for n in range(count // 3)]
    said = []
    for key in own:
        born = f"20{rng.randrange(19, 25)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
        words = {"name": f"孩子{key[:4]}", "sex": "male", "born": born, "registered_at": "county"}
        said.append(
            phone.say("child", village, _at(rng), words | {"listed_on": LISTED, "status": "here"}, key)
        )
    while len(said) < count:
        key = rng.choice(own + others)
        if rng.random() < 0.2:
            said.append(phone.say("child", village, _at(rng), {"guardian": f"家长{rng.randrange(99)}"}, key))
        else:
            outcome = rng.choice(("vaccinated", "vaccinated", "vaccinated", "absent_short", "refused"))
            words = {"round": round_, "child": key, "on": DAY, "mode": "door", "outcome": outcome}
            said.append(phone.say("visit", village, _at(rng), words))
    return said


def _at(rng: Random) -> str:
    return f"{DAY}T0{rng.randrange(10)}:{rng.randrange(10, 60)}:00.{rng.randrange(1000):03d}Z"


def work(port: int, job: Job, deadline: float) -> None:
    """Send until the outbox is empty, whatever happens on the way."""
    rng = Random(f"network {job.number} {job.seed}")
    waiting = {op["id"]: op for op in job.outbox}
    hashes = {op["id"]: hashlib.sha256(rfc8785.dumps(op)).hexdigest() for op in job.outbox}
    while waiting:
        if time.monotonic() > deadline:
            job.trouble = f"phone {job.number} still holds {len(waiting)} operations"
            return
        batch = rng.sample(list(waiting.values()), min(len(waiting), rng.randrange(1, LARGEST)))
        if rng.random() < SENT_AGAIN:
            batch += rng.sample(job.outbox, min(5, len(job.outbox)))
        reply = _exchange(port, job, batch, rng)
        if reply is None:
            time.sleep(rng.uniform(0.02, 0.3))
            continue
        for receipt in reply["receipts"]:
            job.outcomes.add(receipt.get("was") or receipt["outcome"])
            if hashes.get(receipt["id"]) == receipt["hash"]:
                waiting.pop(receipt["id"], None)


def _exchange(port: int, job: Job, batch: list[dict[str, Any]], rng: Random) -> dict[str, Any] | None:
    """One request; None when no reply came."""
    body = json.dumps({"epoch": None, "cursor": {}, "ops": batch}).encode()
    lot = rng.random()
    job.requests += 1
    try:
        if lot < LOST_REPLY + BROKEN_OFF:
            job.lost += 1
            _hang_up(port, job.token, body, whole=lot < LOST_REPLY)
            return None
        status, answer = ground.request(port, "POST", "/api/v1/sync", body, job.token)
    except (OSError, http.client.HTTPException):
        return None
    if status != 200:
        job.trouble = f"{status} {answer[:200]!r}" if status < 500 else job.trouble
        return None
    reply: dict[str, Any] = json.loads(answer)
    return reply


def _hang_up(port: int, token: str, body: bytes, whole: bool) -> None:
    """Send a request, or the first half of it, and close without reading."""
    head = f"POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(head.encode() + (body if whole else body[: len(body) // 2]))
        time.sleep(0.01)


def jobs(port: int, told: dict[str, Any], phones: int, operations: int, seed: int) -> list[Job]:
    """Phones signed in, several to a worker, each with its outbox written."""
    workers = [person for person in told["people"] if person["role"] == "vaccinator"][:-1]
    workers = workers[: max(1, phones // 4)]
    found = []
    for number in range(phones):
        worker = workers[number % len(workers)]
        device = new_id(Random(f"device {number} {seed}"), "2025-11-01T00:00:00.000Z")
        who = ground.sign_in(port, worker["username"], worker["password"], device)
        phone = Phone(seed, f"simulated {number}", who["user"]["id"])
        phone.device = device
        neighbour = number - len(workers) if number >= len(workers) else number + len(workers)
        village, round_ = worker["areas"][0], told["rounds"][1]
        outbox = write_outbox(phone, village, round_, number, neighbour, operations, seed)
        found.append(Job(number, who["token"], outbox, seed=seed))
    return found


def simulate(
    environ: dict[str, str], phones: int, operations: int, port: int, seed: int = 0
) -> dict[str, int]:
    """Let them all send, kill the server twice meanwhile, and count what is there afterwards."""
    told = ground.demo(environ)
    before = dosed(environ, told["rounds"][1])
    server = ground.Server(environ, port)
    server.start()
    try:
        all_jobs = jobs(port, told, phones, operations, seed)
        start = time.monotonic()
        _send_all(server, all_jobs, start + 900)
        seconds = time.monotonic() - start
    finally:
        server.end()
    troubles = [job.trouble for job in all_jobs if job.trouble]
    assert not troubles, troubles[:3]
    counted = dosed(environ, told["rounds"][1]) - before
    return {"seconds": round(seconds)} | _count(environ, all_jobs, counted)


def _send_all(server: ground.Server, all_jobs: list[Job], deadline: float) -> None:
    threads = [threading.Thread(target=work, args=(server.port, job, deadline)) for job in all_jobs]
    for thread in threads:
        thread.start()
    for share in (0.3, 0.6):
        goal = share * len(threads)
        while sum(not thread.is_alive() for thread in threads) < goal and time.monotonic() < deadline:
            time.sleep(0.05)
        server.end(signal.SIGKILL)
        server.start()
    for thread in threads:
        thread.join()


def _count(environ: dict[str, str], all_jobs: list[Job], counted: int) -> dict[str, int]:
    said = [op for job in all_jobs for op in job.outbox]
    stored = rows(environ, "SELECT id, hash, count(*) FROM operation GROUP BY id, hash")
    found = {(id_, hash_): n for id_, hash_, n in stored}
    times = [found.get((op["id"], hashlib.sha256(rfc8785.dumps(op)).hexdigest()), 0) for op in said]
    visits = [op["data"] for op in said if op["kind"] == "visit"]
    truth = len({visit["child"] for visit in visits if visit["outcome"] == "vaccinated"})
    return {
        "phones": len(all_jobs),
        "operations": len(said),
        "requests": sum(job.requests for job in all_jobs),
        "replies lost": sum(job.lost for job in all_jobs),
        "operations lost": times.count(0),
        "stored twice": sum(n > 1 for n in times),
        "children dosed": truth,
        "children counted": counted,
        "verify differences": differences(environ, "verify"),
        "recount differences": differences(environ, "recount"),
    }


def rows(environ: dict[str, str], query: str, **words: Any) -> list[Any]:
    """Rows straight from the database."""
    url = environ.get("FIELDAPP_DATABASE_URL", f"sqlite:///{environ['FIELDAPP_INSTANCE']}/fieldapp.sqlite")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = list(connection.execute(text(query), words))
    engine.dispose()
    return found


def dosed(environ: dict[str, str], round_: str) -> int:
    """Children counted as dosed in a round."""
    query = "SELECT sum(n) FROM tally WHERE slice = 'all' AND measure = 'vaccinated' AND round = :round"
    return int(rows(environ, query, round=round_)[0][0] or 0)


def differences(environ: dict[str, str], command: str) -> int:
    """What `fieldapp verify` or `fieldapp recount` finds."""
    return int(ground.fieldapp(environ, command).split()[-2])


def main() -> None:
    """Simulate on each database and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--phones", type=int, default=300)
    arguments.add_argument("--operations", type=int, default=60, help="operations a phone")
    arguments.add_argument(
        "--seed", type=int, default=0, help="another seed, other records and another network"
    )
    arguments.add_argument("--database", choices=ground.DATABASES)
    arguments.add_argument("--port", type=int, default=8402)
    said = arguments.parse_args()
    results = {}
    for database in [said.database] if said.database else ground.DATABASES:
        with ground.instance(database) as environ:
            environ["FIELDAPP_ARGON2_MEMORY_KIB"] = "64"  # signing in is not what is measured
            results[database] = simulate(environ, said.phones, said.operations, said.port, said.seed)
    names = next(iter(results.values()))
    lines = [(name, *(f"{result[name]:,}" for result in results.values())) for name in names]
    ground.table(f"{said.phones} phones on a bad network", [("", *results), *lines])


if __name__ == "__main__":
    main()
