"""The published figures come out of individual records: in the tallies, in the table and in the workbook."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.detail_table.collecting import read_foot, read_table
from fieldapp.campaigns.detail_table.foot import Foot
from fieldapp.campaigns.detail_table.table import Table
from fieldapp.campaigns.detail_table.workbook import round_workbook
from fieldapp.campaigns.figures import indicators, tally_slices
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book
from tests.campaigns.published import MIGRANTS, RESIDENTS, farm_rounds, township
from tests.sync.county import CAMPAIGN, COUNTY, EAST, ROUND1, ROUND2, SOUTH, child, outcomes, send, visit


def table_of(engine: Engine, round_: str, by: str = "age") -> tuple[Table, bytes]:
    with Session(engine) as session, engine.connect() as connection:
        campaign, row = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, round_)
        villages = read_villages(connection, COUNTY, [COUNTY])
        table = read_table(connection, campaign, row, villages, by)
        foot = read_foot(connection, campaign, row, villages)
    return table, round_workbook("强化免疫汇总表", "第1轮", table, foot)


def cells_of(table: Table, place: str) -> dict[tuple[str, str, str], int | str]:
    row = next(row for row in table.rows if row.name == place)
    heads = [(column.top[0], column.middle[0], column.low[0]) for column in table.columns]
    return dict(zip(heads, row.cells, strict=True))


def village_counts(engine: Engine, round_: str, area: str) -> Counts:
    with engine.connect() as connection:
        villages: Villages = read_villages(connection, COUNTY, [area])
        return total(tally_slices.by_village(connection, Book(COUNTY, round_), villages).values())


@pytest.fixture
def qingshuzui(engine: Engine) -> Engine:
    for batch in (township()[start : start + 2000] for start in range(0, 6000, 2000)):
        assert set(outcomes(send(engine, *batch))) == {"applied"}
    return engine


def test_a_township_s_two_rounds_give_1878_residents_and_18_migrants(qingshuzui: Engine) -> None:
    for round_ in (ROUND1, ROUND2):
        for by in ("age", "born"):
            table, file = table_of(qingshuzui, round_, by)
            cells = cells_of(table, "合计")
            top = "各年龄合计"
            assert cells[top, "本地", "应服"] == cells[top, "本地", "实服"] == 1878
            assert cells[top, "流动", "应服"] == cells[top, "流动", "实服"] == 18
            assert (cells[top, "合计", "应服"], cells[top, "合计", "服苗率%"]) == (1896, "100.00")
        sheet = openpyxl.load_workbook(BytesIO(file)).active
        assert sheet is not None
        total_row = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "合计")
        assert {1878, 18, 1896} <= {cell.value for cell in total_row}
    ages = ("<1岁", *(f"{age}岁" for age in range(1, 7)))
    cells = cells_of(table_of(qingshuzui, ROUND2)[0], "合计")
    assert tuple(cells[age, "本地", "实服"] for age in ages) == RESIDENTS
    assert tuple(cells[age, "流动", "实服"] for age in ages) == MIGRANTS


def test_posts_and_mop_up_add_up_to_the_dosed(qingshuzui: Engine) -> None:
    first, second = (cells_of(table_of(qingshuzui, r)[0], "合计") for r in (ROUND1, ROUND2))
    top = "实服其中"
    assert (first[top, "集中服苗", "人"], first[top, "补服", "人"]) == (1896, 0)
    assert (second[top, "集中服苗", "人"], second[top, "补服", "人"]) == (0, 1896)
    assert first["应服 按既往剂次", "≥3剂次", "人"] == 1896


def test_a_farm_hospital_s_rounds_give_what_was_published(engine: Engine) -> None:
    send(engine, *farm_rounds())
    first, second = village_counts(engine, ROUND1, SOUTH), village_counts(engine, ROUND2, EAST)
    assert (first.registered, first.vaccinated, first.found) == (178, 191, 13)
    assert (second.registered, second.vaccinated, second.found) == (202, 219, 17)
    assert first.vaccinated + second.vaccinated == 410
    for counts, over in ((first, "107.30"), (second, "108.42")):
        assert indicators.round_coverage(counts).percent == "100.00"
        assert indicators.dosed_over_registered(counts).percent == over
    table = table_of(engine, ROUND1)[0]
    cells = cells_of(table, f"village {SOUTH}")
    top = "各年龄合计"
    assert [cells[top, who, "摸底应服"] for who in ("本地", "流动", "合计")] == [143, 35, 178]
    assert [cells[top, who, "实服"] for who in ("本地", "流动", "合计")] == [143, 48, 191]
    assert cells[top, "合计", "现场新增"] == 13


def test_mobile_teams_have_a_line_of_their_own_that_is_not_added_again(engine: Engine) -> None:
    away = {"registered_at": "other_province", "listed_on": "2025-12-01", "area": SOUTH}
    send(engine, child("站点"), visit("站点"))
    send(engine, child("工地", **away), visit("工地", mode="mobile", found=True, area=SOUTH))
    for by, age in (("age", "4岁"), ("born", "2021年生")):
        table, _file = table_of(engine, ROUND1, by)
        mobile, everyone = cells_of(table, "其中流动队"), cells_of(table, "合计")
        top = "各年龄合计"
        assert (
            mobile[age, "流动", "现场新增"],
            mobile[age, "流动", "实服"],
            mobile[top, "合计", "应服"],
        ) == (1, 1, 1)
        assert (
            mobile[age, "本地", "应服"],
            everyone[top, "合计", "应服"],
            everyone[age, "合计", "实服"],
        ) == (0, 2, 2)
        assert mobile["应服 按既往剂次", "不详", "人"] == 1


def test_an_english_table_names_its_sums_in_english(engine: Engine) -> None:
    send(engine, child("a"), visit("a"))
    table, _file = table_of(engine, ROUND1)
    book = openpyxl.load_workbook(BytesIO(round_workbook("Round table", "round 1", table, Foot(), "en")))
    names = [cell.value for cell in next(book.active.columns)]  # type: ignore[union-attr]
    assert {"Of them mobile teams", "Total"} <= set(names)
    assert not {"其中流动队", "合计"} & set(names)
