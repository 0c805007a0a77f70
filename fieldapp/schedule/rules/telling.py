"""A rule of an edition in plain words, Chinese or English, from the same parsed values the interpreter reads.

Pure. It adds nothing to a rule: what is not said in the data is not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fieldapp.ground.english.in_number import in_number
from fieldapp.schedule.rules.days import ISO_TEXTS
from fieldapp.schedule.rules.library import Edition, Editions, Entry
from fieldapp.schedule.rules.vocabulary import FAR, MANY, SEXES


@dataclass(frozen=True)
class RuleText:
    """One rule for a page: its id, words, sources (id, short name, what it is), certainty, and what is to be confirmed
    (None when nothing)."""

    id: str
    words: str
    sources: list[tuple[str, str, str]]
    conf: str
    confirm: str | None


def age_words(span: int, lang: str) -> str:
    """An age or interval: months when positive, days when negative."""
    if span <= 0:
        if span == 0:
            return "出生" if lang == "zh" else "birth"
        return f"{-span}天" if lang == "zh" else in_number(f"{-span} days")
    if span >= 24 and span % 12 == 0:
        return f"{span // 12}周岁" if lang == "zh" else f"{span // 12} years"
    return f"{span}月龄" if lang == "zh" else in_number(f"{span} months")


def gap_words(span: int, lang: str) -> str:
    """An interval between doses."""
    if span <= 0:
        return f"{-span}天" if lang == "zh" else in_number(f"{-span} days")
    return f"{span}个月" if lang == "zh" else in_number(f"{span} months")


def day_words(low: int, high: int, lang: str) -> str:
    """An inclusive range of days, open where it has no end."""
    if high >= FAR:
        return f"{ISO_TEXTS[low]}{'及以后' if lang == 'zh' else ' or later'}"
    if low <= -FAR:
        return f"{ISO_TEXTS[high]}{'及以前' if lang == 'zh' else ' or earlier'}"
    return ISO_TEXTS[low] if low == high else f"{ISO_TEXTS[low]}–{ISO_TEXTS[high]}"


def count_words(low: int, high: int, lang: str) -> str:
    """An inclusive range of numbers of doses, open where it has no end."""
    number = f"{low}" if low == high else f"{low}–{high}"
    if high >= FAR:
        number = f"{'至少' if lang == 'zh' else 'at least '}{low}"
    if low <= -FAR:
        number = f"{'至多' if lang == 'zh' else 'at most '}{high}"
    return f"{number}剂" if lang == "zh" else in_number(f"{number} doses")


class Teller:
    """Tells the rules of one library in one language."""

    def __init__(self, library: Editions, lang: str) -> None:
        self.library, self.lang, self.zh = library, lang, lang == "zh"
        self.products = {product["id"]: product[lang] for product in library.products}

    def word(self, table: str, code: str) -> str:
        """The name of a code, the code itself where it has none."""
        return self.library.words.get(table, {}).get(code, {}).get(self.lang, code)

    def beside(self, entry: Entry, key: str) -> str | None:
        """A text written in Chinese with its English beside (`confirm`, `confirm_en`); in Chinese where it has none."""
        return entry.get(key if self.zh else f"{key}_en") or entry.get(key)

    def counter(self, name: str) -> str:
        """What a rule counts: a series, or the doses of some products in it."""
        return self.word("series" if name in self.library.names.series else "counter", name)

    def source(self, name: str) -> tuple[str, str]:
        """The short name of a source, and what it is."""
        return self.word("source", name), self.library.sources[name][self.lang]

    def condition(self, name: str, low: int, high: int) -> str:
        """One condition of a rule."""
        if name in ("born", "on"):
            label = ("出生日期", "born") if name == "born" else ("日期", "day")
            return f"{label[not self.zh]} {day_words(low, high, self.lang)}"
        if name == "sex":
            return self.word("sex", next(sex for sex, ends in SEXES.items() if ends == (low, high)))
        if name == "began":
            product = self.library.names.products[low]
            return f"{'首剂为' if self.zh else 'begun with '}{self.products[product]}"
        return f"{self.counter(name)} {count_words(low, high, self.lang)}"

    def conditions(self, entry: Entry) -> list[str]:
        """When a rule speaks."""
        told = [self.condition(*test) for test in entry.get("when", [])]
        return (
            [("仅当：" if self.zh else "only when: ") + ("，" if self.zh else ", ").join(told)]
            if told
            else []
        )

    def dose(self, entry: Entry) -> str:
        """Series, number and product of a rule."""
        low, high = entry["n"]
        number = f"{low}" if low == high else f"{low}–{high}"
        if high >= MANY:
            number = f"{low}剂及以后" if self.zh else f"{low} and later"
        product = self.products.get(entry.get("give", ""), "")
        series = self.word("series", entry["series"])
        return (
            f"{series} 第{number}{'' if high >= MANY else '剂'} {product}".strip()
            if self.zh
            else f"{series} dose {number} {'' if product.startswith(series) else product}".strip()
        )

    def limits(self, entry: Entry) -> list[str]:
        """Ages and intervals of a rule."""
        told = [self._age("{}起", "from {}", entry["age"])]
        told += self._each(entry, "accept", "{}起接种有效", "valid from {}", age_words)
        told += self._each(
            entry, "gap", "与上一剂间隔不少于{}", "at least {} after the dose before", gap_words
        )
        told += self._each(
            entry, "gap_first", "与首剂间隔不少于{}", "at least {} after the first dose", gap_words
        )
        for counter, span in entry.get("after", []):
            name, gap = self.counter(counter), gap_words(span, self.lang)
            told.append(f"距{name}不少于{gap}" if self.zh else f"at least {gap} after {name}")
        told += self._each(entry, "before", "{}前完成为及时", "in time before {}", age_words)
        told += self._each(entry, "until", "{}起不再要求", "not asked from {}", age_words)
        return told + self._each(entry, "end", "{}起接种无效", "not valid from {}", age_words)

    def _age(self, zh: str, en: str, span: int) -> str:
        return (zh if self.zh else en).format(age_words(span, self.lang))

    def _each(self, entry: Entry, key: str, zh: str, en: str, said: Any) -> list[str]:
        return (
            [(zh if self.zh else en).format(said(entry[key], self.lang))]
            if entry.get(key) is not None
            else []
        )

    def rule(self, entry: Entry) -> RuleText:
        """A rule that asks for a dose."""
        extra = [self._condition_of(entry)] if entry.get("condition") else []
        if entry.get("after_gap"):
            extra.append("间隔满了才算到期" if self.zh else "due only once the interval has passed")
        extra += [amount] if (amount := self.beside(entry, "amount")) else []
        return self._told(entry, [self.dose(entry), *self.limits(entry), *self.conditions(entry), *extra])

    def _condition_of(self, entry: Entry) -> str:
        words, since = self.word("condition", entry["condition"]), entry.get("condition_from")
        return (
            words
            if since is None
            else f"{self._age('{}起', 'from {} on', since)}{'' if self.zh else ' '}{words}"
        )

    def choice(self, entry: Entry) -> RuleText:
        """Which product a series goes on with."""
        give = self.products[entry["give"]]
        words = f"{self.word('series', entry['series'])}{'：用' if self.zh else ': give '}{give}"
        return self._told(entry, [words, *self.conditions(entry)])

    def enough(self, entry: Entry) -> RuleText:
        """When a series needs nothing more."""
        words = "：已足够，不再要求" if self.zh else ": enough, nothing more is asked"
        return self._told(entry, [f"{self.word('series', entry['series'])}{words}", *self.conditions(entry)])

    def close(self, entry: Entry) -> RuleText:
        """When a series closes."""
        words = [
            f"{self.word('series', entry['series'])}{'：' if self.zh else ': '}{self.word('closed', entry['reason'])}"
        ]
        words += [self._age("{}起", "from {}", entry["age"])] if entry.get("age") else []
        return self._told(entry, [*words, *self.conditions(entry)])

    def advice(self, entry: Entry) -> RuleText:
        """A rule that is words only, for people."""
        return self._told(entry, [entry[self.lang]])

    def _told(self, entry: Entry, words: list[str]) -> RuleText:
        sources = [(name, *self.source(name)) for name in entry.get("source", [])]
        return RuleText(
            entry["id"],
            ("；" if self.zh else "; ").join(words),
            sources,
            entry["conf"],
            self.beside(entry, "confirm"),
        )

    def edition(self, edition: Edition) -> list[tuple[str, list[RuleText]]]:
        """All rules of an edition under headings: each series, then the general rules."""
        tables = edition.tables
        found = []
        for series in self.library.names.series:
            its = [
                tell(entry)
                for table, tell in (
                    ("rule", self.rule),
                    ("choose", self.choice),
                    ("enough", self.enough),
                    ("close", self.close),
                )
                for entry in tables.get(table, [])
                if entry["series"] == series
            ]
            found.append((self.word("series", series), its))
        general = [
            self.advice(entry) for table in ("live", "plan", "advice") for entry in tables.get(table, [])
        ]
        return [*found, ("通用规则" if self.zh else "General rules", general)]
