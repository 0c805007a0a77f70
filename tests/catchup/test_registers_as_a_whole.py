"""A register as a whole: written while one may leave, taken up after the server was stopped, taken back, its doubtful
lines kept until somebody decides, and held against enumeration."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fieldapp.catchup.register import carrying
from fieldapp.ground.db import db
from fieldapp.models.clinics import RegisterImport, RegisterQuestion
from fieldapp.models.records import Child, Dose, SameChild
from fieldapp.sync.from_office.office_device import record
from fieldapp.web.aside import threads
from tests import cast
from tests.catchup.test_bringing_in import HEADS, LINES, book, known, send, stored, token_in, write

PAGE = "/clinic-register"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, signed in."""
    return cast.signed_in(app, cast.CLINIC)


def newest(app: Flask) -> RegisterImport:
    """The register that was brought in last."""
    with app.app_context():
        found = db.session.scalars(select(RegisterImport).order_by(RegisterImport.at.desc())).first()
        assert found is not None
        return found


def standing(app: Flask) -> dict[str, list[tuple[str, str]]]:
    """The doses that stand of the children that stand, by name."""
    with app.app_context():
        query = select(Child).where(~Child.voided, Child.known)
        rows = {row.key: row.name for row in db.session.scalars(query)}
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in rows.values()}
        for dose in db.session.scalars(select(Dose).where(~Dose.voided).order_by(Dose.given_on)):
            if dose.child in rows:
                found[rows[dose.child]].append((dose.product, dose.given_on))
        return found


def test_a_large_register_is_written_while_one_may_leave_the_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "AT_ONCE", 3)
    monkeypatch.setattr(carrying, "SLICE", 2)
    page = send(client, book())
    said = {"token": token_in(page), "county": cast.COUNTY, "as_of": "2024-12-01", "area": ""}
    led = cast.post(client, PAGE, **said).location
    key = newest(app).key
    assert led.endswith(f"{PAGE}/imports/{key}")
    threads.wait()
    page = client.get(led).text
    assert "已写完：新增儿童 3 名，新增剂次 4 剂" in page and "http-equiv" not in page
    assert "已写完" in client.get(PAGE).text
    row = newest(app)
    assert (row.state, row.total, row.written, row.new_children, row.new_doses) == ("done", 7, 7, 3, 4)


def test_how_far_it_is_is_said_while_it_is_written(app: Flask, client: FlaskClient) -> None:
    write(client, send(client, book()))
    said = {"state": "writing", "total": 7, "written": 2, "seen": "2999-01-01T00:00:00.000Z"}
    with app.app_context():
        db.session.execute(update(RegisterImport).values(**said))
        db.session.commit()
    page = client.get(f"{PAGE}/imports/{newest(app).key}").text
    assert "7 条里写了 2 条（28%）" in page and 'http-equiv="refresh"' in page and "<svg" in page
    assert "正在写 28%" in client.get(PAGE).text
    page = send(client, book())
    said = {"token": token_in(page), "county": cast.COUNTY, "as_of": "2024-12-01", "area": ""}
    assert "稍" in cast.post(client, PAGE, **said).text  # one at a time
    page = client.get(f"{PAGE}/imports/{newest(app).key}/undo").text
    assert 'class="danger"' not in page


def test_one_that_a_restart_stopped_is_said_and_taken_up_and_nothing_doubles(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(engine: object, work: carrying.Work) -> None:
        """Write the first two, and go down."""
        carrying._slice(
            engine, carrying.Work(work.key, work.person, work.at, work.operations[:2], work.lines, "zh"), 0
        )  # type: ignore[arg-type]

    page = send(client, book())
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "carry_out", stopped)
        said = {"token": token_in(page), "county": cast.COUNTY, "as_of": "2024-12-01", "area": ""}
        cast.post(client, PAGE, **said)
    with app.app_context():
        db.session.execute(update(RegisterImport).values(seen="2024-01-01T00:00:00.000Z"))
        db.session.commit()
    key = newest(app).key
    page = client.get(f"{PAGE}/imports/{key}").text
    assert "没有写完：7 条里写了 2 条" in page and "接着写" in page and "没写完" in client.get(PAGE).text
    assert cast.post(client, f"{PAGE}/imports/{key}/again").status_code == 302
    assert standing(app) == {name: [one[:2] for one in doses] for name, doses in stored(app).items()}
    assert sum(map(len, standing(app).values())) == 4 and len(standing(app)) == 3
    assert "已写完" in client.get(f"{PAGE}/imports/{key}").text
    cast.post(client, f"{PAGE}/imports/{key}/undo")
    assert standing(app) == {}  # what was written before and after, both


def test_a_whole_import_is_taken_back_and_comes_again(app: Flask, client: FlaskClient) -> None:
    known(app)
    before = standing(app)
    write(client, send(client, book()))
    assert len(standing(app)) == 3 and len(standing(app)["王小明"]) == 2
    key = newest(app).key
    page = client.get(f"{PAGE}/imports/{key}/undo").text
    assert "撤销它新增的儿童 2 名、接种记录 4 剂" in page and "恢复导入前的内容" in page
    answer = cast.post(client, f"{PAGE}/imports/{key}/undo")
    assert "已撤回：儿童 2 名，接种记录 4 剂" in client.get(answer.location).text
    assert standing(app) == before == {"王小明": []}
    with app.app_context():
        assert db.session.scalars(select(Child.phone).where(~Child.voided)).all() == [None]
    assert "已撤回" in client.get(PAGE).text
    page = send(client, book())
    assert "新增 2 名 · 补充 1 名 · 不变 0 名 · 新增剂次 4 剂" in page
    write(client, page)
    assert len(standing(app)) == 3 and len(standing(app)["王小明"]) == 2
    cast.post(client, f"{PAGE}/imports/{newest(app).key}/undo")
    assert standing(app) == before
    write(client, send(client, book()))  # and a third time
    assert len(standing(app)["王小明"]) == 2


def test_what_was_corrected_since_stays_and_is_said(app: Flask, client: FlaskClient) -> None:
    write(client, send(client, book()))
    person = cast.person_id(app, cast.SUPERVISOR)
    with app.app_context():
        row = db.session.scalars(select(Child).where(Child.name == "李小红")).one()
        dose = db.session.scalars(select(Dose).where(Dose.child != row.key)).first()
        assert dose is not None
        said = [
            {
                "kind": "child",
                "key": row.key,
                "area": row.area,
                "base": row.version,
                "data": {"phone": "13911111111"},
            },
            {
                "kind": "dose",
                "key": dose.key,
                "area": dose.area,
                "base": dose.version,
                "data": {"source": "card"},
            },
        ]
        said = [one | {"at": "2999-01-01T00:00:00.000Z"} for one in said]
        assert {one["outcome"] for one in record(db.engine, person, said)} <= {"applied", "conflict"}
    key = newest(app).key
    page = client.get(f"{PAGE}/imports/{key}/undo").text
    assert "李小红" in page and "后来改过：" in page and cast.SUPERVISOR.name in page
    said = client.get(cast.post(client, f"{PAGE}/imports/{key}/undo").location).text
    assert "后来改过、去过的" in said
    left = standing(app)
    assert set(left) >= {"李小红"} and sum(map(len, left.values())) == 1


def test_somebody_elses_register_is_taken_back_by_her_supervisor_alone(
    app: Flask, client: FlaskClient
) -> None:
    write(client, send(client, book()))
    key = newest(app).key
    other = cast.signed_in(app, cast.VILLAGE_WORKER)
    assert other.get(f"{PAGE}/imports/{key}").status_code == 403
    assert cast.post(other, f"{PAGE}/imports/{key}/undo").status_code == 403
    above = cast.signed_in(app, cast.SUPERVISOR)
    assert cast.post(above, f"{PAGE}/imports/{key}/undo").status_code == 302
    assert standing(app) == {}


def test_vaccines_that_are_not_read_are_said_with_their_doses(app: Flask, client: FlaskClient) -> None:
    heads = (*HEADS[:7], "乙肝疫苗1", "神奇疫苗1", "神奇疫苗2")
    page = send(client, book(heads=heads))
    said = {"county": cast.COUNTY, "as_of": "2024-12-01", "area": "", "word-vaccine:神奇": ""}
    page = client.get(cast.post(client, f"{PAGE}/{token_in(page)}/words", **said).location).text
    assert "没有读的疫苗" in page and "神奇疫苗1 2 剂" in page and "神奇疫苗2 1 剂" in page
    write(client, page)
    page = client.get(f"{PAGE}/imports/{newest(app).key}").text
    assert re.search(r"神奇疫苗1</th><td[^>]*>2<", page)


def test_in_a_row_a_dose_too(client: FlaskClient) -> None:
    heads = ("儿童姓名", "出生日期", "母亲姓名", "村", "疫苗名称", "接种日期")
    who = ("王小明", "2024-05-01", "李芳", cast.VILLAGE)
    lines = [
        (*who, "乙肝疫苗", "2024-05-01"),
        (*who, "神奇疫苗", "2024-05-02"),
        (*who, "神奇疫苗", "2024-06-02"),
    ]
    page = send(client, book(lines, heads))
    said = {"county": cast.COUNTY, "as_of": "2024-12-01", "area": "", "word-vaccine:神奇疫苗": ""}
    page = client.get(cast.post(client, f"{PAGE}/{token_in(page)}/words", **said).location).text
    assert "神奇疫苗 2 剂" in page


def asked(app: Flask) -> RegisterQuestion:
    """The one line that waits to be decided."""
    with app.app_context():
        (found,) = db.session.scalars(select(RegisterQuestion))
        return found


def test_a_doubtful_line_waits_is_decided_side_by_side_and_decided_otherwise(
    app: Flask, client: FlaskClient
) -> None:
    known(app, born="2024-05-11")
    write(client, send(client, book()))
    assert "1 名可能是已有记录的孩子" in client.get(PAGE).text
    page = client.get(f"{PAGE}/questions").text
    assert (
        "2024-05-01" in page and "2024-05-11" in page and "另一个出生日期" in page
    ) or "出生日期不同" in page
    with app.app_context():
        key = db.session.scalars(select(Child.key).where(Child.born == "2024-05-11")).one()
    cast.post(client, f"{PAGE}/questions/{asked(app).key}", choice=f"same:{key}", county=cast.COUNTY)
    assert "没有要决定的" in client.get(f"{PAGE}/questions").text
    with app.app_context():
        (link,) = db.session.scalars(select(SameChild).where(~SameChild.voided))
        assert link.other == key
    page = client.get(f"{PAGE}/questions?show=decided").text
    assert "是同一个孩子" in page and cast.CLINIC.name in page
    assert len(standing(app)["王小明"]) == 2
    cast.post(client, f"{PAGE}/questions/{asked(app).key}/again", county=cast.COUNTY)
    with app.app_context():
        assert not db.session.scalars(select(SameChild).where(~SameChild.voided)).all()
    assert "王小明" in client.get(f"{PAGE}/questions").text and standing(app)["王小明"] == []
    cast.post(client, f"{PAGE}/questions/{asked(app).key}", choice="new", county=cast.COUNTY)
    with app.app_context():
        assert len(db.session.scalars(select(Child).where(Child.name == "王小明", ~Child.voided)).all()) == 2
    assert cast.post(client, f"{PAGE}/questions/{asked(app).key}", choice="new").status_code == 409


def test_a_line_is_asked_about_once_however_often_its_register_comes(app: Flask, client: FlaskClient) -> None:
    known(app, born="2024-05-11")
    for _ in range(2):
        write(client, send(client, book()))
    assert asked(app).answer is None
    with app.app_context():
        db.session.execute(update(Child).where(Child.born == "2024-05-11").values(born="2024-05-01"))
        db.session.commit()
    write(client, send(client, book()))
    with app.app_context():
        assert db.session.scalars(select(RegisterQuestion)).all() == []  # plain now


def names_in(content: bytes) -> set[str]:
    """The names of a sheet."""
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    place = rows[0].index("姓名")
    return {str(row[place]) for row in rows[1:]}


def test_the_register_and_enumeration_are_held_against_each_other(app: Flask, client: FlaskClient) -> None:
    recent = [(*line[:3], line[3].replace("202", "202"), *line[4:]) for line in LINES]
    known(app, name="赵小花", guardian="孙梅")
    known(app)
    write(client, send(client, book(recent)))
    page = client.get(f"/register-and-enumeration?area={cast.TOWNSHIP}").text
    assert "无档 1 名" in page and "无证 2 名" in page and "未找到 2 名" in page and "赵小花" in page
    path = f"/register-and-enumeration/list.xlsx?area={cast.TOWNSHIP}&kind="
    assert names_in(client.get(path + "no_card").data) == {"赵小花"}
    assert names_in(client.get(path + "no_certificate").data) == {"赵小花", "王小明"}
    assert names_in(client.get(path + "not_found").data) == {"李小红", "周小亮"}
    person = cast.person_id(app, cast.SUPERVISOR)
    with app.app_context():  # an enumerator meets her
        row = db.session.scalars(select(Child).where(Child.name == "李小红")).one()
        said = {"kind": "child", "key": row.key, "area": row.area, "base": row.version}
        said |= {"data": {"phone": "13911111111"}, "at": "2999-01-01T00:00:00.000Z"}
        record(db.engine, person, [said])
    assert names_in(client.get(path + "not_found").data) == {"周小亮"}
    cast.post(client, f"{PAGE}/imports/{newest(app).key}/undo")
    assert names_in(client.get(path + "not_found").data) == set()
    assert names_in(client.get(path + "no_card").data) == set()  # no register speaks of them any more
