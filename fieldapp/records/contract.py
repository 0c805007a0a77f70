"""What phones must know of kinds, printed for them: `static/field/core/contract.json`. Pure."""

from __future__ import annotations

import json

from fieldapp.records.kinds import KINDS, MERGING, SETUP_KINDS
from fieldapp.records.permissions import ROLES


def parent_of(kind: str) -> str | None:
    """The field that names what a record of this kind is listed under; None for what stands by itself."""
    fields = {**KINDS[kind].speaks_of, **KINDS[kind].parents}
    return next((name for name in ("child", *fields) if name in fields), None)


def as_json() -> str:
    """The contract: kinds that merge field by field, kinds only the office writes, what each is listed under, roles."""
    parents = {kind: name for kind in KINDS if (name := parent_of(kind))}
    said = {"merging": MERGING, "setup": SETUP_KINDS, "parents": parents, "roles": ROLES}
    return json.dumps(said, indent=2) + "\n"
