"""Why a dose was given past a red line of the phone, in words. Pure."""

from __future__ import annotations

LINES = {
    "too_young": ("没到年龄", "too young"),
    "too_soon": ("离上一剂太近", "too soon after the dose before"),
    "live": ("活疫苗没隔28天", "live vaccines less than 28 days apart"),
    "not_in_use": ("疫苗已不用", "vaccine not in use"),
    "before_birth": ("日期在出生以前", "day before the birth"),
    "extra": ("不用再种或超龄", "not needed or too old"),
    "ppd": ("须PPD阴性", "only after a negative PPD test"),
    "assess": ("先到接种单位评估", "the clinic assesses first"),
    "refused": ("家长说过不愿意", "refused before"),
    "other_product": ("补这一剂不用这种疫苗", "another vaccine than this dose takes"),
    "no_gap": ("不在要补的里面", "not among what is missing"),
    "expired": ("批次过期", "lot expired"),
    "contraindicated": ("记着有禁忌", "contraindication on record"),
    "had_disease": ("记着得过病", "disease on record"),
    "unknown": ("没有接种记录", "no dose on record"),
    "door": ("上门打针", "injection at a door"),
}
WHYS = {
    "checked_certificate": ("看过接种证", "certificate seen"),
    "clinic_agreed": ("接种单位同意", "the clinic agreed"),
    "ppd_negative": ("PPD阴性", "PPD negative"),
    "other": ("别的理由", "another reason"),
}
Words = tuple[str, str]


def despite_words(lines: object, why: object) -> Words:
    """Past which lines and why; empty where there was none. What a phone sends may be anything."""
    codes = [one for one in lines if isinstance(one, str)] if isinstance(lines, list) else []
    if not codes:
        return "", ""
    reason = WHYS.get(why, (why, why)) if isinstance(why, str) and why else ("没写理由", "no reason given")
    said = [LINES.get(code, (code, code)) for code in codes]
    return (
        f"{'、'.join(zh for zh, _en in said)}，仍种：{reason[0]}",
        f"{', '.join(en for _zh, en in said)}; given because: {reason[1]}",
    )
