"""A starting list brought in by the person signed in: the lists there are, one reviewed against them, and written.

What is written are operations of her own, received as every record: judged, counted and sent to phones there.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import g
from sqlalchemy import Connection

from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.campaigns.lists import importing, imports, keys
from fieldapp.campaigns.lists.child_list import Entry, read_roster
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, let_go, reading, reads
from fieldapp.ground.spreadsheets.lines import Table, Wrong
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign
from fieldapp.models.records import Child
from fieldapp.records.lists import choices as list_choices
from fieldapp.sync.from_office.foretelling import foretold
from fieldapp.web.gate import Who
from fieldapp.web.uploads import keep, kept_for

MOST_SHOWN = 200  # children of an import, named with a link


@reads
def villages_of(connection: Connection, campaign: Campaign) -> Villages:
    """The villages of the campaign that the person sees."""
    return read_villages(connection, campaign.county, seen_of(campaign))


def read(campaign: Campaign, table: Table) -> tuple[list[Entry], list[Wrong], Villages]:
    """The lines of a list, what is wrong in it, and the villages it may name."""
    villages = villages_of(campaign)
    return *read_roster(table, villages.words(), today().isoformat()), villages


def _kept_choices(county: str) -> str:
    """The word under which a person's choices for lists of a county are kept."""
    return hashlib.sha256(f"choices {county}".encode()).hexdigest()[:32]


def chosen(county: str, entries: list[Entry], now: dict[int, str] | None = None) -> dict[int, str]:
    """What the signed-in person chose for lines that say what these say; what she chooses `now` is kept with it."""
    word, marks = _kept_choices(county), {entry.line: entry.another for entry in entries}
    before = json.loads(kept_for(g.person.id, word) or b"{}")
    choices = list_choices.unpacked(before, marks)
    if now:
        choices |= now
        keep(json.dumps(before | list_choices.packed(choices, marks)).encode(), token=word)
    return choices


def keep_choices(campaign: Campaign, table: Table, choices: dict[int, str]) -> None:
    """Keep what was chosen for the lines of a list; nothing is written yet."""
    entries, _wrong, _villages = read(campaign, table)
    chosen(campaign.county, entries, choices)


def review(county: str, sheet: importing.Sheet, villages: Villages) -> importing.Review:
    """Compared with what is recorded; the request lets go of its own transaction for it."""
    let_go()
    secret, seen = keys.secret(db.engine), in_villages(Child.package_area, villages)
    with reading(db.engine) as connection:
        return importing.review(connection, county, sheet, secret, seen, villages.standing)


@reads
def not_counted(connection: Connection, who: Who, found: importing.Review) -> dict[int, str]:
    """Lines that the server will not count as they stand, with its reason."""
    said = foretold(connection, who, found.operations)
    pairs = zip(found.lines, said, strict=True)
    return {line: why.sentence(language()) for line, why in pairs if why}


def write(
    who: Who, campaign: Campaign, table: Table, listed_on: str, choices: dict[int, str]
) -> tuple[importing.Review, importing.Written, list[Wrong]]:
    """Keep what was chosen, and record the right lines that are no question any more; the wrong cells stay out. What is
    written is written down as one import, which can be taken back."""
    entries, wrong, villages = read(campaign, table)
    sheet = importing.Sheet(entries, listed_on, chosen(campaign.county, entries, choices))
    found = review(campaign.county, sheet, villages)
    if not found.operations:
        return found, importing.Written(), wrong
    number, at = imports.write_down(db.engine, who, campaign, listed_on, found)
    written = importing.write(db.engine, who.id, found, language(), at)
    written.number = number
    return found, written, wrong


def keep_result(written: importing.Written, listed_on: str, wrong: int, marked: str | None) -> str:
    """Keep what came of an import for the person signed in, who alone is shown it; the word in its address."""
    children = [(key, *written.called[key]) for key in list(written.called)[:MOST_SHOWN]]
    said = {
        "children": children,
        "new": written.new,
        "wrong": wrong,
        "marked": marked,
        "import": written.number,
        "listed_on": listed_on,
    }
    return keep(json.dumps(said).encode())


def result(token: str) -> dict[str, Any] | None:
    """What came of an import that the person signed in made not long ago; None of another."""
    content = kept_for(g.person.id, token) if token else None
    return json.loads(content) if content else None
