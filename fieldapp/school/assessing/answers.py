"""The five answers of a check as operations say them, the same as the phone's (static/field/school/answers.js).
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fieldapp.records.standing import completed_years
from fieldapp.school.outcome import HELD, WITHOUT, Look, stale_age
from fieldapp.school.slots import BCG, Slot

Words = tuple[str, str]
COMPLETE, NEEDS, EXEMPT, NONE, NO_PROOF = "complete", "needs", "exempt", "none", "without"
ANSWERS: dict[str, Words] = {
    COMPLETE: ("已完成", "complete"),
    NEEDS: ("需补种", "needs catch-up"),
    EXEMPT: ("不用补", "nothing to catch up"),
    NONE: ("没评估", "not assessed"),
    NO_PROOF: ("无证", "no certificate"),
}
ASSESSED = (COMPLETE, NEEDS, EXEMPT)
NO_BCG_FROM = 4  # years
CERTIFICATES: dict[str, Words] = {
    "seen": ("有", "yes"),
    "electronic": ("电子", "electronic"),
    "other_proof": ("其他证明", "other proof"),
    "lost": ("丢失", "lost"),
    "never": ("没办过", "never had one"),
}
WHY: dict[str, Words] = {
    "contraindicated": ("禁忌", "contraindicated"),
    "had_disease": ("得过病", "had the disease"),
    "over_age": ("超过年龄", "over age"),
}


@dataclass(frozen=True)
class Said:
    """What is said of one child on the day of its check. `certificate`: how it is missing where there is none; `slots`:
    those that are missing or, of 不用补, those that need no catch-up; `why`: for which reason."""

    answer: str
    checked_on: str
    certificate: str = "seen"
    assessed_on: str = ""
    assessed_by: str = ""
    report_no: str = ""
    slots: tuple[Slot, ...] = ()
    why: str = ""
    note: str = ""


def check_data(said: Said) -> dict[str, Any]:
    """What a check or a second look says."""
    note = {"note": said.note} if said.note else {}
    if said.answer == NO_PROOF:
        return {"certificate": said.certificate, "clinic_assessment": NONE, **note}
    held: dict[str, Any] = {"certificate": said.certificate, "clinic_assessment": said.answer}
    if said.answer not in ASSESSED:
        return held | note
    held["assessed_on"] = said.assessed_on
    held |= {"assessed_by": said.assessed_by} if said.assessed_by else {}
    held |= {"report_no": said.report_no} if said.report_no else {}
    if said.answer == NEEDS:
        return held | {"missing": [list(slot) for slot in said.slots], "missing_from": "report", **note}
    if said.answer == EXEMPT:
        held["exempt"] = [[*slot, said.why] for slot in said.slots]
    return held | note


def doubts(said: Said, born: str | None) -> list[Words]:
    """What a person should look at in an answer before it is kept, or right after."""
    return [words for words in (stale_words(said, born), _old_bcg_words(said, born)) if words]


def _old_bcg_words(said: Said, born: str | None) -> Words | None:
    """That BCG is said to be missing of a child too old for it: the clinic's word stands, and is asked about."""
    missing = said.answer == NEEDS and any(series == BCG for series, _n in said.slots)
    if not missing or born is None or completed_years(born, said.checked_on) < NO_BCG_FROM:
        return None
    return f"满{NO_BCG_FROM}岁不再补卡介苗：应是“不用补”（超过年龄）", (
        f"no BCG from the age of {NO_BCG_FROM}: nothing to catch up (over age) is meant"
    )


def stale_words(said: Said, born: str | None) -> Words | None:
    """That the assessment does not hold any more on the day of the check, in words; None where it does."""
    if said.answer not in ASSESSED:
        return None
    age = stale_age(born, said.assessed_on, said.checked_on)
    if age is None:
        return None
    return f"{said.assessed_on} 评估后已满{age}岁，请重新评估", (
        f"{age} years old since the assessment of {said.assessed_on}: to be assessed again"
    )


# How what is said stands to what is recorded of the child.
FIRST, AGAIN, SAME, ASK = "first", "again", "same", "ask"


def beside(looks: tuple[Look, ...], said: Said) -> str:
    """The first check, a second look that goes on from what is recorded, the same once more, or something else than
    what is recorded, about which a person is asked.

    It goes on where nobody had assessed, where a certificate was missing and is there now, or where the clinic assessed
    after the last look.
    """
    if not any(look.first for look in looks):
        return FIRST
    if any(_says(look, said) for look in looks):
        return SAME
    last = looks[-1]
    later = said.answer in ASSESSED and (last.assessment is None or said.assessed_on > last.on)
    there_now = last.certificate in WITHOUT and said.certificate in HELD
    return AGAIN if (later or there_now) and said.checked_on >= last.on else ASK


def _says(look: Look, said: Said) -> bool:
    """Whether a look says this already; a report's number that is not given now is no other number."""
    data = check_data(said)
    assessed = said.answer in ASSESSED
    return (
        look.certificate == data["certificate"]
        and look.assessment == (said.answer if assessed else None)
        and (not assessed or look.assessed_on == said.assessed_on)
        and (not said.report_no or not assessed or look.report_no == said.report_no)
        and set(look.missing) == {tuple(one) for one in data.get("missing", ())}
        and set(look.exempt) == {tuple(one) for one in data.get("exempt", ())}
    )
