"""What a county sets for its school check: read in sentences, kept only where it differs, audited, for phones too."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db, reading
from fieldapp.models.audit import Audit
from fieldapp.models.schools import SchoolSetting
from fieldapp.school.schools import setting_form
from fieldapp.school.settings import NAMES, Settings, read_settings
from fieldapp.sync.outgoing.setup import setup_changes
from tests import cast
from tests.cast import Member, person_id, post, signed_in
from tests.school.schools.office import TOWN, found_schools

PAGE = "/schools/settings"
USUAL = setting_form.shown(Settings())


def settings(app: Flask, county: str = cast.COUNTY) -> Settings:
    with app.app_context(), reading(db.engine) as connection:
        return read_settings(connection, county)


def rows(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(SchoolSetting.name)))


def test_the_form_asks_everything_there_is_to_set() -> None:
    assert setting_form.ASKED.keys() == NAMES.keys()
    assert setting_form.read(USUAL) == dict.fromkeys(NAMES)
    assert setting_form.read({}) == dict.fromkeys(NAMES)


def test_a_county_sets_marks_deadlines_goals_and_words(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    page = client.get(PAGE).text
    assert "南县" in page and 'value="✗"' in page and ">30</span>" in page
    said = USUAL | {"mark_given": "1", "mark_missed": "△", "handover_days": "３0", "second_look": "12月25日"}
    said |= {"interim": "1115 10/15、10-15", "goal_check": "98", "notice_text": "请带接种证\n周二上午"}
    assert post(client, PAGE, county=cast.COUNTY, **said).status_code == 302
    assert settings(app) == Settings(
        mark_given="1",
        mark_missed="△",
        handover_days=30,
        second_look="12-25",
        interim=("10-15", "11-15"),
        goal_check=98,
        notice_text="请带接种证\n周二上午",
    )
    assert settings(app, cast.OTHER_COUNTY) == Settings()
    assert len(rows(app)) == 7
    page = client.get(PAGE).text
    assert 'value="△"' in page and 'value="10-15 11-15"' in page and "请带接种证" in page
    with app.app_context():
        audit = list(db.session.execute(select(Audit.row, Audit.by).where(Audit.table == "school_setting")))
        with reading(db.engine) as connection:
            told = setup_changes(connection, [cast.VILLAGE], "", role="nurse")
    assert len(audit) == 7 and {line.by for line in audit} == {person_id(app, cast.SUPERVISOR)}
    assert f"{cast.COUNTY}.mark_missed" in {row["key"] for row in told if row["kind"] == "school_setting"}


def test_the_same_again_writes_nothing_and_the_usual_takes_it_back(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    said = USUAL | {"mark_missed": "△", "interim": "10-15"}
    for _ in range(2):
        assert post(client, PAGE, county=cast.COUNTY, **said).status_code == 302
    with app.app_context():
        actions = select(Audit.action).where(Audit.table == "school_setting")
        assert list(db.session.scalars(actions)) == ["new", "new"]
    assert post(client, PAGE, county=cast.COUNTY, **USUAL).status_code == 302
    assert rows(app) == [] and settings(app) == Settings()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"mark_missed": "✓"}, "“漏种”和“种全、已种”的符号一样，登记册上分不开"),
        ({"mark_given": "", "mark_exempt": "✓"}, "“不用补”和“种全、已种”的符号一样"),
        ({"mark_given": "打一个勾"}, ""),
        ({"mark_given": "打一个大勾"}, "“种全、已种”最多 4 个字"),
        ({"handover_days": "0"}, "要写 1 到 366 的整数"),
        ({"catch_up_days": "三十"}, "要写 1 到 366 的整数"),
        ({"goal_check": "101"}, "“查验率”要写 1 到 100 的整数"),
        ({"second_look": "02-30"}, "“再次查验做完的日期”要写月和日"),
        ({"school_report": "13-01"}, "“学校上报”要写月和日"),
        ({"interim": "10-15 月底"}, "“中间报数的日期”要写月和日"),
        ({"notice_text": "长" * 1001}, "最多 1000 个字"),
    ],
)
def test_what_cannot_be_set_is_refused_in_a_sentence_and_nothing_is_kept(
    app: Flask, other: dict[str, Any], words: str
) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, PAGE, county=cast.COUNTY, **USUAL | {"mark_not_due": "·"} | other)
    if not words:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422 and words in answer.text
    assert 'value="·"' in answer.text and rows(app) == []


OTHERS = [member for member in cast.CAST if member.role not in ("supervisor", "administrator")]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.username)
def test_others_neither_read_nor_change_the_settings(app: Flask, who: Member) -> None:
    client = signed_in(app, who)
    assert client.get(PAGE).status_code == 403
    assert post(client, PAGE, county=cast.COUNTY, mark_missed="△").status_code == 403
    assert rows(app) == []


def test_a_township_sets_nothing_and_nobody_another_county(app: Flask) -> None:
    found_schools(app)
    town, outsider = signed_in(app, TOWN), signed_in(app, cast.OUTSIDER)
    assert town.get(PAGE).status_code == 403
    assert (
        PAGE not in town.get("/schools").text and PAGE in signed_in(app, cast.SUPERVISOR).get("/schools").text
    )
    for client in (town, outsider):
        assert post(client, PAGE, county=cast.COUNTY, mark_missed="△").status_code == 403
    assert rows(app) == []


def test_who_has_several_counties_chooses_one(app: Flask) -> None:
    city = Member("city", "何平", "administrator", ("4309",))
    with app.app_context():
        add_person(city.username, city.name, city.role, city.areas, cast.PASSWORD)
        db.session.commit()
    client = signed_in(app, city)
    assert "桃江县" in client.get(PAGE).text
    said = USUAL | {"handover_days": "30"}
    assert post(client, PAGE, county=cast.OTHER_COUNTY, **said).status_code == 302
    assert settings(app, cast.OTHER_COUNTY).handover_days == 30 and settings(app) == Settings()
    assert 'value="30"' in client.get(f"{PAGE}?county={cast.OTHER_COUNTY}").text
