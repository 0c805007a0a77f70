"""What rosters write for grade and class is one thing however it is written; its address leads back to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.school.classes.naming import (
    a_year_on,
    address_of,
    class_of,
    class_words,
    in_order,
    is_lowest,
    read_class,
)


@pytest.mark.parametrize(
    ("grade", "name", "read"),
    [
        ("一年级", "2班", ("1", "2")),
        ("1", "（2）班", ("1", "2")),
        ("１年级", "二班", ("1", "2")),
        ("", "一（2）班", ("1", "2")),
        ("", "一年级2班", ("1", "2")),
        ("", "1.2班", ("1", "2")),
        ("", "一年级第十二班", ("1", "12")),
        ("一年级", "一（2）班", ("1", "2")),
        ("二年级", "一（2）班", ("2", "一(2)班")),
        ("一(2)班", "", ("1", "2")),
        ("小班", "", ("小班", "")),
        ("", "小一班", ("小班", "1")),
        ("", "小（3）班", ("小班", "3")),
        ("", "大班", ("大班", "")),
        ("中班", "太阳班", ("中班", "太阳班")),
        ("", "太阳班", ("", "太阳班")),
        ("一年级", "11班", ("1", "11")),
        ("1", "10班", ("1", "10")),
        ("二年级", "21班", ("2", "21")),
        ("一年级", "第12班", ("1", "12")),
        ("一年级", "十一班", ("1", "11")),
        ("一", "一1班", ("1", "1")),
        ("一年级", "1.1班", ("1", "1")),
        ("", "十一班", ("", "11")),
        ("", "二（11）班", ("2", "11")),
        ("2026级", "03", ("2026级", "3")),
        ("", "3班", ("", "3")),
        ("", "", ("", "")),
        ("grade 1", "class 2", ("1", "2")),
        ("", "Grade 1, class 2", ("1", "2")),
        ("Junior", "3", ("小班", "3")),
        ("", "junior, class 太阳班", ("小班", "太阳班")),
    ],
)
def test_grades_and_classes_are_read_in_every_writing(grade: str, name: str, read: tuple[str, str]) -> None:
    assert read_class(grade, name) == read
    assert read_class(*read) == read


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (("1", "2"), "一年级（2）班", "grade 1, class 2"),
        (("小班", "2"), "小（2）班", "junior, class 2"),
        (("小班", "太阳班"), "小班太阳班", "junior, class 太阳班"),
        (("12", ""), "12年级", "grade 12"),
        (("", "3"), "（3）班", "class 3"),
        (("", ""), "", ""),
        (("蓓蕾", ""), "蓓蕾", "蓓蕾"),
    ],
)
def test_a_class_is_called_in_both_languages(one: tuple[str, str], zh: str, en: str) -> None:
    assert (class_words(*one), class_words(*one, "en")) == (zh, en)


def test_classes_stand_in_their_order_and_move_up() -> None:
    classes = [("2", "1"), ("1", "10"), ("1", "2"), ("大班", ""), ("小班", "1"), ("蓓蕾", ""), ("1", "星星")]
    assert sorted(classes, key=in_order) == [
        *(("小班", "1"), ("大班", ""), ("1", "2"), ("1", "10"), ("1", "星星"), ("2", "1"), ("蓓蕾", ""))
    ]
    assert [a_year_on(one) for one in ("托班", "小班", "大班", "学前班", "1", "9", "蓓蕾")] == [
        *("小班", "中班", None, None, "2", None, None)
    ]
    assert [is_lowest(one) for one in ("1", "小班", "2")] == [True, True, False]


@given(st.tuples(st.text(), st.text()))
def test_an_address_leads_back_to_its_class(one: tuple[str, str]) -> None:
    address = address_of(*one)
    assert class_of(address) == one and "/" not in address


def test_what_names_no_class_is_none() -> None:
    assert class_of("nothing") is None
