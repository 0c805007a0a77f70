"""A register brought in on the page: children and doses recorded, nothing doubled, words asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.clinics import RegisterImport, RegisterWord
from fieldapp.models.records import Child, Dose, SameChild
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.office.zoo import book as book_of

HEADS = (
    "儿童编码",
    "儿童姓名",
    "性别",
    "出生日期",
    "母亲姓名",
    "联系电话",
    "村",
    "乙肝疫苗1",
    "乙肝疫苗2",
    "脊灰1",
)
LINES = (
    ("4309210001", "王小明", "男", "2024-05-01", "李芳", "13900000001", cast.VILLAGE, "2024-05-01", "2024-06-02",
     "2024-07-02"),
    ("4309210002", "李小红", "女", "2023-02-03", "赵敏", "13900000002", cast.OTHER_VILLAGE, "2023-02-03", "", ""),
    ("4309210003", "周小亮", "男", "2022-03-04", "钱玲", "13900000003", cast.VILLAGE, "2022-03-04", "2022-02-04", ""),
)  # fmt: skip


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, signed in."""
    return cast.signed_in(app, cast.CLINIC)


def book(lines: Sequence[Sequence[str]] = LINES, heads: Sequence[str] = HEADS) -> bytes:
    """A workbook of these lines."""
    return book_of([list(heads), *map(list, lines)])


def send(client: FlaskClient, content: bytes, **more: str) -> str:
    """Upload a register; the page that reviews it."""
    said = {"county": cast.COUNTY, "as_of": "2024-12-01", **more}
    answer = cast.post(client, "/clinic-register", file=(BytesIO(content), "名单.xlsx"), **said)
    assert answer.status_code == 200, answer.text
    return answer.text


def token_in(page: str) -> str:
    """The word under which the upload is kept."""
    return page.split('name="token" value="')[1].split('"')[0]


def write(client: FlaskClient, page: str, **more: str) -> str:
    """Import what a review shows."""
    said = {"token": token_in(page), "county": cast.COUNTY, "as_of": "2024-12-01", "area": "", **more}
    answer = cast.post(client, "/clinic-register", **said)
    assert answer.status_code == 302, answer.text
    return client.get(answer.location).text


def stored(app: Flask) -> dict[str, list[tuple[str, str, str]]]:
    """The doses of each child by its name: product, day, source."""
    with app.app_context():
        names = {row.key: row.name for row in db.session.execute(select(Child.key, Child.name))}
        found: dict[str, list[tuple[str, str, str]]] = {name: [] for name in names.values()}
        for dose in db.session.scalars(select(Dose).order_by(Dose.given_on)):
            found[names[dose.child]].append((dose.product, dose.given_on, dose.source))
        return found


def test_children_and_doses_come_in_and_again_nothing_changes(app: Flask, client: FlaskClient) -> None:
    page = send(client, book())
    assert "新增 3 名" in page and "新增剂次 4 剂" in page and "有错 1 行" in page
    assert "早于出生日期" in page
    said = write(client, page)
    assert "新增儿童 3 名" in said and "新增剂次 4 剂" in said
    assert stored(app) == {
        "王小明": [("HepB", "2024-05-01", "register"), ("HepB", "2024-06-02", "register")],
        "李小红": [("HepB", "2023-02-03", "register")],
        "周小亮": [("HepB", "2022-03-04", "register")],
    }
    again = send(client, book())
    assert "新增 0 名 · 补充 0 名 · 不变 3 名 · 新增剂次 0 剂" in again
    with app.app_context():
        (row,) = db.session.scalars(select(RegisterImport))
        assert (row.as_of, row.children, row.new_children, row.doses, row.new_doses) == (
            "2024-12-01",
            3,
            3,
            4,
            4,
        )
    assert "名单截至 2024-12-01" in client.get("/clinic-register").text


def test_a_name_nobody_knows_is_asked_about_once(app: Flask, client: FlaskClient) -> None:
    page = send(client, book())
    assert "word-vaccine:脊灰" in page
    said = {"county": cast.COUNTY, "as_of": "2024-12-01", "area": "", "word-vaccine:脊灰": "IPV"}
    page = client.get(cast.post(client, f"/clinic-register/{token_in(page)}/words", **said).location).text
    assert "word-vaccine:脊灰" not in page and "新增剂次 5 剂" in page
    write(client, page)
    assert ("IPV", "2024-07-02", "register") in stored(app)["王小明"]
    with app.app_context():
        (word,) = db.session.scalars(select(RegisterWord))
        assert (word.county, word.kind, word.words, word.means) == (cast.COUNTY, "vaccine", "脊灰", "IPV")
    assert "word-vaccine:脊灰" not in send(client, book())


def test_a_heading_nobody_knows_is_asked_about_once(client: FlaskClient) -> None:
    heads = tuple("宝宝大名" if one == "儿童姓名" else one for one in HEADS)
    page = send(client, book(heads=heads))
    assert "word-column:宝宝大名" in page
    said = {"county": cast.COUNTY, "as_of": "2024-12-01", "area": "", "word-column:宝宝大名": "name"}
    token = page.split("/clinic-register/")[1].split("/words")[0]
    page = client.get(cast.post(client, f"/clinic-register/{token}/words", **said).location).text
    assert "新增 3 名" in page


def known(app: Flask, **more: str) -> None:
    """A child of the village that enumeration found."""
    words = {
        "name": "王小明",
        "born": "2024-05-01",
        "guardian": "李芳",
        "sex": "male",
        "listed_on": "2024-11-01",
    }
    person = cast.person_id(app, cast.SUPERVISOR)
    said = {"kind": "child", "area": cast.VILLAGE, "data": words | more}
    with app.app_context():
        assert [one["outcome"] for one in record(db.engine, person, [said])] == ["applied"]


def test_a_child_that_enumeration_found_gains_what_the_register_knows(
    app: Flask, client: FlaskClient
) -> None:
    known(app)
    page = send(client, book())
    assert "新增 2 名 · 补充 1 名" in page
    write(client, page)
    with app.app_context():
        (child,) = db.session.scalars(select(Child).where(Child.name == "王小明"))
        assert (child.card_no, child.phone, child.mother) == ("4309210001", "13900000001", "李芳")
    assert len(stored(app)["王小明"]) == 2


def test_who_may_be_known_is_asked_about_and_joined(app: Flask, client: FlaskClient) -> None:
    known(app, born="2024-05-11")
    page = send(client, book())
    assert "要您选 1 名" in page
    said = write(client, page)
    assert "还有 1 名要您选" in said and "4309210001" in said
    key = said.split('value="same:')[1].split('"')[0]
    said = write(client, said, **{"choice-2": f"same:{key}"})
    with app.app_context():
        (link,) = db.session.scalars(select(SameChild))
        assert link.other == key
    assert "新增 0 名 · 补充 0 名 · 不变 3 名 · 新增剂次 0 剂" in send(client, book())


def test_a_dose_recorded_already_or_taken_back_is_not_brought(app: Flask, client: FlaskClient) -> None:
    write(client, send(client, book()))
    with app.app_context():
        (dose,) = db.session.scalars(select(Dose).where(Dose.given_on == "2024-06-02"))
        void = {"kind": "dose", "key": dose.key, "area": dose.area, "void": True, "base": dose.version}
        db.session.remove()
        assert record(db.engine, cast.person_id(app, cast.SUPERVISOR), [void])[0]["outcome"] == "applied"
    assert "新增剂次 0 剂" in send(client, book())


def test_what_the_register_lacks_is_listed(app: Flask, client: FlaskClient) -> None:
    known(app, name="没进系统", born="2021-01-01", guardian="无名")
    page = send(client, book())
    assert "摸底有、名单里没有的孩子（1 名）" in page and "没进系统" in page


def test_a_village_of_others_is_refused(app: Flask, client: FlaskClient) -> None:
    lines = [(*LINES[0][:6], "厂窖社区", *LINES[0][7:])]
    assert "没有这个村，或不归您管" in send(client, book(lines))
    said = {"county": cast.OTHER_COUNTY, "as_of": "2024-12-01"}
    assert (
        cast.post(client, "/clinic-register", file=(BytesIO(book()), "名单.xlsx"), **said).status_code == 422
    )
    assert stored(app) == {}


def test_nobody_without_the_right_comes_here(app: Flask) -> None:
    for who in (cast.NURSE, cast.VACCINATOR, cast.SURVEYOR):
        assert cast.signed_in(app, who).get("/clinic-register").status_code == 403
