"""A summary typed elsewhere: totals that are no sum, parts above their whole, shares that are none are named."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from fieldapp.catchup.handed.typed import Doubt, doubts_of, read_typed
from fieldapp.ground.spreadsheets.reader import pages_of
from tests import cast
from tests.catchup.test_campaign_pages import TO_LAST, TO_TENTH, at, done, opened, say, six

LISTED = ("摸底儿童", "合计")
POLIO, SHORT, DONE = ("脊灰", "合计"), ("需补种儿童", "合计"), ("完成补种儿童", "合计")


def said(doubts: list[Doubt]) -> list[tuple[str, str, str]]:
    return [(one.unit, "·".join(one.heads), one.words[0]) for one in doubts]


def test_a_printed_total_that_is_not_the_sum_of_its_units() -> None:
    """The published 1,876 of the facts, whose parts are 1,878."""
    parts = (229, 275, 264, 256, 286, 280, 288)
    typed: dict[str, dict[tuple[str, ...], float]] = {"合计": {LISTED: 1876}}
    typed |= {f"{n}岁": {LISTED: part} for n, part in enumerate(parts)}
    assert said(doubts_of(typed)) == [("合计", "摸底儿童·合计", "写的是 1876，各单位相加是 1878")]
    typed["合计"] = {LISTED: 1878}
    assert doubts_of(typed) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({LISTED: 120, ("无证",): 189}, "189，多于 摸底儿童·合计 120"),
        ({("无证",): 3, ("补证",): 4}, "4，多于 无证 3"),
        ({("无卡",): 3, ("补建",): 4}, "4，多于 无卡 3"),
        ({("需补种儿童", "流动"): 1, ("完成补种儿童", "流动"): 2}, "2，多于 需补种儿童·流动 1"),
        ({LISTED: 10, ("摸底儿童", "本地"): 7, ("摸底儿童", "流动"): 4}, "写的是 10，本地加流动是 11"),
        (
            {(*POLIO, "应补"): 7, ("脊灰", "本地", "应补"): 7, ("脊灰", "流动", "应补"): 1},
            "写的是 7，本地加流动是 8",
        ),
        ({("A群", "合计", "应补"): 231, ("A群", "合计", "实补"): 297}, "实补 297 多于应补 231，超过100%"),
        (
            {(*POLIO, "应补"): 325, (*POLIO, "实补"): 298, (*POLIO, "率，%"): 99.19},
            "写的是 99.19%，298 / 325 是 91.69%",
        ),
        ({SHORT: 5, DONE: 3, ("补种率（人），%", "合计"): 66}, "写的是 66%，3 / 5 是 60.00%"),
        (
            {("合计", "合计", "应补"): 9, (*POLIO, "应补"): 5, ("乙脑", "合计", "应补"): 3},
            "写的是 9，各疫苗相加是 8",
        ),
        ({(*POLIO, "实补"): 5, ("0剂", "实补"): 2, ("不详", "实补"): 1}, "写的是 5，按剂次相加是 3"),
        ({SHORT: 5, DONE: 3, ("未完成的原因（人）", "拒绝"): 1}, "写的是 1，还没补完的是 2"),
    ],
)
def test_each_kind_of_contradiction_is_named(cells: Any, words: str) -> None:
    assert words in [one.words[0] for one in doubts_of({"甲村": cells})]


def test_what_is_right_is_left_alone() -> None:
    cells: dict[tuple[str, ...], float] = {
        (*POLIO, "应补"): 325,
        (*POLIO, "实补"): 298,
        (*POLIO, "率，%"): 91.69,
    }
    cells |= {("合计", "合计", "应补"): 325, ("卡介苗", "合计", "应补"): 4}
    assert doubts_of({"甲村": cells}) == []


@pytest.fixture
def summary(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, str, bytes]:
    """The workbook of the six cases."""
    at(monkeypatch, TO_TENTH)
    say(app, six())
    campaign = opened(app)
    at(monkeypatch, TO_LAST)
    done(app, campaign)
    client = cast.signed_in(app, cast.SUPERVISOR)
    return app, campaign, client.get(f"/catchup/{campaign}/summary.xlsx").data


def test_our_own_workbook_adds_up_and_one_that_was_changed_does_not(
    summary: tuple[Flask, str, bytes],
) -> None:
    app, campaign, content = summary
    typed = read_typed(pages_of(content))
    assert typed["合计"][LISTED] == 6 and typed["合计"]["合计", "合计", "应补"] == 7
    assert doubts_of(typed) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    row = next(n for n in range(4, 20) if sheet.cell(n, 1).value == "合计")
    sheet.cell(row, 2).value = 16
    changed = io.BytesIO()
    book.save(changed)
    client = cast.signed_in(app, cast.SUPERVISOR)
    address = f"/catchup/{campaign}/handed-in/check"

    def sent(data: bytes) -> Any:
        return cast.post(client, address, file=(io.BytesIO(data), "汇总表.xlsx"))

    assert "写的是 16，各单位相加是 6" in sent(changed.getvalue()).text
    assert "都对得上" in sent(content).text
    assert sent(b"nothing").status_code in (400, 422)
    assert client.get(address).status_code == 200
