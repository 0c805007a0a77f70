"""A farm hospital's two published rounds, from single records to the page and both workbooks a supervisor downloads."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, ROUND2, found_campaign, record
from tests.campaigns.published import farm
from tests.cast import signed_in

FIRST = (1, cast.VILLAGE, {"登记": 178, "现场新增": 13, "应服": 191, "实服": 191}, "107.30")
SECOND = (2, cast.OTHER_VILLAGE, {"登记": 202, "现场新增": 17, "应服": 219, "实服": 219}, "108.42")


@pytest.fixture
def supervisor(app: Flask) -> FlaskClient:
    found_campaign(app)
    rounds = farm(cast.VILLAGE, ROUND1, "2025-12-01", (143, 35), (143, 48))
    rounds += farm(cast.OTHER_VILLAGE, ROUND2, "2026-01-05", (140, 62), (140, 79))
    assert {receipt["outcome"] for receipt in record(app, cast.VACCINATOR, *rounds)} == {"applied"}
    return signed_in(app, cast.SUPERVISOR)


def workbook(client: FlaskClient, path: str) -> list[tuple[Any, ...]]:
    """Every row of a downloaded workbook's sheet."""
    answer = client.get(path)
    assert answer.status_code == 200
    return list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].values)


@pytest.mark.parametrize(("n", "village", "figures", "over"), [FIRST, SECOND])
def test_the_farm_s_figures_stand_on_the_page_and_in_the_workbooks(
    supervisor: FlaskClient, n: int, village: str, figures: dict[str, int], over: str
) -> None:
    path = f"/campaigns/{CAMPAIGN}/rounds/{n}"
    page = supervisor.get(f"{path}?area={village}").text
    assert over in page and f"{figures['实服']} / {figures['登记']}" in page and "100.00" in page
    heads, *rows = workbook(supervisor, f"{path}/villages.xlsx?area={village}")
    row = dict(zip(heads, next(row for row in rows if row[0] == village), strict=True))
    assert {name: row[name] for name in figures} == figures
    assert (row["服苗数与登记数之比%"], row["服苗率%"]) == (float(over), 100)
    table = workbook(supervisor, f"{path}/table.xlsx?area={village}")
    total = next(row for row in table if row[0] == "合计")
    assert {figures["登记"], figures["现场新增"], figures["应服"], 100} <= set(total)
