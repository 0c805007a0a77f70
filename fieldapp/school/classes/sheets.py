"""Classes and pupils as rows of a sheet; the first columns are those that a roster is read by. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fieldapp.school.classes.left import STATES, OneOf, added_up
from fieldapp.school.classes.naming import Class, class_words
from fieldapp.school.classes.telling import WORDS
from fieldapp.school.terms import read_term

PUPILS = (
    ("姓名", "Name"),
    ("性别", "Sex"),
    ("出生日期", "Born"),
    ("年级", "Grade"),
    ("班级", "Class"),
    ("入学方式", "How it entered"),
    ("入学日期", "Joined on"),
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
    ("接种证号", "Certificate number"),
    ("离校日期", "Left on"),
    ("转出去向", "Where it went"),
    ("学期", "Term"),
    ("情况", "State"),
    ("查验日期", "Checked on"),
    ("持证", "Certificate"),
    ("查验结果", "Result"),
    ("还差什么", "What is left"),
)
CLASSES = (
    ("班级", "Class"),
    ("人数", "Pupils"),
    ("应查验", "To be checked"),
    ("未查验", "Not checked"),
    ("还有要办的", "Something left"),
    ("都办好了", "Done"),
    ("离校", "Left"),
)


def pupil_rows(pupils: Iterable[OneOf], language: str) -> Iterator[Sequence[Any]]:
    """A row for each pupil, who left too."""
    at = 0 if language == "zh" else 1
    for one in pupils:
        pupil, said = one.pupil, one.pupil.fields
        term = read_term(pupil.term)
        yield (
            pupil.name,
            WORDS["sex"].get(said.get("sex") or "", ("", ""))[at],
            pupil.born,
            pupil.grade,
            pupil.class_name,
            WORDS["reason"][pupil.reason or ""][at],
            pupil.joined_on,
            said.get("guardian"),
            said.get("phone"),
            said.get("certificate_no"),
            pupil.left_on,
            pupil.left_to,
            term.name(language) if term else pupil.term,
            STATES[one.state][at],
            one.outcome.checked_on,
            one.certificate[at],
            one.result[at],
            ("、", ", ")[at].join(words[at] for words in one.left),
        )


def class_rows(classes: Iterable[tuple[Class, list[OneOf]]], language: str) -> Iterator[Sequence[Any]]:
    """A row for each class."""
    for (grade, name), pupils in classes:
        of = added_up(pupils)
        yield class_words(grade, name, language), of.here, of.entering, of.unseen, of.open, of.done, of.gone
