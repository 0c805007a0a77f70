"""未种原因分析表 (table 4): by village and dose what was needed, given, not given and why, in a period. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.catchup.gaps.missing import Missing
from fieldapp.catchup.tables.figures import (
    NOT_SAID,
    VACCINE_ORDER,
    Story,
    reason_of,
    reason_words,
    vaccine_of,
    vaccine_words,
)
from fieldapp.catchup.tables.periods import Period
from fieldapp.catchup.tables.sheet import Column, Line, Paper, Part, Words

TITLE = ("未种原因分析表", "Why doses were not given")
CORNER, TOTAL = ("村、疫苗剂次", "Village, dose"), ("合计", "Total")
Key = tuple[str, str, int]  # village, vaccine, dose number


@dataclass
class Row:
    """One line: doses needed, given up to the period's end and within the period, reasons of those not given, and what
    was said to be done about them and when."""

    needed: int = 0
    given: int = 0
    within: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    measures: Counter[str] = field(default_factory=Counter)
    planned: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Doses not given."""
        return self.needed - self.given

    def add(self, other: Row) -> None:
        """Put another line's figures to this one's."""
        self.needed, self.given = self.needed + other.needed, self.given + other.given
        self.within += other.within
        self.reasons.update(other.reasons)
        self.measures.update(other.measures)
        self.planned += other.planned


def rows_of(now: Sequence[Story], then: Mapping[str, Story]) -> dict[Key, Row]:
    """The lines. `now`: stories as of the period's end; `then`: by child as of the day before it began."""
    found: dict[Key, Row] = {}
    for story in now:
        case, before = story.case, then.get(story.case.child.key)
        for one in case.needed:
            slot = one.series, one.n
            row = found.setdefault((case.child.village, vaccine_of(one), one.n), Row())
            row.needed += 1
            if slot in case.filled:
                row.given += 1
                row.within += before is None or slot not in before.case.filled
            else:
                _add_left(row, story, one)
    return found


def _add_left(row: Row, story: Story, one: Missing) -> None:
    row.reasons["refused" if one.refused else reason_of(story)] += 1
    last = _last_about(story, one)
    if last is None:
        return
    if said := last.get("measure"):
        row.measures[str(said)] += 1
    if last["planned_on"]:
        row.planned.append(str(last["planned_on"]))


def _last_about(story: Story, one: Missing) -> Mapping[str, Any] | None:
    """The last visit about a dose; one that names no dose is about all of them."""
    for visit in reversed(story.visits):
        about = visit.get("slots") or []
        if not about or [one.series, one.n] in [list(slot) for slot in about]:
            return dict(visit)
    return None


def paper_of(
    unit: Words,
    period: Period,
    rows: Mapping[Key, Row],
    villages: Mapping[str, Words],
    facts: Sequence[Words] = (),
) -> Paper:
    """The paper of an area."""
    whole = Row()
    for row in rows.values():
        whole.add(row)
    codes = [code for code, _n in whole.reasons.most_common()]
    codes = [*[code for code in codes if code != NOT_SAID], *([NOT_SAID] if NOT_SAID in codes else [])]
    columns = _columns(codes)
    lines = [Line(TOTAL, _cells(whole, codes), bold=True)]
    for key in sorted(rows, key=lambda one: (one[0], VACCINE_ORDER.index(one[1]), one[2])):
        village, vaccine, n = key
        zh, en = vaccine_words(vaccine)
        place = villages.get(village, (village, village))
        named = f"{place[0]} {zh}{n}", f"{place[1]}, {en} {n}"
        lines.append(Line(named, _cells(rows[key], codes), key=f"{village} {vaccine} {n}"))
    said = period.said()
    told = [(f"报告单位：{unit[0]}", f"Unit: {unit[1]}"), *facts, said]
    notes: list[Words] = [
        (
            "应种：这段时间开始时（活动的按活动开始那天）按程序缺的剂次；已补种：应种里这段时间内种的。都按剂次算。",
            "Needed: doses missing when it began; caught up: those of them given within the period. All in doses.",
        )
    ]
    return Paper(TITLE, told, [Part(("剂次", "Doses"), CORNER, columns, lines)], notes)


def _columns(codes: Sequence[str]) -> list[Column]:
    why = ("未种原因", "Why not")
    first = [Column([words]) for words in (("应种", "Needed"), ("实种", "Given"), ("未种", "Not given"))]
    last = [("采取措施", "Measures"), ("拟补种日期", "Planned on"), ("已补种", "Caught up in it")]
    reasons = [Column([why, reason_words(code)]) for code in codes]
    return [*first, *reasons, Column([last[0]], 3), Column([last[1]], 1.6), Column([last[2]])]


def _cells(row: Row, codes: Sequence[str]) -> list[int | str]:
    measures = "；".join(f"{said}{f'×{n}' if n > 1 else ''}" for said, n in row.measures.most_common(3))
    days = sorted(set(row.planned))
    planned = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}" if days else ""
    sums: list[int | str] = [row.needed, row.given, row.left]
    return [*sums, *(row.reasons[code] for code in codes), measures, planned, row.within]
