"""Every printed sum closes and equals the tallies, over histories nobody thought of: both sheets and the wide table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.children.cell_children import village_figures
from fieldapp.campaigns.children.cells import read_cell
from fieldapp.campaigns.detail_table.collecting import read_foot, read_table
from fieldapp.campaigns.detail_table.table import Column, Row, Table, cell_in
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.figures.tally_slices import by_village
from fieldapp.campaigns.papers.layout import ROW, Paper
from fieldapp.campaigns.papers.material import read_material
from fieldapp.campaigns.papers.sheets import papers_of
from fieldapp.campaigns.papers.unknown import unknown_children
from fieldapp.campaigns.rounds.overview import read_overview
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book
from tests.how_many import examples
from tests.sync.county import CAMPAIGN, COUNTY, ROUND1, ROUND2, child, forget, send, visit
from tests.sync.test_any_order import histories

PRIOR = ("≥3", "2", "1", "0", "不详")


def check_sheet_1(paper: Paper, everyone: Counts) -> None:
    paths = [column.path for column in paper.columns]
    half = len(paths) // 2
    for row in paper.rows:
        for cells, there in ((row.cells[:half], paths[:half]), (row.cells[half:], paths[half:])):
            assert there[-1][-1] == "合计" and [path[-1] for path in there[:5]] == list(PRIOR)
            assert cells[-1] == sum(map(int, cells[:-1]))
    *places, whole = paper.rows
    assert whole.cells == tuple(sum(int(row.cells[n]) for row in places) for n in range(len(paths)))
    assert (whole.cells[half - 1], whole.cells[-1]) == (everyone.target, everyone.vaccinated)


def check_sheet_2(paper: Paper, everyone: Counts) -> None:
    paths = [column.path for column in paper.columns]
    for row in paper.rows:
        cell = dict(zip(paths, row.cells, strict=True))
        assert cell["应服",] == cell["摸底应服",] + cell["现场新增",] - cell["不应服",]
        assert cell["应服",] == cell["实服", "小计"] + cell["他处已种",] + cell["未服",]
        assert cell["未服",] == sum(n for path, n in cell.items() if path[0] == "未服原因")
        assert cell["实服", "小计"] == sum(
            n for path, n in cell.items() if path[0] == "实服" and path[1] != "小计"
        )
        assert all(n >= 0 for n in row.cells if isinstance(n, int))
    *places, mobile, whole = paper.rows
    assert (mobile.kind, whole.kind) == ("mobile", "total")
    for place, path in enumerate(paths):
        if path[-1] != "服苗率%":
            assert whole.cells[place] == sum(int(row.cells[place]) for row in places)
            assert mobile.cells[place] <= whole.cells[place]
    cell = dict(zip(paths, whole.cells, strict=True))
    said = ("摸底应服",), ("现场新增",), ("不应服",), ("应服",), ("实服", "小计"), ("他处已种",), ("未服",)
    names = ("registered", "found", "removed", "target", "vaccinated", "elsewhere", "short")
    assert [cell[path] for path in said] == [getattr(everyone, name) for name in names]


def check_wide(table: Table, everyone: Counts) -> None:
    heads = [(column.top[0], column.middle[0], column.low[0]) for column in table.columns]
    for row in table.rows:
        cell = dict(zip(heads, row.cells, strict=True))
        for top in {head[0] for head in heads if head[1] == "合计"}:
            for low in ("摸底应服", "现场新增", "不应服", "应服", "实服"):
                parts = [cell.get((top, who, low), 0) for who in ("本地", "流动", "不详")]
                assert cell[top, "合计", low] == sum(map(int, parts))
        whole = "各年龄合计", "合计"
        assert cell[*whole, "实服"] == _sum(cell, "实服其中") == _sum(cell, "实服 按既往剂次")
        assert cell[*whole, "应服"] == _sum(cell, "应服 按既往剂次")
        missed = cell["未服", "未服人数", "人"]
        assert _sum(cell, "未服") == 2 * missed
        assert cell[*whole, "应服"] == cell[*whole, "实服"] + cell["他处已种", "不在实服内", "人"] + missed
    *places, _mobile, last = table.rows
    for n, head in enumerate(heads):
        if head[2] != "服苗率%":
            assert last.cells[n] == sum(int(row.cells[n]) for row in places)
    cell = dict(zip(heads, last.cells, strict=True))
    assert cell["各年龄合计", "合计", "应服"] == everyone.target
    assert cell["未服", "未服人数", "人"] == everyone.short


def _sum(cell: dict[tuple[str, str, str], Any], top: str) -> int:
    return sum(int(n) for head, n in cell.items() if head[0] == top)


def check(connection: Connection, session: Session, round_: str) -> None:
    campaign, row = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, round_)
    book, villages = Book(COUNTY, round_), read_villages(connection, COUNTY, [COUNTY])
    everywhere = by_village(connection, book, villages)
    everyone = total(everywhere.values())
    for by in ("born", "age"):
        material = read_material(connection, campaign, row, villages, by, book)
        for which, rule in (("1", check_sheet_1), ("2", check_sheet_2)):
            whole, *townships = papers_of(material, which, [COUNTY], [COUNTY], "zh")
            rule(whole, everyone)
            for paper in townships:
                rule(paper, total([c for code, c in everywhere.items() if code.startswith(paper.code)]))
            if by == "born":
                check_cells(connection, book, whole)
            check_unknown(connection, campaign, row, villages, whole)
        check_wide(read_table(connection, campaign, row, villages, by), everyone)
    foot = read_foot(connection, campaign, row, villages)
    assert foot.missed == everyone.short and foot.no_reason >= 0
    page = read_overview(connection, campaign, row, villages, [COUNTY], True)
    assert page.counts.short == sum(n for _reason, n in page.reasons) + page.no_reason == everyone.short
    assert total(page.residence.values()).target == page.counts.target == everyone.target


def check_cells(connection: Connection, book: Book, paper: Paper) -> None:
    """What a number leads to is as many as it says."""
    for row in paper.rows:
        villages = read_villages(connection, COUNTY, [row.code or paper.code])
        for column, n in zip(paper.columns, row.cells, strict=True):
            cell = cell_in(column.cell.replace(ROW, row.part), row.kind, paper.slices)
            if cell and isinstance(n, int):
                figures = village_figures(connection, book, villages, read_cell(cell))
                assert sum(figures.values()) == n, (paper.name, row.name, column.path, cell)


def check_unknown(
    connection: Connection, campaign: Campaign, row: Round, villages: Villages, paper: Paper
) -> None:
    """The list is as long as the figure on the paper."""
    found, more = unknown_children(connection, campaign, row, villages, 100)
    assert (len(found), more) == (paper.unknown, False)
    assert bool(paper.unknown_words) == bool(found)


@given(histories())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_every_sum_closes_over_any_history(county_engine: Engine, history: list[dict[str, Any]]) -> None:
    forget(county_engine)
    send(county_engine, *history)
    with Session(county_engine) as session, county_engine.connect() as connection:
        for round_ in (ROUND1, ROUND2):
            check(connection, session, round_)


def test_sums_close_with_every_unknown_at_once(engine: Engine) -> None:
    unknowns = {"born": None, "registered_at": None, "prior_polio": "unknown"}
    said = [child("a", **unknowns), child("b", registered_at=None, prior_polio="0"), child("c", born=None)]
    said += [child("d", prior_polio="2"), visit("a"), visit("b", "refused"), visit("c", mode="mobile")]
    said += [visit("d", "vaccinated_elsewhere"), child("e", born="1999-01-01", prior_polio="3"), visit("e")]
    send(engine, *said)
    with Session(engine) as session, engine.connect() as connection:
        check(connection, session, ROUND1)
        campaign, row = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, ROUND1)
        villages = read_villages(connection, COUNTY, [COUNTY])
        material = read_material(connection, campaign, row, villages, "born", Book(COUNTY, ROUND1))
        paper = papers_of(material, "1", [COUNTY], [COUNTY], "zh")[0]
    assert paper.rows[-2].name == "不详" and paper.rows[-2].cells[-1] == 2
    assert "1999年" in [
        row.name for row in paper.rows
    ]  # dosed though outside the window: counted, and in a row
    assert {path[1] for path in (column.path for column in paper.columns)} >= {"户籍不详"}
    assert paper.unknown == 3 and "出生日期不详 2，户籍不详 2，既往剂次不详 2" in paper.unknown_words


@pytest.mark.parametrize("cells", [(1, 2, 4)])
def test_the_rules_of_this_file_see_a_sum_that_does_not_close(cells: tuple[int, ...]) -> None:
    table = Table(
        tuple(Column(("各年龄合计", ""), (who, ""), ("应服", "")) for who in ("本地", "流动", "合计")), ()
    )
    with pytest.raises((AssertionError, KeyError)):
        check_wide(Table(table.columns, (Row("合计", "total", cells),) * 2), Counts())
