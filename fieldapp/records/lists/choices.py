"""What was chosen in the review of a list, line by line, and what each line becomes by it. Pure.

A choice names a candidate of its line: `same:KEY` (that child; gaps are filled), `take:KEY` (that child, and what
differs is corrected to what the list says), `line:N` (written twice), or `new` (another child). One that names
nobody who is asked about any more, or somebody that another line has, is none: the line stays a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fieldapp.records.lists.matching import LINE, Finding

NEW, SAME_AS, TAKE = "new", "same:", "take:"
FIELD = "choice-"  # what the name of a choice's box on the page begins with; its line follows
MOST = 200  # characters of one choice
LONGEST_LINE = 12  # digits of a line's number, which of several sheets begins with the sheet's


E = TypeVar("E")
C = TypeVar("C")


@dataclass(frozen=True)
class QuestionOf(Generic[E, C]):
    """A line that may be somebody known already, who that may be, and what was chosen."""

    entry: E
    candidates: list[C]
    chosen: str
    open: bool


@dataclass(frozen=True)
class Becomes:
    """What a line becomes: `new`, the `known` record of a key (corrected if `take`), the same as another `line`;
    none of them while it is asked."""

    new: bool = False
    known: str | None = None
    take: bool = False
    line: int | None = None

    @property
    def asked(self) -> bool:
        """Whether somebody still has to say it."""
        return not self.new and self.known is None and self.line is None


def becomes(lines: Sequence[int], found: Sequence[Finding], choices: Mapping[int, str]) -> list[Becomes]:
    """What each line becomes; `lines` are their numbers in the sheet."""
    claimed: set[str | None] = {one.known for one in found if one.known}
    made = []
    for line, one in zip(lines, found, strict=True):
        if one.known or not one.asked:
            made.append(Becomes(new=one.known is None, known=one.known))
            continue
        chosen = _chosen(choices.get(line, ""), one.asked, claimed)
        if chosen.known:
            claimed.add(chosen.known)
        made.append(chosen)
    return made


def _chosen(choice: str, asked: Mapping[str, str], claimed: set[str | None]) -> Becomes:
    if choice == NEW:
        return Becomes(new=True)
    if choice in asked and choice.startswith(LINE):
        return Becomes(line=int(choice.removeprefix(LINE)))
    for word in (SAME_AS, TAKE):
        key = choice.removeprefix(word)
        if choice.startswith(word) and key in asked and key not in claimed:
            return Becomes(known=key, take=word == TAKE)
    return Becomes()


def choices_in(form: Mapping[str, Any]) -> dict[int, str]:
    """The choices that a form carries, by line."""
    said = {name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD)}
    return {
        int(line): value
        for line, value in said.items()
        if line.isascii()
        and line.isdecimal()
        and len(line) <= LONGEST_LINE
        and isinstance(value, str)
        and len(value) <= MOST
    }


def packed(choices: Mapping[int, str], marks: Mapping[int, str]) -> dict[str, str]:
    """Choices by what their lines say (`marks` by line), so that they are found again in a file saved anew."""
    said = {n: words for n, words in choices.items() if n in marks}
    return {
        marks[n]: _other(words, {str(int(line)): mark for line, mark in marks.items()})
        for n, words in said.items()
    }


def unpacked(kept: Mapping[str, str], marks: Mapping[int, str]) -> dict[int, str]:
    """Choices that were kept, for the lines that say the same."""
    lines = {mark: str(int(line)) for line, mark in marks.items()}
    return {line: _other(kept[mark], lines) for line, mark in marks.items() if mark in kept}


def _other(words: str, names: Mapping[str, str]) -> str:
    """A choice of another line under that line's other name; none where it has gone."""
    if not words.startswith(LINE):
        return words
    name = names.get(words.removeprefix(LINE))
    return LINE + name if name else ""
