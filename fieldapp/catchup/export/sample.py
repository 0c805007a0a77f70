"""A register to try the import with, for the demonstration alone: an export as a clinic's system would give it of a
village of hers, with lines known already, new and doubtful ones, a vaccine nobody knows, and broken ones. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from fieldapp.accounts.showcase import is_demonstration
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.export.giving import said_of
from fieldapp.catchup.register.columns import CHILD
from fieldapp.catchup.register.going_out import GivenDose, Line, Sheet, laid_out, numbered
from fieldapp.catchup.register.meanings import products
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.records.rows.stamps import Row
from fieldapp.sync.incoming import row_store
from fieldapp.sync.within import counties
from fieldapp.web.gate import Who

DOSE, KID = row_store.table("dose").c, row_store.table("child").c
SHOWN = ("card_no", "name", "sex", "born", "guardian", "mother", "phone", "area_code", "area", "township")
MOST = 60  # children of the village that the register has
LEFT_OUT, DOUBTFUL, GAINING = 3, 2, 4  # of them: not in it, written otherwise, with a dose nobody recorded
NEW = (("周安安", "女", 400), ("吴小满", "男", 520), ("郑一禾", "女", 760), ("冯知夏", "男", 980))  # days old
PASSED, UNKNOWN = "水痘疫苗1", "福宝安疫苗1"  # self-paid, and a name that nobody knows


@reads
def sample_of(connection: Connection, who: Who) -> Sheet:
    """The register, up to yesterday.

    Raises:
        Problem: `not_found` where this is no demonstration, or she has no village with children.
    """
    if not is_demonstration(connection):
        raise Problem("not_found")
    county = next(iter(counties(connection, who.areas)), "")
    villages = read_villages(connection, county, overlap(who.areas, [county]))
    village = _village(connection, county, villages)
    children = _children(connection, county, village)
    doses = _doses(connection, county, [row["key"] for row in children])
    return _sheet(children, doses, village, villages)


def last_day() -> date:
    """The day up to which it speaks."""
    return today() - timedelta(days=1)


def _village(connection: Connection, county: str, villages: Villages) -> str:
    """The village of which registers said most."""
    query = select(KID.package_area).join(
        DOSE.key.table, (DOSE.county == KID.county) & (DOSE.child == KID.key)
    )
    query = query.where(KID.county == county, KID.known, ~KID.voided, DOSE.source == "register")
    query = query.where(in_villages(KID.package_area, villages)).group_by(KID.package_area)
    found = connection.scalar(query.order_by(func.count().desc(), KID.package_area).limit(1))
    if found is None or villages.standing(found) not in villages.names:
        raise Problem("not_found")
    return str(found)


def _children(connection: Connection, county: str, village: str) -> list[Row]:
    """Children of whom enough is known to be told, the same ones each time."""
    rows = row_store.fetch(connection, "child", county, "package_area", [village])
    whole = [row for row in rows if row["known"] and not row["voided"] and not row["joined"]]
    told = [row for row in whole if row["name"] and row["born"] and (row["guardian"] or row["mother"])]
    once = {(row["name"], row["born"]): row for row in sorted(told, key=lambda row: str(row["key"]))}
    return list(once.values())[:MOST]


def _doses(connection: Connection, county: str, keys: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in row_store.fetch(connection, "dose", county, "child", keys):
        said = row["known"] and not row["voided"] and row["source"] == "register"
        if said and row["product"] and row["given_on"] and row["given_on"] <= last_day().isoformat():
            found.setdefault(row["child"], []).append((row["product"], row["given_on"]))
    return found


def _sheet(
    children: Sequence[Row], doses: dict[str, list[tuple[str, str]]], village: str, villages: Villages
) -> Sheet:
    """The lines of the village, then those that are new, then those that are broken."""
    told, rest = children[LEFT_OUT:], _Made(village, villages)
    lines = [_line(row, doses.get(row["key"], []), villages) for row in told[DOUBTFUL:]]
    for line in lines[:GAINING]:
        rest.gain(line)
    lines += [rest.otherwise(row, n, doses) for n, row in enumerate(told[:DOUBTFUL])]
    lines += [rest.new(n, *who) for n, who in enumerate(NEW)]
    words = {one.name: one.zh for one in CHILD}
    layout = {"titles": [words[name] for name in SHOWN], "columns": {one: n for n, one in enumerate(SHOWN)}}
    sheet = laid_out(layout, lines, {id_: zh for id_, zh, _en in products()})
    return _with_odd_ones(sheet, last_day())


def _line(row: Row, doses: Iterable[tuple[str, str]], villages: Villages) -> Line:
    nth = numbered(doses)
    given = [GivenDose(product, day, n) for (product, day), n in nth.items()]
    return Line(row["key"], said_of(row, villages), given)


class _Made:
    """Lines that differ from what is recorded."""

    def __init__(self, village: str, villages: Villages) -> None:
        self.where = {"area_code": village, "area": villages.name(village)}
        self.where["township"] = villages.name(village[:TOWNSHIP])
        self.villages = villages

    def gain(self, line: Line) -> None:
        """One dose more than is recorded."""
        had = [dose for dose in line.doses if dose.product == "HepA-L"]
        day = (last_day() - timedelta(days=20)).isoformat()
        line.doses.append(GivenDose("HepA-L", day, len(had) + 1))  # type: ignore[attr-defined]

    def otherwise(self, row: Row, n: int, doses: dict[str, list[tuple[str, str]]]) -> Line:
        """A recorded child without its number, and with another birth date, or another family."""
        line = _line(row, doses.get(row["key"], []), self.villages)
        said = {name: words for name, words in line.said.items() if name not in ("card_no", "certificate_no")}
        if n % 2:
            said |= {"guardian": "钱多多", "mother": "", "phone": ""}
            return Line(line.child, said, line.doses)
        born = date.fromisoformat(row["born"])
        said["born"] = born.replace(day=born.day - 1 if born.day > 1 else 2).isoformat()
        return Line(line.child, said, [one for one in line.doses if one.day > row["born"]])

    def new(self, n: int, name: str, sex: str, days: int) -> Line:
        """A child nobody has recorded, with its first doses."""
        born = last_day() - timedelta(days=days)
        said = self.where | {"card_no": f"4309{born:%Y%m%d}{n:06}", "name": name, "sex": sex}
        said |= {"born": born.isoformat(), "guardian": f"{name[0]}建国", "phone": f"1390000{n:04}"}
        first = [GivenDose("HepB", (born + timedelta(days=30 * k)).isoformat(), k + 1) for k in range(2)]
        return Line("", said, [GivenDose("BCG", born.isoformat(), 1), *first])


def _with_odd_ones(sheet: Sheet, until: date) -> Sheet:
    """Vaccines that are passed over or not known, and broken lines behind the others."""
    heads, rows = [*sheet.heads, PASSED, UNKNOWN], [[*row, "", ""] for row in sheet.rows]
    recent = (until - timedelta(days=30)).isoformat()
    for row in rows[:3]:
        row[-2] = row[-1] = recent
    place: dict[str, Any] = {name: n for n, name in enumerate(SHOWN)}
    first = rows[-1]
    broken = [
        {"name": ""},
        {"born": f"{until.year - 2}-13-40"},
        {"area_code": "", "area": "没有的村"},
        {"sex": "不清楚"},
    ]
    for n, said in enumerate(broken):
        row = [*first[: len(SHOWN)], *[""] * (len(heads) - len(SHOWN))]
        for name, words in ({"card_no": f"43099999{n:06}", "name": f"错行{n + 1}"} | said).items():
            row[place[name]] = words
        rows.append(row)
    doses = next(n for n, title in enumerate(heads) if title.startswith("乙肝"))
    rows[-len(broken) - 1][doses], rows[-len(broken) - 2][doses] = (
        "不详",
        "2001-01-01",
    )  # doses that cannot be
    return Sheet(heads, rows)
