"""What an edition file may say: its tables, their keys and what each value must look like.

Pure. One table, read by the checker (every fault of a file at once) and by the library (parsed values), so that a
file which passes the check is a file the interpreter understands. It knows no vaccine, age or date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldapp.schedule.rules.days import day_number, parse_day, parse_span

MANY = 9
FAR = 9_999_999
SEXES = {"unknown": (0, 0), "male": (1, 1), "female": (2, 2), "not female": (0, 1)}
CERTAINTIES = ("high", "medium", "low")


class Wrong(ValueError):
    """A value that does not fit; the two arguments are the sentence in Chinese and in English."""


@dataclass(frozen=True)
class Names:
    """The names a rule may use: series in order, counters, products, sources and conditions."""

    series: tuple[str, ...]
    counters: tuple[str, ...]
    products: tuple[str, ...]
    sources: frozenset[str]
    conditions: frozenset[str]
    reasons: frozenset[str]
    editions: frozenset[str] = field(default_factory=frozenset)


def _text(value: Any, _names: Names) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("应为非空文字", "must be a text that is not empty")
    return value


def _flag(value: Any, _names: Names) -> bool:
    if not isinstance(value, bool):
        raise Wrong("应为 true 或 false", "must be true or false")
    return value


def _day(value: Any, _names: Names) -> int:
    if type(value) is not date:
        raise Wrong("应为日期，如 2025-01-01", "must be a day such as 2025-01-01")
    return day_number(value)


def _span(value: Any, _names: Names) -> int:
    span = parse_span(value)
    if span is None:
        raise Wrong("应为年龄或间隔，如 28d、6m、7y", "must be an age or interval such as 28d, 6m or 7y")
    return span


def _texts(value: Any, _names: Names) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise Wrong("应为非空的文字列表", "must be a list of texts that is not empty")
    return value


def _among(allowed: Callable[[Names], Any], zh: str, en: str) -> Callable[[Any, Names], str]:
    def one(value: Any, names: Names) -> str:
        if not isinstance(value, str) or value not in allowed(names):
            raise Wrong(f"没有这个{zh}：{value}", f"no such {en}: {value}")
        return value

    return one


def _all_of(one: Callable[[Any, Names], str]) -> Callable[[Any, Names], list[str]]:
    def several(value: Any, names: Names) -> list[str]:
        return [one(item, names) for item in _texts(value, names)]

    return several


_series = _among(lambda names: names.series, "系列", "series")
_product = _among(lambda names: names.products, "疫苗代码", "product")
_counter = _among(lambda names: names.counters, "计数", "counter")
_sources = _all_of(_among(lambda names: names.sources, "出处", "source"))


def _bounds(text: Any, read: Callable[[str], int | None]) -> tuple[int, int]:
    """`3`, `2..`, `..1` or `1..3` as an inclusive pair."""
    low, dots, high = str(text).partition("..")
    ends = (
        read(low) if low else (-FAR if dots else None),
        read(high) if high else (FAR if dots else read(low)),
    )
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        raise Wrong(f"不是范围：{text}", f"not a range: {text}")
    return ends[0], ends[1]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _dose_numbers(value: Any, _names: Names) -> tuple[int, int]:
    low, high = _bounds(value, _whole)
    if low < 1 or (high != FAR and high >= MANY):
        raise Wrong(f"剂次应在1到{MANY - 1}之间", f"dose numbers are 1 to {MANY - 1}")
    return low, min(high, MANY)


def _test(name: str, value: Any, names: Names) -> tuple[str, int, int]:
    if not isinstance(value, str):
        raise Wrong(f'when.{name} 应为文字，如 "2.."', f'when.{name} must be a text such as "2.."')
    if name in ("born", "on"):
        return name, *_bounds(value, parse_day)
    if name == "sex" and value in SEXES:
        return name, *SEXES[value]
    if name == "began" and value in names.products:
        return name, names.products.index(value), names.products.index(value)
    if name in names.counters:
        return name, *_bounds(value, _whole)
    raise Wrong(f"看不懂的条件：{name} = {value}", f"unknown condition: {name} = {value}")


def _when(value: Any, names: Names) -> list[tuple[str, int, int]]:
    if not isinstance(value, dict):
        raise Wrong('应为条件表，如 { dt = "0" }', 'must be a table of conditions such as { dt = "0" }')
    return [_test(name, said, names) for name, said in value.items()]


def _after(value: Any, names: Names) -> list[tuple[str, int]]:
    if not isinstance(value, dict) or not value:
        raise Wrong('应为间隔表，如 { mena = "3m" }', 'must be a table of intervals such as { mena = "3m" }')
    return [(_counter(name, names), _span(said, names)) for name, said in value.items()]


_conf = _among(lambda _names: CERTAINTIES, "把握程度", "certainty")
_condition = _among(lambda names: names.conditions, "条件", "condition")
_reason = _among(lambda names: names.reasons, "停种原因", "closing reason")
_edition = _among(lambda names: names.editions, "版本", "edition")

Kind = Callable[[Any, Names], Any]
SAID: dict[str, Kind] = {
    "source": _sources,
    "conf": _conf,
    "confirm": _text,
    "confirm_en": _text,
    "facts": _texts,
    "since": _day,
}
WORDS: dict[str, Kind] = {"zh": _text, "en": _text}
CHOICE: dict[str, Kind] = {"id": _text, "series": _series, "when": _when, **SAID}
RULE: dict[str, Kind] = {
    **CHOICE,
    "n": _dose_numbers,
    "count": _counter,
    "give": _product,
    "takes": _all_of(_product),
    **dict.fromkeys(("age", "accept", "until", "end", "gap", "gap_first", "before", "condition_from"), _span),
    "after": _after,
    **dict.fromkeys(("ask", "ahead", "after_gap", "early_counts"), _flag),
    "condition": _condition,
    **dict.fromkeys(("route", "amount", "amount_en"), _text),
}
TABLES: dict[str, dict[str, Kind]] = {
    "": {
        **dict.fromkeys(("id", "document"), _text),
        **WORDS,
        **SAID,
        **dict.fromkeys(("from", "issued"), _day),
        "base": _edition,
        "catchup_until": _span,
        "province": _texts,
    },
    "rule": RULE,
    "patch": {**RULE, "rule": _text},
    "choose": {**CHOICE, "give": _product},
    "enough": CHOICE,
    "close": {**CHOICE, "n": _dose_numbers, "age": _span, "reason": _reason},
    "advice": {"id": _text, **WORDS, **SAID},
    "live": {"id": _text, "gap": _span, **WORDS, **SAID},
    "plan": {"id": _text, "first": _all_of(_series), "wait": _span, **WORDS, **SAID},
    "drop": {"ids": _texts},
}
_SURE = ("source", "conf")
NEEDED: dict[str, tuple[str, ...]] = {
    "": ("id", "zh", "en", "from", *_SURE),
    "rule": ("id", "series", "n", "age", *_SURE),
    "patch": ("rule",),
    "choose": ("id", "series", "give", *_SURE),
    "enough": ("id", "series", "when", *_SURE),
    "close": ("id", "series", "reason", *_SURE),
    "advice": ("id", "zh", "en", *_SURE),
    "live": ("id", "gap", "zh", "en", *_SURE),
    "plan": ("id", "first", "wait", "zh", "en", *_SURE),
    "drop": ("ids",),
}
SINGLE = ("live", "plan", "drop")
LISTED = ("rule", "patch", "choose", "enough", "close", "advice")
