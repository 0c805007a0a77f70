"""Families told of a catch-up: slips, calls with times, messages, loudspeaker, sessions, who was told how often."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.catchup.told.slots import Booked, Session, Slot, as_lines, read_slots, session_table, why_not
from fieldapp.ground.db import db
from fieldapp.models.catchups import CatchupSession
from fieldapp.models.records import Notice
from fieldapp.records.fields.notice_numbers import is_number
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.sheets import pdf_words
from tests.catchup.test_campaign_pages import dose, opened, refusals, say, village
from tests.sync.county import key

__all__ = ["village"]
HERE = {"area": cast.VILLAGE}
TIMES = "8:30-9:30 1\n9：30至10：30"


@pytest.fixture
def begun(village: Flask) -> tuple[Flask, str]:
    """The campaign on its first day."""
    return village, opened(village)


def clinic(app: Flask) -> FlaskClient:
    return cast.signed_in(app, cast.CLINIC)


def words_of(client: FlaskClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, page.text
    return words_in(page.text)


def session_of(app: Flask, campaign: str, **more: object) -> str:
    said = {"day": "20261114", "place": "村卫生室", "times": TIMES, "cutoff": "17:00", **HERE} | more
    answer = cast.post(clinic(app), f"/catchup/{campaign}/sessions", **said)
    assert answer.status_code == 302, answer.text
    with app.app_context():
        return str(db.session.scalars(select(CatchupSession.key)).all()[-1])


def call(app: Flask, campaign: str, case: str, result: str, **more: str) -> int:
    said = {"child": key(case), "result": result, **HERE} | more
    return cast.post(clinic(app), f"/catchup/{campaign}/told/call", **said).status_code


def test_slips_are_issued_once_printed_and_come_back(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    client, told = clinic(app), f"/catchup/{campaign}/told"
    assert "还有 5 名孩子没补完，5 名的家长还没有通知过" in words_of(client, f"{told}?area={cast.VILLAGE}")
    assert client.get(f"{told}/slips.pdf?area={cast.VILLAGE}").status_code == 404
    chosen = [key("C1"), key("C2"), key("C7")]
    assert cast.post(client, f"{told}/slips", child=chosen, **HERE).status_code == 302
    assert cast.post(client, f"{told}/slips", child=chosen, **HERE).status_code == 302
    with app.app_context():
        rows = db.session.execute(select(Notice.number, Notice.campaign, Notice.how)).all()
    assert len(rows) == 2 and all(is_number(row.number) and row[1:] == (campaign, "slip") for row in rows)
    paper = pdf_words(client.get(f"{told}/slips.pdf?area={cast.VILLAGE}").data)
    assert "C1 的家长" in paper and "脊灰疫苗第3剂" in paper and "C8" not in paper
    assert "3 名的家长还没有通知过" in words_of(client, f"{told}?area={cast.VILLAGE}")
    number = rows[0].number
    assert cast.post(client, f"{told}/back", number=f"{number[:4]} {number[4:]}", **HERE).status_code == 302
    assert "已收回执" in words_of(client, f"{told}?area={cast.VILLAGE}")
    assert cast.post(client, f"{told}/back", number=number, **HERE).status_code == 409
    assert cast.post(client, f"{told}/back", number="12345678", **HERE).status_code == 404


def test_calls_are_ticked_and_taken_back(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    assert call(app, campaign, "C11", "wrong_number") == 302
    assert call(app, campaign, "C11", "absent") == 302
    assert call(app, campaign, "C7", "told") == 404  # lacks nothing
    assert call(app, campaign, "C8", "perhaps") == 400
    page = words_of(clinic(app), f"/catchup/{campaign}/told?area={cast.VILLAGE}")
    assert "空号" in page and "不在" in page and "4 名的家长还没有通知过" in page
    with app.app_context():
        keys = list(db.session.scalars(select(Notice.key)))
    for one in keys:
        assert cast.post(clinic(app), f"/catchup/{campaign}/told/undo", notice=one, **HERE).status_code == 302
    assert "5 名的家长还没有通知过" in words_of(clinic(app), f"/catchup/{campaign}/told?area={cast.VILLAGE}")


def test_a_time_is_booked_until_it_is_full(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    session = session_of(app, campaign)
    first, second = f"{session}|08:30-09:30", f"{session}|09:30-10:30"
    assert call(app, campaign, "C1", "booked", time=first) == 302
    assert call(app, campaign, "C2", "booked", time=first) == 409  # one may come
    assert call(app, campaign, "C2", "booked", time=second) == 302
    assert call(app, campaign, "C5", "booked") == 400
    path = f"/catchup/{campaign}/told/call"
    page = cast.post(clinic(app), path, child=key("C5"), result="booked", **HERE)
    assert re.search(r'value="booked" selected', page.text)  # what was chosen stands still
    assert call(app, campaign, "C5", "booked", time=f"{session}|11:00-12:00") == 404
    page = words_of(clinic(app), f"/catchup/{campaign}/sessions?area={cast.VILLAGE}")
    assert "2026-11-14 村卫生室 08:30-09:30" in page
    assert call(app, campaign, "C1", "booked", time=second) == 302  # the last word counts
    assert call(app, campaign, "C5", "booked", time=first) == 302
    listed = words_of(clinic(app), f"/catchup/{campaign}/sessions/{session}?area={cast.VILLAGE}")
    assert "约了 3 名孩子" in listed and "C5" in listed
    content = clinic(app).get(f"/catchup/{campaign}/sessions/table.xlsx?area={cast.VILLAGE}").data
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert [heads[0], *heads[2:]] == ["接种时间", "预约时段", "社区（村）", "接种人数"]
    assert [(row[2], row[4]) for row in rows] == [("08:30-09:30", 1), ("09:30-10:30", 2)]


def test_a_session_called_off_takes_nobody(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    session = session_of(app, campaign)
    path = f"/catchup/{campaign}/sessions/{session}/cancel"
    assert cast.post(clinic(app), path, **HERE).status_code == 302
    assert call(app, campaign, "C1", "booked", time=f"{session}|08:30-09:30") == 404
    assert cast.post(clinic(app), path, **HERE).status_code == 302
    assert call(app, campaign, "C1", "booked", time=f"{session}|08:30-09:30") == 302


@pytest.mark.parametrize(
    "wrong",
    [{"day": "20261101"}, {"times": "9:30-8:30"}, {"times": "早上"}, {"cutoff": "25:00"}, {"place": ""}],
)
def test_a_session_that_cannot_be_is_said(begun: tuple[Flask, str], wrong: dict[str, str]) -> None:
    app, campaign = begun
    said = {"day": "20261114", "place": "村卫生室", "times": TIMES, **HERE} | wrong
    answer = cast.post(clinic(app), f"/catchup/{campaign}/sessions", **said)
    assert answer.status_code in (400, 422)
    for value in wrong.values():
        assert value in answer.text


def test_a_session_names_all_that_is_wrong_at_once(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    said = {"day": "20261101", "place": "", "times": "早上", "cutoff": "25:00", **HERE}
    answer = cast.post(clinic(app), f"/catchup/{campaign}/sessions", **said, villages=cast.VILLAGE)
    assert set(refusals(answer.text)[1]) == {"day", "place", "times", "cutoff"}
    assert f'value="{cast.VILLAGE}" checked' in answer.text and "早上" in answer.text


def test_texts_for_groups_and_loudspeakers_name_nobody(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    session_of(app, campaign)
    page = clinic(app).get(f"/catchup/{campaign}/told?area={cast.VILLAGE}").text
    for name in ("group-text", "loud-text"):
        words = re.search(rf'id="{name}">(.*?)</p>', page, re.S)
        assert words
        said = re.sub(r"<[^>]+>", " ", words[1])
        assert "脊灰" in said and "11月14日 08:30-10:30 村卫生室" in said
        assert not re.search(r"C\d|家长C|13900000001", said)
    assert "再说一遍" in page
    assert (
        cast.post(
            clinic(app), f"/catchup/{campaign}/told/broadcast", village=cast.VILLAGE, **HERE
        ).status_code
        == 302
    )
    assert "广播过：" in words_of(clinic(app), f"/catchup/{campaign}/told?area={cast.VILLAGE}")


def test_messages_for_a_service(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    answer = clinic(app).get(f"/catchup/{campaign}/told/messages.csv?area={cast.VILLAGE}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert heads == ["手机号", "姓名", "内容"] and len(rows) == 5
    assert any("C1" in row[2] and "脊灰疫苗第3剂" in row[2] for row in rows)
    assert cast.post(clinic(app), f"/catchup/{campaign}/told/messages", **HERE).status_code == 302
    content = clinic(app).get(f"/catchup/{campaign}/told/list.xlsx?area={cast.VILLAGE}").data
    _heads, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert [line[5:8] for line in lines] == [(0, 0, 1)] * 5


def test_times_told_stand_in_the_summary_and_the_lists(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    call(app, campaign, "C11", "absent")
    cast.post(clinic(app), f"/catchup/{campaign}/told/slips", child=[key("C11")], **HERE)
    content = clinic(app).get(f"/catchup/{campaign}/children.xlsx?area={cast.VILLAGE}").data
    _heads, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert {line[4]: line[-1] for line in lines}["C11"] == 2
    assert re.search(
        r"通知单 电话 短信 合计 (\d+ )*1 1 0", words_of(clinic(app), f"/catchup/{campaign}/summary")
    )


def test_who_is_caught_up_is_told_no_more(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    say(app, [dose("C1", "bOPV", "2026-11-10", "campaign", campaign=campaign)])
    assert "还有 4 名孩子没补完" in words_of(clinic(app), f"/catchup/{campaign}/told?area={cast.VILLAGE}")


def test_not_for_others(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    for path in (
        "told",
        "told/slips.pdf",
        "told/messages.csv",
        "told/list.xlsx",
        "sessions",
        "sessions/table.xlsx",
    ):
        for who in (cast.OUTSIDER, cast.NURSE, cast.VACCINATOR):
            assert cast.signed_in(app, who).get(f"/catchup/{campaign}/{path}").status_code in (403, 404)
    said = {"child": key("C1"), "result": "told", **HERE}
    assert cast.post(
        cast.signed_in(app, cast.OUTSIDER), f"/catchup/{campaign}/told/call", **said
    ).status_code in (403, 404)


def test_nothing_is_written_down_once_it_is_closed(begun: tuple[Flask, str]) -> None:
    app, campaign = begun
    cast.post(cast.signed_in(app, cast.SUPERVISOR), f"/catchup/{campaign}/act", act="close")
    assert call(app, campaign, "C1", "told") == 409
    assert "只能看，不能记" in words_of(clinic(app), f"/catchup/{campaign}/told?area={cast.VILLAGE}")


A = Session("s", "x", "p", "2026-11-14", [Slot("08:30-09:30", 2), Slot("09:30-10:30", None)], [], "17:00")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("8:30-9:30 20", [Slot("08:30-09:30", 20)]),
        ("08：30—09：30，20人\n\n9:30到10:00", [Slot("08:30-09:30", 20), Slot("09:30-10:00", None)]),
        ("9:30-8:30", None),
        ("8:30-9:30\n9:00-10:00", None),
        ("", None),
        ("x", None),
        ("8:30-9:30 1234", None),
    ],
)
def test_times_are_read_a_line_each(words: str, found: list[Slot] | None) -> None:
    assert read_slots(words) == found
    if found:
        assert read_slots(as_lines(found)) == found


@pytest.mark.parametrize(
    ("slot", "down", "at", "why"),
    [
        ("08:30-09:30", 1, "2026-11-13T16:59", None),
        ("08:30-09:30", 2, "2026-11-13T16:59", "slot_full"),
        ("09:30-10:30", 99, "2026-11-13T17:00", None),
        ("08:30-09:30", 0, "2026-11-13T17:01", "past_cutoff"),
        ("10:30-11:30", 0, "2026-11-12T08:00", "not_found"),
    ],
)
def test_one_more_may_come_until_full_or_too_late(slot: str, down: int, at: str, why: str | None) -> None:
    booked = [Booked(f"c{n}", "v", "s", slot) for n in range(down)]
    assert why_not(A, slot, booked, datetime.fromisoformat(at)) == why


def test_the_session_table_has_a_line_for_each_village_of_a_time() -> None:
    booked = [Booked("a", "v1", "s", "08:30-09:30"), Booked("b", "v2", "s", "08:30-09:30")]
    assert [(row[2], row[3], row[4]) for row in session_table([A], booked)] == [
        ("08:30-09:30", "v1", 1),
        ("08:30-09:30", "v2", 1),
        ("09:30-10:30", "", 0),
    ]
