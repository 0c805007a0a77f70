"""Which recorded child each line of a list is about: one, none, or a question with those it may be. Pure.

A line is a recorded child's by itself only where nothing speaks against it, no other recorded child fits it as well and
no other line fits that child: all else is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.records.lists.likeness import OTHER, SAME, YES, Identity, compare, same_number

LINE = "line:"  # what the name of a candidate begins with that is an earlier line and no record


@dataclass
class Finding:
    """What is found for a line: the key of its record, or candidates by key (or `line:N`) with the reason why each is
    asked; neither for a child that is new."""

    known: str | None = None
    asked: dict[str, str] = field(default_factory=dict)


def settle(
    lines: Sequence[Identity], rows: Mapping[str, Identity], names: Sequence[str], own: Mapping[int, str]
) -> list[Finding]:
    """A finding for each line.

    Args:
        rows: recorded children by key.
        names: what each line is called as somebody else's candidate.
        own: place of a line → the record it has made before, whatever either of them says now.
    """
    found = [Finding(own.get(n)) for n in range(len(lines))]
    open_lines = [n for n in range(len(lines)) if n not in own]
    index = _Index({str(n): line for n, line in enumerate(lines)})
    for n in open_lines:
        found[n].asked = _earlier(lines, names, n, index)
    answers = _answers(lines, rows, open_lines)
    _pair(found, answers, set(own.values()))
    holders = {one.known: n for n, one in enumerate(found) if one.known}
    for n in open_lines:
        if found[n].known is None:
            for key, why in answers[n].items():
                _ask(found[n], key, why, names[holders[key]] if key in holders else None)
    return found


def _ask(found: Finding, key: str, why: str, holder: str | None) -> None:
    """Ask about a record, or about the line whose it is: two names in one list are two children."""
    if holder is None:
        found.asked[key] = "several" if why == SAME else why
    elif why != "twin":
        found.asked.setdefault(LINE + holder, "twice" if why == SAME else why)


def _answers(
    lines: Sequence[Identity], rows: Mapping[str, Identity], places: Sequence[int]
) -> dict[int, dict[str, str]]:
    """For each line the records that are not plainly another child, with what `compare` says; those of its number
    alone, where there are any."""
    index = _Index(rows)
    answers = {}
    for n in places:
        near = sorted(index.near(lines[n]))
        numbered = [key for key in near if same_number(lines[n], rows[key]) == YES]
        said = {key: compare(lines[n], rows[key]) for key in numbered or near}
        answers[n] = {key: why for key, why in said.items() if why != OTHER}
    return answers


def _pair(found: list[Finding], answers: Mapping[int, Mapping[str, str]], taken: set[str]) -> None:
    """Give lines and records to each other that fit nobody else; `taken` are those that have their line."""
    fits = {n: [key for key, why in said.items() if why == SAME] for n, said in answers.items()}
    wanted: dict[str, int] = {}
    for keys in fits.values():
        for key in keys:
            wanted[key] = wanted.get(key, 0) + 1
    for n, keys in fits.items():
        alone = len(keys) == 1 and wanted[keys[0]] == 1 and keys[0] not in taken
        if alone and not found[n].asked:
            found[n].known = keys[0]


def _earlier(lines: Sequence[Identity], names: Sequence[str], n: int, index: _Index) -> dict[str, str]:
    """Earlier lines that may be the same child. Two names in one list are two children."""
    found = {}
    for before in sorted(before for before in map(int, index.near(lines[n])) if before < n):
        why = compare(lines[n], lines[before])
        if why not in (OTHER, "twin"):
            found[LINE + names[before]] = "twice" if why == SAME else why
    return found


class _Index:
    """Records by what a line may share with them, so that ten thousand lines are not held against ten thousand."""

    def __init__(self, rows: Mapping[str, Identity]) -> None:
        self.by: dict[tuple[str, str], list[str]] = {}
        for key, row in rows.items():
            for mark in _marks(row):
                self.by.setdefault(mark, []).append(key)

    def near(self, line: Identity) -> set[str]:
        return {key for mark in _marks(line) for key in self.by.get(mark, ())}


def _marks(one: Identity) -> list[tuple[str, str]]:
    said = [("card_no", one.numbers[0]), ("certificate_no", one.numbers[1])]
    said += [("name", one.name), ("born", one.born)]
    said += [("family", who) for who in (*one.people, *one.phones)]
    return [mark for mark in said if mark[1]]
