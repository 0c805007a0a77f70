"""A clinic's register brought in through the office: a column a dose or a row a dose, one row in a hundred wrong.

    python -m benchmarks.register [--rows 50000] [--wide]

Seconds and the most memory the process had: looked at for the first time, written, and looked at again, when nothing
is to be written. Every wrong row is named. The demo county is there already.
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import xlsxwriter

from benchmarks import ground
from benchmarks.pages import signed_in
from benchmarks.school import COUNTY, made, posted
from fieldapp.web.aside import threads

CHILD = ("儿童编码", "姓名", "性别", "出生日期", "母亲姓名", "联系电话", "村代码")
DOSES = (
    "乙肝1",
    "乙肝2",
    "卡介苗1",
    "脊灰灭活1",
    "脊灰灭活2",
    "脊灰减毒1",
    "百白破1",
    "百白破2",
    "百白破3",
    "麻腮风1",
    "乙脑减毒1",
    "A群流脑1",
)
VILLAGES = ("430921102003", "430921102203", "430921106215")
PAGE = "/clinic-register"
BROKEN = 100  # of so many rows one says no day


def children(count: int) -> Iterator[tuple[str, ...]]:
    """Children of three villages, born in five years."""
    chance = Random("register")
    for number in range(count):
        born = date(2020, 1, 1) + timedelta(days=chance.randrange(1800))
        who = (f"4309{number:08}", f"儿童{number}", "男" if number % 2 else "女", born.isoformat())
        yield (*who, f"母亲{number}", f"139{number:08}", VILLAGES[number % 3])


def rows_of(count: int, wide: bool) -> Iterator[tuple[str, ...]]:
    """So many rows with a heading: a child a row, or a dose a row."""
    yield (*CHILD, *DOSES) if wide else (*CHILD, "疫苗名称", "接种日期")
    made_rows = 0
    for child in children(count):
        born = date.fromisoformat(child[3])
        days = [(born + timedelta(days=30 * nth)).isoformat() for nth in range(len(DOSES))]
        lines = [days] if wide else [[name[:-1], day] for name, day in zip(DOSES, days, strict=True)]
        for line in lines:
            made_rows += 1
            if made_rows > count:
                return
            yield (*child, *line[:-1], "不详" if made_rows % BROKEN == 0 else line[-1])


def book(count: int, wide: bool) -> bytes:
    """The workbook of these rows."""
    file = io.BytesIO()
    made_book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = made_book.add_worksheet()
    for number, row in enumerate(rows_of(count, wide)):
        page.write_row(number, 0, row)
    made_book.close()
    return file.getvalue()


def measure(count: int, wide: bool) -> list[tuple[str, ...]]:
    """What is to be said, as rows of a table."""
    content, said = book(count, wide), {"county": COUNTY, "as_of": "2026-11-09"}
    with ground.instance("sqlite") as environ:
        ground.demo(environ)
        client = made(environ).test_client()
        signed_in(client)
        looked, page = _look(client, content, said)
        token = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert token, page[:2000]
        named = _named(page)
        start = time.process_time()
        posted(client, PAGE, PAGE, token=token[1], area="", **said)
        threads.wait(600)
        written = time.process_time() - start
        again, page = _look(client, content, said)
    sentence = re.search(r"新增 \d+ 名[^<]*", page)
    assert sentence, page[:2000]
    return [
        ("file, MB", f"{len(content) / 2**20:.1f}"),
        ("rows named as wrong", str(named)),
        ("looked at, s of the processor", f"{looked:.1f}"),
        ("written, s of the processor", f"{written:.1f}"),
        ("looked at again, s of the processor", f"{again:.1f}"),
        ("what it says then", sentence[0]),
        ("most memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}"),
    ]


def _named(page: str) -> int:
    """How many different rows the table of wrong cells names."""
    table = page[page.index("有错的格") :]
    return len(set(re.findall(r'<tr><td class="n">(\d+)</td><td>', table[: table.index("</table>")])))


def _look(client: object, content: bytes, said: dict[str, str]) -> tuple[float, str]:
    start = time.process_time()
    answer, _clock = posted(client, PAGE, PAGE, file=(io.BytesIO(content), "register.xlsx"), **said)  # type: ignore[arg-type]
    while answer.status_code == 302 or "正在读名单" in answer.text:
        address = answer.location or answer.request.path + "?" + answer.request.query_string.decode()
        time.sleep(0.5)
        answer = client.get(address)  # type: ignore[attr-defined]
    return time.process_time() - start, answer.text


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--rows", type=int, default=50_000)
    arguments.add_argument("--wide", action="store_true")
    said = arguments.parse_args()
    kind = "a row a child" if said.wide else "a row a dose"
    ground.table(f"a register of {said.rows:,} rows, {kind}", [("what", ""), *measure(said.rows, said.wide)])


if __name__ == "__main__":
    main()
