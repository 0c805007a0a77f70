"""What is open as rows of a sheet: schools, children, those looked at again, birthdays. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import class_words
from fieldapp.school.follow.cases import KINDS, LIST, NOTICE, Again, Birthday, Case, Standing
from fieldapp.school.outcome import RESULTS

Row = Sequence[Any]
WHO = (
    ("学校", "School"),
    ("班级", "Class"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
)
CASES = (
    *WHO,
    ("还差什么", "What is left"),
    ("情况", "Kind"),
    ("查验日期", "Checked on"),
    ("查验至今（天）", "Days since the check"),
    ("名单日期", "List of"),
    ("接收人", "Received by"),
    ("交名单至今（天）", "Days since the list"),
    ("通知日期", "Notice of"),
    ("通知至今（天）", "Days since the notice"),
    ("补种期限", "To be caught up by"),
)
AGAIN = (
    *WHO,
    ("查验日期", "Checked on"),
    ("当时查出", "Found then"),
    ("现在还差", "Left now"),
    ("再次查验", "Looked at again on"),
)
BIRTHDAYS = (*WHO, ("满几岁", "Turns"), ("哪天", "On"))
SCHOOLS = (
    ("学校", "School"),
    ("乡镇", "Township"),
    ("接种单位", "Clinic"),
    ("应查验", "To be checked"),
    ("还没查验", "Not checked"),
    ("还有要办的", "With something left"),
    ("需补种", "Doses missing"),
    ("7天以内", "Up to 7 days"),
    ("8–30天", "8–30 days"),
    ("30天以上", "More than 30 days"),
    ("还没报接种单位", "Not named to the clinic"),
    ("名单期限", "List due by"),
    ("超过30天没交名单", "No list for more than 30 days"),
    ("还没再次查验", "Not looked at again"),
    ("最近一次名单", "Last list"),
    ("接收人", "Received by"),
)


def case_rows(cases: Iterable[tuple[str, Case]], language: str) -> Iterator[Row]:
    """A row for each child with something left, with its school's name."""
    at = _at(language)
    for school, case in cases:
        given = case.given
        yield (
            *_who(school, case.one, language),
            _left(case.one, language),
            KINDS[case.kind][at],
            case.one.outcome.checked_on,
            case.days_since("check"),
            given.on if given else "",
            given.receiver if given else "",
            case.days_since(LIST),
            case.noticed_on,
            case.days_since(NOTICE),
            case.catch_up_by.last.isoformat(),
        )


def again_rows(school: str, listed: Iterable[Again], language: str) -> Iterator[Row]:
    """A row for each child that is to be looked at again."""
    at = _at(language)
    for again in listed:
        one, then = again.one, RESULTS[again.why][at]
        left = _left(one, language)
        yield (*_who(school, one, language), one.outcome.checked_on, then, left, again.looked_on)


def birthday_rows(school: str, listed: Iterable[Birthday], language: str) -> Iterator[Row]:
    """A row for each birthday."""
    for birthday in listed:
        yield (*_who(school, birthday.one, language), birthday.years, birthday.day)


def school_row(names: Sequence[str], expected: int, unseen: int, stands: Standing, language: str) -> Row:
    """A school, by its name, township and clinic, with its sums."""
    by, last = stands.by, stands.last
    late = (("是", "yes") if stands.late else ("", ""))[_at(language)]
    ages = (stands.open, stands.gaps, stands.fresh, stands.month, stands.old, stands.waiting)
    list_ = (by.last.isoformat() if by else "", late, stands.again)
    return (
        *names,
        *(expected, unseen),
        *ages,
        *list_,
        *((last.on, last.receiver) if last else ("", "")),
    )


def _at(language: str) -> int:
    return 0 if language == "zh" else 1


def _left(one: OneOf, language: str) -> str:
    at = _at(language)
    return ("、", ", ")[at].join(words[at] for words in one.left)


def _who(school: str, one: OneOf, language: str) -> tuple[Any, ...]:
    pupil = one.pupil
    place = class_words(pupil.grade, pupil.class_name, language)
    return (school, place, pupil.name, pupil.born, pupil.guardian, pupil.fields.get("phone"))
