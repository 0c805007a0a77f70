"""A class's sheet brought in by the person signed in: read, held against what is recorded, written as operations of
hers, and taken back as one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.ground.words import language
from fieldapp.school.assessing import recording
from fieldapp.school.assessing.answers import ASK
from fieldapp.school.assessing.class_here import ClassHere
from fieldapp.school.assessing.recording import LOST, WRITING, Answer
from fieldapp.school.assessing.rows import Usual
from fieldapp.school.class_sheet.review import Entry, Review, School, read_sheet
from fieldapp.sync.from_office.foretelling import foretold
from fieldapp.web.gate import Who

MOST = 2000  # lines of one sheet
KINDS = ("certificate_check", "recheck")


@dataclass(frozen=True)
class Judged:
    """A row with what would come of it: a way of `recording`; `may_replace`: what stands may give way to it; `why`: why
    the server would not count it."""

    entry: Entry
    how: str
    may_replace: bool = False
    why: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read and judged."""

    here: ClassHere
    usual: Usual
    review: Review
    judged: Sequence[Judged]
    unread: Sequence[Words] = ()

    def of(self, *ways: str) -> list[Judged]:
        """The rows of which this comes."""
        return [one for one in self.judged if one.how in ways]

    @property
    def ready(self) -> list[Judged]:
        """The rows that would be written now."""
        return [one for one in self.of(*WRITING) if not one.why]

    @property
    def asked(self) -> list[Judged]:
        """The rows of which something else is recorded and nobody said yet what is right."""
        return self.of(ASK)

    @property
    def waiting(self) -> list[Entry]:
        """The rows with words for doses that nobody knows."""
        return [one for one in self.review.entries if one.unknown]

    def with_word(self, word: str) -> int:
        """How many rows have a word that nobody knows."""
        return sum(1 for one in self.waiting if word in one.unknown)

    @property
    def is_open(self) -> bool:
        """Whether something is left to be mended or said."""
        return bool(self.asked or self.waiting or self.review.wrong)


@dataclass(frozen=True)
class Written:
    """What came of it: looks written, children that were lost with the reason."""

    looks: Sequence[recording.LookKey]
    lost: Sequence[tuple[str, str]] = field(default_factory=list)


def read(who: Who, here: ClassHere, table: Table, usual: Usual, choices: Mapping[int, str]) -> Sheet:
    """What bringing a sheet in would do.

    Raises:
        Problem: `sheet_empty`, `sheet_too_long`.
    """
    if not table.lines and not table.wrong():
        raise Problem("sheet_empty")
    if len(table.lines) > MOST:
        raise Problem("sheet_too_long", limit=MOST)
    review = read_sheet(table, School([one.pupil for one in here.pupils], here.of), usual)
    judged = [_judged(who, one, choices.get(one.line, "")) for one in review.entries if one.said]
    return Sheet(here, usual, review, _foretold(who, here, judged), table.unread)


def _judged(who: Who, one: Entry, choice: str) -> Judged:
    return Judged(one, recording.how_of(who, _answer(one, choice)), recording.may_replace(who, one.pupil))


def _answer(one: Entry, choice: str) -> Answer:
    assert one.said is not None
    return Answer(one.pupil, one.said, None, choice)


@reads
def _foretold(connection: Connection, who: Who, here: ClassHere, judged: Sequence[Judged]) -> list[Judged]:
    """The same rows with the reason of the server, where it would not count one."""
    made = [
        recording.operations_of(here, _answer(one.entry, one.how), one.how)[-1]
        for one in judged
        if one.how in WRITING
    ]
    reasons = iter(foretold(connection, who, made))
    return [
        Judged(one.entry, one.how, one.may_replace, why.sentence(language()))
        if one.how in WRITING and (why := next(reasons))
        else one
        for one in judged
    ]


def write(who: Who, sheet: Sheet) -> Written:
    """Record what a sheet says, as far as it is right and said."""
    came = recording.record(who, sheet.here, [_answer(one.entry, one.how) for one in sheet.ready])
    looks = [one.look for one in came if one.written and one.look]
    return Written(looks, [(one.pupil.name, one.why) for one in came if one.how == LOST])


def kept_words(looks: Sequence[recording.LookKey], rest: str) -> bytes:
    """What is kept of an import: the looks it wrote, and the sheet of which something is left."""
    return json.dumps({"looks": [list(look) for look in looks], "rest": rest}).encode()


def read_kept(content: bytes) -> tuple[list[recording.LookKey], str]:
    """The looks that an import wrote, and the sheet of which something is left.

    Raises:
        Problem: `form_expired` where it is no import.
    """
    try:
        said = json.loads(content)
        return [(kind, str(key), *gone) for kind, key, *gone in said["looks"] if kind in KINDS], str(
            said["rest"]
        )
    except (ValueError, KeyError, TypeError):
        raise Problem("form_expired") from None
