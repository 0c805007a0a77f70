"""报表二: a line a village (a county's: a township), of them mobile teams, and the sum. Pure.

应服 = 实服 + 他处已种 + 未服, and 未服 = its reasons with 未登记, in every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.campaigns.detail_table.table import MOPUP_MODES, POST_MODES
from fieldapp.campaigns.figures.indicators import Counts, by_parts, total
from fieldapp.campaigns.papers.layout import Cell, Column, Row, Say
from fieldapp.campaigns.papers.reasons import COLUMNS, OTHER, by_column, pattern_of, split
from fieldapp.ground.showing import percent
from fieldapp.records.code_words import word
from fieldapp.records.standing import UNKNOWN

Cuts = Mapping[str, Counts]
Figure = Callable[["Place"], Cell]
REMOVED = {
    "moved": ("迁出", "moved away"),
    "died": ("死亡", "died"),
    "age": ("非目标年龄", "outside the ages"),
    "not_eligible": ("其他", "not eligible otherwise"),
}


@dataclass(frozen=True)
class Place:
    """What one line is made from; `parts` by year or age × residence × earlier doses."""

    code: str
    name: str
    all: Counts = field(default_factory=Counts)
    parts: Cuts = field(default_factory=dict)
    modes: Cuts = field(default_factory=dict)
    reasons: Cuts = field(default_factory=dict)
    removed: Cuts = field(default_factory=dict)


def together(code: str, name: str, places: Iterable[Place]) -> Place:
    """Some places as one."""
    some = list(places)
    cuts = [
        _added(getattr(place, part) for place in some) for part in ("parts", "modes", "reasons", "removed")
    ]
    return Place(code, name, total(place.all for place in some) if some else Counts(), *cuts)


def _added(parts: Iterable[Cuts]) -> dict[str, Counts]:
    found: dict[str, list[Counts]] = {}
    for cuts in parts:
        for cut, counts in cuts.items():
            found.setdefault(cut, []).append(counts)
    return {cut: total(some) for cut, some in found.items()}


def place_table(
    places: list[Place], mobile: Place, say: Say, whole: Place | None = None
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """The columns and rows: the places, what mobile teams did in them (in the places' lines too), and the sum.

    Args:
        whole: the sum of the places, where it is at hand.
    """
    whole = whole or together("", "", places)
    columns = _columns(say, with_unknown_mode=bool(_unknown_mode(whole)))

    def row(place: Place, name: str, kind: str) -> Row:
        return Row(name, kind, tuple(figure(place) for _column, figure in columns), place.code)

    rows = [row(place, place.name, "place") for place in places]
    rows.append(row(mobile, say("其中流动队", "Of them mobile teams"), "mobile"))
    rows.append(row(whole, say("合计", "Total"), "total"))
    return tuple(column for column, _figure in columns), tuple(rows)


def _columns(say: Say, with_unknown_mode: bool) -> list[tuple[Column, Figure]]:
    dosed, rate, target = say("实服", "Dosed"), say("服苗率%", "%"), say("应服", "Target")
    posts, mopup = ",".join(POST_MODES), ",".join(MOPUP_MODES)
    found = [
        (Column((say("摸底应服", "Registered"),), "all registered"), lambda p: p.all.registered),
        (Column((say("现场新增", "Found"),), "all found"), lambda p: p.all.found),
        (Column((say("不应服", "Removed"),), "all removed"), lambda p: p.all.removed),
        (Column((target,), "all target"), lambda p: p.all.target),
        (Column((dosed, say("小计", "All")), "all vaccinated"), lambda p: p.all.vaccinated),
        (Column((dosed, say("集中", "At posts")), f"mode:{posts} vaccinated"), _in_modes(POST_MODES)),
        (Column((dosed, say("补服", "Mop-up")), f"mode:{mopup} vaccinated"), _in_modes(MOPUP_MODES)),
    ]
    if with_unknown_mode:
        words = (dosed, say("方式不详", "Unknown"))
        found.append((Column(words, f"mode:{UNKNOWN} vaccinated"), _unknown_mode))
    found.append((Column((rate,)), lambda p: _rate(p.all)))
    found += _part_columns(say("流动", "Migrant"), 1, "migrant", {target: "target", dosed: "vaccinated"})
    found.append((Column((say("流动", "Migrant"), rate)), lambda p: _rate(_part(p, 1, "migrant"))))
    before = say("活动前0剂次", "0 doses before")
    found += _part_columns(before, 2, "0", {target: "target", dosed: "vaccinated"})
    found.append((Column((say("他处已种", "Elsewhere"),), "all elsewhere"), lambda p: p.all.elsewhere))
    found.append((Column((say("未服", "Not dosed"),), "all short"), lambda p: p.all.short))
    return found + _reason_columns(say)


def _part_columns(
    top: str, part: int, value: str, measures: Mapping[str, str]
) -> list[tuple[Column, Figure]]:
    """Columns of those whose residence (`part` 1) or earlier doses (2) are `value`."""
    cell = f"age:{'|'.join('*' * part)}|{value}"
    return [
        (Column((top, words), f"{cell} {measure}"), _measure_of(part, value, measure))
        for words, measure in measures.items()
    ]


def _measure_of(part: int, value: str, measure: str) -> Figure:
    return lambda place: int(getattr(_part(place, part, value), measure))


def _reason_columns(say: Say) -> list[tuple[Column, Figure]]:
    top = say("未服原因", "Why not dosed")
    found = [
        (Column((top, say(*words)), f"reason:{pattern_of(code)} missed"), _because(code))
        for code, words in COLUMNS.items()
    ]
    return [*found, (Column((top, say("未登记", "Not recorded")), "all no_reason"), no_reason)]


def _because(column: str) -> Figure:
    return lambda place: by_column(place.reasons)[column]


def no_reason(place: Place) -> int:
    """Children not dosed of whom no reason is known: not visited, as a rule."""
    return place.all.short - sum(by_column(place.reasons).values())


def zero_before(place: Place) -> Counts:
    """Those without any dose of the antigen before the campaign began."""
    return _part(place, 2, "0")


def _part(place: Place, part: int, value: str) -> Counts:
    return by_parts(place.parts, part).get((value,), Counts())


def _rate(counts: Counts) -> str:
    return percent(counts.vaccinated, counts.target)


def _in_modes(modes: Iterable[str]) -> Figure:
    return lambda place: _dosed_in(place, modes)


def _dosed_in(place: Place, modes: Iterable[str]) -> int:
    return sum(place.modes.get(mode, Counts()).vaccinated for mode in modes)


def _unknown_mode(place: Place) -> int:
    return place.all.vaccinated - _dosed_in(place, POST_MODES) - _dosed_in(place, MOPUP_MODES)


def removed_note(whole: Place, say: Say) -> str:
    """What the 不应服 are, in words; records joined as one child were never two."""
    parts = [
        f"{say(*words)} {whole.removed.get(why, Counts()).removed}"
        for why, words in REMOVED.items()
        if whole.removed.get(why, Counts()).removed
    ]
    head = say(f"不应服 {whole.all.removed} 人", f"Removed: {whole.all.removed}")
    body = say("：", ": ") + say("，", ", ").join(parts) if parts else ""
    return head + body + say("；重复记录合并为一人，只计一次。", "; duplicates are joined and counted once.")


def reason_note(whole: Place, names: Mapping[str, tuple[str, str]], language: str, say: Say) -> str:
    """What the columns of reasons are made of, those of one obvious reason left out; empty where nobody is missed."""
    said = split(whole.reasons)
    parts = []
    for column in ("away", "refused", "not_told", OTHER):
        some = said.get(column, [])
        if some and [reason for reason, _n in some] != [column]:
            listed = say("、", ", ").join(f"{word(names, reason, language)} {n}" for reason, n in some)
            head = f"{say(*COLUMNS[column])} {sum(n for _r, n in some)}"
            parts.append(head + say(f"（{listed}）", f" ({listed})"))
    return say("未服原因：", "Reasons: ") + say("；", "; ").join(parts) + say("。", ".") if parts else ""
