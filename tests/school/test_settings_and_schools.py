"""What counties set, schools entered in the office, what phones are told of both, and the rules in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.schools import School
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.school import store
from fieldapp.school.settings import NAMES, Settings, put_setting, read_settings
from fieldapp.school.store import SchoolLine
from fieldapp.sync.outgoing.setup import setup_changes
from tests.school.places import CLINIC, PRIMARY, found_schools
from tests.sync.county import COUNTY, FAR, NORTH, SOUTH, key


@pytest.fixture
def school(engine: Engine) -> Engine:
    """The small county with its schools."""
    found_schools(engine)
    return engine


def test_a_county_sets_what_differs_and_the_rest_is_as_usual(school: Engine) -> None:
    with Session(school) as session:
        put_setting(session, COUNTY, "mark_missed", "△")
        put_setting(session, COUNTY, "interim", ["10-31"])
        session.commit()
    with reading(school) as connection:
        assert read_settings(connection, COUNTY) == Settings(mark_missed="△", interim=("10-31",))
        assert read_settings(connection, "430922") == Settings()
        told = setup_changes(connection, [NORTH], "", role="nurse")
        of_others = setup_changes(connection, [NORTH], "", role="lister")
    rows = {row["key"]: row["data"] for row in told if row["kind"] == "school_setting"}
    assert rows[f"{COUNTY}.mark_missed"] == {"county": COUNTY, "name": "mark_missed", "value": "△"}
    assert PRIMARY in {row["key"] for row in told if row["kind"] == "school"}
    assert {"school", "school_setting"}.isdisjoint(row["kind"] for row in of_others)
    with Session(school) as session:
        put_setting(session, COUNTY, "mark_missed", None)
        put_setting(session, COUNTY, "interim", None)
        session.commit()
        assert session.query(Audit).filter_by(table="school_setting", action="delete").count() == 2
    with reading(school) as connection:
        assert read_settings(connection, COUNTY) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mark_missed", 1),
        ("no_such", "x"),
        ("handover_days", "7"),
        ("handover_days", True),
        ("handover_days", -1),
        ("second_look", "13-01"),
        ("second_look", "31.12."),
        ("interim", ["10-31", 5]),
        ("notice_text", "x" * 1001),
    ],
)
def test_what_cannot_be_set_is_refused(school: Engine, name: str, value: object) -> None:
    with Session(school) as session, pytest.raises(Problem):
        put_setting(session, COUNTY, name, value)


def test_every_setting_has_a_usual_value() -> None:
    assert {name: type(getattr(Settings(), name)) for name in NAMES} == NAMES


def test_a_school_is_added_changed_merged_and_found_again(school: Engine) -> None:
    said = SchoolLine(area=SOUTH, name="南小学", code="S1", clinic=CLINIC)
    with Session(school) as session:
        added = store.put(session, said)
        assert added.county == COUNTY and store.found(session, said) is added
        with pytest.raises(Problem) as taken:
            store.put(session, said)
        assert taken.value.field == "code"
        store.put(session, SchoolLine(area=SOUTH, name="南完小", code="S1", kind="other"), added)
        assert (added.name, added.clinic, added.kind) == ("南完小", None, "other")
        for wrong in (
            SchoolLine(area=SOUTH[:9], name="x"),
            SchoolLine(area=FAR, name="x", kind="no"),
            SchoolLine(area=SOUTH, name=""),
            SchoolLine(area=SOUTH, name="x", clinic="none"),
        ):
            with pytest.raises(Problem):
                store.put(session, wrong)
        with pytest.raises(Problem):
            store.put(session, SchoolLine(area=FAR, name="南完小", code="S1"), added)
        primary = session.get_one(School, PRIMARY)
        assert store.retire(session, added, primary) == []
        assert added.retired_on and added.replaced_by == PRIMARY
        store.reopen(session, added)
        assert (added.retired_on, added.replaced_by) == (None, None)
        assert [person.name for person in store.staff(session, primary)] == ["nurse"]
        store.take(session, key("nurse"), primary)
        session.flush()
        assert store.staff(session, primary) == []
        session.rollback()


def test_the_rules_in_use_are_those_of_the_province_and_of_corrected_files(tmp_path: Path) -> None:
    usual = programme_in_use(str(tmp_path), NORTH)
    assert programme_in_use(str(tmp_path), NORTH) is usual
    folder = tmp_path / "schedule" / "editions"
    folder.mkdir(parents=True)
    packaged = Path(__file__).parent.parent.parent / "fieldapp" / "schedule" / "editions" / "2026.toml"
    (folder / "2026.toml").write_bytes(packaged.read_bytes())
    assert programme_in_use(str(tmp_path), NORTH) is not usual
