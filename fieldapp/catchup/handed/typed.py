"""A summary of a catch-up that was typed elsewhere, read by its headings, and where its parts do not add up. Pure.

A total is compared with its units, all with local and migrant, a share with what it is a share of, a part with its
whole. Nothing is put right: who sent it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fieldapp.ground.showing import percent
from fieldapp.ground.spreadsheets.lines import Page

Words = tuple[str, str]
Path = tuple[str, ...]
Typed = Mapping[str, Mapping[Path, float]]  # what stands in a unit's line, by its headings

CORNERS, TOTALS = ("单位", "Unit"), ("合计", "Total")
ALL, LOCAL, MIGRANT = "合计", "本地", "流动"
NEEDED, GIVEN, SHARE = "应补", "实补", "率，%"
LISTED, SHORT, DONE, OF_CHILDREN = "摸底儿童", "需补种儿童", "完成补种儿童", "补种率（人），%"
ZERO, WHY = "脊灰0剂次", "未完成的原因（人）"
PRIORS, POLIO, APART = ("0剂", "1剂", "2剂", "≥3剂", "不详"), "脊灰", "卡介苗"
WHERES = (ALL, LOCAL, MIGRANT)
PARTS: tuple[tuple[Path, Path], ...] = (
    *(((SHORT, one), (LISTED, one)) for one in WHERES),
    *(((DONE, one), (SHORT, one)) for one in WHERES),
    (("无证",), (LISTED, ALL)),
    (("无卡",), (LISTED, ALL)),
    (("补证",), ("无证",)),
    (("补建",), ("无卡",)),
    ((ZERO, NEEDED), (SHORT, ALL)),
    ((ZERO, "已补"), (ZERO, NEEDED)),
)


class Doubt(NamedTuple):
    """Where something does not add up: the line, the headings, and what is wrong."""

    unit: str
    heads: Path
    words: Words


def read_typed(pages: Iterable[Page]) -> Typed:
    """The lines of all grids, by unit, the total's as `合计`; text and empty cells left out."""
    found: dict[str, dict[Path, float]] = {}
    for page in pages:
        for unit, cells in _lines(page):
            found.setdefault(unit, {}).update(cells)
    return found


def _lines(page: Page) -> Iterator[tuple[str, dict[Path, float]]]:
    rows = {number: [cell.said.strip() for cell in cells] for number, cells in page.rows}
    first = next((n for n, row in rows.items() if row and row[0] in CORNERS), None)
    total = next((n for n, row in rows.items() if first and n > first and row and row[0] in TOTALS), None)
    if first is None or total is None:
        return
    paths = _paths(rows, first, total, page.merged)
    for number, row in rows.items():
        if number >= total and row and row[0]:
            read = [(path, _number(row[at])) for at, path in paths.items() if at < len(row)]
            cells = {path: n for path, n in read if n is not None}
            if cells:
                yield (ALL if row[0] in TOTALS else row[0]), cells


def _paths(
    rows: Mapping[int, Sequence[str]], first: int, total: int, merged: Iterable[tuple[int, int, int, int]]
) -> dict[int, Path]:
    """The headings over each column from above down; what is merged stands over all of it."""
    heads = {
        (n, at): said for n, row in rows.items() if first <= n < total for at, said in enumerate(row) if said
    }
    for top, left, bottom, right in merged:
        if (top, left) in heads:
            said = heads[top, left]
            heads |= {(n, at): said for n in range(top, bottom + 1) for at in range(left, right + 1)}
    columns = sorted({at for _n, at in heads} - {0})
    found = {at: [heads[n, at] for n in range(first, total) if (n, at) in heads] for at in columns}
    once = {
        at: tuple(one for n, one in enumerate(said) if not n or one != said[n - 1])
        for at, said in found.items()
    }
    return {at: _three(found[at]) or path for at, path in once.items()}


def _three(whole: Sequence[str]) -> Path:
    """合计 over 合计 is two headings where three stand over a column."""
    return tuple(whole) if len(whole) == 3 and whole[0] == whole[1] == ALL else ()


def _number(said: str) -> float | None:
    try:
        return float(said.replace(",", "").rstrip("※%"))
    except ValueError:
        return None


def doubts_of(typed: Typed) -> list[Doubt]:
    """Everything that does not add up, the total's line first."""
    found = list(_units(typed))
    for unit, cells in typed.items():
        for heads, words in _in_line(cells):
            found.append(Doubt(unit, heads, words))
    return found


def _units(typed: Typed) -> Iterator[Doubt]:
    """The total against the sum of the units."""
    units = [cells for name, cells in typed.items() if name != ALL]
    for path, n in typed.get(ALL, {}).items():
        whole = sum(cells.get(path, 0) for cells in units)
        if units and not _is_share(path) and n != whole:
            yield Doubt(ALL, path, _sum(n, whole, ("各单位相加", "its units add up to")))


def _sum(n: float, whole: float, of: Words) -> Words:
    return f"写的是 {n:g}，{of[0]}是 {whole:g}", f"says {n:g}, {of[1]} {whole:g}"


def _is_share(path: Path) -> bool:
    return path[-1] == SHARE or path[0] == OF_CHILDREN


def _in_line(cells: Mapping[Path, float]) -> Iterator[tuple[Path, Words]]:
    yield from _by_residence(cells)
    yield from _shares(cells)
    for part, whole in PARTS:
        if part in cells and whole in cells and cells[part] > cells[whole]:
            yield (
                part,
                (
                    f"{cells[part]:g}，多于 {'·'.join(whole)} {cells[whole]:g}",
                    f"{cells[part]:g} of {cells[whole]:g} in {' · '.join(whole)}",
                ),
            )
    yield from _sums(cells)


def _by_residence(cells: Mapping[Path, float]) -> Iterator[tuple[Path, Words]]:
    for path, n in cells.items():
        for at, word in enumerate(path):
            parts = [(*path[:at], one, *path[at + 1 :]) for one in (LOCAL, MIGRANT)]
            if word == ALL and not _is_share(path) and all(one in cells for one in parts):
                whole = sum(cells[one] for one in parts)
                if n != whole:
                    yield path, _sum(n, whole, ("本地加流动", "local and migrant are"))


def _shares(cells: Mapping[Path, float]) -> Iterator[tuple[Path, Words]]:
    for path, n in cells.items():
        if path[-1] == GIVEN and n > cells.get((*path[:-1], NEEDED), n):
            needed = cells[(*path[:-1], NEEDED)]
            yield (
                path,
                (f"实补 {n:g} 多于应补 {needed:g}，超过100%", f"{n:g} given of {needed:g}: above 100 %"),
            )
        pair = _pair(path)
        if pair and all(one in cells for one in pair):
            given, needed = (round(cells[one]) for one in pair)
            right = percent(given, needed)
            if right != percent(round(100 * n), 10_000):
                zh = f"写的是 {n:g}%，{given} / {needed} 是 {right}%"
                yield path, (zh, f"says {n:g} %; {given} / {needed} is {right} %")


def _pair(path: Path) -> tuple[Path, Path] | None:
    """What a share is of: the given and the needed."""
    if path[0] == OF_CHILDREN:
        return (DONE, *path[1:]), (SHORT, *path[1:])
    return ((*path[:-1], GIVEN), (*path[:-1], NEEDED)) if path[-1] == SHARE else None


def _sums(cells: Mapping[Path, float]) -> Iterator[tuple[Path, Words]]:
    """Doses of all vaccines, of polio by earlier doses, reasons of those that are left."""
    for what in (NEEDED, GIVEN):
        for where in WHERES:
            vaccines = [
                p for p in cells if len(p) == 3 and p[1:] == (where, what) and p[0] not in (ALL, APART)
            ]
            yield from _one_sum(cells, (ALL, where, what), vaccines, ("各疫苗相加", "its vaccines add up to"))
        priors = [(one, what) for one in PRIORS if (one, what) in cells]
        yield from _one_sum(cells, (POLIO, ALL, what), priors, ("按剂次相加", "by earlier doses it is"))
    reasons = [path for path in cells if path[0] == WHY]
    if reasons and (SHORT, ALL) in cells and (DONE, ALL) in cells:
        left, said = cells[SHORT, ALL] - cells[DONE, ALL], sum(cells[one] for one in reasons)
        if left != said:
            yield (WHY,), _sum(said, left, ("还没补完的", "still to be caught up are"))


def _one_sum(
    cells: Mapping[Path, float], whole: Path, parts: Sequence[Path], of: Words
) -> Iterator[tuple[Path, Words]]:
    total = sum(cells[one] for one in parts)
    if whole in cells and parts and cells[whole] != total:
        yield whole, _sum(cells[whole], total, of)
