"""What is counted: the counts that capabilities handed in at the start, and the tallies that are kept of them.

Knows what a count is, and of none what it counts. `create_app` hands in what `fieldapp/capabilities.py` names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, String, Table, bindparam, delete, select

from fieldapp.ground.db import Base, upsert
from fieldapp.ground.handed_in import HandedIn
from fieldapp.ground.problems import BadInput
from fieldapp.models.campaigns import Tally
from fieldapp.records.blanking import Cuts
from fieldapp.records.counts import Count, CountOfCounty, Key
from fieldapp.records.kinds import KINDS, table_of

TALLY: Table = Tally.__table__  # type: ignore[assignment]
TALLY_KEY = ("county", "round", "slice", "area", "measure")
COUNTS: HandedIn[Count] = HandedIn("counts")


def hand_in(counts: Iterable[Count]) -> None:
    """From now on these are what is counted, whatever was handed in before.

    Raises:
        BadInput: two have one name or one wording of their rules, or one is about what is no record.
    """
    handed = tuple(counts)
    twice = _twice([one.name for one in handed]) or _twice([one.rules for one in handed])
    if twice:
        raise BadInput(f"What is counted is named twice: {', '.join(twice)}.")
    for one in handed:
        _check_subjects(one)
    COUNTS.put(handed)


def _twice(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def _check_subjects(count: Count) -> None:
    kind, beside = count.subjects.kind, count.subjects.beside
    if strange := [name for name in (kind, *beside) if name not in KINDS]:
        raise BadInput(f"The count {count.name} is about {strange[0]}, which is no kind of record.")
    for name in beside:
        columns = Base.metadata.tables[table_of(name)].columns
        if not all(column in columns for column, _of in count.subjects.ways(name)) or not count.subjects.ways(
            name
        ):
            raise BadInput(f"The count {count.name} wants {name} beside {kind}, which no column of it names.")


def handed_in() -> tuple[Count, ...]:
    """What is counted."""
    return COUNTS.all()


def of_county(connection: Connection, county: str) -> list[CountOfCounty]:
    """What is counted in a county now."""
    return [CountOfCounty(one, one.reads(connection, county)) for one in handed_in()]


def cuts_of(connection: Connection, county: str) -> Cuts:
    """The days at which a birth date changes any count of the county."""
    cuts = [one.cuts(connection, county) for one in handed_in() if one.cuts]
    return Cuts(
        tuple(day for one in cuts for day in one.first_days),
        tuple(day for one in cuts for day in one.born_from),
        tuple(day for one in cuts for day in one.born_to),
    )


def tally_rows(connection: Connection, county: str) -> Counter[Key]:
    """The tallies as they are kept."""
    query = select(TALLY.c.round, TALLY.c.slice, TALLY.c.area, TALLY.c.measure, TALLY.c.n)
    rows = connection.execute(query.where(TALLY.c.county == county))
    return Counter({tuple(row[:4]): row[4] for row in rows})


def write_tally(connection: Connection, county: str, before: Counter[Key], after: Counter[Key]) -> None:
    """Add the difference; a count that falls to zero leaves no row."""
    difference = {key: after[key] - before[key] for key in before.keys() | after.keys()}
    rows: list[dict[str, Any]] = [
        {"county": county, "round": key[0], "slice": key[1], "area": key[2], "measure": key[3], "n": n}
        for key, n in sorted(difference.items())
        if n
    ]
    upsert(connection, TALLY, rows, add=("n",))
    fallen = [{f"_{name}": row[name] for name in TALLY_KEY} for row in rows if row["n"] < 0]
    if fallen:
        named = [TALLY.c[name] == bindparam(f"_{name}", type_=String) for name in TALLY_KEY]
        connection.execute(delete(TALLY).where(*named, TALLY.c.n == 0), fallen)
