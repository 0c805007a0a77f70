"""A roster of any layout is brought in: every problem by line first, known children told from new ones, once only."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.records import Child, Enrolment
from tests import cast
from tests.campaigns.office import listed, record
from tests.cast import Member, signed_in
from tests.grown import grown
from tests.office.zoo import book
from tests.school.classes.office import NEXT_VILLAGE, OTHER_NURSE, found_schools
from tests.school.places import ELSEWHERE, PRIMARY
from tests.sync.county import key, operation

PAGE = f"/schools/{PRIMARY}/roster"
HEADS = ["学生姓名", "学生性别", "出生日期", "班级名称", "监护人姓名", "联系方式"]
FIRST = ["王小明", "男", "2020-03-10", "一（2）班", "王建国", "13900000001"]
SECOND = ["李小红", "女", "2020-05-01", "一（2）班", "李建国", "13900000002"]


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    return app


class Office:
    """Somebody at a computer with a roster."""

    def __init__(self, app: Flask, who: Member = cast.NURSE, school: str = PRIMARY) -> None:
        self.client, self.path, self.said = signed_in(app, who), f"/schools/{school}/roster", dict[str, str]()

    def look(self, *rows: list[Any], heads: list[str] = HEADS, **said: str) -> str:
        """The review of a roster."""
        self.said = said
        file = (io.BytesIO(book([heads, *rows])), "名册.xlsx")
        answer = cast.post(self.client, self.path, file=file, **said)
        assert answer.status_code == 200, answer.text
        return answer.text

    def bring(self, page: str, **said: str) -> str:
        """What the office says after the review was sent."""
        token = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert token, page
        answer = cast.post(self.client, self.path, token=token[1], **self.said | said)
        assert answer.status_code == 302, answer.text
        return self.client.get(answer.location).text


def counted(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def places(app: Flask) -> dict[str, tuple[str, str, str | None, str | None]]:
    """Where each child of the school is: grade, class, how it entered, and when it left."""
    query = select(Child.name, Enrolment.grade, Enrolment.class_name, Enrolment.reason, Enrolment.left_on)
    query = query.join(Enrolment, Enrolment.child == Child.key).where(Enrolment.school == PRIMARY)
    with app.app_context():
        return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def test_a_roster_of_any_layout_is_brought_in_once(school: Flask) -> None:
    office = Office(school)
    page = office.look(FIRST, SECOND)
    assert "新增 2 名" in page and counted(school, Enrolment) == 0
    assert "已导入 2 行" in office.bring(page)
    assert places(school) == {
        "王小明": ("1", "2", "new", None),
        "李小红": ("1", "2", "new", None),
    }
    before = counted(school, Child), counted(school, Enrolment)
    page = office.look(SECOND, FIRST)
    assert "新增 0 名" in page and "不变 2 名" in page and "导入正确的" not in page
    assert (counted(school, Child), counted(school, Enrolment)) == before


def test_an_identity_number_says_birth_date_and_sex_and_is_not_kept(school: Flask) -> None:
    office, heads = Office(school), ["姓名", "身份证件号", "年级", "班级"]
    page = office.look(["张三丰", "430921202003100012", "一年级", "2班"], heads=heads)
    assert "新增 1 名" in page and "2020-03-10" in page
    office.bring(page)
    with school.app_context():
        child = db.session.scalars(select(Child)).one()
        assert (child.born, child.sex, child.card_no, child.certificate_no) == (
            "2020-03-10",
            "male",
            None,
            None,
        )
        assert "430921202003100012" not in str(child.more)


def test_again_with_changes_it_updates_places_and_fills_what_was_empty(school: Flask) -> None:
    office, heads = Office(school), [*HEADS, "转出日期", "去向"]
    office.bring(office.look([*FIRST[:4], "", ""], SECOND))
    moved = [*FIRST[:3], "一（3）班", "王建国", "13900000001", "", ""]
    page = office.look(moved, [*SECOND, "2026-10-01", "外县小学"], heads=heads)
    assert "有更改 2 名" in page and "新增 0 名" in page and "班级 2→3" in page
    office.bring(page)
    assert places(school) == {
        "王小明": ("1", "3", "new", None),
        "李小红": ("1", "2", "new", "2026-10-01"),
    }
    with school.app_context():
        assert db.session.scalar(select(Child.guardian).where(Child.name == "王小明")) == "王建国"


WRONG = [
    (["", "男", "2020-03-10", "一（2）班"], "没有姓名"),
    (["甲一", "中", "2020-03-10", "一（2）班"], "不认识：中"),
    (["甲二", "男", "2020-02-30", "一（2）班"], "不是日期"),
    (["甲三", "男", "", "一（2）班"], "没有出生日期"),
    (["甲四", "男", "1960-03-10", "一（2）班"], "不像一个学生的出生日期"),
    (["甲五", "男", "2020-03-10", ""], "没有写年级和班级"),
    (["王小明", "男", "2020-03-10", "一（3）班"], "和第 2 行是同一个孩子"),
]


def test_every_wrong_line_is_named_before_anything_is_saved_and_the_right_ones_go_in(school: Flask) -> None:
    office = Office(school)
    page = office.look(FIRST, *(line for line, _why in WRONG))
    for _line, why in WRONG:
        assert why in page, why
    assert f"有错 {len(WRONG)} 行" in page and counted(school, Child) == 0
    after = office.bring(page)
    assert "已导入 1 行" in after and f"有 {len(WRONG)} 行有错，没有导入" in after
    link = re.search(r'href="(/marked/[0-9a-f]+\.xlsx)"', after)
    assert link
    sheet = openpyxl.load_workbook(io.BytesIO(office.client.get(link[1]).data)).worksheets[0]
    reasons = [str(row[len(HEADS)].value) for row in sheet.iter_rows(min_row=3)]
    assert all(why in reason for (_line, why), reason in zip(WRONG, reasons, strict=True)), reasons


def test_numbers_and_days_that_contradict_each_other_are_named(school: Flask) -> None:
    heads = ["姓名", "性别", "出生日期", "身份证号", "班级"]
    page = Office(school).look(
        ["乙一", "男", "2020-03-11", "430921202003100012", "一（2）班"],
        ["乙二", "女", "2020-03-10", "430921202003100012", "一（2）班"],
        ["乙三", "男", "2020-03-10", "430921202003100011", "一（2）班"],
        heads=heads,
    )
    for why in ("和身份证号里的 2020-03-10 不一样", "和身份证号里的不一样", "不是身份证号"):
        assert why in page


def test_what_is_no_telephone_is_named_and_none_said_is_none(school: Flask) -> None:
    office = Office(school)
    heads = ["姓名", "性别", "出生日期", "班级", "家长电话"]
    page = office.look(
        ["丙一", "男", "2020-03-11", "一（2）班", "12"],
        ["丙二", "女", "2020-03-10", "一（2）班", "问爷爷"],
        ["丙三", "男", "2020-03-12", "一（2）班", "无"],
        ["丙四", "男", "2020-03-13", "一（2）班", "13800000001/13900000002"],
        ["丙五", "男", "2020-03-14", "一（2）班", "0737-5210003"],
        heads=heads,
    )
    assert "不是电话号码：12" in page and "不是电话号码：问爷爷" in page and page.count("不是电话号码") == 2
    office.bring(page)
    with school.app_context():
        phones = {one.name: one.phone for one in db.session.scalars(select(Child)) if one.name[0] == "丙"}
    assert phones == {"丙三": None, "丙四": "13800000001/13900000002", "丙五": "0737-5210003"}


def test_children_already_known_are_told_from_new_ones(school: Flask) -> None:
    """Certain: the same township, nothing against it; or another one with the same family. Asked: the rest."""
    near = listed("王小明", born="2020-03-10", sex="male")
    far = listed("李小红", cast.VILLAGE, born="2020-05-01", phone="13911112222", guardian="李大山")
    twin = listed("双双", born="2020-06-06", guardian="赵建国", phone="13933334444", sex="male")
    record(school, cast.VACCINATOR, near, far, twin)
    office = Office(school)
    page = office.look(FIRST, SECOND, ["对对", "男", "2020-06-06", "一（2）班", "赵建国", "13933334444"])
    assert "新增 0 名 · 已有记录、编进班 1 名" in page and "要您选 2 行" in page
    assert "双胞胎，还是改了名字" in page and "家长不同" in page
    assert "13911112222" not in page and "李大山" not in page  # of a child outside her school
    page = office.bring(page, **{"choice-3": f"same:{key('李小红')}", "choice-4": "new"})
    assert "已导入 3 行" in page
    pupils = office.client.get(f"/schools/{PRIMARY}/classes/1~2").text
    assert pupils.count('class="go"') == 3
    with school.app_context():
        joined = db.session.scalars(select(Child.joined).where(Child.name == "李小红")).all()
        assert len(joined) == 2 and len(set(joined)) == 1
        assert db.session.scalar(select(func.count()).where(Child.name == "王小明")) == 1
    page = office.look(FIRST, SECOND, ["对对", "男", "2020-06-06", "一（2）班", "赵建国", "13933334444"])
    assert "不变 3 名" in page and "要您选" not in page


def test_what_is_not_chosen_waits_and_is_shown_again(school: Flask) -> None:
    record(school, cast.VACCINATOR, listed("李小红", born="2020-05-01", guardian="李大山", sex="female"))
    office = Office(school)
    after = office.bring(office.look(FIRST, SECOND))
    assert "已导入 1 行" in after and "还有 1 行要您选" in after and "要您选 1 行" in after
    assert set(places(school)) == {"王小明"}
    office.bring(after, **{"choice-3": "new"})
    assert set(places(school)) == {"王小明", "李小红"}


def test_a_pupil_said_to_be_the_same_is_asked_about_once_and_can_be_taken_apart(school: Flask) -> None:
    """The register corrects a birth date: who is chosen stays chosen, in the class the new list says."""
    office = Office(school)
    office.bring(office.look(FIRST, SECOND))
    corrected = [*FIRST[:2], "2020-03-01", "一（11）班", *FIRST[4:]]
    page = office.look(corrected, SECOND)
    assert "要您选 1 行" in page and "出生日期不同" in page
    [choice] = re.findall(r'value="(same:[0-9a-f-]+)"', page)
    after = office.bring(page, **{"choice-2": choice})
    assert "要您选" not in after and places(school)["王小明"] == ("1", "11", "new", None)
    again = office.look(corrected, SECOND)
    assert "要您选" not in again and "不变 2 名" in again and counted(school, Enrolment) == 2
    kept = choice.removeprefix("same:")
    assert "2020-03-01" in office.client.get(f"/schools/{PRIMARY}/pupils/{kept}").text
    assert "分开" in office.client.get(f"/schools/{PRIMARY}/pupils/{kept}/edit").text
    assert cast.post(office.client, f"/schools/{PRIMARY}/pupils/{kept}/apart").status_code == 302
    office.bring(office.look(corrected, SECOND))
    with school.app_context():
        query = select(Child.born).join(Enrolment, Enrolment.child == Child.key).where(Child.name == "王小明")
        assert sorted(db.session.scalars(query)) == ["2020-03-01", "2020-03-10"]


def test_the_same_children_of_other_villages_are_said_to_be_so_at_once(school: Flask) -> None:
    names = ["陈一", "陈二", "陈三"]
    for name in names:
        words = {"name": name, "sex": "male", "born": "2020-04-04"}
        record(school, cast.SUPERVISOR, operation("child", words, key=key(name), area=NEXT_VILLAGE))
    office = Office(school)
    page = office.look(*([name, "男", "2020-04-04", "一（2）班", "", ""] for name in names))
    assert "要您选 3 行" in page and "的 3 行，都是同一个孩子" in page
    assert "已导入 3 行" in office.bring(page, all_moved="1")


def test_a_township_may_not_say_it_of_anothers_child_who_is_in_the_class_all_the_same(school: Flask) -> None:
    town = Member("town", "何平", "supervisor", (cast.TOWNSHIP,))
    with school.app_context():
        add_person(town.username, town.name, town.role, town.areas, cast.PASSWORD)
        db.session.commit()
    words = {"name": "陈一", "sex": "male", "born": "2020-04-04"}
    record(school, cast.SUPERVISOR, operation("child", words, key=key("陈一"), area=NEXT_VILLAGE))
    office = Office(school, town)
    page = office.look(["陈一", "男", "2020-04-04", "一（2）班", "", ""])
    after = office.bring(page, **{"choice-2": f"same:{key('陈一')}"})
    assert "已导入 1 行" in after and "其中 1 人是不是别的乡镇已有的孩子" in after
    assert set(places(school)) == {"陈一"}


def test_how_children_entered_goes_by_the_sheet_else_by_what_is_said_of_all(school: Flask) -> None:
    office, heads = Office(school), [*HEADS, "入学方式"]
    third = ["周三", "男", "2018-01-01", "三（1）班", "", "", ""]
    page = office.look([*FIRST, "转入"], [*SECOND, ""], third, heads=heads, reason="by_grade")
    office.bring(page)
    assert {name: one[2] for name, one in places(school).items()} == {
        "王小明": "transfer",
        "李小红": "new",
        "周三": None,
    }


def test_a_list_without_classes_is_of_the_class_that_was_said(school: Flask) -> None:
    office = Office(school)
    office.bring(office.look(FIRST[:3], heads=HEADS[:3], of="二年级3班", reason="mid_term"))
    assert places(school) == {"王小明": ("2", "3", "mid_term", None)}


def test_the_blank_form_can_be_filled_in_and_its_example_is_no_line(school: Flask) -> None:
    office = Office(school)
    content = office.client.get(f"{PAGE}/form.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(content))
    assert sheet.worksheets[0].cell(2, 1).value.startswith("例：") and len(sheet.worksheets) == 2
    answer = cast.post(office.client, PAGE, file=(io.BytesIO(content), "名册.xlsx"))
    assert "还没有填内容" in answer.text
    page = sheet.worksheets[0]
    for place, words in enumerate(["王小明", "男", "20200310", "一年级", "2班"], start=1):
        page.cell(3, place, words)
    file = io.BytesIO()
    sheet.save(file)
    answer = cast.post(office.client, PAGE, file=(io.BytesIO(file.getvalue()), "名册.xlsx"))
    assert "新增 1 名" in answer.text


def test_a_downloaded_roster_comes_back_without_a_change(school: Flask) -> None:
    office = Office(school)
    office.bring(office.look(FIRST, SECOND))
    content = office.client.get(f"/schools/{PRIMARY}/classes.xlsx").data
    answer = cast.post(office.client, PAGE, file=(io.BytesIO(content), "名册.xlsx"))
    assert "不变 2 名" in answer.text and "有错" not in answer.text, answer.text


@pytest.mark.parametrize(
    ("member", "status"), [(OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403), (cast.CLINIC, 200)]
)
def test_only_who_may_enrol_at_the_school_brings_in_its_roster(
    school: Flask, member: Member, status: int
) -> None:
    client = signed_in(school, member)
    for path in (PAGE, f"{PAGE}/form.xlsx"):
        assert client.get(path).status_code == status
    assert signed_in(school, OTHER_NURSE).get(f"/schools/{ELSEWHERE}/roster").status_code == 200


def test_two_thousand_lines_of_which_forty_are_broken(school: Flask) -> None:
    """Each of the forty is named; 1,960 go in when told so; again nothing changes."""
    rows = [
        [
            f"学生{n}",
            "男女"[n % 2],
            f"2020-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            f"一（{n % 44 + 1}）班",
            f"家长{n}",
            "",
        ]
        for n in range(2000)
    ]
    for place, n in enumerate(range(25, 2000, 50)):
        rows[n][(0, 1, 2, 3)[place % 4]] = ("", "中", "2020-02-30", "")[place % 4]
    office = Office(school)
    page = office.look(*rows)
    assert "新增 1960 名" in page and "有错 40 行" in page
    assert len(re.findall(r'<td class="wide">(?:没有姓名|不认识|不是日期|没有写)', page)) == 40
    assert "已导入 1960 行" in office.bring(page)
    assert counted(school, Enrolment) == 1960
    page = office.look(*rows)
    assert "新增 0 名" in page and "不变 1960 名" in page and "有更改 0 名" in page
