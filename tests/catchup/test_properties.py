"""What holds of every child's gaps, whatever was recorded by whom and in which order."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fieldapp.areas.villages import read_villages
from fieldapp.catchup.gaps.missing import Known, Missing, missing_of
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.ground.db import db, reading
from fieldapp.models.records import SameChild
from fieldapp.records.standing import derived_key
from fieldapp.schedule import evaluate, programme_for
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.campaigns.office import ROUND1, found_campaign
from tests.how_many import examples
from tests.schedule.histories import children

RULES = programme_for()
ON = "2025-12-10"
AC_FOR_A = {"mena", "menac"}  # one closes the other by its age


def known(child: Mapping[str, Any], doses: list[Any]) -> Known:
    """A made-up child as it is recorded."""
    states = [(one["series"], one["n"], one["state"]) for one in child.get("states", ())]
    given_ = [(one["product"], one["given_on"]) for one in doses]
    return Known("x", cast.VILLAGE, {"born": child["born"], "sex": child.get("sex")}, {}, given_, states)


def slots(missing: Any) -> set[tuple[str, int]]:
    """The slots that are missing."""
    return {(one.series, one.n) for one in missing}


def with_dose(one: Known, gap: Missing, on: str) -> Known:
    """The same child after a missing dose was given on a day."""
    return Known(one.key, one.village, one.fields, one.home, [*one.doses, (gap.product, on)], one.states)


@settings(max_examples=examples(300))
@given(children())
def test_every_missing_dose_has_a_day_a_condition_or_an_earlier_one_before_it(one: Any) -> None:
    child, doses, on = one
    lacks = missing_of(known(child, doses), on, RULES).missing
    for gap in lacks:
        before = any(other.series == gap.series and other.n < gap.n for other in lacks)
        assert gap.earliest or gap.condition or before, (gap, lacks)


@settings(max_examples=examples(300))
@given(children())
def test_every_dose_that_may_be_given_today_is_good_by_the_rules_and_closes_its_gap(one: Any) -> None:
    child, doses, on = one
    before = known(child, doses)
    for gap in missing_of(before, on, RULES).now(on):
        given_ = [
            {"product": product, "given_on": day} for product, day in (*before.doses, (gap.product, on))
        ]
        answer = evaluate(
            {"born": child["born"], "sex": child.get("sex"), "states": child.get("states", [])},
            given_,
            on,
            RULES,
        )
        said = [dose for dose in answer["doses"] if (dose["product"], dose["given_on"]) == (gap.product, on)]
        assert said and all(dose["valid"] for dose in said), (gap, said)
        assert (gap.series, gap.n) not in slots(missing_of(with_dose(before, gap, on), on, RULES).missing)


@settings(max_examples=examples(300))
@given(children(), st.data())
def test_a_child_half_caught_up_stays_on_the_list(one: Any, data: Any) -> None:
    child, doses, on = one
    before = known(child, doses)
    lacks = missing_of(before, on, RULES)
    now = lacks.now(on)
    if not now or len(lacks.missing) < 2:
        return
    gap = data.draw(st.sampled_from(now))
    closed = AC_FOR_A if gap.series in AC_FOR_A else {gap.series}
    rest = {slot for slot in slots(lacks.missing) if slot[0] not in closed}
    assert rest <= slots(missing_of(with_dose(before, gap, on), on, RULES).missing), (gap, rest)


def read(app: Flask) -> dict[str, Known]:
    """The children of the county as gaps are looked for in them, by name."""
    with app.app_context(), reading(db.engine) as connection:
        found = children_of(connection, cast.COUNTY, read_villages(connection, cast.COUNTY, [cast.COUNTY]))
    return {str(one.fields["name"]): one for one in found}


def record_as(app: Flask, member: cast.Member, said: list[dict[str, Any]]) -> None:
    """Record operations of somebody; all are taken."""
    with app.app_context():
        receipts = record(db.engine, cast.person_id(app, member), said)
    assert {one["outcome"] for one in receipts} <= {"applied", "conflict"}, receipts


def child(name: str, area: str = cast.VILLAGE) -> dict[str, Any]:
    """A child that was listed."""
    data = {"name": name, "born": "2024-05-01", "sex": "male", "listed_on": "2025-11-20"}
    return {"kind": "child", "key": str(uuid.uuid4()), "area": area, "data": data}


def told(of: str, source: str, own_key: bool) -> dict[str, Any]:
    """A bOPV dose of 10 December 2025 as a source tells it."""
    key = str(uuid.uuid4()) if own_key else derived_key(of, "bOPV", ON)
    data = {"child": of, "product": "bOPV", "given_on": ON, "source": source}
    return {"kind": "dose", "key": key, "area": cast.VILLAGE, "data": data}


def visit(of: str) -> dict[str, Any]:
    """The same dose as a visit of a campaign."""
    data = {"round": ROUND1, "child": of, "on": ON, "mode": "post", "outcome": "vaccinated"}
    return {"kind": "visit", "area": cast.VILLAGE, "data": data}


def test_a_dose_told_by_anybody_in_any_order_and_number_fills_a_slot_once(app: Flask) -> None:
    found_campaign(app)
    ways = list(itertools.permutations(range(4)))
    born = [child(f"{n}") for n in range(len(ways))]
    record_as(app, cast.SUPERVISOR, born)
    for one, way in zip(born, ways, strict=True):
        key = one["key"]
        tell = [
            told(key, "register", False),
            told(key, "certificate", False),
            told(key, "campaign", True),
            visit(key),
        ]
        record_as(app, cast.SUPERVISOR, [tell[n] for n in way for _ in range(1 + (n == way[0] and n != 3))])
    found = read(app)
    alone = Known("x", cast.VILLAGE, {"born": "2024-05-01", "sex": "male"}, {}, [("bOPV", ON)], [])
    expected = slots(missing_of(alone, ON, RULES).missing)
    for one in found.values():
        assert len(set(one.doses)) == 1
        assert slots(missing_of(one, ON, RULES).missing) == expected


def test_joined_and_parted_children_lack_what_one_lacks_and_then_what_each_did(app: Flask) -> None:
    doses = [("IPV", "2024-07-05"), ("IPV", "2024-08-05"), ("bOPV", "2024-09-05"), ("HepB", "2024-05-02")]
    some: list[tuple[str, str, set[int]]] = []
    for n in range(2 ** len(doses)):
        first, second = child(f"a{n}"), child(f"b{n}", cast.OTHER_VILLAGE)
        record_as(app, cast.SUPERVISOR, [first, second])
        mine = {place for place in range(len(doses)) if n >> place & 1}
        for place, (product, day) in enumerate(doses):
            of = first if place in mine else second
            data = {"child": of["key"], "product": product, "given_on": day, "source": "card"}
            said = {
                "kind": "dose",
                "key": derived_key(of["key"], product, day),
                "area": of["area"],
                "data": data,
            }
            record_as(app, cast.SUPERVISOR, [said])
        some.append((first["key"], second["key"], mine))
    before = {name: sorted(one.doses) for name, one in read(app).items()}
    links = [
        {"kind": "same_child", "area": cast.VILLAGE, "data": {"child": a, "other": b}} for a, b, _mine in some
    ]
    record_as(app, cast.SUPERVISOR, links)
    whole = Known("x", cast.VILLAGE, {"born": "2024-05-01", "sex": "male"}, {}, doses, [])
    found = read(app)
    assert len(found) == len(some)
    for one in found.values():
        assert sorted(one.doses) == sorted(doses)
        assert missing_of(one, ON, RULES).missing == missing_of(whole, ON, RULES).missing
    with app.app_context():
        rows = [(row.key, row.area, row.version) for row in db.session.scalars(select(SameChild))]
    voids = [
        {"kind": "same_child", "key": key, "area": area, "void": True, "base": base}
        for key, area, base in rows
    ]
    record_as(app, cast.SUPERVISOR, voids)
    assert {name: sorted(one.doses) for name, one in read(app).items()} == before
