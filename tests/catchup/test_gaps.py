"""Who has a gap: the cases of a catch-up in one village (jobs/catch-up.md of the project's facts, 10 November 2026), on
the page and as a sheet."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime, tzinfo

import openpyxl
import pytest
from flask import Flask

from fieldapp.catchup.gaps.missing import Known, missing_of, sums_of
from fieldapp.catchup.gaps.telling import dose_said, when_said
from fieldapp.ground import clock
from fieldapp.ground.db import db
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.catchup.children import CASES, ON, RULES, history, known
from tests.sync.county import key

SHIFT_S = datetime(2026, 11, 10, 4, tzinfo=UTC).timestamp() - time.time()


@pytest.mark.parametrize("case", CASES)
def test_a_child_lacks_what_the_case_says(case: str) -> None:
    found = missing_of(known(case), ON, RULES)
    assert sorted(dose_said(one, "zh") for one in found.missing) == sorted(CASES[case][3])
    assert all(one.may_be_given(ON) for one in found.missing)


def test_the_six_together() -> None:
    sums = sums_of((missing_of(known(case), ON, RULES) for case in CASES), ON)
    assert (sums.children, sums.short, sums.missing, sums.now, sums.unknown) == (6, 5, 7, 5, 0)
    assert sums.doses == {"polio": 2, "mcv": 1, "je": 1, "menac": 2, "dtp": 1}


def test_a_gap_stays_while_28_days_run_with_its_first_day() -> None:
    """A half-caught-up child is not done: the other live vaccine waits 28 days after the first."""
    child = known("C2")
    given = Known(child.key, child.village, child.fields, {}, [*child.doses, ("MMR", "2026-11-09")], [])
    (gap,) = missing_of(given, ON, RULES).missing
    assert (dose_said(gap, "zh"), gap.earliest, gap.may_be_given(ON)) == ("乙脑1", "2026-12-07", False)
    assert when_said(gap, ON, "zh") == "2026-12-07 起"


def test_of_whom_nothing_is_recorded_nothing_is_said() -> None:
    child = Known("x", cast.VILLAGE, {"born": "2024-01-01", "sex": "male"}, {}, [], [])
    found = missing_of(child, ON, RULES)
    assert found.unknown and not found.missing and not found.zero


def test_a_refusal_leaves_the_gap_and_a_contraindication_closes_it() -> None:
    child = known("C8")
    states = [("menac", 2, "refused"), ("dtp", 5, "contraindicated")]
    found = missing_of(Known("x", child.village, child.fields, {}, child.doses, states), ON, RULES)
    assert [(dose_said(one, "zh"), one.refused) for one in found.missing] == [("A群C群流脑2", True)]


class Tenth(datetime):
    """The same clock, as of 10 November 2026."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Tenth:
        return cls.fromtimestamp(time.time() + SHIFT_S, tz)


@pytest.fixture
def village(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The six children, one of whom nothing is recorded and one that moved away."""
    monkeypatch.setattr(clock, "datetime", Tenth)
    said = []
    for case, (born, sex, _without, _missing) in CASES.items():
        words = {"name": case, "born": born, "sex": sex, "guardian": f"{case}家长", "phone": "13900000001"}
        said.append({"kind": "child", "key": key(case), "area": cast.VILLAGE, "data": words})
        for product, day in history(case):
            dose = {"child": key(case), "product": product, "given_on": day, "source": "register"}
            said.append({"kind": "dose", "area": cast.VILLAGE, "data": dose})
    for name, more in (("无记录", {}), ("搬走了", {"status": "moved"})):
        words = {"name": name, "born": "2024-01-01", **more}
        said.append({"kind": "child", "key": key(name), "area": cast.VILLAGE, "data": words})
    with app.app_context():
        receipts = record(db.engine, cast.person_id(app, cast.SUPERVISOR), said)
    assert {one["outcome"] for one in receipts} == {"applied"}
    return app


def test_the_page_of_a_village_says_who_lacks_what(village: Flask) -> None:
    page = cast.signed_in(village, cast.CLINIC).get(f"/gaps/{cast.VILLAGE}").text
    assert "7 名0—6岁儿童里，5 名有漏种的，5 名今天就能种" in page
    assert "没有接种记录的孩子（1 名）" in page and "搬走了" not in page
    only = cast.signed_in(village, cast.CLINIC).get(f"/gaps/{cast.VILLAGE}?series=menac").text
    assert "C5" in only and "C8" in only and ">C1<" not in only


def test_villages_of_an_area_have_their_sums(village: Flask) -> None:
    page = cast.signed_in(village, cast.SUPERVISOR).get("/gaps").text
    assert f"/gaps/{cast.VILLAGE}" in page
    assert "7 名0—6岁儿童里，5 名有漏种的" in page and "另有 1 名一剂记录也没有" in page


def test_the_sheet_of_a_village_is_its_list(village: Flask) -> None:
    content = cast.signed_in(village, cast.CLINIC).get(f"/gaps/{cast.VILLAGE}/list.xlsx").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    said = {row[0]: row[8] for row in rows if row[0] in CASES}
    assert said.keys() == {"C1", "C2", "C5", "C8", "C11"} and said["C5"] == "A群C群流脑1"


@pytest.mark.parametrize("who", [cast.NURSE, cast.OUTSIDER], ids=["a nurse", "another county"])
def test_a_village_of_others_is_refused(village: Flask, who: cast.Member) -> None:
    client = cast.signed_in(village, who)
    for path in (f"/gaps/{cast.VILLAGE}", f"/gaps/{cast.VILLAGE}/list.xlsx", f"/gaps?area={cast.TOWNSHIP}"):
        assert client.get(path).status_code == 403
