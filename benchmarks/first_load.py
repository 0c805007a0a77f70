"""What a phone loads before the first screen: the page and everything it names, as it travels.

    python -m benchmarks.first_load

Scanner, maps and the pinyin table load later and are listed apart. Needs the built front end (`make run` once).
"""

from __future__ import annotations

import re
import tempfile

from flask.testing import FlaskClient

from benchmarks import ground
from fieldapp import create_app
from fieldapp.ground import config

NAMED = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css|webmanifest|png|svg|ico))"')


def measure() -> list[tuple[str, int, int]]:
    """Path, bytes and compressed bytes of the page and of what it names; images are compressed already."""
    with tempfile.TemporaryDirectory() as folder:
        client = create_app({"FIELDAPP_INSTANCE": folder}).test_client()
        page = client.get("/field").get_data()
        paths = ["/field", *dict.fromkeys(NAMED.findall(page.decode()))]
        return [(path, len(client.get(path).get_data()), travels(client, path)) for path in paths]


def travels(client: FlaskClient, path: str) -> int:
    """Bytes of an answer to a browser that takes brotli, headers left out."""
    return len(client.get(path, headers={"Accept-Encoding": "br"}).get_data())


def later() -> list[tuple[str, int, int]]:
    """Built files that the first page does not name, packed by the build."""
    files = sorted(config.ROOT.joinpath("static", "build").glob("*.br"))
    return [(file.stem, file.with_suffix("").stat().st_size, file.stat().st_size) for file in files]


def main() -> None:
    """Measure and print."""
    first = measure()
    named = {path.rsplit("/", 1)[-1] for path, _plain, _packed in first}
    rest = [row for row in later() if row[0] not in named]
    head = ("file", "kB", "kB compressed")
    total = ("together", sum(row[1] for row in first), sum(row[2] for row in first))
    ground.table("first load", [head, *map(_cells, [*first, total])])
    ground.table("later", [head, *map(_cells, rest)])


def _cells(row: tuple[str, int, int]) -> tuple[str, ...]:
    return row[0], f"{row[1] / 1000:.1f}", f"{row[2] / 1000:.1f}"


if __name__ == "__main__":
    main()
