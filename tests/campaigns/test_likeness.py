"""When a line of a list and a recorded child are one: a table of cases as a clerk would say them."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.campaigns.lists.child_list import Entry
from fieldapp.campaigns.lists.homes import give_homes
from fieldapp.records.lists.likeness import OTHER, REASONS, SAME, compare, identity_of, is_slip
from fieldapp.records.lists.matching import settle

HERE, THERE = "430921103001", "430921103002"
MING = {"name": "王小明", "born": "2021-05-04", "sex": "male", "guardian": "王大"}
HOME = ("group", "door", "head")


def said(village: str = HERE, **words: Any) -> Any:
    """What is told of a child that says what 王小明 says, except `words` (None: not said)."""
    child = {k: v for k, v in (MING | words).items() if v is not None and k not in HOME}
    return identity_of(village, child, {k: words[k] for k in HOME if words.get(k)})


NOTHING: dict[str, Any] = {"sex": None, "guardian": None}
CASES = [
    ({}, {}, SAME),
    ({"name": "王 小\u200b明"}, {"guardian": "王　大"}, SAME),
    (NOTHING, {}, SAME),  # a list that says less
    ({"card_no": "4309 0001"}, {"card_no": "43090001"}, SAME),
    ({"card_no": "1", "guardian": "李芳"}, {"card_no": "1"}, SAME),  # the number decides: mother and father
    ({"card_no": "1", "name": "王小名"}, {"card_no": "1"}, "number"),
    ({"card_no": "1", "sex": "female"}, {"card_no": "1"}, "number"),
    ({"card_no": "1", "born": "2021-05-14"}, {"card_no": "1"}, "number"),
    ({"card_no": "1"}, {"card_no": "2"}, "numbers"),
    ({"card_no": "1", "guardian": "李四"}, {"card_no": "2"}, OTHER),
    ({"card_no": "1", **NOTHING}, {"card_no": "2", **NOTHING}, OTHER),
    ({"certificate_no": "1"}, {"certificate_no": "2", "guardian": None}, OTHER),
    ({"guardian": "李四"}, {}, "guardian"),
    ({"sex": "female"}, {}, "sex"),
    ({"sex": "female", "guardian": "李四"}, {}, OTHER),
    ({"phone": "13800000001", **NOTHING}, {"phone": "13900000002", **NOTHING}, "namesake"),
    ({"phone": "13800000001"}, {"phone": "13900000002"}, SAME),  # one family, two telephones
    # a word that names nobody is no family
    ({"guardian": "家长", "phone": "13800000001"}, {"guardian": "家长", "phone": "13900000002"}, "namesake"),
    ({"guardian": "家 长", "phone": "13800000001"}, {"guardian": "家长", "phone": "13800000001"}, SAME),
    ({"guardian": "父亲", "name": "李大强"}, {"guardian": "父亲"}, OTHER),
    ({"door": "1", **NOTHING}, {"door": "2", **NOTHING}, "namesake"),
    ({"group": "三组", "door": "1", **NOTHING}, {"group": "3", "door": "01号", **NOTHING}, SAME),
    ({"group": "3", "door": "1", **NOTHING}, {"group": "4", "door": "1", **NOTHING}, "namesake"),
    ({"guardian": None, "mother": "李芳"}, {"guardian": "王大", "mother": "李芳"}, SAME),
    ({"guardian": None, "mother": "李芳"}, {}, "guardian"),  # somebody else is named, whatever she is called
    ({"guardian": None, "head": "王老大"}, {"guardian": "王大"}, SAME),  # a grandfather heads the household
    ({"born": "2021-05-14"}, {}, "born"),
    ({"born": "2021-04-05", **NOTHING}, {}, "born"),  # day and month swapped
    ({"born": "2019-11-20", **NOTHING}, {}, OTHER),
    ({"born": "2019-11-20"}, {}, "born"),  # one family would not have two of one name
    ({"born": "2021-05-14", "guardian": "李四"}, {}, OTHER),
    ({}, {"name": None, "unnamed": True}, "unnamed"),
    ({"name": None}, {}, "unnamed"),
    ({}, {"name": None, "sex": "female"}, OTHER),
    ({}, {"name": None, "guardian": "李四"}, OTHER),
    ({"name": None}, {"name": None}, "twins"),
    ({"name": "王浩然"}, {}, "twin"),
    ({"name": "王浩然", **NOTHING}, {}, OTHER),
    ({"name": "王浩然", "sex": "female"}, {}, OTHER),
]


@pytest.mark.parametrize(("line", "record", "answer"), CASES)
def test_one_child_another_or_a_question(line: dict[str, Any], record: dict[str, Any], answer: str) -> None:
    assert compare(said(**line), said(**record)) == answer == compare(said(**record), said(**line))
    assert answer in (SAME, OTHER, *REASONS)


@pytest.mark.parametrize(
    ("line", "answer"),
    [({}, "moved"), (NOTHING, "moved"), ({"guardian": "李四"}, OTHER), ({"card_no": "1"}, SAME)],
)
def test_another_village_makes_it_a_question(line: dict[str, Any], answer: str) -> None:
    assert compare(said(**line), said(THERE, card_no="1")) == answer


def test_what_a_slip_of_the_pen_can_make() -> None:
    assert is_slip("2021-05-04", "2021-05-14") and is_slip("2021-05-04", "2022-05-04")
    assert is_slip("2021-05-04", "2021-04-05") and not is_slip("2021-05-04", "2022-05-14")
    assert not is_slip("", "2021-05-04")


def find(lines: list[Any], rows: dict[str, Any], own: dict[int, str] | None = None) -> list[Any]:
    """What is found for each line: a key, or why each candidate is asked."""
    found = settle(lines, rows, [str(n + 2) for n in range(len(lines))], own or {})
    return [one.known or one.asked for one in found]


def test_two_lines_that_fit_one_record_are_both_asked() -> None:
    rows = {"r": said(guardian=None)}
    assert find([said(), said(guardian="李四")], rows) == [
        {"r": "several"},
        {"line:2": "guardian", "r": "several"},
    ]


def test_a_line_that_fits_two_records_is_asked() -> None:
    rows = {"a": said(), "b": said(guardian="李四")}
    assert find([said(guardian=None)], rows) == [{"a": "several", "b": "several"}]
    assert find([said()], rows) == ["a"]


def test_a_record_that_has_its_line_is_nobody_else_s_question() -> None:
    rows = {"a": said(name="王大双")}
    assert find([said(name="王大双"), said(name="王小双")], rows) == ["a", {}]
    assert find([said(name="王小双")], rows) == [{"a": "twin"}]
    assert find([said(name="王小双")], rows, {0: "b"}) == ["b"]  # asked once: then it has a record of its own


def test_twins_without_names_are_asked_once() -> None:
    twins = [said(name=None), said(name=None)]
    assert find(twins, {}) == [{}, {"line:2": "twins"}]
    assert find(twins, {"a": said(name=None), "b": said(name=None)}, {0: "a", 1: "b"}) == ["a", "b"]


def test_a_number_decides_between_namesakes() -> None:
    rows = {"a": said(card_no="1"), "b": said()}
    assert find([said(card_no="1")], rows) == ["a"]


def test_two_lines_of_one_child_are_asked_whether_it_was_written_twice() -> None:
    assert find([said(), said(), said(guardian="李四")], {}) == [
        {},
        {"line:2": "twice"},
        {"line:2": "guardian", "line:3": "guardian"},
    ]
    assert find([said(), said()], {"r": said()}, {0: "r"}) == ["r", {"line:2": "twice"}]


def test_every_reason_to_ask_has_its_words_in_both_languages() -> None:
    assert REASONS["twice"] == ("写了两遍？", "written twice?")
    assert all(zh and en and zh != en for zh, en in REASONS.values())


def entry(key: str, name: str, **home: str) -> Entry:
    """A line of a list: a child of the household that is said."""
    return Entry(2, HERE, key, {"name": name}, household=dict(home))


def homes(*entries: Entry) -> list[str | None]:
    """The household of each line."""
    give_homes(entries)
    return [one.household_key for one in entries]


def test_one_door_is_one_household_unless_two_heads_are_named_behind_it() -> None:
    one, other = homes(entry("a", "甲", door="12", head="王大"), entry("b", "乙", door="12号", head="王 大"))
    assert one == other is not None
    one, other, nobody = homes(
        entry("a", "甲", door="12", head="王大"),
        entry("b", "乙", door="12", head="李四"),
        entry("c", "丙", door="12"),
    )
    assert len({one, other, nobody}) == 3
    alone, unnamed = homes(entry("a", "甲", door="12", head="王大"), entry("b", "乙", door="12"))
    assert alone == unnamed
    assert (
        len(set(homes(entry("a", "甲", door="12", group="3"), entry("b", "乙", door="12", group="4")))) == 2
    )


def test_without_a_door_a_head_s_name_makes_no_household_by_itself() -> None:
    one, other = homes(entry("a", "甲", head="王大"), entry("b", "乙", head="王大"))
    assert one != other
    phone = {"head": "王大", "phone": "13800000001"}
    one, other = homes(entry("a", "甲", **phone), entry("b", "乙", **phone))
    assert one == other is not None
    assert homes(entry("a", "甲", group="3")) == [None]
