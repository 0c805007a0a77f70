"""Makes and issues runs, and writes down what papers have, as records of the person signed in; each is taken back."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from fieldapp.areas import tree
from fieldapp.areas.villages import read_villages
from fieldapp.catchup.agreement import asking
from fieldapp.catchup.agreement.asking import READ, RUN, Case
from fieldapp.catchup.agreement.comparing import PAPERS, Dose
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import db, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.records.permissions import may_void_others
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.web.gate import Who, may, require

MAKE, RECORD = "import", "paper_read"
SEEN = (READ, "none", "not_shown")
LARGEST = 5_000  # children of a sample


def make(who: Who, area: str, said: dict[str, str], sample: int) -> str:
    """Make a run: of all children of the area (`area_for`) of this age, or of a sample drawn now; its key."""
    key = str(uuid.uuid4())
    county, drawn = _drawn(area, (said["born_from"], said["born_to"]), sample, key)
    row = said | {"key": key, "county": county, "area": area, "by": who.id, "at": now()}
    let_go()
    with writing(db.engine) as connection:
        connection.execute(insert(RUN).values(**row, drawn=json.dumps(drawn) if sample else None))
    return key


def area_for(area: str | None) -> str | None:
    """The area a run is to be made of, where it is hers; None where none was named.

    Raises:
        Problem: `no_such_area`; `wrong_value` of an area that is not hers.
    """
    if area and not may(MAKE, area):
        raise _not_hers(area)
    return area


@reads
def _not_hers(connection: Connection, area: str) -> Problem:
    if tree.area(connection, area) is None:
        return Problem("no_such_area", field="area", area=area[:60])
    return Problem("wrong_value", field="area")


@reads
def _drawn(
    connection: Connection, area: str, born: tuple[str, str], sample: int, seed: str
) -> tuple[str, list[str]]:
    """The county of an area and the children of a sample: by chance, told again by the key of the run."""
    county = tree.county_of(connection, area)
    if county is None:
        raise Problem("wrong_value", field="area")
    if not sample:
        return county, []
    keys = asking.keys_to_draw(connection, county, read_villages(connection, county, [area]), born)
    return county, drawn_of(keys, sample, random.Random(seed))  # nosec B311


def drawn_of(keys: Mapping[str, Sequence[str]], sample: int, chance: random.Random) -> list[str]:
    """So many children, of every village its share by chance, one at least where there are as many as villages: each
    village's turn comes again when every other that has children left has had its own as often for its size."""
    mixed = {village: chance.sample(list(some), len(some)) for village, some in keys.items()}
    turns = [
        (0 if not n else (n + 1) / len(some), chance.random(), one)
        for some in mixed.values()
        for n, one in enumerate(some)
    ]
    return sorted(one for _turn, _chance, one in sorted(turns)[:sample])


def may_rule(who: Who, row: Any) -> bool:
    """Whether a run is hers to issue or to take away."""
    return bool(row.by == who.id or may_void_others(who.role))


@reads
def _hers(connection: Connection, who: Who, key: str) -> Any:
    row = asking.run_row(connection, who, key)
    require(MAKE, row.area)
    if not may_rule(who, row):
        raise Problem("not_allowed")
    if row.issued is not None:
        raise Problem("wrong_state")
    return row


def issue(who: Who, key: str, result: Sequence[Any]) -> None:
    """Keep a run's result as it stands now.

    Raises:
        Problem: `not_found`, `not_allowed`; `wrong_state` where it was issued before.
    """
    _hers(who, key)
    said = {"issued": json.dumps(result, ensure_ascii=False), "issued_at": now(), "issued_by": who.id}
    let_go()
    with writing(db.engine) as connection:
        connection.execute(update(RUN).where(RUN.c.key == key).values(**said))


def remove(who: Who, key: str) -> None:
    """Take a run away that was not issued; what was read of papers stays.

    Raises:
        Problem: as of `issue`.
    """
    _hers(who, key)
    let_go()
    with writing(db.engine) as connection:
        connection.execute(delete(RUN).where(RUN.c.key == key))


def say(who: Who, run: Any, case: Case, papers: dict[str, tuple[str, list[Dose]]]) -> None:
    """Write down what papers of a child have: by paper whether it was seen, and all its doses.

    Raises:
        Problem: `not_allowed`; `not_in_its_days` once the run was issued or on days that are not its; `wrong_value`.
    """
    require(RECORD, case.village)
    on = today().isoformat()
    if run.issued is not None or not run.first_day <= on <= run.last_day:
        raise Problem("not_in_its_days")
    said = []
    for paper, (seen, doses) in papers.items():
        if paper not in PAPERS or seen not in SEEN:
            raise Problem("wrong_value", field="seen")
        words: dict[str, Any] = {"child": case.key, "on": on, "paper": paper, "seen": seen}
        words |= {"doses": [list(one) for one in doses]} if seen == READ else {}
        said.append({"kind": RECORD, "area": case.village, "data": words})
    if said:
        record_all(who.id, said, language())


def may_take_back(who: Who, row: Any) -> bool:
    """By its author, or by who may take back others' records."""
    return bool(row["by"] == who.id or may_void_others(who.role))


def take_back(who: Who, run: Any, case: Case, paper: str) -> None:
    """What was said last of a paper is not so.

    Raises:
        Problem: `not_found`, `not_allowed`, `wrong_state`.
    """
    row = case.papers.get(paper)
    if row is None:
        raise Problem("not_found")
    if run.issued is not None:
        raise Problem("wrong_state")
    void(who, RECORD, row)


def void(who: Who, kind: str, row: Any) -> None:
    """Take a record back.

    Raises:
        Problem: `not_allowed`.
    """
    if not may_take_back(who, row):
        raise Problem("not_allowed")
    said = {"kind": kind, "key": row["key"], "area": row["area"], "void": True, "base": row["version"]}
    record_all(who.id, [said], language())
