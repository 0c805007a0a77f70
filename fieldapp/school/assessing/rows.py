"""What somebody wrote about one child, in a row of a form or a sheet, read into an answer; what is wrong with it is
said by column. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fieldapp.ground.parsing import read_day
from fieldapp.ground.same import bare
from fieldapp.school.assessing.answers import (
    ANSWERS,
    ASSESSED,
    CERTIFICATES,
    COMPLETE,
    EXEMPT,
    NEEDS,
    NO_PROOF,
    NONE,
    WHY,
    Said,
    Words,
)
from fieldapp.school.assessing.slot_words import read_slot_words
from fieldapp.school.outcome import WITHOUT
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import MMR_AGAIN

FILLED = ("answer", "slots", "assessed_on", "report_no", "certificate", "why", "note")
LIMITS = {"report_no": 60, "note": 500, "slots": 300}
SHOWN = 40  # letters of what was written, in a reason
ANSWER_WORDS = {
    **{word: code for code, words in ANSWERS.items() for word in words},
    **{str(n): code for n, code in enumerate(ANSWERS, start=1)},
    **dict.fromkeys(("完成", "通过", "合格", "已通过", "完成全程", "全程", "是"), COMPLETE),
    **dict.fromkeys(("需要补种", "补种", "未完成", "未通过", "不合格", "否-需补种", "否", "需补"), NEEDS),
    **dict.fromkeys(
        ("无需补种", "不需补种", "不需要补种", "否-无需补种", "不补", "无需补", "exempt"), EXEMPT
    ),
    **dict.fromkeys(("未评估", "没有评估", "没评", "not assessed: to the clinic first"), NONE),
    **dict.fromkeys(("没证", "没有证", "无接种证", "无预防接种证"), NO_PROOF),
}
CERTIFICATE_WORDS = {
    **{word: code for code, words in CERTIFICATES.items() for word in words},
    **dict.fromkeys(("有证", "接种证", "纸质", "纸质证", "已补证", "补证", "是", "certificate"), "seen"),
    **dict.fromkeys(("电子证", "电子接种证", "电子版", "electronic certificate"), "electronic"),
    **dict.fromkeys(("其它证明", "证明"), "other_proof"),
    **dict.fromkeys(("遗失", "丢了", "证丢了", "无证：遗失", "无证:遗失", "none: lost"), "lost"),
    **dict.fromkeys(("从未办过", "未办", "没办", "没办证", "从来没有", "无证:从未办过"), "never"),
}
WHY_WORDS = {
    **{word: code for code, words in WHY.items() for word in words},
    **dict.fromkeys(("禁忌证", "禁忌症", "有禁忌"), "contraindicated"),
    **dict.fromkeys(("已患", "患过", "患过病", "得过这种病", "患病"), "had_disease"),
    **dict.fromkeys(("超龄", "年龄超过", "超年龄", "过龄"), "over_age"),
}
SHORT_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?\Z|(\d{2})(\d{2})\Z", re.ASCII)


@dataclass(frozen=True)
class Usual:
    """What holds for every row that says nothing else: the day of the check, and of the reports their day and clinic;
    `known`: what somebody said that words for doses mean."""

    checked_on: str
    assessed_on: str = ""
    assessed_by: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Row:
    """A row that was read: `said` only where nothing is wrong and no word is open."""

    said: Said | None = None
    wrong: list[tuple[str, Words]] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    self_paid: tuple[str, ...] = ()


def is_blank(words: Mapping[str, str]) -> bool:
    """Whether nothing was written about the child."""
    return not any(words.get(name, "").strip() for name in FILLED)


def read_typed_day(words: str, today: str) -> str | None:
    """A day with its year or without, as the phone reads it: 0820 and 8-20 are the last one by today."""
    text = bare(words)
    if whole := read_day(text):
        return whole
    short = SHORT_DAY.match(text)
    if short is None:
        return None
    month, day = int(short[1] or short[3]), int(short[2] or short[4])
    years = (int(today[:4]), int(today[:4]) - 1)
    days = [made for year in years if (made := _day(year, month, day)) and made <= today]
    return days[0] if days else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_row(words: Mapping[str, str], usual: Usual, pupil: Pupil) -> Row:
    """What a row says of a pupil."""
    row = Row()
    codes = {
        name: _code(row, name, words, table, offered)
        for name, table, offered in (
            ("answer", ANSWER_WORDS, ANSWERS),
            ("certificate", CERTIFICATE_WORDS, CERTIFICATES),
            ("why", WHY_WORDS, WHY),
        )
    }
    found = read_slot_words(words.get("slots", ""), _began_with_mr(pupil), usual.known)
    row.unknown, row.self_paid = found.unknown, found.self_paid
    for name, most in LIMITS.items():
        if len(words.get(name, "")) > most or not words.get(name, "").isprintable():
            row.wrong.append(
                (name, (f"最多 {most} 个字，不能换行", f"at most {most} characters in one line"))
            )
    if not codes["answer"] and codes["certificate"] in WITHOUT:
        codes["answer"] = NO_PROOF
    said = Said(
        codes["answer"],
        usual.checked_on,
        codes["certificate"] or ("" if codes["answer"] == NO_PROOF else "seen"),
        _assessed_on(row, words, usual, pupil.born) if codes["answer"] in ASSESSED else "",
        usual.assessed_by,
        bare(words.get("report_no", "")),
        found.slots,
        codes["why"],
        bare(words.get("note", "")),
    )
    row.wrong += _against(said, words, found.unknown, found.self_paid, {name for name, _why in row.wrong})
    row.said = said if not row.wrong and not row.unknown else None
    return row


def _began_with_mr(pupil: Pupil) -> bool:
    """Whether the second MMR of a child is a third dose of its series: it had MR, or its record says so."""
    given = any(product == "MR" for product, _day, _source in pupil.doses)
    return given or any(("mcv", MMR_AGAIN) in look.missing for look in pupil.looks)


def _code(
    row: Row, name: str, words: Mapping[str, str], table: Mapping[str, str], offered: Mapping[str, Words]
) -> str:
    text = bare(words.get(name, "")).lower()
    if not text:
        return ""
    code = table.get(text) or (text if text in offered else "")
    if not code:
        zh, en = (
            "、".join(one[0] for one in offered.values()),
            ", ".join(one[1] for one in offered.values()),
        )
        row.wrong.append(
            (name, (f"不认识：{text[:SHOWN]}（可写{zh}）", f"not known: {text[:SHOWN]} (write {en})"))
        )
    return code


def _assessed_on(row: Row, words: Mapping[str, str], usual: Usual, born: str | None) -> str:
    text = words.get("assessed_on", "").strip()
    day = read_typed_day(text, usual.checked_on) if text else usual.assessed_on
    if text and day is None:
        row.wrong.append(("assessed_on", (f"不是日期：{text[:SHOWN]}", f"is no day: {text[:SHOWN]}")))
    elif not day:
        why = ("没写评估日期：报告上印的那一天", "no day of the assessment: the one printed on the report")
        row.wrong.append(("assessed_on", why))
    elif day > usual.checked_on:
        why = (
            f"{day} 在查验日期 {usual.checked_on} 之后",
            f"{day} is after the day of the check, {usual.checked_on}",
        )
        row.wrong.append(("assessed_on", why))
    elif born and day < born:
        row.wrong.append(("assessed_on", (f"{day} 在出生 {born} 之前", f"{day} is before the birth, {born}")))
    return day or ""


def _against(
    said: Said,
    words: Mapping[str, str],
    unknown: tuple[str, ...],
    self_paid: tuple[str, ...],
    wrong: set[str],
) -> list[tuple[str, Words]]:
    """What contradicts itself or is not said, of what could be read."""
    found: list[tuple[str, Words]] = []
    if not said.answer and "answer" not in wrong:
        found.append(("answer", ("没写评估结果", "no result of the assessment")))
    if said.answer == NO_PROOF and said.certificate not in WITHOUT and "certificate" not in wrong:
        why = ("无证的要写丢失还是没办过", "of a child without a certificate write lost or never had one")
        found.append(("certificate", why))
    elif said.answer not in ("", NO_PROOF) and said.certificate in WITHOUT:
        why = (
            "写了没有证，又写了别的结果：已补证的写“有”",
            "says no certificate and another result: write yes where it was re-issued",
        )
        found.append(("certificate", why))
    if said.answer == NEEDS and not said.slots and not unknown:
        only = f"（{self_paid[0][:SHOWN]} 是自费疫苗，不算）" if self_paid else ""
        found.append(
            ("slots", (f"需补种，没写缺哪几剂{only}", "needs catch-up, but no missing dose is named"))
        )
    if said.answer in (COMPLETE, NONE, NO_PROOF) and (said.slots or unknown):
        result = ANSWERS[said.answer]
        why = (f"{result[0]}，又写了缺的剂次", f"{result[1]}, and yet missing doses are named")
        found.append(("slots", why))
    if said.answer == EXEMPT and said.slots and not said.why and "why" not in wrong:
        found.append(
            (
                "why",
                (
                    "没写不用补的原因：禁忌、得过病、超过年龄",
                    "no reason: contraindicated, had the disease, over age",
                ),
            )
        )
    if said.why and said.answer not in (EXEMPT, ""):
        found.append(
            ("why", ("只有不用补的才写原因", "a reason is written only of who has nothing to catch up"))
        )
    return found
