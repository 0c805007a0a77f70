"""What phones must know of kinds, printed for them: `static/field/core/contract.json`. Pure."""

from __future__ import annotations

import json

from fieldapp.records.fields.checks import SCHEMAS, Check
from fieldapp.records.kinds import KINDS, MERGING, SETUP_KINDS
from fieldapp.records.permissions import OPERATIONS, PHONE, ROLES, may_somewhere
from fieldapp.schedule import packaged

ASKED = (*(one.name for one in (*OPERATIONS, *PHONE)), "void_others")  # what a phone asks of a role


def parent_of(kind: str) -> str | None:
    """The field that names what a record of this kind is listed under; None for what stands by itself."""
    fields = {**KINDS[kind].speaks_of, **KINDS[kind].parents}
    return next((name for name in ("child", *fields) if name in fields), None)


SORTS = {"string": "text", "boolean": "flag", "integer": "number", "number": "number", "array": "list"}


def sort_of(check: Check) -> str | None:
    """What a field's value is on a screen: text, day, number, flag or list; None for what is put together."""
    schema = SCHEMAS.get(check, {})
    if schema.get("format") == "date":
        return "day"
    return "text" if "enum" in schema else SORTS.get(schema.get("type", ""))


def fields_by_sort() -> dict[str, list[str]]:
    """The fields of all kinds by what their value is; a name means the same in every kind (a test holds that)."""
    sorts = {name: sort_of(check) for kind in KINDS.values() for name, check in kind.fields.items()}
    shown = sorted({*SORTS.values(), "day"})
    return {sort: [name for name, one in sorts.items() if one == sort] for sort in shown}


def products_of(series: str) -> list[str]:
    """The products that a red line in days takes for doses of one kind. One that counts for a series only up to an age,
    and for another from then on, is taken for the later one: a conjugate vaccine is A+C."""
    products = packaged().products
    return [
        one["id"]
        for one in products
        if any(part["series"] == series and "until" not in part for part in one["counts"])
    ]


def as_json() -> str:
    """The contract: kinds that merge field by field, kinds only the office writes, what each is listed under, which
    roles may do what on a phone, the products of each series of the schedule, and what the value of a field is."""
    parents = {kind: name for kind in KINDS if (name := parent_of(kind))}
    rights = {asked: [role for role in ROLES if may_somewhere(role, asked)] for asked in ASKED}
    series = {name: products_of(name) for name in packaged().names.series}
    said = {"merging": MERGING, "setup": SETUP_KINDS, "parents": parents, "rights": rights, "series": series}
    said["fields"] = fields_by_sort()
    return json.dumps({**said, "roles": ROLES}, indent=2) + "\n"
