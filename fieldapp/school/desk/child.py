"""One child at the desk: what it needs, on which visits, and what was recorded since its check, to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.records.permissions import may_void_others
from fieldapp.records.rows.stamps import AUTHOR, stamps_of
from fieldapp.schedule import packaged
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.schedule.series_of import parts_of
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.looking import PupilPage
from fieldapp.school.desk.visits import Needs, needs_of
from fieldapp.school.pupils import look_of, more_of
from fieldapp.school.slots import Slot
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

TOWNSHIP = 9  # digits: a box of vaccine is used in many villages of one
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """Something that was recorded of a child since its check: a dose, a state, a look; `mine`: it may be taken back by
    who is signed in."""

    kind: str
    key: str
    on: str
    by: str
    mine: bool
    row: Row
    product: str | None = None
    lot: str | None = None
    slot: Slot | None = None
    state: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class AtDesk:
    """A child of a school at the clinic's desk."""

    page: PupilPage
    needs: Needs
    said: list[Said]
    lots: dict[str, list[str]]
    clinic: tuple[str, str] | None
    today: str

    @property
    def school(self) -> Any:
        """The school that sent it."""
        return self.page.school

    @property
    def one(self) -> OneOf:
        """The pupil with what came of its check."""
        return self.page.now


def at_desk(who: Who, key: str, child: str, instance: str) -> AtDesk:
    """A child of a school of hers.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    page = looking.pupil_of(who, key, child, instance)
    return _at_desk(page, who, instance)


@reads
def _at_desk(connection: Connection, page: PupilPage, who: Who, instance: str) -> AtDesk:
    school, pupil = page.school, page.now.pupil
    rules, parts = programme_in_use(instance, school.area), parts_of(packaged().products)
    on = today().isoformat()
    needs = needs_of(pupil, page.now.outcome, on, rules, parts)
    said = [*_doses(connection, page, who), *_states(connection, page, who), *_looks(connection, page, who)]
    said.sort(key=lambda one: (one.on, one.kind, one.key), reverse=True)
    query = select(Clinic.key, Clinic.name).where(Clinic.key == _clinic_key(connection, who, school))
    clinic = connection.execute(query).first()
    return AtDesk(
        page, needs, said, _lots(connection, school), (clinic[0], clinic[1]) if clinic else None, on
    )


def _clinic_key(connection: Connection, who: Who, school: Any) -> str | None:
    """The clinic that assesses: a doctor's own, else the school's."""
    own = (
        connection.scalar(select(Person.clinic).where(Person.id == who.id)) if who.role == "clinic" else None
    )
    return own or school.clinic


def _members(connection: Connection, county: str, child: str) -> list[str]:
    """The keys of the records a child is."""
    rows = row_store.fetch(connection, "child", county, "key", [child])
    return sorted(row_store.with_joined(connection, county, rows))


def _stand(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["known"] and not row["voided"]]


def _doses(connection: Connection, page: PupilPage, who: Who) -> list[Said]:
    """Doses given on or after the day of the check, whoever wrote them."""
    county, since = page.school.county, page.now.outcome.checked_on or "9999-12-31"
    members = _members(connection, county, page.now.pupil.child)
    rows = _stand(row_store.fetch(connection, "dose", county, "child", members))
    rows = [row for row in rows if (row["given_on"] or "") >= since]
    batches = row_store.fetch(
        connection, "batch", county, "key", {row["batch"] for row in rows if row["batch"]}
    )
    lots = {row["key"]: row["lot"] for row in batches}
    found = []
    for row in rows:
        by, lot = _author(row), lots.get(row["batch"]) or row["batch"]
        on, mine = row["given_on"] or "", _may(who, by)
        found.append(Said("dose", row["key"], on, by, mine, row, product=row["product"], lot=lot))
    return found


def _author(row: Row) -> str:
    stamp = stamps_of(dict(row)).get(AUTHOR)
    return str(stamp[2]) if stamp else str(row["by"] or "")


def _may(who: Who, by: str) -> bool:
    return by == who.id or may_void_others(who.role)


def _states(connection: Connection, page: PupilPage, who: Who) -> list[Said]:
    county = page.school.county
    members = _members(connection, county, page.now.pupil.child)
    rows = _stand(row_store.fetch(connection, "fact", county, "child", members))
    found = []
    for row in rows:
        if row["kind"] == "dose_state":
            said, by = more_of(row), row["by"] or ""
            on, slot = row["on"] or (row["at"] or "")[:10], (said["series"], said["n"])
            mine = _may(who, by)
            found.append(Said("dose_state", row["key"], on, by, mine, row, slot=slot, state=said["state"]))
    return found


def _looks(connection: Connection, page: PupilPage, who: Who) -> list[Said]:
    """Second looks: re-issued certificates and later assessments. The check itself is the school's."""
    county, first = page.school.county, page.now.pupil.check
    rows = _stand(row_store.fetch(connection, "recheck", county, "check", [first.key] if first else []))
    found = []
    for row in rows:
        look, by = look_of(row, False), row["by"] or ""
        words = {"state": look.assessment or "", "certificate": look.certificate or ""}
        found.append(Said("recheck", row["key"], look.on, by, _may(who, by), row, **words))
    return found


def _lots(connection: Connection, school: Any) -> dict[str, list[str]]:
    """By product the lots that the township has used, the newest first."""
    table, town = row_store.table("batch"), school.area[:TOWNSHIP]
    inside = table.c.package_area.between(town + "000", town + "999")
    query = select(table.c.product, table.c.lot).where(table.c.county == school.county, inside)
    query = query.where(table.c.known, ~table.c.voided).order_by(table.c.at.desc()).limit(500)
    found: dict[str, list[str]] = {}
    for product, lot in connection.execute(query):
        if product and lot and lot not in found.setdefault(product, []):
            found[product].append(lot)
    return found
