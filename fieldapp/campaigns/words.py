"""What campaign pages and papers say in words of their own. Pure: 中文 and English beside each other."""

from __future__ import annotations

from fieldapp.ground.english.in_number import in_number

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
    return in_number(f"at least {' and '.join(en)} old") if en else ""
