"""The households of clusters by sheet, and those to be visited: systematic, from a start of the survey's seed. Pure.

Source: WHO/IVB/18.09 Annex E (second stage: a list of households, then an equal-probability systematic sample of it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.ground.spreadsheets.cells import Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.survey.stats.sampling import select_households

COLUMNS = (
    Column("cluster", "群号", "Cluster", needed=True, also=("群", "cluster")),
    Column("number", "户号", "Household", needed=True, also=("户", "序号", "household")),
    Column("head", "户主", "Head", also=("户主姓名", "姓名")),
    Column("address", "地址", "Address", also=("门牌号", "门牌", "住址")),
)
LARGEST, LONGEST = 9999, 60  # number of a household; letters of a head or an address
Home = tuple[int, str, str]  # number, head, address


@dataclass(frozen=True)
class Entry:
    """One line: the household of a cluster, and what is wrong with it."""

    line: int
    cluster: str
    home: Home
    wrong: list[Wrong] = field(default_factory=list)


def read_households(lines: Sequence[Line], open_: Mapping[str, bool]) -> list[Entry]:
    """The households of a sheet. `open_`: the numbers of the survey's clusters, False for one already begun."""
    entries: list[Entry] = []
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        cluster, number, head, address = (line.cells.get(one.name, "").strip() for one in COLUMNS)
        cluster, number = (one.lstrip("0") if one.isdecimal() else one for one in (cluster, number))
        why = _of_cluster(cluster, open_) + _of_number(number) + _too_long(head=head, address=address)
        if (cluster, number) in seen:
            first = seen[cluster, number]
            why.append(("number", (f"和第 {first} 行是同一户", f"the same household as line {first}")))
        seen.setdefault((cluster, number), line.number)
        wrong = [line.wrong(column, words, head) for column, words in why if column not in line.faults]
        home = (int(number) if number.isdecimal() else 0, head, address)
        entries.append(Entry(line.number, cluster, home, line.all_faults(head) + wrong))
    return entries


def _of_cluster(cluster: str, open_: Mapping[str, bool]) -> list[tuple[str, Words]]:
    if cluster not in open_:
        zh = f"没有第 {cluster or '（空）'} 群"
        return [("cluster", (zh, f"there is no cluster {cluster or '(empty)'}"))]
    if not open_[cluster]:
        zh = f"第 {cluster} 群已经有访谈，它的户名单不能再换"
        return [("cluster", (zh, f"cluster {cluster} has interviews: its list stays as it is"))]
    return []


def _of_number(number: str) -> list[tuple[str, Words]]:
    if number.isascii() and number.isdecimal() and 0 < int(number) <= LARGEST:
        return []
    return [
        (
            "number",
            (f"“{number}”不是 1 到 {LARGEST} 的整数", f"“{number}” is no whole number from 1 to {LARGEST}"),
        )
    ]


def _too_long(**said: str) -> list[tuple[str, Words]]:
    return [
        (name, (f"最多 {LONGEST} 个字", f"at most {LONGEST} letters"))
        for name, words in said.items()
        if len(words) > LONGEST
    ]


def chosen(homes: Sequence[Home], wanted: int | None, seed: int) -> list[int]:
    """The numbers of the households to be visited, drawn from the list in its order; all where no number is wanted."""
    in_order = [str(number) for number, _head, _address in sorted(homes)]
    taken = select_households(in_order, wanted, seed)[0] if wanted else in_order
    return [int(number) for number in taken]
