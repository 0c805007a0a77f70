"""A list against a register: nobody's data stands on another, and what may be one child is asked line by line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.campaigns.lists.child_list import read_roster
from fieldapp.ground.db import db
from fieldapp.models.records import Household
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, key, listed, record
from tests.campaigns.test_campaign_pages import sheet
from tests.campaigns.test_roster import VILLAGES, children
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import operation

HEADS = ("村", "组", "门牌号", "户主", "儿童姓名", "性别", "出生日期", "家长", "联系电话", "儿童编码")
FIELDS = ("area", "group", "door", "head", "name", "sex", "born", "guardian", "phone", "card_no")
DAY = "2025-11-20"


def row(**words: str) -> tuple[str, ...]:
    """A line about 王小明, son of 王大; `words` by field."""
    usual = {"area": "青树嘴村委会", "name": "王小明", "sex": "男", "born": "20210504", "guardian": "王大"}
    return tuple((usual | words).get(name, "") for name in FIELDS)


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    return app


class Desk:
    """The clinic's doctor with a list before her."""

    def __init__(self, app: Flask, *rows: tuple[str, ...]) -> None:
        self.client: FlaskClient = signed_in(app, cast.CLINIC)
        self.show(rows)

    def show(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Upload these lines."""
        answer = post(
            self.client,
            f"/campaigns/{CAMPAIGN}/list/review",
            file=(sheet([HEADS, *rows]), "a.xlsx"),
            listed_on=DAY,
        )
        assert answer.status_code == 200, answer.text
        self.page = answer.text

    def options(self, line: int) -> list[str]:
        """The choices of a line: their values."""
        found = re.search(rf'<select name="choice-{line}".*?</select>', self.page, re.S)
        return re.findall(r'<option value="([^"]+)"', found[0]) if found else []

    def choose(self, later: bool = False, **choices: str) -> str:
        """Import (or only keep) with these choices (`line2=…`); the page after it."""
        token = re.search(r'name="token" value="([0-9a-f]+)"', self.page)
        assert token
        words = {f"choice-{name.removeprefix('line')}": value for name, value in choices.items()}
        words |= {"token": token[1], "listed_on": DAY} | ({"later": "1"} if later else {})
        done = post(self.client, f"/campaigns/{CAMPAIGN}/list/import", **words)
        assert done.status_code == 302, done.text
        self.page = self.client.get(done.headers["Location"]).text
        return self.page


def told(app: Flask, *names: str) -> list[tuple[Any, ...]]:
    """Fields of every recorded child, in order."""
    return sorted(
        (tuple(one[name] for name in names) for one in children(app)), key=lambda some: [str(x) for x in some]
    )


def test_a_namesake_is_no_supplement_and_keeps_her_telephone(county: Flask) -> None:
    """Seen: the line of another guardian's child was counted as 补充 and its number put onto the first one."""
    Desk(county, row()).choose()
    desk = Desk(county, row(guardian="李四", phone="13900000002"))
    assert "新增 0 名 · 补充 0 名 · 原有不变 0 名" in desk.page and "可能是已登记的" in desk.page
    assert "还有 1 行要您选，没有导入" in desk.choose()
    assert told(county, "guardian", "phone") == [("王大", None)]
    assert "新增 1 名，补充 0 名" in desk.choose(line2="new")
    assert told(county, "guardian", "phone") == [("李四", "13900000002"), ("王大", None)]
    again = Desk(county, row(), row(guardian="李四", phone="13900000002"))
    assert "原有不变 2 名" in again.page and not again.options(3)  # asked once


def test_another_number_is_another_child_and_the_same_number_with_another_name_a_question(
    county: Flask,
) -> None:
    Desk(county, row(card_no="4309210001", guardian="")).choose()
    desk = Desk(
        county, row(card_no="4309210002", guardian=""), row(card_no="4309 210001", name="张伟", guardian="")
    )
    assert "新增 1 名" in desk.page and len(desk.options(3)) == 3
    desk.choose(line3="new")
    assert told(county, "name", "card_no") == [
        ("张伟", "4309210001"), ("王小明", "4309210001"), ("王小明", "4309210002")
    ]  # fmt: skip


def test_a_corrected_birth_date_is_asked_and_taken_or_not(county: Flask) -> None:
    Desk(county, row()).choose()
    desk = Desk(county, row(born="20210514", phone="13800000001"))
    [same, take, new] = desk.options(2)
    assert "出生日期 2021-05-04→2021-05-14" in desk.page and new == "new"
    assert "新增 0 名，补充 1 名" in desk.choose(line2=same)
    assert told(county, "born", "phone") == [("2021-05-04", "13800000001")]
    Desk(county, row(born="20210514", phone="13800000001")).choose(line2=take)
    assert told(county, "born") == [("2021-05-14",)]


def test_a_child_that_has_a_name_now_is_asked_and_named(county: Flask) -> None:
    Desk(county, row(name="未取名")).choose()
    desk = Desk(county, row(name="王 浩然"))
    assert "未取名" in desk.page and desk.options(2)[0].startswith("same:")
    desk.choose(line2=desk.options(2)[0])
    assert told(county, "name", "unnamed") == [("王浩然", False)]
    assert (
        "原有不变 1 名" in Desk(county, row(name="未取名")).page
    )  # the old list comes again: nothing is asked


def test_twins_are_asked_as_twins_once(county: Flask) -> None:
    twins = (row(name="未取名"), row(name="未取名"))
    desk = Desk(county, *twins)
    assert "双胞胎，还是写了两遍？" in desk.page and desk.options(3) == ["line:2", "new"]
    desk.choose(line3="new")
    assert len(children(county)) == 2
    again = Desk(county, *twins)
    assert "原有不变 2 名" in again.page and "双胞胎" not in again.page
    named = Desk(county, row(name="王大双"), row(name="王小双"))
    assert len(named.options(2)) == 3 and len(named.options(3)) == 3  # which is which nobody can know
    first = named.options(2)[0]
    second = next(one for one in named.options(3) if one not in (first, "new"))
    named.choose(line2=first, line3=second)
    assert told(county, "name") == [("王大双",), ("王小双",)]
    assert "原有不变 2 名" in Desk(county, row(name="王大双"), row(name="王小双")).page


def test_two_lines_cannot_be_given_the_same_child(county: Flask) -> None:
    Desk(county, row(guardian="")).choose()
    desk = Desk(county, row(phone="13800000001"), row(guardian="李四", phone="13900000002"))
    same = next(one for one in desk.options(2) if one.startswith("same:"))
    assert "还有 1 行要您选" in desk.choose(line2=same, line3=same)
    assert told(county, "guardian", "phone") == [("王大", "13800000001")]


def test_a_line_written_twice_gives_what_the_first_does_not_say(county: Flask) -> None:
    desk = Desk(county, row(guardian=""), row(phone="13800000001"))
    assert desk.options(3) == ["line:2", "new"]
    assert "新增 1 名" in desk.choose(line3="line:2")
    assert told(county, "name", "guardian", "phone") == [("王小明", "王大", "13800000001")]


def test_choices_are_kept_with_the_upload(county: Flask) -> None:
    Desk(county, row()).choose()
    desk = Desk(county, row(guardian="李四"), row(name="张伟", guardian="张三"))
    assert re.search(r'value="new" selected', desk.choose(later=True, line2="new"))
    assert len(children(county)) == 1
    again = Desk(
        county, row(name="陈一", guardian="陈二"), row(guardian="李四"), row(name="张伟", guardian="张三")
    )
    assert re.search(r'value="new" selected', again.page)
    other = signed_in(county, cast.SUPERVISOR)
    file = (sheet([HEADS, row(guardian="李四"), row(name="张伟", guardian="张三")]), "a.xlsx")
    page = post(other, f"/campaigns/{CAMPAIGN}/list/review", file=file, listed_on=DAY).text
    assert "可能是已登记的" in page and " selected" not in page.partition('id="questions"')[2]
    again.choose()
    assert len(children(county)) == 4


def test_the_choice_of_another_line_follows_it_when_lines_are_put_in_before(county: Flask) -> None:
    twins = (row(name="未取名"), row(name="未取名"))
    Desk(county, *twins).choose(later=True, line3="line:2")
    again = Desk(county, row(name="陈一", guardian="陈二"), *twins)
    assert re.search(r'value="line:3" selected', again.page)


def test_a_choice_for_somebody_who_is_not_asked_about_is_none(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("别人", born="2020-01-01"))
    Desk(county, row()).choose()
    desk = Desk(county, row(guardian="李四"))
    for wrong in (f"same:{key('别人')}", f"take:{key('nobody')}", "line:2", "line:99", "same:", "x" * 300):
        assert "还有 1 行要您选" in desk.choose(line2=wrong)
    assert told(county, "name", "guardian") == [("别人", None), ("王小明", "王大")]


@pytest.mark.parametrize("name", ["王 小明", "王　小明", "王\u200b小明", "王\n小明 ", "\ufeff王小明"])
def test_a_name_written_otherwise_is_the_same_child(county: Flask, name: str) -> None:
    record(county, cast.VACCINATOR, listed("王小明", sex="male", guardian="王大"))
    assert "原有不变 1 名" in Desk(county, row(name=name, guardian="王 大"), row(name="张伟")).page


def test_a_name_with_a_dot_is_one_whichever_dot_it_is_and_kept_with_one(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("阿依古丽•买买提", sex="male"))
    for dot in "·•・．.。‧":
        desk = Desk(county, row(name=f"阿依古丽{dot}买买提", guardian=""), row(name=f"{dot}")[:4] + row()[4:])
        assert "原有不变 1 名" in desk.page
    Desk(county, row(name="古丽 ． 买买提")).choose()
    assert ("古丽·买买提",) in told(county, "name")


def test_a_child_of_another_village_is_asked_and_stays_there(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("王小明", area=cast.OTHER_VILLAGE, sex="male", guardian="王大"))
    desk = Desk(county, row(phone="13800000001"))
    assert "登记在别的村" in desk.page
    desk.choose(line2=desk.options(2)[0])
    assert told(county, "area", "phone") == [(cast.OTHER_VILLAGE, "13800000001")]


def test_two_records_joined_are_one_child_and_its_gaps_are_those_of_both(county: Flask) -> None:
    one = listed("王小明", sex="male", guardian="王大")
    other = listed("王小明2", sex="male", phone="13800000001") | {"key": key("other")}
    other["data"]["name"] = "王小明"
    link = operation("same_child", {"child": key("王小明"), "other": key("other")}, area=cast.VILLAGE)
    record(county, cast.VACCINATOR, one, other, link)
    desk = Desk(county, row(phone="13900000002", sex=""))
    assert "原有不变 1 名" in desk.page and not desk.options(2)


def test_a_child_taken_back_is_not_brought_again_by_the_list_that_made_it(county: Flask) -> None:
    Desk(county, row()).choose()
    [child] = children(county)
    void = operation("child", {}, key=child["key"], area=cast.VILLAGE) | {"void": True}
    void.pop("data")
    record(county, cast.SUPERVISOR, void)
    assert "新增 0 名 · 补充 0 名 · 原有不变 1 名" in Desk(county, row(phone="13800000001")).page


def homes(*rows: tuple[str, ...]) -> list[int | None]:
    """Which lines have one household: its number by line, None for none."""
    entries, wrong = read_roster([HEADS, *rows], VILLAGES, "2025-12-01")
    assert not wrong
    keys = [entry.household_key for entry in entries]
    return [keys.index(one) if one else None for one in keys]


def test_a_household_is_its_group_and_door() -> None:
    a, b = {"name": "甲", "guardian": ""}, {"name": "乙", "guardian": ""}
    assert homes(row(**a, group="3", door="12"), row(**b, group="三组", door="12号")) == [0, 0]
    assert homes(row(**a, group="3", door="12"), row(**b, group="4", door="12")) == [0, 1]
    assert homes(row(**a, door="12", head="王大"), row(**b, door="12")) == [0, 0]
    assert homes(row(**a, door="12", head="王大"), row(**b, door="12", head="李四")) == [0, 1]


def test_one_head_s_name_without_a_door_does_not_make_two_families_one() -> None:
    """Seen: two families with one head's name and no door became one."""
    a, b = {"name": "甲", "guardian": "", "head": "王建国"}, {"name": "乙", "guardian": "", "head": "王建国"}
    assert homes(row(**a), row(**b)) == [0, 1]
    assert homes(row(**a, group="3", phone="13800000001"), row(**b, group="3", phone="13900000002")) == [0, 1]
    assert homes(row(**a, group="3"), row(**b, group="4")) == [0, 1]
    assert homes(row(**a, phone="13800000001"), row(**b, phone="138 0000 0001")) == [0, 0]
    assert homes(row(**a | {"guardian": "李芳"}), row(**b | {"guardian": "李芳"})) == [0, 0]
    assert homes(row(**a | {"guardian": "李芳"}), row(**b | {"guardian": "张丽"})) == [0, 1]
    assert homes(row(**a | {"head": ""})) == [None]


def test_a_child_comes_behind_the_door_that_is_recorded(county: Flask) -> None:
    house = operation(
        "household", {"head": "王大", "group": "3组", "door": "12号"}, key=key("h"), area=cast.VILLAGE
    )
    record(county, cast.VACCINATOR, house)
    Desk(
        county,
        row(group="3", door="12", head="王 大", phone="13800000001"),
        row(name="李三", guardian="李四", group="3", door="12", head="李四"),
    ).choose()
    by_name = {one["name"]: one["household"] for one in children(county)}
    assert by_name["王小明"] == key("h") != by_name["李三"]
    with county.app_context():
        found = {one.key: (one.head, one.phone) for one in db.session.scalars(select(Household))}
    assert found[key("h")] == ("王大", "13800000001") and found[by_name["李三"]] == ("李四", None)
