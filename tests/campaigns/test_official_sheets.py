"""报表一 and 报表二 of published rounds: the same figures on the page, in the workbook and in the PDF."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign, ClosedRound, Round
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, ROUND2, found_campaign, listed, record, visited
from tests.campaigns.published import MIGRANTS, RESIDENTS, farm, township
from tests.campaigns.sheets import page_totals, pdf_pages, workbook
from tests.cast import post, signed_in
from tests.sync import county as small
from tests.sync.county import key, operation

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds"
ELSEWHERE = "430921101001"  # in the other township
TARGET, DOSED = "应种人数（按既往脊灰疫苗剂次）", "实种人数（按既往脊灰疫苗剂次）"


def in_the_office(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The published loads, said of the rounds and villages of the office's tests."""
    words = json.dumps(operations)
    for here, there in (
        (small.ROUND1, ROUND1),
        (small.ROUND2, ROUND2),
        (small.NORTH, cast.VILLAGE),
        (small.SOUTH, cast.OTHER_VILLAGE),
    ):
        words = words.replace(here, there)
    return list(json.loads(words))


def load(app: Flask, operations: list[dict[str, Any]]) -> FlaskClient:
    for start in range(0, len(operations), 2000):
        receipts = record(app, cast.VACCINATOR, *in_the_office(operations[start : start + 2000]))
        assert {receipt["outcome"] for receipt in receipts} == {"applied"}
    return signed_in(app, cast.SUPERVISOR)


def everywhere(client: FlaskClient, n: int, which: int, asked: str = "") -> tuple[list[str], Any, list[str]]:
    """The sums of the page's first sheet, the tables of the workbook, the texts of the PDF."""
    path = f"{ROUND_PAGE}/{n}/sheets/{which}"
    page, book, pdf = (client.get(f"{path}{kind}{asked}") for kind in ("", ".xlsx", ".pdf"))
    assert [answer.status_code for answer in (page, book, pdf)] == [200] * 3
    return page_totals(page.text)[0], workbook(book.data), pdf_pages(pdf.data)


@pytest.fixture
def qingshuzui(app: Flask) -> FlaskClient:
    found_campaign(app)
    return load(app, township())


@pytest.mark.parametrize("n", [1, 2])
def test_qingshuzui_s_ages_stand_on_sheet_1_wherever_it_is_read(qingshuzui: FlaskClient, n: int) -> None:
    sums, book, pdf = everywhere(qingshuzui, n, 1, f"?area={cast.TOWNSHIP}&by=age")
    [table] = book.values()
    assert sums == ["1878", *"0000", "18", *"0000", "1896"] * 2
    for top in (TARGET, DOSED):
        for age, (residents, migrants) in enumerate(zip(RESIDENTS, MIGRANTS, strict=True)):
            row = table[f"{age}岁"]
            said = (row[top, "本地", "≥3"], row[top, "流动", "≥3"], row[top, "合计"])
            assert said == (residents, migrants, residents + migrants)
        assert table["合计"][top, "合计"] == 1896
    assert len(pdf) == 1 and "合计" + "".join(sums) in pdf[0]
    assert "报告接种率100.00%（实种1896÷应种1896）" in pdf[0] and "其中流动100.00%（实种18÷应种18）" in pdf[0]
    assert "填报单位：南县青树嘴镇" in pdf[0] and "单位：人" in pdf[0] and "南卫发〔2025〕9号" in pdf[0]


def test_by_year_of_birth_the_sums_are_the_same(qingshuzui: FlaskClient) -> None:
    table = everywhere(qingshuzui, 1, 1, f"?area={cast.TOWNSHIP}")[1].popitem()[1]
    assert [table[f"{2025 - age}年"][TARGET, "本地", "≥3"] for age in range(7)] == list(RESIDENTS)
    assert (table["2018年"][TARGET, "合计"], table["合计"][DOSED, "合计"]) == (0, 1896)


def test_qingshuzui_on_sheet_2_was_dosed_at_posts_then_at_doors(qingshuzui: FlaskClient) -> None:
    for n, posts, doors in ((1, 1896, 0), (2, 0, 1896)):
        sums, book, pdf = everywhere(qingshuzui, n, 2, f"?area={cast.TOWNSHIP}")
        row = book["报表二 南县青树嘴镇"]["合计"]
        assert (row["摸底应服",], row["现场新增",], row["应服",], row["未服",]) == (1896, 0, 1896, 0)
        assert (row["实服", "小计"], row["实服", "集中"], row["实服", "补服"]) == (1896, posts, doors)
        assert (row["服苗率%",], row["流动", "应服"], row["流动", "服苗率%"]) == (100, 18, 100)
        assert "合计" + "".join(sums) in pdf[0]


FARM = [
    (1, cast.VILLAGE, (178, 13, 191), (35, 48)),
    (2, cast.OTHER_VILLAGE, (202, 17, 219), (62, 79)),
]


@pytest.mark.parametrize(("n", "village", "figures", "migrants"), FARM)
def test_a_farm_hospital_s_rounds_on_both_sheets(
    app: Flask, n: int, village: str, figures: tuple[int, int, int], migrants: tuple[int, int]
) -> None:
    found_campaign(app)
    rounds = farm(cast.VILLAGE, ROUND1, "2025-12-01", (143, 35), (143, 48))
    rounds += farm(cast.OTHER_VILLAGE, ROUND2, "2026-01-05", (140, 62), (140, 79))
    client = load(app, rounds)
    registered, found, dosed = figures
    [table] = everywhere(client, n, 2, f"?area={village}")[1].values()
    row = table[cast.PLACES[village]]
    assert (row["摸底应服",], row["现场新增",], row["应服",]) == figures
    assert (row["实服", "小计"], row["服苗率%",]) == (dosed, 100)
    assert row["流动", "实服"] == migrants[1]
    sums, book, pdf = everywhere(client, n, 1, f"?area={village}")
    [table] = book.values()
    local = dosed - migrants[1]
    assert (
        table["合计"][DOSED, "本地", "不详"] == local and table["合计"][DOSED, "流动", "不详"] == migrants[1]
    )
    assert f"报告接种率100.00%（实种{dosed}÷应种{dosed}，含现场新增{found}）" in pdf[0]
    assert registered + found == dosed and "合计" + "".join(sums) in pdf[0]


def test_703_of_710_are_99_01_per_cent(app: Flask) -> None:
    found_campaign(app)
    said = [listed(f"c{n}") for n in range(710)] + [visited(f"c{n}") for n in range(703)]
    client = load(app, said)
    for which, words in ((1, "实种703÷应种710"), (2, "实服703÷应服710")):
        assert f"报告接种率99.01%（{words}）" in everywhere(client, 1, which)[2][0]
    row = everywhere(client, 1, 2)[1]["报表二 南县"]["青树嘴镇"]
    assert (row["服苗率%",], row["未服",], row["未服原因", "未登记"]) == (99.01, 7, 7)


def test_a_county_s_file_has_the_county_and_every_township_that_counts_somebody(
    qingshuzui: FlaskClient, app: Flask
) -> None:
    assert list(everywhere(qingshuzui, 1, 2)[1]) == ["报表二 南县", "报表二 南县青树嘴镇"]
    assert "没有应服儿童、不另附表的乡镇1个：厂窖镇。" in everywhere(qingshuzui, 1, 2)[2][0]
    record(app, cast.SUPERVISOR, listed("丁", ELSEWHERE), visited("丁", area=ELSEWHERE))
    sums, book, pdf = everywhere(qingshuzui, 1, 2)
    assert "不另附表" not in pdf[0]
    assert list(book) == ["报表二 南县", "报表二 南县厂窖镇", "报表二 南县青树嘴镇"]
    assert list(book["报表二 南县"]) == ["厂窖镇", "青树嘴镇", "其中流动队", "合计"]
    parts = [table["合计"] for name, table in book.items() if name != "报表二 南县"]
    whole = book["报表二 南县"]["合计"]
    for path, value in whole.items():
        if path[-1] != "服苗率%":
            assert value == sum(part[path] for part in parts)
    assert len(pdf) == 3 and all(f"{n}/3" in page for n, page in enumerate(pdf, start=1))
    page = qingshuzui.get(f"{ROUND_PAGE}/1/sheets/2").text
    assert [row[3] for row in page_totals(page)] == ["1897", "1", "1896"] and sums[3] == "1897"


def test_the_two_figures_of_0_doses_are_named_apart_and_add_up(app: Flask) -> None:
    """Who had none before the campaign is no first dose in round 2, where round 1 gave it."""
    found_campaign(app)
    no_dose = {"prior_polio": "0", "prior_polio_source": "card"}
    said = [listed(name, **no_dose) for name in ("甲", "乙", "丙")]
    said += [visited("甲"), visited("乙")]
    said += [
        visited(name, round=ROUND2, on="2026-01-06", key=key(f"second {name}")) for name in ("甲", "乙", "丙")
    ]
    client = load(app, said)
    first, second = everywhere(client, 1, 2), everywhere(client, 2, 2)
    assert second[1]["报表二 南县"]["合计"]["活动前0剂次", "实服"] == 3
    assert "0剂次占比33.33%（本轮第一剂1÷实服3）" in second[2][0]
    note = "活动前0剂次的儿童本轮实服3人：第一剂就在本轮的1人（算0剂次占比），活动开始后、本轮以前已有第一剂的2人。"
    assert note in second[2][0] and note.replace("实服", "实种") in everywhere(client, 2, 1)[2][0]
    assert "0剂次占比100.00%（本轮第一剂2÷实服2）" in first[2][0] and "活动前0剂次的儿童" not in first[2][0]


def test_only_days_that_have_come_are_due_for_a_zero_report(app: Flask) -> None:
    found_campaign(app)
    client, now = load(app, [listed("甲")]), today()
    for first, last, days in ((-3, 6, 4), (1, 9, 0), (-9, -1, 9)):
        with app.app_context():
            here = db.session.get_one(Round, ROUND1)
            here.first_day, here.last_day = ((now + timedelta(days=one)).isoformat() for one in (first, last))
            db.session.commit()
        until = min(now, now + timedelta(days=last)).isoformat()
        words = f"截至{until}应报天数{3 * days}（3个村×{days}天）"
        assert words in pdf_pages(client.get(f"{ROUND_PAGE}/1/sheets/1.pdf?area={cast.TOWNSHIP}").data)[0]


def test_what_a_form_calls_otherwise_than_our_pages_is_said_on_it(app: Flask) -> None:
    found_campaign(app)
    words = "应种、实种是上级表式的叫法，即应服、实服"
    assert words in everywhere(load(app, [listed("甲")]), 1, 1)[2][0]


def test_townships_to_choose_among_are_the_campaign_s(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    for page in ("sheets/1", "sheets/2", "table", "map"):
        assert f'value="{cast.TOWNSHIP}"' in client.get(f"{ROUND_PAGE}/1/{page}").text, page
    with app.app_context():
        db.session.get_one(Campaign, CAMPAIGN).areas = json.dumps([cast.TOWNSHIP])
        db.session.commit()
    for page in ("sheets/1", "sheets/2", "table", "map"):
        assert f'value="{430921101}"' not in client.get(f"{ROUND_PAGE}/1/{page}").text, page


def test_english_headings_stand_upright_where_their_column_is_narrow(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("甲"), visited("甲", "ill"), listed("乙", registered_at=None)])
    for language, upright in (("en", True), ("zh", False)):
        client.set_cookie("lang", language)
        for which, words in (
            (1, {"unknown"}),
            (2, {"Registered", "Removed", "Contraindicated", "Not recorded"}),
        ):
            turned = _turned(client.get(f"{ROUND_PAGE}/1/sheets/{which}.pdf").data)
            assert words <= turned if upright else not turned


def _turned(content: bytes) -> set[str]:
    """The words of the first page that are set from below to above."""
    found = set()

    def keep(text: str, cm: list[float], _tm: Any, _font: Any, _size: Any) -> None:
        if text.strip() and abs(cm[0]) < 0.01:
            found.add(text.strip())

    pypdf.PdfReader(BytesIO(content)).pages[0].extract_text(visitor_text=keep)
    return found


def test_an_english_sheet_has_no_chinese_punctuation(app: Flask) -> None:
    found_campaign(app, name="Polio 2025")
    client = load(app, [listed("甲"), visited("甲", "ill"), listed("乙"), visited("乙", "house_closed")])
    client.set_cookie("lang", "en")
    for which in (1, 2):
        pdf = "".join(pdf_pages(client.get(f"{ROUND_PAGE}/1/sheets/{which}.pdf").data))
        assert not set("（）；，。、：") & set(pdf)


def test_a_share_of_nobody_is_a_dash_on_page_workbook_and_pdf(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    sums, book, pdf = everywhere(client, 1, 2)
    row = book["报表二 南县"]["合计"]
    assert row["服苗率%",] == row["流动", "服苗率%"] == "—" and sums.count("—") == 2
    assert "报告接种率—（实服0÷应服0）" in pdf[0] and "0.00%" not in pdf[0]


def test_every_workbook_of_a_round_with_nobody_in_it_has_dashes_for_shares(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    for path, needed in (
        ("villages.xlsx", 5),
        ("table.xlsx", 20),
        ("sheets/2.xlsx", 2),
        ("sheets/1.xlsx", 0),
    ):
        for sheet in openpyxl.load_workbook(BytesIO(client.get(f"{ROUND_PAGE}/1/{path}").data)):
            values = [cell for row in sheet.iter_rows() for cell in row]
            assert sum(cell.value == "—" for cell in values) >= needed, path
            shares = [
                cell for cell in values if "%" in str(cell.number_format) or cell.number_format == "0.00"
            ]
            assert not [cell.coordinate for cell in shares if isinstance(cell.value, int | float)], path


def test_no_badge_and_no_goal_stand_on_the_paper(qingshuzui: FlaskClient) -> None:
    page = qingshuzui.get(f"{ROUND_PAGE}/1/sheets/2").text
    paper = page[page.index('<section class="official-table') : page.rindex("</section>")]
    pdf = "".join(pdf_pages(qingshuzui.get(f"{ROUND_PAGE}/1/sheets/2.pdf").data))
    for words in ("进行中", "目标 ", "95%"):
        assert words not in paper and words.strip() not in pdf.replace("非目标年龄", "")


def test_a_campaign_without_a_document_says_so(app: Flask) -> None:
    found_campaign(app, document_no=None)
    pdf = everywhere(signed_in(app, cast.SUPERVISOR), 1, 1)[2]
    assert "文件：无文件" in pdf[0]


def test_an_injection_s_sheet_speaks_of_injections_and_of_its_own_antigen(app: Flask) -> None:
    found_campaign(app, product="MMR", form="injection")
    client = load(app, [listed("甲"), visited("甲", "refused"), listed("乙"), visited("乙")])
    table = everywhere(client, 1, 2)[1]["报表二 南县"]["合计"]
    assert table["摸底应种",] == 2 and table["实种", "补种"] == 0 and table["接种率%",] == 50
    assert table["未种原因", "家长拒绝"] == table["未种",] == 1
    first = everywhere(client, 1, 1)[1]["报表一 南县"]["合计"]
    top = "应种人数（按既往含麻疹成分疫苗剂次）"
    assert (first[top, "本地", "不详"], first[top, "合计"]) == (2, 2)
    page = client.get(f"{ROUND_PAGE}/1/sheets/2").text
    assert "服苗" not in page[page.index('<section class="official-table') :] and "支" in page


def test_reasons_stand_in_their_columns_and_a_county_s_own_is_other(app: Flask) -> None:
    found_campaign(app)
    post(
        signed_in(app, cast.ADMINISTRATOR),
        "/codes",
        list="visit.reason",
        code="heat",
        zh="高温停种",
        en="too hot",
    )
    said: list[dict[str, Any]] = []
    cases = [
        ("absent_short", None),
        ("absent_long", None),
        ("house_closed", None),
        ("contraindicated", None),
        ("ill", None),
        ("refused", None),
        ("refused", "fear"),
        ("absent_short", "not_told"),
        ("absent_short", "other"),
        ("absent_short", "heat"),
    ]
    for number, (outcome, reason) in enumerate(cases):
        words = {"reason": reason} if reason else {}
        said += [listed(f"r{number}"), visited(f"r{number}", outcome, **words)]
    said += [listed("没去过"), listed("外地服过"), visited("外地服过", "vaccinated_elsewhere")]
    said += [listed("走了"), visited("走了", "moved_away"), listed("服了"), visited("服了", mode="door")]
    client = load(app, said)
    _sums, book, pdf = everywhere(client, 1, 2)
    row = book["报表二 南县"]["合计"]
    reasons = {path[1]: n for path, n in row.items() if path[0] == "未服原因"}
    assert reasons == {
        "外出": 3,
        "有禁忌": 1,
        "发热生病（缓种）": 1,
        "家长拒绝": 2,
        "未通知到": 1,
        "其他": 2,
        "未登记": 1,
    }
    assert row["未服",] == sum(reasons.values()) == 11 and row["他处已种",] == 1
    assert (row["摸底应服",], row["不应服",], row["应服",]) == (14, 1, 13)
    assert (row["实服", "小计"], row["实服", "集中"], row["实服", "补服"]) == (1, 0, 1)
    assert "不应服1人：迁出1" in pdf[0]
    wide = list(openpyxl.load_workbook(BytesIO(client.get(f"{ROUND_PAGE}/1/table.xlsx").data)).active.values)  # type: ignore[union-attr]
    # away when visited (and the house shut), gone for long, other reasons, none recorded
    assert next(row for row in wide if row[0] == "合计")[-5:] == (11, 2, 1, 7, 1)
    for part in ("接种时外出/不在家1", "长期外出1", "家中无人1", "怕不良反应1", "高温停种1"):
        assert part in pdf[0]


def test_what_is_said_at_the_door_as_not_at_home_is_never_printed_as_a_short_absence(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("小红"), visited("小红", "absent_short")])
    for page in ("", "/table", "/sheets/2"):
        text = client.get(f"{ROUND_PAGE}/1{page}").text
        assert "接种时外出/不在家" in text and "短期外出" not in text


def test_a_mobile_team_s_line_is_not_added_again(app: Flask) -> None:
    found_campaign(app)
    away = {"registered_at": "other_province"}
    said = [listed("甲"), visited("甲"), listed("乙", **away), visited("乙", mode="mobile")]
    table = everywhere(load(app, [*said, listed("丙"), visited("丙", "ill", mode="mobile")]), 1, 2)[1][
        "报表二 南县"
    ]
    mobile, whole = table["其中流动队"], table["合计"]
    assert (mobile["应服",], mobile["实服", "小计"], mobile["流动", "实服"]) == (2, 1, 1)
    assert (mobile["未服",], mobile["未服原因", "发热生病（缓种）"]) == (1, 1)
    assert (whole["应服",], whole["实服", "小计"], whole["未服",]) == (3, 2, 1)


def test_the_foot_has_vaccine_by_batch_posts_staff_and_the_days_that_should_have_been_reported(
    app: Flask,
) -> None:
    found_campaign(app)
    batch = {"product": "bOPV", "form": "drops", "lot": "L-7", "maker": "某所", "expires": "2026-05-31"}
    vials = {"round": ROUND1, "on": "2025-12-01", "batch": key("L-7"), "received": 5, "opened": 1}
    zero = {"round": ROUND1, "on": "2025-12-02"}
    facts = [
        operation("batch", batch | {"doses_per_vial": 20}, key=key("L-7"), area=cast.VILLAGE),
        operation("vials", vials | {"discarded": 1, "returned": 3}, area=cast.VILLAGE),
        operation("vials", vials | {"batch": key("never told"), "received": 2}, area=cast.VILLAGE),
        operation("zero_report", zero, area=cast.VILLAGE),
        operation("zero_report", zero, area=cast.VILLAGE),
        operation("zero_report", zero | {"on": "2025-12-20"}, area=cast.VILLAGE),
        operation("aefi", {"round": ROUND1, "seen_on": "2025-12-03"}, area=cast.OTHER_VILLAGE),
    ]
    client = load(app, [listed("甲"), visited("甲"), *facts])
    path = f"{ROUND_PAGE}/1/sheets/1"
    pdf = pdf_pages(client.get(f"{path}.pdf?area={cast.TOWNSHIP}").data)[0]
    assert "AEFI：截至2025-12-09应报天数27（3个村×9天），已报天数2，例数1" in pdf and "接种人员数：1" in pdf
    assert "L-7bOPV滴剂某所2026-05-312051001201203" in pdf  # 5 received: 100 doses …
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{path}.xlsx?area={cast.TOWNSHIP}").data)).active
    assert sheet is not None
    lines = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert ["L-7", "bOPV 滴剂", "某所", "2026-05-31", 20, 5, 100, 1, 20, 1, 20, 3, 60] in [
        [value for value in line if value != ""] for line in lines
    ]
    total = [line for line in lines if line[0] == "合计"][-1]
    assert [value for value in total if value != ""] == ["合计", 7, "—", 2, "—", 1, 20, 3, 60, "—"]


def test_a_closed_round_s_sheet_stays_as_it_stood(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("甲"), listed("乙"), visited("甲")])
    post(client, f"{ROUND_PAGE}/1/act", act="close")
    record(app, cast.VACCINATOR, visited("乙"))
    path = f"{ROUND_PAGE}/1/sheets/2"
    closed, now = (
        workbook(client.get(f"{path}.xlsx{asked}").data)["报表二 南县"]["合计"] for asked in ("", "?now=1")
    )
    assert (closed["实服", "小计"], now["实服", "小计"]) == (1, 2)
    assert (
        "（结束时的数）" in client.get(path).text and "（结束时的数）" not in client.get(f"{path}?now=1").text
    )


def test_files_are_named_by_place_campaign_round_table_and_day(app: Flask) -> None:
    found_campaign(app, name="2025年脊灰/补充免疫")
    client = signed_in(app, cast.SUPERVISOR)
    post(client, f"{ROUND_PAGE}/1/act", act="close")
    with app.app_context():
        db.session.execute(update(ClosedRound).values(at="2025-12-09T17:00:00.000Z"))  # 10 December in China
        db.session.commit()
    for path, what in (
        (
            f"sheets/1.pdf?area={cast.TOWNSHIP}",
            "南县青树嘴镇-2025年脊灰_补充免疫-第1轮-报表一-2025-12-10.pdf",
        ),
        ("sheets/2.xlsx", "南县-2025年脊灰_补充免疫-第1轮-报表二-2025-12-10.xlsx"),
        (f"table.xlsx?area={cast.TOWNSHIP}", "南县青树嘴镇-2025年脊灰_补充免疫-第1轮-明细表-2025-12-10.xlsx"),
        ("villages.xlsx", "南县-2025年脊灰_补充免疫-第1轮-各村进度-2025-12-10.xlsx"),
        ("look-after.xlsx?list=late", f"南县-2025年脊灰_补充免疫-第1轮-补报-{today()}.xlsx"),
        ("doses.xlsx", f"南县-2025年脊灰_补充免疫-第1轮-没有批号-{today()}.xlsx"),
        ("unknown.xlsx", f"南县-2025年脊灰_补充免疫-第1轮-不详名单-{today()}.xlsx"),
        ("assignments.xlsx", f"-2025年脊灰_补充免疫-第1轮-分村到人-{today()}.xlsx"),
        (
            f"children.xlsx?area={cast.TOWNSHIP}&cell=all+short",
            f"南县青树嘴镇-2025年脊灰_补充免疫-第1轮-还差（未服）-{today()}.xlsx",
        ),
    ):
        answer = client.get(f"{ROUND_PAGE}/1/{path}")
        assert what in unquote(answer.headers["Content-Disposition"])
    pdf = pdf_pages(client.get(f"{ROUND_PAGE}/1/sheets/1.pdf?area={cast.TOWNSHIP}").data)[0]
    assert "南县青树嘴镇-2025年脊灰_补充免疫-第1轮-报表一-2025-12-101/1" in pdf


def test_sheets_are_a4_landscape_on_paper_and_in_the_workbook(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    for which in (1, 2):
        path = f"{ROUND_PAGE}/1/sheets/{which}"
        for page in pypdf.PdfReader(BytesIO(client.get(f"{path}.pdf").data)).pages:
            assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
        for sheet in openpyxl.load_workbook(BytesIO(client.get(f"{path}.xlsx").data)):
            assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
            assert sheet.sheet_properties.pageSetUpPr.fitToPage  # on one page, where nothing else is said
            assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}
            assert "第1轮-报表" in sheet.oddFooter.left.text and "P" in sheet.oddFooter.right.text


@pytest.mark.parametrize("member", [cast.OBSERVER, cast.VACCINATOR, cast.CLINIC])
def test_everybody_of_a_campaign_sees_the_sheets_of_her_own_part(app: Flask, member: cast.Member) -> None:
    found_campaign(app)
    client = signed_in(app, member)
    for ending in ("", ".xlsx", ".pdf"):
        assert client.get(f"{ROUND_PAGE}/1/sheets/1{ending}").status_code == 200
    if member is not cast.OBSERVER:
        assert client.get(f"{ROUND_PAGE}/1/sheets/2?area=430921101").status_code == 403
    part = "南县青树嘴镇（青树嘴村委会、玖丰庙村）" if member is cast.VACCINATOR else "南县"
    assert part in client.get(f"{ROUND_PAGE}/1/sheets/2").text


def test_there_is_no_third_sheet(app: Flask) -> None:
    found_campaign(app)
    assert signed_in(app, cast.SUPERVISOR).get(f"{ROUND_PAGE}/1/sheets/3").status_code == 404


def test_sheets_speak_english_to_who_reads_it(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("甲"), visited("甲", "ill")])
    client.set_cookie("lang", "en")
    page = client.get(f"{ROUND_PAGE}/1/sheets/2").text
    for words in ("Reporting unit", "Not recorded", "Of them mobile teams", "Filled in by", "village-days"):
        assert words in page
    assert client.get(f"{ROUND_PAGE}/1/sheets/1.pdf").status_code == 200


def test_ages_are_of_day_1_of_round_1_on_the_round_s_page_as_on_the_papers(app: Flask) -> None:
    """Four years old on the campaign's first day, five on round 2's."""
    found_campaign(app)
    said = [listed("甲", born="2020-12-20"), visited("甲", round=ROUND2, on="2026-01-06")]
    client = load(app, said)
    page = client.get(f"/campaigns/{CAMPAIGN}/rounds/2").text
    ages = page[page.index("第一轮首日周岁") :]
    assert re.search(r'cell=first(:|%3A)4(\+|%20)vaccinated"[^>]*>1</a>', ages), re.findall(
        r"cell=[^>]*>", ages
    )[:9]
    table = client.get(f"{ROUND_PAGE}/2/table").text
    assert "第一轮首日周岁" in table and "first:4" in table.replace("%3A", ":")
    behind = client.get(f"{ROUND_PAGE}/2/children?cell=first:4+vaccinated").text
    assert "甲" in behind


def test_the_workbook_of_villages_says_whom_to_call_to_who_may_see_people(app: Flask) -> None:
    found_campaign(app)
    load(app, [listed("甲")])
    for member, may in ((cast.SUPERVISOR, True), (cast.OBSERVER, False)):
        book = signed_in(app, member).get(f"{ROUND_PAGE}/1/villages.xlsx").data
        rows = [list(row) for row in openpyxl.load_workbook(BytesIO(book)).active.iter_rows(values_only=True)]
        head = next(row for row in rows if "村代码" in row)
        assert ("谁负责" in head) is may and "登记" in head and "摸底" not in head
        if may:
            row = next(row for row in rows if cast.PLACES[cast.VILLAGE] in row)
            assert cast.VACCINATOR.name in row[head.index("谁负责")]


def test_a_printed_list_says_its_campaign_whose_it_is_when_and_who_is_responsible(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("甲")])
    page = client.get(f"{ROUND_PAGE}/1/children?area={cast.VILLAGE}&cell=all+short").text
    head = page[page.index('<p class="on-paper">') :].split("</p>")[0]
    for words in ("冬季脊灰补充免疫", "南县", "打印于", cast.SUPERVISOR.name, "负责：", cast.VACCINATOR.name):
        assert words in head
    assert '<p class="on-paper">' in client.get("/people").text


def test_a_wide_table_of_several_townships_says_which_each_village_is_of(app: Flask) -> None:
    found_campaign(app)
    client = load(app, [listed("甲")])
    record(app, cast.SUPERVISOR, listed("丁", ELSEWHERE))
    assert "青树嘴村委会 <span" in client.get(f"{ROUND_PAGE}/1/table").text
    one = client.get(f"{ROUND_PAGE}/1/table?area={cast.TOWNSHIP}").text
    assert "青树嘴村委会</th>" in one and "填报单位：南县青树嘴镇" in one


def test_villages_outside_a_campaign_are_not_counted_as_empty(app: Flask) -> None:
    found_campaign(app, areas=json.dumps([cast.TOWNSHIP]))
    page = load(app, [listed("甲")]).get(f"{ROUND_PAGE}/1/table").text
    assert "2 个村没有应服儿童" in page  # of the township's three; one of the next is not of the campaign
