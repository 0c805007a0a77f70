"""A child's record as the form shows it, and what is typed recorded as an operation of the person signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.latin.said import person_said
from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.children.homes import home_words, walking_order
from fieldapp.campaigns.correcting import form
from fieldapp.campaigns.names import people_named
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.clock import after, china_time, today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign
from fieldapp.records.code_words import code_word
from fieldapp.records.rows.one_child import merged
from fieldapp.records.rows.stamps import stamps_of
from fieldapp.sync.from_office.office_device import record_now
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, may
from fieldapp.web.versions import compare, seen


@dataclass(frozen=True)
class Held:
    """A child as it stands: the record an operation names, what all its records together say, the homes it may be
    given (key and words), and who said the last word of it, when."""

    row: dict[str, Any]
    child: dict[str, Any]
    homes: list[tuple[str, str]]
    version: int
    at: str
    by: str

    @property
    def saved(self) -> tuple[str, str]:
        """Who said the last word, and when, in words."""
        return self.by, china_time(self.at)

    def shown(self) -> tuple[str, int, dict[str, str]]:
        """Which record the form shows, in which version, with which values."""
        return str(self.row["key"]), self.version, form.shown(self.child)


@reads
def held(connection: Connection, campaign: Campaign, key: str) -> Held:
    """The child of a key.

    Raises:
        Problem: `not_found`; `not_allowed` where it is not the person's to see, or to record.
    """
    rows = row_store.fetch(connection, "child", campaign.county, "key", [key])
    if not rows or not rows[0]["known"] or rows[0]["voided"]:
        raise Problem("not_found")
    villages = read_villages(connection, campaign.county, seen_of(campaign))
    heads = [rows[0]["joined"]] if rows[0]["joined"] else []
    records = row_store.fetch(connection, "child", campaign.county, "joined", heads) or rows
    child = merged(records)
    if not all(_may(action, child["package_area"], villages) for action in ("children.see", "child")):
        raise Problem("not_allowed")
    stamps = [stamp for one in records for stamp in stamps_of(one).values() if stamp[1]]
    at, _id, by, _position = max(stamps, key=lambda stamp: stamp[:2])
    homes = _homes(connection, campaign.county, child, villages)
    version = max(one["version"] for one in records)
    return Held(rows[0], child, homes, version, at, people_named(connection, [by]).get(by, ""))


def _may(action: str, area: str, villages: Villages) -> bool:
    return may(action, area) or may(action, villages.standing(area))


def _homes(
    connection: Connection, county: str, child: Mapping[str, Any], villages: Villages
) -> list[tuple[str, str]]:
    """The homes of the child's village, as one walks."""
    area = child["package_area"]
    rows = row_store.fetch(connection, "household", county, "package_area", [area])
    standing = [
        row for row in rows if row["known"] and (not row["voided"] or row["key"] == child["household"])
    ]
    said = [(home_words(row, villages.name(area)), person_said(row["head"]), row["key"]) for row in standing]
    said.sort(key=lambda one: (walking_order(one[0]), one[1], one[2]))
    return [(key, f"{head} {door}".strip() or "—") for door, head, key in said]


def words_of(one: Held) -> dict[str, Callable[[str], str]]:
    """How codes of the form are said to people."""
    homes = dict(one.homes)
    words: dict[str, Callable[[str], str]] = {form.PREFIX + "household": lambda key: homes.get(key, key)}
    for name in form.CODES[:-1]:
        words[form.PREFIX + name] = lambda code, name=name: code_word(name, code, language())  # type: ignore[misc]
    return words


def save(who: Who, one: Held, typed: Mapping[str, str]) -> int:
    """Record what was typed; how many fields it changes.

    Raises:
        Problem: `changed_meanwhile`; `no_day`, `day_in_future`, `too_long`, `wrong_value`; `wrong_state` where it
            cannot count.
    """
    said = form.read(typed, today())
    if said["household"] and said["household"] not in dict(one.homes):
        raise Problem("wrong_value", field=form.PREFIX + "household")
    before, now = seen(), one.shown()
    if before is not None and before[:2] != now[:2]:
        compare(before, *now, words_of(one), one.saved)
    data = form.changed(one.child, said)
    if not data:
        return 0
    operation = {"kind": "child", "key": one.row["key"], "area": one.row["area"], "data": data}
    operation |= {"base": one.row["version"], "at": after(one.at)}
    [receipt] = record_now(who.id, [operation], language())
    if receipt["outcome"] in ("held", "refused"):
        raise Problem("wrong_state")
    return len(data)
