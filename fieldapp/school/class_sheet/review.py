"""A sheet that came back, held against the class: which child each row is, what it says, what is wrong with it. Pure.

A row is found by its mark; without one by name and birth date in the class. A mark beside another child's name is a row
that was sorted apart from its mark, and is never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldapp.ground.parsing import read_day
from fieldapp.ground.same import clean_name, name_key
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Line, Table, Wrong
from fieldapp.school.assessing.answers import Said, doubts
from fieldapp.school.assessing.rows import FILLED, Usual, is_blank, read_row
from fieldapp.school.class_sheet.columns import called, read_mark
from fieldapp.school.classes.naming import Class, class_words, read_class
from fieldapp.school.pupils import Pupil

MATTERS = ("name", "born", "mark", *FILLED)  # columns whose unreadable cells matter
SHOWN = 40


@dataclass(frozen=True)
class Entry:
    """A row that says something of a child: `said` where nothing of it is open; `notes`: what a person should know;
    `unknown`: words for doses that nobody knows."""

    line: int
    pupil: Pupil
    said: Said | None
    notes: Sequence[Words] = ()
    unknown: Sequence[str] = ()


@dataclass
class Review:
    """What was read: rows that say something, rows of children who are not checked (any more), wrong cells, and how
    many rows say nothing."""

    entries: list[Entry] = field(default_factory=list)
    gone: list[tuple[int, Pupil, Words]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    blank: int = 0

    @property
    def unknown(self) -> list[str]:
        """Every word for a dose that nobody knows, each once."""
        return list(dict.fromkeys(word for one in self.entries for word in one.unknown))


@dataclass(frozen=True)
class School:
    """The pupils that rows may be about, and the class whose sheet is expected."""

    pupils: Sequence[Pupil]
    of: Class

    def here(self, pupil: Pupil) -> bool:
        """Whether a pupil is in the class now."""
        return (pupil.grade, pupil.class_name) == self.of

    def by_enrolment(self) -> Mapping[str, Pupil]:
        """Every pupil by each of its enrolments."""
        return {key: one for one in self.pupils for key in one.enrolments}


class _NotFound(Exception):
    """A row is nobody's: the column that says so, and why."""

    def __init__(self, name: str, why: Words) -> None:
        super().__init__(why[0])
        self.name, self.why = name, why


def read_sheet(table: Table, school: School, usual: Usual) -> Review:
    """The review of a sheet."""
    review = Review(wrong=table.wrong())
    own = school.by_enrolment()
    for line in table.lines:
        if is_blank(line.cells) and not any(name in FILLED for name in line.faults):
            review.blank += 1
            continue
        _take(review, line, school, own, usual)
    _twice(review, {line.number: line for line in table.lines})
    return review


def _take(review: Review, line: Line, school: School, own: Mapping[str, Pupil], usual: Usual) -> None:
    who = clean_name(line.cells.get("name", ""))[:SHOWN]
    faults = [line.wrong(name, why, who, lost=True) for name, why in line.faults.items() if name in MATTERS]
    try:
        pupil, notes = _child(line, school, own)
    except _NotFound as none:
        review.wrong += [*faults, line.wrong(none.name, none.why, who)]
        return
    if why := _not_checked(pupil):
        review.gone.append((line.number, pupil, why))
        return
    row = read_row(line.cells, usual, pupil)
    wrong = [line.wrong(name, why, who) for name, why in row.wrong if name not in line.faults]
    review.wrong += faults + wrong
    if faults or wrong:
        return
    notes += doubts(row.said, pupil.born) if row.said else []
    notes += [(f"{word} 是自费疫苗，不记", f"{word} is self-paid: not recorded") for word in row.self_paid]
    review.entries.append(Entry(line.number, pupil, row.said, notes, row.unknown))


def _not_checked(pupil: Pupil) -> Words | None:
    if pupil.left_on:
        return f"{pupil.left_on} 已离校，不记", f"left on {pupil.left_on}: not recorded"
    return None if pupil.entering else ("随班升级，不再查验", "moved up, not checked again")


def _child(line: Line, school: School, own: Mapping[str, Pupil]) -> tuple[Pupil, list[Words]]:
    """Which pupil a row is about, and what a person should know of that."""
    said = line.cells.get("mark", "")
    if not said:
        return _by_name(line, school), []
    mark = read_mark(said)
    if mark is None:
        raise _NotFound(
            "mark", ("识别码不完整，请从下载的表里抄回来", "this key is not whole: copy it from the sheet")
        )
    pupil = own.get(mark[0])
    if pupil is None:
        raise _NotFound(
            "mark",
            (
                "这一行不是本校这一学年的孩子：是不是别的学校的表？",
                "no pupil of this school and year: the sheet of another school?",
            ),
        )
    notes = _same_child(line, pupil, mark[1])
    if not school.here(pupil):
        notes.append(_elsewhere(line, pupil, school.of))
    return pupil, notes


def _same_child(line: Line, pupil: Pupil, then: str) -> list[Words]:
    """Hold the name of a row against the child of its mark."""
    name, words = clean_name(line.cells.get("name", "")), line.cells.get("born", "")
    born = read_day(words) if words else None
    if words and born is None and "born" not in line.faults:
        raise _NotFound("born", (f"不是日期：{words[:SHOWN]}", f"is no day: {words[:SHOWN]}"))
    said_name, said_born = name or pupil.name, born or pupil.born
    if name_key(said_name) == name_key(pupil.name) and said_born == pupil.born:
        return []
    now = f"{pupil.name} {pupil.born or ''}".strip()
    if called(said_name, said_born) == then:
        return [(f"表发出以后名册改过，现在是 {now}", f"changed since the sheet went out: now {now}")]
    why = (
        f"姓名、出生日期和识别码对不上（识别码是 {now} 的）",
        f"name and birth date are not those of its key ({now})",
    )
    raise _NotFound("name", why)


def _elsewhere(line: Line, pupil: Pupil, of: Class) -> Words:
    """That a child is in another class now; refused where its row was of that class already."""
    now, there = ((pupil.grade, pupil.class_name), line.cells.get("class_name", ""))
    zh, en = class_words(*now), class_words(*now, "en")
    if there and read_class("", there) != of and there != class_words(*of, "en"):
        raise _NotFound("class_name", (f"是{zh}的孩子，请到那个班导入", f"is of {en}: bring it in there"))
    return f"现在在{zh}，照样记", f"is in {en} now; recorded all the same"


def _by_name(line: Line, school: School) -> Pupil:
    """The pupil of a row without a mark: of this name, and of this birth date where one is said, in the class."""
    name, words = clean_name(line.cells.get("name", "")), line.cells.get("born", "")
    born = read_day(words) if words else None
    if not name:
        raise _NotFound("name", ("没有姓名，也没有识别码", "neither a name nor a key"))
    if words and born is None:
        raise _NotFound("born", (f"不是日期：{words[:SHOWN]}", f"is no day: {words[:SHOWN]}"))
    card = line.cells.get("card_no", "")
    near = [one for one in school.pupils if name_key(one.name) == name_key(name) and born in (None, one.born)]
    found = [one for one in near if school.here(one)]
    found = [one for one in found if card and one.fields.get("card_no") == card] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise _NotFound(
            "name",
            (
                "班里有同名的孩子，分不清：请用下载的表，或写上出生日期",
                "several of this name: use the sheet, or write the birth date",
            ),
        )
    elsewhere = class_words(near[0].grade, near[0].class_name) if near else ""
    if elsewhere:
        en = class_words(near[0].grade, near[0].class_name, "en")
        raise _NotFound("name", (f"是{elsewhere}的孩子，请到那个班导入", f"is of {en}: bring it in there"))
    raise _NotFound(
        "name",
        ("班里没有这个孩子：是不是别的班、别的学校的表？", "not in this class: the sheet of another one?"),
    )


def _twice(review: Review, lines: Mapping[int, Line]) -> None:
    """A child with two rows that say the same has one; of two that differ neither is taken."""
    by_child: dict[str, list[Entry]] = {}
    for one in review.entries:
        by_child.setdefault(one.pupil.child, []).append(one)
    for some in (some for some in by_child.values() if len(some) > 1):
        differ = any(one.said != some[0].said or one.unknown for one in some[1:])
        review.entries = [one for one in review.entries if one not in some]
        if not differ:
            note = (f"写了 {len(some)} 行，一样", f"written in {len(some)} lines alike")
            review.entries.append(replace(some[0], notes=[*some[0].notes, note]))
            continue
        for one in some:
            others = "、".join(str(other.line) for other in some if other is not one)
            why = (
                f"和第 {others} 行是同一个孩子，写的不一样：留下对的一行",
                f"the same child as line {others}, and not the same answer: keep the right one",
            )
            review.wrong.append(lines[one.line].wrong("name", why, one.pupil.name))
    review.entries.sort(key=lambda one: int(one.line))
