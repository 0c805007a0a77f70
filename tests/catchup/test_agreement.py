"""Certificate, card and register compared dose by dose: what differs, the rates, a run and its issued result."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from random import Random

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from fieldapp.catchup.agreement.comparing import CARD, CERTIFICATE, PAIRS, REGISTER, SOURCES, Said, compared
from fieldapp.catchup.agreement.recording import drawn_of
from fieldapp.catchup.agreement.sums import counts_of, rate
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.catchups import AgreementRun
from fieldapp.models.records import Child, Dose, Fact
from fieldapp.schedule.antigens import series_of
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.catchup.test_bringing_in import HEADS, LINES, book, send, write
from tests.catchup.test_campaign_pages import refusals

PAGE = "/agreement"
B1, B2, P1 = ("HepB", "2024-05-01"), ("HepB", "2024-06-02"), ("bOPV", "2024-07-02")
DAY = "2024-12-01"


def alike(one: str, other: str) -> bool:
    """Whether two products are of one series."""
    return bool(series_of(one) & series_of(other))


def held(**said: list[tuple[str, str | None]]):
    """Sources held against each other, each as of one day."""
    return compared({source: Said(doses, DAY) for source, doses in said.items()}, alike)


CASES = {  # what the certificate has beside a register of three doses; doses compared, and those that differ
    "the same": ([B1, B2, P1], 3, 0),
    "in another order": ([P1, B2, B1], 3, 0),
    "one left out": ([B1, P1], 3, 1),
    "one more": ([B1, B2, P1, ("MMR", "2024-10-01")], 4, 1),
    "a day written wrong is one dose": ([B1, ("HepB", "2024-06-12"), P1], 3, 1),
    "another vaccine of the series on that day": ([B1, B2, ("IPV", "2024-07-02")], 3, 1),
    "a day nobody can read": ([B1, ("HepB", None), P1], 3, 1),
    "a day far off is another dose": ([B1, ("HepB", "2024-11-12"), P1], 4, 2),
    "nothing at all": ([], 3, 3),
    "what was given after the register's last day": ([B1, B2, P1, ("MMR", "2024-12-05")], 3, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_what_differs(case: str) -> None:
    doses, of, differ = CASES[case]
    found = held(register=[B1, B2, P1], certificate=doses)
    assert len(found.counted(PAIRS["certificate"])) == of
    assert len(found.differing(PAIRS["certificate"])) == differ
    assert found.agrees(PAIRS["certificate"]) is (differ == 0)


def test_what_was_not_looked_at_does_not_differ() -> None:
    found = held(register=[B1, B2], certificate=[B1])
    assert found.agrees(PAIRS["papers"]) is None and found.agrees(PAIRS["all"]) is None
    assert found.counted(PAIRS["all"]) == [] and found.differing(PAIRS["certificate"])[0].said == {
        REGISTER: B2
    }


def test_the_rates_of_children_and_of_doses() -> None:
    children = [
        held(register=[B1, B2], certificate=[B1, B2], card=[B1, B2]),
        held(register=[B1, B2], certificate=[B1, B2], card=[B1]),
        held(register=[B1], certificate=[B1]),
        held(register=[], certificate=[], card=[]),
        held(),
    ]
    counts = counts_of(children)
    assert [counts[one] for one in ("children", REGISTER, CERTIFICATE, CARD)] == [5, 4, 4, 3]
    assert {
        pair: (tuple(rate(counts, pair, "children")), tuple(rate(counts, pair, "doses"))) for pair in PAIRS
    } == {
        "papers": ((2, 3), (3, 4)),
        "certificate": ((4, 4), (5, 5)),
        "card": ((2, 3), (3, 4)),
        "all": ((2, 3), (3, 4)),
    }


DOSES = st.lists(
    st.tuples(
        st.sampled_from(["HepB", "bOPV", "IPV", "MMR"]),
        st.one_of(st.none(), st.sampled_from(["2024-05-01", "2024-05-11", "2024-07-01", "2024-12-20"])),
    ),
    max_size=5,
    unique=True,
)


@given(st.dictionaries(st.sampled_from(SOURCES), DOSES))
def test_every_dose_of_every_source_stands_once(said: dict[str, list[tuple[str, str | None]]]) -> None:
    found = held(**said)
    for source in SOURCES:
        there = [slot.said[source] for slot in found.slots if source in slot.said]
        assert sorted(there, key=str) == sorted(said.get(source, []), key=str)
    for sources in PAIRS.values():
        assert len(found.differing(sources)) <= len(found.counted(sources)) <= len(found.slots)
    same = {source: [B1, P1] for source in said}
    assert not any(held(**same).differing(sources) for sources in PAIRS.values())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The doctor of the township's clinic, with a register of three children."""
    client = cast.signed_in(app, cast.CLINIC)
    write(client, send(client, book()))
    return client


def begin(client: FlaskClient, **more: str) -> str:
    """Begin a run today; its address."""
    on = today().isoformat()
    said = {"name": "九月核对", "area": cast.TOWNSHIP, "first_day": on, "last_day": on}
    said |= {"born_from": "2020-01-01", "born_to": "2024-12-31", "sample": "", **more}
    answer = cast.post(client, PAGE, **said)
    assert answer.status_code == 302, answer.text
    return str(answer.location).split("?")[0]


def child(app: Flask, name: str) -> str:
    """The key of a child."""
    with app.app_context():
        return str(db.session.scalar(select(Child.key).where(Child.name == name)))


def say(client: FlaskClient, at: str, **said: str) -> str:
    """Write down what papers of a child have; the page after it."""
    answer = cast.post(client, at, **said)
    assert answer.status_code == 302, answer.text
    return client.get(answer.location).text


def test_papers_are_read_differences_listed_and_taken_back(app: Flask, client: FlaskClient) -> None:
    run = begin(client)
    page = client.get(run).text
    assert '还没看 <span class="count">3</span>' in page and '有差别 <span class="count">0</span>' in page
    ming = f"{run}/{child(app, '王小明')}"
    assert "证、卡都和客户端一样" in client.get(ming).text
    said = say(client, ming, **{
        "seen_certificate": "read", "product:1": "HepB", "certificate:1": "20240501",
        "product:2": "HepB", "certificate:2": "2024-06-12", "seen_card": "none",
    })  # fmt: skip
    assert said.count("不一样") == 1 and "2024-06-12" in said and "接种卡：没有" in said
    page = client.get(f"{run}?show=differ").text
    assert "乙肝疫苗：客户端 2024-06-02，接种证 2024-06-12" in page
    assert "0.00 %" in page and "0 / 1" in page and "1 / 2" in page  # no child of one, one dose of two
    rows = list(openpyxl.load_workbook(BytesIO(client.get(f"{run}/list.xlsx").data)).active.values)
    assert rows[1][2] == "王小明" and rows[1][6:] == ("乙肝疫苗", "2024-06-02", "2024-06-12", "没看")
    said = say(client, f"{ming}/back", paper="certificate")
    assert "不一样" not in said
    assert say(client, ming, same="both").count("不一样") == 0
    assert "1 / 1" in client.get(run).text
    with app.app_context():  # nothing was written into the doses
        assert set(db.session.scalars(select(Dose.source))) == {"register"}
        papers = db.session.scalars(select(Fact).where(Fact.kind == "paper_read")).all()
        assert len(papers) == 4 and sum(one.voided for one in papers) == 1


def test_a_paper_nobody_read_is_not_filled_in(app: Flask, client: FlaskClient) -> None:
    ming = f"{begin(client)}/{child(app, '王小明')}"
    page = client.get(ming).text
    typed = re.findall(r'<input name="(?:certificate|card):\d+" value="([^"]*)"', page)
    assert len(typed) == 10 and not any(typed)
    assert 'name="as:certificate:1" value="2024-05-01"' in page and "checked" not in page
    said = {"product:1": "HepB", "product:2": "HepB", "certificate:1": "", "certificate:2": ""}
    said |= {"seen_certificate": "read", "as:certificate:1": "2024-05-01"}
    answer = cast.post(client, ming, **said | {"certificate:1": "20240502"})  # ticked, and another day typed
    assert answer.status_code == 422 and "checked" in answer.text and "20240502" in answer.text
    page = say(client, ming, **said)
    assert page.count("不一样</span>") == 1  # the second dose, neither ticked nor typed, is not on the paper
    assert 'name="certificate:1" value="2024-05-01"' in page and 'name="as:certificate' not in page
    assert 'name="as:card:1" value="2024-05-01"' in page


def test_a_dose_only_a_paper_has_is_recorded_once_and_taken_back(app: Flask, client: FlaskClient) -> None:
    ming = f"{begin(client)}/{child(app, '王小明')}"
    read = {"seen_certificate": "read", "product:1": "HepB", "certificate:1": "20240501"}
    read |= {"product:8": "MMR", "certificate:8": "20241001"}
    page = say(client, ming, **read | {"product:9": "MMR", "certificate:9": "2024-10-01"})  # written twice
    assert page.count("补记这一剂") == 1 and "麻腮风疫苗 2024-10-01（接种证）" in page
    said = {"paper": "certificate", "product": "MMR", "given_on": "2024-10-01"}
    for wrong in ({"paper": "card"}, {"product": "HepB"}, {"given_on": "2024-10-02"}, {"given_on": ""}):
        assert "现在的状态不能这样做" in cast.post(client, f"{ming}/record", **said | wrong).text
    for stranger, status in ((cast.OUTSIDER, 404), (cast.OBSERVER, 403), (cast.NURSE, 403)):
        assert cast.post(cast.signed_in(app, stranger), f"{ming}/record", **said).status_code == status
    page = say(client, f"{ming}/record", **said)
    assert "补记这一剂" not in page and "从证、卡补记的" in page
    assert "现在的状态不能这样做" in cast.post(client, f"{ming}/record", **said).text  # pressed twice
    first = mmr(app)
    assert len(first) == 1 and first[0].source == "certificate"
    page = say(client, f"{ming}/record/back", dose=first[0].key)
    assert "补记这一剂" in page and "从证、卡补记的" not in page
    say(client, f"{ming}/record", **said)
    again = mmr(app)
    assert [one.voided for one in again] == [True, False] and again[0].key != again[1].key
    assert cast.post(client, f"{ming}/record/back", dose=first[0].key).status_code == 404
    later = book(
        [(*LINES[0], "2024-10-01")], (*HEADS, "麻腮风疫苗1")
    )  # the register brings it: it is one dose
    assert "新增 0 名 · 补充 0 名" in send(client, later)


def mmr(app: Flask) -> list[Dose]:
    """Every record of a dose of MMR, those taken back first."""
    with app.app_context():
        found = db.session.scalars(select(Dose).where(Dose.product == "MMR")).all()
        return sorted(found, key=lambda one: (not one.voided, one.key))


def test_what_the_clinic_cannot_read_or_writes_wrong_is_said(app: Flask, client: FlaskClient) -> None:
    ming = f"{begin(client)}/{child(app, '王小明')}"
    said = {"seen_certificate": "read", "product:1": "HepB", "certificate:1": "不清"}
    assert "日期不清" in say(client, ming, **said)
    answer = cast.post(client, ming, **said | {"certificate:1": "五月"})
    assert answer.status_code == 422 and "五月" in answer.text and "note bad" in answer.text
    assert "note bad" in cast.post(client, ming, seen_certificate="", seen_card="").text


def test_a_sample_is_drawn_of_every_village_by_its_size() -> None:
    keys = {
        "a": [f"a{n}" for n in range(100)],
        "b": [f"b{n}" for n in range(20)],
        "c": ["c0"],
        "d": ["d0", "d1"],
    }
    for seed in range(20):
        drawn = drawn_of(keys, 24, Random(seed))
        n = Counter(one[0] for one in drawn)
        assert len(drawn) == 24 and set(n) == set(keys) and 16 <= n["a"] <= 19 and 3 <= n["b"] <= 5, n
        assert drawn == drawn_of(keys, 24, Random(seed))
        assert {one[0] for one in drawn_of(keys, 4, Random(seed))} == set(keys)
        assert len(drawn_of(keys, 2, Random(seed))) == 2
    assert len(drawn_of(keys, 500, Random(1))) == 123 and drawn_of({}, 5, Random(1)) == []
    assert drawn_of(keys, 24, Random(1)) != drawn_of(keys, 24, Random(2))


def test_every_day_that_cannot_be_read_is_named_in_its_place(app: Flask, client: FlaskClient) -> None:
    ming = f"{begin(client)}/{child(app, '王小明')}"
    said = {"seen_certificate": "read", "seen_card": "read", "product:1": "HepB", "certificate:1": "五月"}
    said |= {"card:1": "六月", "product:9": "", "card:9": "20250103"}
    answer = cast.post(client, ming, **said)
    assert answer.status_code == 422
    assert set(refusals(answer.text)[1]) >= {"certificate:1", "card:1"}
    assert "五月" in answer.text and "六月" in answer.text
    assert len(refusals(answer.text)[0]) == 3  # a day without its vaccine is asked about, not dropped


def test_a_run_names_all_that_is_wrong_at_once(client: FlaskClient) -> None:
    said = {
        "name": "",
        "area": "999999999",
        "first_day": "x",
        "last_day": "20260331",
        "born_from": "20260101",
    }
    answer = cast.post(client, "/agreement", **said, born_to="20200101", sample="0")
    beside = refusals(answer.text)[1]
    assert set(beside) == {"name", "area", "first_day", "born_to", "sample"}
    assert 'value="20260331"' in answer.text and 'value="999999999"' in answer.text


def test_the_result_stays_as_it_was_issued(app: Flask, client: FlaskClient) -> None:
    run = begin(client)
    say(client, f"{run}/{child(app, '王小明')}", same="both")
    assert client.get(f"{run}/table.xlsx").status_code == 200
    assert cast.post(client, f"{run}/issue").status_code == 302
    page = client.get(run).text
    assert "已定稿" in page and "100.00 %" in page
    answer = cast.post(client, f"{run}/{child(app, '李小红')}", same="both")
    assert "不能再记" in answer.text
    with app.app_context():
        person = cast.person_id(app, cast.CLINIC)
        words = {
            "child": child(app, "李小红"),
            "on": today().isoformat(),
            "paper": "card",
            "seen": "read",
            "doses": [],
        }
        record(db.engine, person, [{"kind": "paper_read", "area": cast.VILLAGE, "data": words}])
    assert client.get(run).text.count("1 / 1") == page.count("1 / 1")
    book = openpyxl.load_workbook(BytesIO(client.get(f"{run}/table.xlsx").data)).active
    last = next(row for row in book.values if row[0] == "合计")
    assert last[1:5] == (3, 1, 1, 3)
    assert "现在的状态不能这样做" in cast.post(client, f"{run}/remove").text


def test_a_sample_stays_as_it_was_drawn(app: Flask, client: FlaskClient) -> None:
    run = begin(client, sample="2")
    assert "抽样 2 名" in client.get(run).text
    with app.app_context():
        drawn = db.session.scalar(select(AgreementRun.drawn))
    assert drawn and drawn.count(",") == 1
    assert '全部 <span class="count">2</span>' in client.get(run).text
    assert cast.post(client, f"{run}/remove").status_code == 302
    assert client.get(run).status_code == 404


def test_a_run_is_of_its_own_area_alone(app: Flask, client: FlaskClient) -> None:
    run = begin(client)
    for member, status in ((cast.OUTSIDER, 404), (cast.OBSERVER, 403), (cast.SUPERVISOR, 200)):
        assert cast.signed_in(app, member).get(run).status_code == status
    ming = f"{run}/{child(app, '王小明')}"
    assert cast.signed_in(app, cast.OUTSIDER).get(ming).status_code == 404
    assert "九月核对" not in cast.signed_in(app, cast.OUTSIDER).get(PAGE).text
    assert "note bad" in cast.post(client, PAGE, name="x", area=cast.OTHER_COUNTY).text


def test_the_pages_speak_english(app: Flask, client: FlaskClient) -> None:
    run = begin(client)
    say(client, f"{run}/{child(app, '王小明')}", same="certificate")
    for address in (PAGE, run, f"{run}/{child(app, '王小明')}"):
        page = client.get(address, headers={"Accept-Language": "en"}).text
        assert "Papers and register" in page
