"""From the text of an edition file to parsed tables, with every fault found on the way.

Pure: takes text, returns values. It looks at one file at a time; what only shows once a base is under it
(a patch of a rule that is not there, a hole in the dose numbers) is `checking`'s work.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from fieldapp.schedule.rules.vocabulary import LISTED, NEEDED, SINGLE, TABLES, Names, Wrong

_HEADER = re.compile(r"\s*\[(\[?)\s*([A-Za-z0-9_\-]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a file: the line (0 when there is none), the key, the sentence in both languages."""

    line: int
    key: str
    zh: str
    en: str

    def sentence(self, language: str = "zh") -> str:
        """`第12行 rule hepb-1.age：…`, or the English form."""
        if language.startswith("en"):
            return f"{f'line {self.line}, ' if self.line else ''}{self.key}: {self.en}"
        return f"{f'第{self.line}行 ' if self.line else ''}{self.key}：{self.zh}"


@dataclass
class Sheet:
    """One file: its head, its tables as parsed entries, and the lines they stand on."""

    head: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[tuple[str, int, str], int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def entries(self, table: str) -> list[dict[str, Any]]:
        """The entries of one table, in the order of the file."""
        return self.tables.get(table, [])

    def blame(self, table: str, index: int, key: str, zh: str, en: str) -> None:
        """Note a fault at a key of an entry."""
        line = self.lines.get((table, index, key)) or self.lines.get((table, index, ""), 0)
        self.faults.append(Fault(line, _called(self, table, index, key), zh, en))


def _called(sheet: Sheet, table: str, index: int, key: str) -> str:
    if not table:
        return key
    entries = sheet.entries(table)
    entry = entries[index] if index < len(entries) else {}
    name = entry.get("id") or entry.get("rule") or f"#{index + 1}"
    return f"{table} {name}" + (f".{key}" if key else "")


def find_lines(text: str) -> dict[tuple[str, int, str], int]:
    """Where each table and key stands: (table, index, key) to line, the key empty for the header itself."""
    lines: dict[tuple[str, int, str], int] = {}
    counted: dict[str, int] = {}
    table, index = "", 0
    for at, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = header[2]
            index = counted[table] = counted.get(table, -1) + 1
            lines[table, index, ""] = at
        elif key := _KEY.match(line):
            lines.setdefault((table, index, key[1]), at)
    return lines


def read_sheet(text: str, names: Names) -> Sheet:
    """Parse one file. Nothing is raised: what is wrong is in `faults`, what could be read is in the tables."""
    sheet = Sheet(lines=find_lines(text))
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        place = _PLACE.search(str(wrong))
        said = _PLACE.sub("", str(wrong)).strip()
        fault = Fault(
            int(place[1]) if place else 0, "TOML", f"不是合法的TOML：{said}", f"not valid TOML: {said}"
        )
        sheet.faults.append(fault)
        return sheet
    sheet.head = _entry(sheet, "", 0, {k: v for k, v in raw.items() if k not in (*LISTED, *SINGLE)}, names)
    for table in (*LISTED, *SINGLE):
        _table(sheet, table, raw.get(table), names)
    return sheet


def _table(sheet: Sheet, table: str, said: Any, names: Names) -> None:
    if said is None:
        return
    entries = said if isinstance(said, list) else [said]
    brackets = f"[[{table}]]" if table in LISTED else f"[{table}]"
    if isinstance(said, list) != (table in LISTED) or not all(isinstance(entry, dict) for entry in entries):
        sheet.blame(table, 0, "", f"应写作 {brackets}", f"must be written {brackets}")
        return
    for index, entry in enumerate(entries):
        sheet.tables.setdefault(table, []).append(dict(entry))
        sheet.tables[table][index] = _entry(sheet, table, index, entry, names)


def _entry(sheet: Sheet, table: str, index: int, raw: dict[str, Any], names: Names) -> dict[str, Any]:
    kinds, parsed = TABLES[table], {}
    for key, value in raw.items():
        if key not in kinds:
            sheet.blame(table, index, key, "没有这个键", "no such key")
            continue
        try:
            parsed[key] = kinds[key](value, names)
        except Wrong as wrong:
            sheet.blame(table, index, key, *wrong.args)
    for key in NEEDED[table]:
        if key not in raw:
            sheet.blame(table, index, key, "缺少", "is missing")
    return parsed
