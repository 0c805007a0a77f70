"""What the words of a county's register mean: the country's names of vaccines, and what the county said of others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, select

from fieldapp.catchup.register.columns import FIELDS
from fieldapp.catchup.register.vaccine_words import NOT_READ, VaccineWords, key_of
from fieldapp.ground.clock import now
from fieldapp.ground.db import upsert
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import title_of
from fieldapp.models.clinics import RegisterWord
from fieldapp.schedule import packaged

NAMES = Path(__file__).with_name("vaccine_names.toml")
VACCINE, COLUMN = "vaccine", "column"
LONGEST = 60
WORDS = RegisterWord.__table__


@cache
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(NAMES.read_text(encoding="utf-8"))["names"]
    return found


def products() -> list[tuple[str, str, str]]:
    """The products a word may mean: id, Chinese and English name."""
    return [(str(one["id"]), str(one["zh"]), str(one["en"])) for one in packaged().products]


def read_words(connection: Connection, county: str, kind: str) -> dict[str, str]:
    """What a county said of words of a kind, by the words as they are compared."""
    query = select(RegisterWord.words, RegisterWord.means)
    query = query.where(RegisterWord.county == county, RegisterWord.kind == kind)
    return {row.words: row.means for row in connection.execute(query)}


def vaccines_of(connection: Connection, county: str) -> VaccineWords:
    """What a county's words for vaccines mean."""
    return VaccineWords(packaged().products, _names(), read_words(connection, county, VACCINE))


def put_words(connection: Connection, county: str, person: str, said: Mapping[tuple[str, str], str]) -> None:
    """Keep what somebody said of words, by kind and words.

    Raises:
        Problem: `wrong_value` for a product or a column that does not exist, or words nobody can have read.
    """
    known = {VACCINE: {NOT_READ, *(id_ for id_, _zh, _en in products())}, COLUMN: set(FIELDS)}
    for (kind, words), means in said.items():
        key = key_of(words) if kind == VACCINE else title_of(words)
        if kind not in known or means not in known[kind] or not key or len(key) > LONGEST:
            raise Problem("wrong_value", field="means")
        row = {"county": county, "kind": kind, "words": key, "means": means, "by": person, "at": now()}
        upsert(connection, WORDS, [row])
