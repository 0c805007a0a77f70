"""What people call the fields of a record. Pure: 中文 and English beside each other."""

from __future__ import annotations

FIELD_WORDS = {
    "name": ("姓名", "name"),
    "born": ("出生日期", "birth date"),
    "sex": ("性别", "sex"),
    "guardian": ("家长", "guardian"),
    "mother": ("母亲", "mother"),
    "phone": ("电话", "phone"),
    "phone2": ("电话2", "phone 2"),
    "registered_at": ("户籍", "place of registration"),
    "since": ("来本地日期", "here since"),
    "listed_on": ("登记日期", "day of listing"),
    "status": ("状态", "status"),
    "head": ("户主", "head"),
    "address": ("地址", "address"),
    "group": ("组", "group"),
    "door": ("门牌", "door"),
    "people": ("人口", "people"),
    "landlord": ("房主", "landlord"),
    "note": ("备注", "note"),
    "outcome": ("结果", "outcome"),
    "reason": ("原因", "reason"),
    "on": ("日期", "day"),
    "mode": ("方式", "mode"),
    "child": ("儿童", "child"),
    "other": ("另一名儿童", "other child"),
    "round": ("轮次", "round"),
    "household": ("住户", "household"),
    "found": ("现场新增", "found on the day"),
    "prior_polio": ("既往剂次", "earlier doses"),
    "prior_source": ("既往剂次依据", "source of earlier doses"),
    "area": ("村", "village"),
    "given_on": ("接种日期", "day given"),
    "product": ("疫苗", "product"),
    "given_by": ("接种人", "given by"),
    "batch": ("批号", "batch"),
    "lot": ("批号", "lot"),
    "source": ("来源", "source"),
    "post": ("接种点", "post"),
    "lat": ("纬度", "latitude"),
    "lon": ("经度", "longitude"),
    "accuracy_m": ("误差（米）", "accuracy in metres"),
    "card_no": ("接种卡号", "card number"),
    "certificate_no": ("接种证号", "certificate number"),
    "at": ("记录时间", "moment of recording"),
    "by": ("记录人", "author"),
    "kind": ("种类", "kind"),
}


def field_word(field: str, language: str = "zh") -> str:
    """A field's name as people say it; its own name where there are no words for it."""
    return FIELD_WORDS.get(field, (field, field))[1 if language.startswith("en") else 0]
