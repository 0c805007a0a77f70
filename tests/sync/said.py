"""Operations as any client might send them, generated from the kinds: what a field takes, and what it does not.

From `fieldapp/records/kinds.py` alone: a kind or field added there is generated here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fieldapp.records.fields.checks import SCHEMAS, Schema, uuid
from fieldapp.records.kinds import KINDS
from tests.sync.county import CAMPAIGN, EAST, FAR, NORTH, ROUND1, ROUND2, SOUTH, key

Strategy = st.SearchStrategy[Any]
KEYS = [key(f"generated {n}") for n in range(6)]
UUIDS = st.sampled_from([*KEYS, ROUND1, ROUND2, CAMPAIGN]) | st.uuids().map(str)
DAYS = st.dates().map(str) | st.sampled_from(["2025-12-01", "2021-05-04", "1900-01-01", "2999-12-31"])
MOMENTS = st.sampled_from(
    ["2025-12-01T08:00:00.000Z", "1970-01-01T00:00:00.000Z", "8999-12-31T23:59:59.999Z"]
)
HOSTILE_TEXTS = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "=1+1",
    "' OR 1=1 --",
]
HOSTILE_TEXTS += [
    "{{7*7}}",
    "字" * 210,
    "../../etc/passwd",
    "%00",
    "null",
    "NaN",
    "𠮷" * 30,
    "\r\nSet-Cookie: a=b",
]
HOSTILE = st.sampled_from(HOSTILE_TEXTS)
ODD: Strategy = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | HOSTILE,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | HOSTILE, inner, max_size=3)
    ),
    max_leaves=8,
)

PLAIN: Strategy = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # what JSON can say everywhere


def fitting(schema: Schema) -> Strategy:
    """Values that a field of this description takes."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return DAYS
    if "examples" in schema:
        return st.sampled_from(schema["examples"]) | st.from_regex(schema["pattern"].replace("$", r"\Z"))
    if schema.get("pattern") == SCHEMAS[uuid]["pattern"]:
        return UUIDS
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("$", r"\Z"))
    least, most = schema.get("minimum"), schema.get("maximum")
    plain: dict[str | None, Strategy] = {
        "string": st.text(max_size=min(schema.get("maxLength", 20), 30)),
        "boolean": st.booleans(),
        "integer": st.integers(least, most),
        "number": st.floats(least, most)
        if least is not None
        else st.floats(allow_nan=False, allow_infinity=False),
        "array": _listed(schema),
        "object": st.dictionaries(st.text(max_size=8), PLAIN, max_size=3),
        "null": st.none(),
        None: PLAIN,
    }
    said = schema.get("type")
    return st.one_of(plain[one] for one in said) if isinstance(said, list) else plain[said]


def _listed(schema: Schema) -> Strategy:
    """Lists whose items are as the description has them; anything where it does not say."""
    if "prefixItems" in schema:
        return st.tuples(*map(fitting, schema["prefixItems"])).map(list)
    return st.lists(fitting(schema["items"]) if "items" in schema else PLAIN, max_size=3)


def data_of(kind: str, right: bool) -> Strategy:
    """What an operation of a kind says: as described, or with any field missing, odd, hostile or unknown."""
    of = KINDS[kind]
    fields = {name: fitting(SCHEMAS[check]) for name, check in of.fields.items()}
    needed = {name: fields.pop(name) for name in of.required}
    if right:
        return st.fixed_dictionaries(needed, optional=fields)
    odd = {name: values | ODD | HOSTILE for name, values in (needed | fields).items()}
    return st.fixed_dictionaries({}, optional=odd | {"nickname": ODD}) | ODD


def operations(right: bool = False) -> Strategy:
    """Operations of any kind; only such as the description allows, where they are to be `right`."""
    return st.sampled_from(sorted(KINDS)).flatmap(lambda kind: _one(kind, right))


def _one(kind: str, right: bool) -> Strategy:
    by = st.sampled_from(["ann", "bao", "far"])
    said: dict[str, Strategy] = {
        "id": st.uuids(version=4).map(str),
        "seq": st.integers(1, 2**31),
        "kind": st.just(kind),
        "key": st.sampled_from(KEYS),
        "area": st.sampled_from([NORTH, SOUTH, EAST, FAR]),
        "at": MOMENTS,
        "base": st.integers(0, 5),
        "data": data_of(kind, right),
    }
    if right:
        return by.flatmap(lambda who: st.fixed_dictionaries(said | _author(who)).map(_as_it_must_be))
    envelope = {name: values | ODD for name, values in said.items()} | {"void": st.just(True) | ODD}
    mostly = st.fixed_dictionaries(said, optional={"void": st.just(True)})
    wrong = st.fixed_dictionaries({}, optional=envelope)
    return (
        by.flatmap(lambda who: st.tuples(mostly | wrong, st.fixed_dictionaries(_author(who))).map(_joined))
        | ODD
    )


def _author(who: str) -> dict[str, Strategy]:
    return {"device": st.just(key(f"{who}'s phone")), "by": st.just(key(who))}


def _joined(parts: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return parts[0] | parts[1]


def _as_it_must_be(said: dict[str, Any]) -> dict[str, Any]:
    """The key of a record that is only ever added is the operation's id."""
    return said if KINDS[said["kind"]].merging else said | {"key": said["id"]}
