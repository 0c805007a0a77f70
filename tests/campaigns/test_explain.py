"""`fieldapp explain`: as many lines as the cell counts, each with the reason in words, for whoever may see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.orm import Session

from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.cell_children import Counted
from fieldapp.campaigns.children.cells import read_cell, weigh
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of
from fieldapp.commands.explain import lines_of
from fieldapp.commands.main import main
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Tally
from fieldapp.school.counting.rules import CHECK
from fieldapp.sync.tallies import Book
from tests import cast
from tests.campaigns import odd_histories
from tests.campaigns.office import ROUND1, found_campaign, listed, record, some_children, visited
from tests.campaigns.tally_rows import cell_of_row
from tests.conftest import make_app
from tests.grown import grown
from tests.sync.county import COUNTY, NORTH, SOUTH, child, key, operation, send, visit, void
from tests.told_demo import demo_in

NAME = "冬季脊灰补充免疫/1"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    some_children(app)
    return app


def explain(app: Flask, capsys: Any, *words: str) -> tuple[int, list[str], str]:
    """Exit status, lines and standard error of the command on the app's database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDAPP_INSTANCE", app.config["INSTANCE"])
        status = 0
        try:
            main(["explain", *words])
        except SystemExit as ended:
            status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err


# As many children as the cell counts


def unequal(connection: Connection) -> list[str]:
    """Every row of the tallies behind which there are not as many children as it counts."""
    query = select(Tally.county, Tally.round, Tally.slice, Tally.area, Tally.measure, Tally.n)
    query = query.where(Tally.round != CHECK)  # what a school check counts has its own page
    rounds: dict[str, Counted] = {}
    villages: dict[tuple[str, str], list[list[tuple[str, str, int]]]] = {}
    wrong = []
    for county, round_, cut, area, measure, n in connection.execute(query):
        here = rounds.setdefault(round_, cell_children.counted(connection, county, round_, ""))
        if (round_, area) not in villages:
            villages[round_, area] = list(rows_of(connection, here, area))
        terms = read_cell(str(cell_of_row(cut, measure))).terms()
        behind = [weigh(terms, rows) for rows in villages[round_, area]]
        if sum(behind) != n or not set(behind) <= {0, 1}:
            wrong.append(f"{area} {cut} {measure}: {n}, explained {sum(behind)}")
    return wrong


def rows_of(connection: Connection, here: Counted, area: str) -> Iterator[list[tuple[str, str, int]]]:
    """What each candidate of a village counts for there."""
    keys = cell_children._candidates(connection, here, area)
    for _row, facts in children_of(connection, here.county, keys, here.rounds):
        counted = rules.contribution(facts, here.round)
        yield [(cut, measure, 1) for _round, cut, village, measure in counted if village == area]


def test_every_count_of_the_demo_has_as_many_children_behind_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = make_app(demo_in(tmp_path_factory.mktemp("explained"), tmp_path_factory))
    with app.app_context(), db.engine.connect() as connection:
        assert unequal(connection) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_every_count_of_an_odd_history_has_as_many_children_behind_it(engine: Engine, seed: int) -> None:
    odd_histories.tell(engine, seed, 900)
    with engine.connect() as connection:
        assert unequal(connection) == []
        for words in ("all short", "all no_reason", "age:*|local target", "mode:unknown vaccinated"):
            cell = read_cell(words)
            for round_ in set(odd_histories.ROUNDS):
                book = Book(COUNTY, round_)
                villages = read_villages(connection, COUNTY, [COUNTY])
                n = sum(cell_children.village_figures(connection, book, villages, cell).values())
                lines = list(lines_of(connection, round_, COUNTY, cell, None, "zh"))
                assert len(lines) == len({line["key"] for line in lines}) == n


def test_the_children_of_a_merged_village_stand_behind_its_heir_s_cell(engine: Engine) -> None:
    send(engine, child(), visit(), child("two", area=SOUTH))
    with Session(engine) as session:
        session.execute(update(Area).where(Area.code == NORTH).values(replaced_by=SOUTH))
        session.commit()
    try:
        with engine.connect() as connection:
            for area, n in ((SOUTH, 2), (NORTH, 1), (COUNTY, 2)):
                lines = list(lines_of(connection, key("round 1"), area, read_cell("all target"), None, "zh"))
                assert len(lines) == n, area
    finally:
        with Session(engine) as session:
            session.execute(update(Area).where(Area.code == NORTH).values(replaced_by=None))
            session.commit()


# What a line says


def why(engine: Engine, *operations: dict[str, Any], cell: str = "all in_round", language: str = "zh") -> str:
    for one in operations:
        send(engine, one, by="sun" if one["by"] == key("sun") else "ann")
    with engine.connect() as connection:
        [line] = lines_of(connection, key("round 1"), COUNTY, read_cell(cell), None, language)
    return str(line["why"])


def test_a_dosed_child_is_explained(engine: Engine) -> None:
    said = why(engine, child(prior_polio="0"), visit(on="2025-12-02"), cell="all vaccinated")
    assert said == "在名单上（2025-11-20登记），4岁、本地、既往0剂；2025-12-02 ann 已服"


def test_it_is_said_in_english_too(engine: Engine) -> None:
    said = why(engine, child(), visit(outcome="refused", reason="fear"), cell="all short", language="en")
    assert said == (
        "on the list (since 2025-11-20), aged 4, local, earlier doses unknown; "
        "2025-12-01 ann refused (afraid of reactions)"
    )


def test_who_gave_the_dose_is_named_and_not_who_typed(engine: Engine) -> None:
    assert "2025-12-01 bao 已服" in why(engine, child(), visit(given_by=key("bao")))


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"product": "HepB"}, "另有 2025-12-01 ann 已服 不计：疫苗不同：乙肝疫苗"),
        ({"on": "2026-03-01"}, "另有 2026-03-01 ann 已服 不计：日期在轮次外：2026-03-01"),
    ],
)
def test_a_visit_that_does_not_count_is_named_with_its_reason(
    engine: Engine, odd: dict[str, str], words: str
) -> None:
    said = why(engine, child(), visit(**odd), cell="all short")
    assert "还没有计入本轮的走访" in said and words in said


def test_a_supervisor_s_word_is_told(engine: Engine) -> None:
    late = visit(on="2026-03-01")
    review = operation(
        "visit_review", {"visit": late["key"], "child": key("child"), "in_round": True}, by="sun"
    )
    assert "（县疾控或乡镇防保科定为计入）" in why(engine, child(), late, review, cell="all vaccinated")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": "moved", "status_on": "2025-11-25"}, "不应服：已搬走 2025-11-25"),
        ({"status": "died", "status_on": "2025-12-05"}, "不应服：已死亡 2025-12-05"),
    ],
)
def test_why_a_child_is_removed_is_told(engine: Engine, said: dict[str, str], words: str) -> None:
    assert words in why(engine, child(**said), cell="all removed")


def test_other_ways_in_are_told(engine: Engine) -> None:
    for name, operations, words in (
        ("walk-in", [child("walk-in", listed_on="2025-12-01"), visit("walk-in", found=True)], "现场新增"),
        ("late", [child("late", listed_on="2025-12-03")], "轮次开始后登记（2025-12-03）"),
        ("none", [child("none", listed_on=None)], "没有登记日期，因走访计入"),
    ):
        send(engine, *operations, visit(name, "ill"))
        with engine.connect() as connection:
            lines = list(lines_of(connection, key("round 1"), COUNTY, read_cell("all in_round"), None, "zh"))
        assert words in next(line["why"] for line in lines if line["key"] == key(name))


def test_joined_records_are_one_line_that_says_so(engine: Engine) -> None:
    send(engine, child("two", listed_on="2025-12-02"))
    joined = operation("same_child", {"child": key("child"), "other": key("two")})
    assert "由几条记录合成一个孩子" in why(engine, child(), joined)


def test_a_child_taken_back_is_behind_no_cell(engine: Engine) -> None:
    made = child()
    send(engine, made, visit(outcome="refused"), void(made))
    with engine.connect() as connection:
        assert list(lines_of(connection, key("round 1"), COUNTY, read_cell("all in_round"), None, "zh")) == []


# The command


def test_it_names_every_child_a_line_each(county: Flask, capsys: Any) -> None:
    status, lines, _err = explain(county, capsys, NAME, f"{cast.VILLAGE} all short")
    assert status == 0
    [line] = [line.split("\t") for line in lines]
    assert line == [
        "小红",
        "女",
        "2021-05-04",
        "青树嘴村委会",
        "王",
        "—",
        "—",
        "2025-12-01 接种时外出/不在家 王建国",
        "在名单上（2025-11-20登记），4岁、本地、既往剂次不详；2025-12-01 王建国 接种时外出/不在家",
    ]


def test_a_round_is_named_by_its_key_too_and_lines_are_json(county: Flask, capsys: Any) -> None:
    status, lines, _err = explain(county, capsys, ROUND1, cast.COUNTY, "all", "vaccinated", "--json")
    said = [json.loads(line) for line in lines]
    assert status == 0 and {one["name"] for one in said} == {"小明", "小刚"}
    assert said[0]["visit"]["outcome"] == "vaccinated" and said[0]["left_out"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("nowhere", f"{cast.COUNTY} all short"),
            "There is no round 'nowhere'. There are: 冬季脊灰补充免疫/1",
        ),
        ((NAME, f"{cast.COUNTY} all dosed"), "'dosed' is not a measure of all"),
        ((NAME, "430921999 all short"), "There is no area 430921999."),
        ((NAME, f"{cast.OTHER_COUNTY} all short"), "430922 lies outside it"),
        ((NAME, "all short"), "'all' is not a code of an area"),
        ((NAME, f"{cast.COUNTY} all short", "--as", "nobody"), "There is nobody called 'nobody'."),
        ((NAME, f"{cast.COUNTY} all short", "--as", "outsider"), "430921 is no area of outsider's."),
        ((NAME, f"{cast.COUNTY} all short", "--as", "observer"), "(1), but not whose it is"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence_and_status_two(
    county: Flask, capsys: Any, words: tuple[str, ...], sentence: str
) -> None:
    status, lines, err = explain(county, capsys, *words)
    assert (status, lines) == (2, []) and sentence in err and err.count("\n") == 1


def test_a_draft_s_round_is_not_counted_and_says_so(app: Flask, capsys: Any) -> None:
    found_campaign(app, state="draft")
    status, _lines, err = explain(app, capsys, NAME, f"{cast.COUNTY} all short")
    assert status == 2 and "is not open yet" in err


def test_as_a_person_only_her_villages_are_told_and_nobody_who_lives_elsewhere(
    county: Flask, capsys: Any
) -> None:
    record(
        county,
        cast.VACCINATOR,
        listed("小强", area=cast.OTHER_VILLAGE),
        visited("小强", area=cast.VILLAGE),
    )
    cell = (NAME, f"{cast.COUNTY} all vaccinated", "--json")
    everybody = [json.loads(line)["name"] for line in explain(county, capsys, *cell)[1]]
    hers = [json.loads(line) for line in explain(county, capsys, *cell, "--as", "village-worker")[1]]
    assert sorted(everybody) == ["小刚", "小强", "小明"]
    assert sorted(one["name"] for one in hers) == ["", "小刚", "小明"]
    [other] = [one for one in hers if not one["shown"]]
    assert (other["key"], other["phone"], other["home"]) == ("", "", "玖丰庙村")


def test_no_word_of_a_record_leaves_its_line(county: Flask, capsys: Any) -> None:
    record(county, cast.VACCINATOR, listed("a\tb\n\x1b[31mc"))
    _status, lines, _err = explain(county, capsys, NAME, f"{cast.VILLAGE} all no_reason")
    assert len(lines) == 1 and lines[0].startswith("a b  [31mc\t")


def test_the_page_on_indicators_says_the_notation() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "indicators.md").read_text(encoding="utf-8")
    for words in ("430921103213 all short", "430921103 born:2021|local|0 target", "removed:moved removed"):
        assert words in page
