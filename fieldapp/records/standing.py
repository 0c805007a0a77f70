"""What stands of a child: which of its visits and dose records, what a supervisor said of a visit, and all that is then
known of it. Pure: rows in, facts out."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from fieldapp.records.rows.one_child import merged, status_day
from fieldapp.records.rows.stamps import Row

Visit = dict[str, Any]
Dose = tuple[str | None, str | None]  # product and day
UNKNOWN = "unknown"


def derived_key(child: str, product: str, given_on: str) -> str:
    """The key of a dose every phone and import makes alike: UUIDv5(child key, `product|given_on`)."""
    return str(uuid.uuid5(uuid.UUID(child), f"{product}|{given_on}"))


def key_anew(child: str, product: str, given_on: str, gone: Set[str]) -> str:
    """The key of a dose as `derived_key` has it; one that was taken back (`gone`) stays so, and the dose is said again
    under another."""
    key = derived_key(child, product, given_on)
    while key in gone:
        key = derived_key(key, product, given_on)
    return key


def filling_key(visit: str, on: str) -> str:
    """The key of the dose record that gives a visit its batch afterwards: UUIDv5(visit key, `batch|day`). Phones make
    it alike, so that a dose taken back and given again is another."""
    return derived_key(visit, "batch", on)


def that_stand(visits: Iterable[Row], doses: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Those of some children that count. A record that only gives a visit its batch falls with the visit.

    Args:
        visits: all of these children, those taken back too.
        doses: the same of dose records.
    """
    found: list[Row] = []
    fallen: set[str] = set()
    for visit in visits:
        if not visit["known"]:
            continue
        if not visit["voided"]:
            found.append(visit)
        elif visit["outcome"] == "vaccinated":
            fallen.add(filling_key(visit["key"], visit["on"]))
    return found, [d for d in doses if d["known"] and not d["voided"] and d["key"] not in fallen]


def by_child(
    visits: Iterable[Row], doses: Iterable[Row]
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Those that count, as `that_stand` has it, by the child they name."""
    found_visits, found_doses = that_stand(visits, doses)
    return _by_child(found_visits), _by_child(found_doses)


def _by_child(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["child"]:
            found.setdefault(row["child"], []).append(row)
    return found


def last_review(visit: Row) -> tuple[str, str, bool] | None:
    """The last word of a supervisor on whether this visit counts: when, in which operation, and what; None when nobody
    spoke of it. Who named another child had no right to this one, and said nothing."""
    said = json.loads(visit["reviews"]) if visit.get("reviews") else []
    words = [(at, id_, in_round) for at, id_, in_round, child in said if child == visit["child"]]
    return words[-1] if words else None


def reviewed(visit: Row) -> bool | None:
    """What a supervisor said last of whether this visit counts; None when nobody did."""
    said = last_review(visit)
    return None if said is None else said[2]


@dataclass
class ChildFacts:
    """All that is known of one child: fields, un-voided visits, and doses `(product, given_on)`: records and
    vaccinated visits alike. `hidden`: taken back and without a dose, so in no count. `status_on`: the day of
    `status`. `listed_on`: the earliest of its records; `joined`: it is several records."""

    area: str
    known: bool = True
    hidden: bool = False
    born: str | None = None
    registered_at: str | None = None
    listed_on: str | None = None
    status: str | None = None
    status_on: str | None = None
    prior_polio: str | None = None
    joined: bool = False
    doses: list[Dose] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


def facts_of(
    members: list[Row], visits: list[Row], doses: list[Row], products: Mapping[str, str]
) -> ChildFacts:
    """What is known of a child: the rows it is made of, its visits and dose records that stand. A vaccinated visit is
    a dose too; a child taken back stays only for a dose. The earliest `listed_on` of its records decides when it was
    listed.

    Args:
        products: by round, what a visit of it gave that names no product.
    """
    child = merged(members)
    given = [(dose["product"], dose["given_on"]) for dose in doses]
    given += [dose for visit in visits if (dose := dose_at(visit, products))]
    return ChildFacts(
        area=child["area"],
        known=child["known"],
        hidden=child["voided"] and not given,
        born=child["born"],
        registered_at=child["registered_at"],
        listed_on=child["listed_on"],
        status=child["status"],
        status_on=status_day(child),
        prior_polio=child["prior_polio"],
        joined=len(members) > 1,
        doses=given,
        visits=visits,
    )


def dose_at(visit: Visit, products: Mapping[str, str]) -> Dose | None:
    """The dose that a visit is, product and day; None where nobody was vaccinated. `products` as in `facts_of`."""
    if visit["outcome"] != "vaccinated":
        return None
    return visit["product"] or products.get(visit["round"]), visit["on"]


def completed_years(born: str, on: str) -> int:
    """Completed years of age on a day; someone born later is 0."""
    years = int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])
    return max(years, 0)
