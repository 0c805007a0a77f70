"""What families are told: the slip, the text for a chat group, the words for a village's loudspeaker. Pure.

What goes to a group or over a loudspeaker names no child.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.catchup.gaps.missing import Missing
from fieldapp.catchup.gaps.telling import when_said
from fieldapp.catchup.tables.figures import vaccine_of, vaccine_words
from fieldapp.ground.showing import shown

HEADS = (("免费疫苗", "Free vaccine"), ("最早可种", "From"), ("条件", "If"))
STAY = 30  # minutes one stays after a dose


@dataclass(frozen=True)
class Where:
    """Where a family is to go; empty where nobody said."""

    name: str = ""
    address: str = ""
    phone: str = ""
    days: str = ""


@dataclass(frozen=True)
class SessionSaid:
    """A session as families are told of it."""

    day: str
    hours: str
    place: str


@dataclass(frozen=True)
class Slip:
    """A slip: its number, whose it is and where it lives, and what is open."""

    number: str
    name: str
    home: str
    open: Sequence[Missing]
    issued_on: str


def said(language: str, zh: str, en: str) -> str:
    """The words in a language."""
    return zh if language == "zh" else en


def day_said(day: str, language: str) -> str:
    """A day written out."""
    at = date.fromisoformat(day)
    return f"{at.month}月{at.day}日" if language == "zh" else day


def dose_names(one: Missing, language: str) -> str:
    """A missing dose as families are told it: 脊灰疫苗第3剂."""
    zh, en = vaccine_words(vaccine_of(one))
    if one.series == "bcg":
        return said(language, "卡介苗", "BCG")
    return said(language, f"{zh}疫苗第{one.n}剂", f"{en}, dose {one.n}")


def sheet_of(
    one: Slip,
    where: Where,
    sessions: Sequence[SessionSaid],
    last_day: str,
    on: str,
    language: str,
    code: str = "",
) -> dict[str, Any]:
    """A slip as `ground.typesetting.NOTICE` takes it; `code`: its QR code as SVG."""
    spaced = f"{one.number[:4]} {one.number[4:]}"
    name = one.name or said(language, "（没有名字）", "(no name)")
    by = day_said(last_day, language)
    return {
        "title": said(language, "预防接种补种通知单", "Notice of vaccine doses to catch up"),
        "number": spaced,
        "numbered": said(language, "编号", "Number"),
        "code": code,
        "name": one.name,
        "head": said(language, f"{one.home}　{name} 的家长：", f"To the parents of {name}, {one.home}:"),
        "lead": said(
            language,
            "核对接种记录，孩子还有下面的免费疫苗没有种：",
            "By its records the child still needs these free doses:",
        ),
        "heads": [said(language, *words) for words in HEADS],
        "rows": [[dose_names(gap, language), when_said(gap, on, language), ""] for gap in one.open],
        "by": said(
            language, f"请在{by}前带孩子和接种证到：", f"Please come by {by} with the child and its certificate to:"
        ),
        "clinic": _where(where, sessions, language),
        "bring": _bring(language),
        "never": said(
            language, "有无户口都免费接种；在别处种过的，请带接种证来核对。",
            "Free with or without registration here. If it was given elsewhere, bring the certificate.",
        ),
        "county": "",
        "sign": _sign(where, one.issued_on, language),
        "slip": _return_slip(spaced, one, language),
    }  # fmt: skip


def _sign(where: Where, issued_on: str, language: str) -> str:
    """Who sends it, and when."""
    phone = said(language, f"电话 {where.phone}", f"telephone {where.phone}") if where.phone else ""
    return "　".join(filter(None, (where.name, phone, day_said(issued_on, language))))


def _where(where: Where, sessions: Sequence[SessionSaid], language: str) -> list[list[str]]:
    lines = [
        (
            ("接种单位", "Clinic"),
            where.name or said(language, "居住地的接种单位", "the clinic where you live"),
        ),
        (("地址", "Address"), where.address),
        (("电话", "Telephone"), where.phone),
        (("接种日", "Clinic days"), where.days),
    ]
    lines += [
        (("补种场次", "Session"), f"{day_said(one.day, language)} {one.hours} {one.place}")
        for one in sessions[:4]
    ]
    return [[said(language, *label), words] for label, words in lines if words]


def _bring(language: str) -> list[str]:
    return [
        said(
            language,
            "孩子正在发热、生病，有过敏、慢性病，或正在用药的，请先告诉医生。",
            "Tell the doctor about fever, illness, allergy, chronic disease or medicine.",
        ),
        said(language, f"接种后留下观察{STAY}分钟。", f"Stay for {STAY} minutes after the dose."),
    ]


def _return_slip(spaced: str, one: Slip, language: str) -> dict[str, Any]:
    ways = (
        ("已补种（日期、单位）", "Given (day, clinic)"),
        ("已预约（日期）", "Agreed on (day)"),
        ("暂缓或不能种，原因", "Put off or not possible, because"),
    )
    return {
        "title": said(language, "回执（剪下交回）", "Slip: cut off and give back"),
        "facts": said(language, f"编号 {spaced}　{one.name or '—'}", f"Number {spaced}, {one.name or '—'}"),
        "ways": [said(language, *words) for words in ways],
        "sign": said(
            language,
            "家长签字：　　　　　　　　日期：",
            "Signed by a parent:                          Day:",
        ),
    }


def _vaccines(open_: Sequence[Missing], language: str) -> str:
    """The vaccines that are open, the most frequent first, without numbers of children."""
    names = Counter(vaccine_of(one) for one in open_)
    words = [said(language, *vaccine_words(name)) for name, _n in names.most_common()]
    return said(language, "、", ", ").join(words)


def group_text(
    place: str,
    open_: Sequence[Missing],
    children: int,
    sessions: Sequence[SessionSaid],
    where: Where,
    language: str,
) -> str:
    """The text to paste into a chat group: no name, no telephone of a family."""
    lines = [
        said(
            language,
            f"【查漏补种】{place}还有{children}名孩子有免费疫苗没种完：{_vaccines(open_, language)}。",
            f"[Catch-up] In {place} {children} children still need free doses: {_vaccines(open_, language)}.",
        ),
        *_times(sessions, language),
        said(
            language,
            "请带孩子和接种证来；发热、生病的先打电话问医生。有无户口都免费。",
            "Bring child and certificate; with fever call the doctor first. Free with or without registration.",
        ),
    ]
    if where.phone:
        lines.append(
            said(
                language,
                f"咨询电话：{where.phone}（{where.name}）",
                f"Questions: {where.phone} ({where.name})",
            )
        )
    return shown("\n".join(lines), most=2000)


def loudspeaker_text(
    place: str, open_: Sequence[Missing], sessions: Sequence[SessionSaid], where: Where, language: str
) -> str:
    """What is read out over a village's loudspeaker, twice."""
    times = said(language, "", " ").join(_times(sessions, language))
    zh = (
        f"{place}的家长请注意，{place}的家长请注意：国家免费疫苗补种开始了，"
        f"有{_vaccines(open_, language)}没有种完的孩子，请家长带上接种证来补种。{times}"
        f"外地来的、没有户口的孩子也免费种。不清楚自己孩子种没种完的，请打村医或{where.name or '卫生院'}"
        f"{'电话' + where.phone if where.phone else '电话'}问一问。再说一遍。"
    )
    en = (
        f"Parents of {place}: free doses are being caught up for children who still need {_vaccines(open_, language)}. "
        f"Bring the certificate. {times} Children from elsewhere are dosed free too. Ask {where.name or 'the clinic'}"
        f"{', telephone ' + where.phone if where.phone else ''}. I say it again."
    )
    return shown(said(language, zh, en), most=2000)


def _times(sessions: Sequence[SessionSaid], language: str) -> list[str]:
    if not sessions:
        return []
    words = [
        f"{day_said(one.day, language)} {one.hours} {one.place}".replace("  ", " ") for one in sessions[:4]
    ]
    return [said(language, f"接种时间：{'；'.join(words)}。", f"When and where: {'; '.join(words)}.")]


def message_text(name: str, open_: Sequence[Missing], where: Where, last_day: str, language: str) -> str:
    """The message to one family."""
    doses = said(language, "、", ", ").join(dose_names(one, language) for one in open_)
    by = day_said(last_day, language)
    phone = said(language, f"，电话{where.phone}", f", telephone {where.phone}") if where.phone else ""
    return said(
        language,
        f"您的孩子{name}还有免费疫苗没种：{doses}。请在{by}前带接种证到{where.name or '接种单位'}补种{phone}。",
        f"{name} still needs: {doses}. Please come to {where.name or 'the clinic'} by {by}{phone}.",
    )
