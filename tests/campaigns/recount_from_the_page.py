"""Every figure of every round, recounted from the raw log and the reference tables by docs/indicators.md alone.

Written from that page and from nothing else: it imports nothing of fieldapp, so that a mistake there is none here.
Where the two differ, either the page or the code is wrong.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, text

PRODUCTS = Path(__file__).resolve().parents[2] / "fieldapp" / "schedule" / "products.toml"
Row = dict[str, Any]
Figure = tuple[str, str, str, str, str]  # county, round, slice, area, measure


@dataclass
class Record:
    """One household-free record: of each field (value, at, id); who made it; whether it was taken back."""

    kind: str
    key: str
    said: dict[str, tuple[str, str, Any]] = field(default_factory=dict)
    first: tuple[str, str, str] | None = None
    voided: bool = False

    def get(self, name: str) -> Any:
        """The value that stands, None where nothing was said or null."""
        return self.said[name][2] if name in self.said else None

    @property
    def known(self) -> bool:
        """Whether it has had an operation of its own."""
        return self.first is not None


@dataclass
class Child:
    """One child: its records, its visits and doses."""

    records: list[Record]
    visits: list[Record] = field(default_factory=list)
    doses: list[tuple[Any, Any]] = field(default_factory=list)

    @property
    def standing(self) -> list[Record]:
        """Those not taken back, all if all are."""
        return [one for one in self.records if not one.voided] or self.records

    def latest(self, name: str) -> tuple[str, str, Any] | None:
        """The latest word on a field: at, id, value."""
        return max(
            (one.said[name] for one in self.standing if name in one.said), key=lambda s: s[:2], default=None
        )

    def get(self, name: str) -> Any:
        """The value that stands."""
        said = self.latest(name)
        return said[2] if said else None

    @property
    def listed_on(self) -> str | None:
        """The earliest day of listing."""
        return min((day for one in self.standing if (day := one.get("listed_on"))), default=None)

    @property
    def hidden(self) -> bool:
        """Taken back whole and without a dose."""
        return all(one.voided for one in self.records) and not self.doses

    @property
    def status_day(self) -> str | None:
        """The day since when it has moved or died."""
        if self.get("status_on"):
            return str(self.get("status_on"))
        said = self.latest("status")
        if said is None:
            return None
        return (datetime.fromisoformat(said[0][:-1]) + timedelta(hours=8)).date().isoformat()


def recount(connection: Connection) -> Counter[Figure]:
    """Every count above zero of every round that is counted."""
    total: Counter[Figure] = Counter()
    campaigns = _rows(connection, "SELECT * FROM campaign")
    rounds = _rows(connection, "SELECT * FROM round")
    counted = [one for one in campaigns if one["state"] != "draft" and one["kind"] == "sia"]
    for county in sorted({one["county"] for one in counted}):
        here = [one for one in counted if one["county"] == county]
        children = _children(connection, county, here, rounds)
        for campaign in here:
            for round_ in rounds:
                if round_["campaign"] == campaign["key"]:
                    for child in children:
                        for cut, area, measure in _figures(child, campaign, round_, rounds):
                            total[county, round_["key"], cut, area, measure] += 1
    return total


def _rows(connection: Connection, query: str, **words: Any) -> list[Row]:
    return [dict(row._mapping) for row in connection.execute(text(query), words)]


def _children(connection: Connection, county: str, campaigns: list[Row], rounds: list[Row]) -> list[Child]:
    records, voids, reviews = _records(connection, county)
    for kind, key in voids:
        if (kind, key) not in records:
            records[kind, key] = Record(kind, key)
        records[kind, key].voided = True
    products = {
        one["key"]: campaign["product"]
        for campaign in campaigns
        for one in rounds
        if one["campaign"] == campaign["key"]
    }
    _give_words(records, reviews)
    children = _joined(records)
    fallen = {
        str(uuid5(UUID(key), f"batch|{one.get('on')}"))
        for (kind, key), one in records.items()
        if kind == "visit" and one.known and one.voided and one.get("outcome") == "vaccinated"
    }
    for (kind, key), one in records.items():
        if kind == "dose" and key in fallen:
            continue
        if kind in ("visit", "dose") and one.known and not one.voided and one.get("child"):
            child = children[one.get("child")]
            if kind == "visit":
                child.visits.append(one)
                if one.get("outcome") == "vaccinated":
                    child.doses.append((one.get("product") or products.get(one.get("round")), one.get("on")))
            else:
                child.doses.append((one.get("product"), one.get("given_on")))
    return list({id(child): child for child in children.values()}.values())


def _records(
    connection: Connection, county: str
) -> tuple[dict[tuple[str, str], Record], set[tuple[str, str]], list[Record]]:
    """Records by kind and key; what was taken back; the reviews."""
    query = "SELECT raw FROM operation WHERE county = :county AND verdict IN ('applied', 'conflict') ORDER BY position"
    records: dict[tuple[str, str], Record] = {}
    voids: set[tuple[str, str]] = set()
    for line in _rows(connection, query, county=county):
        op = json.loads(line["raw"])
        name = (op["kind"], op["key"])
        if op.get("void"):
            voids.add(name)
            continue
        record = records.setdefault(name, Record(*name))
        made = (op["at"], op["id"], op["by"])
        record.first = min(record.first, made) if record.first else made
        for field_, value in {**op["data"], " area": op["area"], " by": op["by"], " at": op["at"]}.items():
            before = record.said.get(field_)
            if before is None or (op["at"], op["id"]) > before[:2]:
                record.said[field_] = (op["at"], op["id"], value)
    reviews = [
        one for (kind, key), one in records.items() if kind == "visit_review" and (kind, key) not in voids
    ]
    return records, voids, reviews


def _give_words(records: dict[tuple[str, str], Record], reviews: list[Record]) -> None:
    """The last word that supervisors said of each visit, as a field of the visit."""
    for review in sorted(reviews, key=lambda one: (one.get(" at"), one.key)):
        visit = records.setdefault(("visit", review.get("visit")), Record("visit", review.get("visit")))
        visit.said[" counts"] = (review.get(" at"), review.key, review.get("in_round"))


def _joined(records: dict[tuple[str, str], Record]) -> dict[str, Child]:
    """Every child by the key of each of its records, those only named by others too."""
    of_children = {key: one for (kind, key), one in records.items() if kind == "child"}
    for (kind, _key), one in records.items():
        for name in ("child", "other"):
            if one.get(name) and kind != "child":
                of_children.setdefault(one.get(name), Record("child", one.get(name)))
    groups = {key: {key} for key in of_children}
    for (kind, _key), one in records.items():
        if kind == "same_child" and one.known and not one.voided:
            both = groups[one.get("child")] | groups[one.get("other")]
            for key in both:
                groups[key] = both
    made: dict[frozenset[str], Child] = {}
    for group in groups.values():
        keys = frozenset(group)
        if keys not in made:
            made[keys] = Child([of_children[key] for key in sorted(keys)])
    return {key: made[frozenset(group)] for key, group in groups.items()}


def _series() -> dict[str, set[str]]:
    listed = tomllib.loads(PRODUCTS.read_text(encoding="utf-8"))["product"]
    return {one["id"]: {part["series"] for part in one.get("counts", ())} for one in listed}


SERIES = _series()


def _antigen(product: str) -> set[str]:
    """Products that count in a series of this one."""
    own = SERIES.get(product, set())
    return {product} | {name for name, series in SERIES.items() if series & own}


def _figures(child: Child, campaign: Row, round_: Row, rounds: list[Row]) -> Iterable[tuple[str, str, str]]:
    """Slice, area and measure of everything that one child counts for in one round."""
    if child.hidden:
        return
    mine = [visit for visit in child.visits if visit.get("round") == round_["key"]]
    left_out = {visit.key: _left_out(visit, campaign, round_) for visit in mine}
    yield from _undecided(mine, left_out)
    visits = [visit for visit in mine if left_out[visit.key] is None]
    if not visits and not _on_the_list(child, campaign, round_):
        return
    rank = {"vaccinated": 2, "vaccinated_elsewhere": 1}
    result = max(
        visits, key=lambda one: (rank.get(one.get("outcome"), 0), one.get(" at"), one.key), default=None
    )
    area = result.get(" area") if result else child.get(" area")
    first = min((one for one in rounds if one["campaign"] == campaign["key"]), key=lambda one: one["n"])
    prior = _prior(child, campaign, first["first_day"])
    measures, removed = _measures(child, campaign, round_, visits, result, prior)
    for cut in _slices(child, round_, first["first_day"], result, prior):
        for measure in measures:
            yield cut, area, measure
    if removed:
        yield f"removed:{removed}", area, "removed"
    if not child.get("born"):
        yield "all", area, "waiting"
    settled = {"vaccinated", "elsewhere", "removed"} & set(measures)
    if result and not settled:
        reason = result.get("reason") or result.get("outcome")
        yield f"outcome:{result.get('outcome')}", area, "missed"
        yield f"reason:{reason}", area, "missed"
        if result.get("mode") == "mobile":
            yield f"mobile_reason:{reason}", area, "missed"


def _left_out(visit: Record, campaign: Row, round_: Row) -> str | None:
    """Why a visit does not count; None when it does."""
    word = visit.get(" counts")
    if word is not None:
        return None if word else "review"
    last = date.fromisoformat(round_["last_day"]) + timedelta(days=campaign["mopup_days"])
    if not round_["first_day"] <= visit.get("on") <= last.isoformat():
        return "day"
    given = {campaign["product"]}
    if campaign["zero_dose_ipv_first"] and "polio" in SERIES.get(campaign["product"], ()):
        given.add("IPV")
    product = visit.get("product") or campaign["product"]
    return "product" if visit.get("outcome") == "vaccinated" and product not in given else None


def _undecided(mine: list[Record], left_out: dict[str, str | None]) -> Iterable[tuple[str, str, str]]:
    asked = [visit for visit in mine if left_out[visit.key] in ("day", "product")]
    if asked:
        last = max(asked, key=lambda one: (one.get(" at"), one.key))
        yield f"left_out:{left_out[last.key]}", last.get(" area"), "left_out"


def _on_the_list(child: Child, campaign: Row, round_: Row) -> bool:
    listed, born = child.listed_on, child.get("born")
    if not any(one.known for one in child.standing) or not listed or listed >= round_["first_day"]:
        return False
    if born and not campaign["born_from"] <= born <= campaign["born_to"]:
        return False
    return any(child.get(" area").startswith(area) for area in json.loads(campaign["areas"]))


def _measures(
    child: Child, campaign: Row, round_: Row, visits: list[Record], result: Record | None, prior: str
) -> tuple[list[str], str | None]:
    """The measures that stand in every slice, and why the child is removed, if it is."""
    early = child.listed_on is not None and child.listed_on < round_["first_day"]
    found = any(visit.get("found") for visit in visits) and not (len(child.records) > 1 and early)
    outcome = result.get("outcome") if result else None
    measures = ["found" if found else "registered"]
    if not found and early:
        measures.append("registered_before")
        measures += ["registered_before_dosed"] if outcome == "vaccinated" else []
    if outcome == "vaccinated":
        measures.append("vaccinated")
        measures += ["zero_dose"] if _first_ever(child, campaign, visits, prior) else []
        return measures, None
    if outcome == "vaccinated_elsewhere":
        return [*measures, "elsewhere"], None
    removed = _removed(child, campaign, round_, outcome)
    return [*measures, "removed"] if removed else measures, removed


def _removed(child: Child, campaign: Row, round_: Row, outcome: str | None) -> str | None:
    if outcome in ("moved_away", "not_eligible"):
        return "moved" if outcome == "moved_away" else outcome
    status, born = child.get("status"), child.get("born")
    if status == "moved" and (child.status_day or "") < round_["first_day"]:
        return "moved"
    if status == "died" and (child.status_day or "") <= round_["last_day"]:
        return "died"
    return "age" if born and not campaign["born_from"] <= born <= campaign["born_to"] else None


def _first_ever(child: Child, campaign: Row, visits: list[Record], prior: str) -> bool:
    antigen = _antigen(campaign["product"])
    given = [
        visit.get("on")
        for visit in visits
        if visit.get("outcome") == "vaccinated" and (visit.get("product") or campaign["product"]) in antigen
    ]
    if prior != "0" or not given:
        return False
    return not any(product in antigen and day and day < min(given) for product, day in child.doses)


def _prior(child: Child, campaign: Row, first_day: str) -> str:
    said = child.get("prior_polio")
    if "polio" in SERIES.get(campaign["product"], ()) and said not in (None, "unknown"):
        return str(said)
    antigen = _antigen(campaign["product"])
    days = {day for product, day in child.doses if product in antigen and day and day < first_day}
    return str(min(len(days), 3)) if days else "unknown"


def _age(born: str | None, on: str) -> str:
    if not born:
        return "unknown"
    years = int(on[:4]) - int(born[:4]) - (1 if on[5:] < born[5:] else 0)
    return str(max(years, 0))


def _slices(child: Child, round_: Row, first_day: str, result: Record | None, prior: str) -> Iterable[str]:
    born, registered = child.get("born"), child.get("registered_at")
    lives = "unknown" if registered is None else "local" if registered == "county" else "migrant"
    year = born[:4] if born else "unknown"
    yield "all"
    yield f"age:{_age(born, round_['first_day'])}|{lives}|{prior}"
    yield f"born:{year}|{lives}|{prior}"
    if round_["first_day"] != first_day:
        yield f"first:{_age(born, first_day)}|{lives}|{prior}"
    if result is None:
        return
    yield f"day:{result.get('on')}"
    gave = result.get("given_by") if result.get("outcome") == "vaccinated" else None
    yield f"worker:{gave or result.get(' by')}"
    if result.get("mode"):
        yield f"mode:{result.get('mode')}"
    if result.get("mode") == "mobile":
        yield f"mobile_age:{_age(born, first_day)}|{lives}|{prior}"
        yield f"mobile_born:{year}|{lives}|{prior}"


def kept(connection: Connection) -> Counter[Figure]:
    """The counts of rounds as the server keeps them; what a school check counts has its own page."""
    rows = _rows(
        connection, "SELECT county, round, slice, area, measure, n FROM tally WHERE round <> 'check'"
    )
    return Counter({(r["county"], r["round"], r["slice"], r["area"], r["measure"]): r["n"] for r in rows})


def differences(connection: Connection) -> list[str]:
    """Each count that is another here than there, a line each."""
    right, held = recount(connection), kept(connection)
    return [
        f"{' '.join(key)}: kept {held[key]}, by the page {right[key]}"
        for key in sorted(right.keys() | held.keys())
        if right[key] != held[key]
    ]
