"""Doses as clinics and their programs write them."""

from __future__ import annotations

import pytest

from fieldapp.school.assessing.slot_words import SLOTS, id_of, read_slot_words, said_of
from fieldapp.school.slots import Slot

WRITTEN = {
    "百白破5、A+C2": [("dtp", 5), ("menac", 2)],
    "bbp5 ac2": [("dtp", 5), ("menac", 2)],
    "百白破第4、5剂": [("dtp", 4), ("dtp", 5)],
    "A群C群脑膜炎球菌多糖疫苗第2剂": [("menac", 2)],
    "A群流脑多糖疫苗第二剂次": [("mena", 2)],
    "流脑A+C 2针": [("menac", 2)],
    "卡介苗": [("bcg", 1)],
    "白破": [("dtp", 5)],
    "白破疫苗": [("dtp", 5)],
    "麻腮风2": [("mcv", 2)],
    "乙脑灭活疫苗3": [("je", 3)],
    "脊灰灭活补种": [("polio", 5)],
    "ＩＰＶ１": [("polio", 1)],
    "百白破疫苗（第5剂）": [("dtp", 5)],
    "甲肝1/乙肝3": [("hepb", 3), ("hepa", 1)],
    "JE, dose 3, HepA 1": [("je", 3), ("hepa", 1)],
    "无": [],
}


@pytest.mark.parametrize("words", WRITTEN)
def test_a_dose_is_read_however_it_is_written(words: str) -> None:
    found = read_slot_words(words)
    assert (sorted(found.slots), found.unknown, found.self_paid) == (sorted(WRITTEN[words]), (), ())


@pytest.mark.parametrize(
    "words", ["百白破", "甲肝减毒", "百白破6", "白破2", "=1+1", "5", "流脑", "第2剂", "🐼"]
)
def test_what_names_no_dose_is_asked_about(words: str) -> None:
    assert read_slot_words(words).unknown == (words.lower(),) and read_slot_words(words).slots == ()


def test_self_paid_vaccines_are_passed_over_and_said() -> None:
    found = read_slot_words("水痘2，流感，含麻2")
    assert (found.slots, found.self_paid) == ((("mcv", 2),), ("水痘2", "流感"))


def test_the_second_mmr_after_mr_is_a_third_dose_of_its_series() -> None:
    assert read_slot_words("麻腮风2", third_mmr=True).slots == (("mcv", 3),)
    assert read_slot_words("含麻2", third_mmr=True).slots == (("mcv", 2),)


def test_a_word_means_what_somebody_said() -> None:
    known = {"流脑末次": "menac-2", "加强": "skip"}
    found = read_slot_words("流脑末次、加强、百白破5", known=known)
    assert (set(found.slots), found.unknown) == ({("menac", 2), ("dtp", 5)}, ())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("slot", SLOTS, ids=id_of)
def test_what_a_sheet_says_is_read_back(slot: Slot, language: str) -> None:
    assert read_slot_words(said_of([slot], language)).slots == (slot,)
