"""Looking areas up: by what lies above and below, by name and pinyin, and where a retired code went."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from fieldapp.areas import tree
from fieldapp.areas.files import read_areas
from fieldapp.areas.incoming import check
from fieldapp.areas.store import store_areas
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from tests import cast

DIVISION = Path(__file__).parent / "division"


@pytest.fixture
def country(each_database: Flask) -> Iterator[Connection]:
    """A connection to a database with the whole of 南县."""
    with each_database.app_context():
        rows, wrong = check(read_areas(DIVISION / "villages.csv"), set())
        assert wrong == []
        store_areas(db.session, rows)
        db.session.commit()
        with db.engine.connect() as connection:
            yield connection


def found(connection: Connection, words: str, *under: str) -> list[str]:
    return [row.name for row in tree.search(connection, words, under)]


def test_a_village_is_found_by_name_initials_pinyin_and_code(country: Connection):
    for words in (
        "青树嘴村",
        "qszc",
        "QSZC",
        " qing shu zui cun",
        "430921103213",
        "４３０９２１１０３２１３",
    ):
        assert "青树嘴村委会" in found(country, words), words


def test_the_beginning_of_a_word_is_enough(country: Connection):
    assert {"青树嘴镇", "青树嘴社区", "青树嘴村委会"} <= set(found(country, "青树"))
    assert {"青树嘴镇", "青树嘴社区", "青树嘴村委会"} <= set(found(country, "qsz"))


def test_the_middle_of_a_name_is_found_inside_ones_county(country: Connection):
    assert "青树嘴村委会" in found(country, "树嘴村", "430921")
    assert found(country, "树嘴村", "430922") == []
    assert found(country, "100%_", "430921") == []


def test_a_search_keeps_to_the_subtrees_asked_for(country: Connection):
    assert found(country, "qsz", "430921101") == []
    assert "青树嘴镇" in found(country, "qsz", "430921101", "430921103")


@pytest.mark.parametrize("words", ["", "  ", "不存在的村", "zzzzzz", "'; drop table area; --", "\\", "%"])
def test_words_that_find_nothing_find_nothing(country: Connection, words: str):
    assert found(country, words) == []


def test_a_search_is_bounded(country: Connection):
    assert len(tree.search(country, "4", limit=7)) == 7


def test_polyphones_read_as_in_place_names():
    from fieldapp.areas.pinyin import pinyin_of

    assert pinyin_of("长沙市", as_phrase=True) == ("changshashi", "css")
    assert pinyin_of("重庆市", as_phrase=True)[1] == "cqs"
    assert [pinyin_of(name)[1] for name in ("长塘村", "曾家村", "厦门街道", "A5社区")] == [
        "ctc",
        "zjc",
        "xmjd",
        "a5sq",
    ]


def test_a_search_in_sqlite_reads_a_range_of_an_index(app: Flask):
    with app.app_context(), db.engine.connect() as connection:
        for column in ("name", "initials", "pinyin", "code"):
            plan = connection.execute(
                text(
                    f"EXPLAIN QUERY PLAN SELECT * FROM area WHERE {column} BETWEEN 'a' AND 'b' ORDER BY {column}"
                )
            ).all()
            assert len(plan) == 1
            assert plan[0].detail.startswith("SEARCH area USING INDEX")


def test_children_and_path_follow_the_codes(country: Connection):
    assert [row.code for row in tree.path(country, cast.VILLAGE)] == [
        "43",
        "4309",
        "430921",
        "430921103",
        cast.VILLAGE,
    ]
    assert {row.code for row in tree.children(country, None)} == {"11", "43"}
    assert [row.name for row in tree.children(country, "4309")] == ["南县", "桃江县"]
    assert tree.county_of(country, cast.VILLAGE) == "430921"
    assert tree.county_of(country, "4309") is None
    assert tree.names(country, ["43", cast.VILLAGE, "x"]) == {"43": "湖南省", cast.VILLAGE: "青树嘴村委会"}


def test_a_chain_of_retired_codes_ends_at_the_last_heir(app: Flask):
    with app.app_context():
        chain = ["430921103001", "430921103213", "430921103231"]
        for code, heir in itertools.pairwise(chain):
            area = db.session.get_one(Area, code)
            area.replaced_by, area.retired_on = heir, "2025-03-01"
        db.session.commit()
        with db.engine.connect() as connection:
            assert tree.successors(connection, cast.COUNTY) == {chain[0]: chain[2], chain[1]: chain[2]}


def test_a_ring_of_heirs_does_not_hang(app: Flask):
    with app.app_context():
        for code, heir in ((cast.VILLAGE, cast.OTHER_VILLAGE), (cast.OTHER_VILLAGE, cast.VILLAGE)):
            db.session.get_one(Area, code).replaced_by = heir
        db.session.commit()
        with db.engine.connect() as connection:
            assert set(tree.successors(connection)) == {cast.VILLAGE, cast.OTHER_VILLAGE}
