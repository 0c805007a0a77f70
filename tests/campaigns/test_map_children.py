"""The children the map shows are those the tallies call missed, each once, at home, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from fieldapp.areas.maps.spots import read_spots, unshifted
from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.map import children
from fieldapp.campaigns.map.children import Missing, missing_children
from fieldapp.campaigns.map.data import counts_of, village_features
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.codes import Code
from fieldapp.sync.tallies import Book
from tests.campaigns.odd_histories import found_campaigns, history
from tests.how_many import examples
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
    send,
    tally,
    visit,
    void,
)

HOUSE = operation("household", {"lat": 29.36, "lon": 112.41}, key=key("house"))
NINE, TEN, ELEVEN = (f"2025-12-01T{hour}:00:00.000Z" for hour in ("09", "10", "11"))


def looked_for(engine: Engine, *within: str) -> Missing:
    """What the map finds of children still to dose who live or count in these areas."""
    with Session(engine) as session, engine.connect() as connection:
        campaign, round_ = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, ROUND1)
        villages = read_villages(connection, COUNTY, within or [COUNTY])
        return missing_children(connection, campaign, round_, villages, unshifted)


def drawn(engine: Engine, within: str = COUNTY, cut: bool = False) -> list[tuple[str, str]]:
    """Reason and village of each child to come back to on the map; `cut`: whether it says that there are more."""
    found = looked_for(engine, within)
    assert found.more == cut
    return sorted((dot[2], dot[3]) for dot in found.dots if dot[2])


def missed(engine: Engine) -> int:
    """How many children the tallies call missed."""
    return sum(
        tally(engine, f"outcome:{code}").get("missed", 0) for code in ("absent_short", "refused", "flood")
    )


def at_home(engine: Engine, *said: dict[str, Any], name: str = "child", **data: Any) -> None:
    """A child of the house, and what else was said."""
    send(engine, HOUSE, child(name, household=key("house"), **data), *said)


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ([("absent_short", NINE)], ["absent_short"]),
        ([("absent_short", NINE), ("refused", TEN)], ["refused"]),
        ([("absent_short", NINE), ("moved_away", TEN)], []),
        ([("moved_away", NINE), ("absent_short", TEN)], ["absent_short"]),
        ([("refused", NINE), ("not_eligible", TEN), ("absent_short", ELEVEN)], ["absent_short"]),
        ([("vaccinated", NINE), ("absent_short", TEN)], []),
        ([("vaccinated_elsewhere", NINE), ("refused", TEN)], []),
    ],
)
def test_the_latest_word_decides_and_a_dose_settles_it(
    engine: Engine, said: list[tuple[str, str]], reasons: list[str]
) -> None:
    at_home(engine, *(visit(outcome=outcome, at=at) for outcome, at in said))
    assert drawn(engine) == [(reason, f"village {NORTH}") for reason in reasons]
    assert missed(engine) == len(reasons)


@pytest.mark.parametrize(
    "data", [{"status": "moved", "status_on": "2025-11-30"}, {"status": "died"}, {"born": "2018-12-01"}]
)
def test_who_is_gone_or_outside_the_window_is_not_to_come_back_to(
    engine: Engine, data: dict[str, str]
) -> None:
    at_home(engine, visit(outcome="absent_short"))
    assert len(drawn(engine)) == missed(engine) == 1
    send(engine, operation("child", data, key=key("child"), at=TEN))
    assert (drawn(engine), missed(engine)) == ([], 0)


def test_a_dose_of_its_other_record_settles_a_child_until_they_are_parted(engine: Engine) -> None:
    at_home(engine, visit(outcome="refused"))
    link = operation("same_child", {"child": key("child"), "other": key("other")})
    send(engine, child("other"), visit("other"), link)
    assert (drawn(engine), missed(engine)) == ([], 0)
    send(engine, void(link))
    assert len(drawn(engine)) == missed(engine) == 1


def test_two_records_of_one_missed_child_are_one_dot(engine: Engine) -> None:
    at_home(engine, visit(outcome="absent_short", at=NINE))
    at_home(engine, visit("other", "refused", at=TEN), name="other")
    send(engine, operation("same_child", {"child": key("child"), "other": key("other")}))
    assert drawn(engine) == [("refused", f"village {NORTH}")]
    assert missed(engine) == 1


def test_a_child_seen_in_another_village_is_shown_where_it_lives(engine: Engine) -> None:
    at_home(engine, visit(outcome="absent_short", area=SOUTH))
    assert drawn(engine, NORTH) == drawn(engine) == [("absent_short", f"village {NORTH}")]
    assert drawn(engine, SOUTH) == []


@pytest.mark.parametrize(("limit", "dots"), [("MOST_CHILDREN", 2), ("LOOKED_AT", 2)])
def test_too_many_are_cut_off_and_that_is_said(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, limit: str, dots: int
) -> None:
    for name in ("one", "two", "three"):
        at_home(engine, visit(name, "refused"), name=name)
    assert len(drawn(engine)) == 3
    monkeypatch.setattr(children, limit, dots)
    assert len(drawn(engine, cut=True)) == dots


def test_an_outcome_the_county_added_is_on_the_map_too(engine: Engine) -> None:
    with Session(engine) as session:
        session.merge(
            Code(key="visit.outcome:flood", list="visit.outcome", code="flood", zh="洪水", en="flood")
        )
        session.commit()
    at_home(engine, visit(outcome="flood"))
    assert drawn(engine) == [("flood", f"village {NORTH}")]
    assert missed(engine) == 1


def features(engine: Engine, folder: Path) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Village code → feature, and the villages not drawn."""
    with Session(engine) as session, engine.connect() as connection:
        campaign = session.get_one(Campaign, CAMPAIGN)
        villages = read_villages(connection, COUNTY, [COUNTY])
        spots = read_spots(connection, COUNTY, villages, folder)
        counts = counts_of(connection, Book(COUNTY, ROUND1), campaign, villages)
        drawn_ = village_features(connection, campaign, counts, villages, spots, unshifted)
    return {one["properties"]["code"]: one for one in drawn_}, [villages.name(code) for code in spots.far]


def house(name: str, lat: float, lon: float, area: str) -> dict[str, Any]:
    return operation("household", {"lat": lat, "lon": lon}, key=key(name), area=area)


def test_a_far_door_does_not_cost_its_village_the_scale(engine: Engine, tmp_path: Path) -> None:
    doors = [house(f"door {n}", 29.36 + n / 1000, 112.41, NORTH) for n in range(5)]
    send(engine, *doors, house("stray", 12.3, 100.0, NORTH))
    found, far = features(engine, tmp_path)
    assert found[NORTH]["properties"]["radius"] < 1_000
    assert far == []


@pytest.mark.parametrize("place", [(12.3, 100.0), (49.0, 80.0)])
def test_a_village_far_from_all_others_is_named_and_not_drawn(
    engine: Engine, tmp_path: Path, place: tuple[float, float]
) -> None:
    send(engine, house("a", 29.36, 112.41, NORTH), house("b", 29.40, 112.45, SOUTH), house("c", *place, EAST))
    found, far = features(engine, tmp_path)
    assert set(found) == {NORTH, SOUTH}
    assert far == [f"village {EAST}"]


def test_a_village_at_0_0_is_not_drawn_there(engine: Engine, tmp_path: Path) -> None:
    send(engine, house("a", 29.36, 112.41, NORTH), house("b", 29.40, 112.45, SOUTH))
    with engine.begin() as connection:
        connection.execute(update(Area).where(Area.code == EAST).values(lat=0.0, lon=0.0))
    found, _far = features(engine, tmp_path)
    assert set(found) == {NORTH, SOUTH}


def short(engine: Engine, within: str = COUNTY, round_: str = ROUND1) -> Counts:
    """What the figures say of these villages."""
    with engine.connect() as connection:
        villages = read_villages(connection, COUNTY, [within])
        return total(tally_slices.missed_by_village(connection, Book(COUNTY, round_), villages).values())


def test_every_child_still_to_dose_is_a_dot_hollow_until_somebody_was_there(engine: Engine) -> None:
    for name in ("waiting", "away", "dosed", "elsewhere"):
        at_home(engine, name=name)
    send(engine, visit("away", "absent_short"), visit("dosed"), visit("elsewhere", "vaccinated_elsewhere"))
    found = looked_for(engine)
    assert {dot[5]: dot[2] for dot in found.dots} == {key("waiting"): "", key("away"): "absent_short"}
    assert (len(found.dots), found.placeless, short(engine).short, short(engine).missed) == (2, 0, 2, 1)


def test_who_has_no_place_is_counted_and_said_not_drawn(engine: Engine) -> None:
    at_home(engine, name="placed")
    send(engine, child("nowhere"), child("visited"), visit("visited", "refused", lat=29.361, lon=112.411))
    send(engine, child("unseen"), visit("unseen", "absent_short"))
    found = looked_for(engine)
    assert (len(found.dots), found.placeless) == (2, 2)
    assert short(engine).short == 4
    assert [dot[:2] for dot in found.dots if dot[5] == key("visited")] == [[29.361, 112.411]]


def test_a_household_of_another_village_does_not_place_a_child(engine: Engine) -> None:
    send(engine, house("theirs", 29.5, 112.5, SOUTH), child("odd", household=key("theirs")))
    found = looked_for(engine, NORTH)
    assert (found.dots, found.placeless) == ([], 1)


def test_who_counts_elsewhere_is_drawn_at_home_and_both_are_said(engine: Engine) -> None:
    at_home(engine, visit(outcome="absent_short", area=SOUTH))
    there, home = looked_for(engine, SOUTH), looked_for(engine, NORTH)
    assert (there.dots, there.away, short(engine, SOUTH).short) == ([], 1, 1)
    assert (len(home.dots), home.guests, short(engine, NORTH).short) == (1, 1, 0)
    whole = looked_for(engine)
    assert (len(whole.dots), whole.away, whole.guests) == (1, 0, 0)


def test_a_draft_has_no_dots(engine: Engine) -> None:
    at_home(engine)
    assert len(looked_for(engine).dots) == 1
    with Session(engine) as session, engine.connect() as connection:
        campaign, round_ = session.get_one(Campaign, CAMPAIGN), session.get_one(Round, ROUND1)
        connection.execute(update(Campaign).values(state="draft"))  # never committed
        villages = read_villages(connection, COUNTY, [COUNTY])
        assert missing_children(connection, campaign, round_, villages, unshifted).dots == []
        connection.rollback()


@pytest.mark.parametrize("seed", range(examples(6)))
def test_over_any_history_the_dots_are_as_many_as_the_figures_say(engine: Engine, seed: int) -> None:
    found_campaigns(engine)
    send(engine, *history(seed, 150))
    for within in (COUNTY, NORTH[:9], NORTH, SOUTH, EAST):
        found = looked_for(engine, within)
        counted = len(found.dots) - found.guests + found.placeless + found.away
        assert counted == short(engine, within).short, within
    assert len({dot[5] for dot in found.dots}) == len(found.dots)
    assert short(engine).short > 0
