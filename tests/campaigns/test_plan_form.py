"""What a typed plan is refused for: every field at once, each with its sentence."""

from __future__ import annotations

import pytest

from fieldapp.campaigns.plan.form import LONGEST, read_plan, read_round
from tests import cast

PLAN = {"name": "冬季脊灰补充免疫", "product": "bOPV", "form": "drops", "goal": "95"}
PLAN |= {"born_from": "20211201", "born_to": "2025-12-01"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, {}),
        ({"name": "  "}, {"name": "name"}),
        ({"name": "长" * (LONGEST + 1)}, {"name": f"最多 {LONGEST} 个字"}),
        ({"document_no": "号" * (LONGEST + 1)}, {"document_no": f"最多 {LONGEST} 个字"}),
        ({"product": "糖丸"}, {"product": "请选择一项"}),
        ({"form": "injection"}, {"form": "bOPV 只有"}),
        ({"born_from": "1700-01-01"}, {"born_from": "应在"}),
        ({"born_from": "去年"}, {"born_from": "不是日期"}),
        ({"born_from": "2025-12-02"}, {"born_to": "不能早于开始日期"}),
        ({"goal": "0", "mopup_days": "400"}, {"goal": "", "mopup_days": ""}),
        (
            {"product": "MMR", "form": "injection", "door_allowed": "1"},
            {"door_allowed": "入户接种要有文件规定"},
        ),
    ],
)
def test_each_field_says_what_is_wrong_with_it(said: dict[str, str], wrong: dict[str, str]) -> None:
    found = read_plan(PLAN | said, [cast.TOWNSHIP]).wrong
    assert set(found) == set(wrong), found
    if "name" not in wrong or said["name"].strip():
        assert all(found[name][0].startswith(words) for name, words in wrong.items())


def test_a_plan_without_areas_asks_for_one_and_areas_inside_others_fall_away() -> None:
    assert read_plan(PLAN, []).wrong["areas"][0] == "至少选一个地区"
    assert read_plan(PLAN, [cast.VILLAGE, cast.TOWNSHIP, ""]).values["areas"] == [cast.TOWNSHIP]


def test_a_round_needs_both_days_in_order() -> None:
    assert set(read_round({"first_day": "20251201"}).wrong) == {"last_day"}
    assert set(read_round({"first_day": "20251205", "last_day": "20251201"}).wrong) == {"last_day"}
    assert read_round({"first_day": "20251201", "last_day": "2025-12-05"}).values == {
        "first_day": "2025-12-01",
        "last_day": "2025-12-05",
    }
