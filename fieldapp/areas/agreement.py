"""Whether code and name of an area in a file mean the area that is known under them; where not, it is a question. Pure.

A row in doubt is never applied, nor is what lies below it: the code may be another book's, and with it every village.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fieldapp.areas.codes import LEVEL_NAMES, level_of, parent_of
from fieldapp.areas.incoming import Incoming
from fieldapp.areas.naming import closed_up, same_name

MOST_CODES = 3


class Known(NamedTuple):
    """What is known under a code: its name, and whether it stands."""

    name: str
    stands: bool = True


@dataclass(frozen=True)
class Doubt:
    """One row in doubt: why, in both languages, and whether the name alone differs and may be taken after all."""

    row: Incoming
    zh: str
    en: str
    may_rename: bool = False
    above: str | None = None  # the code in doubt that it lies below, where that is the only reason

    def sentence(self, language: str = "en") -> str:
        """Where it stands and why."""
        if language == "zh":
            return f"{self.row.file} 第 {self.row.line} 行：{self.zh}"
        return f"{self.row.file} line {self.row.line}: {self.en}"


def doubts(
    rows: Sequence[Incoming], known: Mapping[str, Known], books: Mapping[str, str] | None = None
) -> list[Doubt]:
    """The rows in doubt, from province to village as `rows` are.

    Args:
        books: the name that the book which a table follows has for a code, where the books differ.
    """
    books = books or {}
    if not known and all(same_name(level_of(r.code), books[r.code], r.name) for r in rows if r.code in books):
        return []
    standing = _by_name(known)
    found: dict[str, Doubt] = {}
    for row in rows:
        above = found.get(parent_of(row.code) or "")
        why = _of_above(row, above) if above else _doubt(row, known, standing, books)
        if why:
            found[row.code] = why
    return list(found.values())


def _by_name(known: Mapping[str, Known]) -> dict[tuple[str, str], list[str]]:
    """Codes of the townships of each county and the villages of each township, by name."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, kept in known.items():
        if kept.stands and level_of(code) in ("township", "village"):
            found.setdefault((parent_of(code) or "", closed_up(kept.name)), []).append(code)
    return found


def _of_above(row: Incoming, above: Doubt) -> Doubt | None:
    if above.may_rename and len(above.row.code) < len("430921"):
        return None  # the name of a province or city says nothing about what lies in it
    zh = f"{row.code} {row.name}：上级 {above.row.code} 的代码和名称不一致，先弄清上级"
    return Doubt(
        row,
        zh,
        f"{row.code} {row.name}: code and name of {above.row.code} above it disagree",
        above=above.row.code,
    )


def _doubt(
    row: Incoming,
    known: Mapping[str, Known],
    standing: Mapping[tuple[str, str], list[str]],
    books: Mapping[str, str],
) -> Doubt | None:
    kept, level = known.get(row.code), level_of(row.code)
    if kept is not None:
        if kept.name in (row.name, row.code):
            return None
        of_another = standing.get((parent_of(row.code) or "", closed_up(row.name)))
        if same_name(level, kept.name, row.name) and not of_another:
            return None
        zh = f"代码 {row.code} 在本系统是“{kept.name}”，表里是“{row.name}”"
        en = f"the code {row.code} is {kept.name} here, {row.name} in the file"
        if row.code in books:  # no new name, but the other book's place
            return Doubt(row, f"{zh}：两套代码不一样", f"{en}: the two books of codes differ")
        return Doubt(row, zh, en, may_rename=True)
    others = standing.get((parent_of(row.code) or "", closed_up(row.name)), []) if standing else []
    if others:
        codes = "、".join(others[:MOST_CODES])
        zh = f"{LEVEL_NAMES[level or ''][0]}“{row.name}”在本系统的代码是 {codes}，表里是 {row.code}"
        return Doubt(row, zh, f"{row.name} has the code {codes} here, {row.code} in the file")
    right = books.get(row.code)
    if right and not same_name(level, right, row.name):
        zh = f"按这张地区表所用的代码，{row.code} 是“{right}”，表里是“{row.name}”"
        return Doubt(row, zh, f"by the book this table follows {row.code} is {right}, {row.name} in the file")
    return None


def without(rows: Iterable[Incoming], in_doubt: Iterable[Doubt], taken: Container[str]) -> list[Incoming]:
    """The rows that may be applied: those not in doubt, those whose new name was `taken` (codes), and what lies below
    them."""
    left: set[str] = set()
    for one in in_doubt:  # from province to village, as they were found
        if one.above in left if one.above else not (one.may_rename and one.row.code in taken):
            left.add(one.row.code)
    return [row for row in rows if row.code not in left]
