"""Every form of the office is sent wrongly once: it comes back with its reason and with what was typed, never with 500.

The table is held against the routes of the application, so that a new form cannot be missed.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.areas import LocalUnit
from fieldapp.models.campaigns import Assignment, Post
from fieldapp.models.log import LoggedOperation
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, phone_of, record, some_children, visited
from tests.cast import ADMINISTRATOR, CLINIC, NURSE, SUPERVISOR, Member
from tests.grown import grown
from tests.school.class_sheet.office import enrol
from tests.school.classes.office import found_schools
from tests.school.places import PRIMARY
from tests.sync.county import key, operation

POST, UNIT, GIVEN = key("a post"), key("a farm"), key("an assignment")
TOWN = "430921103001"  # the first village of the township, under which its batches are kept
HERE, PLAN = cast.VILLAGE, f"/campaigns/{CAMPAIGN}"
ASSESS = f"/schools/{PRIMARY}/classes/1~1/assess"
SHEET = f"/schools/{PRIMARY}/classes/1~1/sheet"
CATCHUP = {"name": "冬季补种", "areas": cast.TOWNSHIP, "series": "polio", "goal": "95"}
CATCHUP |= {"born_from": "20190101", "born_to": "20251101", "first_day": "20251201", "last_day": "20251231"}
PAPERS = {"name": "九月核对", "area": cast.TOWNSHIP, "first_day": "2025-09-01", "last_day": "2025-09-28"}
PAPERS |= {"born_from": "2019-01-01", "born_to": "2025-09-01", "sample": ""}
REGISTER = "/clinic-register"
CHILD_EDIT = f"{PLAN}/rounds/1/children/{key('小明')}/edit"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """A county at work: children, a held record, two that differ, a post, a farm and an assignment."""
    found_campaign(app)
    found_schools(app)
    enrol(app, "王小明")
    some_children(app)
    held = visited("小明", "not_known_yet")
    first = operation("child", {"guardian": "王"}, key=key("小明"), area=HERE, at="2025-12-03T08:00:00.000Z")
    second = operation("child", {"guardian": "李"}, key=key("小明"), area=HERE, at="2025-12-03T09:00:00.000Z")
    late = visited("小红", on="2026-03-01")  # outside every round: to be decided
    record(app, cast.VACCINATOR, held, first, late)
    record(app, CLINIC, second)
    person, _device = phone_of(app, cast.VACCINATOR)
    with app.app_context():
        words = {"campaign": CAMPAIGN, "area": HERE, "name": "村卫生室", "kind": "fixed"}
        db.session.add(Post(key=POST, **words))
        db.session.add(LocalUnit(key=UNIT, area=HERE, kind="farm", name="一农场", since="2025-01-01"))
        db.session.add(Assignment(key=GIVEN, round=ROUND1, area=HERE, person=person, expected=45))
        db.session.commit()
    return app


@pytest.fixture
def world(county: Flask) -> Flask:
    """The county, and what its held and its differing records are called in the log."""
    person, device = phone_of(county, cast.VACCINATOR)
    with county.app_context():
        log = LoggedOperation
        found = db.session.execute(
            select(log.verdict, log.county, log.position).where(log.verdict != "applied")
        )
        county.extensions["lines"] = {verdict: (county, position) for verdict, county, position in found}
        county.extensions["ids"] = {"person": person, "device": device}
    return county


@dataclass(frozen=True)
class Wrong:
    """A form sent wrongly: by whom, to where, with what; the words of the reason, and what must still stand there
    (`keeps`: all that was typed, unless said otherwise; nothing is typed into a button)."""

    who: Member
    path: str
    said: dict[str, Any]
    reason: str
    keeps: tuple[str, ...] | None = None
    status: tuple[int, ...] = field(default=(400, 409, 422))

    def kept(self) -> tuple[str, ...]:
        if self.keeps is not None:
            return self.keeps
        return tuple(words for words in self.said.values() if isinstance(words, str) and len(words) > 2)


def no_sheet() -> tuple[io.BytesIO, str]:
    """What is no workbook."""
    return io.BytesIO(b"\xff\xd8\xff not a sheet \x00"), "照片.jpg"


BUTTON: tuple[str, ...] = ()
NO_SUCH, GONE = "没有找到", (404,)
FORMS: dict[str, list[Wrong]] = {
    "accounts.password": [
        Wrong(
            ADMINISTRATOR,
            "/account/password",
            {"old": "no", "new": "x", "again": "y"},
            "密码",
            BUTTON,
            (400, 401, 409, 422),
        )
    ],
    "accounts.sign_in_now": [
        Wrong(
            ADMINISTRATOR,
            "/sign-in",
            {"username": "13811112222", "password": "no"},
            "用户名或密码不对",
            ("13811112222",),
            (401,),
        )
    ],
    "accounts.end_own_phone": [Wrong(ADMINISTRATOR, "/account/phones/x/end", {}, NO_SUCH, BUTTON, GONE)],
    "people.new": [
        Wrong(
            ADMINISTRATOR,
            "/people/new",
            {
                "username": "13911112222",
                "name": "何平",
                "role": "lister",
                "area": "青树嘴村",
                "certificate_no": "证0001",
                "certificate_until": "2027-01-31",
            },
            "不是地区代码",
        ),
        Wrong(
            ADMINISTRATOR,
            "/people/new",
            {"username": "13911112222", "name": "何平", "role": "king", "area": HERE},
            "没有这种角色",
            ("13911112222", "何平", HERE),
        ),
        Wrong(
            ADMINISTRATOR,
            "/people/new",
            {
                "username": "13911112222",
                "name": "何平",
                "role": "lister",
                "area": HERE,
                "certificate_until": "后天上午",
            },
            "有效期至",
        ),
        Wrong(
            ADMINISTRATOR,
            "/people/new",
            {"username": "clinic", "name": "何平的弟弟", "role": "lister", "area": HERE},
            "clinic",
        ),
        Wrong(
            ADMINISTRATOR,
            "/people/new",
            {"username": "名" * 300, "name": "何平的弟弟", "role": "lister", "area": HERE},
            "200",
        ),
    ],
    "people.edit": [
        Wrong(
            ADMINISTRATOR,
            "/people/{person}/edit",
            {"name": "", "role": "lister", "certificate_no": "证0002"},
            "名称",
        ),
        Wrong(
            ADMINISTRATOR,
            "/people/{person}/edit",
            {"name": "何平平", "role": "king"},
            "没有这种角色",
            ("何平平",),
        ),
        Wrong(ADMINISTRATOR, "/people/{person}/edit", {"name": "长" * 300, "role": "lister"}, "200"),
        Wrong(
            ADMINISTRATOR,
            "/people/{person}/edit",
            {"name": "何平平", "role": "lister", "certificate_until": "2027-13-45"},
            "有效期至",
        ),
    ],
    "people.give_area": [
        Wrong(ADMINISTRATOR, "/people/{person}/areas", {"area": "青树嘴村那边"}, "不是地区代码")
    ],
    "people.end_area": [
        Wrong(ADMINISTRATOR, f"/people/{{person}}/areas/{cast.TOWNSHIP}/end", {}, NO_SUCH, BUTTON, GONE)
    ],
    "people.end_sessions": [Wrong(ADMINISTRATOR, "/people/x/sessions/end", {}, NO_SUCH, BUTTON, GONE)],
    "people.new_slip": [Wrong(ADMINISTRATOR, "/people/x/slip", {}, NO_SUCH, BUTTON, GONE)],
    "people.rights": [
        Wrong(ADMINISTRATOR, "/people/rights", {}, "县", BUTTON),
        Wrong(SUPERVISOR, "/people/rights", {"county": "430922"}, "", BUTTON, (403,)),
    ],
    "people.leave": [Wrong(ADMINISTRATOR, "/people/{me}/leave", {}, "自己", BUTTON)],
    "people.come_back": [Wrong(ADMINISTRATOR, "/people/x/return", {}, NO_SUCH, BUTTON, GONE)],
    "people.import_sheet": [
        Wrong(ADMINISTRATOR, "/people/import", {}, "文件", BUTTON),
        Wrong(ADMINISTRATOR, "/people/import", {"file": no_sheet}, "表", BUTTON),
        Wrong(ADMINISTRATOR, "/people/import", {"kept": "0" * 32}, "放得太久", BUTTON),
    ],
    "phones.show": [
        Wrong(ADMINISTRATOR, "/phones/{device}", {"username": "nobody-of-that-name"}, "nobody-of-that-name")
    ],
    "phones.stop": [Wrong(ADMINISTRATOR, "/phones/x/stop", {}, NO_SUCH, BUTTON, GONE)],
    "area_changes.edit": [
        Wrong(
            ADMINISTRATOR,
            f"/areas/{HERE}/edit",
            {"name": "新名一", "population": "很多人", "lat": "29.3", "lon": "112.4"},
            "人口",
        ),
        Wrong(ADMINISTRATOR, f"/areas/{HERE}/edit", {"name": "新名一", "lat": "29.123"}, "经度"),
        Wrong(ADMINISTRATOR, f"/areas/{HERE}/edit", {"name": "", "population": "1200"}, "名称"),
    ],
    "area_changes.rename": [
        Wrong(
            ADMINISTRATOR,
            f"/areas/{HERE}/rename",
            {"name": "新名一", "on": "大后天", "document": "文号七"},
            "日期",
        ),
        Wrong(ADMINISTRATOR, f"/areas/{HERE}/rename", {"name": "新名一", "on": "2099-01-01"}, "今天"),
    ],
    "area_changes.merge": [
        Wrong(
            ADMINISTRATOR,
            f"/areas/{HERE}/merge",
            {"into": "玖丰庙", "on": "20250101", "document": "文号七"},
            "玖丰庙",
        )
    ],
    "area_changes.split": [
        Wrong(
            ADMINISTRATOR, f"/areas/{HERE}/split", {"parts": "430921103999", "on": "20250101"}, "分出的地区"
        )
    ],
    "area_changes.recode": [
        Wrong(ADMINISTRATOR, f"/areas/{HERE}/recode", {"new_code": "430921", "on": "20250101"}, "430921")
    ],
    "area_changes.add": [
        Wrong(
            ADMINISTRATOR,
            f"/areas/{cast.TOWNSHIP}/add",
            {"new_code": HERE, "name": "又一村", "on": "20250101"},
            HERE,
        )
    ],
    "area_changes.add_unit": [
        Wrong(
            ADMINISTRATOR,
            f"/areas/{HERE}/units/new",
            {"kind": "farm", "name": "二农场", "lat": "北边"},
            "纬度",
        )
    ],
    "area_changes.retire_unit": [Wrong(ADMINISTRATOR, "/areas/units/x/retire", {}, NO_SUCH, BUTTON, GONE)],
    "area_changes.import_sheet": [
        Wrong(ADMINISTRATOR, "/areas/import", {}, "文件", BUTTON),
        Wrong(ADMINISTRATOR, "/areas/import", {"file": no_sheet}, "", BUTTON, (200, 400, 422)),
    ],
    "campaigns.new": [
        Wrong(
            SUPERVISOR,
            "/campaigns/new",
            {
                "name": "秋季行动",
                "product": "bOPV",
                "form": "drops",
                "born_from": "前年春天",
                "born_to": "20250101",
                "goal": "九成五",
                "areas": cast.TOWNSHIP,
            },
            "不是日期",
            ("秋季行动", "前年春天", "2025-01-01", "九成五", cast.TOWNSHIP),
        )
    ],
    "campaigns.edit": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/edit",
            {
                "name": "冬季改",
                "product": "bOPV",
                "form": "drops",
                "goal": "101",
                "born_from": "20260101",
                "born_to": "20250101",
                "areas": cast.COUNTY,
            },
            "1 到 100",
            ("冬季改", "101", "2026-01-01"),
        )
    ],
    "campaigns.add_round": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds",
            {"n": "1", "first_day": "腊月初八", "last_day": "20251209"},
            "不是日期",
        ),
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds",
            {"n": "1", "first_day": "20251209", "last_day": "20251201"},
            "不能早于",
        ),
        Wrong(
            SUPERVISOR, f"{PLAN}/rounds", {"n": "1", "first_day": "20251201", "last_day": "20260107"}, "轮"
        ),
        Wrong(SUPERVISOR, f"{PLAN}/rounds", {"first_day": "腊月初八", "last_day": "20251209"}, "不是日期"),
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds",
            {"n": "第一轮", "first_day": "20251201", "last_day": "20251209"},
            "轮次",
            BUTTON,
        ),
    ],
    "campaigns.act": [Wrong(SUPERVISOR, f"{PLAN}/act", {"act": "dance"}, "", BUTTON)],
    "campaigns.act_on_round": [Wrong(SUPERVISOR, f"{PLAN}/rounds/1/act", {"act": "open"}, "", BUTTON)],
    "campaigns.remove": [Wrong(SUPERVISOR, f"{PLAN}/remove", {}, "", BUTTON)],
    "campaigns.remove_round": [Wrong(SUPERVISOR, f"{PLAN}/rounds/1/remove", {}, "", BUTTON)],
    "campaigns.remove_post": [Wrong(SUPERVISOR, f"{PLAN}/posts/x/remove", {}, NO_SUCH, BUTTON, GONE)],
    "campaigns.posts": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/posts",
            {"name": "学校门口", "kind": "fixed", "area": HERE, "days": "腊月初八", "hours": "八点到十点"},
            "不是日期",
        ),
        Wrong(
            SUPERVISOR,
            f"{PLAN}/posts",
            {"post": POST, "name": "卫生室二", "kind": "fixed", "area": HERE, "lat": "北边儿"},
            "纬度",
            ("卫生室二", "北边儿"),
        ),
        Wrong(
            SUPERVISOR,
            f"{PLAN}/posts",
            {"name": "", "kind": "mobile", "area": HERE, "hours": "八点到十点"},
            "名称",
        ),
    ],
    "campaigns.assignments": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds/1/assignments",
            {"area": HERE, "person": "{person}", "expected": "四十五个"},
            "数字",
        ),
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/assignments", {"area": HERE, "expected": "450"}, "人员"),
    ],
    "clinics.new": [
        Wrong(
            ADMINISTRATOR,
            "/clinics/new",
            {
                "name": "青树嘴卫生院",
                "area": "青树嘴",
                "serves": HERE,
                "days": "周二上午",
                "kind": "township",
            },
            "地区",
        ),
        Wrong(
            ADMINISTRATOR,
            "/clinics/new",
            {"name": "青树嘴卫生院", "area": HERE, "serves": HERE, "kind": "market"},
            "",
            ("青树嘴卫生院", HERE),
        ),
    ],
    "clinics.edit": [Wrong(ADMINISTRATOR, "/clinics/x/edit", {"name": "甲"}, NO_SUCH, BUTTON, GONE)],
    "clinics.retire": [Wrong(ADMINISTRATOR, "/clinics/x/retire", {}, NO_SUCH, BUTTON, GONE)],
    "clinics.import_sheet": [
        Wrong(ADMINISTRATOR, "/clinics/import", {}, "文件", BUTTON),
        Wrong(ADMINISTRATOR, "/clinics/import", {"file": no_sheet}, "表", BUTTON),
    ],
    "schools.new": [
        Wrong(
            ADMINISTRATOR,
            "/schools/new",
            {"name": "青树嘴小学", "area": "青树嘴", "kind": "primary", "address": "学校路1号"},
            "地区",
            ("青树嘴小学", "学校路1号"),
        ),
        Wrong(
            ADMINISTRATOR,
            "/schools/new",
            {"name": "青树嘴小学", "area": HERE, "kind": "primary", "phone": "问校长去"},
            "电话",
            ("青树嘴小学", HERE, "问校长去"),
        ),
    ],
    "schools.edit": [Wrong(ADMINISTRATOR, "/schools/x/edit", {"name": "甲"}, NO_SUCH, BUTTON, GONE)],
    "schools.close": [Wrong(ADMINISTRATOR, "/schools/x/close", {}, NO_SUCH, BUTTON, GONE)],
    "schools.give": [Wrong(ADMINISTRATOR, "/schools/x/people", {"person": "x"}, NO_SUCH, BUTTON, GONE)],
    "schools.reopen": [Wrong(ADMINISTRATOR, "/schools/x/reopen", {}, NO_SUCH, BUTTON, GONE)],
    "schools.take": [Wrong(ADMINISTRATOR, "/schools/x/people/x/end", {}, NO_SUCH, BUTTON, GONE)],
    "surveys.new": [
        Wrong(
            ADMINISTRATOR,
            "/surveys/new",
            {
                "name": "年度调查",
                "area": HERE,
                "first_day": "20260504",
                "last_day": "五月底",
                "series": "dtp",
            },
            "日期",
            ("年度调查", HERE, "五月底"),
        ),
    ],
    "lots.new": [
        Wrong(
            SUPERVISOR,
            "/quick-checks/lots/new",
            {"name": "一批", "area": "430921103", "limits": "8 3"},
            "从小到大",
            ("一批", "8 3"),
        ),
    ],
    "lots.rule": [
        Wrong(
            SUPERVISOR, "/quick-checks/rule", {"county": "430921", "check_children": "二十"}, "数", ("二十",)
        ),
    ],
    "lots.again": [Wrong(SUPERVISOR, "/quick-checks/lots/x/again", {}, NO_SUCH, BUTTON, GONE)],
    "survey_report.index": [
        Wrong(SUPERVISOR, "/surveys/x/report", {"usual": "1"}, NO_SUCH, BUTTON, GONE),
    ],
    "surveys.draw": [Wrong(SUPERVISOR, "/surveys/x/draw", {"clusters": "30"}, NO_SUCH, BUTTON, GONE)],
    "survey_frame.frame": [Wrong(SUPERVISOR, "/surveys/x/frame", {}, NO_SUCH, BUTTON, GONE)],
    "survey_frame.households": [
        Wrong(SUPERVISOR, "/surveys/x/households", {"records": "1"}, NO_SUCH, BUTTON, GONE)
    ],
    "survey_frame.population": [
        Wrong(SUPERVISOR, "/surveys/x/population", {"cell.local": "1"}, NO_SUCH, BUTTON, GONE)
    ],
    "survey_frame.no_population": [
        Wrong(SUPERVISOR, "/surveys/x/population/none", {}, NO_SUCH, BUTTON, GONE)
    ],
    "surveys.state": [Wrong(SUPERVISOR, "/surveys/x/state", {"state": "open"}, NO_SUCH, BUTTON, GONE)],
    "surveys.remove": [Wrong(SUPERVISOR, "/surveys/x/remove", {}, NO_SUCH, BUTTON, GONE)],
    "survey_clusters.give": [Wrong(SUPERVISOR, "/surveys/x/clusters/give", {}, NO_SUCH, BUTTON, GONE)],
    "survey_clusters.take": [
        Wrong(SUPERVISOR, "/surveys/x/clusters/x/people/x/end", {}, NO_SUCH, BUTTON, GONE)
    ],
    "survey_clusters.replace": [
        Wrong(SUPERVISOR, "/surveys/x/clusters/x/replace", {"area": HERE}, NO_SUCH, BUTTON, GONE)
    ],
    "school_settings.index": [
        Wrong(
            ADMINISTRATOR,
            "/schools/settings",
            {"mark_given": "√", "handover_days": "一个星期", "notice_text": "请带接种证"},
            "整数",
            ("一个星期", "请带接种证"),
        ),
        Wrong(ADMINISTRATOR, "/schools/settings", {"second_look": "年底以前"}, "要写月和日"),
        Wrong(ADMINISTRATOR, "/schools/settings", {"county": "430922"}, "", BUTTON, (403,)),
    ],
    "school_tables.area_hand_in": [
        Wrong(NURSE, "/schools/tables/hand-in", {"half": "1"}, "", BUTTON, (403,)),
        Wrong(SUPERVISOR, "/schools/tables/hand-in", {"half": "2"}, "还没有要查验的学生", BUTTON, (409,)),
        Wrong(SUPERVISOR, "/schools/tables/hand-in", {"until": "昨天"}, "不是日期", BUTTON, (422,)),
    ],
    "school_tables.school_hand_in": [
        Wrong(NURSE, "/schools/x/table/hand-in", {"half": "1"}, NO_SUCH, BUTTON, GONE),
    ],
    "schools.import_sheet": [
        Wrong(ADMINISTRATOR, "/schools/import", {}, "文件", BUTTON),
        Wrong(ADMINISTRATOR, "/schools/import", {"file": no_sheet}, "表", BUTTON),
    ],
    "campaigns.assign_table": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds/1/assignments/table",
            {f"was.{TOWN}": "", f"who.{TOWN}": "没有这个人", f"expected.{TOWN}": "四十五"},
            "要写成数字",
        )
    ],
    "campaigns.copy_assignments": [
        Wrong(SUPERVISOR, f"{PLAN}/rounds/9/assignments/copy", {}, NO_SUCH, BUTTON, GONE)
    ],
    "campaigns.import_assignments": [
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/assignments/import", {}, "文件", BUTTON),
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/assignments/import", {"file": no_sheet}, "表", BUTTON),
    ],
    "campaigns.restore_assignment": [
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/assignments/x/restore", {}, NO_SUCH, BUTTON, GONE),
    ],
    "campaigns.end_assignment": [
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/assignments/x/end", {}, NO_SUCH, BUTTON, GONE)
    ],
    "campaigns.batches": [
        Wrong(
            CLINIC,
            f"{PLAN}/batches",
            {"lot": "20251103", "maker": "北京某厂", "expires": "后年年底", "area": TOWN},
            "有效期",
        ),
        Wrong(
            CLINIC, f"{PLAN}/batches", {"lot": "20251103", "doses_per_vial": "好几剂", "area": TOWN}, "几剂"
        ),
    ],
    "campaigns.doses_apart": [
        Wrong(SUPERVISOR, f"{PLAN}/rounds/1/doses?what=no_batch", {"batch": ""}, "批号", BUTTON)
    ],
    "campaigns.roster_review": [
        Wrong(CLINIC, f"{PLAN}/list/review", {"listed_on": "2025-11-20"}, "文件"),
        Wrong(CLINIC, f"{PLAN}/list/review", {"file": no_sheet, "listed_on": "立冬那天"}, "登记日期"),
        Wrong(CLINIC, f"{PLAN}/list/review", {"file": no_sheet, "listed_on": "2025-11-20"}, "表"),
    ],
    "campaigns.roster_write": [
        Wrong(
            CLINIC,
            f"{PLAN}/list/import",
            {"token": "0" * 32, "listed_on": "2025-11-20"},
            "放得太久",
            ("2025-11-20",),
        ),
        Wrong(
            CLINIC,
            f"{PLAN}/list/import",
            {"token": "0" * 32, "listed_on": "立冬那天"},
            "登记日期",
            ("立冬那天",),
        ),
    ],
    "campaigns.review_visits": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds/1/look-after/visits",
            {"say": "perhaps", "note": "我看行"},
            "还没有填",
            ("我看行",),
        )
    ],
    "campaigns.settle_child": [
        Wrong(
            SUPERVISOR,
            f"{PLAN}/rounds/1/look-after/child",
            {"say": "perhaps", "child": key("小明")},
            "还没有填",
            BUTTON,
        )
    ],
    "codes.index": [
        Wrong(
            ADMINISTRATOR,
            "/codes",
            {"list": "visit.reason", "code": "Big Flood!", "zh": "涨水了", "en": "flooded"},
            "代码",
        ),
        Wrong(
            ADMINISTRATOR,
            "/codes",
            {"list": "visit.reason", "code": "flooded", "zh": "", "en": "flooded"},
            "中文",
        ),
        Wrong(
            ADMINISTRATOR,
            "/codes",
            {"list": "visit.reason", "code": "away", "zh": "外出啦", "en": "gone away"},
            "away",
        ),
    ],
    "codes.retire": [Wrong(ADMINISTRATOR, "/codes/x/retire", {}, NO_SUCH, BUTTON, GONE)],
    "erasure.erase": [Wrong(ADMINISTRATOR, f"/erasure/{cast.COUNTY}/{key('小明')}", {}, "还没有填", BUTTON)],
    "sync.mend": [
        Wrong(
            SUPERVISOR,
            "/inbox/{held}/mend",
            {"area": HERE, "data.outcome": "vaccinated", "data.on": "大前天"},
            "还是不行",
        ),
        Wrong(SUPERVISOR, "/inbox/{held}/mend", {"data.on": "2025-12-02"}, "地区"),
    ],
    "sync.choose": [
        Wrong(SUPERVISOR, "/inbox/{conflict}/choose", {"field": "guardian", "value": "9"}, "", BUTTON)
    ],
    "sync.put_back": [Wrong(SUPERVISOR, f"/inbox/{cast.COUNTY}/99999/put-back", {}, NO_SUCH, BUTTON, GONE)],
    "campaigns.correct_child": [
        Wrong(CLINIC, CHILD_EDIT, {"child_born": "32"}, "不是日期"),
        Wrong(CLINIC, CHILD_EDIT, {"child_born": "20990101"}, "以后"),
        Wrong(CLINIC, CHILD_EDIT, {"child_name": "王" * 51}, "50"),
        Wrong(CLINIC, CHILD_EDIT, {"child_household": key("nobody")}, "住户", BUTTON),
        Wrong(CLINIC, f"{PLAN}/rounds/1/children/{key('nobody')}/edit", {}, NO_SUCH, BUTTON, GONE),
    ],
    "campaigns.roster_undo": [
        Wrong(CLINIC, f"/campaigns/{CAMPAIGN}/list/imports/99999", {}, NO_SUCH, BUTTON, GONE)
    ],
    "sync.set_aside": [Wrong(SUPERVISOR, f"/inbox/{cast.COUNTY}/99999/set-aside", {}, NO_SUCH, BUTTON, GONE)],
    "odd.seen": [Wrong(SUPERVISOR, f"/inbox/{cast.COUNTY}/99999/seen", {}, NO_SUCH, BUTTON, GONE)],
    "odd.unseen": [Wrong(SUPERVISOR, f"/inbox/{cast.COUNTY}/99999/unseen", {}, NO_SUCH, BUTTON, GONE)],
    "lists.give": [
        Wrong(NURSE, f"/schools/{PRIMARY}/lists", {"receiver": "", "on": "2026-09-12"}, "接收人", BUTTON),
        Wrong(NURSE, f"/schools/{PRIMARY}/lists", {"receiver": "李医生", "on": "前天"}, "日期", BUTTON),
        Wrong(NURSE, f"/schools/{PRIMARY}/lists", {"receiver": "李", "on": "2026-09-12"}, "至少要选", BUTTON),
    ],
    "lists.undo": [Wrong(NURSE, f"/schools/{PRIMARY}/lists/x/undo", {}, NO_SUCH, BUTTON, GONE)],
    "slips.show": [Wrong(NURSE, f"/schools/{PRIMARY}/slips/x", {"on": "20260912"}, NO_SUCH, BUTTON, GONE)],
    "slips.undo": [Wrong(NURSE, f"/schools/{PRIMARY}/slips/x/x/undo", {}, NO_SUCH, BUTTON, GONE)],
    "sync.take_unsigned": [Wrong(SUPERVISOR, "/inbox/unsigned/x/take", {}, NO_SUCH, BUTTON, GONE)],
    "sync.handover": [
        Wrong(CLINIC, "/inbox/handover", {}, "文件", BUTTON),
        Wrong(CLINIC, "/inbox/handover", {"file": no_sheet}, "", BUTTON),
    ],
    "rosters.bring": [
        Wrong(NURSE, f"/schools/{PRIMARY}/roster", {"of": "一年级2班"}, "文件"),
        Wrong(NURSE, f"/schools/{PRIMARY}/roster", {"file": no_sheet, "of": "一年级2班"}, "表"),
        Wrong(NURSE, f"/schools/{PRIMARY}/roster", {"token": "0" * 32}, "放得太久", BUTTON),
        Wrong(NURSE, f"/schools/{PRIMARY}/roster", {"file": no_sheet, "term": "哪个学期"}, "学期", BUTTON),
    ],
    "catchup.new": [
        Wrong(
            SUPERVISOR,
            "/catchup/new",
            {
                "name": "冬季补种",
                "areas": cast.TOWNSHIP,
                "series": "polio",
                "first_day": "下周一",
                "goal": "95",
            },
            "出生日期从",
            ("冬季补种", "下周一"),
        ),
        Wrong(
            SUPERVISOR, "/catchup/new", {"name": "冬季补种", "first_day": "20251201"}, "地区", ("20251201",)
        ),
        Wrong(
            SUPERVISOR,
            "/catchup/new",
            CATCHUP | {"grace_polio": "一个月"},
            "宽限天数",
            ("冬季补种", "一个月"),
        ),
        Wrong(SUPERVISOR, "/catchup/new", CATCHUP | {"last_day": "20251101"}, "不能早于", ("20251101",)),
    ],
    "catchup.edit": [Wrong(SUPERVISOR, "/catchup/x/edit", CATCHUP, NO_SUCH, BUTTON, GONE)],
    "catchup.act": [Wrong(SUPERVISOR, "/catchup/x/act", {"act": "open"}, NO_SUCH, BUTTON, GONE)],
    "catchup_child.lot": [Wrong(CLINIC, "/catchup/x/children/x/lot", {"batch": "1"}, NO_SUCH, BUTTON, GONE)],
    "catchup_handed.check": [Wrong(CLINIC, "/catchup/x/handed-in/check", {}, NO_SUCH, BUTTON, GONE)],
    "catchup_handed.hand_in": [Wrong(CLINIC, "/catchup/x/handed-in", {"area": "1"}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.issue": [Wrong(CLINIC, "/catchup/x/told/slips", {"child": "x"}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.call": [Wrong(CLINIC, "/catchup/x/told/call", {"result": "told"}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.back": [Wrong(CLINIC, "/catchup/x/told/back", {"number": "1"}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.messages": [Wrong(CLINIC, "/catchup/x/told/messages", {}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.broadcast": [Wrong(CLINIC, "/catchup/x/told/broadcast", {}, NO_SUCH, BUTTON, GONE)],
    "catchup_told.undo": [Wrong(CLINIC, "/catchup/x/told/undo", {"notice": "x"}, NO_SUCH, BUTTON, GONE)],
    "catchup_census.index": [Wrong(SUPERVISOR, "/catchup/x/census", {"area": "1"}, NO_SUCH, BUTTON, GONE)],
    "catchup_census.bring": [
        Wrong(SUPERVISOR, "/catchup/x/census/import", {"area": "1"}, NO_SUCH, BUTTON, GONE)
    ],
    "catchup_sessions.index": [Wrong(CLINIC, "/catchup/x/sessions", {"place": "甲"}, NO_SUCH, BUTTON, GONE)],
    "catchup_sessions.cancel": [Wrong(CLINIC, "/catchup/x/sessions/x/cancel", {}, NO_SUCH, BUTTON, GONE)],
    "clinic_register.bring": [
        Wrong(CLINIC, REGISTER, {"as_of": "2025-09-10"}, "文件", ("2025-09-10",)),
        Wrong(CLINIC, REGISTER, {"file": no_sheet, "as_of": "2025-09-10"}, "表", ("2025-09-10",)),
        Wrong(CLINIC, REGISTER, {"file": no_sheet, "as_of": "哪天"}, "截至", ("哪天",)),
        Wrong(CLINIC, REGISTER, {"token": "0" * 32, "as_of": "2025-09-10"}, "放得太久", BUTTON),
    ],
    "clinic_register.say_words": [
        Wrong(CLINIC, f"{REGISTER}/{'0' * 32}/words", {"as_of": "2025-09-10"}, "放得太久", BUTTON),
    ],
    "clinic_register.take_up": [Wrong(CLINIC, f"{REGISTER}/imports/x/again", {}, NO_SUCH, BUTTON, GONE)],
    "clinic_register.undo": [Wrong(CLINIC, f"{REGISTER}/imports/x/undo", {}, NO_SUCH, BUTTON, GONE)],
    "clinic_register.decide": [
        Wrong(CLINIC, f"{REGISTER}/questions/x", {"choice": "same:x"}, NO_SUCH, BUTTON, GONE)
    ],
    "clinic_register.ask_again": [Wrong(CLINIC, f"{REGISTER}/questions/x/again", {}, NO_SUCH, BUTTON, GONE)],
    "agreement.index": [
        Wrong(CLINIC, "/agreement", PAPERS | {"last_day": "2025-08-01"}, "不能早于", ("2025-08-01",)),
        Wrong(CLINIC, "/agreement", PAPERS | {"born_from": "哪天"}, "出生", ("哪天",)),
        Wrong(CLINIC, "/agreement", PAPERS | {"sample": "很多"}, "抽几名", ("很多",)),
        Wrong(CLINIC, "/agreement", PAPERS | {"area": "x"}, "没有代码为 x 的地区", ("x",)),
    ],
    "agreement.issue": [Wrong(CLINIC, "/agreement/x/issue", {}, NO_SUCH, BUTTON, GONE)],
    "agreement.remove": [Wrong(CLINIC, "/agreement/x/remove", {}, NO_SUCH, BUTTON, GONE)],
    "agreement_child.show": [Wrong(CLINIC, "/agreement/x/x", {"same": "both"}, NO_SUCH, BUTTON, GONE)],
    "agreement_child.back": [Wrong(CLINIC, "/agreement/x/x/back", {"paper": "card"}, NO_SUCH, BUTTON, GONE)],
    "agreement_child.record": [
        Wrong(CLINIC, "/agreement/x/x/record", {"paper": "card"}, NO_SUCH, BUTTON, GONE)
    ],
    "agreement_child.record_back": [
        Wrong(CLINIC, "/agreement/x/x/record/back", {"dose": "x"}, NO_SUCH, BUTTON, GONE)
    ],
    "doubles.search": [Wrong(CLINIC, "/doubles/search", {"area": "x"}, NO_SUCH, BUTTON, GONE)],
    "doubles.join": [
        Wrong(CLINIC, "/doubles/join", {"area": HERE, "one": "x", "other": "y"}, NO_SUCH, BUTTON, GONE)
    ],
    "doubles.part": [Wrong(CLINIC, "/doubles/part", {"area": HERE, "link": "x"}, NO_SUCH, BUTTON, GONE)],
    "doubles.two": [
        Wrong(CLINIC, "/doubles/two", {"area": HERE, "one": "x", "other": "y"}, NO_SUCH, BUTTON, GONE)
    ],
    "register_export.index": [Wrong(CLINIC, "/register-export", {"area": "x"}, NO_SUCH, BUTTON, GONE)],
    "register_export.withdraw": [Wrong(CLINIC, "/register-export/x/withdraw", {}, NO_SUCH, BUTTON, GONE)],
    "class_sheet.bring": [
        Wrong(NURSE, SHEET, {"checked_on": "2025-09-10", "assessed_by": ""}, "文件", ("2025-09-10",)),
        Wrong(NURSE, SHEET, {"file": no_sheet, "assessed_on": "2025-09-01"}, "表", ("2025-09-01",)),
        Wrong(NURSE, SHEET, {"file": no_sheet, "checked_on": "哪天"}, "查验日期", ("哪天",)),
        Wrong(NURSE, SHEET, {"token": "0" * 32}, "放得太久", BUTTON),
    ],
    "assessing.whole": [
        Wrong(NURSE, ASSESS, {"checked_on": "哪天", "assessed_on": "0820"}, "查验日期"),
        Wrong(NURSE, ASSESS, {"assessed_by": "x", f"answer.{key('王小明')}": "good"}, "接种单位", BUTTON),
        Wrong(
            NURSE,
            ASSESS,
            {f"answer.{key('王小明')}": "needs", "checked_on": "2025-09-10"},
            "缺哪几剂",
            BUTTON,
        ),
        Wrong(NURSE, ASSESS, {"back": "x:y"}, "没有撤销", BUTTON, (200,)),
    ],
    "assessing.back": [Wrong(NURSE, f"{ASSESS}/back", {}, "", BUTTON)],
    "class_sheet.imported": [Wrong(NURSE, f"{SHEET}/imports/{'0' * 32}", {}, "放得太久", BUTTON)],
    "roster_numbers.by_number": [
        Wrong(NURSE, f"/schools/{PRIMARY}/roster/numbers", {"numbers": "", "of": "一年级2班"}, "编号"),
        Wrong(NURSE, f"/schools/{PRIMARY}/roster/numbers", {"numbers": "4309210001", "of": ""}, "班级"),
        Wrong(
            NURSE,
            f"/schools/{PRIMARY}/roster/numbers",
            {"numbers": "4309210001", "of": "一年级2班"},
            "对不上",
        ),
    ],
    "pupils.new": [
        Wrong(
            NURSE,
            f"/schools/{PRIMARY}/pupils/new",
            {"name": "王小明", "born": "前年春天", "class_name": "一年级2班", "guardian": "王建国"},
            "出生日期",
        ),
        Wrong(
            NURSE,
            f"/schools/{PRIMARY}/pupils/new",
            {
                "name": "王小明",
                "born": "20200310",
                "class_name": "一年级2班",
                "reason": "play",
                "phone": "139000",
            },
            "入学方式",
            ("王小明", "139000"),
        ),
    ],
    "notices.issue": [
        Wrong(NURSE, f"/schools/{PRIMARY}/classes/9~9/notices", {"child": "x"}, NO_SUCH, BUTTON, GONE)
    ],
    "notices.withdraw": [
        Wrong(NURSE, f"/schools/{PRIMARY}/pupils/x/notices/x/withdraw", {}, NO_SUCH, BUTTON, GONE)
    ],
    "pupils.edit": [Wrong(NURSE, f"/schools/{PRIMARY}/pupils/x/edit", {"name": "甲"}, NO_SUCH, BUTTON, GONE)],
    "pupils.apart": [Wrong(NURSE, f"/schools/{PRIMARY}/pupils/x/apart", {}, NO_SUCH, BUTTON, GONE)],
    "pupils.join": [Wrong(NURSE, f"/schools/{PRIMARY}/pupils/x/join", {}, NO_SUCH, BUTTON, GONE)],
    "desk_acts.doses": [Wrong(SUPERVISOR, f"/schools/{PRIMARY}/desk/x/doses", {}, NO_SUCH, BUTTON, GONE)],
    "desk_acts.state": [Wrong(SUPERVISOR, f"/schools/{PRIMARY}/desk/x/state", {}, NO_SUCH, BUTTON, GONE)],
    "desk_acts.certificate": [
        Wrong(SUPERVISOR, f"/schools/{PRIMARY}/desk/x/certificate", {}, NO_SUCH, BUTTON, GONE)
    ],
    "desk_acts.assessment": [
        Wrong(SUPERVISOR, f"/schools/{PRIMARY}/desk/x/assessment", {}, NO_SUCH, BUTTON, GONE)
    ],
    "desk_acts.back": [Wrong(SUPERVISOR, f"/schools/{PRIMARY}/desk/x/back", {}, NO_SUCH, BUTTON, GONE)],
    "pupils.up": [
        Wrong(NURSE, f"/schools/{PRIMARY}/roster/up", {"year": "2026"}, "年级", BUTTON),
    ],
    "schedule.load_file": [Wrong(ADMINISTRATOR, "/schedule/files", {"file": no_sheet}, "TOML", BUTTON)],
}
NOT_FORMS = {
    "accounts.sign_out": "a button that ends whatever there is",
    "accounts.end_own_sessions": "a button that ends whatever there is",
    "assessing.line": "sent by the script of its page, which is a form",
    "office.language": "a button; any other language is the one there was",
}


def filled(app: Flask, words: str) -> str:
    """A text of the table with the county's ids in it."""
    held, conflict = (
        "/".join(map(str, app.extensions["lines"].get(name, ("x", 0)))) for name in ("held", "conflict")
    )
    known = {
        **app.extensions["ids"],
        "me": cast.person_id(app, ADMINISTRATOR),
        "held": held,
        "conflict": conflict,
    }
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], words)


def posted(app: Flask, client: FlaskClient, one: Wrong) -> Any:
    said = {name: value() if callable(value) else filled(app, value) for name, value in one.said.items()}
    return cast.post(client, filled(app, one.path), **said)


def test_the_table_holds_every_form_of_the_office(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    posts = {rule.endpoint for rule in rules if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())}
    assert posts == FORMS.keys() | NOT_FORMS.keys()


CASES = [(name, one) for name, cases in FORMS.items() for one in cases]


@pytest.mark.parametrize(
    ("name", "one"), CASES, ids=[f"{name}-{number}" for number, (name, _one) in enumerate(CASES)]
)
def test_a_form_sent_wrongly_comes_back_with_its_reason_and_what_was_typed(
    world: Flask, name: str, one: Wrong
) -> None:
    assert {"held", "conflict"} <= world.extensions["lines"].keys()
    client = cast.signed_in(world, one.who)
    answer = posted(world, client, one)
    assert answer.status_code in one.status, (answer.status_code, answer.text[-3000:])
    page = html.unescape(answer.text)
    told = re.findall(
        r'role="(?:alert|status)"[^>]*>(.*?)</(?:p|div)>|<h1>(.*?)</h1>|<li>(.*?)</li>', page, re.DOTALL
    )
    reasons = [words for found in told for words in found if words] + re.findall(
        r'class="wrong"[^>]*>(.*?)<', page
    )
    assert any(one.reason in words for words in reasons), reasons
    page = page.replace("\n", " ")
    for words in one.kept():
        typed = filled(world, words)
        assert re.search(rf'(value="{re.escape(typed)}"|>{re.escape(typed)}\s*</textarea>)', page), typed


HOSTILE = [
    "",
    "x" * 10_000,
    "<script>alert(1)</script>",
    "\u202e\ufffe",
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "{}",
    "[]",
    "\ufffd",
]


@pytest.mark.parametrize("words", HOSTILE, ids=[f"{number}" for number in range(len(HOSTILE))])
def test_no_form_answers_500_whatever_is_typed_into_every_field(world: Flask, words: str) -> None:
    wrong, at_work = [], {}
    for name, cases in FORMS.items():
        fields = {field for one in cases for field in one.said}
        client = at_work.setdefault(cases[0].who, None) or cast.signed_in(world, cases[0].who)
        at_work[cases[0].who] = client
        for odd in sorted(fields) or [""]:
            said = {**cases[0].said, **({odd: words} if odd else {})}
            answer = posted(world, client, Wrong(cases[0].who, cases[0].path, said, ""))
            if answer.status_code >= 500:
                wrong.append((name, odd, answer.status_code))
    assert wrong == []
    assert {client.get("/account").status_code for client in at_work.values()} == {
        200
    }  # signed in to the end
