"""Verbs and questions about 接种单位, in the caller's transaction. An area is asked for by whoever calls."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.models.areas import Area
from fieldapp.models.clinics import KINDS, Clinic
from fieldapp.models.people import Person, PersonArea

LONGEST = 200  # characters of a name or an address
KIND_NAMES = {
    "township": ("乡镇卫生院、社区卫生服务中心", "township clinic"),
    "village": ("村卫生室、社区卫生服务站", "village clinic"),
    "hospital": ("医院（产科）接种室", "hospital"),
    "other": ("其他", "other"),
}


@dataclass(frozen=True)
class ClinicLine:
    """What is said of a 接种单位: where it is, what it is called, and the rest, which may be empty."""

    area: str
    name: str
    code: str = ""
    kind: str = "township"
    address: str = ""
    phone: str = ""
    days: str = ""
    serves: tuple[str, ...] = ()


def clinics(own: Sequence[str], retired: bool = False) -> Select[tuple[Clinic]]:
    """Those inside one's own areas, by name."""
    query = select(Clinic).where(tree.inside(Clinic.area, own)).order_by(Clinic.name, Clinic.key)
    return query if retired else query.where(Clinic.retired_on.is_(None))


def clinic_of(session: Session, key: str) -> Clinic:
    """One of them.

    Raises:
        Problem: `not_found`.
    """
    clinic = session.get(Clinic, key)
    if clinic is None:
        raise Problem("not_found")
    return clinic


def put(session: Session, said: ClinicLine, clinic: Clinic | None = None) -> Clinic:
    """Add a 接种单位, or change one.

    Raises:
        Problem: `wrong_value`, `too_long`, `no_such_area`, `clinic_code_taken`, `clinic_there`.
    """
    _check(session, said, clinic)
    if clinic is None:
        clinic = Clinic(key=str(uuid.uuid4()))
        session.add(clinic)
    clinic.area, clinic.name, clinic.kind = said.area, said.name, said.kind
    clinic.code, clinic.address = said.code or None, said.address or None
    clinic.phone, clinic.days = said.phone or None, said.days or None
    clinic.serves = json.dumps(list(dict.fromkeys(said.serves)))
    session.flush()
    return clinic


def _check(session: Session, said: ClinicLine, clinic: Clinic | None) -> None:
    for field, words in (("name", said.name), ("code", said.code), ("address", said.address)):
        if len(words) > LONGEST:
            raise Problem("too_long", field=field, limit=LONGEST)
    for field, words in (
        ("name", said.name),
        ("code", said.code),
        ("phone", said.phone),
        ("days", said.days),
    ):
        if not words.isprintable() or len(words) > LONGEST:
            raise Problem("wrong_value", field=field)
    if said.kind not in KINDS:
        raise Problem("wrong_value", field="kind")
    known = set(session.scalars(select(Area.code).where(Area.code.in_({said.area, *said.serves}))))
    for field, code in (("area", said.area), *(("serves", code) for code in said.serves)):
        if code not in known:
            raise Problem("no_such_area", field=field, area=code[:60])
    own = clinic.key if clinic else None
    with session.no_autoflush:
        of_code = session.scalar(select(Clinic).where(Clinic.code == said.code)) if said.code else None
        named = same(session, said)
    if of_code is not None and of_code.key != own:
        raise Problem("clinic_code_taken", field="code", number=said.code, name=of_code.name)
    if named is not None and named.key != own:
        raise Problem("clinic_there", field="name", name=said.name)


def same(session: Session, said: ClinicLine) -> Clinic | None:
    """The one that stands with this name in this place."""
    query = select(Clinic).where(Clinic.area == said.area, Clinic.name == said.name)
    return session.scalars(query.where(Clinic.retired_on.is_(None)).limit(1)).first()


def found(session: Session, said: ClinicLine) -> Clinic | None:
    """The one a line of a sheet is about: that of its code, else the one of its name and place."""
    of_code = session.scalar(select(Clinic).where(Clinic.code == said.code)) if said.code else None
    return of_code or same(session, said)


def unserved(session: Session, own: Sequence[str]) -> int:
    """How many current villages of `own` no clinic serves: neither the village itself nor what lies above it."""
    served = [
        code
        for (serves,) in session.execute(select(Clinic.serves).where(Clinic.retired_on.is_(None)))
        for code in json.loads(serves)
    ]
    query = select(Area.code).where(
        Area.level == "village", Area.retired_on.is_(None), tree.inside(Area.code, own)
    )
    return sum(1 for code in session.scalars(query) if not inside(code, served))


def retire(clinic: Clinic) -> None:
    """It vaccinates no more; what names it stays."""
    clinic.retired_on = clinic.retired_on or today().isoformat()


def staff(session: Session, key: str, own: Sequence[str]) -> list[Person]:
    """Who belongs to it, of the people who work in `own`."""
    here = select(PersonArea.person).where(tree.inside(PersonArea.area, own))
    query = select(Person).where(Person.clinic == key, Person.active, Person.id.in_(here))
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def area_names(session: Session, clinics: Iterable[Clinic]) -> dict[str, str]:
    """Names of the areas that these name."""
    codes = {code for one in clinics for code in (one.area, *json.loads(one.serves))}
    return tree.names(session.connection(), codes)
