"""Tallies read for a page: merged villages, parts of a county, silent phones, circles kept on disk, the foot."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fieldapp.areas.maps import places
from fieldapp.areas.maps.places import Circle, circle_of, joined, read_circles
from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.detail_table.collecting import read_foot
from fieldapp.campaigns.detail_table.foot import Foot
from fieldapp.campaigns.figures import indicators, tally_slices
from fieldapp.campaigns.figures.indicators import total
from fieldapp.campaigns.rounds import watch
from fieldapp.campaigns.rounds.overview import read_overview
from fieldapp.ground import clock
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.from_office.office_device import record
from fieldapp.sync.tallies import Book
from tests.sync.county import (
    CAMPAIGN,
    COUNTY,
    EAST,
    NORTH,
    ROUND1,
    SOUTH,
    child,
    key,
    operation,
    outcomes,
    send,
    visit,
    void,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def merged(engine: Engine):  # type: ignore[no-untyped-def]
    """EAST, of another township, is merged into NORTH while a test runs."""
    with Session(engine) as session:
        east = session.get_one(Area, EAST)
        east.replaced_by, east.retired_on = NORTH, "2025-12-05"
        session.commit()
    yield engine
    with Session(engine) as session:
        east = session.get_one(Area, EAST)
        east.replaced_by = east.retired_on = None
        session.commit()


def two_villages(engine: Engine) -> None:
    """A dosed child in NORTH and one in EAST, a missed one in SOUTH."""
    send(engine, child("a"), visit("a"), child("b", area=EAST), visit("b", area=EAST))
    send(engine, child("c", area=SOUTH), visit("c", "refused", area=SOUTH, reason="fear"))


def test_a_merged_village_is_counted_where_it_went(merged: Engine) -> None:
    two_villages(merged)
    with merged.connect() as connection:
        for within, expected in (
            ([COUNTY], {NORTH: 2, SOUTH: 0}),
            ([NORTH[:9]], {NORTH: 2, SOUTH: 0}),
            ([EAST[:9]], {}),
        ):
            villages = read_villages(connection, COUNTY, within)
            counts = tally_slices.by_village(connection, Book(COUNTY, ROUND1), villages)
            assert {code: c.vaccinated for code, c in counts.items()} == expected
            days = tally_slices.by_slice(connection, Book(COUNTY, ROUND1), "day", villages)
            assert sum(c.vaccinated for c in days.values()) == sum(expected.values())


def test_a_day_has_the_doses_given_on_it_and_none_that_others_gave(engine: Engine) -> None:
    send(engine, child("a"), visit("a"), child("b"), visit("b", "vaccinated_elsewhere", on="2025-12-02"))
    with Session(engine) as session, engine.connect() as connection:
        campaign, round_ = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, ROUND1)
        villages = read_villages(connection, COUNTY, [COUNTY])
        shown = read_overview(connection, campaign, round_, villages, [COUNTY], True)
    assert (shown.days, shown.counts.with_elsewhere) == ([("2025-12-01", 1)], 2)


def test_parts_of_a_county_add_up_to_the_whole(engine: Engine) -> None:
    two_villages(engine)
    with engine.connect() as connection:
        parts = [
            total(
                tally_slices.by_village(
                    connection, Book(COUNTY, ROUND1), read_villages(connection, COUNTY, within)
                ).values()
            )
            for within in ([COUNTY], [NORTH[:9]], [EAST[:9]])
        ]
        reasons = tally_slices.by_slice(
            connection, Book(COUNTY, ROUND1), "reason", read_villages(connection, COUNTY, [COUNTY])
        )
    assert parts[0] == parts[1] + parts[2] and parts[0].target == 3
    assert {reason: c.missed for reason, c in reasons.items()} == {"fear": 1}


def test_the_foot_adds_vials_reactions_and_zero_reports(engine: Engine) -> None:
    batch = operation("batch", {"product": "bOPV", "doses_per_vial": 20}, key=key("batch"))
    send(engine, child("a"), visit("a"), child("b"), visit("b", "refused"), batch)
    vials = {
        "round": ROUND1,
        "on": "2025-12-01",
        "batch": key("batch"),
        "received": 5,
        "opened": 1,
        "returned": 3,
    }
    wrong = operation("vials", vials | {"opened": 4})
    zero = {"round": ROUND1, "on": "2025-12-01"}
    send(
        engine,
        operation("vials", vials),
        wrong,
        operation("zero_report", zero),
        operation("zero_report", zero),
    )
    send(engine, operation("aefi", {"round": ROUND1, "seen_on": "2025-12-02"}), void(wrong))
    with Session(engine) as session, engine.connect() as connection:
        campaign, round_ = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, ROUND1)
        foot = read_foot(connection, campaign, round_, read_villages(connection, COUNTY, [COUNTY]))
    assert foot == Foot(
        reasons=(("refused", 1),),
        received=5,
        opened=1,
        returned=3,
        doses_in_vials=20,
        given=1,
        staff=1,
        aefi=1,
        zero_reports=1,
    )
    assert foot.wastage == "20.00"


def test_a_wastage_factor_without_doses_or_vials_is_a_dash() -> None:
    assert {Foot().wastage, Foot(doses_in_vials=20).wastage, Foot(given=3).wastage} == {"—"}
    assert Foot(doses_in_vials=200, given=182).wastage == "1.10"


def test_phones_silent_for_a_day_are_named_and_the_office_is_no_phone(engine: Engine) -> None:
    record(engine, key("ann"), [])
    with engine.connect() as connection:
        villages = read_villages(connection, COUNTY, [COUNTY])
        silent = watch.silent_phones(connection, ROUND1, villages, "2025-12-03T08:00:00.000Z")
    assert {one.person: one.hours for one in silent} == {"ann": None, "bao": None}
    assert all(one.device != "办公室" for one in silent)


@pytest.mark.parametrize(
    ("last", "hours"), [("2025-12-02T08:00:00.000Z", 24), ("2025-12-02T08:00:01.000Z", 23)]
)
def test_hours_are_whole_hours(last: str, hours: int) -> None:
    assert clock.hours_between(last, "2025-12-03T08:00:00.000Z") == hours


def test_work_in_the_office_is_recorded_under_one_device_a_person_with_numbers_that_go_on(
    engine: Engine,
) -> None:
    said = {"kind": "child", "area": NORTH, "data": {"name": "x"}}
    for name in ("one", "two"):
        receipts = record(engine, key("ann"), [said | {"key": key(name)}, said | {"key": key(name + "b")}])
        assert outcomes(receipts) == ["applied", "applied"]
    from fieldapp.models.log import LoggedOperation

    with Session(engine) as session:
        rows = session.scalars(select(LoggedOperation).order_by(LoggedOperation.position)).all()
        first = rows[0].seq or 0
        assert [row.seq for row in rows] == list(range(first, first + 4))
        assert len({row.device for row in rows}) == 1 and {row.relayed for row in rows} == {"office"}


def house(name: str, lat: float, lon: float, area: str = NORTH) -> dict[str, object]:
    """A household somewhere."""
    return operation("household", {"lat": lat, "lon": lon}, key=key(name), area=area)


def test_a_village_s_circle_holds_every_household(engine: Engine, tmp_path: Path) -> None:
    send(engine, house("a", 29.36, 112.40), house("b", 29.36, 112.42), house("no place", 0, 0, SOUTH))
    with engine.connect() as connection:
        circles = read_circles(connection, tmp_path, COUNTY, [NORTH])
    assert set(circles) == {NORTH}
    circle = circles[NORTH]
    assert (circle.lat, round(circle.lon, 6), circle.n) == (29.36, 112.41, 2)
    assert 960 < circle.radius_m < 985  # 0.01° of longitude at 29.36° north is 971 m


def test_a_circle_is_kept_until_a_household_of_its_village_changes(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[str] = []
    work_out = places._work_out

    def noted(connection, county, village, version):  # type: ignore[no-untyped-def]
        worked_out.append(village)
        return work_out(connection, county, village, version)

    monkeypatch.setattr(places, "_work_out", noted)
    send(engine, house("a", 29.36, 112.40), house("s", 29.40, 112.40, SOUTH))
    for _ in range(3):
        with engine.connect() as connection:
            read_circles(connection, tmp_path, COUNTY, [NORTH, SOUTH])
    assert sorted(worked_out) == [NORTH, SOUTH]
    send(engine, house("b", 29.38, 112.40))
    with engine.connect() as connection:
        assert read_circles(connection, tmp_path, COUNTY, [NORTH, SOUTH])[NORTH].n == 2
    assert sorted(worked_out) == [NORTH, NORTH, SOUTH]


def test_a_torn_file_of_circles_is_worked_out_again(engine: Engine, tmp_path: Path) -> None:
    send(engine, house("a", 29.36, 112.40))
    (tmp_path / f"places-near-{COUNTY}.json").write_text('{"4309', encoding="utf-8")
    with engine.connect() as connection:
        assert set(read_circles(connection, tmp_path, COUNTY, [NORTH])) == {NORTH}


def test_circles_of_merged_villages_become_one_that_holds_both() -> None:
    one = joined([Circle(29.0, 112.0, 500, 3, 1), Circle(29.1, 112.0, 500, 1, 2)])
    assert (one.n, one.lat, one.version) == (4, 29.025, 2)
    assert one.radius_m > 8000


def test_no_household_no_circle() -> None:
    assert circle_of([], 1) is None


def test_every_indicator_is_described() -> None:
    words = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    for name, (zh, _en, _of, _share) in indicators.NAMES.items():
        assert f"`{name}` | {zh} |" in words
