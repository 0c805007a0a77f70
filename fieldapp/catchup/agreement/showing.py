"""How a run is shown: its lists of children, its table by village, township or school, and that as it is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP
from fieldapp.catchup.agreement.asking import Case, Run
from fieldapp.catchup.agreement.comparing import PAIRS, SOURCES, Slot
from fieldapp.catchup.agreement.sums import SOURCE_NAMES, Counts, counts_of, paper_of
from fieldapp.catchup.register.meanings import products
from fieldapp.catchup.tables.sheet import Paper, Words
from fieldapp.ground.words import t

DIFFER, TO_DO, AGREE, ALL = "differ", "open", "agree", "all"
LISTS: Mapping[str, Words] = {
    DIFFER: ("有差别", "differ"),
    TO_DO: ("还没看", "not looked at"),
    AGREE: ("相符", "agree"),
    ALL: ("全部", "all"),
}
UNITS: Mapping[str, Words] = {
    "village": ("村", "Village"),
    "township": ("乡镇", "Township"),
    "school": ("学校", "School"),
}
NO_SCHOOL: Words = ("不在学校", "in no school")
Kept = dict[str, Any]


def differing(case: Case) -> list[Slot]:
    """The doses on which any two sources that were looked at differ."""
    found = {id(slot): slot for pair in PAIRS.values() for slot in case.doses.differing(pair)}
    return [slot for slot in case.doses.slots if id(slot) in found]


def is_on(case: Case, name: str) -> bool:
    """Whether a child is on a list."""
    if name == ALL:
        return True
    if name == TO_DO:
        return not case.is_done
    differs = bool(differing(case))
    return differs if name == DIFFER else not differs and len(case.doses.until) > 1


def product_said(product: str) -> str:
    """A product in the language of the page."""
    names = {id_: (zh, en) for id_, zh, en in products()}
    return t(*names.get(product, (product, product)))


def source_said(source: str) -> str:
    """A source in the language of the page."""
    return t(*SOURCE_NAMES[source])


def cell_of(case: Case, slot: Slot, source: str) -> str:
    """What a source says of a dose: its day, that it does not have it, or that it was not looked at."""
    if source in slot.said:
        product, day = slot.said[source]
        other = "" if product == slot.product else f"{product_said(product)} "
        return other + (day or t("日期不清", "day not legible"))
    if source not in case.doses.until:
        return t("没看", "not seen") if source != SOURCES[0] else t("没有档", "no file")
    return t("没有", "none") if slot.day <= case.doses.until[source] else t("后来种的", "given later")


def difference_said(case: Case, slot: Slot) -> str:
    """One difference in a line: 乙肝疫苗：客户端 2024-06-02，接种证 没有."""
    some = [one for one in SOURCES if one in case.doses.until]
    said = [f"{source_said(one)} {cell_of(case, slot, one)}" for one in some]
    return t(
        f"{product_said(slot.product)}：{'，'.join(said)}", f"{product_said(slot.product)}: {', '.join(said)}"
    )


def _unit(by: str) -> Callable[[Case], str]:
    return {
        "village": lambda one: one.village,
        "township": lambda one: one.village[:TOWNSHIP],
        "school": lambda one: one.school,
    }[by]


def kept_of(run: Run) -> Kept:
    """A run's figures as they are issued: by every unit, without a name of a child."""
    found: Kept = {"whole": counts_of(one.doses for one in run.cases), "name": run.name}
    for by in UNITS:
        of, groups = _unit(by), {}
        for one in run.cases:
            groups.setdefault(of(one), []).append(one.doses)
        names = {code: run.names.get(code, code) for code in groups}
        found[by] = [[code, names[code], counts_of(some)] for code, some in sorted(groups.items())]
    return found


def figures_of(run: Run) -> Kept:
    """A run's figures: as they were issued, or as they are now."""
    return dict(json.loads(run.row.issued)) if run.row.issued else kept_of(run)


def table_of(run: Run, figures: Kept, by: str) -> Paper:
    """The table of a run by one kind of unit."""
    row, drawn = run.row, run.row.drawn
    how: Words = ("全部儿童", "all children")
    if drawn is not None:
        n = len(json.loads(drawn))
        how = (f"抽样 {n} 名", f"a sample of {n}")
    facts: list[Words] = [
        (f"{figures['name']}：{row.name}", f"{place_said(figures['name'], 'en')}: {row.name}"),
        (f"{row.first_day} 至 {row.last_day}", f"{row.first_day} to {row.last_day}"),
        (f"{row.born_from} 至 {row.born_to} 出生", f"born {row.born_from} to {row.born_to}"),
        how,
    ]
    lines = [(code, _name(code, name), Counter(counts)) for code, name, counts in figures[by]]
    whole: tuple[Words, Counts] = (("合计", "Total"), Counter(figures["whole"]))
    return paper_of(facts, UNITS[by], lines, whole)


def _name(code: str, name: str) -> Words:
    return (name, name) if code else NO_SCHOOL


def rows_of(run: Run, cases: Sequence[Case]) -> list[tuple[Any, ...]]:
    """A list as rows of a sheet, a line a dose that differs; a child without one has one line."""
    found: list[tuple[Any, ...]] = []
    for one in cases:
        child = one.fields
        who = (run.names.get(one.village, one.village), run.names.get(one.school, ""), child["name"] or "")
        who += (child["born"] or "", child["card_no"] or "", child["certificate_no"] or "")
        slots = differing(one)
        found += [
            (*who, product_said(s.product), *(cell_of(one, s, source) for source in SOURCES)) for s in slots
        ]
        found += [] if slots else [(*who, "", *(_state(one, source) for source in SOURCES))]
    return found


def _state(case: Case, source: str) -> str:
    if source in case.doses.until:
        return t("看过，没有差别", "seen, no difference")
    return t("没有档", "no file") if source == SOURCES[0] else paper_said(case, source)


def paper_said(case: Case, paper: str) -> str:
    """What came of asking for a paper."""
    words = {
        "read": ("看过", "read"),
        "none": ("没有", "there is none"),
        "not_shown": ("没拿来", "not shown"),
    }
    return t(*words[case.papers[paper]["seen"]]) if paper in case.papers else t("没看", "not looked at")


def heads() -> list[str]:
    """The headings of such a sheet."""
    first = (("村", "Village"), ("学校", "School"), ("姓名", "Name"), ("出生日期", "Born"))
    more = (("儿童编码", "Child's number"), ("接种证号", "Certificate number"), ("疫苗", "Vaccine"))
    return [t(*one) for one in (*first, *more)] + [source_said(one) for one in SOURCES]
