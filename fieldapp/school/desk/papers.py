"""The clinic's papers: the assessment page of one child, and what of a school was caught up in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.schedule.antigens import product_name
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import class_words
from fieldapp.school.classes.telling import WORDS, Gap
from fieldapp.school.outcome import Look, Outcome
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import Slot, called_then, in_order, name_of, product_by_age, short_name

REPORT = Path(__file__).with_name("report.typ")
WIDTHS = (0.8, 2, 1, 0.9, 1.4, 1.5, 3, 1.5, 2.6)  # of HEADS
TITLES = (
    "儿童入托、入学预防接种完成情况评估报告",
    "Assessment of vaccinations at entry into kindergarten or school",
)
FEEDBACK_TITLE = ("补种情况反馈表", "Doses caught up")
HEADS = (
    ("序号", "No."),
    ("学校", "School"),
    ("年级", "Grade"),
    ("班级", "Class"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("补种疫苗剂次", "Doses caught up"),
    ("补种时间", "Given on"),
    ("是否种全", "Complete"),
)
Row = tuple[Any, ...]


def last_assessment(pupil: Pupil) -> Look | None:
    """The latest look at which a clinic had assessed the child."""
    return next((look for look in reversed(pupil.looks) if look.assessment), None)


def report_said(
    one: OneOf, gaps: Sequence[Gap], places: dict[str, str], on: str, language: str
) -> dict[str, Any]:
    """What the assessment page of a child says: of the latest assessment, or of none, for a pen.

    Args:
        gaps: what is still to be given, with first day and condition.
        places: `school`, `clinic`: what they are called; `address` and `phone` of the clinic.
        on: the day it is printed.
    """
    at, pupil = _at(language), one.pupil
    look = last_assessment(pupil)
    number = (look.report_no if look else None) or "＿＿＿＿＿＿"
    sex = WORDS["sex"].get(pupil.fields.get("sex") or "", ("—", "—"))[at]
    facts = [
        [("姓名", "Name")[at], person_said(pupil.name, language) or "—"],
        [("性别", "Sex")[at], sex],
        [("出生日期", "Born")[at], pupil.born or "—"],
        [("接种证号", "Certificate no.")[at], pupil.fields.get("certificate_no") or "—"],
        [("班级", "Class")[at], class_words(pupil.grade, pupil.class_name, language) or "—"],
        [("监护人", "Guardian")[at], person_said(pupil.guardian, language) or "—"],
    ]
    answer = look.assessment if look else None
    boxes = [[WORDS["assessment"][code][at], answer == code] for code in ("complete", "needs", "exempt")]
    name = f"{('评估', 'assessment')[at]} {pupil.name}"
    day = (look.assessed_on or look.on) if look else "＿＿＿＿＿＿"
    return {
        "name": name,
        "language": language,
        "title": TITLES[at],
        "school": f"{('学校：', 'School: ')[at]}{place_said(places['school'], language)}",
        "number": f"{('报告编号：', 'Report no. ')[at]}{number}",
        "facts": facts,
        "result": {"label": ("评估结果", "Result")[at], "boxes": boxes},
        "heads": [words[at] for words in REPORT_HEADS],
        "rows": [_missing(gap, pupil, on, at, language) for gap in gaps if answer != "complete"],
        "nothing": ("没有还要补种的免费疫苗。", "No free vaccine is to be caught up.")[at] if look else "",
        "notes": _notes(one, at, language),
        "signs": [
            f"{('接种单位（章）：', 'Clinic (seal): ')[at]}{place_said(places['clinic'], language)}",
            ("评估人：", "Assessed by: ")[at],
            f"{('评估日期：', 'Assessed on: ')[at]}{day}",
        ],
    }


REPORT_HEADS = (
    ("还没完成的疫苗和剂次", "Vaccine and dose missing"),
    ("疫苗", "Product"),
    ("最早可种", "First day"),
    ("条件", "Condition"),
)


def _at(language: str) -> int:
    return 0 if language == "zh" else 1


def _missing(gap: Gap, pupil: Pupil, on: str, at: int, language: str) -> list[str]:
    product = gap.product or product_by_age(gap.slot, pupil.born, on)
    waits = ("前一剂种后再算", "after the dose before")[at] if pupil.doses else "—"
    first = ("现在可种", "now")[at] if gap.earliest and gap.earliest <= on else gap.earliest or waits
    called = name_of(gap.slot, language, product if gap.slot[0] == "dtp" else None)
    condition = WORDS["condition"].get(gap.condition, ("", ""))[at]
    return [called, product_name(product, language) if product else "—", first, condition]


def _notes(one: OneOf, at: int, language: str) -> list[str]:
    outcome, found = one.outcome, []
    if outcome.caught_up_on and not outcome.open:
        found.append(("评估时要补的已全部补种。", "All that was to be caught up was given since.")[at])
    if outcome.filled:
        said = [
            f"{called_then(slot, one.pupil.born, outcome.said_on, day, language)} {day}"
            for slot, day in sorted(
                ((slot, outcome.filled[slot]) for slot in in_order(outcome.filled)), key=lambda pair: pair[1]
            )
        ]
        found.append(("查验后已补种：", "Given since the check: ")[at] + _joined(said, at))
    exempt = [
        f"{short_name((series, n), language)} {WORDS['state'].get(why, (why, why))[at]}"
        for look in one.pupil.looks
        for series, n, why in look.exempt
    ]
    if exempt:
        found.append(("不用补：", "Need not be given: ")[at] + _joined(exempt, at))
    found.append(
        (
            "只列免费疫苗。本报告只说明预防接种完成情况，不影响入托、入学。",
            "Free vaccines only. This page says which vaccinations are complete; it is no bar to entry.",
        )[at]
    )
    return found


def _joined(words: Iterable[str], at: int) -> str:
    return ("、", ", ")[at].join(words)


def caught_up_rows(pupils: Iterable[OneOf], school: str, since: str, until: str, language: str) -> list[Row]:
    """The rows of 补种情况反馈表: of each child the doses caught up in a period, day by day."""
    at, found = _at(language), list[Row]()
    for one in pupils:
        days: dict[str, list[Slot]] = {}
        for slot, day in one.outcome.filled.items():
            if since <= day <= until:
                days.setdefault(day, []).append(slot)
        for day, slots in sorted(days.items()):
            found.append((len(found) + 1, school, *_of_pupil(one, slots, day, at, language)))
    return found


def _of_pupil(one: OneOf, slots: Sequence[Slot], day: str, at: int, language: str) -> Row:
    pupil = one.pupil
    then = one.outcome.said_on
    said = [called_then(slot, pupil.born, then, day, language) for slot in in_order(slots)]
    return (
        class_words(pupil.grade, "", language),
        pupil.class_name,
        pupil.name,
        pupil.born or "—",
        _joined(said, at),
        day,
        _whether(one.outcome, pupil, at, language),
    )


def _whether(outcome: Outcome, pupil: Pupil, at: int, language: str) -> str:
    """是, or 否 with what is left."""
    if not outcome.open:
        return ("是", "yes")[at]
    on = outcome.said_on or ""
    left = [short_name(slot, language, product_by_age(slot, pupil.born, on)) for slot in outcome.open]
    return ("否，还差 ", "no, left: ")[at] + _joined(left, at)


def _as_said(row: Row, language: str) -> list[str]:
    """A row on paper: school and child with their names in Latin letters beside on an English one."""
    n, school, grade, name_of_class, name, *rest = row
    said = n, place_said(school, language), grade, name_of_class, person_said(name, language), *rest
    return [str(cell) for cell in said]


def feedback_said(rows: Sequence[Row], clinic: str, since: str, until: str, language: str) -> dict[str, Any]:
    """What 补种情况反馈表 says on paper."""
    at = _at(language)
    return {
        "name": f"{FEEDBACK_TITLE[at]} {since} {until}",
        "language": language,
        "title": FEEDBACK_TITLE[at],
        "facts": [
            f"{('接种单位：', 'Clinic: ')[at]}{place_said(clinic, language)}",
            f"{since} — {until}",
            "",
        ],
        "heads": [words[at] for words in HEADS],
        "widths": WIDTHS,
        "rows": [_as_said(row, language) for row in rows],
        "notes": [] if rows else [("这段时间没有补种。", "No dose was caught up in this period.")[at]],
        "signs": [
            ("填表人：", "Filled in by: ")[at],
            ("单位（章）：", "Clinic (seal): ")[at],
            ("学校签收：", "Received by the school: ")[at],
            ("日期：", "Day: ")[at],
        ],
    }
