"""What stands on a notice: every sentence of the sheet and its slip, in the language it is printed in. Pure.

A notice speaks to a family: plain words, days written out, what to do and by when; that it bars no child from school
stands on each (docs/forms.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.ground.showing import shown
from fieldapp.school.classes.naming import class_words
from fieldapp.school.classes.telling import WORDS, Gap
from fieldapp.school.deadlines import Deadline, within
from fieldapp.school.notices.owed import ASSESSMENT, CERTIFICATE, DOSES, Paper
from fieldapp.school.outcome import Look, Outcome
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import Slot, name_of, product_by_age

NO_DIGITS = "—"
TITLES = {
    DOSES: ("预防接种补种通知单", "Notice of vaccine doses to catch up"),
    CERTIFICATE: ("预防接种证补证通知单", "Notice to have the vaccination certificate re-issued"),
    ASSESSMENT: ("预防接种评估通知单", "Notice to have the vaccinations assessed"),
}
DONE = {
    DOSES: ("已补种（日期、单位）", "Given (day, clinic)"),
    CERTIFICATE: ("已补证（日期、单位）", "Re-issued (day, clinic)"),
    ASSESSMENT: ("已评估（日期、单位）", "Assessed (day, clinic)"),
}


@dataclass(frozen=True)
class Clinic:
    """Where the family is to go; empty where nobody said."""

    name: str = ""
    address: str = ""
    phone: str = ""
    days: str = ""


@dataclass(frozen=True)
class School:
    """Who sends the notice."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Around:
    """What all notices of a class share. `days`: within how many it is to be done; `texts`: the county's
    own words, by kind; `names`: clinics that assessed, by key; `on`: the day of printing."""

    language: str
    days: int
    texts: dict[str, str]
    school: School
    clinic: Clinic
    names: dict[str, str]
    on: date

    def said(self, zh: str, en: str) -> str:
        """The words in the notice's language."""
        return zh if self.language == "zh" else en

    def day(self, day: date) -> str:
        """A day written out."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else day.isoformat()


@dataclass(frozen=True)
class Of:
    """One notice with whose it is: `name` as the page says it, and the gaps of the pupil as the schedule sees them."""

    pupil: Pupil
    outcome: Outcome
    paper: Paper
    name: str
    gaps: Sequence[Gap]

    def issued(self, around: Around) -> date:
        """The day it was given out."""
        day = self.paper.notice.issued_on if self.paper.notice else ""
        return date.fromisoformat(day) if day else around.on


def sheet_of(of: Of, around: Around, code: str) -> dict[str, Any]:
    """One notice as the template takes it; `code`: its QR code as SVG, empty where it has no number."""
    number = of.paper.notice.number if of.paper.notice else None
    spaced = f"{number[:4]} {number[4:]}" if number else NO_DIGITS
    issued = of.issued(around)
    return {
        "title": around.said(*TITLES[of.paper.kind]),
        "number": spaced,
        "numbered": around.said("编号", "Number"),
        "code": code,
        "name": of.name,
        "head": _head(of, around),
        "lead": _lead(of, around),
        "heads": [
            around.said(*words)
            for words in (("免费疫苗", "Free vaccine"), ("最早可种", "From"), ("条件", "If"))
        ],
        "rows": [_row(gap, of, around) for gap in _named(of)],
        "by": _by(of, within(issued, around.days), around),
        "clinic": _clinic(around),
        "bring": _bring(of, around),
        "never": around.said("补种、补证都不影响孩子入学。", "None of this bars the child from school."),
        "county": around.texts.get(of.paper.kind, ""),
        "sign": _sign(issued, around),
        "slip": _slip(of, around, spaced),
    }


def _head(of: Of, around: Around) -> str:
    place = shown(class_words(of.pupil.grade, of.pupil.class_name, around.language))
    name = of.name or around.said("（没有名字）", "(no name)")
    return around.said(f"{place}　{name} 的家长：", f"To the parents of {name}, {place}:")


def _lead(of: Of, around: Around) -> str:
    if of.paper.kind == CERTIFICATE:
        return around.said(
            "查验入学预防接种证时，孩子没有接种证。请带户口簿或出生医学证明，到原来接种的单位或现在居住地的接种单位补办。",
            "The child has no vaccination certificate to show at school. Please have it re-issued where the child was "
            "vaccinated before or where it lives now; bring the household book or the birth certificate.",
        )
    if of.paper.kind == ASSESSMENT:
        return _unassessed(of.outcome, around)
    who, on = _assessed(of, around)
    return around.said(
        f"{who}{on}评估，孩子还需要补种下面的免费疫苗：",
        f"Assessed{who}{on}: the child still needs these free doses:",
    )


def _unassessed(outcome: Outcome, around: Around) -> str:
    first = around.said(
        "请先到接种单位评估。", "Please go to the clinic first and have the vaccinations assessed. "
    )
    if outcome.stale_at is not None:
        return first + around.said(
            f"上次评估以后孩子已满{outcome.stale_at}岁，那份报告不能再用。",
            f"The child has turned {outcome.stale_at} since the last assessment, which no longer holds.",
        )
    return first + around.said(
        "还没有接种单位的评估结果，学校不判断缺哪些疫苗。",
        "No clinic has assessed it yet; the school does not judge which doses are missing.",
    )


def _assessed(of: Of, around: Around) -> tuple[str, str]:
    look = _deciding(of)
    by = (look.assessed_by if look else None) or ""
    name = around.names.get(by, "" if len(by) == 36 else shown(by)) or around.clinic.name
    day = look.assessed_on if look else None
    said = around.day(date.fromisoformat(day)) if day else ""
    who = around.said(f"经{name or '接种单位'}", f" by {name}" if name else "")
    return who, around.said(f"于{said}" if said else "", f" on {said}" if said else "")


def _deciding(of: Of) -> Look | None:
    looks = [look for look in of.pupil.looks if look.assessment == "needs" and look.missing]
    return looks[-1] if looks else None


def _named(of: Of) -> list[Gap]:
    """The gaps this notice names, in its order; what the schedule says nothing of is named all the same."""
    known = {gap.slot: gap for gap in of.gaps}
    return [known.get(slot) or Gap(slot, None, None, "", True, True) for slot in of.paper.items]


def _row(gap: Gap, of: Of, around: Around) -> list[str]:
    return [_vaccine(gap.slot, gap, of, around), _first_day(gap, around), _condition(gap, around)]


def _vaccine(slot: Slot, gap: Gap, of: Of, around: Around) -> str:
    by_age = product_by_age(slot, of.pupil.born, around.on.isoformat())
    now = gap.product if slot[0] == "dtp" and gap.product else by_age
    then = product_by_age(slot, of.pupil.born, of.outcome.said_on or around.on.isoformat())
    called, before = (name_of(slot, around.language, product) for product in (now, then))
    if by_age == then:
        return called
    return around.said(f"{called}（查验时{before}）", f"{called} ({before} at the check)")


def _first_day(gap: Gap, around: Around) -> str:
    if gap.earliest is None:
        return around.said("由接种单位定", "the clinic says")
    if gap.earliest <= around.on.isoformat():
        return around.said("现在就可以", "now")
    return around.day(date.fromisoformat(gap.earliest))


def _condition(gap: Gap, around: Around) -> str:
    return around.said(*WORDS["condition"].get(gap.condition, (gap.condition, gap.condition)))


def _by(of: Of, deadline: Deadline, around: Around) -> str:
    """By when, as the law counts: the day, where it is no working day the next, and the last one before."""
    last, before = around.day(deadline.last), around.day(deadline.before)
    what = around.said("前带孩子和接种证到：", "with the child and its certificate to:")
    if of.paper.kind == CERTIFICATE:
        what = around.said("前办好，可以到：", "to:")
    if deadline.counted == deadline.last:
        return around.said(f"请在{last}{what}", f"Please go by {last} {what}")
    counted = around.day(deadline.counted)
    return around.said(
        f"请在{counted}（当天休息，可到{last}；在那以前最后一个工作日是{before}）{what}",
        f"Please go by {counted} (no working day: {last} will do; the last working day before is {before}) {what}",
    )


def _clinic(around: Around) -> list[list[str]]:
    clinic = around.clinic
    if not clinic.name:
        where = around.said(
            "孩子原来接种的单位，或居住地的接种单位",
            "where the child was vaccinated before, or where it lives",
        )
        return [[around.said("接种单位", "Clinic"), where]]
    lines = (
        (around.said("接种单位", "Clinic"), clinic.name),
        (around.said("地址", "Address"), clinic.address),
        (around.said("电话", "Telephone"), clinic.phone),
        (around.said("接种日", "Clinic days"), clinic.days),
    )
    return [[label, words] for label, words in lines if words]


def _bring(of: Of, around: Around) -> list[str]:
    if of.paper.kind == CERTIFICATE:
        return [
            around.said(
                "补证时请接种单位一并评估，填好接种证上的“评估”页；需要补种的，同时约好时间。",
                "Have the clinic assess the child at the same time and fill the assessment page; where doses are "
                "missing, agree on a day.",
            ),
            around.said("办好以后，请把接种证拿给学校看。", "Then show the certificate at school."),
        ]
    lines = [
        around.said(
            "孩子正在发热、生病，有过敏、慢性病，或正在用药的，请先告诉医生。",
            "Tell the doctor about fever, illness, allergy, chronic disease or medicine.",
        )
    ]
    if of.paper.kind == DOSES:
        lines.append(around.said("接种后留下观察30分钟。", "Stay for 30 minutes after the dose."))
    return [
        *lines,
        around.said(
            "请接种单位填好接种证上的“评估”页，再把接种证拿给学校看。",
            "Have the clinic fill the assessment page of the certificate, then show it at school.",
        ),
    ]


def _sign(issued: date, around: Around) -> str:
    school = around.school
    phone = around.said(f"　电话 {school.phone}", f", telephone {school.phone}") if school.phone else ""
    return f"{school.name}{phone}　{around.day(issued)}"


def _slip(of: Of, around: Around, spaced: str) -> dict[str, Any]:
    place = shown(class_words(of.pupil.grade, of.pupil.class_name, around.language))
    name = of.name or NO_DIGITS
    facts = (f"编号 {spaced}　{place}　{name}", f"Number {spaced}, {place}, {name}")
    ways = (DONE[of.paper.kind], ("已预约（日期）", "Agreed on (day)"), _later(of.paper.kind))
    return {
        "title": around.said(
            "回执（剪下或拍照交回学校）", "Slip: cut off, or send a picture, back to the school"
        ),
        "facts": around.said(*facts),
        "ways": [around.said(*words) for words in ways],
        "sign": around.said(
            "家长签字：　　　　　　　　日期：", "Signed by a parent:                          Day:"
        ),
    }


def _later(kind: str) -> tuple[str, str]:
    if kind == DOSES:
        return "暂缓或不能种，原因", "Put off or not possible, because"
    return "暂时办不了，原因", "Not possible yet, because"


def sheets_of(many: Iterable[tuple[Of, str]], around: Around) -> list[dict[str, Any]]:
    """Several notices, each with its code."""
    return [sheet_of(of, around, code) for of, code in many]
