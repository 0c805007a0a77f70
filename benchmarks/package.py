"""How large a village's package is, how long the server makes it, how long it travels, and what one assignment that
changed in the office costs a phone.

    python -m benchmarks.package [--port 8405]

A village of about 1,500 people: 600 children in 380 households, some 10,000 doses copied from certificates, and
one round's visits, all through sync. Travelling is worked out from the size: 400 kbit/s after two round trips of
400 ms (sign-in and the package itself, on a connection that is open).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import brotli

from benchmarks import ground
from benchmarks.sync_speed import send_all_operations
from fieldapp.demo import visits
from fieldapp.demo.stage.families import Child, Wanted, settle
from fieldapp.demo.stage.phone import Operation, Phone
from fieldapp.demo.stage.places import place
from fieldapp.demo.visits import Work

CHILDREN, KBIT_PER_S, DELAY_S = 600, 400, 0.4
FIRST_DAY = "2026-01-05"  # of the visits
COPIED = 0.9  # one dose in ten was missed, or stands on no certificate that was seen
Routine = Sequence[tuple[int, str]]
ROUTINE = (
    (1, "HepB"), (2, "BCG"), (32, "HepB"), (62, "IPV"), (93, "IPV"), (95, "DTaP"), (123, "bOPV"), (125, "DTaP"),
    (155, "DTaP"), (183, "HepB"), (185, "MPSV-A"), (245, "MMR"), (247, "JE-L"), (278, "MPSV-A"), (550, "MMR"),
    (551, "HepA-L"), (552, "DTaP"), (735, "JE-L"), (1100, "MPSV-AC"), (1465, "bOPV"), (2195, "MPSV-AC"),
    (2196, "DT"),
)  # fmt: skip


def village_of(
    phone: Phone,
    village: str,
    round_: str,
    count: int = CHILDREN,
    routine: Routine = ROUTINE,
    chance: float = 0.95,
) -> list[Operation]:
    """Everything recorded about a village of `count` children; `chance` of one is dosed in the round."""
    rng = Random(f"package|{village}")
    wanted = [Wanted(rng.randrange(7), migrant=rng.random() < 0.1) for _ in range(count)]
    work = Work(phone, round_, [FIRST_DAY, "2026-01-06", "2026-01-07"], None, str(uuid.UUID(int=1)))
    said: list[Operation] = []
    for operation, child in settle(phone, place(village), wanted, rng):
        said.append(operation)
        if child:
            said += _card(phone, child, routine, rng)
            said += visits.ordinary(work, child, chance, rng)
    return said


def _card(phone: Phone, child: Child, routine: Routine, rng: Random) -> list[Operation]:
    said = []
    for days, product in routine:
        given_on = (date.fromisoformat(child.born) + timedelta(days=days + rng.randrange(20))).isoformat()
        if given_on < "2025-11-20" and rng.random() < COPIED:
            key = str(uuid.uuid5(uuid.UUID(child.key), f"{product}|{given_on}"))
            data = {"child": child.key, "product": product, "given_on": given_on, "source": "certificate"}
            said.append(phone.say("dose", child.area, "2025-11-25T01:00:00.000Z", data, key))
    return said


def fetch(port: int, token: str, scope: str, coding: str = "br") -> tuple[bytes, float]:
    """A package as it travels, compressed, and the seconds until it was there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": coding}
    start = time.perf_counter()
    connection.request("GET", f"/api/v1/packages/{scope}", headers=headers)
    content = connection.getresponse().read()
    seconds = time.perf_counter() - start
    connection.close()
    return content, seconds


CHANGE = """
import sys
from sqlalchemy import select
from fieldapp import create_app
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Assignment
with create_app().app_context():
    here = select(Assignment).where(Assignment.area.in_(sys.argv[1:]), Assignment.ended.is_(None))
    row = db.session.scalars(here.order_by(Assignment.key)).first()
    row.expected = (row.expected or 0) + 1
    db.session.commit()
"""


def after_one_assignment(
    environ: dict[str, str], port: int, who: dict[str, Any], old: bool
) -> tuple[int, int]:
    """Requests and compressed bytes of the answers until a phone knows of one assignment in its villages that changed;
    an `old` phone fetches the whole of `setup` whenever it has news."""
    head = {"Authorization": f"Bearer {who['token']}", "Accept-Encoding": "br"}

    def ask(method: str, path: str, said: dict[str, Any] | None = None) -> tuple[dict[str, Any], str, int]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, json.dumps(said) if said else None, head)
        answer = connection.getresponse()
        content, coding = answer.read(), answer.headers.get("Content-Encoding")
        connection.close()
        plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding or "", bytes)(content)
        return json.loads(plain), answer.headers.get("ETag", ""), len(content)

    held, tag, _size = ask("GET", "/api/v1/packages/setup")
    settled = held["cursor"]
    for scope in who["scopes"]:
        if scope != "setup":
            settled |= ask("GET", f"/api/v1/packages/{scope}")[0]["cursor"]
    change = [sys.executable, "-c", CHANGE, *(scope for scope in who["scopes"] if scope != "setup")]
    subprocess.run(change, env=os.environ | environ, check=True)  # another process, as the office is
    said = {"epoch": who["epoch"], "cursor": settled, "ops": []} | ({} if old else {"setup": tag})
    reply, _tag, size = ask("POST", "/api/v1/sync", said)
    requests, before = 1, settled["setup"]
    if "setup" in reply["add"] or (reply["cursor"]["setup"] > before and reply.get("setup_since") != before):
        requests, size = 2, size + ask("GET", "/api/v1/packages/setup")[2]
    return requests, size


def measure(port: int) -> dict[str, Any]:
    """Make the village, then fetch its package twice."""
    with ground.instance("sqlite") as environ:
        told = ground.demo(environ)
        worker = next(person for person in told["people"] if person["username"] == "v20")
        with ground.Server(environ, port):
            who = ground.sign_in(port, worker["username"], worker["password"])
            phone = Phone(0, "package", who["user"]["id"])
            phone.device, village = who["device"], worker["areas"][1]
            said = village_of(phone, village, told["rounds"][1])
            send_all_operations(port, who, said)
            content, first = fetch(port, who["token"], village)
            again, second = fetch(port, who["token"], village)
            setup, _seconds = fetch(port, who["token"], "setup")
            assert content == again
            old, new = (after_one_assignment(environ, port, who, old) for old in (True, False))
            gzipped, _seconds = fetch(port, who["token"], village, "gzip")
    travels = 2 * DELAY_S + (len(content) + len(setup)) * 8 / 1000 / KBIT_PER_S
    return {
        "children": sum(op["kind"] == "child" for op in said),
        "doses (cards and visits)": sum(_is_dose(op) for op in said),
        "operations": len(said),
        "package, kB compressed": round(len(content) / 1000, 1),
        "with gzip, where the phone takes no brotli": round(len(gzipped) / 1000, 1),
        "package, kB plain": round(len(gzip.decompress(gzipped)) / 1000),
        "setup package, kB compressed": round(len(setup) / 1000, 1),
        "one assignment changed: requests, bytes": f"{new[0]}, {new[1]:,}",
        "the same for a phone of an earlier build": f"{old[0]}, {old[1]:,}",
        "built in, s": round(first, 2),
        "from the shelf, s": round(second, 3),
        "at 400 kbit/s and 400 ms, s": round(travels + first, 1),
    }


def _is_dose(operation: Operation) -> bool:
    return operation["kind"] == "dose" or operation["data"].get("outcome") == "vaccinated"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--port", type=int, default=8405)
    found = measure(arguments.parse_args().port)
    rows: list[tuple[str, ...]] = [("village package", "")]
    rows += [(name, value if isinstance(value, str) else f"{value:,}") for name, value in found.items()]
    ground.table("a village's package", rows)


if __name__ == "__main__":
    main()
