"""The complete check of an edition or province file: every fault at once, each with its line and key.

Pure: text and the library in, faults out. `edition_file` finds what is wrong in the file by itself; here the file is
put on its base and the whole is looked at: rules that do not exist, contradicting ages, holes in the dose numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.schedule.rules.days import plus
from fieldapp.schedule.rules.edition_file import Fault, Sheet, read_sheet
from fieldapp.schedule.rules.library import Editions, Entry, put_on
from fieldapp.schedule.rules.vocabulary import LISTED, MANY

Found = tuple[str, str, str]
_SOME_DAY = 11_323  # 2001-01-01, to compare ages written in days with ages written in months


def check(text: str, library: Editions) -> list[Fault]:
    """All faults of one file, by line; an empty list: the file can be loaded."""
    sheet = read_sheet(text, library.names)
    if not sheet.head and sheet.faults:
        return sorted(sheet.faults)
    _twice(sheet)
    province = "province" in sheet.head
    _head(sheet, province)
    known = {name: edition.tables for name, edition in library.by_id.items()}
    bases = known if province else {"": known.get(sheet.head.get("base", ""), {})}
    for name, base in bases.items():
        _missing(sheet, name, base)
    if not sheet.faults:
        for base in bases.values():
            _whole(sheet, put_on(base, sheet.tables), library)
    return sorted(set(sheet.faults))


def _head(sheet: Sheet, province: bool) -> None:
    for key in ("base", "catchup_until") if province else ():
        if key in sheet.head:
            sheet.blame("", 0, key, "省级文件不应有这个键", "does not belong in a province file")
    if not province and "catchup_until" not in sheet.head:
        sheet.blame("", 0, "catchup_until", "缺少", "is missing")


def _twice(sheet: Sheet) -> None:
    for table in LISTED:
        seen: set[str] = set()
        for index, entry in enumerate(sheet.entries(table)):
            key = "rule" if table == "patch" else "id"
            name = entry.get(key)
            if isinstance(name, str) and name in seen:
                sheet.blame(table, index, key, f"{name} 重复", f"{name} is there twice")
            seen.add(str(name))


def _missing(sheet: Sheet, edition: str, base: dict[str, list[Entry]]) -> None:
    """Patches and drops that name nothing in the base."""
    where = f"（{edition}）" if edition else ""
    there = {entry["id"] for table in base.values() for entry in table if "id" in entry}
    rules = {entry["id"] for entry in base.get("rule", [])}
    for index, entry in enumerate(sheet.entries("patch")):
        if isinstance(entry.get("rule"), str) and entry["rule"] not in rules:
            said = f"no rule {entry['rule']} to change{f' in {edition}' if edition else ''}"
            sheet.blame("patch", index, "rule", f"没有可改的规则 {entry['rule']}{where}", said)
    for index, entry in enumerate(sheet.entries("drop")):
        for name in entry.get("ids", []):
            if name not in there:
                sheet.blame(
                    "drop", index, "ids", f"没有可去掉的 {name}{where}", f"nothing called {name} to drop"
                )


def _whole(sheet: Sheet, whole: dict[str, list[Entry]], library: Editions) -> None:
    for table in ("live", "plan"):
        if not whole[table]:
            sheet.blame("", 0, table, "缺少这个表", "this table is missing")
    for rule in whole["rule"]:
        for key, zh, en in _rule_faults(rule, whole, library):
            _blame_rule(sheet, rule["id"], key, zh, en)
    for series, zh, en in _hole_faults(whole):
        sheet.blame("", 0, series, zh, en)


def _blame_rule(sheet: Sheet, name: str, key: str, zh: str, en: str) -> None:
    """Where the rule is written or changed in this file; the head when it only comes from the base."""
    for table, said in (("patch", "rule"), ("rule", "id")):
        for index, entry in enumerate(sheet.entries(table)):
            if entry.get(said) == name:
                sheet.blame(table, index, key, zh, en)
                return
    sheet.blame("", 0, f"{name}.{key}", zh, en)


def _rule_faults(rule: Entry, whole: dict[str, list[Entry]], library: Editions) -> Iterator[Found]:
    yield from _age_faults(rule)
    yield from _product_faults(rule, whole, library)
    if rule["n"][0] > 1 and "gap" not in rule and not rule.get("after"):
        yield "gap", "第2剂及以后要写与上一剂的间隔", "an interval is needed from the second dose on"
    if "condition_from" in rule and "condition" not in rule:
        yield "condition_from", "没有 condition", "there is no condition"


def _age_faults(rule: Entry) -> Iterator[Found]:
    ages = {
        key: plus(_SOME_DAY, rule[key]) for key in ("age", "accept", "until", "end", "before") if key in rule
    }
    for low, high, same in (
        ("accept", "age", True),
        ("age", "until", False),
        ("age", "before", True),
        ("until", "end", True),
    ):
        if (
            low in ages
            and high in ages
            and (ages[low] > ages[high] or (not same and ages[low] == ages[high]))
        ):
            yield high, f"应晚于 {low}", f"must be later than {low}"


def _product_faults(rule: Entry, whole: dict[str, list[Entry]], library: Editions) -> Iterator[Found]:
    parts = [
        (p["id"], part) for p in library.products for part in p["counts"] if part["series"] == rule["series"]
    ]
    counters = {rule["series"], *(name for _, part in parts for name in part["also"])}
    if rule.get("count", rule["series"]) not in counters:
        yield "count", "这个计数不属于该系列", "this counter is not one of the series"
    for key, named in (("takes", rule.get("takes", [])), ("give", [rule["give"]] if "give" in rule else [])):
        for product in named:
            if product not in {name for name, _ in parts}:
                yield key, f"{product} 不属于该系列", f"{product} does not count in this series"
    if rule.get("give") and rule.get("takes") and rule["give"] not in rule["takes"]:
        yield "give", "不在 takes 里", "is not among takes"
    chosen = [c for c in whole["choose"] if c["series"] == rule["series"]]
    if rule.get("ask", True) and "give" not in rule and not (chosen and not chosen[-1].get("when")):
        yield "give", "没有写种什么，也没有不带条件的 choose", "no product, and no choose without a condition"


def _hole_faults(whole: dict[str, list[Entry]]) -> Iterator[Found]:
    """Dose numbers of a count must run from 1 without a hole, or a series would stop halfway."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for rule in whole["rule"]:
        low, high = rule["n"]
        numbers.setdefault((rule["series"], rule.get("count") or rule["series"]), set()).update(
            range(low, high + 1)
        )
    for (series, counter), there in sorted(numbers.items()):
        holes = sorted(set(range(1, max(there & set(range(MANY)), default=0) + 1)) - there)
        if holes:
            said = "、".join(map(str, holes))
            yield (
                series,
                f"{counter} 缺第{said}剂的规则",
                f"no rule for dose {', '.join(map(str, holes))} of {counter}",
            )
