"""An import of a list is taken back: what it wrote goes, what somebody changed since stays and is said, and the list
may be brought in again."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.clock import after
from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.records import Household
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, record, visited
from tests.campaigns.test_roster import GOOD, children, import_list
from tests.cast import post, signed_in
from tests.sync.county import operation, tally

IMPORTS = f"/campaigns/{CAMPAIGN}/list/imports"


@pytest.fixture
def county(each_database: Flask) -> Flask:
    found_campaign(each_database)
    return each_database


def number(app: Flask) -> int:
    """The last import."""
    with app.app_context():
        query = (
            select(Audit.id).where(Audit.table == "list", Audit.action == "import").order_by(Audit.id.desc())
        )
        return db.session.scalars(query.limit(1)).one()


def take_back(app: Flask, who: cast.Member = cast.CLINIC) -> str:
    """Take the last import back; the page that follows."""
    client = signed_in(app, who)
    answer = post(client, f"{IMPORTS}/{number(app)}")
    assert answer.status_code == 302, answer.text
    return client.get(answer.headers["Location"]).text


def standing(app: Flask) -> set[str | None]:
    return {one["name"] for one in children(app) if not one["voided"]}


def of_name(app: Flask, name: str) -> dict:
    [found] = [one for one in children(app) if one["name"] == name and not one["voided"]]
    return found


def test_the_page_of_what_was_imported_leads_to_taking_it_back(county: Flask) -> None:
    page = import_list(county, GOOD)
    assert f"{IMPORTS}/{number(county)}" in page and "撤回这次导入" in page
    asked = signed_in(county, cast.CLINIC).get(f"{IMPORTS}/{number(county)}").text
    assert "撤销新增的 3 名儿童" in asked and "没有别的孩子的 1 户一起撤销" in asked


def test_an_import_taken_back_is_in_no_list_and_no_count(county: Flask) -> None:
    import_list(county, GOOD)
    assert "已撤回：撤销 3 名。" in take_back(county)
    assert standing(county) == set()
    with county.app_context():
        assert db.session.scalars(select(Household.voided)).all() == [True]
        assert tally(db.engine, round_=ROUND1).get("registered", 0) == 0
    again = signed_in(county, cast.CLINIC)
    assert "没有能撤回的了" in again.get(f"{IMPORTS}/{number(county)}").text
    assert post(again, f"{IMPORTS}/{number(county)}").status_code == 409
    assert re.search(r"已撤回 20\d\d", again.get(f"/campaigns/{CAMPAIGN}/list").text)


def test_what_somebody_changed_or_visited_since_stays_and_is_said(county: Flask) -> None:
    import_list(county, GOOD)
    ming, hong = of_name(county, "王小明"), of_name(county, "王小红")
    words = {"guardian": "王二"}
    record(
        county,
        cast.VACCINATOR,
        operation("child", words, key=ming["key"], area=cast.VILLAGE, base=ming["version"]),
        visited("x") | {"data": visited("x")["data"] | {"child": hong["key"]}},
    )
    page = signed_in(county, cast.CLINIC).get(f"{IMPORTS}/{number(county)}").text
    assert "留着的 2 名" in page and "后来改过：家长（王建国" in page and "去过或有接种记录" in page
    assert "撤销新增的 1 名儿童" in page and "一起撤销" not in page
    take_back(county)
    assert standing(county) == {"王小明", "王小红"} and of_name(county, "王小明")["guardian"] == "王二"
    with county.app_context():
        assert db.session.scalars(select(Household.voided)).all() == [False]


def test_a_child_the_import_completed_becomes_what_it_was(county: Flask) -> None:
    record(
        county, cast.VACCINATOR, listed("王小明", born="2021-05-04", phone="field", sex=None, listed_on=None)
    )
    import_list(county, GOOD[:1])
    filled = of_name(county, "王小明")
    assert (filled["sex"], filled["prior_polio"], filled["listed_on"]) == ("male", "3", "2025-11-20")
    said = operation(
        "child",
        {"prior_polio": "2"},
        key=filled["key"],
        area=cast.VILLAGE,
        base=filled["version"],
        at=after(cast.moment()),
    )
    record(county, cast.VACCINATOR, said)
    assert "后来改过：既往" in signed_in(county, cast.CLINIC).get(f"{IMPORTS}/{number(county)}").text
    assert "恢复 1 名" in take_back(county)
    now = of_name(county, "王小明")
    assert (now["sex"], now["listed_on"], now["phone"], now["prior_polio"]) == (None, None, "field", "2")


def test_a_list_taken_back_is_brought_in_again_as_often_as_one_likes(county: Flask) -> None:
    for listed_on in ("2025-11-20", "2025-11-21", "2025-11-22"):
        assert "新增 3 名" in import_list(county, GOOD, listed_on)
        assert {one["listed_on"] for one in children(county) if not one["voided"]} == {listed_on}
        take_back(county)
    assert "新增 3 名" in import_list(county, GOOD)
    assert "新增 0 名，补充 0 名，原有不变 3 名" in import_list(county, GOOD)
    with county.app_context():
        assert db.session.scalars(select(Household.voided)).all().count(False) == 1


def test_a_child_somebody_took_back_by_hand_is_not_brought_in_again(county: Flask) -> None:
    import_list(county, GOOD)
    ming = of_name(county, "王小明")
    record(county, cast.SUPERVISOR, operation("child", None, key=ming["key"], area=cast.VILLAGE, void=True))
    assert "新增 0 名" in import_list(county, GOOD)


def test_only_its_author_and_a_supervisor_of_the_place_take_it_back(county: Flask) -> None:
    import_list(county, GOOD)
    asked = signed_in(county, cast.NURSE).get(f"{IMPORTS}/{number(county)}")
    assert asked.status_code == 403
    with county.app_context():
        from fieldapp.accounts.people import add_person

        add_person("clinic2", "何医生", "clinic", [cast.TOWNSHIP], cast.PASSWORD)
        db.session.commit()
    other = signed_in(county, cast.Member("clinic2", "何医生", "clinic", (cast.TOWNSHIP,)))
    assert "只有导入的人（张敏）" in other.get(f"{IMPORTS}/{number(county)}").text
    assert post(other, f"{IMPORTS}/{number(county)}").status_code == 403
    assert len(standing(county)) == 3
    take_back(county, cast.SUPERVISOR)
    assert standing(county) == set()
