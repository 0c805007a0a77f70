"""People are looked up alike on both databases, however the name or number is typed."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.sync.rework.erasure import find
from tests import cast
from tests.campaigns.office import found_campaign, listed, record

WORDS = [
    "王 小明",
    "小\u200b明",
    "+86 138-0000-1111",
    "１３８００００１１１１",
    "4309 210001",
    "王%小明",
    "王_",
]


def test_a_child_is_found_in_any_writing_and_by_no_pattern(each_database: Flask) -> None:
    found_campaign(each_database)
    record(each_database, cast.VACCINATOR, listed("王小明", phone="13800001111", card_no="4309210001"))
    with each_database.app_context(), db.engine.connect() as connection:
        found = [len(find(connection, (cast.COUNTY,), words)) for words in WORDS]
    assert found == [1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("words", ["%", "_", "\\", "·"])
def test_marks_of_patterns_and_a_dot_alone_find_nobody(each_database: Flask, words: str) -> None:
    found_campaign(each_database)
    record(each_database, cast.VACCINATOR, listed("王小明"))
    with each_database.app_context(), db.engine.connect() as connection:
        assert len(find(connection, (cast.COUNTY,), words)) == 0
