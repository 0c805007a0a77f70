"""A record made under a code that was retired since is judged for whoever has the village that took its place."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from fieldapp.models.areas import Area
from fieldapp.records.judge import judge
from fieldapp.records.operation import read
from fieldapp.sync.incoming.references import read_reference
from fieldapp.sync.outgoing.packages import area_package
from tests.sync.county import COUNTY, NORTH, SOUTH, add_person, child, key, send

CHAIN = [f"{NORTH[:9]}{n}" for n in (801, 802, 803)]
ELSEWHERE = f"{NORTH[:9]}804"


@pytest.mark.parametrize(
    ("area", "outcome"),
    [(CHAIN[0], "applied"), (CHAIN[1], "applied"), (CHAIN[2], "applied"), (ELSEWHERE, "refused")],
    ids=["two mergers ago", "one merger ago", "today's", "another's"],
)
def test_who_has_only_todays_village_may_record_under_every_code_it_had(
    engine: Engine, area: str, outcome: str
) -> None:
    with Session(engine) as session:  # never committed
        for code in (*reversed(CHAIN), ELSEWHERE):
            heir = dict(itertools.pairwise(CHAIN)).get(code)
            session.add(
                Area(code=code, name=code, level="village", parent=NORTH[:9], county=COUNTY, replaced_by=heir)
            )
            session.flush()
        add_person(session, "heiress", "vaccinator", [CHAIN[-1]])
        session.flush()
        operation = read(child(by="heiress") | {"area": area})

        verdict = judge(operation, read_reference(session.connection(), [operation]), date(2025, 12, 1))
        session.rollback()

    assert (verdict.outcome, verdict.problem and verdict.problem.code) == (
        outcome,
        None if outcome == "applied" else "not_your_area",
    )


def test_a_merger_makes_the_heirs_package_anew(engine: Engine, tmp_path: Path) -> None:
    send(engine, child("merged away", area=SOUTH), child("at home"))
    with Session(engine) as session:  # never committed
        before, _content = area_package(session.connection(), tmp_path, COUNTY, NORTH, "identity")
        session.execute(update(Area).where(Area.code == SOUTH).values(replaced_by=NORTH))
        after, content = area_package(session.connection(), tmp_path, COUNTY, NORTH, "identity")
        session.rollback()

    assert before != after
    assert {c["key"] for c in json.loads(content)["changes"]} >= {key("merged away"), key("at home")}
