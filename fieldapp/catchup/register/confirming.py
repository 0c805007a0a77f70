"""A large register that somebody said yes to: read once more, held against what is recorded by then, and written, all
by a thread of this server. It says how far it is from the first line to the last."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import replace

from fieldapp.catchup.looking import ahead
from fieldapp.catchup.looking.ahead import Ahead, Tell
from fieldapp.catchup.register import bringing_in, carrying
from fieldapp.catchup.register.bringing_in import Asked
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.web.gate import Who
from fieldapp.web.once import alone


def _name(who: Who, token: str) -> Hashable:
    return "register", who.id, token


def confirm(
    who: Who, content: bytes, asked: Asked, token: str, choices: Mapping[int, str], again: str = ""
) -> Ahead:
    """Begin to read and write a register, or say how far that is; `found` is the key of its import once it is written,
    or a thread writes it.

    Args:
        again: the import that is taken up.

    Raises:
        Problem: as of `look`.
    """
    spoken = language()

    def work(tell: Tell) -> str:
        with alone(f"register {asked.county}"):
            found = bringing_in.read(who, content, asked, tell)
            tell(3, len(found.table.lines))
            what = bringing_in.compared(found, choices)
            written = carrying.begin(who, found, what, token, choices, again)
        carrying.do(replace(written, language=spoken))
        return written.key

    with suppress(Problem):
        ahead.handed_out(_name(who, token))  # one that ended and nobody asked for
    return ahead.look(_name(who, token), work)


def under_way(who: Who, token: str) -> Ahead | None:
    """How far one is that was begun; None where nothing is under way.

    Raises:
        Problem: why it was not written.
    """
    return ahead.handed_out(_name(who, token))
