"""Refusals about the tree of areas."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
    "area_code_wrong": Kind(
        422, "代码“{area}”的位数不对或不在这一级。", "The code {area} does not have the digits of this level."
    ),
    "area_code_taken": Kind(409, "代码 {area} 已经有了。", "The code {area} exists already."),
    "area_retired": Kind(409, "{area} 已经撤销，不能再改。", "The area {area} has been retired."),
    "area_unlike": Kind(
        422,
        "{area} 不能并入 {other}：要同一级、同一个县、两个不同的地区。",
        "{area} cannot be merged into {other}: two areas of one level and county are needed.",
    ),
    "area_has_children": Kind(
        409,
        "{area} 下面还有地区，先把它们并走或改码。",
        "{area} still has areas below; merge or recode those first.",
    ),
}
