"""What the codes of a record are called, in both languages, whatever a phone wrote for them."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.records.code_words import choices_of, code_word, word


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        ("outcome", "refused", "家长拒绝", "refused"),
        ("outcome", "vaccinated", "已服", "dosed"),
        ("found", True, "是", "yes"),
        ("sex", "female", "女", "female"),
        ("sex", "male", "男", "male"),
        ("prior_polio", "2", "2剂", "2"),
        ("prior_polio", 2, "2剂", "2"),
        ("prior_polio", 3, "3剂以上", "3 or more"),
        ("prior_polio", "unknown", "不详", "unknown"),
        ("source", "recall", "口述", "recall"),
        ("prior_source", "certificate", "接种证", "certificate"),
        ("mode", "mobile", "流动队", "mobile team"),
        ("registered_at", "county", "本县", "this county"),
        ("status", "died", "死亡", "died"),
    ],
)
def test_a_value_is_said_in_words_of_both_languages(field: str, value: Any, zh: str, en: str) -> None:
    assert (code_word(field, value, "zh"), code_word(field, value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("found", False, "False"),
        ("outcome", "flooded", "flooded"),
        ("name", "王小明", "王小明"),
        ("tries", 3, "3"),
    ],
)
def test_what_has_no_word_is_said_as_it_is(field: str, value: Any, shown: str) -> None:
    assert (code_word(field, value, "zh"), code_word(field, value, "en")) == (shown, shown)


def test_the_codes_of_a_field_to_choose_among() -> None:
    assert choices_of("sex", "zh") == [("male", "男"), ("female", "女")]
    assert choices_of("sex", "en") == [("male", "male"), ("female", "female")]
    assert choices_of("name", "zh") == []


def test_what_is_no_code_may_hold_a_name_and_is_not_shown_among_figures() -> None:
    known = {"refused": ("家长拒绝", "refused")}
    assert (word(known, "refused"), word(known, "refused", "en")) == ("家长拒绝", "refused")
    assert word(known, "flooded") == word(known, "flooded", "en") == "flooded"
    assert word(known, "a" * 60) == "a" * 60
    for odd in ("王小明不在", "Refused", "a b", "a" * 61, "", "refused\n"):
        assert word(known, odd) == "其他（手写的）"
        assert word(known, odd, "en") == "other, written by hand"
