"""What records are read by, each piece by itself: moments, keys, homes, subtrees, words that lie with words."""

from __future__ import annotations

from fieldapp.ground.subtrees import overlap
from fieldapp.records.blanking import named
from fieldapp.records.fields.checks import is_moment
from fieldapp.records.lists.likeness import identity_of
from fieldapp.records.lists.meanings import home_of
from fieldapp.records.rows.stamps import stored

CHILD = "0c9e4f3a-1111-4aaa-8aaa-000000000001"


def test_a_moment_ends_at_the_59th_second() -> None:
    assert is_moment("2025-12-01T23:59:59.999Z")
    assert not is_moment("2025-12-01T23:59:60.000Z")
    assert not is_moment("2025-12-01T23:60:00.000Z")
    assert not is_moment("2025-12-01T24:00:00.000Z")


def test_an_interview_is_about_the_children_it_names() -> None:
    said = {"kind": "interview", "key": CHILD[:-1] + "2", "data": {"members": [{"child": CHILD}, 3]}}
    assert CHILD in named(said)


def test_a_child_of_a_house_is_known_by_its_head_too() -> None:
    assert identity_of("430921102001", {"name": "陈东"}, {"head": "陈 大明"}).head == "陈大明"


def test_a_subtree_within_another_is_not_said_beside_it() -> None:
    assert overlap(["43", "430921102"], ["430921", "430921102203"]) == ("430921",)


def test_another_province_is_told_from_ones_own_and_stays_unknown_within_it() -> None:
    assert home_of("贵州毕节", "430921") == ("other_province", None)
    assert home_of("湖南岳阳", "430921")[0] is None


def test_lists_are_stored_as_text_and_words_as_they_are() -> None:
    assert stored({"b": 1, "a": ["疹"]}) == '{"a": ["疹"], "b": 1}'
    assert stored("疹") == "疹"
