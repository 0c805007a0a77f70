"""What waits for a person: held, refused and conflicting operations.

Reads only. Shown with the child's name, the plain reason, who recorded it on which phone and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from fieldapp.ground.showing import unreadable
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import UNSETTLED
from fieldapp.models.people import Device, Person
from fieldapp.office.inbox import office_words, showing
from fieldapp.office.inbox.office_words import unknown
from fieldapp.office.inbox.unplaced import strays_of
from fieldapp.records.operation import is_uuid
from fieldapp.records.permissions import is_own
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.hands import OFFICE
from fieldapp.sync.incoming.receipts import problem_from
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.incoming.resolution import SET_ASIDE
from fieldapp.sync.within import counties, in_areas

PAGE = 200
ASIDE = ("set_aside",)  # asked for in place of verdicts
NOBODY, NOWHERE = ("不认识的人", "nobody known"), ("不认识的村", "no known village")
BY_FILE = f"{OFFICE}:"
TAKEN_BACK = ("child", "on", "given_on", "outcome", "product", "round")
Row = dict[str, Any]


@dataclass
class Item:
    """One operation of the list, with what a person needs to recognise it."""

    row: Row
    data: Row
    child: str
    person: str
    phone: str
    village: str
    reason: str
    shown: showing.Shown
    fields: list[str] = field(default_factory=list)
    form: str | None = None
    bringer: str = ""

    @property
    def void(self) -> bool:
        """Whether it takes something back."""
        return self.shown.void

    @property
    def raw(self) -> str:
        """The line as it came, as far as a page can hold it."""
        return showing.as_it_came(self.row["raw"])

    @property
    def unsigned(self) -> bool:
        """Whether it waits because others handed it over without its phone's signature."""
        problem = problem_from(self.row["problem"])
        return problem is not None and problem.code == "not_signed"


def waiting_for_a_person(
    connection: Connection,
    areas: tuple[str, ...],
    administrator: bool,
    verdicts: tuple[str, ...],
    language: str,
    page: int = 1,
) -> tuple[list[Item], bool]:
    """One page of operations with these verdicts that nobody has mended, newest first, and whether more follow;
    `ASIDE` for verdicts: those that were set aside."""
    query = _listed(connection, areas, administrator, verdicts).limit(PAGE + 1).offset(PAGE * (page - 1))
    rows = [dict(row._mapping) for row in connection.execute(query)]
    return describe(connection, rows[:PAGE], language, areas), len(rows) > PAGE


def all_waiting(
    connection: Connection,
    areas: tuple[str, ...],
    administrator: bool,
    verdicts: tuple[str, ...],
    language: str,
) -> Iterator[Item]:
    """All of them: the log is put in order once, not once a page."""
    query = _listed(connection, areas, administrator, verdicts)
    rows = [dict(row._mapping) for row in connection.execute(query)]
    for start in range(0, len(rows), PAGE):
        yield from describe(connection, rows[start : start + PAGE], language, areas)


def _listed(
    connection: Connection, areas: tuple[str, ...], administrator: bool, verdicts: tuple[str, ...]
) -> Select[Any]:
    query = select(LOG).where(_waits(verdicts), _theirs(connection, areas, administrator))
    return query.order_by(LOG.c.received.desc(), LOG.c.position.desc())


def how_many(
    connection: Connection, areas: tuple[str, ...], administrator: bool, verdicts: tuple[str, ...]
) -> dict[str, tuple[int, str]]:
    """By verdict: how many operations with one of these nobody has mended, and when the first of them came; of
    `ASIDE` those that were set aside."""
    query = select(LOG.c.verdict, func.count(), func.min(LOG.c.received)).where(_waits(verdicts))
    query = query.where(_theirs(connection, areas, administrator)).group_by(LOG.c.verdict)
    return {verdict: (n, first) for verdict, n, first in connection.execute(query)}


def _waits(verdicts: tuple[str, ...]) -> ColumnElement[bool]:
    if verdicts == ASIDE:
        return and_(UNSETTLED, LOG.c.mended_by.startswith(SET_ASIDE))
    return and_(UNSETTLED, LOG.c.verdict.in_(verdicts), LOG.c.mended_by.is_(None))


def _theirs(connection: Connection, areas: tuple[str, ...], administrator: bool) -> ColumnElement[bool]:
    """The condition that a line of the log is for a person of these areas to see: recorded there, or about a record
    that lies there."""
    within = or_(in_areas(LOG.c.area, areas), in_areas(LOG.c.own_area, areas))
    here = and_(LOG.c.county.in_(counties(connection, areas)), within)
    return or_(here, strays_of(connection, areas, administrator))


def is_theirs(connection: Connection, row: Row, areas: tuple[str, ...], administrator: bool) -> bool:
    """Whether a person of these areas may see a line of the log."""
    this = and_(LOG.c.county == row["county"], LOG.c.position == row["position"])
    return bool(
        connection.scalar(select(LOG.c.position).where(this, _theirs(connection, areas, administrator)))
    )


def one_operation(connection: Connection, county: str, position: int) -> Row | None:
    """One line of the log."""
    found = connection.execute(select(LOG).where(LOG.c.county == county, LOG.c.position == position)).first()
    return dict(found._mapping) if found else None


def describe(connection: Connection, rows: list[Row], language: str, areas: Iterable[str]) -> list[Item]:
    """The lines with names in place of ids; of a child or a record that lies outside `areas`, only what the line
    itself says."""
    areas = list(areas)
    fit = [showing.show(row["raw"], row["kind"], language) for row in rows]
    said = [one.data | _taken_back(connection, row, one, areas) for row, one in zip(rows, fit, strict=True)]
    children = _children(connection, rows, said, areas)
    brought = bringers(connection, {row["relayed"] for row in rows if row["relayed"]})
    people = named(connection, Person, [row["by"] for row in rows])
    phones = named(connection, Device, [row["device"] for row in rows])
    villages = named(connection, Area, [row["area"] for row in rows], "code")
    forms = _forms(connection, said)
    items = []
    for row, data, one in zip(rows, said, fit, strict=True):
        problem = problem_from(row["problem"])
        reason = office_words.reason(problem, language) if problem else ""
        items.append(
            Item(
                row,
                data,
                _called(children.get((row["county"], child_of(row, data) or ""), ""), row, one, language),
                people.get(row["by"]) or unknown(NOBODY, row["by"], language, 9),
                phones.get(row["device"], row["device"] or ""),
                villages.get(row["area"]) or unknown(NOWHERE, row["area"], language),
                reason,
                one,
                differing(row["note"]),
                forms.get(str(data.get("round"))),
                brought.get(row["relayed"] or "", ""),
            )
        )
    return items


def _forms(connection: Connection, said: list[Row]) -> dict[Any, str]:
    """Round → what is given in its campaign, pill, drops or injection: the words of a visit depend on it."""
    rounds = {data["round"] for data in said if isinstance(data.get("round"), str)}
    query = select(Round.key, Campaign.form).join(Campaign, Campaign.key == Round.campaign)
    return {row.key: row.form for row in connection.execute(query.where(Round.key.in_(rounds)))}


def differing(note: str | None) -> list[str]:
    """The fields a conflict is about, out of the log's note."""
    for part in (note or "").split():
        if part.startswith("differs:"):
            return part.removeprefix("differs:").split(",")
    return []


def _called(child: str, row: Row, fit: showing.Shown, language: str) -> str:
    """What the list calls an operation: the child's name, else a name it says itself; what says none that can be
    read is called by its id."""
    named = (fit.data[name] for name in ("name", "head") if isinstance(fit.data.get(name), str))
    name, strange = child or next(named, ""), unreadable(language)
    words = [name if name != strange else "", unreadable(language, row["id"]) if fit.odd else ""]
    return " · ".join(filter(None, words))


def bringers(connection: Connection, relayed: set[str]) -> dict[str, str]:
    """Who handed operations over, by what the log has in `relayed`: the person who brought the file, or the phone's."""
    people = {one: one.removeprefix(BY_FILE) for one in relayed if one.startswith(BY_FILE)}
    phones = select(Device.id, Device.person).where(Device.id.in_(relayed - people.keys()))
    people |= {row.id: row.person for row in connection.execute(phones)} if relayed else {}
    names = named(connection, Person, people.values())
    return {one: names.get(person, "") for one, person in people.items()}


def _taken_back(connection: Connection, row: Row, fit: showing.Shown, areas: list[str]) -> Row:
    """Of a void, whose record it would take back and what that says; nothing of any other operation, or of a record
    outside `areas`."""
    if row["kind"] not in ("visit", "dose") or not row["key"] or not fit.void:
        return {}
    found = row_store.fetch(connection, row["kind"], row["county"], "key", [row["key"]])
    if not found or not is_own(areas, found[0]["package_area"]):
        return {}
    return {name: found[0].get(name) for name in TAKEN_BACK if found[0].get(name)}


def child_of(row: Row, data: Row) -> str | None:
    """The key of the child an operation is about."""
    key = row["key"] if row["kind"] == "child" else data.get("child")
    return key if is_uuid(key) else None


def _children(
    connection: Connection, rows: list[Row], said: list[Row], areas: list[str]
) -> dict[tuple[str, str], str]:
    """Names of the children that lie within `areas`."""
    table = row_store.table("child")
    wanted: dict[str, set[str]] = {}
    for row, data in zip(rows, said, strict=True):
        key = child_of(row, data)
        if isinstance(key, str):
            wanted.setdefault(row["county"], set()).add(key)
    found = {}
    for county, keys in wanted.items():
        query = select(table.c.key, table.c.name).where(table.c.county == county, table.c.key.in_(keys))
        query = query.where(in_areas(table.c.package_area, areas))
        found.update({(county, key): name or "" for key, name in connection.execute(query)})
    return found


def named(
    connection: Connection, model: Any, ids: Iterable[str | None], column: str = "id"
) -> dict[Any, str]:
    """The names of rows of `model` by what stands in `column`."""
    key = getattr(model, column)
    wanted = {id_ for id_ in ids if id_}
    return {row[0]: row[1] for row in connection.execute(select(key, model.name).where(key.in_(wanted)))}
