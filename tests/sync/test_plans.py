"""No batch, whatever it holds, makes the database walk through a county's records or its log: what a sync costs must
not grow with what is there already. SQLite says how it would answer every statement; a history with all that makes
the server look further (the child after its visits, strangers, moves, joins, voids, what waits) is sent to it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine, event

from fieldapp.sync.rejudge import rejudge
from tests.sync.county import EAST, NORTH, SOUTH, add_neighbours, child, key, operation, send, visit, void

RECORDS = "operation|household|child|visit|dose|enrolment|fact|same_child|batch"
WALKS = re.compile(rf"SCAN ({RECORDS})\b|SEARCH ({RECORDS}) .*\((county=\?|county=\? AND verdict=\?)\)")

CAMPAIGN_DOSE = {"product": "bOPV", "given_on": "2025-12-01", "source": "campaign"}
CHECKED = {"checked_on": "2025-12-01"}
NAMES = {key(name): name for name in ("ann", "eli", "sun")}


def watched(engine: Engine) -> list[tuple[str, Any]]:
    """Every statement that reads, deletes or changes rows from now on, with its values."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if not statement.lstrip().upper().startswith(("INSERT", "BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            said.append((statement, values[0] if many else values))

    event.listen(engine, "before_cursor_execute", note)
    return said


def walks(engine: Engine, said: list[tuple[str, Any]]) -> list[str]:
    """The statements that walk through a table of records, with what SQLite says of them."""
    found = set()
    with engine.connect() as connection:
        for statement, values in list(said):
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            found |= {f"{step.detail}: {statement}" for step in steps if WALKS.search(step.detail)}
    return sorted(found)


@pytest.fixture
def county(engine: Engine) -> Engine:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's plans follow what it has counted: benchmarks measure them")
    add_neighbours(engine)
    return engine


def history() -> list[list[dict[str, Any]]]:
    """Batches in an order that makes the server look further than at the rows that are named; each about several
    children, since a single key is looked up in an index where several are not."""
    names = ["one", "two", "three"]
    early = [visit(name) for name in names]
    doses = [operation("dose", CAMPAIGN_DOSE | {"child": key(name)}) for name in names]
    strangers = [visit(name, by="eli", area=EAST) for name in names]
    joins = [operation("same_child", {"child": key("one"), "other": key(name)}) for name in names[1:]]
    houses = [operation("household", {"head": name}, key=key(f"house of {name}")) for name in names]
    classes = [operation("enrolment", {"child": key(name), "school": "s"}, "sun") for name in names]
    checks = [operation("certificate_check", CHECKED | {"enrolment": one["key"]}, "sun") for one in classes]
    review = {"visit": early[0]["key"], "child": key("one"), "in_round": False}
    return [
        early + doses,
        strangers,
        checks + classes,
        houses,
        [child(name) for name in names],
        [visit(name, outcome="absent_short") for name in names] + joins,
        [child(name, by="eli", area=EAST) for name in names],
        [void(early[0]), *map(void, joins), void(visit("never"))],
        [child("one", area=SOUTH), child("two", area=SOUTH), child("one", area=NORTH) | {"base": 1}],
        [operation("visit_review", review, by="sun")],
    ]


def test_no_batch_walks_through_the_county(county: Engine) -> None:
    said, seen = watched(county), set()
    for batch in history():
        seen |= {receipt["outcome"] for receipt in send(county, *batch, by=NAMES[batch[0]["by"]])}
    rejudge(county, ["device:nobody's", f"area:{NORTH}"])
    assert seen == {"applied", "held"}
    assert any("waits_for" in statement for statement, _values in said)
    assert walks(county, said) == []


def test_a_walk_is_seen(county: Engine) -> None:
    said = [("SELECT kind FROM operation WHERE county = ? AND verdict = 'applied'", ("x",))]
    said += [
        ("SELECT key FROM visit", ()),
        ("SELECT key FROM visit WHERE county = ? AND key = ?", ("x", "y")),
    ]
    assert len(walks(county, said)) == 2
