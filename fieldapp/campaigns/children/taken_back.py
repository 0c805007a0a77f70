"""Children whose record was taken back although a dose stands: they count until the dose is taken back too or the child
is put back. Reads, and says which operations would settle it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.counting.rules import CHILDREN
from fieldapp.campaigns.names import people_named
from fieldapp.models.campaigns import Visit
from fieldapp.models.records import Child, Dose
from fieldapp.records.counts import Subject
from fieldapp.records.rows.one_child import merged
from fieldapp.records.standing import that_stand
from fieldapp.sync.outgoing.changes import content, products_of_rounds
from fieldapp.sync.rework.counting import subjects_named

Row = dict[str, Any]


@dataclass(frozen=True)
class TakenBack:
    """One such child: its merged row, what gives it doses, and who took it back, when."""

    row: Row
    visits: list[Row]
    doses: list[Row]
    by: str
    at: str
    products: dict[str, str]

    @property
    def given(self) -> list[tuple[str, str]]:
        """Day and product of each dose, empty where it is not known."""
        said = [(row["on"], row["product"] or self.products.get(row["round"])) for row in self.visits]
        said += [(row["given_on"], row["product"]) for row in self.doses]
        return sorted((day or "", product or "") for day, product in said)


def _voided(county: str, villages: Villages, *columns: Any) -> Any:
    # The county is asked of what is no column: SQLite then takes the index of these few, not that of all children.
    here = Child.county.concat("") == county
    return select(*columns).where(here, Child.voided, in_villages(Child.package_area, villages))


def count_taken_back(connection: Connection, county: str, villages: Villages) -> int:
    """How many there are."""
    visit = exists().where(Visit.county == county, Visit.child == Child.key, Visit.outcome == "vaccinated")
    visit = visit.where(Visit.known, Visit.voided.is_(False))
    dose = exists().where(Dose.county == county, Dose.child == Child.key, Dose.known, Dose.voided.is_(False))
    keys = _voided(county, villages, Child.key).where(or_(Child.joined.is_not(None), visit, dose))
    return len(_of(connection, county, list(connection.scalars(keys))))


def taken_back(connection: Connection, county: str, villages: Villages) -> list[TakenBack]:
    """All of these villages, by village and name."""
    keys = list(connection.scalars(_voided(county, villages, Child.key)))
    found = _of(connection, county, keys)
    return sorted(found, key=lambda one: (one.row["area"], one.row["name"] or "", one.row["key"]))


def one_taken_back(connection: Connection, county: str, key: str) -> TakenBack | None:
    """The child of this key, as long as it is one."""
    return next((one for one in _of(connection, county, [key]) if one.row["key"] == key), None)


def _of(connection: Connection, county: str, keys: Iterable[str]) -> list[TakenBack]:
    gone = [one for one in subjects_named(connection, county, CHILDREN, keys) if _is_gone(one)]
    claims = [claim for one in gone for row in one.records for claim in json.loads(row["voids"] or "[]")]
    names = people_named(connection, (claim[2] for claim in claims))
    products = products_of_rounds(connection, county) if gone else {}
    found = [_one(one, names, products) for one in gone]
    return [one for one in found if one.visits or one.doses]


def _is_gone(child: Subject) -> bool:
    return bool(merged(child.records)["voided"])


def _one(child: Subject, names: dict[str, str], products: dict[str, str]) -> TakenBack:
    at, by = max((claim[0], claim[2]) for row in child.records for claim in json.loads(row["voids"] or "[]"))
    visits, doses = that_stand(child.beside["visit"], child.beside["dose"])
    dosing = [visit for visit in visits if visit["outcome"] == "vaccinated"]
    return TakenBack(merged(child.records), dosing, doses, names.get(by, by), at, products)


def without_doses(one: TakenBack) -> list[Row]:
    """The operations that take back every dose: the child is then in no count."""
    rows = [("visit", row) for row in one.visits] + [("dose", row) for row in one.doses]
    return [
        {"kind": kind, "key": row["key"], "area": row["area"], "void": True, "base": row["version"]}
        for kind, row in rows
    ]


def put_back(one: TakenBack, new_key: Callable[[], uuid.UUID] = uuid.uuid4) -> list[Row]:
    """The operations that put the child back: what was taken back stays so, a new record says the same and is joined
    to it, so that its doses and visits stay the child's."""
    key, area = str(new_key()), one.row["area"]
    data = {name: value for name, value in content(one.row).items() if name not in ("doses", "joined")}
    joined = {"child": key, "other": one.row["key"]}
    return [
        {"kind": "child", "key": key, "area": area, "data": data},
        {"kind": "same_child", "area": area, "data": joined},
    ]
