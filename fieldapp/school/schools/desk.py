"""What the pages of schools ask and do, for the person signed in. Every school is asked for with her right to it
(`fieldapp.school.access`); each change is committed, and its line of the audit is written as the row is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from fieldapp.accounts import in_charge
from fieldapp.areas import tree
from fieldapp.areas.codes import require_code
from fieldapp.clinics.store import clinics
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonScope
from fieldapp.models.schools import School
from fieldapp.records.permissions import TOWNSHIP_DIGITS
from fieldapp.school import access, store
from fieldapp.school.store import KIND_NAMES, SchoolLine
from fieldapp.web.gate import Who, require
from fieldapp.web.paging import Listing, listing

EDIT, VILLAGE_DIGITS, RETIRED = "school.edit", 12, "retired"


@dataclass(frozen=True)
class Beside:
    """What stands beside schools in a list: names of areas by code, clinics by key, how many nurses each has."""

    areas: dict[str, str]
    clinics: dict[str, Clinic]
    nurses: dict[str, int]


def hers(who: Who, retired: bool = False) -> Select[tuple[School]]:
    """The schools that are a person's, by name; or those of them that are no more."""
    query = select(School).where(access.her_schools(db.session.connection(), who))
    query = query.where(School.retired_on.is_not(None) if retired else School.retired_on.is_(None))
    return query.order_by(School.name, School.key)


def only_one(who: Who) -> str | None:
    """The key of a nurse's school where she has one; a list of one would stand between her and it."""
    if who.role != "nurse":
        return None
    keys = [school.key for school in db.session.scalars(hers(who).limit(2))]
    return keys[0] if len(keys) == 1 else None


def whom_to_ask(who: Who) -> list[in_charge.Contact]:
    """Whom a nurse asks who belongs to no school yet."""
    return in_charge.whom_to_ask(db.session(), who) if who.role == "nurse" else []


def page_of(who: Who, kind: str, words: str) -> Listing:
    """One page of her schools: of a kind (or `retired`), with a name or code that holds what was typed."""
    query = hers(who, kind == RETIRED)
    if kind in KIND_NAMES:
        query = query.where(School.kind == kind)
    if words:
        named = School.name.contains(words, autoescape=True) | School.code.contains(words, autoescape=True)
        query = query.where(named)
    return listing(db.session, query)


def all_of(who: Who) -> list[School]:
    """Her schools, by name."""
    return list(db.session.scalars(hers(who)))


def how_many(who: Who) -> dict[str, int]:
    """How many of her schools are of each kind (`retired`: are no more), and how many lack a clinic or a nurse."""
    found = dict.fromkeys(KIND_NAMES, 0)
    mine = hers(who).order_by(None).subquery()
    found |= dict(db.session.execute(select(mine.c.kind, func.count()).group_by(mine.c.kind)).all())
    gone = hers(who, retired=True).order_by(None).subquery()
    found[RETIRED] = db.session.scalar(select(func.count()).select_from(gone)) or 0
    bare = select(func.count()).select_from(mine).where(mine.c.clinic.is_(None))
    found["no_clinic"] = db.session.scalar(bare) or 0
    keys = list(db.session.scalars(select(mine.c.key)))
    found["no_nurse"] = len(keys) - len(_nurses(keys))
    return found


def _nurses(keys: Iterable[str]) -> dict[str, int]:
    """How many nurses each of these schools has, where it has any."""
    scopes = [f"school:{key}" for key in keys]
    query = select(PersonScope.scope, func.count()).join(Person, Person.id == PersonScope.person)
    query = query.where(PersonScope.scope.in_(scopes), PersonScope.until.is_(None), Person.active)
    rows = db.session.execute(query.group_by(PersonScope.scope)).all()
    return {scope.removeprefix("school:"): number for scope, number in rows}


def beside(schools: Sequence[School]) -> Beside:
    """What a list says of these schools beside themselves."""
    codes = {code for one in schools for code in (one.area, one.area[:TOWNSHIP_DIGITS])}
    keys = {one.clinic for one in schools if one.clinic}
    known = {one.key: one for one in db.session.scalars(select(Clinic).where(Clinic.key.in_(keys)))}
    return Beside(tree.names(db.session.connection(), codes), known, _nurses(one.key for one in schools))


def one(who: Who, key: str, action: str = access.SEE) -> School:
    """A school where she may do this.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    access.require_at(db.session.connection(), who, key, action)
    return store.school_of(db.session(), key)


def clinic_choices(who: Who, now: str | None = None) -> list[Clinic]:
    """The clinics a school may be said to belong to: those of her areas, and the one that stands there."""
    found = list(db.session.scalars(clinics(who.areas)))
    if now and now not in {clinic.key for clinic in found}:
        found += db.session.scalars(select(Clinic).where(Clinic.key == now))
    return found


def put(who: Who, said: SchoolLine, school: School | None = None) -> School:
    """Add a school, or change one; place and clinic must be hers to name.

    Raises:
        Problem: `not_allowed`, `bad_area`, `not_right`, `wrong_value`, and as of `store.put`.
    """
    require_code("area", said.area)
    require(EDIT, said.area)
    if len(said.area) != VILLAGE_DIGITS:
        raise _not_right("area", "要选到村或社区", "choose the village or community it stands in")
    if said.clinic and said.clinic not in {
        clinic.key for clinic in clinic_choices(who, school.clinic if school else None)
    }:
        raise _not_right("clinic", "不是您地区内的接种单位", "is no clinic of your areas")
    _free(said, school)
    saved = store.put(db.session(), said, school)
    db.session.commit()
    return saved


def _free(said: SchoolLine, school: School | None) -> None:
    """Go on only if no other school has the code, nor the name in the same township."""
    taken = store.taken(db.session(), said, school)
    if taken is None:
        return
    field, there = taken
    if field == "code":
        raise _not_right("code", f"已是“{there.name}”的，请核对", f"is that of {there.name}; please check")
    raise _not_right(
        "name", f"不能重复：这个乡镇已有“{there.name}”", f"there is a {there.name} in this township already"
    )


def _not_right(field: str, zh: str, en: str) -> Problem:
    return Problem("not_right", field=field, why=t(zh, en))


def heirs(who: Who, school: School) -> list[School]:
    """The schools it may have been merged into: open ones of its county that she may change."""
    query = hers(who).where(School.county == school.county, School.key != school.key)
    return list(db.session.scalars(query))


def people_of(school: School) -> list[Person]:
    """Who belongs to it, and would no longer once it is closed."""
    return store.staff(db.session(), school)


def reopen(school: School) -> None:
    """It is there again. Nothing where it is.

    Raises:
        Problem: `not_right` where another school has its name or code meanwhile.
    """
    if school.retired_on is None:
        return
    _free(store.line_of(school), school)
    store.reopen(db.session(), school)
    db.session.commit()


def close(who: Who, school: School, into: str) -> list[Person]:
    """It is no more, or was merged into another; its pupils' records stay. Who belonged to it and no longer does.

    Raises:
        Problem: `not_right`.
    """
    chosen = {heir.key: heir for heir in heirs(who, school)}.get(into)
    if into and chosen is None:
        raise _not_right("into", "要选本县在办的学校", "choose an open school of the county")
    people = store.retire(db.session(), school, chosen)
    db.session.commit()
    return people
