"""What a survey found, in words and tables, and the same figures through the command that computes them."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from fieldapp.commands.main import main
from fieldapp.survey.result import page
from fieldapp.survey.result.tables import column_of
from fieldapp.survey.result.wording import beside, sentence
from tests import cast
from tests.cast import signed_in
from tests.survey.office.place import drawn, say, survey
from tests.survey.office.told import NAMES, household, interviewed, tell


@pytest.fixture
def found(app: Flask) -> tuple[Any, str]:
    """A survey of eight clusters, closed, with all its interviews."""
    client, at = drawn(app, 8)
    say(client, f"{at}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    return client, at


def estimated(file: Path, *outcomes: str, by: str = "") -> list[dict[str, Any]]:
    """What the command finds in a file of records."""
    said = [part for one in outcomes for part in ("--outcome", one)]
    design = [
        "--strata",
        "stratum",
        "--cluster",
        "cluster",
        "--weight",
        "weight",
        *(["--by", by] if by else []),
    ]
    out = io.StringIO()
    with redirect_stdout(out):
        main(["survey", "estimate", str(file), *said, *design])
    return json.loads(out.getvalue())


def test_the_result_is_read_in_words_and_by_dose(found: tuple[Any, str]) -> None:
    client, at = found
    said = client.get(f"{at}/result").text
    assert re.search(r"每100名孩子里有 \d+ 到 \d+ 名", said)
    assert "56 名孩子，8 个群" in said and "走了 72 户，56 户问成" in said
    for words in ("百白破3", "RI_COVG_01", "RI_COVG_02", "RI_QUAL_09", "RI_CONT_01", "距离远", "设计效应"):
        assert words in said, words
    assert "群太少，不比较" in said  # eight clusters have seven degrees of freedom
    assert not any(name in said for name in NAMES)


def test_the_records_give_the_same_through_the_command(
    app: Flask, found: tuple[Any, str], tmp_path: Path
) -> None:
    client, at = found
    file = tmp_path / "records.csv"
    file.write_bytes(client.get(f"{at}/result/records.csv").data.removeprefix(b"\xef\xbb\xbf"))
    with app.app_context():
        result = page.result_of(survey(app)[0])
        ours = dict(result.tables.records)
    names = [name for name in ours if ours[name]["n"]]
    theirs = estimated(file, *map(column_of, names), by="sex")
    whole = {one["outcome"]: one for one in theirs if not one["group"]}
    assert len(whole) == len(names) > 60
    for name in names:
        for figure in ("estimate", "se", "ci_low", "ci_high", "deff", "n"):
            assert whole[column_of(name)][figure] == pytest.approx(ours[name][figure], abs=1e-6), (
                name,
                figure,
            )
    text = file.read_text(encoding="utf-8")
    assert not any(name in text for name in NAMES) and "2026-05-06" not in text


def test_the_sheet_of_estimates_says_what_the_page_says(app: Flask, found: tuple[Any, str]) -> None:
    client, at = found
    book = load_workbook(io.BytesIO(client.get(f"{at}/result/estimates.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    head = next(row for row in rows if "估计值" in row)
    with app.app_context():
        ours = page.result_of(survey(app)[0]).tables.records
    seen = 0
    for row in rows[rows.index(head) + 1 :]:
        said = dict(zip(head, row, strict=True))
        if said["组"] == "全部" and said["估计值"] not in (None, ""):
            (name,) = (one for one in ours if column_of(one) == said["代码"])
            assert float(said["估计值"]) == pytest.approx(ours[name]["estimate"], abs=1e-6)
            seen += 1
    assert seen > 60
    assert client.get(f"{at}/result/codebook.xlsx").status_code == 200


def test_a_correction_counts_once_and_both_versions_stay(app: Flask, found: tuple[Any, str]) -> None:
    assert found
    first = survey(app)[1][0]
    (receipt,) = tell(app, [household(first, 99, "nobody", members=[])])
    with app.app_context():
        before = page.result_of(survey(app)[0])
        assert len(before.households) == 73
    right = household(first, 98, "no_child", members=[], corrects=receipt["id"], on="2026-05-07")
    tell(app, [right | {"at": "2026-12-06T02:00:00.000Z"}])
    with app.app_context():
        after = page.result_of(survey(app)[0])
        (one,) = (one for one in after.households if one.number == "98")
        assert (len(after.households), one.outcome, len(one.versions)) == (73, "no_child", 2)


def test_a_survey_without_interviews_says_so(app: Flask) -> None:
    client, at = drawn(app, 4)
    assert "还没有访谈到孩子" in client.get(f"{at}/result").text
    interviewed(app, survey(app)[1][:1])
    assert "只有一个群有访谈" in client.get(f"{at}/result").text


def test_villages_below_the_goal_become_the_areas_of_a_catch_up(app: Flask, found: tuple[Any, str]) -> None:
    client, at = found
    page_ = client.get(f"{at}/result").text
    assert "在这些村查漏补种" in page_
    fields: dict[str, Any] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page_.partition("/catchup/new")[2]
    ):
        fields.setdefault(name, []).append(value)
    fields.pop("csrf_token", None)
    form = say(client, "/catchup/new", fields)
    assert (
        form.status_code in (200, 422)
        and fields["more_areas"][0] in form.text
        and "2026年度接种率调查后补种" in form.text
    )


def test_others_see_no_records(app: Flask, found: tuple[Any, str]) -> None:
    _client, at = found
    observer = signed_in(app, cast.OBSERVER)
    assert observer.get(f"{at}/result").status_code == 200
    assert observer.get(f"{at}/result/records.csv").status_code == 403
    assert signed_in(app, cast.OUTSIDER).get(f"{at}/result").status_code == 404


def test_a_share_is_said_outward_and_against_the_goal() -> None:
    record = {"estimate": 0.84, "ci_low": 0.781, "ci_high": 0.889, "classification": "intermediate"}
    zh, en = sentence(record, 90)
    assert zh == "每100名孩子里有 78 到 89 名；不能说明达到了目标 90，也不能说没达到。"
    assert en.startswith("between 78 and 89 of 100 children; does not show that the goal of 90 is met")
    assert (
        "一致" in beside(0.87, record)[0]
        and "高" in beside(0.97, record)[0]
        and "低" in beside(0.6, record)[0]
    )
    assert beside(None, record) == ("", "")


def test_every_group_of_what_is_chosen_is_drawn(found: tuple[Any, str]) -> None:
    client, at = found
    said = client.get(f"{at}/result?of=none:any").text
    plots = re.findall(r"<svg.*?</svg>", said, re.DOTALL)  # for a desk and for a telephone
    assert len(plots) == 4 and all(
        words in plots[2] for words in ("本地 · 本地、流动", "女 · 性别", "未种任何一剂")
    )
