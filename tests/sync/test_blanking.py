"""What is left of an operation about an erased person, whatever was sent as one: the rules by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.records.blanking import Cuts, blanked, left_of, named

GONE, OTHER = "01890000-0000-7000-8000-00000000000a", "01890000-0000-7000-8000-00000000000b"
NO_CUTS = Cuts((), (), ())


def visit(child: str, **more: Any) -> dict[str, Any]:
    return {"kind": "visit", "key": OTHER, "data": {"child": child, "note": "红痣", **more}}


@pytest.mark.parametrize(
    "raw",
    ["not an object", 7, None, [], {"data": "no object", "key": 3}, {"data": {"members": ["a word", 5]}}],
)
def test_what_is_no_operation_names_nobody(raw: Any) -> None:
    assert named(raw) == set()


def test_what_wraps_operations_is_searched_to_its_bottom() -> None:
    raw = [visit(GONE), {"ops": [visit(OTHER), visit(GONE.upper())]}, f"a line about {GONE}", "another", 5]
    first, wrapped, line, other, number = left_of(raw, {GONE}, NO_CUTS)
    assert (first["data"]["note"], first["data"]["child"]) == (None, GONE)
    assert [one["data"]["note"] for one in wrapped["ops"]] == ["红痣", None]
    assert (line, other, number) == (None, "another", 5)


def test_a_mended_operation_stays_named_and_words_in_its_place_do_not() -> None:
    assert blanked("visit", {"mends": OTHER}, {GONE}, NO_CUTS) == {"mends": OTHER}
    assert blanked("visit", {"mends": "小明, 3组12号"}, {GONE}, NO_CUTS) == {"mends": None}


def test_of_a_household_interviewed_only_the_erased_line_is_blanked() -> None:
    members = [{"child": GONE, "name": "小明"}, {"child": OTHER, "name": "小红"}, "a word"]
    left = blanked("interview", {"members": members, "note": "两个孩子"}, {GONE}, NO_CUTS)
    assert left == {"members": [{"child": GONE, "name": None}, *members[1:]], "note": None}
    assert blanked("interview", {"members": "nobody", "cluster": "7"}, {GONE}, NO_CUTS)["cluster"] == "7"
