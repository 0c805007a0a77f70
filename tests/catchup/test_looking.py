"""A large register is looked at while a page says how far that is; and one without a dose is said to be so."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.catchup.register import bringing_in
from fieldapp.ground.db import db
from fieldapp.models.clinics import RegisterImport
from fieldapp.web.aside import ahead
from tests import cast
from tests.catchup.test_bringing_in import HEADS, LINES, book, client, send, write

__all__ = ["client"]
PAGE = "/clinic-register"


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ahead, "LARGE", 0)
    monkeypatch.setattr(ahead, "ASKED", {})
    return


def uploaded(client: FlaskClient, content: bytes, as_of: str = "2024-12-01") -> str:
    """Upload a register; the address one is led to."""
    said = {"county": cast.COUNTY, "as_of": as_of, "file": (BytesIO(content), "名单.xlsx")}
    answer = cast.post(client, PAGE, **said)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def ended(client: FlaskClient, address: str) -> tuple[int, str]:
    """The page that comes once it is looked at."""
    for _ in range(200):
        answer = client.get(address)
        if "正在读名单" not in answer.text:
            return answer.status_code, answer.text
        time.sleep(0.05)
    raise AssertionError("it was never looked at")


def test_how_far_it_is_is_said_until_the_review_is_there(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, compared = threading.Event(), bringing_in.compared
    monkeypatch.setattr(bringing_in, "compared", lambda *said: gate.wait(20) and compared(*said))
    address = uploaded(client, book())
    for _ in range(200):
        page = client.get(address).text
        if "第 3 步" in page:
            break
        time.sleep(0.05)
    assert (
        "第 3 步，共 3 步：和已有的孩子对照（3 行）" in page
        and 'http-equiv="refresh"' in page
        and "<svg" in page
    )
    other = uploaded(client, book(LINES[:1]))  # another file beside it
    assert "正在读名单" in client.get(other).text
    gate.set()
    status, page = ended(client, address)
    assert status == 200 and "新增 3 名" in page and "早于出生日期" in page
    write(client, page)
    for _ in range(200):
        said = client.get(confirmed(address), follow_redirects=True).text
        if "正在导入名单" not in said:
            break
        time.sleep(0.05)
    assert "新增儿童 3 名" in said and "新增剂次 4 剂" in said
    status, page = ended(client, address)  # loaded again it is looked at again
    assert "新增 0 名 · 补充 0 名 · 不变 3 名" in page


def confirmed(address: str) -> str:
    """Where one is led who says yes to it."""
    return address.replace("?", "/confirmed?")


def test_saying_yes_does_not_wait_and_says_how_far_it_is(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = uploaded(client, book())
    _status, review = ended(client, address)
    gate, compared = threading.Event(), bringing_in.compared
    monkeypatch.setattr(bringing_in, "compared", lambda *said: gate.wait(20) and compared(*said))
    for _twice in range(2):  # sent again it is one import
        page = write(client, review)
        assert "正在导入名单" in page and "共 4 步" in page and "<svg" in page and "http-equiv" in page
    assert "正在导入名单" in client.get(confirmed(address)).text  # loaded anew
    gate.set()
    for _ in range(200):
        page = client.get(confirmed(address), follow_redirects=True).text
        if "已写完：新增儿童 3 名，新增剂次 4 剂" in page:
            break
        time.sleep(0.05)
    assert "已写完：新增儿童 3 名，新增剂次 4 剂" in page and "http-equiv" not in page
    with app.app_context():
        assert len(db.session.scalars(select(RegisterImport)).all()) == 1


def test_one_that_was_never_begun_leads_back_to_its_review(client: FlaskClient) -> None:
    address = uploaded(client, book())
    answer = client.get(confirmed(address))
    assert answer.status_code == 302 and answer.location == address


def test_why_one_was_not_written_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = uploaded(client, book())
    _status, review = ended(client, address)

    def broken(*_said: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(bringing_in, "compared", broken)
    write(client, review)
    for _ in range(200):
        answer = client.get(confirmed(address))
        if answer.status_code != 200:
            break
        time.sleep(0.05)
    assert answer.status_code == 500 and "上传并查看" in answer.text


def test_one_that_cannot_be_read_is_said_on_the_first_page(client: FlaskClient) -> None:
    status, page = ended(client, uploaded(client, b"\x89PNG\r\n" + bytes(99)))
    assert status == 422 and "读不出表格" in page and "上传并查看" in page


def test_a_fault_is_said_and_nothing_hangs(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_said: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(bringing_in, "compared", broken)
    status, page = ended(client, uploaded(client, book()))
    assert status == 500 and "上传并查看" in page


def test_no_more_than_three_are_looked_at_at_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(bringing_in, "compared", lambda *_said: gate.wait(20))
    addresses = [uploaded(client, book(), f"2024-12-0{n}") for n in range(1, 5)]
    assert [client.get(one).status_code for one in addresses] == [200, 200, 200, 503]
    gate.set()


def test_a_heading_of_two_rows_is_said_to_bring_no_dose(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LARGE", 400_000)
    heads = (*HEADS[:7], "乙肝疫苗", "", "")
    page = send(client, book([("", "", "", "", "", "", "", "第1剂", "第2剂", "第3剂"), *LINES], heads))
    assert "没有认出任何一列接种日期" in page
    assert "没有认出任何一列接种日期" not in send(client, book())
