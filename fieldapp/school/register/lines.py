"""The register's columns and one line of it for each child that was to be checked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from fieldapp.ground.showing import shown
from fieldapp.records.code_words import REGISTERED, word
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import class_words
from fieldapp.school.classes.telling import WORDS
from fieldapp.school.outcome import RESULTS, Look, birthdays_between
from fieldapp.school.register.marks import Dose, marks_of
from fieldapp.school.slots import COLUMNS, MMR_AGAIN, Slot, called_then, product_by_age, short_name

Words = tuple[str, str]
BEFORE: tuple[tuple[str, str, str], ...] = (
    ("no", "序号", "No."),
    ("name", "姓名", "Name"),
    ("sex", "性别", "Sex"),
    ("born", "出生日期", "Born"),
    ("code", "儿童编码", "Code"),
    ("class", "年级班级", "Class"),
    ("entered", "入学类别及日期", "Entered, day"),
    ("registered", "户籍", "Registered"),
    ("guardian", "监护人", "Guardian"),
    ("phone", "电话", "Telephone"),
    ("address", "住址", "Address"),
    ("clinic", "接种单位", "Clinic"),
    ("certificate", "接种证", "Certificate"),
    ("assessment", "评估结果、单位、日期", "Assessment: result, clinic, day"),
)
AFTER: tuple[tuple[str, str, str], ...] = (
    ("complete", "是否种全", "Complete"),
    ("reissued", "补证日期", "Re-issued on"),
    ("noticed", "补种通知日期", "Notice on"),
    ("caught_up", "补种完成日期", "Caught up on"),
    ("second", "再次查验日期、结果", "Second look: day, result"),
    ("note", "备注", "Remarks"),
)
HELD = {"held": ("有", "yes"), "other_proof": ("其他证明", "other proof"), "without": ("无", "none")}


@dataclass(frozen=True)
class Known:
    """What is known of a child beside the check: the doses that fill slots, and where it lives, in words; names of
    clinics by key; `until`: the last day on which it is looked at again."""

    given: Mapping[Slot, Dose]
    village: str
    clinics: Mapping[str, str]
    clinic: str
    until: str


@dataclass(frozen=True)
class Line:
    """One line: words of the columns beside the vaccines by id, and the state of each vaccine's column that is not
    blank."""

    child: str
    said: Mapping[str, str]
    marks: Mapping[str, str]


def groups(language: str) -> list[tuple[str, int]]:
    """The vaccines over their columns, each with how many it has."""
    at = 2 if language == "zh" else 3
    return [
        (words, len(list(some)))
        for words, some in groupby(column[at].rstrip(" 0123456789") for column in COLUMNS)
    ]


def number_in(column: str) -> str:
    """The number of a dose under its vaccine: the last of a column's id; none of the second IPV's."""
    last = column.rpartition("-")[2]
    return last if last.isdecimal() else ""


def line_of(number: int, one: OneOf, known: Known, language: str) -> Line:
    """A child's line."""
    pupil, outcome = one.pupil, one.outcome
    said = {"no": str(number), "name": pupil.name} | _who(one, known, language)
    said |= _seen(one, known, language) | _since(one, language)
    said["note"] = _note(one, known, language)
    said = {name: shown(words, language) for name, words in said.items()}
    return Line(pupil.child, said, marks_of(outcome, known.given, pupil.states, pupil.born))


def _say(words: Words, language: str) -> str:
    return words[0 if language == "zh" else 1]


def _who(one: OneOf, known: Known, language: str) -> dict[str, str]:
    pupil, fields = one.pupil, one.pupil.fields
    entered = _say(WORDS["reason"].get(pupil.reason or "", ("", "")), language)
    return {
        "sex": _say(WORDS["sex"].get(fields.get("sex") or "", ("", "")), language),
        "born": pupil.born or "",
        "code": str(fields.get("card_no") or fields.get("certificate_no") or ""),
        "class": class_words(pupil.grade, pupil.class_name, language),
        "entered": " ".join(part for part in (entered, pupil.joined_on) if part),
        "registered": word(REGISTERED, code, language) if (code := fields.get("registered_at")) else "",
        "guardian": pupil.guardian,
        "phone": str(fields.get("phone") or ""),
        "address": known.village,
        "clinic": known.clinic,
    }


def _seen(one: OneOf, known: Known, language: str) -> dict[str, str]:
    look = _assessing(one.pupil.looks)
    held = _say(HELD.get(one.outcome.certificate or "", ("", "")), language)
    if look is None:
        return {"certificate": held, "assessment": ""}
    by = look.assessed_by or ""
    who = known.clinics.get(by, "" if len(by) == 36 else by)
    result = _say(WORDS["assessment"][look.assessment or ""], language)
    return {"certificate": held, "assessment": " ".join(p for p in (result, who, look.assessed_on) if p)}


def _assessing(looks: Iterable[Look]) -> Look | None:
    """The latest look with a clinic's assessment."""
    some = [look for look in looks if look.assessment]
    return some[-1] if some else None


def _since(one: OneOf, language: str) -> dict[str, str]:
    pupil, outcome = one.pupil, one.outcome
    notices = [n for n in pupil.notices if n.kind == "doses" and n.items and not n.withdrawn]
    again = [look for look in pupil.looks if not look.first]
    second = f"{again[-1].on} {_second(again[-1], one, language)}".strip() if again else ""
    return {
        "complete": _say(RESULTS[outcome.result], language),
        "reissued": outcome.reissued_on or "",
        "noticed": notices[0].issued_on if notices else "",
        "caught_up": outcome.caught_up_on or "",
        "second": second,
    }


def _second(look: Look, one: OneOf, language: str) -> str:
    if look.assessment:
        said = _say(WORDS["assessment"][look.assessment], language)
        more = [_slot(slot, one, language) for slot in one.outcome.later]
        return f"{said} {_say(('、', ', '), language).join(more)}".strip()
    return _say(WORDS["certificate"].get(look.certificate or "", ("", "")), language)


def _note(one: OneOf, known: Known, language: str) -> str:
    """Left and where to, refused, a second MMR, a certificate asked for, a report that no longer holds, birthdays to
    come."""
    pupil, outcome, found = one.pupil, one.outcome, []
    if pupil.left_on:
        went = pupil.left_to or ""
        found.append(_say((f"{pupil.left_on}离校 {went}", f"left {pupil.left_on} {went}"), language).strip())
    for slot in outcome.refused:
        name = _slot(slot, one, language)
        found.append(_say((f"{name}拒绝", f"{name} refused"), language))
    for slot, day in outcome.filled.items():
        by_age = called_then(slot, pupil.born, outcome.said_on, day, language)
        if by_age != _slot(slot, one, language):
            found.append(by_age)
    for slot in outcome.missing:
        if slot[0] == "mcv" and slot[1] >= MMR_AGAIN:
            found.append(_say(("含麻2：麻腮风第2剂", "MCV 2: MMR, dose 2"), language))
    for notice in pupil.notices:
        if notice.kind == "certificate" and not notice.withdrawn:
            day = notice.issued_on
            found.append(_say((f"补证通知{day}", f"re-issue notice {day}"), language))
    if outcome.stale_at is not None:
        age = outcome.stale_at
        found.append(_say((f"评估后已满{age}岁", f"has turned {age} since"), language))
    found += _birthdays(one, known.until, language)
    return _say(("；", "; "), language).join(found)


def _slot(slot: Slot, one: OneOf, language: str) -> str:
    on = one.outcome.said_on or ""
    return short_name(slot, language, product_by_age(slot, one.pupil.born, on) if on else None)


def _birthdays(one: OneOf, until: str, language: str) -> list[str]:
    """满4岁 10-10: what comes due after the check, which is not owed."""
    pupil, on = one.pupil, one.outcome.checked_on
    if pupil.born is None or on is None or pupil.left_on:
        return []
    days = birthdays_between(pupil.born, on, until)
    return [_say((f"满{age}岁 {day[5:]}", f"{age} years on {day[5:]}"), language) for age, day in days]


def entering(pupils: Sequence[OneOf]) -> list[OneOf]:
    """Who stands in the register: those who entered, who left since too."""
    return [one for one in pupils if one.pupil.entering]


def still_short(pupils: Sequence[OneOf]) -> list[str]:
    """The names a teacher is given: whoever has something left, without saying what."""
    return [one.pupil.name for one in pupils if one.left]
