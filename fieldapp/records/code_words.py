"""The words for codes, 中文 and English beside each other, and the codes of a field to choose among. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fieldapp.records.kinds import CATCHUP_OUTCOMES as OF_CATCHUP
from fieldapp.records.kinds import OUTCOMES

CODE = re.compile(r"[a-z0-9_]{1,60}\Z")
BY_HAND = ("其他（手写的）", "other, written by hand")
REASONS = {
    "absent_short": ("接种时外出/不在家", "away or not at home when visited"),
    "absent_long": ("长期外出", "away for the round"),
    "refused": ("家长拒绝", "refused"),
    "ill": ("发热生病（缓种）", "ill"),
    "contraindicated": ("有禁忌", "contraindicated"),
    "moved_away": ("搬走", "moved away"),
    "house_closed": ("家中无人", "house closed"),
    "not_eligible": ("不在对象范围", "not eligible"),
    "vaccinated": ("已服", "dosed"),
    "vaccinated_elsewhere": ("他处已种", "dosed elsewhere"),
    "not_aware": ("不知道要种", "did not know it was needed"),
    "time_place": ("不知道时间地点", "did not know time or place"),
    "fear": ("怕不良反应", "afraid of reactions"),
    "no_time": ("没时间/无人带", "no time, nobody to bring the child"),
    "far": ("距离远", "too far"),
    "no_vaccine": ("无苗", "no vaccine"),
    "post_closed": ("接种点未开放", "post was closed"),
    "unregistered": ("无户口怕不给种", "unregistered, afraid of being turned away"),
    "unverified": ("他处已种待核实", "said to be dosed elsewhere, not verified"),
    "not_told": ("未通知到/摸底漏登", "not told or not listed"),
    "away": ("外地去了", "gone elsewhere"),
    "other": ("其他", "other"),
}
HOUSEHOLD_OUTCOMES = {
    "interviewed": ("访谈完成", "interviewed"),
    "nobody": ("没人在家", "nobody at home"),
    "refused": ("不愿意", "refused"),
    "empty": ("空房", "empty house"),
    "no_child": ("没有这个年龄的孩子", "no child of the age"),
    "other": ("其他", "other"),
}
CATCHUP_OUTCOMES = {
    "given": ("已补种", "given"),
    "part_given": ("部分补种", "given in part"),
    "elsewhere": ("他处已种", "dosed elsewhere"),
    "not_found": ("查无此人", "not found"),
}
CATCHUP_OUTCOMES |= {code: REASONS[code] for code in OF_CATCHUP if code in REASONS}
MODES = {
    "post": ("接种点", "post"),
    "door": ("入户", "door to door"),
    "mobile": ("流动队", "mobile team"),
    "school": ("学校", "school"),
    "clinic": ("门诊", "clinic"),
}
POST_KINDS = {"fixed": ("固定", "fixed"), "temporary": ("临时", "temporary"), "mobile": ("流动", "mobile")}
FORMS = {"drops": ("滴剂", "drops"), "pill": ("糖丸", "pill"), "injection": ("针剂", "injection")}
REGISTERED = {
    "county": ("本县", "this county"),
    "other_county": ("县外", "other county"),
    "other_city": ("市外", "other city"),
    "other_province": ("省外", "other province"),
    "none": ("未落户", "none"),
}
Words = dict[str, tuple[str, str]]
YES = {"true": ("是", "yes")}
PRIOR: Words = {n: (f"{n}剂", n) for n in ("0", "1", "2")}
PRIOR |= {"3": ("3剂以上", "3 or more"), "unknown": ("不详", "unknown")}
SOURCES = {
    "certificate": ("接种证", "certificate"),
    "card": ("接种卡", "card"),
    "register": ("系统", "register"),
    "campaign": ("本次活动", "campaign"),
    "recall": ("口述", "recall"),
}
CHOICES: dict[str, Words] = {
    "outcome": {code: REASONS[code] for code in OUTCOMES},
    "mode": MODES,
    "found": YES,
    "sex": {"male": ("男", "male"), "female": ("女", "female")},
    "registered_at": REGISTERED,
    "prior_polio": PRIOR,
    "prior_source": SOURCES,
    "source": SOURCES,
    "status": {
        "here": ("在本地", "here"),
        "away": ("外出", "away"),
        "moved": ("搬走", "moved"),
        "died": ("死亡", "died"),
    },
}

NOTICE_RESULTS: Words = {
    "told": ("已通知", "told"),
    "booked": ("约好时段", "booked"),
    "absent": ("不在", "nobody there"),
    "refused": ("拒绝", "refused"),
    "wrong_number": ("空号", "wrong number"),
}
WORDS = CHOICES | {"outcome": CHOICES["outcome"] | CATCHUP_OUTCOMES, "result": NOTICE_RESULTS}


def choices_of(field: str, language: str) -> list[tuple[str, str]]:
    """The codes of a field with their words; nothing for a field that is typed."""
    return [(code, words[0 if language == "zh" else 1]) for code, words in CHOICES.get(field, {}).items()]


def code_word(field: str, value: object, language: str) -> str:
    """A value as people say it; as it is where there is no word for it."""
    words = WORDS.get(field, {}).get(str(value).lower() if isinstance(value, bool) else str(value))
    return words[0 if language == "zh" else 1] if words else str(value)


def word(words: Mapping[str, tuple[str, str]], code: str, language: str = "zh") -> str:
    """The word for a code; a code this list does not know is shown as it is, and what is none, but written by hand,
    only said to be so: figures are read by people who may see no child's name, and a sentence may hold one."""
    known = words.get(code) or ((code, code) if CODE.match(code) else BY_HAND)
    return known[0 if language == "zh" else 1]
