"""What codes of checks, notices and enrolments are called, and the gaps of a pupil with the first day each may be
given. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from fieldapp.school.outcome import Outcome
from fieldapp.school.slots import Slot, in_order

Words = tuple[str, str]
WORDS: dict[str, dict[str, Words]] = {
    "reason": {
        "new": ("新入学", "new"),
        "transfer": ("转入", "transferred"),
        "mid_term": ("中途入学", "joined mid-term"),
        "": ("随班升级", "moved up"),
    },
    "certificate": {
        "seen": ("接种证", "certificate"),
        "electronic": ("电子接种证", "electronic certificate"),
        "other_proof": ("其他证明", "other proof"),
        "lost": ("无证：遗失", "none: lost"),
        "never": ("无证：从未办过", "none: never had one"),
    },
    "assessment": {
        "complete": ("已完成", "complete"),
        "needs": ("需补种", "needs catch-up"),
        "exempt": ("无需补种", "nothing to catch up"),
        "": ("没评估", "not assessed"),
    },
    "notice": {
        "doses": ("补种通知单", "catch-up notice"),
        "certificate": ("补证通知单", "re-issue notice"),
        "invitation": ("邀请", "invitation"),
    },
    "event": {
        "printed": ("已打印", "printed"),
        "returned": ("回执已收", "slip returned"),
        "returned_picture": ("回执照片已收", "picture of the slip"),
        "withdrawn": ("已收回", "withdrawn"),
        "closed": ("手工办结", "closed by hand"),
    },
    "source": {
        "card": ("接种卡", "card"),
        "certificate": ("接种证", "certificate"),
        "register": ("系统", "register"),
        "campaign": ("补充免疫", "campaign"),
        "recall": ("家长回忆", "recall"),
    },
    "state": {
        "refused": ("家长不愿意种", "guardian refuses"),
        "contraindicated": ("禁忌", "contraindicated"),
        "had_disease": ("得过病", "had the disease"),
        "over_age": ("超过年龄", "over age"),
        "unknown": ("不详", "unknown"),
    },
    "condition": {
        "ppd_negative": ("须PPD试验阴性方可接种", "only when the PPD test is negative"),
        "": ("", ""),
    },
    "sex": {"male": ("男", "boy"), "female": ("女", "girl")},
}


class Gap(NamedTuple):
    """A slot that is not filled: its product, the first day it may be given (None where an earlier dose comes first),
    on what condition, whether its age has come, and whether a notice of the check names it."""

    slot: Slot
    product: str | None
    earliest: str | None
    condition: str
    due: bool
    named: bool


def gaps_of(answer: dict[str, Any], outcome: Outcome, born: str | None) -> list[Gap]:
    """What a notice would name and what the schedule says is not filled today, in the register's order; then what comes
    next. Nothing without a birth date."""
    if born is None:
        return []
    dated = {(one["series"], one["n"]): one for one in (*answer["due"], *answer["next"])}
    due = {slot: {} for slot in outcome.open} | {(one["series"], one["n"]): one for one in answer["missing"]}
    found = []
    for slots, is_due in (
        (due, True),
        ({slot: one for slot, one in dated.items() if slot not in due}, False),
    ):
        for slot in in_order(slots):
            said = {**slots[slot], **dated.get(slot, {})}
            condition = said.get("condition") or ""
            earliest, named = said.get("earliest") or said.get("from"), slot in outcome.open
            found.append(Gap(slot, said.get("product"), earliest, condition, is_due, named))
    return found
