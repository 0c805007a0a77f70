"""The words for codes that campaign pages show. Pure: 中文 and English beside each other."""

from __future__ import annotations

import re

CODE = re.compile(r"[a-z0-9_]{1,60}\Z")
BY_HAND = ("其他（手写的）", "other, written by hand")
REASONS = {
    "absent_short": ("短期外出（本轮内回来）", "away, back this round"),
    "absent_long": ("长期外出", "away for the round"),
    "refused": ("不愿意", "refused"),
    "ill": ("生病暂缓", "ill"),
    "contraindicated": ("禁忌", "contraindicated"),
    "moved_away": ("搬走", "moved away"),
    "house_closed": ("家中无人", "house closed"),
    "not_eligible": ("不在对象范围", "not eligible"),
    "vaccinated": ("已服", "dosed"),
    "vaccinated_elsewhere": ("他处已服", "dosed elsewhere"),
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


def word(words: dict[str, tuple[str, str]], code: str, language: str = "zh") -> str:
    """The word for a code; a code this list does not know is shown as it is, and what is none, but written by hand,
    only said to be so: figures are read by people who may see no child's name, and a sentence may hold one."""
    known = words.get(code) or ((code, code) if CODE.match(code) else BY_HAND)
    return known[0 if language == "zh" else 1]
