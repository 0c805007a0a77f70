"""What each kind of operation may say, and all else that is to be known of a kind. Pure.

Fields not named here are kept and sent on, never refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from fieldapp.records.fields.checks import (
    Check,
    anything,
    day,
    exempt_slots,
    flag,
    items,
    keys,
    listed,
    named,
    notice_number,
    number,
    one_of,
    slots,
    text,
    uuid,
    written_doses,
)
from fieldapp.records.fields.surveyed import checked_children, members


@dataclass(frozen=True)
class Kind:
    """One kind of record. Every other list of kinds, of this program and of the phone's, is derived from these.

    merging: put together field by field from several operations; otherwise one operation makes it.
    fields: what it may say, and how each value is checked.
    words: what recording it is called, in Chinese and English, in the table of rights.
    rights: which role may record it where: a mark for each of `permissions.ROLES`, in their order.
    required: the fields that must be said.
    parents: fields that name the records it is about, and their tables: it waits for these, and lies with the first it
    names.
    by_itself: lies in its own village, whatever it names.
    scopes: fields whose value draws it, with the child it is about and all that is this child's, into a scope of that
    name: `school:KEY` beside the village.
    levels: the name of scopes that it lies in by where it was recorded: of its village and of each area above that up
    to the county, `check:CODE`. Who has an area holds that of the area, with all that lies in it.
    speaks_of: fields that name another record whose area is asked, and its kind; of several the first that is said.
    of_itself: of what speaks of nobody's record, why its village is all there is to ask.
    own_table: whether it has a table of its own; `fact` holds the others.
    rides_with: the kind within whose record phones and packages are shown it.
    to_phones: whether phones of its village are sent it.
    stays: of what is about one person, the fields that an erasure leaves; None of what is about nobody.
    """

    merging: bool
    fields: dict[str, Check]
    words: tuple[str, str]
    rights: str
    required: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)
    by_itself: bool = False
    scopes: dict[str, str] = field(default_factory=dict)
    levels: str = ""
    speaks_of: dict[str, str] = field(default_factory=dict)
    of_itself: str = ""
    own_table: bool = False
    rides_with: str = ""
    to_phones: bool = True
    stays: str | None = None


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
INTERVIEW_OUTCOMES = ("interviewed", "nobody", "refused", "empty", "no_child", "other")
CATCHUP_OUTCOMES = (
    *("given", "part_given", "absent_short", "absent_long", "refused", "ill", "contraindicated"),
    *("moved_away", "not_found", "elsewhere", "other"),
)
MODES = ("post", "door", "mobile", "school", "clinic")
STATES = ("refused", "contraindicated", "had_disease", "unknown")
BODY_SITES = ("left_arm", "right_arm", "left_thigh", "right_thigh", "mouth")
NOTICE_RESULTS = ("told", "booked", "absent", "refused", "wrong_number")
NOTICE_EVENTS = ("printed", "returned", "returned_picture", "withdrawn", "closed")
CERTIFICATES = ("seen", "electronic", "other_proof", "lost", "never")
ASSESSMENTS = ("complete", "needs", "exempt", "none")
ASSESSED: dict[str, Check] = {
    "certificate": one_of(*CERTIFICATES, "missing"),  # `missing`: what phones said before, read as `never`
    "clinic_assessment": one_of(*ASSESSMENTS),
    "assessed_on": day,
    "assessed_by": LINE,
    "report_no": CODE,
    "missing": slots,
    "missing_from": one_of("report", "evaluator"),
    "exempt": exempt_slots,
}
PLACE = {"lat": LAT, "lon": LON, "accuracy_m": METRES}
OF_CHILD = {"child": "child"}
FACTS = "fact"

KINDS: dict[str, Kind] = {
    "household": Kind(
        merging=True,
        fields={"head": NAME, "address": LINE, "phone": CODE, "group": LINE, "door": LINE, "note": WORDS}
        | {"door_order": number(-1e9, 1e9), "people": COUNT}
        | PLACE,
        words=("记录住户", "record a household"),
        rights="o o o o - o - o",
        own_table=True,
        stays="",
    ),
    "child": Kind(
        merging=True,
        fields={
            "household": uuid,
            "name": NAME,
            "unnamed": flag,
            "sex": one_of("male", "female"),
            "born": day,
        }
        | {"born_estimated": flag, "mother": NAME, "guardian": NAME, "phone": CODE, "phone2": CODE}
        | {"landlord": NAME, "since": day, "card_no": CODE, "certificate_no": CODE, "listed_on": day}
        | {"registered_at": one_of("county", "other_county", "other_city", "other_province", "none")}
        | {"prior_polio": one_of("0", "1", "2", "3", "unknown"), "prior_source": CODE}
        | {"status": one_of("here", "away", "moved", "died"), "status_on": day, "moved_from": named},
        words=("记录儿童", "record a child"),
        rights="o o o o - o - o",
        parents={"household": "household"},
        by_itself=True,
        own_table=True,
        stays="household unnamed sex born born_estimated registered_at since prior_polio prior_source status "
        "status_on listed_on moved_from",
    ),
    "batch": Kind(
        merging=True,
        fields={"product": CODE, "form": one_of("pill", "drops", "injection"), "maker": LINE, "lot": CODE}
        | {"expires": day, "doses_per_vial": COUNT, "trace_codes": items},
        words=("记录批号", "record a batch"),
        rights="o o o - - o - o",
        own_table=True,
    ),
    "visit": Kind(
        merging=False,
        fields={"round": uuid, "child": uuid, "on": day, "post": CODE, "outcome": listed(*OUTCOMES)}
        | {"mode": one_of(*MODES), "found": flag, "product": CODE}
        | {
            "reason": CODE,
            "batch": CODE,
            "given_by": CODE,
            "consent": one_of("told", "signed"),
            "asked": items,
        }
        | {
            "certificate_written": one_of("yes", "not_brought", "none"),
            "observed": one_of("yes", "left_early"),
        }
        | PLACE,
        words=("记录一次接种或未种原因", "record a visit, for oneself or a named vaccinator"),
        rights="o o o - - o - o",
        required=("round", "child", "on", "outcome"),
        parents=OF_CHILD,
        own_table=True,
        stays="round child on mode post outcome reason found product batch given_by consent certificate_written "
        "observed",
    ),
    "dose": Kind(
        merging=True,
        fields={
            "child": uuid,
            "product": CODE,
            "given_on": day,
            "campaign": CODE,
            "round": CODE,
            "batch": CODE,
        }
        | {"source": one_of("card", "certificate", "register", "campaign", "recall"), "given_by": CODE}
        | {"body_site": one_of(*BODY_SITES)},
        words=("记录既往剂次", "record a dose from card, certificate or memory"),
        rights="o o o o - o - o",
        parents=OF_CHILD,
        own_table=True,
        rides_with="child",
        stays="child product given_on source campaign round batch given_by body_site",
    ),
    "enrolment": Kind(
        merging=True,
        fields={"child": uuid, "school": CODE, "grade": CODE, "class_name": CODE, "term": CODE}
        | {
            "reason": one_of("new", "transfer", "mid_term"),
            "joined_on": day,
            "left_on": day,
            "left_to": LINE,
        },
        words=("入托入学登记", "enrol a child in a class"),
        rights="- - o o - o - o",
        parents=OF_CHILD,
        scopes={"school": "school"},
        own_table=True,
        stays="child school grade class_name term reason joined_on left_on",
    ),
    "same_child": Kind(
        merging=False,
        fields={"child": uuid, "other": uuid},
        words=("两条记录是同一儿童", "say that two records are one child"),
        rights="o o o o - o - o",
        required=("child", "other"),
        parents=OF_CHILD | {"other": "child"},
        by_itself=True,
        own_table=True,
        stays="child other",
    ),
    "visit_review": Kind(
        merging=False,
        fields={"visit": uuid, "child": uuid, "round": uuid, "on": day, "in_round": flag, "note": WORDS},
        words=("定一次服苗是否计入本轮", "say whether a visit counts in its round"),
        rights="- - - - - o - o",
        required=("visit", "child", "in_round"),
        parents=OF_CHILD | {"visit": "visit"},
        to_phones=False,
        stays="visit child round on in_round",
    ),
    "dose_state": Kind(
        merging=False,
        fields={
            "child": uuid,
            "series": CODE,
            "n": COUNT,
            "on": day,
            "note": WORDS,
            "state": listed(*STATES),
        },
        words=("记录禁忌、拒绝等", "record contraindication, refusal and the like"),
        rights="- o o o - o - o",
        required=("child", "series", "n", "state"),
        parents=OF_CHILD,
        stays="child series n state on",
    ),
    "catchup_visit": Kind(
        merging=False,
        fields={"child": uuid, "on": day, "outcome": listed(*CATCHUP_OUTCOMES), "campaign": CODE}
        | {"mode": one_of(*MODES), "reason": CODE, "measure": LINE, "planned_on": day, "slots": slots}
        | {"gone_to": LINE, "note": WORDS}
        | PLACE,
        words=("记录一次查漏补种走访", "record a visit of catch-up"),
        rights="o o o - - o - o",
        required=("child", "on", "outcome"),
        parents=OF_CHILD,
        own_table=True,
        stays="child on outcome campaign mode reason planned_on slots",
    ),
    "paper_read": Kind(
        merging=False,
        fields={"child": uuid, "on": day, "paper": one_of("certificate", "card"), "doses": written_doses}
        | {"seen": one_of("read", "none", "not_shown"), "note": WORDS},
        words=("核对接种证、接种卡", "say what a certificate or card has"),
        rights="o o o o - o - o",
        required=("child", "on", "paper", "seen"),
        parents=OF_CHILD,
        to_phones=False,
        stays="child on paper seen doses",
    ),
    "vials": Kind(
        merging=False,
        fields={
            "round": uuid,
            "on": day,
            "batch": CODE,
            "received": COUNT,
            "opened": COUNT,
            "discarded": COUNT,
        }
        | {"returned": COUNT, "box_temperature": number(-100, 100)},
        words=("疫苗领用", "count vials"),
        rights="o o o - - o - o",
        required=("round", "on"),
        of_itself="a village's own count",
    ),
    "zero_report": Kind(
        merging=False,
        fields={"round": uuid, "on": day},
        words=("零报告", "report that no reaction was seen"),
        rights="o o o - - o - o",
        required=("round", "on"),
        of_itself="a village's own word that nothing was seen",
    ),
    "paper_tally": Kind(
        merging=False,
        fields={"round": uuid, "on": day, "source": one_of("phone", "paper"), "counts": anything},
        words=("代录电话、纸质数字", "type in a tally from paper or telephone"),
        rights="- - o - - o - o",
        required=("round", "on"),
        of_itself="a village's own count",
    ),
    "aefi": Kind(
        merging=False,
        fields={
            "child": uuid,
            "round": uuid,
            "batch": CODE,
            "onset": WORDS,
            "seen_on": day,
            "symptoms": anything,
        }
        | {"temperature": number(30, 45), "severity": CODE, "action": WORDS, "outcome": WORDS},
        words=("疑似异常反应", "report an adverse event"),
        rights="o o o o - o - o",
        required=("round",),
        parents=OF_CHILD,
        stays="child round batch seen_on severity",
    ),
    "certificate_check": Kind(
        merging=False,
        fields={"enrolment": uuid, "checked_on": day, "note": WORDS} | ASSESSED,
        words=("查验接种证", "check a certificate"),
        rights="- - o o - o - o",
        required=("enrolment", "checked_on"),
        parents={"enrolment": "enrolment"},
        speaks_of={"enrolment": "enrolment"},
        own_table=True,
        stays="enrolment checked_on certificate clinic_assessment assessed_on missing missing_from exempt",
    ),
    "recheck": Kind(
        merging=False,
        fields={"check": uuid, "on": day, "result": CODE, "note": WORDS} | ASSESSED,
        words=("再次查验", "check again"),
        rights="- - o o - o - o",
        required=("check", "on"),
        parents={"check": "certificate_check"},
        speaks_of={"check": "certificate_check"},
        own_table=True,
        stays="check on result certificate clinic_assessment assessed_on missing missing_from exempt",
    ),
    "notice": Kind(
        merging=False,
        fields={"kind": one_of("invitation", "certificate", "doses"), "check": uuid, "child": uuid}
        | {"household": uuid, "round": uuid, "issued_on": day}
        | {"how": one_of("slip", "call", "message", "loudspeaker"), "number": notice_number, "items": items}
        | {"campaign": CODE, "result": one_of(*NOTICE_RESULTS), "session": CODE, "slot": CODE},
        words=("发通知单", "give a notice"),
        rights="o o o o - o - o",
        required=("kind", "issued_on"),
        parents=OF_CHILD | {"check": "certificate_check", "household": "household"},
        speaks_of={"check": "certificate_check", "household": "household"},
        own_table=True,
        stays="kind check child household round issued_on how items campaign result session slot",
    ),
    "notice_event": Kind(
        merging=False,
        fields={"notice": uuid, "event": one_of(*NOTICE_EVENTS), "on": day, "items": items, "note": WORDS},
        words=("通知单的去向", "follow a notice"),
        rights="o o o o - o - o",
        required=("notice", "event", "on"),
        parents={"notice": "notice"},
        speaks_of={"notice": "notice"},
        own_table=True,
        stays="notice event on items",
    ),
    "list_handover": Kind(
        merging=False,
        fields={"school": CODE, "clinic": CODE, "term": CODE, "on": day, "receiver": NAME, "checks": keys},
        words=("把名单交给接种单位", "hand a list over to a clinic"),
        rights="- - o o - o - o",
        required=("school", "clinic", "on"),
        scopes={"school": "school"},
        of_itself="a school's own word to whom it gave its list; the checks in it are named, not changed",
    ),
    "interview": Kind(
        merging=False,
        fields={"survey": CODE, "cluster": CODE, "household_no": anything, "tries": COUNT, "on": day}
        | {"outcome": listed(*INTERVIEW_OUTCOMES), "started": CODE, "ended": CODE, "head": NAME}
        | {"members": members, "corrects": uuid, "note": WORDS}
        | PLACE,
        words=("接种率调查访谈", "interview a household"),
        rights="- - - - o o - o",
        required=("survey", "cluster"),
        scopes={"cluster": "cluster"},
        of_itself="a visit to a sampled household; the children in it are copied, not changed",
        to_phones=False,
    ),
    "quick_check": Kind(
        merging=False,
        fields={"campaign": CODE, "round": uuid, "kind": one_of("rcm", "lqas"), "lot": CODE, "cluster": CODE}
        | {
            "site": LINE,
            "site_kind": CODE,
            "on": day,
            "started": CODE,
            "ended": CODE,
            "children": checked_children,
        }
        | {"decision": CODE, "corrects": uuid, "redo_of": uuid, "note": WORDS}
        | PLACE,
        words=("快速评估", "make a quick check"),
        rights="- - - - o o - o",
        required=("kind", "children"),
        levels="check",
        of_itself="a visit to a site; the children in it are counted, not named",
        to_phones=False,
    ),
    "activity": Kind(
        merging=False,
        fields={"campaign": CODE, "kind": CODE, "on": day, "count": COUNT, "words": WORDS},
        words=("宣传等活动", "log an activity"),
        rights="o o o o - o - o",
        required=("kind", "on"),
        of_itself="a village's own work",
        to_phones=False,
    ),
}
# Reference rows that travel to phones in the `setup` scope; only the office writes them.
SETUP_KINDS = (
    *("area", "campaign", "round", "post", "assignment", "person", "code", "edition", "clinic"),
    *("school", "school_setting", "survey", "cluster", "lot", "survey_setting"),
    *("catchup", "catchup_session"),
)
MERGING = tuple(name for name, kind in KINDS.items() if kind.merging)
TABLES = tuple(dict.fromkeys(name if kind.own_table else FACTS for name, kind in KINDS.items()))
ROOTS = tuple(
    name for name, kind in KINDS.items() if kind.own_table and not kind.parents.keys() - {"household"}
)
OF_CHILD_TABLES = tuple(
    t for t in TABLES if t == FACTS or (KINDS[t].parents.get("child") and t != "same_child")
)
# By table the columns that name another row, and the table of that: `fact` has one column for them.
NAMED_IN: dict[str, dict[str, str]] = {t: dict(KINDS[t].parents) if t in KINDS else OF_CHILD for t in TABLES}
LIES_WITH = {t: {} if t in KINDS and KINDS[t].by_itself else named for t, named in NAMED_IN.items()}
PREFIXES_OF = {name: frozenset({*kind.scopes.values(), kind.levels} - {""}) for name, kind in KINDS.items()}
SCOPED = frozenset(name for name, prefixes in PREFIXES_OF.items() if prefixes)
LEVELLED = frozenset(kind.levels for kind in KINDS.values() if kind.levels)
LEVELS = (6, 9, 12)  # digits of a county, a township and a village
NAMED_BY_OTHERS = frozenset(of for kind in KINDS.values() for of in kind.speaks_of.values()) - set(ROOTS)


def table_of(kind: str) -> str:
    """The table a kind is folded into: its own, or the one of facts; of what is no kind too."""
    return kind if kind in KINDS and KINDS[kind].own_table else FACTS


PREFIXES = frozenset().union(*PREFIXES_OF.values())
SCOPE_NAME = re.compile(r"([a-z]+):(\S(?:.{0,58}\S)?)\Z")


def prefix_of(scope: str) -> str | None:
    """What sort of scope beside villages this is, `school`, `cluster` or `check`; None of what is an area or none."""
    found = SCOPE_NAME.match(scope)
    return found[1] if found and found[1] in PREFIXES and found[2].isprintable() else None


def scopes_of_row(kind: str, row: dict[str, Any]) -> set[str]:
    """The scopes a row of this kind draws itself, or its child, into: none while it is not known, was taken back or is
    over."""
    if not row["known"] or row["voided"] or row.get("left_on"):
        return set()
    more = json.loads(row["more"]) if row["more"] else {}
    said = ((prefix, row.get(name, more.get(name))) for name, prefix in KINDS[kind].scopes.items())
    names = {f"{prefix}:{value}" for prefix, value in said if isinstance(value, str)}
    if levels := KINDS[kind].levels:
        names |= {f"{levels}:{row['area'][:digits]}" for digits in LEVELS}
    return {name for name in names if prefix_of(name)}
