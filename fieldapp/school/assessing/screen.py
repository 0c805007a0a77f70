"""The form of a whole class: what is typed about each child, what came of it, and what is said of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.ground.words import language, t
from fieldapp.school.assessing import recording
from fieldapp.school.assessing.answers import ANSWERS, ASSESSED, NO_PROOF, NONE, WHY, Said, doubts
from fieldapp.school.assessing.class_here import ClassHere, usual_of
from fieldapp.school.assessing.recording import ASK, LOST, SAME, Answer, Came, LookKey
from fieldapp.school.assessing.rows import FILLED, Row, is_blank, read_row
from fieldapp.school.assessing.slot_words import said_of
from fieldapp.school.outcome import WITHOUT, Look
from fieldapp.school.pupils import Pupil
from fieldapp.web.gate import Who

GONE = "gone"
LABELS = {
    "answer": ("结果", "Result"),
    "slots": ("缺的剂次", "Missing doses"),
    "why": ("不用补原因", "Why not"),
    "assessed_on": ("评估日期", "Assessed on"),
    "report_no": ("报告编号", "Report no."),
    "certificate": ("接种证", "Certificate"),
}
MAY_REPLACE = ("again", "replace", "keep")
CANNOT = ("again", "keep")


@dataclass(frozen=True)
class Line:
    """What came of the line of one child: a way of `recording`, `wrong` or `gone`; what is to be said of it; the look
    it became; what may be chosen where something else is recorded."""

    child: str
    how: str
    words: str = ""
    look: LookKey | None = None
    choices: Sequence[str] = ()
    wrong: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to be said."""
        return self.how in (*recording.WRITING, SAME, recording.KEEP)


@dataclass(frozen=True)
class Taken:
    """What came of a form: its lines by child, and how many of the class are checked now."""

    lines: Mapping[str, Line] = field(default_factory=dict)
    done: int = 0
    all: int = 0

    @property
    def written(self) -> list[Line]:
        """The lines that were recorded by it."""
        return [one for one in self.lines.values() if one.how in recording.WRITING]

    @property
    def left(self) -> list[Line]:
        """The lines of which something is left to be mended or said."""
        return [one for one in self.lines.values() if not one.done]

    @property
    def status(self) -> int:
        """The status of an answer that says it."""
        ways = {one.how for one in self.left}
        return 200 if not ways else 409 if ways <= {ASK, GONE} else 422


def typed(form: Mapping[str, str], child: str) -> dict[str, str]:
    """What a form says of a child."""
    return {name: form.get(f"{name}.{child}", "").strip() for name in FILLED}


def take(who: Who, here: ClassHere, form: Mapping[str, str]) -> Taken:
    """Write down what a form says, as far as it is right; what is not comes back with its reason.

    Raises:
        Problem: `no_day`, `day_in_future`, `wrong_value` of what holds for all.
    """
    usual = usual_of(here, form, {})
    lines: dict[str, Line] = {}
    answers: list[Answer] = []
    for child in _children(form):
        said = typed(form, child)
        pupil = here.pupil(child)
        if pupil is None:
            lines[child] = Line(
                child,
                GONE,
                t("已经不在这个班，或不用查验了", "no longer in this class, or not to be checked"),
            )
            continue
        row = read_row(said, usual, pupil)
        if row.said is None:
            lines[child] = Line(child, "wrong", _why(row), wrong=(row.wrong or [("slots", ("", ""))])[0][0])
        else:
            seen, choice = form.get(f"seen.{child}"), form.get(f"choice.{child}", "")
            answers.append(Answer(pupil, row.said, seen, choice))
    came = recording.record(who, here, answers)
    lines |= {one.pupil.child: _line(who, here, one, said) for one, said in zip(came, answers, strict=True)}
    firsts = sum(1 for one, said in zip(came, answers, strict=True) if one.written and not said.pupil.check)
    return Taken(lines, here.seen + firsts, len(here.asked))


def _children(form: Mapping[str, str]) -> list[str]:
    """The children of whom a form says something."""
    named = (name.partition(".")[2] for name in form if name.partition(".")[0] == "answer")
    return [child for child in dict.fromkeys(named) if child and not is_blank(typed(form, child))]


def _why(row: Row) -> str:
    """What is wrong with a line, in one sentence."""
    said = [f"{t(*LABELS[name])}{t('：', ': ')}{t(*why)}" for name, why in row.wrong if name in LABELS]
    words = t("、", ", ").join(row.unknown)
    said += [t(f"没看懂是哪一剂：{words}", f"which dose is this: {words}")] if words else []
    return t("；", "; ").join(said)


def _line(who: Who, here: ClassHere, came: Came, answer: Answer) -> Line:
    pupil, how = came.pupil, came.how
    if how == ASK:
        choices = MAY_REPLACE if recording.may_replace(who, pupil) else CANNOT
        return Line(pupil.child, how, _recorded(here, pupil), choices=choices)
    if how == LOST:
        return Line(pupil.child, how, came.why)
    words = answer_words(answer.said)
    for doubt in doubts(answer.said, pupil.born):
        words += t("；", "; ") + t(*doubt)
    return Line(pupil.child, how, words, came.look)


def _recorded(here: ClassHere, pupil: Pupil) -> str:
    """That something else is recorded: what, when, by whom."""
    if not pupil.looks:
        return ""
    look = pupil.looks[-1]
    said, by = look_words(look), f"{here.people.get(look.by or '', '')} {look.on}".strip()
    return t(f"已经记了：{said}（{by}）", f"recorded already: {said} ({by})")


def hers(who: Who, here: ClassHere) -> dict[str, str]:
    """The last looks at the class that a person may take back, `kind:key` by child."""
    last = {one.pupil.child: one.pupil.looks[-1] for one in here.asked if one.pupil.looks}
    kinds = {True: "certificate_check", False: "recheck"}
    return {
        child: f"{kinds[look.first]}:{look.key}"
        for child, look in last.items()
        if recording.may_take_back(who, look)
    }


def answer_words(said: Said) -> str:
    """An answer in one line: 需补种 百白破5、A+C2 · 2026-08-20 · PG-1."""
    why = t(*WHY.get(said.why, ("", ""))) if said.slots else ""
    slots = said_of(said.slots, language())
    parts = [" ".join(one for one in (t(*ANSWERS[said.answer]), slots, why) if one)]
    parts += [said.assessed_on, said.report_no] if said.answer in ASSESSED else []
    return " · ".join(part for part in parts if part)


def look_words(look: Look) -> str:
    """What a look says, as `answer_words` says it."""
    answer = NO_PROOF if look.certificate in WITHOUT else look.assessment or NONE
    slots = look.missing or tuple((series, n) for series, n, _why in look.exempt)
    why = look.exempt[0][2] if look.exempt else ""
    words = {"assessed_on": look.assessed_on or "", "report_no": look.report_no or ""}
    return answer_words(Said(answer, look.on, slots=slots, why=why, **words))


def as_json(taken: Taken) -> dict[str, Any]:
    """What a page's script is told."""
    lines = [
        {"child": one.child, "how": one.how, "words": one.words, "done": one.done, "wrong": one.wrong}
        | {"look": ":".join(one.look) if one.look else "", "choices": list(one.choices)}
        for one in taken.lines.values()
    ]
    return {"lines": lines, "done": taken.done, "all": taken.all}
