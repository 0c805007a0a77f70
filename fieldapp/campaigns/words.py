"""The words for codes that campaign pages show. Pure: 中文 and English beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping

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


# a word said of what is swallowed, and the same of what is injected; the longer first
BY_FORM = (
    ("服苗", "接种"),
    ("没服成", "没种成"),
    ("应服", "应种"),
    ("实服", "实种"),
    ("已服", "已种"),
    ("未服", "未种"),
    ("补服", "补种"),
    ("没服", "没种"),
    ("不该服", "不该种"),
)


def in_form(form: str | None, words: str) -> str:
    """Words about doses as they are said in a campaign of this form: 服苗 已服 没服成 服苗率 of what is swallowed, 接种
    已种 没种成 接种率 of what is injected. Pages, papers and workbooks write the first and ask here; never with names.
    """
    if form != "injection":
        return words
    for oral, injected in BY_FORM:
        words = words.replace(oral, injected)
    return words


def document_words(name: str | None, number: str | None, by: str | None, language: str = "zh") -> str:
    """The document a campaign rests on, as pages and papers name it; that there is none is said too."""
    if not (name or number):
        return "无文件" if language == "zh" else "no document"
    named = f"《{name}》" if name and language == "zh" else name
    return " ".join(part for part in (by, named, number) if part)


def age_words(days: int | None, months: int | None, language: str = "zh") -> str:
    """The lowest age of a campaign: 满2月龄, 满60天; where both are said the later day holds. Empty without any."""
    zh = [f"满{months}月龄"] if months else []
    zh += [f"满 {days} 天"] if days else []
    en = [f"{months} months"] if months else []
    en += [f"{days} days"] if days else []
    if language == "zh":
        return "且".join(zh)
    return f"at least {' and '.join(en)} old" if en else ""


def word(words: Mapping[str, tuple[str, str]], code: str, language: str = "zh") -> str:
    """The word for a code; a code this list does not know is shown as it is, and what is none, but written by hand,
    only said to be so: figures are read by people who may see no child's name, and a sentence may hold one."""
    known = words.get(code) or ((code, code) if CODE.match(code) else BY_HAND)
    return known[0 if language == "zh" else 1]
