"""The desk's list as rows of a sheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fieldapp.school.classes.naming import class_words
from fieldapp.school.desk.waiting import Waiting

WAITING = (
    ("学校", "School"),
    ("班级", "Class"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
    ("还差什么", "What is left"),
    ("还差几剂", "Doses left"),
    ("查验日期", "Found on"),
    ("名单交来", "List received"),
)


def waiting_rows(rows: Iterable[Waiting], language: str) -> Iterator[Sequence[Any]]:
    """A row for each child."""
    at = 0 if language == "zh" else 1
    for one in rows:
        pupil, said = one.one.pupil, one.one.pupil.fields
        yield (
            one.school.name,
            class_words(pupil.grade, pupil.class_name, language),
            pupil.name,
            pupil.born,
            pupil.guardian,
            said.get("phone"),
            ("、", ", ")[at].join(words[at] for words in one.one.left),
            one.gaps,
            one.since,
            one.handed_on,
        )
