"""The inbox: what could not count is shown with name and reason, and can be mended by a supervisor."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event, select

from fieldapp.accounts.people import add_person
from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Device
from fieldapp.models.records import Child
from fieldapp.records.handing_over.file import read_handover
from fieldapp.sync.incoming.hands import keep_key
from fieldapp.sync.outgoing.exchange import Phone, answer
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, phone_of, record, visited
from tests.cast import person_id, post, signed_in
from tests.grown import grown
from tests.sync.county import key, operation, tally
from tests.sync.signed import public_key, signature

AWAY = "430921101001"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明"))
    return app


def line(app: Flask, id_: str) -> LoggedOperation:
    """The log's line of an operation."""
    with app.app_context():
        return db.session.scalars(select(LoggedOperation).where(LoggedOperation.id == id_)).one()


def address(app: Flask, id_: str) -> str:
    """The page of an operation."""
    row = line(app, id_)
    return f"/inbox/{row.county}/{row.position}"


def test_a_visit_with_an_unknown_outcome_is_corrected_and_counts(county: Flask) -> None:
    odd = visited("小明", "vaccinated_ok")
    [receipt] = record(county, cast.VACCINATOR, odd)
    assert receipt["outcome"] == "held"
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox").text
    for words in ("小明", "vaccinated_ok", "王建国", "青树嘴村委会"):
        assert words in page
    fields = {f"data.{name}": str(value) for name, value in odd["data"].items()}
    fields |= {"data.outcome": "vaccinated", "area": cast.VILLAGE}
    done = post(client, address(county, odd["id"]) + "/mend", **fields)
    assert done.headers["Location"] == "/inbox"
    assert "小明" not in client.get("/inbox").text
    with county.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 1
    mended = line(county, odd["id"]).mended_by
    assert mended and json.loads(line(county, mended).raw)["data"]["mends"] == odd["id"]


def test_mending_keeps_who_gave_the_dose_and_when_it_was_recorded(county: Flask) -> None:
    odd = visited("小明", "vaccinated_ok")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    post(client, address(county, odd["id"]) + "/mend", **{"data.outcome": "vaccinated", "area": cast.VILLAGE})
    made = json.loads(line(county, line(county, odd["id"]).mended_by or "").raw)
    assert made["at"] == odd["at"]
    assert made["data"]["given_by"] == phone_of(county, cast.VACCINATOR)[0]


def test_a_supervisor_approves_a_void_of_somebody_else_s_record(county: Flask) -> None:
    dose = visited("小明")
    record(county, cast.VACCINATOR, dose)
    void = operation("visit", None, key=dose["key"], area=cast.VILLAGE, void=True)
    [receipt] = record(county, cast.VILLAGE_WORKER, void)
    assert receipt["outcome"] == "held"
    client = signed_in(county, cast.SUPERVISOR)
    assert "同意撤销" in client.get(address(county, void["id"])).text
    post(client, address(county, void["id"]) + "/mend", area=cast.VILLAGE)
    with county.app_context():
        assert "vaccinated" not in tally(db.engine, round_=ROUND1)


def test_a_record_set_aside_leaves_the_list_and_stays_in_the_log(county: Flask) -> None:
    odd = visited("小明", "nonsense")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    post(client, address(county, odd["id"]) + "/set-aside")
    assert "nonsense" not in client.get("/inbox").text
    assert (line(county, odd["id"]).mended_by or "").startswith("set-aside:")


def told(app: Flask, since: int, id_: str) -> dict[str, object]:
    """What the vaccinator's phone hears of an operation after this version."""
    member = phone_of(app, cast.VACCINATOR)
    phone = Phone(member[1], "[]", (cast.VILLAGE,), frozenset(), {cast.VILLAGE: cast.VILLAGE[:6]}, False, "")
    with app.app_context(), reading(db.engine) as connection:
        reply = answer(connection, phone, {"epoch": None, "cursor": {cast.VILLAGE: since}}, "zh")
    [news] = [one for one in reply["changes"] if one["kind"] == "receipt" and one["key"] == id_]
    assert since < news["version"] <= reply["cursor"][cast.VILLAGE]
    return dict(news["data"])


def test_the_phone_hears_that_its_record_was_mended_or_set_aside(county: Flask) -> None:
    mended, aside = visited("小明", "vaccinated_ok"), visited("小明", "nonsense")
    before = record(county, cast.VACCINATOR, mended, aside, listed("别人"))[-1]["version"]
    client = signed_in(county, cast.SUPERVISOR)
    fields = {"area": cast.VILLAGE, "data.outcome": "vaccinated"}
    post(client, address(county, mended["id"]) + "/mend", **fields)
    post(client, address(county, aside["id"]) + "/set-aside")
    for one, note in ((mended, "mended"), (aside, "set_aside")):
        news = told(county, before, one["id"])
        assert (news["outcome"], news["note"]) == ("held", note)
        [again] = record(county, cast.VACCINATOR, one)
        assert (again["outcome"], again["was"], again["note"]) == ("duplicate", "held", note)


def test_two_who_differ_are_shown_with_author_and_time_and_one_is_chosen(county: Flask) -> None:
    other = listed("小明", born="2022-01-01", at="2025-12-01T09:00:00.000Z")
    [receipt] = record(county, cast.VILLAGE_WORKER, other)
    assert receipt["outcome"] == "conflict"
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox/conflicts").text
    for words in ("2022-01-01", "2021-05-04", "李秀英", "王建国"):
        assert words in page
    number = 1 if page.index("2022-01-01") < page.index("2021-05-04") else 0
    post(client, address(county, other["id"]) + "/choose", field="born", value=str(number))
    with county.app_context():
        assert db.session.scalars(select(Child.born)).one() == "2021-05-04"
    assert "2022-01-01" not in client.get("/inbox/conflicts").text


def test_what_a_supervisor_chooses_holds_against_a_phone_whose_clock_was_ahead(county: Flask) -> None:
    ahead, unseen = "2099-12-31T23:59:59.999Z", {"name": "小明明"}
    record(county, cast.VACCINATOR, listed("小明") | {"data": {"name": "小朋"}, "at": ahead})
    [receipt] = record(county, cast.CLINIC, listed("小明") | {"data": unseen})
    assert receipt["outcome"] == "conflict"
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox/conflicts").text
    number = re.findall(r"<td>(小[^<]*?)(?: <span|</td>)", page).index("小明明")
    post(client, address(county, receipt["id"]) + "/choose", field="name", value=number)
    with county.app_context():
        assert db.session.scalars(select(Child.name).where(Child.key == key("小明"))).one() == "小明明"


@pytest.mark.parametrize("member", [cast.OUTSIDER, cast.VACCINATOR, cast.OBSERVER])
def test_the_inbox_shows_nothing_to_those_it_is_not_for(county: Flask, member: cast.Member) -> None:
    odd = visited("小明", "nonsense")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, member)
    answer = client.get("/inbox")
    assert answer.status_code == 403 or "小明" not in answer.text
    assert client.get(address(county, odd["id"])).status_code == 403
    assert post(client, address(county, odd["id"]) + "/mend", area=cast.VILLAGE).status_code == 403
    assert post(client, address(county, odd["id"]) + "/set-aside").status_code == 403


@pytest.mark.parametrize("sheet", ["/inbox/inbox.xlsx", "/inbox/waiting.xlsx"])
def test_the_inbox_as_a_workbook_is_for_those_who_may_read_it(county: Flask, sheet: str) -> None:
    for member, status in (
        (cast.SUPERVISOR, 200),
        (cast.CLINIC, 200),
        (cast.NURSE, 403),
        (cast.OBSERVER, 403),
    ):
        client = signed_in(county, member)
        assert client.get(sheet).status_code == status
        assert client.get(sheet.rpartition("/")[0]).status_code == status


def test_what_counts_is_not_set_aside(county: Flask) -> None:
    record(county, cast.VACCINATOR, counted := visited("小明"))
    page = address(county, counted["id"]) + "/set-aside"
    assert post(signed_in(county, cast.SUPERVISOR), page).status_code == 409
    assert line(county, counted["id"]).mended_by is None


def test_a_clinic_sees_its_township_s_inbox_and_decides_nothing(county: Flask) -> None:
    odd = visited("小明", "nonsense")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.CLINIC)
    assert "小明" in client.get("/inbox").text
    assert post(client, address(county, odd["id"]) + "/mend", area=cast.VILLAGE).status_code == 403


def test_a_mend_may_not_move_a_record_out_of_one_s_areas(county: Flask) -> None:
    odd = visited("小明", "nonsense")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    answer = post(client, address(county, odd["id"]) + "/mend", area=cast.OTHER_COUNTYS_VILLAGE)
    assert answer.status_code == 403


def test_the_inbox_as_a_workbook_keeps_hostile_names_as_text(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("坏", name="=cmd|'/c calc'!A1"), visited("坏", "nonsense"))
    client = signed_in(county, cast.SUPERVISOR)
    sheet = openpyxl.load_workbook(BytesIO(client.get("/inbox/inbox.xlsx").data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells and {cell.data_type for cell in cells} == {"s"}
    assert "<script" not in client.get("/inbox").text.split("<main", 1)[1]


def test_a_child_nobody_has_described_is_on_the_waiting_list_after_a_week(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("没来的", at="2025-12-01T08:00:00.000Z"))
    page = signed_in(county, cast.SUPERVISOR).get("/inbox/waiting").text
    assert key("没来的")[:8] in page and "整条记录" in page
    assert "王建国" in page  # whom to ask


def by_vaccinator(app: Flask, *said: dict[str, object]) -> list[dict[str, object]]:
    """Operations as the vaccinator's phone holds them unsent; its key is registered."""
    person, device = phone_of(app, cast.VACCINATOR)
    with app.app_context(), writing(db.engine) as connection:
        keep_key(connection, device, public_key(device))
    return [one | {"by": person, "device": device} for one in said]


def hand_over(app: Flask, content: str, member: cast.Member = cast.CLINIC) -> str:
    """The page after someone imported a file of unsent records."""
    file = (BytesIO(content.encode()), "phone.json")
    answer = post(signed_in(app, member), "/inbox/handover", file=file)
    assert answer.status_code == 200
    return answer.text


def test_a_name_that_cannot_be_read_is_said_once(county: Flask) -> None:
    record(county, cast.VACCINATOR, operation("household", {"head": ["x"]}, area=cast.VILLAGE))
    page = signed_in(county, cast.SUPERVISOR).get("/inbox").text
    assert re.search(r"<td>看不懂 [0-9a-f]{8}</td>", page) and "看不懂 · 看不懂" not in page


def test_what_was_handed_over_and_waits_is_named(county: Flask) -> None:
    new = listed("王小宝")
    said = by_vaccinator(county, new, visited("王小宝"), {**listed("x"), "data": {"name": ["x"]}})
    page = hand_over(county, json.dumps(said))
    row = r"<tr><td>王小宝 <span class=\"quiet\">[0-9a-f]{8}</span></td><td>"
    assert len(re.findall(row + "儿童", page)) == len(re.findall(row + "走访 2025-12-", page)) == 1
    assert "看不懂" in page and "[&#39;x&#39;]" not in page


@pytest.mark.parametrize("form", ["lines", "object"])
def test_a_signed_file_counts_once_and_is_marked_as_relayed(county: Flask, form: str) -> None:
    said = by_vaccinator(county, visited("小明"))
    signatures = {one["id"]: signature(one) for one in said}
    lines = [json.dumps({"op": one, "signature": signature(one)}) for one in said]
    content = "\n".join(lines) if form == "lines" else json.dumps({"ops": said, "signatures": signatures})
    for expected in ("计入 1 · 以前已收到 0", "计入 0 · 以前已收到 1"):
        assert expected in hand_over(county, content)
    assert line(county, said[0]["id"]).relayed == f"office:{person_id(county, cast.CLINIC)}"
    with county.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 1


@pytest.mark.parametrize("form", ["lines", "object", "list"])
def test_a_file_without_signatures_waits_and_a_supervisor_takes_it_over_as_seen(
    county: Flask, form: str
) -> None:
    said = by_vaccinator(county, visited("小明"), listed("小红"), visited("小红", "ill"))
    words = {"object": json.dumps({"ops": said}), "list": json.dumps(said)}
    page = hand_over(county, words.get(form) or "\n".join(map(json.dumps, said)) + "\n")
    assert "计入 0" in page and "待核实 3" in page and "没有记录它的手机的签名" in page
    client = signed_in(county, cast.SUPERVISOR)
    inbox = client.get("/inbox").text
    for words_ in ("王建国", "代交：张敏", "没有签名", "3 条", "照原样采纳"):
        assert words_ in inbox
    assert "照原样采纳" not in signed_in(county, cast.CLINIC).get("/inbox").text
    address_ = f"/inbox/unsigned/{said[0]['device']}/take"
    assert post(signed_in(county, cast.CLINIC), address_).status_code == 403
    assert post(signed_in(county, cast.OUTSIDER), address_).status_code == 404
    assert post(client, address_).status_code == 302
    assert "没有待核实的记录" in client.get("/inbox").text
    with county.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 1
        assert tally(db.engine, round_=ROUND1)["registered"] == 2
    made = json.loads(line(county, line(county, said[0]["id"]).mended_by or "").raw)
    assert (made["by"], made["data"]["given_by"]) == (person_id(county, cast.SUPERVISOR), said[0]["by"])


def test_who_hands_over_what_of_which_phone_stands_in_the_audit_of_that_county(county: Flask) -> None:
    said = by_vaccinator(county, visited("小明"), listed("小红"))
    signatures = {said[0]["id"]: signature(said[0])}
    file = (BytesIO(json.dumps({"ops": said, "signatures": signatures}).encode()), "phone.json")
    clinic_elsewhere = cast.Member("elsewhere", "何平", "clinic", (cast.OTHER_COUNTY,))
    with county.app_context():
        add_person(*clinic_elsewhere.__dict__.values(), cast.PASSWORD)
        db.session.commit()
    assert post(signed_in(county, clinic_elsewhere), "/inbox/handover", file=file).status_code == 200
    page = signed_in(county, cast.ADMINISTRATOR).get("/audit").text
    for words in ("何平", "代交的记录", "王建国", "条数", "带签名", "南县"):
        assert words in page
    sheet = signed_in(county, cast.ADMINISTRATOR).get("/audit.xlsx")
    assert sheet.status_code == 200


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hello", b"[]", b"{}x", b'{"ops": 3}x'])
def test_a_file_that_no_phone_made_is_refused(content: bytes) -> None:
    with pytest.raises(Problem):
        read_handover(content)


def test_phones_show_when_they_were_heard_of_and_can_be_stopped(county: Flask) -> None:
    _person, device = phone_of(county, cast.VACCINATOR)
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/phones").text
    assert "王建国" in page and "还没有" in page and "办公室" not in page
    assert post(signed_in(county, cast.CLINIC), f"/phones/{device}/stop").status_code == 403
    assert post(signed_in(county, cast.OUTSIDER), f"/phones/{device}/stop").status_code == 403
    assert post(client, f"/phones/{device}/stop").status_code == 302
    assert "已停用" in client.get("/phones").text
    [receipt] = record(county, cast.VACCINATOR, visited("小明"))
    assert receipt["outcome"] == "held"


def test_a_visit_can_be_given_to_another_child_of_the_village(county: Flask) -> None:
    odd = visited("谁", "vaccinated_ok")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    assert f'<option value="{key("小明")}">小明 2021-05-04' in client.get(address(county, odd["id"])).text
    said = {"area": cast.VILLAGE, "data.outcome": "vaccinated", "data.child": key("小明")}
    post(client, address(county, odd["id"]) + "/mend", **said)
    with county.app_context():
        counts = tally(db.engine, round_=ROUND1)
    assert (counts["registered"], counts["vaccinated"]) == (1, 1)


def test_a_void_that_waits_names_the_child_and_what_it_would_take_back(county: Flask) -> None:
    dose = visited("小明")
    record(county, cast.VACCINATOR, dose)
    away = operation("visit", {}, key=dose["key"], area=cast.VILLAGE, void=True)
    record(county, cast.VILLAGE_WORKER, away)
    client = signed_in(county, cast.SUPERVISOR)
    assert "小明" in client.get("/inbox").text
    page = client.get(address(county, away["id"])).text
    assert "要撤销的是" in page and "2025-12-01" in page


def test_codes_are_chosen_by_their_words_and_fields_are_called_by_theirs(county: Flask) -> None:
    odd = visited("小明", "vaccinated_ok")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    assert "“结果”的代码不认识" in client.get("/inbox").text
    page = client.get(address(county, odd["id"])).text
    assert '<option value="vaccinated_elsewhere">他处已种</option>' in page
    assert "原来写的：vaccinated_ok" in page


def test_a_conflict_says_which_field_it_is_about(county: Flask) -> None:
    for member, born in ((cast.VACCINATOR, "2021-05-05"), (cast.VILLAGE_WORKER, "2021-05-06")):
        record(county, member, operation("child", {"born": born}, key=key("小明"), area=cast.VILLAGE))
    page = signed_in(county, cast.SUPERVISOR).get("/inbox/conflicts").text
    assert '<h3 class="field-name">出生日期</h3>' in page


def test_a_list_or_an_object_stays_whole_in_its_field_and_breaks_out_of_none(county: Flask) -> None:
    odd = visited("小明", "vaccinated_ok")
    said = {"signs": ["fever"], "extra": {'x" autofocus formaction="https://evil.example': 1}}
    odd["data"] |= said
    record(county, cast.VACCINATOR, odd)
    page = signed_in(county, cast.SUPERVISOR).get(address(county, odd["id"])).text
    for name, value in said.items():
        found = re.search(f'name="data.{name}" value="([^"]*)">', page)
        assert found
        assert json.loads(html.unescape(found[1])) == value


def test_what_was_set_aside_is_listed_and_put_back(county: Flask) -> None:
    odd = visited("小明", "nonsense")
    before = record(county, cast.VACCINATOR, odd, listed("别人"))[-1]["version"]
    client, at = signed_in(county, cast.SUPERVISOR), address(county, odd["id"])
    assert 'data-ask="搁置这一条，不计入？' in client.get(at).text
    post(client, at + "/set-aside")
    aside = client.get("/inbox?verdict=aside").text
    assert "小明" in aside and "nonsense" in aside and '已搁置 <span class="count">1</span>' in aside
    assert "小明" not in client.get("/inbox?verdict=held").text
    page = client.get(at).text
    assert cast.SUPERVISOR.name in page and "放回待核实" in page and "set-aside:" not in page
    assert post(signed_in(county, cast.CLINIC), at + "/put-back").status_code == 403
    assert post(client, at + "/put-back").status_code == 302
    assert line(county, odd["id"]).mended_by is None
    assert "小明" in client.get("/inbox").text
    news = told(county, before, odd["id"])
    assert news["outcome"] == "held" and "note" not in news
    assert post(client, at + "/put-back").status_code == 409  # nothing is set aside any more
    changes = signed_in(county, cast.ADMINISTRATOR).get("/audit").text
    assert "搁置：" in changes and "放回待核实：" in changes


def test_a_void_is_agreed_to_or_refused_in_its_own_words(county: Flask) -> None:
    record(county, cast.VACCINATOR, dose := visited("小明"))
    void = operation("visit", None, key=dose["key"], area=cast.VILLAGE, void=True)
    record(county, cast.VILLAGE_WORKER, void)
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(address(county, void["id"])).text
    assert (
        "<button>同意撤销</button>" in page and ">不同意撤销</button>" in page and "不计入，搁置" not in page
    )
    assert "要撤销的不是本人的记录，请您定是否撤销" in page
    post(client, address(county, void["id"]) + "/set-aside")
    with county.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 1


def test_an_unknown_village_or_round_is_chosen_and_never_preset(county: Flask) -> None:
    nowhere = {**visited("小明"), "area": "430921102299"}
    record(county, cast.VACCINATOR, nowhere)
    client, at = signed_in(county, cast.SUPERVISOR), address(county, nowhere["id"])
    page = html.unescape(client.get(at).text)
    assert '<select name="area" required><option value="">请选择</option>' in page
    assert "selected" not in page.split('name="area"')[1].split("</select>")[0]
    assert "不认识的村（430921102299）" in page and "选对的村再计入" in page
    assert post(client, at + "/mend", area="").status_code == 400
    assert line(county, nowhere["id"]).mended_by is None
    stray = visited("小明")
    stray["data"]["round"] = key("no round")
    record(county, cast.VACCINATOR, stray)
    page = client.get(address(county, stray["id"])).text
    assert '<select name="data.round" required><option value="">请选择</option>' in page
    assert '<option value="">请选择' not in page.split('name="area"')[1].split("</select>")[0]


def test_rounds_are_told_apart_and_are_those_of_the_place(county: Flask) -> None:
    with county.app_context():
        words = {"key": "other", "county": cast.COUNTY, "name": "厂窖的活动", "areas": '["430921101"]'}
        words |= {"product": "bOPV", "form": "drops", "born_from": "2018-12-02", "born_to": "2025-10-01"}
        db.session.add(Campaign(**words, state="open"))
        db.session.flush()
        db.session.add(
            Round(key="other1", campaign="other", n=1, first_day="2025-12-01", last_day="2025-12-05")
        )
        db.session.commit()
    record(county, cast.VACCINATOR, odd := visited("小明", "vaccinated_ok"))
    page = signed_in(county, cast.SUPERVISOR).get(address(county, odd["id"])).text
    offered = page.split('name="data.round"')[1].split("</select>")[0]
    assert ">第1轮 · " in offered and ">第2轮 · " in offered and "厂窖的活动" not in offered


def test_who_recorded_it_stays_the_author_beside_who_checked_it(county: Flask) -> None:
    odd = visited("小明", "ill_today")
    record(county, cast.VACCINATOR, odd)
    client = signed_in(county, cast.SUPERVISOR)
    fields = {"area": cast.VILLAGE, "data.outcome": "ill"}
    post(client, address(county, odd["id"]) + "/mend", **fields)
    child = client.get(f"/campaigns/{CAMPAIGN}/rounds/1/children/{key('小明')}").text
    row = child.split("去过几次")[1]
    assert '王建国 <span class="quiet">核实：赵丽</span>' in row
    assert "王建国 " in child.split('class="sentence"')[1].split("</p>")[0]
    settled = client.get(address(county, odd["id"])).text
    assert "已处理" in settled and "赵丽" in settled
    made = line(county, odd["id"]).mended_by
    assert '王建国 <span class="quiet">核实：赵丽</span>' in client.get(address(county, made)).text


def test_settling_a_conflict_stays_on_its_list(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("小明", guardian="王强", phone="13800000009"))
    other = listed("小明", born="2022-01-01", at="2025-12-01T09:00:00.000Z")
    record(county, cast.VILLAGE_WORKER, other)
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox").text
    assert "两边不一样 1" in page and '待核实&nbsp;<span class="count">1</span>' in page.split("</header>")[0]
    page = client.get("/inbox/conflicts").text
    assert f'/children/{key("小明")}">小明</a>' in page and "家长 王强" in page and "tel:13800000009" in page
    done = post(client, address(county, other["id"]) + "/choose", field="born", value="0")
    assert done.location == "/inbox/conflicts"


def test_a_record_lights_its_tab_leads_back_and_says_what_it_holds(county: Flask) -> None:
    record(county, cast.VACCINATOR, odd := visited("小明", "quarantined"))
    client = signed_in(county, cast.SUPERVISOR)
    assert "不认识的代码（quarantined）" in client.get("/inbox").text
    page = client.get(
        address(county, odd["id"]), headers={"Referer": "http://localhost/inbox?verdict=held"}
    ).text
    assert 'href="/inbox" aria-current="page">待核实 1<' in page
    assert 'href="/inbox?verdict=held" data-back>← 返回' in page
    assert "选一个对的再计入" in page and "等管理员" not in page
    post(client, address(county, odd["id"]) + "/set-aside")
    page = client.get(address(county, odd["id"])).text
    assert "<dt>结果</dt><dd>不认识的代码（quarantined）</dd>" in page and "<dt>日期</dt>" in page


def test_phones_are_told_apart_in_the_sentence_and_what_is_unknown_is_no_nought(county: Flask) -> None:
    for member in (cast.VACCINATOR, cast.VILLAGE_WORKER, cast.CLINIC):
        phone_of(county, member)
    with county.app_context():
        for device in db.session.scalars(select(Device)):
            fine = device.person == person_id(county, cast.CLINIC)
            device.last_seen = now() if fine else away(-timedelta(days=29, hours=2))
            device.clock_off_s = 47 * 60 if fine else 0
        db.session.commit()
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/phones").text
    said = page.split('class="sentence">')[1].split("</p>")[0]
    assert "2部手机一天多没有上报，最久的 29 天" in said and "1部手机的时钟不准" in said
    assert "李秀英" in said and "王建国" in said
    assert page.count("</span>不知道</td>") + page.count("</span>至少 ") == 2 and "</span>0</td>" in page
    sheet = openpyxl.load_workbook(BytesIO(client.get("/phones.xlsx").data)).active
    seen = [row[3] for row in sheet.values if row[3]]
    assert not any(str(one).endswith("Z") for one in seen)


def test_a_page_asks_once_how_many_wait(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("小明", "vaccinated_ok"))
    client, said = signed_in(county, cast.SUPERVISOR), []
    with county.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _u, words, *_more: said.append(words))
    assert "待核实 1" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/inbox").text))
    counting = [
        words for words in said if "min(operation.received)" in words and "mended_by IS NULL" in words
    ]
    assert len(counting) == 1, counting
