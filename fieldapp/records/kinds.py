"""What each kind of operation may say: its fields and how a value is checked. Pure.

Fields not named here are kept and sent on, never refused. A check returns None or a problem's code
with its words; null is always allowed where a field is not required ("said to be empty").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

Check = Callable[[Any], str | None]
Schema = dict[str, Any]
SCHEMAS: dict[Check, Schema] = {}  # each check in the words of JSON Schema, for the API's description
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
DAY = re.compile(r"[12]\d{3}-\d{2}-\d{2}\Z")
MOMENT = re.compile(
    r"(19[7-9]\d|[2-8]\d{3})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\Z", re.ASCII
)  # whatever a clock says
CODE_WORD = re.compile(r"[a-z0-9_]{1,60}\Z")
VILLAGE = re.compile(r"\d{12}\Z", re.ASCII)


def described(**schema: Any) -> Callable[[Check], Check]:
    """Say what a check lets through in the words of JSON Schema."""

    def note(check: Check) -> Check:
        SCHEMAS[check] = schema
        return check

    return note


@lru_cache(maxsize=20_000)
def _exists(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_day(text: str) -> bool:
    """True for a day that exists, written YYYY-MM-DD."""
    return bool(DAY.match(text)) and _exists(text)


def is_moment(text: Any) -> bool:
    """True for a moment in the form of operations that exists: `2025-12-01T08:15:30.123Z`."""
    if not isinstance(text, str) or not MOMENT.match(text):
        return False
    return _exists(text[:10]) and text[11:13] < "24" and text[14:16] < "60" and text[17:19] < "60"


def text(limit: int) -> Check:
    """Text of at most `limit` characters."""

    @described(type="string", maxLength=limit)
    def check(value: Any) -> str | None:
        if not isinstance(value, str) or "\x00" in value:
            return "wrong_value"
        return None if len(value) <= limit else f"too_long:{limit}"

    return check


@described(type="string", format="date")
def day(value: Any) -> str | None:
    """A calendar day."""
    return None if isinstance(value, str) and is_day(value) else "wrong_value"


@described(type="string", pattern=f"^{UUID.pattern[:-2]}$")
def uuid(value: Any) -> str | None:
    """A lower-case UUID."""
    return None if isinstance(value, str) and UUID.match(value) else "wrong_value"


@described(type="boolean")
def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "wrong_value"


def number(low: float, high: float, whole: bool = False) -> Check:
    """A number from `low` to `high`, whole if asked."""

    @described(type="integer" if whole else "number", minimum=low, maximum=high)
    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return "wrong_value"
        return None if low <= value <= high else "wrong_value"

    return check


def one_of(*codes: str) -> Check:
    """One of a fixed list that the contract names."""

    @described(enum=list(codes))
    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and value in codes else "wrong_value"

    return check


def listed(*codes: str) -> Check:
    """A code of a list a county may extend: one not known yet is held, what can never be a code is refused."""

    @described(type="string", pattern=f"^{CODE_WORD.pattern[:-2]}$", examples=list(codes))
    def check(value: Any) -> str | None:
        if not isinstance(value, str) or not CODE_WORD.match(value):
            return "wrong_value"
        return None if value in codes else "unknown_code"

    return check


@described(type="array")
def items(value: Any) -> str | None:
    """A list."""
    return None if isinstance(value, list) else "wrong_value"


@described(type="object")
def named(value: Any) -> str | None:
    """An object."""
    return None if isinstance(value, dict) else "wrong_value"


@described()
def anything(_value: Any) -> str | None:
    """Kept as it comes."""
    return None


@dataclass(frozen=True)
class Kind:
    """One kind: whether it merges field by field, its fields, and those that must be said."""

    merging: bool
    fields: dict[str, Check]
    required: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)


LAT, LON, METRES = number(-90, 90), number(-180, 180), number(0, 100_000)
COUNT = number(0, 1_000_000, whole=True)
NAME, LINE, WORDS, CODE = text(50), text(200), text(2000), text(60)
OUTCOMES = (
    "vaccinated",
    "vaccinated_elsewhere",
    "absent_short",
    "absent_long",
    "refused",
    "ill",
    "contraindicated",
    "moved_away",
    "house_closed",
    "not_eligible",
)
STATES = ("refused", "contraindicated", "had_disease", "unknown")
PLACE = {"lat": LAT, "lon": LON, "accuracy_m": METRES}
OF_CHILD = {"child": "child"}

KINDS: dict[str, Kind] = {
    "household": Kind(
        True,
        {"head": NAME, "address": LINE, "phone": CODE, "group": LINE, "door": LINE, "note": WORDS}
        | {"door_order": number(-1e9, 1e9), "people": COUNT}
        | PLACE,
    ),
    "child": Kind(
        True,
        {"household": uuid, "name": NAME, "unnamed": flag, "sex": one_of("male", "female"), "born": day}
        | {"born_estimated": flag, "mother": NAME, "guardian": NAME, "phone": CODE, "phone2": CODE}
        | {"landlord": NAME, "since": day, "card_no": CODE, "certificate_no": CODE, "listed_on": day}
        | {"registered_at": one_of("county", "other_county", "other_city", "other_province", "none")}
        | {"prior_polio": one_of("0", "1", "2", "3", "unknown"), "prior_source": CODE}
        | {"status": one_of("here", "away", "moved", "died"), "status_on": day, "moved_from": named},
        parents={"household": "household"},
    ),
    "visit": Kind(
        False,
        {"round": uuid, "child": uuid, "on": day, "post": CODE, "outcome": listed(*OUTCOMES), "reason": CODE}
        | {"mode": one_of("post", "door", "mobile", "school", "clinic"), "found": flag, "product": CODE}
        | {"batch": CODE, "given_by": CODE, "consent": one_of("told", "signed"), "asked": items}
        | {
            "certificate_written": one_of("yes", "not_brought", "none"),
            "observed": one_of("yes", "left_early"),
        }
        | PLACE,
        required=("round", "child", "on", "outcome"),
        parents=OF_CHILD,
    ),
    "visit_review": Kind(
        False,
        {"visit": uuid, "child": uuid, "round": uuid, "on": day, "in_round": flag, "note": WORDS},
        required=("visit", "child", "in_round"),
        parents=OF_CHILD | {"visit": "visit"},
    ),
    "batch": Kind(
        True,
        {"product": CODE, "form": one_of("pill", "drops", "injection"), "maker": LINE, "lot": CODE}
        | {"expires": day, "doses_per_vial": COUNT, "trace_codes": items},
    ),
    "dose": Kind(
        True,
        {"child": uuid, "product": CODE, "given_on": day, "campaign": CODE, "round": CODE, "batch": CODE}
        | {"source": one_of("card", "certificate", "register", "campaign", "recall"), "given_by": CODE},
        parents=OF_CHILD,
    ),
    "enrolment": Kind(
        True,
        {"child": uuid, "school": CODE, "grade": CODE, "class_name": CODE, "term": CODE}
        | {"reason": one_of("new", "transfer", "mid_term"), "joined_on": day, "left_on": day},
        parents=OF_CHILD,
    ),
    "same_child": Kind(
        False, {"child": uuid, "other": uuid}, ("child", "other"), OF_CHILD | {"other": "child"}
    ),
    "dose_state": Kind(
        False,
        {"child": uuid, "series": CODE, "n": COUNT, "on": day, "note": WORDS} | {"state": listed(*STATES)},
        ("child", "series", "n", "state"),
        OF_CHILD,
    ),
    "aefi": Kind(
        False,
        {"child": uuid, "round": uuid, "batch": CODE, "onset": WORDS, "seen_on": day, "symptoms": anything}
        | {"temperature": number(30, 45), "severity": CODE, "action": WORDS, "outcome": WORDS},
        ("round",),
        OF_CHILD,
    ),
    "zero_report": Kind(False, {"round": uuid, "on": day}, ("round", "on")),
    "vials": Kind(
        False,
        {"round": uuid, "on": day, "batch": CODE, "received": COUNT, "opened": COUNT, "discarded": COUNT}
        | {"returned": COUNT, "box_temperature": number(-100, 100)},
        ("round", "on"),
    ),
    "paper_tally": Kind(
        False,
        {"round": uuid, "on": day, "source": one_of("phone", "paper"), "counts": anything},
        ("round", "on"),
    ),
    "certificate_check": Kind(
        False,
        {"enrolment": uuid, "checked_on": day, "assessed_on": day}
        | {"certificate": one_of("seen", "other_proof", "missing", "lost")}
        | {"clinic_assessment": one_of("complete", "needs", "none"), "assessed_by": LINE},
        ("enrolment", "checked_on"),
    ),
    "recheck": Kind(False, {"check": uuid, "on": day, "result": CODE}, ("check", "on")),
    "notice": Kind(
        False,
        {
            "kind": one_of("invitation", "certificate", "doses"),
            "check": uuid,
            "child": uuid,
            "household": uuid,
        }
        | {"round": uuid, "issued_on": day, "how": one_of("slip", "call", "message", "loudspeaker")},
        ("kind", "issued_on"),
        OF_CHILD,
    ),
    "notice_event": Kind(
        False,
        {"notice": uuid, "event": one_of("printed", "returned", "withdrawn", "closed"), "on": day},
        ("notice", "event", "on"),
    ),
    "interview": Kind(
        False,
        {"survey": CODE, "cluster": CODE, "household_no": anything, "outcome": CODE, "tries": COUNT}
        | {"members": items}
        | PLACE,
        ("survey", "cluster"),
    ),
    "quick_check": Kind(
        False,
        {"campaign": CODE, "round": uuid, "kind": one_of("rcm", "lqas"), "lot": CODE, "cluster": CODE}
        | {"site": LINE, "children": items},
        ("kind", "children"),
    ),
    "activity": Kind(
        False, {"campaign": CODE, "kind": CODE, "on": day, "count": COUNT, "words": WORDS}, ("kind", "on")
    ),
}
MERGING = tuple(name for name, kind in KINDS.items() if kind.merging)
