"""How long the server works on the campaign page, its news, its table and its map, as children grow.

    python -m benchmarks.pages [--children 10000 --children 100000 …] [--instance FOLDER …] [--times 7]

Without --instance a demo county of each size is made first. The time is that of the application alone, in this
process, the best of several requests: by the clock, and its processor time, which other work on the machine does not
stretch; the database is a file of SQLite that the machine holds in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks import ground
from fieldapp import create_app
from fieldapp.accounts.showcase import PASSWORD
from fieldapp.demo.stage.cast import Cast

VILLAGE = "430921102003"
PAGES = (
    ("campaign page", "rounds/1"),
    ("its figures, refreshed", "rounds/1?part=figures"),
    ("one village's figures", f"rounds/1?area={VILLAGE}"),
    ("has anything changed", "now.json"),
    ("round table", "rounds/1/table"),
    ("map page", "rounds/1/map"),
    ("map frame (Folium)", "rounds/1/map/frame"),
    ("map: villages", "rounds/1/map/villages.json"),
    ("map: one village's children still to dose", f"rounds/1/map/children.json?area={VILLAGE}"),
)


def signed_in(client: FlaskClient) -> None:
    """Sign the county's supervisor in to the office, as her page would."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    words = {"username": "county", "password": PASSWORD, "csrf_token": token[1] if token else ""}
    answer = client.post("/sign-in", data=words)
    assert answer.status_code == 302, answer.text


def measure(environ: dict[str, str], times: int) -> dict[str, tuple[float, float, int]]:
    """Milliseconds by the clock and of the processor, the best of each, and the size in bytes of each page."""
    settings = {name: value for name, value in environ.items() if name.startswith("FIELDAPP_")}
    client = create_app(settings).test_client()
    signed_in(client)
    return {name: _time(client, f"/campaigns/{Cast(1).campaign}/{path}", times) for name, path in PAGES}


def _time(client: FlaskClient, url: str, times: int) -> tuple[float, float, int]:
    took, used, answer = [], [], None
    for _ in range(times + 1):
        clock, cpu = time.perf_counter(), time.process_time()
        answer = client.get(url)
        took.append((time.perf_counter() - clock) * 1000)
        used.append((time.process_time() - cpu) * 1000)
        assert answer.status_code == 200, (url, answer.status_code)
    assert answer is not None
    return min(took[1:]), min(used[1:]), len(answer.data)


def children_of(environ: dict[str, str]) -> int:
    """How many children the instance holds."""
    with sqlite3.connect(Path(environ["FIELDAPP_INSTANCE"]) / "fieldapp.sqlite") as connection:
        return int(connection.execute("SELECT count(*) FROM child WHERE known").fetchone()[0])


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--children", type=int, action="append")
    arguments.add_argument("--instance", action="append", default=[])
    arguments.add_argument("--times", type=int, default=7)
    said = arguments.parse_args()
    results: dict[int, dict[str, Any]] = {}
    for folder in said.instance:
        environ = {**os.environ, "FIELDAPP_INSTANCE": folder}
        results[children_of(environ)] = measure(environ, said.times)
    sizes = said.children or ([] if said.instance else [10_000, 100_000, 1_000_000])
    for size in sizes:
        with ground.instance("sqlite") as environ:
            ground.demo(environ, size)
            results[size] = measure(environ, said.times)
    _print(results)


def _print(results: dict[int, dict[str, tuple[float, float, int]]]) -> None:
    head = ("ms by the clock (processor)", *(f"{size:,} children" for size in results), "kB")
    rows: list[tuple[str, ...]] = [head]
    for name, _path in PAGES:
        cells = [f"{result[name][0]:.0f} ({result[name][1]:.0f})" for result in results.values()]
        largest = max(result[name][2] for result in results.values())
        rows.append((name, *cells, f"{largest / 1000:.0f}"))
    ground.table("server time of the campaign's pages", rows)
    print(json.dumps({str(size): result for size, result in results.items()}))


if __name__ == "__main__":
    main()
