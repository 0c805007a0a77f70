"""When two writings mean the same, on the server; `tests/js/core-same.test.mjs` reads the same cases on the phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.same import clean_name, name_key, number_key, phone_key, place_key, plain_username

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "same_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["kept"])
def test_one_name_is_one_name_however_it_is_written(case: dict[str, Any]) -> None:
    assert {name_key(said) for said in case["said"]} == {name_key(case["kept"])}
    chinese = [said for said in case["said"] if not said.isascii() and case["kept"][0] > "z"]
    assert {clean_name(said) for said in chinese} <= {case["kept"]}


@pytest.mark.parametrize(("one", "other"), CASES["other_names"])
def test_another_name_stays_another(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("said", "kept"), CASES["kept"])
def test_a_name_is_kept_as_it_is_read(said: str, kept: str) -> None:
    assert clean_name(said) == kept


@pytest.mark.parametrize(("kept", "said"), CASES["phones"])
def test_a_telephone_number_is_its_digits(kept: str, said: str | None) -> None:
    assert phone_key(said) == kept


@pytest.mark.parametrize(("kept", "said"), CASES["usernames"])
def test_a_user_name_is_one_however_it_is_typed(kept: str, said: str) -> None:
    assert plain_username(said) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3组", "第三组"),
        ("03", "3 组"),
        ("十二组", "12"),
        ("3村民小组", "３"),
        ("12号", " 12 "),
        ("3-2", "3－2"),
    ],
)
def test_a_group_or_door_is_one_however_it_is_written(one: str, other: str) -> None:
    assert place_key(one) == place_key(other) != ""


def test_other_groups_and_numbers_stay_others() -> None:
    assert len({place_key(one) for one in ("3", "13", "3-2", "32", "十三", "组", "三", "东头")}) == 6
    assert number_key("4309 21-0001") == number_key("430921０００１") != number_key("430921001")
    assert (place_key(None), name_key(None), number_key("")) == ("", "", "")


@given(st.text(alphabet=st.characters(), max_size=30))
def test_what_is_kept_is_kept_as_it_is_when_it_comes_again(said: str) -> None:
    kept = clean_name(said)
    assert clean_name(kept) == kept and name_key(kept) == name_key(said)
    assert plain_username(plain_username(said)) == plain_username(said)


def test_every_numeral_up_to_ninety_nine_is_its_number() -> None:
    digits = "零一二三四五六七八九"
    for number in range(1, 100):
        tens, ones = divmod(number, 10)
        said = (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
        assert place_key(f"第{said}组") == str(number)
    assert (place_key("两组"), place_key("两队")) == ("2", "2")
    assert (place_key("一二"), place_key("百"), place_key("三十三甲")) == ("一二", "百", "三十三甲")
