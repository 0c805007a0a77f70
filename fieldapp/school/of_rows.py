"""Pupils put together of the rows of one child: what a page reads of a school and what a count is told of a child give
the same pupils. Pure.

Of one child in one school and term there is one pupil, however many enrolments say so; it is in the class of the last
that it has not left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fieldapp.records.rows.departed import Words, by_then, child_then, left_at
from fieldapp.records.rows.one_child import merged
from fieldapp.records.rows.stamps import RESERVED, Row, day_in_china
from fieldapp.records.standing import dose_at, that_stand
from fieldapp.school.outcome import Look
from fieldapp.school.pupils import NoticeOf, Pupil, look_of, more_of, notices_of
from fieldapp.school.terms import SPRING, read_term

Given = tuple[str, str | None, str]  # product, day, source
State = tuple[str, int, str, str]  # series, n, state, day
RANKS = {"recall": 0, "campaign": 1, "register": 2, "certificate": 3, "card": 4}  # the best source of a dose
ABOUT = ("doses", "certificate")  # the notices of a school check


@dataclass(frozen=True)
class Heirs:
    """Of each school that was merged into another: which, and the first school year that is the heir's. Earlier years
    stay with the school that they were of. What is recorded keeps the school it says; one that is opened again has its
    pupils back."""

    of: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def at(self, school: str, term: str | None) -> str:
        """The school that has a school's pupils of a term."""
        said, seen = read_term(term) if self.of else None, {school}
        while said is not None and school in self.of:
            heir, since = self.of[school]
            if said.year < since or heir in seen:
                break
            school = heir
            seen.add(heir)
        return school

    def with_merged(self, schools: Iterable[str]) -> set[str]:
        """Schools, with those that were merged into them."""
        found = set(schools)
        newest = found
        while newest:
            newest = {one for one, (heir, _since) in self.of.items() if heir in newest} - found
            found |= newest
        return found


ALONE = Heirs()


@dataclass
class RowsOfChild:
    """The rows of one child: its own (several of joined records), and by kind those that hang on it. `elsewhere`: the
    enrolments by which it is no pupil here, and may have left a school; `said`: of one that may have, all that was ever
    said of it, by record."""

    members: list[Row]
    enrolments: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    rechecks: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    doses: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)
    elsewhere: list[Row] = field(default_factory=list)
    said: dict[str, list[Words]] = field(default_factory=dict)


def stands(row: Row) -> bool:
    """Whether a row was said and not taken back."""
    return bool(row["known"]) and not row["voided"]


def fields_of(child: Row) -> dict[str, Any]:
    """The child's fields as they are stored: all that a count asks."""
    return {name: value for name, value in child.items() if name not in RESERVED}


def pupils_in(
    rows: RowsOfChild,
    products: Mapping[str, str],
    fields: Callable[[Row], dict[str, Any]] = fields_of,
    heirs: Heirs = ALONE,
) -> list[Pupil]:
    """The pupils one child is, one for every school and term.

    Args:
        products: by round, what a visit of it gave that names no product.
        fields: what is said of the child, of its row.
        heirs: the schools that were merged into others, whose pupils they are now.
    """
    together: dict[tuple[str, str], list[Row]] = {}
    standing = filter(stands, rows.enrolments)
    for row in sorted(standing, key=lambda one: (one["at"] or "", one["key"])):
        at = heirs.at(row["school"] or "", row["term"]), row["term"] or ""
        together.setdefault(at, []).append(row)
    if not together:
        return []
    every = [
        row | {"school": heirs.at(row["school"] or "", row["term"])}
        for row in (*filter(stands, rows.elsewhere), *(row for some in together.values() for row in some))
    ]
    found = []
    for one in _whole(rows, together, products, fields):
        moment = left_at(one.school, every)
        if moment is not None:
            mark = one.school, one.term
            (then,) = _whole(_by_then(rows, moment), {mark: together[mark]}, products, fields)
            one = _gone(one, then, day_in_china(moment))
        found.append(one)
    return found


def _gone(one: Pupil, then: Pupil, day: str) -> Pupil:
    """A pupil that is there no more since a day. Who went to another school within the school year has left this one,
    though nobody here said so."""
    term = read_term(one.term)
    within = term is not None and day <= term._replace(half=SPRING).last_day.isoformat()
    left = one.left_on or (day if within else None)
    return replace(one, left_on=left, gone_on=day, then=replace(then, left_on=left, gone_on=day))


def _by_then(rows: RowsOfChild, moment: str) -> RowsOfChild:
    """The rows of a child that had been said by a moment; its school's checks and notices stay, whenever they came."""
    return replace(
        rows,
        members=[child_then(row, moment, rows.said.get(row["key"], ())) for row in rows.members],
        rechecks=by_then(rows.rechecks, moment),
        notices=[row for row in rows.notices if row["check"] or (row["at"] or "") <= moment],
        events=by_then(rows.events, moment),
        visits=by_then(rows.visits, moment),
        doses=by_then(rows.doses, moment),
        states=by_then(rows.states, moment),
    )


def _whole(
    rows: RowsOfChild,
    together: Mapping[tuple[str, str], list[Row]],
    products: Mapping[str, str],
    fields: Callable[[Row], dict[str, Any]],
) -> list[Pupil]:
    """A pupil for each school and term, of all these rows say."""
    looks, doses, states = _looks(rows), doses_in(rows.visits, rows.doses, products), _states(rows.states)
    notices = _notices(rows, {look.key for some in looks.values() for look in some if look.first})
    child = merged(rows.members)
    head = min(row["joined"] or row["key"] for row in rows.members)
    said = fields(child) if not child["voided"] else {}
    found = []
    for (school, _term), enrolments in together.items():
        own = sorted(
            (look for row in enrolments for look in looks.get(row["key"], ())),
            key=lambda one: (one.on, one.at, one.key),
        )
        keys = {look.key for look in own}
        mine = tuple(one for one in notices if one.check is None or one.check in keys)
        found.append(_pupil(head, school, enrolments, child, said, tuple(own), mine, doses, states))
    return found


def _pupil(
    head: str,
    school: str,
    enrolments: list[Row],
    child: Row,
    fields: Mapping[str, Any],
    looks: tuple[Look, ...],
    notices: tuple[NoticeOf, ...],
    doses: tuple[Given, ...],
    states: tuple[State, ...],
) -> Pupil:
    row = ([one for one in enrolments if not one["left_on"]] or enrolments)[-1]
    return Pupil(
        child=head,
        enrolment=row["key"],
        enrolments=tuple(one["key"] for one in enrolments),
        school=school,
        roster=row["school"] or "",
        term=row["term"] or "",
        grade=row["grade"] or "",
        class_name=row["class_name"] or "",
        reason=row["reason"],
        joined_on=row["joined_on"],
        left_on=row["left_on"],
        left_to=row["left_to"],
        area=child["area"],
        fields=fields,
        looks=looks,
        notices=notices,
        doses=doses,
        states=states,
    )


def once_a_year(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Pupils, each child of a school once a school year: where it is now, or was last, with the looks of both terms. It
    is checked once a year: one who left and comes back is not to be checked anew, and owes what its first look found.
    """
    together: dict[tuple[str, str, str], list[Pupil]] = {}
    for one in sorted(pupils, key=lambda one: (one.left_on is None, bool(one.looks), one.term)):
        together.setdefault(in_year(one), []).append(one)
    return [some[-1] if len(some) == 1 else _as_one(some) for some in together.values()]


def in_year(pupil: Pupil) -> tuple[str, str, str]:
    """What a pupil is one of in a school year: its school, the child, the year."""
    return pupil.school, pupil.child, pupil.term[:4]


def _as_one(some: list[Pupil]) -> Pupil:
    last = some[-1]
    entered = sorted((one for one in some if one.entering), key=lambda one: one.term)
    looks = {look.key: look for one in some for look in one.looks}
    notices = {notice.key: notice for one in some for notice in one.notices}
    return replace(
        last,
        enrolments=tuple(key for one in some for key in one.enrolments),
        reason=last.reason if last.entering or not entered else entered[0].reason,
        looks=tuple(sorted(looks.values(), key=lambda one: (one.on, one.at, one.key))),
        notices=tuple(sorted(notices.values(), key=lambda one: (one.issued_on, one.key))),
    )


def _looks(rows: RowsOfChild) -> dict[str, list[Look]]:
    """Checks and second looks by enrolment."""
    found: dict[str, list[Look]] = {}
    checks = [row for row in rows.checks if stands(row)]
    of = {row["key"]: row["enrolment"] for row in checks}
    for row in checks:
        found.setdefault(row["enrolment"], []).append(look_of(row, True))
    for row in rows.rechecks:
        if stands(row) and row["check"] in of:
            found.setdefault(of[row["check"]], []).append(look_of(row, False))
    return found


def _notices(rows: RowsOfChild, checks: set[str]) -> list[NoticeOf]:
    """Notices about doses or a certificate: of the child itself, or, naming nobody, of a check of its."""
    if not rows.notices:
        return []
    own = {row["key"] for row in rows.members}
    mine = [
        row
        for row in rows.notices
        if stands(row) and (row["child"] in own if row["child"] else row["check"] in checks)
    ]
    keys = {row["key"] for row in mine}
    events = [row for row in rows.events if stands(row) and row["notice"] in keys]
    return [notice for _row, notice in notices_of(mine, events) if notice.kind in ABOUT]


def doses_in(visits: Iterable[Row], doses: Iterable[Row], products: Mapping[str, str]) -> tuple[Given, ...]:
    """Doses of a child: records and vaccinated visits alike, each once, by day, from its best source."""
    visits, doses = list(visits), list(doses)
    if not visits and not doses:
        return ()
    standing, records = that_stand(visits, doses)
    best: dict[tuple[str, str | None, str], str] = {}
    for row in records:
        if row["product"]:
            mark = row["product"], row["given_on"], "" if row["given_on"] else row["key"]
            _better(best, mark, row["source"] or "recall")
    for row in standing:
        if (dose := dose_at(row, products)) and dose[0]:
            _better(best, (dose[0], dose[1], ""), "campaign")
    given = ((product, day, source) for (product, day, _key), source in best.items())
    return tuple(sorted(given, key=lambda one: (one[1] or "", one[0], one[2])))


def _better(
    best: dict[tuple[str, str | None, str], str], mark: tuple[str, str | None, str], source: str
) -> None:
    best[mark] = max(source, best.get(mark, source), key=RANKS.__getitem__)


def _states(facts: Iterable[Row]) -> tuple[State, ...]:
    """Contraindications, refusals and the like."""
    found = []
    for row in facts:
        if stands(row):
            said = more_of(row)
            found.append((said["series"], said["n"], said["state"], row["on"] or (row["at"] or "")[:10]))
    return tuple(sorted(found))
