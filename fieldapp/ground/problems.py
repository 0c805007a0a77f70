"""Every refusal there is: a string code, an HTTP status and a sentence a field worker understands.

Pure. Anything may raise `Problem`; one error handler renders it for pages and for the API, and the
command line prints it. Code never writes its own sentence for a refusal: it adds a row to the
file of `problem_rows` that is about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fieldapp.ground.english.in_number import in_number
from fieldapp.ground.field_words import field_word
from fieldapp.ground.problem_rows import areas, campaigns, operations, people, requests, spreadsheets
from fieldapp.ground.problem_rows.kind import Kind
from fieldapp.ground.showing import shown

T = TypeVar("T")


class BadInput(ValueError):
    """Input of a command that cannot be used: one sentence that names line and field. Exit status 2."""


class Problem(Exception):
    """A refusal. `code` is a row of the catalogue; `words` fill the sentence's blanks."""

    def __init__(
        self, code: str, *, field: str | None = None, limit: int | None = None, **words: Any
    ) -> None:
        super().__init__(code)
        self.code, self.field, self.limit, self.words = code, field, limit, words
        self.also: Sequence[Problem] = ()  # what else was refused of the same form (`Together`)
        self.beside = False  # whether its form says it beside its field

    @property
    def status(self) -> int:
        """The HTTP status when the whole request is answered with this problem."""
        return CATALOGUE[self.code].status

    def sentence(self, language: str = "zh", instead: tuple[str, str] | None = None) -> str:
        """The sentence in `language` (`zh` or `en`), blanks filled; `instead`: other words for it, in both."""
        zh, en = instead or (CATALOGUE[self.code].zh, CATALOGUE[self.code].en)
        blanks = {"field": field_word(self.field or "", language), "limit": self.limit, **self.words}
        blanks = {
            name: said if isinstance(said, int) else shown(said, language) for name, said in blanks.items()
        }
        english = language.startswith("en")
        said = (en if english else zh).format_map(_Blanks(blanks))
        return in_number(said) if english else said

    def as_dict(self, language: str = "zh") -> dict[str, Any]:
        """`{code, sentence, field?, limit?}`, the shape every API answer uses."""
        said: dict[str, Any] = {"code": self.code, "sentence": self.sentence(language)}
        if self.field is not None:
            said["field"] = self.field
        if self.limit is not None:
            said["limit"] = self.limit
        return said


class Together:
    """What is wrong in a form, named at once: a field that is refused is kept while the others are read.

    together = Together()
    name = together.read(entered, "name")
    together.end()
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def read(self, ask: Callable[..., T], *arguments: Any, **more: Any) -> T | None:
        """What a reader answers; None where it refuses. Who may not do this is told at once."""
        try:
            return ask(*arguments, **more)
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            self.found += [problem, *problem.also]
            return None

    def add(self, code: str, field: str, **words: Any) -> None:
        """One more refusal."""
        self.found.append(Problem(code, field=field, **words))

    def end(self) -> None:
        """Go on only if nothing was refused.

        Raises:
            Problem: the first, with the others in `also`.
        """
        if self.found:
            for one in self.found:
                one.beside = True
            first = self.found[0]
            first.also = self.found[1:]
            raise first


class _Blanks(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


ROWS = (requests.ROWS, people.ROWS, areas.ROWS, spreadsheets.ROWS, campaigns.ROWS, operations.ROWS)
CATALOGUE: dict[str, Kind] = {code: row for rows in ROWS for code, row in rows.items()}


def as_markdown() -> str:
    """The catalogue as the page docs/problems.md."""
    lines = [
        "# Every refusal there is",
        "",
        "Printed by `python tools/print_docs.py`; a test keeps it current. `{…}` is filled in when it is said.",
        "The status is that of a whole answer; about one operation of a batch a receipt says it (docs/sync.md).",
        "",
        "| code | status | 中文 | English |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| `{code}` | {kind.status} | {kind.zh} | {kind.en} |" for code, kind in CATALOGUE.items()]
    return "\n".join(lines) + "\n"
